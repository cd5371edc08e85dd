"""Divide one prediction fairly among the columns; ours, and the library `shap`'s."""

from collections.abc import Callable
from math import factorial

import numpy as np

from course.errors import CourseError

MOST = 14  # columns; 16,384 coalitions


def shapley_exact(
    f: Callable[[np.ndarray], np.ndarray], x: np.ndarray, background: np.ndarray
) -> np.ndarray:
    """Return the Shapley value of each column of x, from all 2^d coalitions.

    A coalition is worth the mean of f over the background rows after its columns got
    the values of x. Shapley (1953); for predictions Strumbelj and Kononenko (2014) and
    Lundberg and Lee (2017), arXiv:1705.07874; this is the interventional kind.

    Parameters
    ----------
    f
        Takes rows (n, d), returns numbers (n,).
    x : array, (d,)
        At most 14 columns.
    background : array, (m, d)
        Whose values stand in for the columns outside a coalition.

    Returns
    -------
    Array (d,); it adds up to ``f(x)`` minus the mean of f over the background.

    Raises
    ------
    CourseError
        For more than 14 columns.

    Examples
    --------
    >>> both = lambda X: X[:, 0] * X[:, 1]  # worth nothing alone
    >>> shapley_exact(both, np.array([2.0, 3.0]), np.zeros((1, 2))).tolist()
    [3.0, 3.0]
    """
    x, background = np.asarray(x, dtype=float), np.asarray(background, dtype=float)
    d = len(x)
    if d > MOST:
        raise CourseError(
            f"{d} columns have {2**d:,} coalitions; take {MOST} columns at most, or "
            "ask `explain.shap`, which estimates."
        )
    inside = (np.arange(2**d)[:, None] >> np.arange(d)) % 2 == 1  # (2^d, d)
    worth = np.array(
        [np.mean(f(np.where(members, x, background))) for members in inside]
    )
    size = inside.sum(axis=1)
    share = [factorial(s) * factorial(d - s - 1) / factorial(d) for s in range(d)]
    values = np.empty(d)
    for column in range(d):
        without = np.flatnonzero(~inside[:, column])
        gain = worth[without + 2**column] - worth[without]
        values[column] = np.take(share, size[without]) @ gain
    return values


def shap(
    f: Callable[[np.ndarray], np.ndarray], X: np.ndarray, background: np.ndarray
) -> np.ndarray:
    """Ask the library `shap` for the Shapley values of some rows.

    Parameters
    ----------
    f
        Takes rows (n, d), returns numbers (n,).
    X : array, (n, d)
    background : array, (m, d)

    Returns
    -------
    Array (n, d), of its `KernelExplainer`: exact up to eleven columns, estimated from
    2,048 coalitions beyond.
    """
    import shap as library

    told = library.KernelExplainer(f, np.asarray(background, dtype=float))
    n_coalitions = min(2 ** np.shape(X)[1], 2048)
    return np.asarray(told.shap_values(X, nsamples=n_coalitions, l1_reg=0, silent=True))
