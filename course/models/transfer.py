"""The experiment with transfer: from printed letters to handwritten digits.

Everything but the encoder and what learns is fixed here, the same for every run: real
digits, enlarged to 20 by 20 pixels and put on a canvas of 28 by 28, up to two pixels
off the middle; one linear layer on the encoder; Adam, the same number of steps. Two
runs of one seed and one number of rows see the same labelled digits in the same order.
No digit was among the classes of the letters net.
"""

from __future__ import annotations

import hashlib
from functools import cache

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from course import data, device
from course.errors import CourseError

REGIMES = ("scratch", "frozen", "finetune")
SHIFT = 2
BATCH = 32
LEARNING_RATE = 2e-3
STEPS = {"quick": 15, "cpu": 60, "gpu": 60}


@cache
def moved_digits() -> data.Dataset:
    """Return the digits of `load_digits`, enlarged and moved, at 28 by 28 pixels.

    Examples
    --------
    >>> moved_digits().X_test.shape
    (450, 1, 28, 28)
    """
    small = data.load_digits()
    rng = np.random.default_rng(0)
    return data.Dataset(
        name="moved digits",
        X_train=_placed(small.X_train, rng),
        y_train=small.y_train,
        X_test=_placed(small.X_test, rng),
        y_test=small.y_test,
        target_names=small.target_names,
        feature_names=(),
        card=small.card,
    )


def _placed(X: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    large = F.interpolate(torch.from_numpy(X), size=(20, 20), mode="bilinear").numpy()
    canvas = np.zeros((len(X), 1, 28, 28), np.float32)
    for picture, digit in zip(canvas, large, strict=True):
        top, left = 4 + rng.integers(-SHIFT, SHIFT + 1, size=2)
        picture[:, top : top + 20, left : left + 20] = digit
    return canvas


def labelled(n: int, random_state: int) -> np.ndarray:
    """Return the numbers of ``n`` training digits, each class alike up to one.

    Parameters
    ----------
    n : int
        From 1 to 1,000.
    random_state : int

    Raises
    ------
    CourseError
        For another number.
    """
    y = moved_digits().y_train
    if not 1 <= n <= 1_000:
        raise CourseError(f"n is {n!r}; give a number of labelled digits, 1 to 1,000")
    rng = np.random.default_rng(random_state)
    ranks = np.empty(len(y), dtype=int)
    for label in range(10):
        (rows,) = np.nonzero(y == label)
        ranks[rows] = 10 * rng.permutation(len(rows)) + rng.permutation(10)[0]
    return np.argsort(ranks + rng.random(len(y)))[:n]


def train_on_digits(
    encoder: nn.Module, n: int, *, learns: str, random_state: int
) -> dict[str, float | str]:
    """Put a linear layer on the encoder, train with ``n`` labelled digits, test.

    Parameters
    ----------
    encoder : nn.Module
        (n, 1, 28, 28) to (n, d); it is changed where it learns.
    n : int
        Labelled digits.
    learns : {"head", "all"}
        Whether only the linear layer learns, or the encoder too.
    random_state : int
        Which digits are labelled, first weights of the layer, order.

    Returns
    -------
    dict
        ``accuracy`` on 450 test digits; ``encoder_change``, by which share of their
        length the encoder's weights moved; ``rows``, a name for the labelled digits.

    Raises
    ------
    CourseError
        For another ``learns``, or ``n`` outside 1 to 1,000.
    """
    if learns not in ("head", "all"):
        raise CourseError(f"learns is {learns!r}; it is 'head' or 'all'")
    digits, rows = moved_digits(), labelled(n, random_state)
    X, y = map(torch.from_numpy, (digits.X_train[rows], digits.y_train[rows]))
    X = X.contiguous(memory_format=torch.channels_last)  # twice as fast, same numbers
    encoder.to(memory_format=torch.channels_last)
    before = _weights(encoder)
    order = torch.Generator().manual_seed(device.seed_of(random_state))
    with device.seeded(random_state), device.threads(1):
        fixed = learns == "head"
        encoder.train(not fixed)
        if fixed:
            X = _features(encoder, X)
        head = nn.Linear(_features(encoder, X[:1], ready=fixed).shape[1], 10)
        net = head if fixed else nn.Sequential(encoder, head)
        adam = torch.optim.Adam(net.parameters(), lr=LEARNING_RATE, fused=True)
        for _ in range(STEPS[device.scale()]):
            batch = torch.randint(len(X), (min(BATCH, n),), generator=order)
            adam.zero_grad()
            F.cross_entropy(net(X[batch]), y[batch]).backward()
            adam.step()
        encoder.eval()
        with torch.no_grad():
            guess = head(_features(encoder, torch.from_numpy(digits.X_test))).argmax(1)
    change = (_weights(encoder) - before).norm() / before.norm()
    return {
        "accuracy": float((guess.numpy() == digits.y_test).mean()),
        "encoder_change": float(change),
        "rows": hashlib.sha256(np.sort(rows).tobytes()).hexdigest()[:8],
    }


def _features(encoder: nn.Module, X: Tensor, *, ready: bool = False) -> Tensor:
    with torch.no_grad():
        return X if ready else encoder(X).flatten(1)


def _weights(encoder: nn.Module) -> Tensor:
    parts = [p.detach().flatten().clone() for p in encoder.parameters()]
    return torch.cat(parts) if parts else torch.zeros(1)
