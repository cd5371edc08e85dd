"""Which rows train and which rows test: drawn once, shared by all models."""

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from course.errors import CourseError

if TYPE_CHECKING:
    import numpy as np

#: Share of rows that test where no training size is asked for.
TEST_SHARE = 0.25


@dataclass(frozen=True, repr=False)
class Split:
    """The rows of one training part and one test part, as positions in the data."""

    number: int
    train: "np.ndarray"
    test: "np.ndarray"

    @property
    def hash(self) -> str:
        """Return 12 hexadecimal digits that name these rows in this order."""
        sha = hashlib.sha256()
        for rows in (self.train, self.test):
            sha.update(len(rows).to_bytes(8, "little"))
            sha.update(rows.astype("<i8").tobytes())
        return sha.hexdigest()[:12]

    def __repr__(self) -> str:
        sizes = f"{len(self.train)} train, {len(self.test)} test"
        return f"Split({self.number}, {sizes}, {self.hash})"


def draw(
    y: Any,
    *,
    n_splits: int,
    train_size: int | float | None,
    test_size: int | None,
    stratify: bool,
    random_state: int,
    groups: Any = None,
    times: Any = None,
) -> list[Split]:
    """Draw random splits; with classes, each part keeps the shares of the classes.

    With groups each group is in one part only, as for patients of whom a model must
    know nothing; parts then are near the sizes asked for, and so are the shares. With
    times nothing is drawn: the splits go forward, see `forward`.

    Parameters
    ----------
    y
        Targets, shape (n,).
    n_splits
        How many, at least 2.
    train_size
        Rows to train on (int) or their share (float). None: three quarters; half of
        them with times.
    test_size
        Rows to test on. None: all others.
    stratify
        Whether `y` holds classes.
    random_state
        Seed; the same seed draws the same rows.
    groups
        Shape (n,): rows with the same value stay together.
    times
        Shape (n,): no model learns from a row that is later than one it is tested on.

    Raises
    ------
    CourseError
        If the sizes do not fit the data.
    """
    from sklearn.model_selection import ShuffleSplit, StratifiedShuffleSplit

    n = len(y)
    if times is not None and train_size is None:
        train_size = 0.5
    n_train = _n_train(n, train_size)
    n_test = n - n_train if test_size is None else test_size
    if n_splits < 2:
        raise CourseError(
            f"n_splits={n_splits} shows no spread. Use 2 or more; 10 is a good number."
        )
    if times is not None:
        from course.protocol.forward import forward

        return forward(
            y, times, n_splits=n_splits, n_train=n_train, n_test=n_test,
            stratify=stratify, groups=groups,
        )  # fmt: skip
    if groups is not None:
        return _by_groups(y, groups, n_splits, n_train, n_test, stratify, random_state)
    kind = StratifiedShuffleSplit if stratify else ShuffleSplit
    maker = kind(
        n_splits, train_size=n_train, test_size=n_test, random_state=random_state
    )
    try:
        drawn = list(maker.split(range(n), y))
    except ValueError as error:
        raise CourseError(
            f"{n} rows cannot be split into {n_train} to train and {n_test} to test "
            f"({error}). Every class needs 2 rows or more, and each part as many rows "
            "as there are classes: change train_size or test_size."
        ) from error
    return [Split(i, train, test) for i, (train, test) in enumerate(drawn)]


def _by_groups(
    y: Any,
    groups: Any,
    n_splits: int,
    n_train: int,
    n_test: int,
    stratify: bool,
    random_state: int,
) -> list[Split]:
    """Fill the training part with whole groups in random order, then the test part."""
    import numpy as np

    _, number = np.unique(np.asarray(groups), return_inverse=True)
    sizes, y = np.bincount(number), np.asarray(y)
    rng = np.random.default_rng(random_state)
    found: list[Split] = []
    for _ in range(20 * n_splits):
        order = rng.permutation(len(sizes))
        ends = np.cumsum(sizes[order])
        last = int(np.searchsorted(ends, n_train))  # the group that fills the part
        until = int(np.searchsorted(ends, ends[min(last, len(ends) - 1)] + n_test))
        mine, others = order[: last + 1], order[last + 1 : until + 1]
        train = rng.permutation(np.flatnonzero(np.isin(number, mine)))
        test = rng.permutation(np.flatnonzero(np.isin(number, others)))
        whole = not stratify or len(np.unique(y[train])) == len(np.unique(y))
        if len(test) and whole:
            found.append(Split(len(found), train, test))
        if len(found) == n_splits:
            return found
    raise CourseError(
        f"{len(sizes)} groups cannot be split into {n_train} rows to train and "
        f"{n_test} to test so that the training part holds every class. Take fewer "
        "training rows, or more groups."
    )


def _n_train(n: int, train_size: int | float | None) -> int:
    """Return the number of training rows."""
    if train_size is None:
        train_size = 1 - TEST_SHARE
    n_train = round(n * train_size) if isinstance(train_size, float) else train_size
    if not 0 < n_train < n:
        raise CourseError(
            f"train_size={train_size} leaves no rows to train or none to test of {n}. "
            f"Use a number from 1 to {n - 1}, or a share below 1."
        )
    return int(n_train)


def nested(y: Any, rows: "np.ndarray", *, stratify: bool, seed: int) -> "np.ndarray":
    """Order rows so that the first m are a random subset, whatever m is.

    With classes every such beginning holds nearly the shares of the classes.

    Parameters
    ----------
    y
        Targets of all rows, shape (n,).
    rows
        Positions to put in order.
    stratify
        Whether `y` holds classes.
    seed
        Seed of the order.
    """
    import numpy as np

    rng = np.random.default_rng(seed)
    rows = rng.permutation(rows)
    if not stratify:
        return rows
    labels = np.asarray(y)[rows]
    place = np.empty(len(rows))
    for label in np.unique(labels):
        mine = np.flatnonzero(labels == label)
        place[mine] = (np.arange(len(mine)) + rng.random()) / len(mine)
    return rows[np.argsort(place, kind="stable")]
