"""Train a smaller model on the answers of a larger one (not on labels)."""

from collections.abc import Callable
from typing import Any

import numpy as np

SURE = 1e-6  # probabilities are kept this far from 0 and 1


def distill_tree(
    teacher: Callable[[np.ndarray], np.ndarray],
    X: np.ndarray,
    *,
    max_depth: int,
    random_state: int = 0,
) -> "Student":
    """Fit a tree to a teacher's log-odds on rows that need no labels.

    Parameters
    ----------
    teacher
        Takes rows (n, d), returns the probability of class 1: (n,).
    X : array, (n, d)
    max_depth
        Most questions in a row.
    random_state
        Decides between splits that are equally good.

    Returns
    -------
    A `Student` with `predict` and `predict_proba`.
    """
    from sklearn.tree import DecisionTreeRegressor

    tree = DecisionTreeRegressor(max_depth=max_depth, random_state=random_state)
    tree.fit(X, log_odds(teacher(X)))
    return Student(tree, int(tree.get_n_leaves()))


def distill_net(
    teacher: Callable[[np.ndarray], np.ndarray],
    X: np.ndarray,
    *,
    width: int = 4,
    random_state: int = 0,
) -> "Student":
    """Fit a net of one small hidden layer to a teacher's log-odds.

    Parameters
    ----------
    teacher, X
        As for `distill_tree`.
    width
        Hidden units.
    random_state
        Seed of the first weights.

    Returns
    -------
    A `Student`. Learning log-odds is Ba and Caruana (2014), arXiv:1312.6184.
    """
    from sklearn.neural_network import MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    net = MLPRegressor(
        hidden_layer_sizes=(width,),
        solver="lbfgs",
        alpha=1e-3,
        max_iter=300,
        random_state=random_state,
    )
    whole = make_pipeline(StandardScaler(), net)
    whole.fit(X, log_odds(teacher(X)))
    n_numbers = sum(part.size for part in (*net.coefs_, *net.intercepts_))
    return Student(whole, int(n_numbers))


class Student:
    """A small regressor of log-odds, in the shape of a classifier of 0 and 1.

    Attributes
    ----------
    regressor
        Fitted; predicts log-odds of class 1.
    size : int
        Leaves of a tree, parameters of a net.
    """

    def __init__(self, regressor: Any, size: int):
        self.regressor, self.size = regressor, size

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """Return the probabilities of classes 0 and 1: (n, 2)."""
        chance = 1 / (1 + np.exp(-self.regressor.predict(X)))
        return np.column_stack([1 - chance, chance])

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return the more probable class of every row: (n,)."""
        return (self.regressor.predict(X) > 0).astype(int)

    def __repr__(self) -> str:
        kind = type(self.regressor).__name__
        return f"Student({'net' if kind == 'Pipeline' else 'tree'} of {self.size})"


def log_odds(chance: np.ndarray) -> np.ndarray:
    """Return log(p / (1 - p)), kept finite.

    >>> log_odds(np.array([0.5, 0.9])).round(2).tolist()
    [0.0, 2.2]
    """
    chance = np.clip(np.asarray(chance, dtype=float), SURE, 1 - SURE)
    return np.log(chance / (1 - chance))
