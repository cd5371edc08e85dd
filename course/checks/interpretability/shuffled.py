"""What permutation importance has to be, and what wrong versions of it would give.

A uniformly random order pairs every row with every value of a column equally often. So
the loss that a shuffle gives on average is the loss over all pairs, computed exactly;
how far one shuffle strays from it is measured on shuffles of our own.
"""

import numpy as np

SHUFFLES = 25  # of ours, for the spread
TIMES = 8  # standard errors that an answer may be off


def expected(model, X, y, loss, n_repeats: int, rng) -> dict:
    """Return name -> array (d,): the right importance, and how far off is allowed."""
    pairs = Pairs(model, X, y, loss)
    right = np.array([pairs.loss_after({j: pairs.partner}) for j in range(X.shape[1])])
    spread = [one_shuffle(model, X, y, loss, rng) for _ in range(SHUFFLES)]
    slack = TIMES * np.std(spread, axis=0, ddof=1) / n_repeats**0.5 + 1e-9
    return {"right": right - pairs.before, "slack": slack, "before": pairs.before}


def outcomes(model, X, y, loss, n_repeats: int, found: dict, rng) -> dict:
    """Return name -> array (d,): what wrong versions would give."""
    pairs, right, before = Pairs(model, X, y, loss), found["right"], found["before"]
    n, d = X.shape
    orders = [pairs.partner, *(rng.integers(n, size=n * n) for _ in range(d - 1))]
    damaged = [pairs.loss_after({k: orders[k] for k in range(j + 1)}) for j in range(d)]
    everything = pairs.loss_after(dict.fromkeys(range(d), pairs.partner))
    at_mean = [loss(y, model.predict(mean_in(X, j))) for j in range(d)]
    back = Pairs(model, X, y, lambda a, b: loss(b, a))
    swapped = [back.loss_after({j: back.partner}) for j in range(d)]
    return {
        "sign": -right,
        "no_baseline": right + before,
        "summed": right * n_repeats,
        "normalised": right / right.sum(),
        "still": np.zeros(d),
        "rows": np.full(d, everything - before),
        "damaged": np.array(damaged) - before,
        "mean": np.array(at_mean) - before,
        "swapped": np.array(swapped) - back.before,
    }


class Pairs:
    """Every row with every row's value of a column: the mean over all shuffles."""

    def __init__(self, model, X, y, loss):
        self.model, self.X, self.loss = model, X, loss
        self.own = np.repeat(np.arange(len(X)), len(X))
        self.partner = np.tile(np.arange(len(X)), len(X))
        self.y = y[self.own]
        self.before = loss(y, model.predict(X))

    def loss_after(self, change: dict) -> float:
        """Return the loss with columns j of ``change`` taken from the rows named."""
        moved = self.X[self.own]
        for j, rows in change.items():
            moved[:, j] = self.X[rows, j]
        return self.loss(self.y, self.model.predict(moved))


def near(got: np.ndarray, found: dict, wrong: dict, n_repeats: int) -> set[str]:
    """Return the names of the wrong versions that an answer agrees with."""
    slack = found["slack"]
    widest = 4 * slack.max() / slack
    loose = {
        "still": 1e-3,
        "summed": n_repeats,
        "normalised": 2 / abs(found["right"].sum()),
        "damaged": widest,
        "rows": widest,
        "swapped": 2,
    }
    return {
        name
        for name, value in wrong.items()
        if (abs(got - value) <= slack * loose.get(name, 1)).all()
    }


def mean_in(X: np.ndarray, j: int) -> np.ndarray:
    """Return a copy with one column replaced by its mean."""
    moved = X.copy()
    moved[:, j] = X[:, j].mean()
    return moved


def one_shuffle(model, X, y, loss, rng) -> np.ndarray:
    """Return the loss after one shuffle of each column."""
    losses = []
    for j in range(X.shape[1]):
        moved = X.copy()
        moved[:, j] = rng.permutation(X[:, j])
        losses.append(loss(y, model.predict(moved)))
    return np.array(losses)
