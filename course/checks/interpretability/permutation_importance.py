"""Shuffle a column, watch the loss: asked with models whose reasons are known.

What is right stands in ``shuffled.py``: the mean over all pairs of rows, exactly. An
answer may be eight standard errors away from it.
"""

from types import SimpleNamespace

from course.checks.engine import Exercise, Function, array
from course.checks.interpretability.shuffle_mistakes import MISTAKES

REPEATS = 12

permutation_importance = Exercise(
    __name__,
    points=10,
    answers={"permutation_importance": Function(array)},
    covers=("S3.1", "S1.9"),
    hints=(
        "Which link between a column and the answer do you want to break, and which "
        "links have to stay?",
        "Loss on the rows as they are first. Then for each column: copy X, permute "
        "that one column, predict, take the loss, subtract; average over the repeats.",
        "`Xp[:, j] = rng.permutation(Xp[:, j]); out[j] += metric(y, model.predict(Xp)) "
        "- ___`",
    ),
    takeaway="Permutation importance asks what a fitted model relies on. A copy of a "
    "column halves nothing: it quarters the importance of both.",
)


@permutation_importance.cases
def cases(rng):
    """Draw tables, weights that differ in size (one is 0), and answers with noise."""
    drawn = []
    for _ in range(2):
        n, sizes = 160, rng.permutation([0.0, 0.7, 1.1, 1.6, 2.3])
        weights = sizes * rng.choice([-1, 1], size=5)
        X = rng.normal(size=(n, 5)) * rng.uniform(0.8, 1.3, size=5) + rng.normal(size=5)
        noise = rng.normal(size=n) * 1.5
        seeds = rng.integers(1, 2**31, size=3).tolist()
        parts = {"X": X, "weights": weights, "noise": noise, "seeds": seeds}
        drawn.append(SimpleNamespace(**parts))
    return drawn


def trial(case, answer, model, X, y, loss, twin=None):
    """Ask once; return what came back and which outcomes it agrees with.

    ``twin`` is the same model and table in plain numbers, where X is a frame.
    """
    import numpy as np

    from course.checks.interpretability import shuffled

    rng = np.random.default_rng(case.seeds[0])
    got = answer(model, X, y, loss, REPEATS, rng)
    d = X.shape[1]
    if got.shape != (d,):
        facts = {"shape": got.shape, "d": d, "near": set()}
        return SimpleNamespace(shape=got.shape, facts=facts, d=d)
    asked = twin or (model, X)
    found = shuffled.expected(*asked, y, loss, REPEATS, rng)
    off = abs(got - found["right"]) / found["slack"]
    worst, right = int(off.argmax()), bool((off <= 1).all())
    facts = {
        "d": d, "column": worst, "got": float(got[worst]),
        "want": float(found["right"][worst]), "before": float(found["before"]),
        "total": float(got.sum()), "repeats": REPEATS, "near": set(),
    }  # fmt: skip
    if not right:
        wrong = shuffled.outcomes(*asked, y, loss, REPEATS, found, rng)
        facts["near"] = shuffled.near(got.astype(float), found, wrong, REPEATS)
    return SimpleNamespace(got=got, right=right, facts=facts, d=d, shape=None)


def judged(ask, what):
    """Return what a property yields: was every importance of the right size?"""
    if ask.shape is not None:
        tried = f"{what}: you returned an array of shape {ask.shape}"
        look = f"One number for each of the {ask.d} columns belongs into the array, in "
        look += "their order, averaged over the repeats: shape (d,)."
        return tried, False, look, ask.facts
    facts = ask.facts
    tried = (
        f"{what}: for column {facts['column']} you returned {facts['got']:.3g}; the "
    )
    tried += f"mean over all shuffles is {facts['want']:.3g}"
    look = (
        "Loss with this column shuffled minus loss as it is, on average over the "
        "repeats. Every other column stays with its row, and so does y."
    )
    return tried, ask.right, look, facts


@permutation_importance.holds(3)
def sizes(case, permutation_importance):
    """A weighted sum: the size of each importance"""
    from course.checks.interpretability import known

    model = known.KnownModel(case.weights)
    y = model.predict(case.X) + case.noise
    asked = trial(case, permutation_importance, model, case.X, y, known.squared)
    yield judged(asked, "mean squared error")


@permutation_importance.holds(1)
def unused(case, permutation_importance):
    """A column that the model does not use gets 0"""
    from course.checks.interpretability import known

    model = known.KnownModel(case.weights, decides=True)
    y = (model.predict(case.X) + (case.noise > 2)) % 2
    asked = trial(case, permutation_importance, model, case.X, y, known.wrong_share)
    if asked.shape is not None:
        yield judged(asked, "share of wrong classes")
        return
    column = int((case.weights == 0).argmax())
    got = float(asked.got[column])
    yield (
        f"the model has weight 0 for column {column}, and you returned {got:.3g}",
        abs(got) <= 1e-9,
        "Shuffling a column that the model never reads changes no prediction, so the "
        "loss stays exactly as it is. Is that column the only one that moves?",
        asked.facts,
    )


@permutation_importance.holds(1)
def seeded(case, permutation_importance):
    """The shuffles come from `rng`"""
    import numpy as np

    from course.checks.interpretability import known

    model = known.KnownModel(case.weights)
    y = model.predict(case.X) + case.noise
    a, b, c = (
        permutation_importance(
            model, case.X, y, known.squared, 1, np.random.default_rng(seed)
        )
        for seed in (case.seeds[1], case.seeds[1], case.seeds[2])
    )
    again, other = np.array_equal(a, b), not np.array_equal(a, c)
    yield (
        "two calls with the same seed gave "
        f"{'the same' if again else 'different'} numbers, one with another seed "
        f"{'different ones' if other else 'the same again'}",
        again and other,
        "Draw every order with the generator that came in: `rng.permutation(...)`. "
        "Then whoever repeats your run gets your numbers.",
        {"again": again, "other": other},
    )


@permutation_importance.holds(2)
def other_loss(case, permutation_importance):
    """Another loss, which minds the side of an error"""
    from course.checks.interpretability import known

    model = known.KnownModel(case.weights)
    y = model.predict(case.X) + case.noise + 2  # the model is too low, mostly
    asked = trial(case, permutation_importance, model, case.X, y, known.lopsided)
    yield judged(asked, "a loss in which too low costs four times as much")


@permutation_importance.holds(2)
def frame(case, permutation_importance):
    """A data frame, with a column of texts"""
    import numpy as np
    import pandas as pd

    from course.checks.interpretability import known

    names = ["income", "debts", "late", "years", "home"]
    rng = np.random.default_rng(case.seeds[0])
    X = pd.DataFrame(case.X - case.X.mean(axis=0), columns=names)
    X["home"] = np.where(rng.random(len(X)) < 0.5, "yes", "no")
    X.index = rng.permutation(len(X)) + 100
    weights = np.where(case.weights == 0, 0.9, case.weights)
    model = known.KnownModel(weights, names=names)
    y = model.predict(X) + case.noise
    twin = known.KnownModel(weights), known.columns(X, names)
    asked = trial(case, permutation_importance, model, X, y, known.squared, twin)
    yield judged(asked, "a frame, mean squared error")


@permutation_importance.holds(1)
def copies(case, permutation_importance):
    """A column and its copy get a quarter each"""
    import numpy as np

    from course.checks.interpretability import known

    X = np.column_stack([case.X[:, 0], case.X[:, 0], case.X[:, 1]])
    model = known.KnownModel(np.array([1.2, 1.2, -1.9]))
    y = model.predict(X) + case.noise
    asked = trial(case, permutation_importance, model, X, y, known.squared)
    yield judged(asked, "column 1 is a copy of column 0")


permutation_importance.mistakes.extend(MISTAKES)
