"""Two questions about accuracy: has it fallen, and is the new model not worse?"""

import math
from typing import Any

import numpy as np

from course.errors import DeployError


def gain_interval(
    new_right: Any, old_right: Any, alpha: float = 0.05
) -> tuple[float, float, float]:
    """Return the gain in accuracy of a new model on the same rows, with an interval.

    Only rows on which the two models disagree count. Source: Agresti and Min (2005),
    Simple improved confidence intervals for comparing matched proportions, Statistics
    in Medicine 24, 729-740: half a row is added to each of the four cells, then the
    usual interval; so a few lucky rows are no proof.

    >>> old = np.array([1] * 80 + [0] * 20)
    >>> new = np.array([1] * 92 + [0] * 8)
    >>> [round(value, 3) for value in gain_interval(new, old)]
    [0.12, 0.052, 0.183]

    Parameters
    ----------
    new_right, old_right : array of bool, (n,)
        Whether each model was right on a row.
    alpha
        One minus the confidence.

    Returns
    -------
    The gain as measured, and the low and high end for the true one.

    Raises
    ------
    DeployError
        If there are no rows, or not the same number.
    """
    from scipy.special import ndtri

    new, old = (np.asarray(right, dtype=bool) for right in (new_right, old_right))
    if new.shape != old.shape or new.ndim != 1 or not len(new):
        raise DeployError(
            f"{new.shape} answers of the new model and {old.shape} of the old; give "
            "both for the same rows"
        )
    wins, losses = int((new & ~old).sum()), int((old & ~new).sum())
    n, won, lost = len(new) + 2, wins + 0.5, losses + 0.5
    middle = (won - lost) / n
    error = math.sqrt(won + lost - (won - lost) ** 2 / n) / n
    half = -float(ndtri(alpha / 2)) * error
    return (wins - losses) / len(new), middle - half, middle + half


def accuracy_fell(
    n_right: int, n: int, n_right_before: int, n_before: int, false_alarm: float
) -> bool:
    """Return whether accuracy is lower than before, wrong in `false_alarm` of cases.

    One-sided test of two proportions with a pooled error, for some ten rows or more.

    >>> accuracy_fell(80, 100, 270, 300, 0.01), accuracy_fell(86, 100, 270, 300, 0.01)
    (True, False)

    Parameters
    ----------
    n_right, n
        Right answers and rows of the new window.
    n_right_before, n_before
        The same for the rows on which the model was accepted.
    false_alarm
        Wanted share of quiet windows with an alarm.
    """
    from scipy.special import ndtri

    pooled = (n_right + n_right_before) / (n + n_before)
    error = math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / n_before))
    fall = n_right_before / n_before - n_right / n
    return fall > -float(ndtri(false_alarm)) * error
