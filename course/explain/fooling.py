"""A model that discriminates, except while it is being explained.

After Slack, Hilgard, Jia, Singh and Lakkaraju (2020), "Fooling LIME and SHAP",
arXiv:1911.02508. An explainer asks about rows that it made up. A detector learns to
tell those from real applicants; real ones get the biased rule, the others a harmless
one. So nothing about any real applicant changes, and the explanation does.
"""

from collections.abc import Callable, Sequence

import numpy as np


def explainer_rows(
    X: np.ndarray,
    *,
    kind: str,
    categorical: Sequence[int] = (),
    random_state: int | np.random.Generator = 0,
) -> np.ndarray:
    """Make up rows as an explainer does.

    Parameters
    ----------
    X : array, (n, d)
        Real rows.
    kind : {"lime", "shap"}
        `"lime"`: numbers from a normal distribution, codes by their frequency, each
        column for itself. `"shap"`: some columns of one real row, the rest of another.
    categorical
        Columns that hold codes.
    random_state
        Seed of the rows.

    Returns
    -------
    Array (n, d).
    """
    rng = np.random.default_rng(random_state)
    if kind == "shap":
        n_kept = rng.integers(1, X.shape[1], size=len(X))
        order = rng.random(X.shape).argsort(axis=1)
        return np.where(order < n_kept[:, None], X, X[rng.permutation(len(X))])
    rows = X.mean(axis=0) + X.std(axis=0) * rng.normal(size=X.shape)
    for column in categorical:
        rows[:, column] = rng.choice(X[:, column], size=len(X))
    return rows


class Pretender:
    """Refuse by one column in real life, by a harmless one under an explainer's eye.

    Parameters
    ----------
    column : int
        Real applicants are refused where it is 1.
    harmless : int
        Made-up rows are refused where it is above its median.
    """

    def __init__(self, column: int, harmless: int):
        self.column, self.harmless = column, harmless

    def fit(self, X: np.ndarray, made_up: np.ndarray, *, random_state: int = 0):
        """Learn to tell real rows X from made-up ones; return the model itself."""
        from sklearn.ensemble import HistGradientBoostingClassifier

        self.median_ = float(np.median(X[:, self.harmless]))
        self.detector_ = HistGradientBoostingClassifier(
            max_iter=60, random_state=random_state
        )
        rows = np.concatenate([X, made_up])
        self.detector_.fit(rows, np.repeat([1, 0], [len(X), len(made_up)]))
        return self

    def looks_real(self, X: np.ndarray) -> np.ndarray:
        """Return which rows the detector takes for applicants: (n,) bool."""
        return self.detector_.predict(X) == 1

    def biased(self, X: np.ndarray) -> np.ndarray:
        """Return what the biased rule alone says: (n, 2) probabilities."""
        return _both(X[:, self.column] != 1)

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """Return the probabilities of refusal (0) and of a loan (1): (n, 2)."""
        harmless = X[:, self.harmless] <= self.median_
        real = self.looks_real(X)
        return _both(np.where(real, X[:, self.column] != 1, harmless))


def _both(granted: np.ndarray) -> np.ndarray:
    granted = np.asarray(granted, dtype=float)
    return np.column_stack([1 - granted, granted])


def top_share(
    explain: Callable[[np.ndarray], np.ndarray], rows: np.ndarray, column: int
) -> float:
    """Return the share of rows in which an explanation puts one column first.

    Parameters
    ----------
    explain
        Takes a row (d,), returns a weight for each column (d,).
    rows : array, (n, d)
    column
        Has to have the largest weight, whatever its sign.
    """
    first = [int(np.abs(explain(row)).argmax()) for row in rows]
    return float(np.mean(np.array(first) == column))
