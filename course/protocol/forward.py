"""Splits that go forward in time: learn from earlier rows, test on later ones."""

from typing import Any

import numpy as np

from course.errors import CourseError
from course.protocol.splits import Split

#: Rows of a test part, below which its score says nothing.
LEAST_TEST = 2


def forward(
    y: Any,
    times: Any,
    *,
    n_splits: int,
    n_train: int,
    n_test: int,
    stratify: bool,
    groups: Any = None,
) -> list[Split]:
    """Cut the last rows into test parts, and train each time on the rows before.

    The test parts follow each other and share no row. Each is preceded by up to
    `n_train` training rows, the latest that are strictly earlier than all of the part.

    >>> [(s.train.tolist(), s.test.tolist()) for s in forward(
    ...     [0.0] * 6, [5, 4, 3, 2, 1, 0],
    ...     n_splits=2, n_train=2, n_test=2, stratify=False)]
    [([5, 4], [3, 2]), ([3, 2], [1, 0])]

    Parameters
    ----------
    y
        Targets, shape (n,).
    times
        When each row was taken, shape (n,): anything that can be sorted.
    n_splits
        How many test parts.
    n_train, n_test
        Rows of each part, at most.
    stratify
        Whether `y` holds classes; every training part has to know all of them.
    groups
        Shape (n,): training rows of a group that is tested are left out.

    Raises
    ------
    CourseError
        If there are too few rows, or a class comes up too late.
    """
    _, moment = np.unique(np.asarray(times), return_inverse=True)
    y, order = np.asarray(y), np.argsort(moment, kind="stable")
    n = len(y)
    size = min(n_test, (n - n_train) // n_splits)
    if size < LEAST_TEST:
        raise CourseError(
            f"{n} rows are too few for {n_train} to train on and {n_splits} test parts "
            "after them: take fewer splits or fewer training rows."
        )
    found = []
    for number in range(n_splits):
        end = n - (n_splits - 1 - number) * size
        test = order[end - size : end]
        before = order[: np.searchsorted(moment[order], moment[test].min())]
        if groups is not None:
            member = np.asarray(groups)
            before = before[~np.isin(member[before], member[test])]
        train = before[-n_train:]
        unknown = stratify and len(np.unique(y[train])) < len(np.unique(y))
        if unknown or not len(train):
            raise CourseError(
                f"the {len(train)} rows before test part {number + 1} do not hold "
                "every class: take more training rows, or fewer splits, or leave out "
                "the class that comes so late."
            )
        found.append(Split(number, train, test))
    return found
