"""Turn a table in space: who needs its columns? A matrix, a table of runs, a reason.

The table is the learner's own; boosting on the plain rows is trained again. What was
measured for each threshold stands in ``rotation.md``.
"""

from functools import cache
from types import SimpleNamespace

from course.checks.engine import Choice, Exercise, Function, Open, Table, array
from course.checks.suitability.rotation_mistakes import MISTAKES
from course.checks.suitability.tables import SEEDS, cell, copied, mean_of, paired

SPLIT = "trees split along single columns"
REASONS = (
    "the rotation loses information", "the rotation adds noise", SPLIT,
    "trees need more rows",
)  # fmt: skip
BOOSTING = ("hgb", "xgb")
MODELS = ("lr", "mlp")
NEAR, MOST = 0.05, 0.985  # of boosting on plain rows: trained again, and at best
LEAST_DROP, MOST_CHANGE = 0.25, 0.08  # of boosting; of the network
STILL = 0.02  # of the linear model, whose answer is the same by arithmetic

rotation = Exercise(
    __name__,
    points=12,
    answers={
        "random_rotation": Function(array),
        "rotation_table": Table(
            ("model", "rotated", "seed", "accuracy"), numbers=("accuracy",)
        ),
        "explanation": Choice(REASONS),
    },
    covers=("S6.4", "S6.5", "S6.6"),
    hints=(
        "Which matrices keep all distances, and what do their columns look like?",
        "The columns are perpendicular and have length 1. A QR decomposition of a "
        "matrix of normal numbers from `rng` gives such a one. Turn train and test by "
        "the same Q.",
        "`np.linalg.qr(rng.standard_normal((d, d)))[___]`",
    ),
    takeaway="A rotation loses nothing, and still boosting fell to where the others "
    "were: its strength on this table was that the truth ran along the columns.",
    trains=True,
    seconds=60.0,
)


@rotation.cases
def cases(rng):
    """Draw sizes of matrices, and seeds for the models of the check."""
    sizes = [6, int(rng.integers(8, 13)), int(rng.integers(13, 20))]
    return [
        SimpleNamespace(
            d=d,
            seed=int(rng.integers(2**31)),
            tables=rng.integers(1000, 2**31 - 1, size=4).tolist(),
        )
        for d in sizes
    ]


def drawn(case, random_rotation, seed=0):
    """Return the learner's matrix for a generator of this case."""
    import numpy as np

    return random_rotation(case.d, np.random.default_rng([case.seed, seed]))


@rotation.holds(2, needs=("random_rotation",))
def orthogonal(case, random_rotation):
    """All distances are kept"""
    import numpy as np

    Q, d = drawn(case, random_rotation), case.d
    right = Q.shape == (d, d) and Q.dtype.kind == "f"
    off = float(abs(Q.T @ Q - np.eye(d)).max()) if right else float("inf")
    tried = f"d = {d}: an array of shape {Q.shape}, {Q.dtype}"
    differs = f"; QᵀQ differs from the identity by up to {off:.2g}" if right else ""
    yield (
        f"{tried}{differs}",
        off < 1e-5,
        "The shape is (d, d), the entries are floats, and QᵀQ has ones on its diagonal "
        "and zeros beside it.",
        {"e": off, "square": right},
    )


@rotation.holds(2, needs=("random_rotation",))
def mixes(case, random_rotation):
    """Every column is mixed with all others"""
    Q = drawn(case, random_rotation)
    touched = float((abs(Q) > 1e-9).mean())
    yield (
        f"d = {case.d}: {touched:.0%} of the entries are not 0",
        touched > 0.95,
        "In a random rotation each new column holds a bit of every old one.",
        {"share": touched},
    )


@rotation.holds(1, needs=("random_rotation",))
def by_chance(case, random_rotation):
    """The generator decides, and no direction is preferred"""
    import numpy as np

    one, same, other = (drawn(case, random_rotation, seed) for seed in (0, 0, 1))
    yield (
        "the same generator state gave "
        f"{'the same' if np.array_equal(one, same) else 'another'} matrix, another "
        f"state {'the same' if np.array_equal(one, other) else 'another'} one",
        np.array_equal(one, same) and not np.array_equal(one, other),
        "Draw from `rng` and from nothing else.",
        {
            "fixed": np.array_equal(one, other),
            "own": not np.array_equal(one, same),
        },
    )


@rotation.holds(2, needs=("rotation_table",), once=True)
def complete(_, table):
    """Three models, plain and rotated, three seeds"""
    boosting = next((name for name in BOOSTING if name in set(table.model)), "hgb")
    for model in (*MODELS, boosting):
        for rotated in (False, True):
            rows = cell(table, model=model, rotated=rotated)
            n_seeds = rows.seed.nunique()
            facts = {"model": model, "rotated": rotated, "n_seeds": n_seeds}
            yield (
                f"model {model}, rotated {rotated}: {len(rows)} rows, {n_seeds} "
                "different seeds",
                len(rows) == n_seeds >= SEEDS,
                "Models lr, mlp and hgb (or xgb), rotated False and True, each once "
                f"for {SEEDS} seeds or more; the seed draws the table and the matrix.",
                facts,
            )
    same = copied(table, ["model", "rotated"])
    yield (
        "in every cell all seeds have the same accuracy",
        not same,
        "Let the seed draw the table and the matrix.",
        {"copied": same},
    )
    inside = bool(table.accuracy.between(0, 1).all())
    yield (
        f"`accuracy` goes from {table.accuracy.min():.3g} to "
        f"{table.accuracy.max():.3g}",
        inside,
        "Accuracy is a share from 0 to 1, not per cent.",
        {"percent": bool(table.accuracy.max() > 1.5)},
    )


@rotation.holds(3, needs=("rotation_table",), once=True)
def falls(cases, table):
    """Boosting falls, the others stay"""
    boosting = next((name for name in BOOSTING if name in set(table.model)), None)
    if boosting is None:
        raise Open
    plain, ours = (
        mean_of(table, model=boosting, rotated=False),
        again(tuple(cases[0].tables)),
    )
    yield (
        f"{boosting}, plain: {plain:.3f} in your table, {ours:.3f} when it was trained "
        "again on four other draws",
        abs(plain - ours) <= NEAR and plain < MOST,
        "Use `load_irregular(2000)`, learn from its training rows, score on its test "
        "rows.",
        {"plain": plain, "ours": ours},
    )
    change = paired(table, boosting)
    yield (
        f"{boosting}: {change:+.3f} by the rotation, seed by seed",
        change <= -LEAST_DROP,
        "In our runs it lost 0.34. Do the columns really mix, in train and in test?",
        {"model": boosting, "change": change},
    )
    for model, most in (("mlp", MOST_CHANGE), ("lr", STILL)):
        change = paired(table, model)
        yield (
            f"{model}: {change:+.3f} by the rotation, seed by seed",
            abs(change) <= most,
            "A linear layer can undo a rotation, so this model hardly cares. Turn "
            "train and test by the same Q.",
            {"model": model, "change": change},
        )


@rotation.holds(2, needs=("explanation",), once=True)
def reason(_, explanation):
    """The reason"""
    yield (
        f"you say {explanation!r}",
        explanation == SPLIT,
        "What question does a node of a tree ask of a row? How many columns does it "
        "look at?",
        {"said": explanation},
    )


@cache
def again(seeds: tuple[int, ...]) -> float:
    """Return the mean accuracy of boosting on plain tables drawn with other seeds."""
    from course import data, models

    scores = []
    for seed in seeds:
        table = data.load_irregular(2000, random_state=seed)
        model = models.boosting(n_trees=100).fit(table.X_train, table.y_train)
        scores.append(model.score(table.X_test, table.y_test))
    return sum(scores) / len(scores)


rotation.mistakes.extend(MISTAKES)
