"""Divide a prediction fairly: all coalitions, and the background for who is missing.

Every property is an axiom or a closed form; one compares with all orders of arrival.
"""

from itertools import permutations
from types import SimpleNamespace

from course.checks.engine import Exercise, Function, array
from course.checks.interpretability.coalition_mistakes import MISTAKES

shapley_exact = Exercise(
    __name__,
    points=12,
    answers={"shapley_exact": Function(array)},
    covers=("S3.6", "S3.9"),
    hints=(
        "What does a group of columns earn with player j, and what without?",
        "The worth v(S): give all background rows the values of x in the columns of S, "
        "take the mean of f. Sum v(S with j) - v(S) over all S without j, weighted by "
        "size.",
        "`phi[j] += factorial(len(S)) * factorial(d - len(S) - 1) / factorial(d) * "
        "(v(S + (j,)) - ___)`",
    ),
    takeaway="Shapley values add up to the prediction minus the average one. They "
    "explain a difference from a background, so name the background.",
)


@shapley_exact.cases
def cases(rng):
    """Draw rows, backgrounds away from 0, weights and products of columns."""
    drawn = []
    for d, m in ((4, 7), (4, 12), (5, 5)):
        x = rng.choice([-1, 1], size=d) * rng.uniform(1, 2, size=d)
        background = rng.normal(size=(m, d)) + rng.uniform(1, 2, size=d)
        weights = rng.choice([-1, 1], size=d) * rng.uniform(0.5, 2, size=d)
        trio = rng.permutation(d - 1)[:3].tolist()
        case = {"d": d, "x": x, "background": background, "weights": weights}
        drawn.append(SimpleNamespace(**case, trio=trio, bend=float(rng.uniform(1, 2))))
    return drawn


def bent(case):
    """Return a function with a product of three; its last column does nothing."""
    import numpy as np

    a, b, c = case.trio
    weights = np.where(np.arange(case.d) == case.d - 1, 0, case.weights)

    def f(X):
        return X @ weights + case.bend * X[:, a] * X[:, b] * X[:, c] + np.sin(X[:, a])

    return f


def straight(case):
    """Return a weighted sum."""

    def f(X):
        return X @ case.weights + 3

    return f


def ask(answer, f, x, background):
    """Ask with an f that takes rows only; return the values."""
    import numpy as np

    def model(X):
        X = np.asarray(X, dtype=float)
        if X.ndim != 2 or X.shape[1] != len(x):
            raise ValueError(f"f takes rows (n, {len(x)}), not shape {X.shape}")
        return f(X)

    return answer(model, x, background)


def near(a, b) -> bool:
    """Return whether numbers agree to six digits."""
    import numpy as np

    return bool(np.allclose(a, b, rtol=1e-6, atol=1e-8))


def of_shape(got, d):
    """Return what a property yields for values of another shape, or None."""
    if got.shape == (d,):
        return None
    look = "One value for each column of x, in their order: an array of shape (d,). "
    look += "The average prediction is no column's value and stays outside."
    return f"for {d} columns you returned an array of shape {got.shape}", False, look


@shapley_exact.holds(3)
def efficiency(case, shapley_exact):
    """The values add up to f(x) minus the average"""
    f = bent(case)
    got = ask(shapley_exact, f, case.x, case.background)
    if of_shape(got, case.d):
        yield of_shape(got, case.d)
        return
    want = float(f(case.x[None])[0] - f(case.background).mean())
    yield (
        f"for {case.d} columns the values add up to {got.sum():.4g}; f(x) minus the "
        f"mean of f over the background is {want:.4g}",
        near(got.sum(), want),
        "What the players share is the whole gain: from nobody (all columns from the "
        "background) to everybody (x itself). Every coalition needs its weight.",
    )


@shapley_exact.holds(2)
def dummy(case, shapley_exact):
    """A column that does nothing gets 0"""
    got = ask(shapley_exact, bent(case), case.x, case.background)
    if of_shape(got, case.d):
        yield of_shape(got, case.d)
        return
    yield (
        f"f never reads column {case.d - 1}; you returned {got[-1]:.4g} for it",
        near(got[-1], 0),
        "Joining a coalition, this column changes no prediction: v with it minus v "
        "without it is 0 every time. Do both sides use the same background rows?",
    )


@shapley_exact.holds(2)
def symmetry(case, shapley_exact):
    """Two columns that do the same get the same"""
    import numpy as np

    a, b, _ = case.trio
    x, background = case.x.copy(), case.background.copy()
    x[b] = x[a]
    background[:, b] = background[:, a]

    def f(X):
        rest = [j for j in range(case.d) if j not in (a, b)]
        return np.exp(0.3 * (X[:, a] + X[:, b])) * (1 + X[:, rest].sum(axis=1))

    got = ask(shapley_exact, f, x, background)
    if of_shape(got, case.d):
        yield of_shape(got, case.d)
        return
    yield (
        f"columns {a} and {b} have the same values and the same part in f; you "
        f"returned {got[a]:.4g} and {got[b]:.4g}",
        near(got[a], got[b]) and abs(got[a]) > 1e-9,
        "The order of the columns must not matter: run over all coalitions, not over "
        "one order of arrival.",
    )


@shapley_exact.holds(2)
def linear(case, shapley_exact):
    """A weighted sum: weight times distance from the mean"""
    got = ask(shapley_exact, straight(case), case.x, case.background)
    if of_shape(got, case.d):
        yield of_shape(got, case.d)
        return
    want = case.weights * (case.x - case.background.mean(axis=0))
    yield (
        f"for a weighted sum you returned {got.round(3).tolist()}; weight times "
        f"distance from the background's mean is {want.round(3).tolist()}",
        near(got, want),
        "In a sum no column needs another: each earns its weight times (x - mean of "
        "the background), in whatever coalition.",
    )


@shapley_exact.holds(2)
def orders(case, shapley_exact):
    """The same as over all orders of arrival"""
    f = bent(case)
    got = ask(shapley_exact, f, case.x, case.background)
    if of_shape(got, case.d):
        yield of_shape(got, case.d)
        return
    want = by_arrival(f, case.x, case.background)
    yield (
        f"you returned {got.round(3).tolist()}; over all orders in which the columns "
        f"can arrive the mean gains are {want.round(3).tolist()}",
        near(got, want),
        "Weight |S|! (d - |S| - 1)! / d! is the share of orders in which exactly S has "
        "arrived before j. The worth of S is the mean of f over all background rows.",
    )


def by_arrival(f, x, background):
    """Return the mean gain of each column over all orders in which they can arrive."""
    import numpy as np

    gains = np.zeros(len(x))
    arrivals = list(permutations(range(len(x))))
    for order in arrivals:
        rows, before = background.copy(), f(background).mean()
        for j in order:
            rows[:, j] = x[j]
            after = f(rows).mean()
            gains[j] += after - before
            before = after
    return gains / len(arrivals)


@shapley_exact.holds(1)
def additivity(case, shapley_exact):
    """The values of a sum are the sums of the values"""
    f, g = bent(case), straight(case)
    x, background = case.x, case.background
    parts = [ask(shapley_exact, part, x, background) for part in (f, g)]
    both = ask(shapley_exact, lambda X: f(X) + g(X), x, background)
    for got in (*parts, both):
        if of_shape(got, case.d):
            yield of_shape(got, case.d)
            return
    off = float(abs(both - parts[0] - parts[1]).max())
    yield (
        f"the values of f + g differ from those of f plus those of g, by {off:.2g}",
        near(both, parts[0] + parts[1]),
        "Nothing in the formula is more than a sum of predictions with fixed weights. "
        "Did you divide by a total, or take absolute values?",
    )


for name, message, body in MISTAKES:
    shapley_exact.mistake(name, message, replaces="shapley_exact")(body)
