"""The layers of the deep models: each function builds one network for one shape.

All take `(shape, n_outputs)`, the shape of one example and the number of classes or
targets, as `TorchClassifier` asks for it, and settings by keyword.
"""

import math

import torch
from torch import nn

from course.errors import CourseError


def mlp(
    shape: tuple[int, ...], n_outputs: int, *, widths: tuple[int, ...], dropout: float
) -> nn.Module:
    """Build a multilayer perceptron: dense layers with ReLU between them."""
    layers, n_in = [nn.Flatten()], math.prod(shape)
    for width in widths:
        layers += [nn.Linear(n_in, width), nn.ReLU()]
        if dropout:
            layers.append(nn.Dropout(dropout))
        n_in = width
    return nn.Sequential(*layers, nn.Linear(n_in, n_outputs))


class Residual(nn.Module):
    """`x + gate * f(x)`, where the learned `gate` starts at a given number.

    With a gate that starts at 0 every block starts as "change nothing", and a network
    of any depth starts as a shallow one. Source: Bachlechner et al. (2021), ReZero is
    all you need: fast convergence at large depth, UAI.
    """

    def __init__(self, f: nn.Module, *, gate: float | None) -> None:
        super().__init__()
        self.f = f
        self.gate = None if gate is None else nn.Parameter(torch.tensor(float(gate)))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        change = self.f(x)
        return x + (change if self.gate is None else self.gate * change)


def residual_mlp(
    shape: tuple[int, ...],
    n_outputs: int,
    *,
    depth: int,
    width: int,
    gate: float | None,
) -> nn.Module:
    """Build a perceptron of `depth` residual blocks of two dense layers each."""
    blocks = [
        Residual(
            nn.Sequential(
                nn.Linear(width, width),
                nn.ReLU(),
                nn.Linear(width, width),
            ),
            gate=gate,
        )
        for _ in range(depth)
    ]
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(math.prod(shape), width),
        nn.ReLU(),
        *blocks,
        nn.ReLU(),
        nn.Linear(width, n_outputs),
    )


def small_cnn(shape: tuple[int, int, int], n_outputs: int, *, width: int) -> nn.Module:
    """Build three 3x3 convolutions over a head that sees 4x4 maps.

    The maximum is taken before ReLU, which gives the same numbers as after it and
    rectifies a quarter as many. Sides are halved while they are above 4.
    """
    channels, *sides = shape
    layers = []
    for times in (1, 2, 4):
        last = times == 4
        kernel = tuple(_pool(side, last=last) for side in sides)
        sides = [-(-side // k) for side, k in zip(sides, kernel, strict=True)]
        layers += [
            nn.Conv2d(channels, times * width, 3, padding=1, bias=False),
            nn.BatchNorm2d(times * width),
            nn.MaxPool2d(kernel, ceil_mode=True) if max(kernel) > 1 else nn.Identity(),
            nn.ReLU(),
        ]
        channels = times * width
    head = nn.Linear(channels * math.prod(sides), n_outputs)
    return nn.Sequential(*layers, nn.Flatten(), head)


def separable_cnn(
    shape: tuple[int, int, int], n_outputs: int, *, width: int
) -> nn.Module:
    """Build `small_cnn` with its second and third convolution in MobileNet's two steps.

    A depthwise convolution filters each channel by itself, a 1x1 convolution mixes the
    channels: 1/c_out + 1/9 of the multiply-adds of a whole 3x3 convolution. Source:
    Howard et al. (2017), MobileNets, arXiv:1704.04861.
    """
    layers = []
    for layer in small_cnn(shape, n_outputs, width=width):
        if isinstance(layer, nn.Conv2d) and layer.in_channels > shape[0]:
            n_in, n_out = layer.in_channels, layer.out_channels
            layers += [
                nn.Conv2d(n_in, n_in, 3, padding=1, groups=n_in, bias=False),
                nn.BatchNorm2d(n_in),
                nn.ReLU(),
                nn.Conv2d(n_in, n_out, 1, bias=False),
            ]
        else:
            layers.append(layer)
    return nn.Sequential(*layers)


def _pool(side: int, *, last: bool) -> int:
    """Return by how much a side shrinks: to a half, in the last layer to 4 at most."""
    if side <= 4:
        return 1
    return -(-side // 4) if last else 2


def residual_cnn(
    shape: tuple[int, int, int],
    n_outputs: int,
    *,
    depth: int,
    width: int,
    gate: float | None,
) -> nn.Module:
    """Build `depth` residual blocks of two 3x3 convolutions under a head of 4x4 maps.

    A stem halves the sides once at 8 to 15 pixels, twice from 16 on.
    """
    channels, *sides = shape
    strides = [2] * ((min(sides) >= 8) + (min(sides) >= 16)) or [1]
    stem = []
    for stride in strides:
        stem += [*_conv(channels, width, stride=stride), nn.ReLU()]
        sides = [-(-side // stride) for side in sides]
        channels = width
    kernel = tuple(_pool(side, last=True) for side in sides)
    sides = [-(-side // k) for side, k in zip(sides, kernel, strict=True)]
    blocks = [
        Residual(
            nn.Sequential(
                *_conv(width, width), nn.ReLU(), *_conv(width, width), nn.ReLU()
            ),
            gate=gate,
        )
        for _ in range(depth)
    ]
    return nn.Sequential(
        *stem,
        *blocks,
        nn.MaxPool2d(kernel, ceil_mode=True),
        nn.Flatten(),
        nn.Linear(width * math.prod(sides), n_outputs),
    )


def _conv(n_in: int, n_out: int, *, stride: int = 1) -> tuple[nn.Module, nn.Module]:
    """Return a 3x3 convolution and its batch norm."""
    return (
        nn.Conv2d(n_in, n_out, 3, padding=1, stride=stride, bias=False),
        nn.BatchNorm2d(n_out),
    )


class Resized(nn.Module):
    """Give pictures of any size, grey or in colour, to a network made for others."""

    def __init__(self, network: nn.Module, *, size: int | None) -> None:
        super().__init__()
        self.network = network
        self.size = size

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x.expand(-1, 3, -1, -1)
        if self.size is not None:
            x = nn.functional.interpolate(
                x, size=(self.size, self.size), mode="bilinear", antialias=True
            )
        return self.network(x)


def from_torchvision(
    shape: tuple[int, int, int], n_outputs: int, *, name: str, size: int | None
) -> nn.Module:
    """Build a network of torchvision with fresh weights for pictures of a shape."""
    from torchvision import models

    if name not in models.list_models(module=models):
        raise CourseError(
            f"torchvision has no network {name!r} for pictures. Its names: "
            f"{', '.join(models.list_models(module=models))}."
        )
    network = models.get_model(name, weights=None, num_classes=n_outputs)
    return Resized(network, size=size)
