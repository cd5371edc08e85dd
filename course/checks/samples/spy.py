"""A model that learns nothing and writes a receipt instead of a score.

It notes which rows it was given. Its `score` is a number from 0 to 1 that only
`read` understands: it says how many rows were fitted and scored, whether they overlap,
and a digest of the scored rows. So the asker learns what happened from the frame alone,
wherever the model lived. Column 0 of X is the row's number, column 1 its class.
"""

from dataclasses import dataclass

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin

#: Fields of a receipt and their bits, 53 together: a float holds them exactly.
FIELDS = {
    "n_fit": 8,
    "n_different": 8,
    "n_scored": 8,
    "n_both": 8,
    "n_fits": 2,
    "paired": 1,
    "digest": 12,
    "check": 6,
}
BITS = sum(FIELDS.values())
MOST_ROWS = 255


@dataclass(frozen=True)
class Receipt:
    """What a model did before it was scored, and on which rows it was scored."""

    n_fit: int
    n_different: int  # different rows among the fitted ones
    n_scored: int
    n_both: int  # scored rows that were fitted too
    n_fits: int  # fits of this model without a fresh copy, at most 3
    paired: bool  # whether every row came with its own label
    digest: int  # of the scored rows


class SpyModel(ClassifierMixin, BaseEstimator):
    """Note the rows of `fit`; return a receipt from `score`."""

    def fit(self, X, y):
        """Note which rows came, and whether each came with its own label."""
        rows, paired = _rows(X, y)
        self.n_fits_ = getattr(self, "n_fits_", 0) + 1
        self.rows_, self.paired_ = rows, paired
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        """Return the label of every row: it stands in column 1."""
        return np.asarray(X)[:, 1].astype(int)

    def score(self, X, y, sample_weight=None):
        """Return a `Receipt` as a number from 0 to 1."""
        rows, paired = _rows(X, y)
        fitted = set(self.rows_)
        values = {
            "n_fit": min(len(self.rows_), MOST_ROWS),
            "n_different": len(fitted),
            "n_scored": min(len(rows), MOST_ROWS),
            "n_both": min(sum(row in fitted for row in rows), MOST_ROWS),
            "n_fits": min(self.n_fits_, 3),
            "paired": int(paired and self.paired_),
            "digest": _digest(rows, 2 ** FIELDS["digest"]),
        }
        return _pack(values | {"check": _sum(values)}) / 2**BITS


def read(score: float) -> Receipt | None:
    """Return the `Receipt` behind a score; None if no `SpyModel` wrote it."""
    left = score * 2**BITS
    if not 0 <= left < 2**BITS or left != int(left):
        return None
    left, values = int(left), {}
    for name, bits in reversed(FIELDS.items()):
        left, values[name] = divmod(left, 2**bits)
    if values.pop("check") != _sum(values):
        return None
    return Receipt(**values | {"paired": bool(values["paired"])})


def _rows(X, y) -> tuple[list[int], bool]:
    X, y = np.asarray(X), np.asarray(y)
    return X[:, 0].astype(int).tolist(), bool(np.array_equal(X[:, 1], y))


def _digest(rows, size: int) -> int:
    number = 0
    for row in sorted(rows):
        number = (number * 1_000_003 + row + 1) % 2_147_483_647
    return number % size


def _sum(values: dict) -> int:
    """Return a check number, so that an honest accuracy is no receipt."""
    ordered = [values[name] for name in FIELDS if name in values]
    return (_digest(range(sum(ordered) + 1), 2**31) + ordered[-1]) % 2 ** FIELDS[
        "check"
    ]


def _pack(values: dict) -> int:
    number = 0
    for name, bits in FIELDS.items():
        number = number * 2**bits + values[name]
    return number
