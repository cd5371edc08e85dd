"""What every loader returns: rows to fit on, rows to test on, and a card."""

import html
from dataclasses import dataclass

import numpy as np

from course.data.cards import Card


@dataclass(frozen=True, repr=False, eq=False)
class Dataset:
    """Rows to fit on, rows to test on, names, and the card that says whence.

    Attributes
    ----------
    name : str
    X_train, X_test : ndarray
        Images (n, c, h, w) float32 in [0, 1]; tables (n, d) float64, embeddings
        float32, or a pandas frame where the loader was asked for one; waveforms and
        signals (n, t) float32; texts (n,) of str.
    y_train, y_test : ndarray of shape (n,)
        int64 class numbers, or float64 for a regression.
    target_names : tuple of str
        Names of the classes in the order of their numbers; empty for a regression.
    feature_names : tuple of str
        Names of the columns of a table; empty for all others.
    card : Card
    """

    name: str
    X_train: np.ndarray
    y_train: np.ndarray
    X_test: np.ndarray
    y_test: np.ndarray
    target_names: tuple[str, ...]
    feature_names: tuple[str, ...]
    card: Card

    def __repr__(self) -> str:
        what = f"{len(self.target_names)} classes" if self.target_names else "a number"
        rows = f"{len(self.X_train):,} + {len(self.X_test):,} rows"
        shape = self.X_train.shape[1:]
        return f"Dataset({self.name!r}: {rows} of shape {shape} -> {what})"

    def _repr_html_(self) -> str:
        return (
            f"<div>{html.escape(repr(self))}<details><summary>card</summary>"
            f"{self.card._repr_html_()}</details></div>"
        )


def fixed_split(groups: np.ndarray, *, test_share: float = 0.25) -> tuple:
    """Return the rows to fit on and the rows to test on, the same for ever.

    Every group (class) gives the same share. The order comes from the raw bits of
    PCG64, which numpy promises to keep, so that the split survives new versions.

    Parameters
    ----------
    groups : ndarray of shape (n,)
        Class of each row; one value throughout for a split without classes.
    test_share : float
        Share of each group that goes to the test rows, rounded.

    Returns
    -------
    train, test : ndarray of int
        Row numbers, shuffled: the first rows are a fair sample of all.
    """
    order = np.argsort(np.random.PCG64(0).random_raw(len(groups)), kind="stable")
    is_test = np.zeros(len(groups), dtype=bool)
    for group in np.unique(groups):
        rows = order[groups[order] == group]
        is_test[rows[: round(test_share * len(rows))]] = True
    return order[~is_test[order]], order[is_test[order]]
