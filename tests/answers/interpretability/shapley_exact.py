"""Answers to `shapley_exact`: right ones written differently, and wrong ones."""

from itertools import permutations
from math import comb

import numpy as np


def alternative_orders_of_arrival() -> dict:
    """Let the columns arrive one by one, in every order."""

    def shapley_exact(f, x, background):
        phi, n_orders = np.zeros(len(x)), 0
        for order in permutations(range(len(x))):
            rows = background.copy()
            before = np.mean(f(rows))
            for j in order:
                rows[:, j] = x[j]
                after = np.mean(f(rows))
                phi[j] += after - before
                before = after
            n_orders += 1
        return phi / n_orders

    return {"shapley_exact": shapley_exact}


def alternative_weighted_regression() -> dict:
    """Fit a line to the worths of all coalitions, with Lundberg and Lee's kernel."""

    def shapley_exact(f, x, background):
        d = len(x)
        members = np.array([[k >> j & 1 for j in range(d)] for k in range(2**d)])
        rows = np.where(members[:, None] == 1, x, background)
        worth = f(rows.reshape(-1, d)).reshape(2**d, -1).mean(axis=1)
        size = members.sum(axis=1)
        inner = (size > 0) & (size < d)
        weight = [(d - 1) / (comb(d, s) * s * (d - s)) for s in size[inner]]
        total = worth[-1] - worth[0]
        design = members[inner, :-1] - members[inner, -1:]
        target = worth[inner] - worth[0] - members[inner, -1] * total
        root = np.sqrt(weight)
        first = np.linalg.lstsq(design * root[:, None], target * root, rcond=None)[0]
        return np.append(first, total - first.sum())

    return {"shapley_exact": shapley_exact}


def alternative_row_by_row() -> dict:
    """Explain against each background row, then average the explanations."""
    from course import explain

    def shapley_exact(f, x, background):
        one = [explain.shapley_exact(f, x, row[None]) for row in background]
        return np.mean(one, axis=0)

    return {"shapley_exact": shapley_exact}


def alternative_library() -> dict:
    """Wrap the library shap."""
    import shap  # noqa: F401  loaded here: it takes seconds

    from course import explain

    def shapley_exact(f, x, background):
        return explain.shap(f, x[None], background)[0]

    return {"shapley_exact": shapley_exact}
