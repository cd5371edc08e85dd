"""Any of our models as one ONNX file that needs neither torch nor scikit-learn."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from course.deploy.files import whole
from course.errors import DeployError
from course.measure.sizes import last_step

#: Under this key a file of ours says what it holds, as JSON.
KEY = "course"


def export_onnx(
    model: Any,
    path: str | Path,
    X_example: Any,
    *,
    classes: Sequence | None = None,
) -> Path:
    """Write a fitted model as an ONNX file for float32 rows, any number at a time.

    The model is exported as it predicts, in evaluation mode, and is not changed. What
    comes before the net in a pipeline (flattening, scaling) goes into the file. An
    older file at `path` stays until the new one is complete.

    Parameters
    ----------
    model
        A fitted `TorchClassifier` or `TorchRegressor`, a `torch.nn.Module` that
        returns logits, or a fitted scikit-learn or XGBoost model; also as the last
        step of a pipeline.
    path
        As in ``"digits.onnx"``.
    X_example : array, (n, ...)
        A row or more of the shape that will come; only the shape is used.
    classes
        For an `nn.Module`: the classes of its outputs; default 0, 1, 2, ...

    Returns
    -------
    The path. The file gives ``logits`` for nets, ``probabilities`` for other
    classifiers, ``estimates`` for regressors, and knows its classes.

    Raises
    ------
    DeployError
        If the model is not fitted or cannot be written as ONNX; says why.
    """
    import onnx

    X = example(X_example)
    proto, card = _maker(model)(model, X, classes)
    _drop_notes(proto)
    onnx.helper.set_model_props(proto, {KEY: json.dumps(card)})
    proto.producer_name = "seven-differences"
    content = proto.SerializeToString()
    _any_number_of_rows(content, X, last_step(model))
    with whole(path) as part:
        part.write_bytes(content)
    return Path(path)


def _drop_notes(proto: Any) -> None:
    """Remove what exporters note for themselves: a fifth of a small file, and paths.

    torch writes into each node from which line of which file on this machine it comes.
    """
    graph = proto.graph
    for part in (proto, graph, *graph.node, *graph.initializer, *graph.value_info):
        del part.metadata_props[:]
        part.doc_string = ""


def _any_number_of_rows(content: bytes, X: np.ndarray, model: Any) -> None:
    """Ask the exported model for one row and for three."""
    from course.deploy.runtime import session

    try:
        run = session(content, n_threads=1).run
        lengths = [
            len(run(None, {"x": np.resize(X, (n, *X.shape[1:]))})[-1]) for n in (1, 3)
        ]
    except Exception as error:  # ONNX Runtime raises classes of its own
        lengths = [str(error).strip().partition("\n")[0][:160]]
    if lengths != [1, 3]:
        raise DeployError(
            f"exported, {type(model).__name__} does not take 1 row or 3: {lengths[0]}. "
            "A forward() that is exported must not depend on the number of rows; keep "
            "the first axis as it comes, as in x.flatten(1)."
        )


def example(X: Any) -> np.ndarray:
    """Return two rows as float32."""
    try:
        X = np.asarray(X.detach().cpu() if hasattr(X, "detach") else X, np.float32)
    except (TypeError, ValueError) as error:
        raise DeployError(
            f"X_example is no array of numbers ({error}). An exported model takes "
            "float32; turn words into numbers before it."
        ) from error
    if X.ndim < 2 or not X.size:
        raise DeployError(
            f"X_example has shape {X.shape}. Give one row or more, as in X_train[:2]."
        )
    return np.resize(X[:2], (2, *X.shape[1:]))


def _maker(model: Any) -> Callable:
    """Return the function that turns this kind of model into ONNX."""
    last = last_step(model)
    kinds = {base.__module__.partition(".")[0] for base in type(last).__mro__}
    if "torch" in kinds or hasattr(last, "module_") or hasattr(last, "build"):
        from course.deploy.from_torch import torch_to_onnx

        return torch_to_onnx
    if "sklearn" in kinds or "xgboost" in kinds:
        from course.deploy.from_sklearn import sklearn_to_onnx

        return sklearn_to_onnx
    raise DeployError(
        f"{type(model).__name__} is no model that can be exported. Give a fitted "
        "torch, scikit-learn or XGBoost model."
    )


def plain_classes(classes: Any) -> list:
    """Return classes as JSON can hold them."""
    plain = np.asarray(classes).tolist()
    if not all(isinstance(value, int | float | str | bool) for value in plain):
        raise DeployError(
            f"the classes {plain[:3]!r} are neither numbers nor words, and the file "
            "has to name them. Fit the model on such labels."
        )
    return plain
