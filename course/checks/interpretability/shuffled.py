"""What permutation importance has to be, and what wrong versions of it would give.

A uniformly random order pairs every row with every value of a column equally often. So
the loss that a shuffle gives on average is the loss over all pairs, computed exactly;
how far one shuffle strays from it is measured on shuffles of our own.
"""

import numpy as np

SHUFFLES = 25  # of ours, for the spread
TIMES = 8  # standard errors that an answer may be off


def expected(model, X, y, loss, n_repeats: int, rng) -> dict:
    """Return name -> array (d,): the right importance, its tolerance, wrong ones."""
    n, d = X.shape
    tiled, y_tiled = np.repeat(np.arange(n), n), np.repeat(y, n)
    partner = np.tile(np.arange(n), n)
    before = loss(y, model.predict(X))

    def after(change):
        """Return the loss over all pairs, with columns j in change taken from order."""
        moved = X[tiled]
        for j, order in change.items():
            moved[:, j] = X[order, j]
        return loss(y_tiled, model.predict(moved))

    orders = [partner, *(rng.integers(n, size=n * n) for _ in range(d - 1))]
    right = np.array([after({j: partner}) for j in range(d)]) - before
    found = {
        "right": right,
        "sign": -right,
        "no_baseline": right + before,
        "summed": right * n_repeats,
        "normalised": right / right.sum(),
        "still": np.zeros(d),
        "rows": np.full(d, after(dict.fromkeys(range(d), partner)) - before),
        "damaged": np.array(
            [after({k: orders[k] for k in range(j + 1)}) for j in range(d)]
        )
        - before,
        "swapped": swapped(model, X, y, loss, tiled, partner),
        "before": np.full(d, before),
    }
    found["mean"] = np.array([at_mean(model, X, y, loss, j) for j in range(d)]) - before
    spread = [one_shuffle(model, X, y, loss, rng) for _ in range(SHUFFLES)]
    found["slack"] = TIMES * np.std(spread, axis=0, ddof=1) / n_repeats**0.5 + 1e-9
    return found


def near(got: np.ndarray, found: dict, n_repeats: int) -> set[str]:
    """Return the names of the outcomes that an answer agrees with."""
    names = set(found) - {"slack", "before"}
    widest = 4 * found["slack"].max() / found["slack"]
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
        for name in names
        if (abs(got - found[name]) <= found["slack"] * loose.get(name, 1)).all()
    }


def swapped(model, X, y, loss, tiled, partner) -> np.ndarray:
    """Return the importances under ``loss(prediction, truth)``."""
    before = loss(model.predict(X), y)
    losses = []
    for j in range(X.shape[1]):
        moved = X[tiled]
        moved[:, j] = X[partner, j]
        losses.append(loss(model.predict(moved), np.repeat(y, len(X))))
    return np.array(losses) - before


def at_mean(model, X, y, loss, j) -> float:
    """Return the loss with one column replaced by its mean."""
    moved = X.copy()
    moved[:, j] = X[:, j].mean()
    return loss(y, model.predict(moved))


def one_shuffle(model, X, y, loss, rng) -> np.ndarray:
    """Return the loss after one shuffle of each column."""
    losses = []
    for j in range(X.shape[1]):
        moved = X.copy()
        moved[:, j] = rng.permutation(X[:, j])
        losses.append(loss(y, model.predict(moved)))
    return np.array(losses)
