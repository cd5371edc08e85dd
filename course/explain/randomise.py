"""Make a network forget what it learned, and ask whether its explanation notices."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import numpy as np
from torch import Tensor, nn

from course import device


def learned_layers(model: nn.Module) -> list[str]:
    """Return the names of the layers with numbers of their own, input side first.

    >>> learned_layers(nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 2)))
    ['0', '2']
    """
    return [
        name
        for name, layer in model.named_modules()
        if list(layer.parameters(recurse=False)) and hasattr(layer, "reset_parameters")
    ]


def randomised_copy(
    model: nn.Module,
    *,
    n_layers: int | None = None,
    random_state: int | np.random.Generator | None = None,
) -> nn.Module:
    """Return a copy with first weights in place of the learned ones.

    Parameters
    ----------
    model : nn.Module
        It is not changed.
    n_layers : int, optional
        How many layers forget, counted from the output; None: all of them.
    random_state : int, numpy Generator or None
        Decides the new weights.

    Returns
    -------
    nn.Module in the same mode as `model`.

    Notes
    -----
    A layer is drawn anew by its own `reset_parameters`, which also sets the running
    mean and variance of a normalisation layer back.
    """
    forgetful = copy.deepcopy(model)
    layers = learned_layers(forgetful)
    if n_layers is not None:
        layers = layers[len(layers) - n_layers :]
    with device.seeded(random_state):
        for name in layers:
            forgetful.get_submodule(name).reset_parameters()
    return forgetful


def cascade(
    model: nn.Module, *, random_state: int | np.random.Generator | None = None
) -> Iterator[tuple[str, nn.Module]]:
    """Yield copies that forget one more layer each, from the output to the input.

    Each copy goes on from the one before. The first yields the name "none" and an
    unchanged copy, the last has forgotten everything.

    Parameters
    ----------
    model, random_state
        As for `randomised_copy`.

    Yields
    ------
    name of the layer that was forgotten last, and the copy

    Notes
    -----
    Source: Adebayo et al. (2018), Sanity checks for saliency maps, NeurIPS,
    arXiv:1810.03292: cascading randomisation.
    """
    forgetful = copy.deepcopy(model)
    yield "none", copy.deepcopy(forgetful)
    seed = device.seed_of(random_state)
    for step, name in enumerate(reversed(learned_layers(forgetful))):
        with device.seeded(seed + step):
            forgetful.get_submodule(name).reset_parameters()
        yield name, copy.deepcopy(forgetful)


def rank_agreement(a: Tensor | np.ndarray, b: Tensor | np.ndarray) -> np.ndarray:
    """Return Spearman's rank correlation of two maps, one number an image.

    Parameters
    ----------
    a, b : (n, ...)
        Maps of the same n images.

    Returns
    -------
    ndarray of float, (n,), from -1 to 1; 0 where one of the two maps is constant.

    Examples
    --------
    >>> rank_agreement(np.array([[1, 2, 3], [5, 5, 5]]), np.array([[1, 4, 9.0]] * 2))
    array([1., 0.])
    """
    from scipy.stats import rankdata

    rows = []
    for maps in (a, b):
        maps = maps.detach().cpu().numpy() if isinstance(maps, Tensor) else maps
        ranks = rankdata(np.reshape(maps, (len(maps), -1)), axis=1)
        rows.append(ranks - ranks.mean(axis=1, keepdims=True))
    size = np.sqrt((rows[0] ** 2).sum(axis=1) * (rows[1] ** 2).sum(axis=1))
    together = (rows[0] * rows[1]).sum(axis=1)
    return np.divide(together, size, out=np.zeros(len(size)), where=size > 0)
