"""How sure a difference is: paired intervals, and a verdict that may be "none"."""

from itertools import combinations
from typing import TYPE_CHECKING

from course.errors import CourseError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

NO_WINNER = "no clear winner"


def paired_interval(
    differences: "np.ndarray", *, n_train: int, n_test: int, alpha: float = 0.05
) -> tuple[float, float]:
    """Return an interval for the true mean difference of two models over random splits.

    The splits share rows, so their differences are not independent and the usual
    t-interval is too narrow. The variance of the mean is taken as `(1 / n + n_test /
    n_train) * s ** 2` and not as `s ** 2 / n`. With more test rows than training rows
    this is cautious: the interval is then wider than it needs to be.

    Source: Nadeau and Bengio (2003), Inference for the generalization error, Machine
    Learning 52, 239-281, section 5 (the corrected resampled t-test).

    >>> low, high = paired_interval([0.01, 0.03, 0.02], n_train=90, n_test=10)
    >>> round(low, 4), round(high, 4)
    (-0.0087, 0.0487)

    Parameters
    ----------
    differences
        Score of one model minus score of the other, shape (n_splits,), on equal rows.
    n_train, n_test
        Rows in each training part and in each test part.
    alpha
        One minus the confidence; 0.05 gives a 95 % interval.

    Returns
    -------
    Low and high end, in the unit of the score.

    Raises
    ------
    CourseError
        With fewer than two differences, with values that are no numbers, or with
        impossible sizes.
    """
    import numpy as np
    from scipy.stats import t

    d = np.asarray(differences, dtype=float)
    if d.ndim != 1 or len(d) < 2 or not np.isfinite(d).all():
        raise CourseError(
            f"an interval needs two or more finite differences in a row, not {d!r}. "
            "Subtract the scores of two models split by split."
        )
    if n_train < 1 or n_test < 1 or not 0 < alpha < 1:
        raise CourseError(
            f"n_train={n_train}, n_test={n_test}, alpha={alpha} are no sizes of a "
            "split and no level. Take the rows of one split and an alpha such as 0.05."
        )
    variance = (1 / len(d) + n_test / n_train) * d.var(ddof=1)
    half = t.ppf(1 - alpha / 2, df=len(d) - 1) * np.sqrt(variance)
    return float(d.mean() - half), float(d.mean() + half)


def scores_by_split(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return the scores as a table, one row a split and one column a model.

    Raises
    ------
    CourseError
        If a model has no score on a split, or two, or if the rows of a split differ
        between models.
    """
    counts = frame.groupby(["split", "model"], sort=False).size().unstack()
    if counts.isna().to_numpy().any() or (counts != 1).to_numpy().any():
        raise CourseError(
            "some model was not scored exactly once on every split. Compare the models "
            "in one call of `compare`."
        )
    if "split_hash" in frame and (
        frame.groupby("split")["split_hash"].nunique().max() > 1
    ):
        raise CourseError(
            "the models were tested on different rows (their split hashes differ), so "
            "a difference would mix luck and skill. Compare them in one call."
        )
    names = list(frame["model"].unique())
    return frame.pivot(index="split", columns="model", values="score")[names]


def differences(
    frame: "pd.DataFrame", n_train: int, n_test: int, *, alpha: float = 0.05
) -> "pd.DataFrame":
    """Compare every pair of models, the one with the higher mean score first.

    Parameters
    ----------
    frame
        With columns `model`, `split`, `score`, as `compare(...).frame` has them.
    n_train, n_test
        Rows in each training part and in each test part.
    alpha
        As in `paired_interval`.

    Returns
    -------
    One row a pair: `a`, `b`, `mean` of score a minus score b, `low`, `high`.
    """
    import pandas as pd

    scores = scores_by_split(frame)
    rows = []
    order = scores.mean().sort_values(ascending=False, kind="stable").index
    for a, b in combinations(order, 2):
        d = (scores[a] - scores[b]).to_numpy()
        low, high = paired_interval(d, n_train=n_train, n_test=n_test, alpha=alpha)
        rows.append((a, b, float(d.mean()), low, high))
    return pd.DataFrame(rows, columns=["a", "b", "mean", "low", "high"])


def verdict(
    frame: "pd.DataFrame", n_train: int, n_test: int, *, alpha: float = 0.05
) -> str:
    """Name the model that beats each rival, or say that there is no clear winner.

    Parameters
    ----------
    frame, n_train, n_test, alpha
        As in `differences`.

    Returns
    -------
    A name, if the interval of its lead over each rival lies above 0; otherwise
    "no clear winner". So also for one model alone.
    """
    pairs = differences(frame, n_train, n_test, alpha=alpha)
    if pairs.empty:
        return NO_WINNER
    best = pairs["a"].iloc[0]  # the highest mean comes first
    leads = pairs.loc[pairs["a"] == best, "low"]
    return str(best) if (leads > 0).all() else NO_WINNER
