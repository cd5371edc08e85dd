"""Has the input changed? A distance, and alarms that keep a budget of false ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from course.errors import DeployError

if TYPE_CHECKING:
    import pandas as pd

#: Added to every count, so that an empty bin has a logarithm.
HALF = 0.5


def psi(expected: Any, actual: Any, bins: int = 10) -> float:
    """Return the population stability index of two samples of one feature.

    ``sum((p - q) * log(p / q))`` over bins, with p and q the shares of the two samples:
    the two Kullback-Leibler divergences added. The bins hold equal shares of the
    expected sample, the outer ones are open, and half a row is added to each so that
    an empty one counts. Only the order of values matters. Bins that are empty in both
    samples are left out, so a constant feature has 0.

    Source: Yurdakul and Naranjo (2020), Statistical properties of the population
    stability index, Journal of Risk Model Validation 14(4). The limits 0.1 and 0.25
    that are often quoted with it come from credit scoring, know nothing of the number
    of rows, and are not used here.

    >>> rng = np.random.default_rng(0)
    >>> before, after = rng.normal(size=20000), rng.normal(0.5, size=20000)
    >>> psi(before, before), round(psi(before, after), 2)
    (0.0, 0.23)

    Parameters
    ----------
    expected, actual : array, (n,) and (m,)
        Finite numbers; n and m may differ.
    bins
        At least 2.

    Raises
    ------
    DeployError
        For empty samples, NaN, infinity, or too few bins.
    """
    return _psi(*_counts(_sample(expected), _sample(actual), bins))


def drift_threshold(n: int, m: int, bins: int = 10, false_alarm: float = 0.05) -> float:
    """Return the PSI that two samples without drift exceed with a given probability.

    Without drift PSI is about ``(1 / n + 1 / m)`` times a chi-squared variable with
    ``bins - 1`` degrees of freedom, so a fixed limit is too low for few rows and too
    high for many. Source: Yurdakul and Naranjo (2020), as in `psi`.

    >>> [round(drift_threshold(n, n), 3) for n in (100, 1000, 10000)]
    [0.338, 0.034, 0.003]

    Parameters
    ----------
    n, m
        Rows of the two samples.
    bins
        Bins that are not empty in both.
    false_alarm
        Wanted share of quiet windows with an alarm, between 0 and 1.
    """
    from scipy.special import chdtri  # scipy.stats takes 2 s to import

    _level(false_alarm)
    return float(chdtri(max(bins - 1, 1), false_alarm) * (1 / n + 1 / m))


def drift_alarm(
    expected: Any,
    actual: Any,
    bins: int = 10,
    false_alarm: float = 0.05,
    *,
    method: str = "chi2",
    n_permutations: int = 999,
    random_state: int | np.random.Generator | None = 0,
) -> bool:
    """Return whether one feature has drifted, wrong in about `false_alarm` of cases.

    Parameters
    ----------
    expected, actual : array, (n,) and (m,)
    bins
        As in `psi`.
    false_alarm
        Wanted share of quiet windows with an alarm, between 0 and 1.
    method : {"chi2", "permutation"}
        "chi2" compares PSI with `drift_threshold`. "permutation" deals the pooled rows
        out again and again, which holds for few rows too.
    n_permutations
        Deals; only for "permutation".
    random_state
        Seed of the deals.

    Raises
    ------
    DeployError
        As in `psi`, and for another method.
    """
    expected, actual = _sample(expected), _sample(actual)
    _level(false_alarm)
    if method == "chi2":
        p, q = _counts(expected, actual, bins)
        if len(p) < 2:
            return False  # one bin: nothing can differ
        limit = drift_threshold(len(expected), len(actual), len(p), false_alarm)
        return _psi(p, q) > limit
    if method != "permutation":
        raise DeployError(f"method is {method!r}; take 'chi2' or 'permutation'")
    pooled = np.concatenate([expected, actual])
    # bins of the pooled sample do not depend on who got which row
    p, q = _counts(pooled, actual, bins)
    p = p - q
    if len(p) < 2:
        return False
    rng = np.random.default_rng(random_state)
    dealt = rng.multivariate_hypergeometric(p + q, len(expected), size=n_permutations)
    as_large = (_psi(dealt, p + q - dealt) >= _psi(p, q) - 1e-12).sum()
    return bool((as_large + 1) / (n_permutations + 1) <= false_alarm)


def monitor(
    expected: Any,
    actual: Any,
    *,
    bins: int = 10,
    false_alarm: float = 0.05,
    names: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Compare a window of rows with the rows of the training, column by column.

    The budget of false alarms is that of the whole window: each of d columns gets
    ``false_alarm / d`` of it (Bonferroni's inequality), so that more columns do not
    mean more alarms.

    Parameters
    ----------
    expected, actual : array or data frame, (n, columns) and (m, columns)
    bins
        As in `psi`.
    false_alarm
        Wanted share of quiet windows with an alarm in any column, at most.
    names
        Of the columns; a data frame brings its own.

    Returns
    -------
    DataFrame
        One row a column: ``column, psi, threshold, alarm``.

    Raises
    ------
    DeployError
        If the columns differ, or as in `psi`.
    """
    import pandas as pd

    if names is None:
        names = getattr(expected, "columns", None)
    there = getattr(actual, "columns", names)
    if names is not None and there is not None and list(names) != list(there):
        missing = [name for name in names if name not in list(there)]
        what = f"{missing} missing" if missing else "more, or in another order"
        raise DeployError(
            f"the window has other columns than the training: {what}. Send the "
            f"columns {list(names)}."
        )
    expected, actual = (
        np.asarray(rows, dtype=float).reshape(len(rows), -1)
        for rows in (expected, actual)
    )
    if expected.shape[1] != actual.shape[1]:
        raise DeployError(
            f"{actual.shape[1]} columns in the window, {expected.shape[1]} in training"
        )
    n_columns = expected.shape[1]
    table = []
    for column in range(n_columns):
        p, q = _counts(_sample(expected[:, column]), _sample(actual[:, column]), bins)
        limit = drift_threshold(
            len(expected), len(actual), len(p), false_alarm / n_columns
        )
        value = _psi(p, q)
        name = column if names is None else list(names)[column]
        table.append((name, value, limit, bool(len(p) > 1 and value > limit)))
    return pd.DataFrame(table, columns=["column", "psi", "threshold", "alarm"])


# -- inside -------------------------------------------------------------------


def _sample(values: Any) -> np.ndarray:
    values = np.asarray(values, dtype=float).ravel()
    if not len(values) or not np.isfinite(values).all():
        raise DeployError(
            f"{len(values)} values, {int((~np.isfinite(values)).sum())} of them NaN or "
            "infinite. Drift needs one finite value or more; count missing ones apart."
        )
    return values


def _level(false_alarm: float) -> None:
    if not 0 < false_alarm < 1:
        raise DeployError(
            f"false_alarm is {false_alarm}; give a share, as in 0.05 for one in twenty"
        )


def _counts(expected: np.ndarray, actual: np.ndarray, bins: int) -> tuple:
    """Count both samples in the bins of the first; drop bins that are empty twice."""
    if isinstance(bins, bool) or int(bins) != bins or bins < 2:
        raise DeployError(f"bins is {bins!r}; give a whole number from 2 on")
    inner = np.quantile(expected, np.linspace(0, 1, int(bins) + 1), method="lower")
    edges, repeats = np.unique(inner, return_counts=True)
    # a value that fills a bin by itself is one: cut on both sides of it
    atoms = np.nextafter(edges[repeats > 1], -np.inf)
    cuts = np.union1d(edges[1:-1] if len(edges) > 2 else edges, atoms)
    cuts = np.union1d(cuts, edges[repeats > 1])
    size = len(cuts) + 1
    p, q = (
        np.bincount(np.searchsorted(cuts, sample, side="left"), minlength=size)
        for sample in (expected, actual)
    )
    seen = p + q > 0
    return p[seen], q[seen]


def _psi(p: np.ndarray, q: np.ndarray) -> Any:
    """Return PSI from counts; bins are the last axis."""
    p, q = p + HALF, q + HALF
    p, q = p / p.sum(-1, keepdims=True), q / q.sum(-1, keepdims=True)
    value = ((p - q) * np.log(p / q)).sum(-1)
    return float(value) if value.ndim == 0 else value
