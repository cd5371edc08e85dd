"""The experiment with towers: the same small layer on top of itself, many times.

Everything but the block is fixed here, the same for every tower: real digits of 8 by
8 pixels, 32 numbers between two floors, PyTorch's own first weights, Adam, 200 steps
of 64 images. Two towers of one seed start with the same first and last layer and see
the same images in the same order.
"""

from collections.abc import Callable
from functools import cache

import torch
from torch import nn
from torch.nn import functional as F

from course import data, device
from course.errors import CourseError

WIDTH = 32
BATCH = 64
LEARNING_RATE = 3e-3
STEPS = {"quick": 20, "cpu": 200, "gpu": 200}

Block = Callable[[int, float], nn.Module]


class PlainBlock(nn.Module):
    """One floor without a way around it: `relu(linear(x))`.

    Parameters
    ----------
    dim
        Numbers that come in and go out.
    scale
        Taken so that every block is made alike; a plain floor has no use for it.
    """

    def __init__(self, dim: int, scale: float = 1.0) -> None:
        super().__init__()
        self.linear = nn.Linear(dim, dim)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.relu(self.linear(x))


def stack(
    block: Block, depth: int, *, scale: float | None = None, init: str = "torch"
) -> nn.Module:
    """Build a tower: 64 pixels, `depth` floors of 32 numbers, 10 classes.

    Parameters
    ----------
    block
        Class of a floor, made by `block(dim, scale)`.
    depth
        Number of floors, at least 1.
    scale
        Given to every block. None: `1 / depth`, so that the floors together change the
        signal by a fixed amount, however many they are.
    init
        First weights of all linear layers: "torch" leaves those of PyTorch, "he" draws
        them with variance 2 / inputs and sets the biases to 0.
        Source: He, Zhang, Ren and Sun (2015), Delving deep into rectifiers, ICCV.

    Raises
    ------
    CourseError
        For a depth below 1 or an unknown `init`.
    """
    if depth < 1 or init not in ("torch", "he"):
        raise CourseError(
            f"depth={depth}, init={init!r} is no tower. Take one floor or more, and "
            "'torch' or 'he'."
        )
    scale = 1 / depth if scale is None else scale
    first, last = nn.Linear(64, WIDTH), nn.Linear(WIDTH, 10)
    floors = [block(WIDTH, scale) for _ in range(depth)]
    tower = nn.Sequential(first, nn.ReLU(), *floors, last)
    if init == "he":
        for layer in tower.modules():
            if isinstance(layer, nn.Linear):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                nn.init.zeros_(layer.bias)
    return tower


def first_gradient(tower: nn.Module, X: torch.Tensor, y: torch.Tensor) -> float:
    """Return the length of the gradient that reaches the weights of the first layer.

    Parameters
    ----------
    tower
        As `stack` builds it.
    X
        Images, shape (n, 64).
    y
        Classes, shape (n,).
    """
    loss = F.cross_entropy(tower(X), y)
    (gradient,) = torch.autograd.grad(loss, tower[0].weight)
    return gradient.norm().item()


def train_stack(
    block: Block,
    depth: int,
    *,
    random_state: int,
    scale: float | None = None,
    init: str = "torch",
) -> dict[str, float]:
    """Build a tower, measure its first gradient, train it and test it.

    Parameters
    ----------
    block, depth, scale, init
        As for `stack`.
    random_state
        Seed of the first weights and of the images in each step.

    Returns
    -------
    `gradient_norm`, that of `first_gradient` on all training images before the first
    step; `accuracy` on 450 test images and `train_accuracy` on the 1,347 training
    images after the last step, both from 0 to 1.

    Raises
    ------
    CourseError
        As `stack`.

    Examples
    --------
    >>> sorted(train_stack(PlainBlock, 1, random_state=0))
    ['accuracy', 'gradient_norm', 'train_accuracy']
    """
    X, y, X_test, y_test = _digits()
    order = torch.Generator().manual_seed(device.seed_of(random_state))
    with device.seeded(random_state), device.threads(1):
        tower = stack(block, depth, scale=scale, init=init)
        gradient_norm = first_gradient(tower, X, y)
        adam = torch.optim.Adam(tower.parameters(), lr=LEARNING_RATE, fused=True)
        for _ in range(STEPS[device.scale()]):
            rows = torch.randint(len(X), (BATCH,), generator=order)
            adam.zero_grad()
            F.cross_entropy(tower(X[rows]), y[rows]).backward()
            adam.step()
        tower.eval()
        return {
            "gradient_norm": gradient_norm,
            "accuracy": _accuracy(tower, X_test, y_test),
            "train_accuracy": _accuracy(tower, X, y),
        }


def _accuracy(tower: nn.Module, X: torch.Tensor, y: torch.Tensor) -> float:
    """Return the share of images whose class the tower gets right."""
    with torch.no_grad():
        return (tower(X).argmax(dim=1) == y).double().mean().item()


@cache
def _digits() -> tuple[torch.Tensor, ...]:
    """Return images (n, 64) and classes (n,) to train on, then those to test on."""
    digits = data.load_digits()
    arrays = (digits.X_train, digits.y_train, digits.X_test, digits.y_test)
    X, y, X_test, y_test = map(torch.from_numpy, arrays)
    return X.flatten(1), y, X_test.flatten(1), y_test
