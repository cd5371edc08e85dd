"""GENERATED: two tables made by us, one that suits trees and one that suits both."""

import numpy as np

from course.data.cards import card
from course.data.dataset import Dataset, fixed_split
from course.errors import DataError

#: What the three useful columns of the irregular table say, sixth by sixth.
STEPS = np.array([[1, -1, 1, 1, -1, -1], [-1, 1, -1, 1, -1, 1], [1, 1, -1, -1, 1, -1]])
#: Share of the answers that are turned round at random, in both tables.
FLIPPED = 0.03


def load_irregular(
    n_samples: int = 2000,
    *,
    n_noise: int = 9,
    random_state: int | np.random.Generator = 0,
) -> Dataset:
    """Draw a GENERATED table whose truth has steps along single columns.

    Three columns matter. Each is cut into six equal shares of the rows, and each share
    votes for one class; the majority of the three votes is the class, 3 % of them
    turned round. The first two columns have heavy tails (log-normal), as amounts of
    money do. All others are noise. The columns are shuffled, the same way each time.

    Parameters
    ----------
    n_samples : int
        Rows, 20 or more.
    n_noise : int
        Columns that say nothing, 0 or more.
    random_state : int or numpy Generator
        Decides the rows, not the truth.

    Returns
    -------
    Dataset
        Table (n, 3 + n_noise) float64, a quarter of the rows to test on.

    Raises
    ------
    DataError
        For numbers below those.

    Examples
    --------
    >>> load_irregular()
    Dataset('irregular': 1,500 + 500 rows of shape (12,) -> 2 classes)
    """
    rng = _checked(n_samples, n_noise, random_state)
    shares = rng.random((n_samples, 3))
    votes = STEPS[np.arange(3), (shares * 6).astype(int)]
    useful = _normal(shares)
    useful[:, :2] = np.exp(1.5 * useful[:, :2])
    X = np.hstack([useful, rng.standard_normal((n_samples, n_noise))])
    return _dataset("irregular", X, votes.sum(axis=1) > 0, rng)


def load_smooth(
    n_samples: int = 2000,
    *,
    n_noise: int = 3,
    random_state: int | np.random.Generator = 0,
) -> Dataset:
    """Draw a GENERATED table whose truth is smooth, without a step anywhere.

    Three normal columns matter, a, b and c: the class is 1 where ``a + b c`` is above
    0; 3 % are turned round. All others are noise. The columns are shuffled, the same
    way each time.

    Parameters
    ----------
    n_samples : int
        Rows, 20 or more.
    n_noise : int
        Columns that say nothing, 0 or more.
    random_state : int or numpy Generator
        Decides the rows, not the truth.

    Returns
    -------
    Dataset
        Table (n, 3 + n_noise) float64, a quarter of the rows to test on.

    Raises
    ------
    DataError
        For numbers below those.

    Examples
    --------
    >>> load_smooth()
    Dataset('smooth': 1,500 + 500 rows of shape (6,) -> 2 classes)
    """
    rng = _checked(n_samples, n_noise, random_state)
    X = rng.standard_normal((n_samples, 3 + n_noise))
    a, b, c = X.T[:3]
    return _dataset("smooth", X, a + b * c > 0, rng)


def _normal(shares: np.ndarray) -> np.ndarray:
    """Return the normal numbers below which these shares lie."""
    from scipy.special import ndtri

    return ndtri(np.maximum(shares, 1e-12))


def _checked(n_samples: int, n_noise: int, random_state) -> np.random.Generator:
    for name, number, least in (("n_samples", n_samples, 20), ("n_noise", n_noise, 0)):
        if not isinstance(number, int | np.integer) or number < least:
            raise DataError(
                f"{name} is {number!r}; it takes a whole number, {least} or more."
            )
    return np.random.default_rng(random_state)


def _dataset(name: str, X: np.ndarray, truth: np.ndarray, rng) -> Dataset:
    """Return the data set: some answers turned round, columns in a fixed new order."""
    y = (truth ^ (rng.random(len(X)) < FLIPPED)).astype(np.int64)
    order = np.argsort(np.random.PCG64(1).random_raw(X.shape[1]), kind="stable")
    about = card(name)
    # shuffled, for `fixed_split` orders rows by the bits that seed 0 gives first
    rows = rng.permutation(len(X))
    X, y = X[rows][:, order], y[rows]
    train, test = fixed_split(y)
    return Dataset(
        name=name,
        X_train=X[train],
        y_train=y[train],
        X_test=X[test],
        y_test=y[test],
        target_names=about.classes,
        feature_names=tuple(f"x{i}" for i in range(X.shape[1])),
        card=about,
    )
