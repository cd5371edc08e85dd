"""Models that can be read: a tree that imitates, promises that hold, a first depth.

The black boxes are ours and stay with the check. The first are trees that a greedy
search finds again, with gaps in the data around their thresholds, so that any decision
tree agrees everywhere; others are noise, which no tree can learn.
"""

from functools import cache
from types import SimpleNamespace

from course.checks.engine import Exercise, Function, Number, integer, number
from course.checks.interpretability.reading_mistakes import MISTAKES

FIDELITY = 0.85

readable_models = Exercise(
    __name__,
    points=12,
    answers={
        "surrogate_tree": Function(lambda value: leaves_and_share(value)),
        "monotone_violations": Function(number),
        "smallest_depth_085": Number(integer),
    },
    covers=("S3.2", "S3.10", "S3.11", "S3.12", "S3.13"),
    hints=(
        "What are the labels of a tree that shall imitate a model? And which curve "
        "does one applicant draw when one column goes through a grid?",
        "Fit the tree on `black_box(X_train)`, compare with `black_box(X_test)`. For "
        "the promise: one prediction a row and grid value, `np.diff` along the grid, "
        "`.any` along it, then the mean over the rows.",
        "`fidelity = (tree.predict(X_test) == ___).mean()`",
    ),
    takeaway="Fidelity compares two models on new rows, labels play no part. And what "
    "can be read is counted in leaves: depth 9 may hide 512 rules.",
)


def leaves_and_share(value) -> str | None:
    """Ask for two numbers: how many leaves, and a share."""
    if type(value) not in (tuple, list) or len(value) != 2:
        return "something else than two numbers, leaves and fidelity"
    problem = integer(value[0])
    if problem:
        return f"as its first number {problem}"
    problem = number(value[1])
    return f"as its second number {problem}" if problem else None


@readable_models.cases
def cases(rng):
    """Draw trees with gaps, noise, and curves of which some turn back."""
    import numpy as np

    drawn = []
    for depth in (2, 3):
        d = int(rng.integers(4, 7))
        first, *others = rng.permutation(d)[:3].tolist()
        X = rng.uniform(0.15, 1, size=(500, d)) * rng.choice([-1, 1], size=(500, d))
        x0 = rng.normal(size=(40, 3)) + 2
        j = int(rng.integers(3))
        grid = np.sort(rng.uniform(-2, 2, size=9))
        turns = rng.permutation(40) < int(rng.integers(18, 25))
        case = {"depth": depth, "first": first, "others": others, "X": X, "j": j}
        case |= {"rows": x0, "grid": grid, "turns": turns, "up": rng.uniform(1, 2)}
        case |= {"noise": int(rng.integers(1, 2**31)), "place": int(rng.integers(3, 7))}
        drawn.append(SimpleNamespace(**case))
    return drawn


def gap_tree(case):
    """Return a black box: a tree of the case's depth that asks for signs only.

    The first question tells most, so that a greedy search asks it first.
    """
    import numpy as np

    def black_box(X):
        X = np.asarray(X)
        sides = [X[:, j] > 0 for j in (case.first, *case.others)]
        if case.depth == 2:
            return 2 * sides[0] + sides[1]
        return 4 * sides[0] + 2 * sides[1] + sides[2]

    return black_box


def noise_box(case):
    """Return a black box of two classes that no tree can foresee."""
    import numpy as np

    def black_box(X):
        mixed = np.sin(1e4 * np.asarray(X) @ np.arange(1, case.X.shape[1] + 1))
        return (np.sin(1e3 * mixed + case.noise) > 0).astype(int)

    return black_box


def imitate(case, answer, black_box, depth):
    """Ask for a surrogate; return leaves, fidelity, and which rows were asked about."""
    import numpy as np

    train, test = case.X[:350], case.X[350:]
    asked = {"train": False, "test": False}

    def spied(X):
        X = np.asarray(X)
        for name, rows in (("train", train), ("test", test)):
            asked[name] |= any((row == X).all(axis=1).any() for row in rows[:3])
        return black_box(X)

    leaves, fidelity = answer(spied, train, test, depth)
    return SimpleNamespace(leaves=leaves, fidelity=fidelity, **asked)


@readable_models.holds(2, needs=("surrogate_tree",))
def imitates(case, surrogate_tree):
    """A black box that is a tree is found again"""
    got = imitate(case, surrogate_tree, gap_tree(case), case.depth)
    facts = {"leaves": got.leaves, "fidelity": got.fidelity, "want": 2**case.depth}
    yield (
        f"the black box is a tree with {2**case.depth} leaves; yours of the same depth "
        f"had {got.leaves} and a fidelity of {got.fidelity:.3f}",
        got.leaves == 2**case.depth and abs(got.fidelity - 1) < 1e-9,
        "A decision tree of that depth, fitted to what the black box says about "
        "X_train, finds its questions again. Return its leaves, then the fidelity.",
        facts,
    )


@readable_models.holds(2, needs=("surrogate_tree",))
def held_out(case, surrogate_tree):
    """Fidelity is measured on new rows"""
    got = imitate(case, surrogate_tree, noise_box(case), 12)
    facts = {"fidelity": got.fidelity, "train": got.train, "test": got.test}
    yield (
        "the black box is noise, which nobody can foresee on new rows; you returned a "
        f"fidelity of {got.fidelity:.3f}",
        0.2 <= got.fidelity <= 0.8,
        "Learn from X_train and compare on X_test, both with what the black box says "
        "there. Two classes of noise then agree about half of the time.",
        facts,
    )


@readable_models.holds(1, needs=("surrogate_tree",))
def depth_kept(case, surrogate_tree):
    """The tree is as deep as asked, at most"""
    for depth in (1, 2):
        got = imitate(case, surrogate_tree, noise_box(case), depth)
        yield (
            f"max_depth={depth}: your tree has {got.leaves} leaves",
            2 <= got.leaves <= 2**depth,
            f"A tree of depth {depth} has {2**depth} leaves at most. Hand `max_depth` "
            "on to the tree, and count its leaves, not its nodes.",
            {"leaves": got.leaves, "depth": depth},
        )


def curve(case, direction):
    """Return a model that moves along the grid, back at one place for some rows."""
    import numpy as np

    other = (case.j + 1) % 3  # tells the rows apart, and stays where it is
    back = case.rows[case.turns, other]

    def predict(X):
        X = np.asarray(X, dtype=float)
        x = X[:, case.j]
        turns = np.isin(X[:, other], back)
        step = np.searchsorted(case.grid, x + 1e-9)  # 1 at the first value of the grid
        height = case.up * np.minimum(step, 6)
        return direction * (height - 3.5 * case.up * (turns & (step == case.place)))

    return predict


@readable_models.holds(3, needs=("monotone_violations",))
def violations(case, monotone_violations):
    """The share of rows that ever move the wrong way"""
    for direction in (1, -1):
        got = monotone_violations(
            curve(case, direction), case.rows, case.j, direction, case.grid
        )
        want = float(case.turns.mean())
        yield (
            f"direction {direction}: {int(case.turns.sum())} of {len(case.rows)} rows "
            f"turn back once; you returned {got:.4g}, and {want:.4g} is their share",
            abs(got - want) < 1e-9,
            "For every row: predictions along the grid, their differences, and whether "
            "any of them goes the wrong way. Flat parts and rounding do not count.",
        )


@readable_models.holds(1, needs=("monotone_violations",))
def wrong_side(case, monotone_violations):
    """Against the direction, every row breaks it"""
    for direction in (1, -1):
        predict = curve(case, -direction)
        got = monotone_violations(predict, case.rows, case.j, direction, case.grid)
        yield (
            f"every row moves against direction {direction} somewhere; you returned "
            f"{got:.4g}",
            abs(got - 1) < 1e-9,
            "For direction 1 a fall breaks the promise, for direction -1 a rise. "
            "Multiply the differences by the direction and look for negative ones.",
        )


@readable_models.holds(1, needs=("monotone_violations",))
def rounding(case, monotone_violations):
    """Rounding is no violation"""
    import numpy as np

    def flat(X):
        return 1 + 1e-12 * np.sin(50 * np.asarray(X)[:, case.j])

    got = monotone_violations(flat, case.rows, case.j, 1, case.grid)
    yield (
        f"for predictions that differ by 1e-12 only you returned {got:.4g}",
        abs(got) < 1e-9,
        "Sums of floats end in rounding. Count a step only where it is larger than "
        "1e-9 the wrong way.",
    )


@cache
def credit_forest():
    """Return what the forest of the notebook says, and its rows."""
    from course import data, models

    credit = data.load_credit()
    train, test = credit.X_train[:, :8], credit.X_test[:, :8]
    forest = models.forest(n_trees=100).fit(train, credit.y_train)
    return forest.predict, train, test


@readable_models.holds(2, needs=("surrogate_tree", "smallest_depth_085"), once=True)
def first_depth(cases, surrogate_tree, smallest_depth_085):
    """The first depth with a fidelity of 0.85"""
    depth = smallest_depth_085
    facts = {"depth": depth, "shallower": None, "leaves": 0, "fidelity": 0.0}
    look = "From depth 1 on, call your function for the credit forest, and stop at the "
    look += "first depth that reaches 0.85. Both numbers come from your own function."
    if not 1 <= depth <= 30:
        yield f"you named depth {depth}", False, look, facts
        return
    predict, train, test = credit_forest()
    found = {}
    for k in range(1, depth + 1):
        found[k] = surrogate_tree(predict, train, test, k)
        if found[k][1] >= FIDELITY:
            break
    facts |= {"leaves": found[k][0], "fidelity": found[k][1]}
    facts["shallower"] = k if k < depth else None
    yield (
        f"your own function gives a fidelity of {found[k][1]:.3f} at depth {k}, with "
        f"{found[k][0]} leaves; you named depth {depth}",
        k == depth and found[k][1] >= FIDELITY,
        look,
        facts,
    )


readable_models.mistakes.extend(MISTAKES)
