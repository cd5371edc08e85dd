"""Take weights or whole channels out of a trained network, the smallest ones first.

Source of the idea: Han, Pool, Tran and Dally (2015), Learning both weights and
connections for efficient neural networks, arXiv:1506.02626 (weights); Li, Kadav,
Durdanovic, Samet and Graf (2017), Pruning filters for efficient ConvNets,
arXiv:1608.08710 (channels).
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from course.errors import CourseError
from course.measure.sizes import network

if TYPE_CHECKING:
    from torch import Tensor, nn


def count_zeros(model: Any) -> int:
    """Count the parameters of a network that are exactly 0.

    >>> from torch import nn
    >>> count_zeros(prune_weights(nn.Linear(10, 4, bias=False), 0.75))
    30

    Parameters
    ----------
    model
        An `nn.Module` or a fitted torch estimator of this package.
    """
    return sum(int((p == 0).sum()) for p in network(model).parameters())


def prune_weights(model: Any, share: float) -> nn.Module:
    """Set the smallest weights of all layers together to zero.

    The zeros stay where they are, in dense tensors: the copy takes as many bytes and
    as many multiply-adds as the network that you pass. Biases and norms are kept.

    Parameters
    ----------
    model
        An `nn.Module` or a fitted torch estimator of this package.
    share
        Of the weights of all dense and convolution layers, 0 up to, not including, 1.

    Returns
    -------
    A copy of the network; `round(share * n)` of its n weights are 0.

    Raises
    ------
    CourseError
        For another share, or a network without such a layer.
    """
    import torch

    pruned = _copy(model, share)
    weights = [layer.weight for layer in _layers(pruned)]
    sizes = torch.cat([weight.detach().abs().flatten() for weight in weights])
    keep = torch.ones_like(sizes)
    # the number is rounded as in torch.nn.utils.prune
    smallest = torch.topk(sizes, round(share * len(sizes)), largest=False).indices
    keep[smallest] = 0
    parts = keep.split([weight.numel() for weight in weights])
    with torch.no_grad():
        for weight, part in zip(weights, parts, strict=True):
            weight.mul_(part.view_as(weight))
    return pruned


def prune_channels(model: Any, share: float) -> nn.Module:
    """Take out the weakest channels of every layer but the last: a smaller network.

    A channel of a convolution, or a unit of a dense layer, is weak if its weights are
    short (Euclidean length). What comes after it loses the matching inputs, so fewer
    bytes are stored and fewer multiply-adds computed. Accuracy falls: train on with
    `finetune`.

    Parameters
    ----------
    model
        An `nn.Sequential` as `models.small_cnn`, `models.separable_cnn` and
        `models.mlp` build it, or such a fitted estimator.
    share
        Of the channels of each layer, 0 up to, not including, 1; one always stays.

    Returns
    -------
    A copy of the network with fewer channels.

    Raises
    ------
    CourseError
        For another share, and for layers that are not one after the other.
    """
    from torch import nn

    pruned = _copy(model, share)
    layers = list(pruned) if isinstance(pruned, nn.Sequential) else [pruned]
    last = [layer for layer in layers if _is_prunable(layer)][-1:]
    came = None  # what is left of the channels that come in; None: all of them
    for layer in layers:
        if _is_depthwise(layer):
            came = came and _cut_depthwise(layer, came)
        elif _is_prunable(layer):
            goes = None if layer in last else _strongest(layer, share)
            if came:
                _cut_inputs(layer, came)
            if goes:
                _keep(layer, goes.channels)
            came = goes
        elif isinstance(layer, nn.BatchNorm1d | nn.BatchNorm2d):
            if came:
                _cut_norm(layer, came)
        elif not isinstance(layer, _passing()):
            raise CourseError(
                f"{type(layer).__name__} cannot be cut into channels. Pass an "
                "nn.Sequential of convolutions, dense layers, norms and pooling; a "
                "convolution has groups=1, or one channel a group."
            )
    return pruned


@dataclass(frozen=True)
class Left:
    """Which channels of a layer are left, in order, and how many there were."""

    channels: Tensor
    n_before: int

    def runs(self, length: int) -> Tensor:
        """Return the places of what is left if each channel has ``length`` places."""
        import torch

        return (self.channels[:, None] * length + torch.arange(length)).flatten()


def _copy(model: Any, share: float) -> nn.Module:
    if not 0 <= share < 1:
        raise CourseError(
            f"share is {share!r}; give the share to take out, 0 up to below 1."
        )
    found = copy.deepcopy(network(model))
    if not _layers(found):
        raise CourseError(
            f"{type(found).__name__} has no dense or convolution layer to prune."
        )
    return found


def _is_prunable(layer: nn.Module) -> bool:
    from torch import nn

    whole = getattr(layer, "groups", 1) == 1
    return isinstance(layer, nn.Linear | nn.Conv1d | nn.Conv2d) and whole


def _is_depthwise(layer: nn.Module) -> bool:
    from torch import nn

    return isinstance(layer, nn.Conv1d | nn.Conv2d) and (
        1 < layer.groups == layer.in_channels
    )


def _layers(model: nn.Module) -> list[nn.Module]:
    from torch import nn

    kinds = nn.Linear | nn.Conv1d | nn.Conv2d
    return [layer for layer in model.modules() if isinstance(layer, kinds)]


def _passing() -> tuple[type, ...]:
    """Return the kinds of layers that leave channels as they are."""
    from torch import nn

    return (
        nn.Identity, nn.ReLU, nn.ReLU6, nn.GELU, nn.Tanh, nn.Dropout, nn.Flatten,
        nn.MaxPool2d, nn.AvgPool2d, nn.AdaptiveAvgPool2d,
    )  # fmt: skip


def _strongest(layer: nn.Module, share: float) -> Left:
    """Return the outputs with the longest weights, as they are before any cut."""
    lengths = layer.weight.detach().flatten(1).norm(dim=1)
    n_out = min(round(share * len(lengths)), len(lengths) - 1)
    return Left(lengths.argsort(stable=True)[n_out:].sort().values, len(lengths))


def _cut_depthwise(layer: nn.Module, came: Left) -> Left:
    """Keep the outputs that belong to the channels that came."""
    left = Left(came.runs(layer.out_channels // layer.in_channels), layer.out_channels)
    _keep(layer, left.channels)
    layer.in_channels = layer.groups = len(came.channels)
    return left


def _cut_inputs(layer: nn.Module, came: Left) -> None:
    """Take inputs out; after Flatten each channel is a run of neighbouring columns."""
    columns = came.runs(layer.weight.shape[1] // came.n_before)
    _set(layer, "weight", layer.weight[:, columns])
    name = "in_features" if hasattr(layer, "in_features") else "in_channels"
    setattr(layer, name, len(columns))


def _cut_norm(layer: nn.Module, came: Left) -> None:
    _keep(layer, came.channels)
    for name in ("running_mean", "running_var"):
        if getattr(layer, name) is not None:
            setattr(layer, name, getattr(layer, name)[came.channels].clone())
    layer.num_features = len(came.channels)


def _keep(layer: nn.Module, channels: Tensor) -> None:
    """Keep some outputs of a layer: rows of its weight and bias."""
    for name in ("weight", "bias"):
        if getattr(layer, name) is not None:
            _set(layer, name, getattr(layer, name)[channels])
    for name in ("out_features", "out_channels"):
        if hasattr(layer, name):
            setattr(layer, name, len(channels))


def _set(layer: nn.Module, name: str, values: Tensor) -> None:
    from torch import nn

    setattr(layer, name, nn.Parameter(values.detach().clone()))
