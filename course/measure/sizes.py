"""What a model stores: parameters, bytes, and the numbers in a forest."""

import pickle
from collections.abc import Callable
from typing import Any

from course.errors import CourseError


def on_meta(build: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Call `build(*args, **kwargs)` on the meta device: layers with shapes, no memory.

    >>> from torch import nn
    >>> layer = on_meta(nn.TransformerEncoderLayer, 12288, 96, dim_feedforward=49152)
    >>> n_parameters(layer)
    1812099072

    Parameters
    ----------
    build
        Anything that makes a `torch.nn.Module`: a class or a function.
    *args, **kwargs
        Passed on to `build`.

    Returns
    -------
    What `build` returns; its tensors have a shape and a dtype and no values.

    Raises
    ------
    CourseError
        If `build` needs values of tensors, as torchvision's RegNet does.
    """
    import torch

    try:
        with torch.device("meta"):
            return build(*args, **kwargs)
    except NotImplementedError as error:
        raise CourseError(
            f"{getattr(build, '__name__', build)} calculates with the values of "
            "tensors while it builds, and on the meta device there are none. Build it "
            "without on_meta: `macs` and `n_parameters` count it as well."
        ) from error


def network(model: Any) -> Any:
    """Return the torch module in `model`: itself, or that of a fitted estimator."""
    import torch

    model = getattr(last_step(model), "module_", model)
    if not isinstance(model, torch.nn.Module):
        raise CourseError(
            f"a torch module is needed here, not {type(model).__name__}. Pass an "
            "nn.Module, or a fitted TorchClassifier or TorchRegressor."
        )
    return model


def last_step(model: Any) -> Any:
    """Return the last step of a scikit-learn pipeline; anything else as it is."""
    steps = getattr(model, "steps", None)
    return steps[-1][1] if isinstance(steps, list) and steps else model


def n_parameters(module: Any) -> int:
    """Count the weights and biases of a network; a shared tensor counts once.

    >>> from torch import nn
    >>> n_parameters(nn.Linear(256, 10))
    2570

    Parameters
    ----------
    module
        An `nn.Module`, on any device, or a fitted torch estimator of this package.

    Returns
    -------
    The number of learned numbers, trainable or frozen, without running statistics.

    Raises
    ------
    CourseError
        If there is no torch module in it.
    """
    return sum(tensor.numel() for tensor in network(module).parameters())


def n_bytes(model: Any) -> int:
    """Count the bytes that a model takes in memory (torch) or in a file (pickled).

    Parameters
    ----------
    model
        A torch module or fitted torch estimator: its parameters and running
        statistics are counted. Anything else, such as a scikit-learn model: the
        length of its pickle.

    Returns
    -------
    Bytes. 1 MB is 1,000,000 of them.
    """
    inside = last_step(model)
    if hasattr(inside, "module_") or hasattr(inside, "state_dict"):
        module = network(inside)
        tensors = {id(t): t for t in (*module.parameters(), *module.buffers())}
        return sum(t.numel() * t.element_size() for t in tensors.values())
    sink = _Counter()
    pickle.dump(model, sink, protocol=pickle.HIGHEST_PROTOCOL)
    return sink.n_bytes


class _Counter:
    """A file that keeps nothing but its length."""

    def __init__(self) -> None:
        self.n_bytes = 0

    def write(self, chunk: Any) -> int:
        length = memoryview(chunk).nbytes
        self.n_bytes += length
        return length


def stored_numbers(forest: Any) -> dict[str, int]:
    """Count the nodes and leaves of a fitted forest and the numbers they store.

    A split stores two numbers, the feature and the threshold. A leaf stores one number
    a class, or one number for regression. (The files of scikit-learn hold more: counts,
    impurities and the links between nodes.)

    Parameters
    ----------
    forest
        A fitted random forest or extra trees, classifier or regressor, or one
        decision tree; also as the last step of a pipeline.

    Returns
    -------
    A dict with `nodes`, `leaves` and `stored_numbers`. Every binary forest has
    `nodes = 2 * leaves - n_trees`.

    Raises
    ------
    CourseError
        If the model is not fitted or has no such trees.
    """
    model = last_step(forest)
    trees = getattr(model, "estimators_", None)
    if trees is None and hasattr(model, "tree_"):
        trees = [model]
    if trees is None or not all(hasattr(tree, "tree_") for tree in trees):
        raise CourseError(
            f"{type(model).__name__} has no list of fitted decision trees. Pass a "
            "random forest or extra trees, after `fit`."
        )
    nodes = sum(int(tree.tree_.node_count) for tree in trees)
    leaves = sum(int(tree.tree_.n_leaves) for tree in trees)
    # value has the shape (nodes, outputs, classes); regression has one "class"
    stored = sum(
        2 * int(tree.tree_.node_count - tree.tree_.n_leaves)
        + int(tree.tree_.n_leaves) * tree.tree_.value[0].size
        for tree in trees
    )
    return {"nodes": nodes, "leaves": leaves, "stored_numbers": stored}
