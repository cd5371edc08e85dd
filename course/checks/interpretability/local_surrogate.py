"""A straight line near one point: what is near, and how the line is fitted.

The function to explain stays with the check, which sees every point it is asked about.
So wrong weights are recognised exactly, on the learner's own points. What is right is
known: with points from a normal distribution the weighted slope is the mean slope of f
under a narrower one (Stein's lemma), for LIME's kernel and for ours.
"""

from types import SimpleNamespace

from course.checks.engine import Exercise, Function, array
from course.checks.interpretability.zoom_mistakes import MISTAKES

TIMES = 8  # standard errors that a slope may be off
RUNS = 20  # of ours, for the spread

local_surrogate = Exercise(
    __name__,
    points=12,
    answers={"local_surrogate": Function(array)},
    covers=("S3.5", "S3.9"),
    hints=(
        "Which of the points should count most, and which hardly at all?",
        "Draw n points around x0 with standard deviation 1. Distances give weights, "
        "weights go into a linear regression with an intercept; return its slopes.",
        "`LinearRegression().fit(Z, f(Z), sample_weight=___).coef_`",
    ),
    takeaway="A local surrogate answers for the width that you choose. Report the "
    "width, and how much the slope moves from run to run.",
)


@local_surrogate.cases
def cases(rng):
    """Draw a plane, waves of one and of eight columns, points away from 0, seeds."""
    drawn = []
    for _ in range(2):
        plane = rng.choice([-1, 1], size=3) * rng.uniform(0.5, 3, size=3)
        x0 = rng.choice([-1, 1], size=8) * rng.uniform(1.5, 3, size=8)
        wave = rng.choice([-1, 1], size=8) * rng.uniform(1, 2, size=8)
        turn = rng.uniform(-0.4, 0.4, size=8)
        offset = float(rng.uniform(15, 25))
        seeds = rng.integers(1, 2**31, size=4).tolist()
        parts = {"plane": plane, "x0": x0, "wave": wave, "turn": turn}
        drawn.append(SimpleNamespace(**parts, offset=offset, seeds=seeds))
    return drawn


def probe(answer, f, x0, width, n, seed):
    """Ask once; return the slopes and the points that f was asked about."""
    import numpy as np

    points, values = [], []

    def black_box(Z):
        Z = np.asarray(Z, dtype=float)
        if Z.ndim != 2 or Z.shape[1] != len(x0):
            raise ValueError(f"f takes rows (n, {len(x0)}), not shape {Z.shape}")
        points.append(Z)
        values.append(f(Z))
        return values[-1]

    got = answer(black_box, x0, width, n, np.random.default_rng(seed))
    seen = np.concatenate(points) if points else np.zeros((0, len(x0)))
    told = np.concatenate(values) if values else np.zeros(0)
    return SimpleNamespace(
        got=got, Z=seen, values=told, x0=x0, width=width, n=n, d=len(x0)
    )


def facts_of(asked) -> dict:
    """Return what a symptom may look at."""
    from course.checks.interpretability import zoom

    facts = {"d": asked.d, "width": asked.width, "n": asked.n, "shape": asked.got.shape}
    facts["size"] = asked.got.size
    facts["near"] = zoom.near(asked) if asked.got.shape == (asked.d,) else set()
    facts["got"] = float(asked.got.flat[0]) if asked.got.size else float("nan")
    return facts


def misshapen(asked):
    """Return what a property yields for an array of another shape, or None."""
    if asked.got.shape == (asked.d,):
        return None
    tried = f"for {asked.d} columns you returned an array of shape {asked.got.shape}"
    look = "One slope for each column of x0, in their order, and nothing else: the "
    look += "intercept and the prediction stay behind. The shape is that of x0."
    return tried, False, look, facts_of(asked)


@local_surrogate.holds(2)
def plane(case, local_surrogate):
    """A plane has its own slopes at every width"""
    want = case.plane

    def f(Z):
        return Z @ want + case.offset

    for width in (0.5, 10.0):
        asked = probe(local_surrogate, f, case.x0[:3], width, 2000, case.seeds[0])
        if misshapen(asked):
            yield misshapen(asked)
            return
        off = abs(asked.got - want)
        worst = int(off.argmax())
        yield (
            f"width {width}: for column {worst} of a plane you returned "
            f"{asked.got[worst]:.3g}; its slope is {want[worst]:.3g}",
            bool((off <= 0.02).all()),
            "A plane is its own surrogate, near or far, and whatever constant is added "
            "to it. Which part of your fit depends on where the plane lies?",
            {} if (off <= 0.02).all() else facts_of(asked),
        )


@local_surrogate.holds(2)
def points(case, local_surrogate):
    """n points, around x0, standard deviation 1"""
    from course.checks.interpretability import zoom

    x0 = case.x0[:2]
    asked = probe(local_surrogate, lambda Z: Z.sum(axis=1), x0, 0.7, 900, case.seeds[1])
    seen = zoom.cloud(asked)
    yield (
        f"f was asked about {seen['rows']:,} points for n=900; their mean is "
        f"{seen['centre']:.2f} for x0={x0[0]:.2f}, their standard deviation "
        f"{seen['spread']:.2f}",
        seen["fits"],
        "Draw `x0 + rng.normal(size=(n, d))`: n points in all, x0 in the middle, "
        "standard deviation 1 in each column. The width belongs into the weights.",
        seen,
    )


def wave(case, columns, turns):
    """Return a sum of waves over some columns, and what its surrogate has to be."""
    import numpy as np

    x0, high, turn = (part[:columns] for part in (case.x0, case.wave, case.turn))

    def f(Z):
        return case.offset + (high * np.sin(turns * (Z - x0) + turn)).sum(axis=1)

    return f, x0, high * turns * np.cos(turn)


def slopes(case, answer, columns, turns, width, n):
    """Ask about a wave; return what the property yields."""
    from course.checks.interpretability import zoom

    f, x0, gradient = wave(case, columns, turns)
    asked = probe(answer, f, x0, width, n, case.seeds[2])
    if misshapen(asked):
        return misshapen(asked)
    low, high = zoom.right(f, x0, gradient, turns, width, n, case.seeds[3], TIMES, RUNS)
    outside = (asked.got < low) | (asked.got > high)
    shown = int(outside.argmax())
    facts = facts_of(asked) if outside.any() else {"near": set()}
    # the weighted fit itself, on the answer's own points, is right wherever it lies
    held = not outside.any() or bool({"square", "lime"} & facts["near"])
    return (
        f"width {width}: you returned {asked.got[shown]:.3g} where the slope at x0 is "
        f"{gradient[shown]:.3g} and the weighted fit lies between {low[shown]:.3g} and "
        f"{high[shown]:.3g}",
        held,
        "Points get weight `exp(-(d / width)**2)`, d being their distance to x0: near "
        "ones count, far ones hardly. Then a linear fit with these weights.",
        {} if held else facts,
    )


@local_surrogate.holds(3)
def narrow(case, local_surrogate):
    """A narrow width finds the slope at the point"""
    yield slopes(case, local_surrogate, 1, 2.0, 0.15, 8000)


@local_surrogate.holds(2)
def wide(case, local_surrogate):
    """A wider one averages over the neighbourhood"""
    for width in (0.6, 3.0):
        yield slopes(case, local_surrogate, 1, 2.0, width, 5000)


@local_surrogate.holds(1)
def seeded(case, local_surrogate):
    """The points come from `rng`"""
    import numpy as np

    f, x0, _ = wave(case, 1, 2.0)
    a, b, c = (
        probe(local_surrogate, f, x0, 1.0, 200, seed).got
        for seed in (case.seeds[0], case.seeds[0], case.seeds[1])
    )
    again, other = np.array_equal(a, b), not np.array_equal(a, c)
    yield (
        "two calls with the same seed gave "
        f"{'the same' if again else 'different'} slopes, one with another seed "
        f"{'different ones' if other else 'the same again'}",
        again and other,
        "Draw the points with the generator that came in, `rng.normal(...)`. How much "
        "the slope moves with the seed is what you want to see, and to repeat.",
        {"again": again, "other": other},
    )


@local_surrogate.holds(2)
def eight(case, local_surrogate):
    """Eight columns"""
    yield slopes(case, local_surrogate, 8, 0.8, 1.5, 6000)


local_surrogate.mistakes.extend(MISTAKES)
