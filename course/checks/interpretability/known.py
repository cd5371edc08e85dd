"""Models whose reasons are known: a weighted sum, fitted already, and losses."""

import numpy as np


class AlreadyFitted(Exception):
    """Somebody called `fit` on a model that was to be asked only."""


class NeedsColumns(Exception):
    """A model that reads its columns by name got an array."""


class KnownModel:
    """Predict a weighted sum of the columns, or whether it is above 0.

    Parameters
    ----------
    weights : array, (d,)
    names : list of str, optional
        The model reads these columns of a data frame and takes nothing else; where a
        column holds texts, "yes" counts 1.
    decides : bool
        Predict 0 or 1.
    """

    def __init__(self, weights, names=None, decides=False):
        self.weights, self.names, self.decides = weights, names, decides

    def get_params(self, deep=True):
        """Return the settings, so that scikit-learn can copy the model."""
        settings = {"weights": self.weights, "names": self.names}
        return settings | {"decides": self.decides}

    def set_params(self, **settings):
        """Change settings; return the model itself."""
        vars(self).update(settings)
        return self

    def fit(self, X=None, y=None):
        """Refuse: the model is there to be asked."""
        raise AlreadyFitted("this model is fitted; ask what it relies on as it is")

    def predict(self, X):
        """Return (n,) sums, or 0 and 1 where the model decides."""
        total = columns(X, self.names) @ np.asarray(self.weights)
        return (total > 0).astype(int) if self.decides else total


def columns(X, names) -> np.ndarray:
    """Return the columns as numbers; refuse an array where names are needed."""
    if names is None:
        return np.asarray(X, dtype=float)
    if not hasattr(X, "columns"):
        raise NeedsColumns("this model reads its columns by name and got an array")
    parts = [X[name].to_numpy() for name in names]
    return np.column_stack([as_numbers(part) for part in parts])


def as_numbers(part: np.ndarray) -> np.ndarray:
    """Return a column as numbers; of texts, "yes" is 1."""
    if part.dtype.kind in "biuf":
        return part.astype(float)
    return np.array([float(item == "yes" or (item != "no" and item)) for item in part])


def squared(y_true, y_pred) -> float:
    """Return the mean squared error."""
    return float(np.mean((np.asarray(y_true) - np.asarray(y_pred)) ** 2))


def lopsided(y_true, y_pred) -> float:
    """Return a squared error in which a prediction too low costs four times as much."""
    missing = np.asarray(y_true) - np.asarray(y_pred)
    return float(np.mean(np.where(missing > 0, 4, 1) * missing**2))


def wrong_share(y_true, y_pred) -> float:
    """Return the share of wrong classes."""
    return float(np.mean(np.asarray(y_true) != np.asarray(y_pred)))
