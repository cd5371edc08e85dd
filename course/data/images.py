"""Images that need no network: digits, digits that moved, and fashion articles."""

from functools import cache

import numpy as np

from course.data.cards import card
from course.data.dataset import Dataset, fixed_split
from course.data.files import shipped
from course.errors import DataError

DIGITS = tuple("0123456789")


def load_digits() -> Dataset:
    """Load 1,797 handwritten digits of 8 by 8 pixels, a quarter of them to test on.

    Returns
    -------
    Dataset
        Images (n, 1, 8, 8) float32 in [0, 1]; classes 0 to 9 in equal shares.

    Examples
    --------
    >>> load_digits()
    Dataset('digits': 1,347 + 450 rows of shape (1, 8, 8) -> 10 classes)
    """
    images, y = _digits()
    train, test = fixed_split(y)
    return Dataset(
        name="digits",
        X_train=images[train],
        y_train=y[train],
        X_test=images[test],
        y_test=y[test],
        target_names=DIGITS,
        feature_names=(),
        card=card("digits"),
    )


def load_shifted_digits(
    *, shift: int = 3, noise: float = 0.1, random_state: int | np.random.Generator = 0
) -> Dataset:
    """Put each digit anywhere on a larger canvas, and add noise.

    The digits are split before they are placed, as in `load_digits`: no drawing is
    in both halves.

    Parameters
    ----------
    shift : int
        How far a digit moves from the centre, in pixels, at most and each way; the
        canvas is ``8 + 2 * shift`` pixels wide and high. 0 leaves it in its place.
    noise : float
        Standard deviation of the Gaussian noise, in units of full brightness; the
        result is cut to [0, 1].
    random_state : int or numpy Generator
        Decides places and noise, not the split.

    Returns
    -------
    Dataset
        Images (n, 1, 8 + 2 * shift, 8 + 2 * shift) float32 in [0, 1].

    Raises
    ------
    DataError
        For a shift or a noise below 0, or a shift that is no whole number.

    Examples
    --------
    >>> load_shifted_digits(shift=2).X_train.shape
    (1347, 1, 12, 12)
    """
    if shift != int(shift) or shift < 0:
        raise DataError(f"shift is {shift!r}; give a whole number of pixels, 0 or more")
    if not noise >= 0:
        raise DataError(f"noise is {noise!r}; give a standard deviation, 0 or more")
    rng = np.random.default_rng(random_state)
    base = load_digits()
    return Dataset(
        name="shifted_digits",
        X_train=_place(base.X_train, int(shift), noise, rng),
        y_train=base.y_train,
        X_test=_place(base.X_test, int(shift), noise, rng),
        y_test=base.y_test,
        target_names=DIGITS,
        feature_names=(),
        card=card("shifted_digits"),
    )


def load_fashion_mnist() -> Dataset:
    """Load 5,000 + 2,000 real images of Fashion-MNIST, the same number of each class.

    Returns
    -------
    Dataset
        Images (n, 1, 28, 28) float32 in [0, 1]; ten kinds of article. The first 500
        of each class of the 60,000 images to fit on and the first 200 of each of the
        10,000 test images, in their order. `fetch_fashion_mnist` gets all of them.

    Raises
    ------
    DataError
        Where the shipped file is missing or damaged; says the cure.

    Examples
    --------
    >>> load_fashion_mnist().target_names[:3]
    ('T-shirt/top', 'Trouser', 'Pullover')
    """
    raw = _fashion_mnist()
    return fashion(card("fashion_mnist"), *raw)


def fashion(about, X_train, y_train, X_test, y_test) -> Dataset:
    """Return a data set from Fashion-MNIST's bytes: (n, 28, 28) and (n,), uint8."""
    return Dataset(
        name=about.name,
        X_train=_unit(X_train, 255),
        y_train=y_train.astype(np.int64),
        X_test=_unit(X_test, 255),
        y_test=y_test.astype(np.int64),
        target_names=about.classes,
        feature_names=(),
        card=about,
    )


def _unit(pixels: np.ndarray, full: int) -> np.ndarray:
    """Return (n, h, w) numbers from 0 to `full` as (n, 1, h, w) float32 in [0, 1]."""
    return np.divide(pixels[:, None], np.float32(full), dtype=np.float32)


def _place(images, shift, noise, rng) -> np.ndarray:
    """Return a canvas an image, the image anywhere on it, with noise."""
    n, _, height, width = images.shape
    canvas = np.zeros((n, 1, height + 2 * shift, width + 2 * shift), np.float32)
    top, left = rng.integers(0, 2 * shift, size=(2, n, 1), endpoint=True)
    rows, columns = top + np.arange(height), left + np.arange(width)
    each = np.arange(n)[:, None, None]
    canvas[each, 0, rows[:, :, None], columns[:, None, :]] = images[:, 0]
    canvas += noise * rng.standard_normal(canvas.shape, dtype=np.float32)
    return np.clip(canvas, 0, 1, out=canvas)


@cache
def _digits() -> tuple[np.ndarray, np.ndarray]:
    """Return all digits; kept, so only ever index it by rows (that copies)."""
    from sklearn.datasets import load_digits as sklearn_digits

    bunch = sklearn_digits()
    return _unit(bunch.images, 16), bunch.target.astype(np.int64)


def _fashion_mnist() -> tuple[np.ndarray, ...]:
    names = ("X_train", "y_train", "X_test", "y_test")
    with np.load(shipped("fashion_mnist"), allow_pickle=False) as file:
        return tuple(file[name] for name in names)
