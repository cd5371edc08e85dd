"""Maps of a picture: what a network's output feels, and a map without any network.

All take ``(model, X)`` and return a map of X's shape. ``target`` is the class whose
logit is explained, one for all rows or one a row; None takes the model's own choice.
The model stays in the mode in which it came; put it in eval mode first.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


def saliency(model: nn.Module, X: Tensor, *, target=None) -> Tensor:
    """Return how strongly each input number moves the logit: the size of its gradient.

    Parameters
    ----------
    model : nn.Module
        From (n, ...) to logits (n, classes). It is not changed.
    X : Tensor, (n, ...)
    target : int or Tensor of shape (n,), optional

    Returns
    -------
    Tensor of X's shape, no number below 0.

    Notes
    -----
    Source: Simonyan, Vedaldi and Zisserman (2013), Deep inside convolutional networks,
    arXiv:1312.6034, section 3.

    Examples
    --------
    >>> line = nn.Linear(2, 2, bias=False)
    >>> line.weight = nn.Parameter(torch.tensor([[1.0, -2.0], [0.0, 3.0]]))
    >>> saliency(line, torch.zeros(1, 2), target=0).tolist()
    [[1.0, 2.0]]
    """
    return _gradient(model, X, target).abs()


def input_x_gradient(model: nn.Module, X: Tensor, *, target=None) -> Tensor:
    """Return the size of input times gradient, number by number.

    Where X is 0 the map is 0, whatever the model has learned.

    Parameters
    ----------
    model, X, target
        As for `saliency`.

    Returns
    -------
    Tensor of X's shape, no number below 0.

    Notes
    -----
    Source: Shrikumar, Greenside, Shcherbina and Kundaje (2016), Not just a black box,
    arXiv:1605.01713. They keep the sign; the maps here show strength.
    """
    return (X.detach() * _gradient(model, X, target)).abs()


def integrated_gradients(
    model: nn.Module, X: Tensor, *, target=None, baseline=0.0, n_steps: int = 32
) -> Tensor:
    """Return what each input adds to the logit on the way from a baseline to X.

    The numbers of one row add up, but for the error of the sum over steps, to the
    logit at X minus the logit at the baseline. They keep their sign. Computed by the
    library Captum.

    Parameters
    ----------
    model, X, target
        As for `saliency`.
    baseline : float or Tensor of X's shape
        Where the way starts; 0 is a black picture.
    n_steps : int
        Points on the way at which a gradient is taken.

    Returns
    -------
    Tensor of X's shape.

    Notes
    -----
    Source: Sundararajan, Taly and Yan (2017), Axiomatic attribution for deep networks,
    ICML, arXiv:1703.01365.
    """
    from captum.attr import IntegratedGradients

    given = X.detach()
    chosen = _chosen(model, given, target)
    maps = IntegratedGradients(model).attribute(
        given, baselines=baseline, target=chosen, n_steps=n_steps
    )
    return maps.detach().to(X.dtype)


def edges(model: nn.Module | None, X: Tensor) -> Tensor:
    """Return how steep a picture is at each pixel: a map that never asks the model.

    The control of every test of maps: it looks like an explanation and cannot be one.

    Parameters
    ----------
    model
        Not used.
    X : Tensor, (n, c, h, w)

    Returns
    -------
    Tensor of X's shape: the length of the gradient over rows and columns, by central
    differences.
    """
    X = X.detach()
    down, across = torch.gradient(X, dim=(-2, -1))
    return (down**2 + across**2).sqrt()


def _gradient(model: nn.Module, X: Tensor, target) -> Tensor:
    """Return the gradient of each row's logit; no parameter's `.grad` is touched."""
    given = X.detach().clone().requires_grad_()
    with torch.enable_grad():
        logits = model(given)
        chosen = _chosen_of(logits, target)
        score = logits.gather(1, chosen[:, None]).sum()
        (gradient,) = torch.autograd.grad(score, given)
    return gradient


def _chosen(model: nn.Module, X: Tensor, target) -> Tensor:
    with torch.no_grad():
        return _chosen_of(model(X), target)


def _chosen_of(logits: Tensor, target) -> Tensor:
    """Return one class a row."""
    if target is None:
        return logits.detach().argmax(dim=1)
    chosen = torch.as_tensor(target, dtype=torch.long, device=logits.device)
    return chosen.expand(len(logits))
