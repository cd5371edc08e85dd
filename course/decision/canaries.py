"""Canaries for leaks: each looks for one way in which test rows give answers away.

A canary that sings is a reason to look, not a proof; one that is silent proves nothing
about leaks of other kinds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from course.decision.cases import Case
from course.protocol.splits import Split

#: A column of which so large a share of unseen rows tells the answer is suspect.
TELLS = 0.999
#: Share of test rows that may stand among the training rows by chance.
FEW = 0.01
#: Columns that are looked at, and rows of each.
MOST_COLUMNS, MOST_ROWS = 500, 20_000


@dataclass(frozen=True)
class Song:
    """What one canary has to say.

    Attributes
    ----------
    canary
        "duplicates", "groups", "times", "target" or "scaler".
    sings
        Whether it found something.
    why
        What it saw, and the cure.
    """

    canary: str
    sings: bool
    why: str


def all_of(
    case: Case, splits: Sequence[Split], *, known_before: Sequence[str] = ()
) -> list[Song]:
    """Ask every canary.

    Parameters
    ----------
    case
        The rows.
    splits
        The ones of the benchmark.
    known_before
        Columns that may look like the target, because they are known before it.
    """
    return [
        duplicates(case, splits),
        groups(case, splits),
        times(case, splits),
        target(case, known_before=known_before),
        scaler(case),
    ]


def duplicates(case: Case, splits: Sequence[Split]) -> Song:
    """Look for test rows that stand, with their target, among the training rows."""
    _, number = np.unique(_as_bytes(case.X), return_inverse=True)
    _, answer = np.unique(case.y, return_inverse=True)
    number = number.ravel().astype(np.int64) * (answer.max() + 1) + answer.ravel()
    twice = [np.flatnonzero(np.isin(number[s.test], number[s.train])) for s in splits]
    at = int(np.argmax([len(rows) for rows in twice]))
    worst, n = len(twice[at]), len(splits[at].test)
    if not worst:
        return Song("duplicates", False, "no test row is also a training row.")
    told = (
        f"{worst:,} of {n:,} test rows are training rows too, such as row "
        f"{int(splits[at].test[twice[at][0]])}"
    )
    if worst <= FEW * n:
        return Song("duplicates", False, f"{told}: too few to matter.")
    why = f"{told}: they test memory. Keep one of each before you split."
    return Song("duplicates", True, why)


def groups(case: Case, splits: Sequence[Split]) -> Song:
    """Look for groups (patients, devices, voices) on both sides of a split."""
    if case.groups is None:
        return Song("groups", False, "no groups were given; are there any?")
    for split in splits:
        both = np.intersect1d(case.groups[split.train], case.groups[split.test])
        if len(both):
            return Song(
                "groups",
                True,
                f"group leak: {_name(both[0])} is in train and test, and "
                f"{len(both) - 1:,} other groups are. A model may know the group and "
                "not the answer. Split by groups (`by_groups=True`).",
            )
    return Song("groups", False, "no group is on both sides of a split.")


def times(case: Case, splits: Sequence[Split]) -> Song:
    """Look for training rows that are later than a test row."""
    if case.times is None:
        return Song("times", False, "no times were given; does order matter?")
    named, times = np.unique(case.times, return_inverse=True)
    for split in splits:
        first = times[split.test].min()
        later = int((times[split.train] > first).sum())
        if later:
            return Song(
                "times",
                True,
                f"{later:,} of {len(split.train):,} training rows are later than the "
                f"first test row ({_name(named[first])}): the model has seen the "
                "future. For a forecast, train on the first part and test on the last "
                "(`by_time=True`).",
            )
    return Song("times", False, "every test row is later than every training row.")


def target(case: Case, *, known_before: Sequence[str] = ()) -> Song:
    """Look for a column that alone gives the target, on rows held back."""
    X = _table(case.X)
    if X is None:
        return Song("target", False, "no columns: pictures, sounds or texts.")
    told = []
    for j in range(min(X.shape[1], MOST_COLUMNS)):
        name = case.feature_names[j] if j < len(case.feature_names) else f"column {j}"
        if name not in known_before and _tells(X[:, j], case.y, case.classes):
            told.append(str(name))
    if not told:
        return Song("target", False, "no single column gives the target away.")
    return Song(
        "target",
        True,
        f"{', '.join(told[:3])} alone tells the target on rows held back. Is it known "
        "before the answer? If not, drop it; if it is, name it in "
        "data_size.known_before.",
    )


def scaler(case: Case, model: Any = None, n_train: int | None = None) -> Song:
    """Look for columns that were scaled with the statistics of all rows.

    Parameters
    ----------
    case
        The rows, as they went into the benchmark.
    model
        A fitted pipeline; default, only the rows are looked at.
    n_train
        Rows that it was fitted on.
    """
    for step in getattr(model, "named_steps", {}).values():
        seen = np.max(getattr(step, "n_samples_seen_", 0))
        if n_train is not None and seen > n_train:
            return Song(
                "scaler",
                True,
                f"{type(step).__name__} saw {seen:,} rows and the model {n_train:,}: "
                "it was fitted on test rows too. Put it into the pipeline.",
            )
    X = _table(case.X)
    if X is not None and len(X) > 2:
        moving = X.std(axis=0) > 0
        many = [len(np.unique(column)) > 2 for column in X.T]
        used = moving & np.array(many)
        if used.sum() >= 2:
            X = X[:, used]
            middle = np.abs(X.mean(axis=0)) < 1e-6
            spread = np.minimum(abs(X.std(axis=0) - 1), abs(X.std(axis=0, ddof=1) - 1))
            ends = np.isclose(X.min(axis=0), 0) & np.isclose(X.max(axis=0), 1)
            if (middle & (spread < 1e-6)).all() or ends.all():
                return Song(
                    "scaler",
                    True,
                    "all columns have mean 0 and deviation 1, or go from 0 to 1, over "
                    "train and test rows together: they were scaled before the split. "
                    "Give the raw columns; scaling belongs into the pipeline.",
                )
    return Song("scaler", False, "no column was scaled over all rows.")


# -- how they look -----------------------------------------------------------------


def _as_bytes(X: Any) -> np.ndarray:
    """Return one value a row, equal where the rows are."""
    values = np.asarray(X)
    values = values.reshape(len(values), -1)
    if values.dtype.hasobject:
        return np.array(["\x1f".join(map(repr, row)) for row in values.tolist()])
    values = np.ascontiguousarray(values + 0 if values.dtype.kind in "fiub" else values)
    return values.view([("", f"V{values.dtype.itemsize * values.shape[1]}")]).ravel()


def _table(X: Any) -> np.ndarray | None:
    """Return a table as numbers, words as codes; None for what is no table."""
    if hasattr(X, "iloc"):
        return np.column_stack(
            [
                np.unique(column.astype(str), return_inverse=True)[1]
                if column.dtype.kind not in "fiub"
                else column.to_numpy(dtype=float)
                for _, column in X.items()
            ]
        )
    X = np.asarray(X)
    return X.astype(float) if X.ndim == 2 and X.dtype.kind in "fiub" else None


def _tells(column: np.ndarray, y: np.ndarray, classes: int) -> bool:
    """Return whether a column alone gives y on rows held back."""
    rows = np.random.default_rng(0).permutation(len(y))[:MOST_ROWS]
    column, y = column[rows], y[rows]
    half = len(y) // 2
    if np.ptp(column) == 0:
        return False
    if not classes:
        from scipy.stats import spearmanr

        return abs(float(spearmanr(column, y).statistic)) > TELLS
    from sklearn.tree import DecisionTreeClassifier

    tree = DecisionTreeClassifier(max_leaf_nodes=max(2, classes), random_state=0)
    tree.fit(column[:half, None], y[:half])
    right = (tree.predict(column[half:, None]) == y[half:]).mean()
    common = np.bincount(np.unique(y, return_inverse=True)[1]).max() / len(y)
    return bool(right > max(TELLS, common))


def _name(value: Any) -> str:
    number = isinstance(value, float | np.floating) and float(value).is_integer()
    return str(int(value)) if number else str(value)
