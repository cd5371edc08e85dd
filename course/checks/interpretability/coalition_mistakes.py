"""Wrong versions of the Shapley value, each with what it tells the learner."""

from itertools import chain, combinations
from math import factorial

import numpy as np

MISTAKES = []


def wrong(name, message):
    """Keep a wrong version with its message."""

    def keep(body):
        MISTAKES.append((name, message, body))
        return body

    return keep


def worth(f, x, background):
    """Return v(S): the mean of f after the columns of S got the values of x."""

    def v(S):
        rows = np.array(background, dtype=float)
        rows[:, list(S)] = np.asarray(x)[list(S)]
        return float(np.mean(f(rows)))

    return v


def subsets(others):
    """Return all coalitions of some columns, small ones first."""
    sizes = range(len(others) + 1)
    return list(chain.from_iterable(combinations(others, size) for size in sizes))


def shares(f, x, background, weight=None, v=None):
    """Return the weighted gains; right where nothing else is given."""
    d = len(x)
    v = v or worth(f, x, background)
    weight = weight or (lambda s: factorial(s) * factorial(d - s - 1) / factorial(d))
    phi = np.zeros(d)
    for j in range(d):
        for S in subsets([k for k in range(d) if k != j]):
            phi[j] += weight(len(S)) * (v((*S, j)) - v(S))
    return phi


@wrong(
    "no_weights",
    "The values do not add up: you gave all coalitions without j the same weight. "
    "There are few small and few large ones, so size s needs the weight "
    "s!(d − s − 1)!/d!.",
)
def _(f, x, background):
    return shares(f, x, background, weight=lambda s: 1 / 2 ** (len(x) - 1))


@wrong(
    "summed",
    "You added the gains of all coalitions without any weight. A mean over all orders "
    "of arrival is wanted: multiply the gain of a coalition of size s by "
    "s!(d − s − 1)!/d!.",
)
def _(f, x, background):
    return shares(f, x, background, weight=lambda s: 1.0)


@wrong(
    "leave_one_out",
    "You took j out of the full coalition only. For a product of two columns that "
    "counts what they earn together twice. Go through all coalitions without j, the "
    "empty one too.",
)
def _(f, x, background):
    v, everybody = worth(f, x, background), range(len(x))
    gains = [v(everybody) - v([k for k in everybody if k != j]) for j in everybody]
    return np.array(gains)


@wrong(
    "first_in",
    "You only let j join the empty coalition. What two columns earn together then "
    "belongs to nobody, and the values do not add up. Let j join every coalition of "
    "the others.",
)
def _(f, x, background):
    v = worth(f, x, background)
    return np.array([v([j]) - v([]) for j in range(len(x))])


@wrong(
    "one_order",
    "You let the columns arrive in one order, the first one first. Who comes later "
    "gets what is earned together. Average over all orders, or over all coalitions "
    "with their weights.",
)
def _(f, x, background):
    v = worth(f, x, background)
    return np.array([v(range(j + 1)) - v(range(j)) for j in range(len(x))])


@wrong(
    "zero_baseline",
    "Missing columns were set to 0. A value of 0 is a value, and here far from every "
    "background row. Keep the columns outside the coalition as the background rows "
    "have them.",
)
def _(f, x, background):
    return shares(f, x, np.zeros((1, len(x))))


@wrong(
    "mean_row",
    "You filled the missing columns from the mean row. f of a mean is not the mean of "
    "f as soon as f is bent. Fill every background row, then average the predictions.",
)
def _(f, x, background):
    return shares(f, x, np.mean(background, axis=0, keepdims=True))


@wrong(
    "first_row",
    "You used one background row only, the first. The missing columns stand for "
    "everybody: fill each of the background rows, ask f about all of them and take the "
    "mean.",
)
def _(f, x, background):
    return shares(f, x, np.asarray(background)[:1])


@wrong(
    "sign",
    "All your signs are reversed. The gain of j is the worth with j minus the worth "
    "without. Or inside and outside are swapped: columns in the coalition have the "
    "values of x, the others those of the background.",
)
def _(f, x, background):
    return -shares(f, x, background)


@wrong(
    "size_off_by_one",
    "Your weights count j as a member already. In s!(d − s − 1)!/d! the number s is "
    "the size of the coalition before j joins, from 0 to d − 1.",
)
def _(f, x, background):
    d = len(x)

    def weight(s):
        return factorial(s + 1) * factorial(max(d - s - 2, 0)) / factorial(d)

    return shares(f, x, background, weight=weight)
