"""Models that can be read: a tree in place of a black box, and promises that hold."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

TINY = 1e-9  # a step smaller than this is rounding


@dataclass(frozen=True, repr=False)
class Surrogate:
    """A tree that imitates a model, and how well it does.

    Attributes
    ----------
    tree : DecisionTreeClassifier
    fidelity : float
        Share of the test rows on which tree and model agree.
    n_leaves : int
        Leaves, that is rules.
    """

    tree: Any
    fidelity: float
    n_leaves: int

    def __repr__(self) -> str:
        depth = self.tree.get_depth()
        return (
            f"Surrogate(depth {depth}, {self.n_leaves} leaves, agrees with the model "
            f"on {self.fidelity:.1%} of the test rows)"
        )

    def text(
        self, feature_names: Sequence[str], class_names: Sequence[str] | None = None
    ) -> str:
        """Return all rules of the tree as text, one line a question or an answer."""
        from sklearn.tree import export_text

        return export_text(
            self.tree,
            feature_names=list(feature_names),
            class_names=None if class_names is None else list(class_names),
            max_depth=max(1, self.tree.get_depth()),
        )


def surrogate_tree(
    predict: Callable[[np.ndarray], np.ndarray],
    X_train: np.ndarray,
    X_test: np.ndarray,
    *,
    max_depth: int | None,
    random_state: int = 0,
) -> Surrogate:
    """Fit a tree to a model's answers, not to the labels, and count the agreement.

    Parameters
    ----------
    predict
        The model: takes rows (n, d), returns classes (n,).
    X_train, X_test : array, (n, d)
        Rows to imitate on, and new rows to be measured on.
    max_depth
        Most questions in a row; None grows to the end.
    random_state
        Decides between splits that are equally good.

    Returns
    -------
    A `Surrogate`. After Craven and Shavlik (1996), who named the share of agreement
    fidelity.
    """
    from sklearn.tree import DecisionTreeClassifier

    tree = DecisionTreeClassifier(max_depth=max_depth, random_state=random_state)
    tree.fit(X_train, predict(X_train))
    agrees = tree.predict(X_test) == np.asarray(predict(X_test))
    return Surrogate(tree, float(agrees.mean()), int(tree.get_n_leaves()))


def monotone_violations(
    predict: Callable[[np.ndarray], np.ndarray],
    X: np.ndarray,
    column: int,
    *,
    direction: int,
    grid: np.ndarray,
) -> float:
    """Return the share of rows whose prediction moves the wrong way at least once.

    Parameters
    ----------
    predict
        Takes rows (n, d), returns numbers (n,).
    X : array, (n, d)
    column
        Goes through the grid in every row; the other columns stay.
    direction
        1 if the prediction must not fall as the column grows, -1 if it must not rise.
    grid : array, (m,)
        Values from small to large.

    Returns
    -------
    A share from 0 to 1; steps below 1e-9 do not count.

    Examples
    --------
    >>> hill = lambda X: -((X[:, 0] - 1) ** 2)  # up to 1, then down
    >>> grid = np.linspace(0, 2, 9)
    >>> monotone_violations(hill, np.zeros((4, 1)), 0, direction=1, grid=grid)
    1.0
    >>> monotone_violations(hill, np.zeros((4, 1)), 0, direction=1, grid=grid[:5])
    0.0
    """
    curves = np.empty((len(X), len(grid)))
    for place, value in enumerate(grid):
        moved = np.array(X, dtype=float)
        moved[:, column] = value
        curves[:, place] = predict(moved)
    steps = direction * np.diff(curves, axis=1)
    return float((steps < -TINY).any(axis=1).mean())
