"""How much worse does a model get when one column is shuffled?"""

from collections.abc import Callable
from typing import Any

import numpy as np


def wrong_share(y_true: np.ndarray, y_pred: np.ndarray) -> float:
    """Return the share of rows whose class is wrong.

    >>> wrong_share(np.array([0, 1, 1, 0]), np.array([0, 1, 0, 0]))
    0.25
    """
    return float(np.mean(np.asarray(y_true) != np.asarray(y_pred)))


def permutation_importance(
    model: Any,
    X: Any,
    y: np.ndarray,
    *,
    loss: Callable[[np.ndarray, np.ndarray], float] = wrong_share,
    n_repeats: int = 10,
    random_state: int | np.random.Generator = 0,
) -> np.ndarray:
    """Shuffle one column after the other and return how much the loss grows.

    The model is not fitted again and X stays as it is. A column that copies another one
    shares its importance: shuffle one, and the model still has the other.

    Parameters
    ----------
    model
        Fitted; has `predict`.
    X : array or data frame, (n, d)
        Rows that the model was not fitted on. A frame reaches the model as a frame.
    y : array, (n,)
    loss
        ``loss(y_true, y_pred)``; larger is worse.
    n_repeats
        Shuffles of each column.
    random_state
        Seed of the shuffles.

    Returns
    -------
    Array (d, n_repeats): loss with the column shuffled minus loss as it is. Breiman
    (2001), "Random Forests"; for any model: Fisher, Rudin and Dominici (2019).

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> X = np.random.default_rng(0).normal(size=(2000, 2))
    >>> first = SimpleNamespace(predict=lambda X: (X[:, 0] > 0).astype(int))
    >>> grown = permutation_importance(first, X, first.predict(X))
    >>> grown.mean(axis=1).round(1).tolist()
    [0.5, 0.0]
    """
    rng = np.random.default_rng(random_state)
    before = loss(y, model.predict(X))
    n_columns = X.shape[1]
    grown = np.empty((n_columns, n_repeats))
    for column in range(n_columns):
        for repeat in range(n_repeats):
            shuffled = X.copy()
            order = rng.permutation(len(X))
            if hasattr(X, "iloc"):
                name = X.columns[column]
                shuffled[name] = X[name].to_numpy()[order]
            else:
                shuffled[:, column] = X[order, column]
            grown[column, repeat] = loss(y, model.predict(shuffled)) - before
    return grown
