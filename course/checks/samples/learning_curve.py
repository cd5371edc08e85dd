"""A learning curve without leaks, asked with a model that notes which rows it gets.

The model's `score` is a receipt (`course.checks.samples.spy`): it says which rows were
fitted and which were scored, so the frame that comes back is all that is needed.
"""

from types import SimpleNamespace

from course.checks.engine import Exercise, Function, show
from course.checks.samples.curve_mistakes import MISTAKES

COLUMNS = ("size", "seed", "score", "train_score")

learning_curve = Exercise(
    __name__,
    points=14,
    answers={"learning_curve": Function(lambda value: curve(value))},
    covers=("S4.1", "S4.3"),
    hints=(
        "What has to stay the same along one curve, and what changes between two?",
        "For each seed: cut off the test rows once. Then, for each size, draw that "
        "many of the rows that are left, make a fresh model, fit it, score it twice.",
        "`rest, test = train_test_split(np.arange(len(y)), test_size=n_test, "
        "random_state=___)`",
    ),
    takeaway="One test set for all sizes of a seed, a fresh model for every fit, and "
    "several seeds: only then is a bend in the curve an effect of n.",
)


def curve(value) -> str | None:
    """Ask for a data frame with the four columns, all numbers."""
    import math

    if not hasattr(value, "columns"):
        return f"{show(value, 60)}, where a data frame belongs"
    missing = [name for name in COLUMNS if name not in value.columns]
    if missing:
        return f"a table without the column {', '.join(map(repr, missing))}"
    for name in COLUMNS:
        for item in value[name].tolist():
            if type(item) not in (int, float) or not math.isfinite(item):
                return f"{show(item, 40)} in column {name!r}, where a number belongs"
    return None


@learning_curve.cases
def cases(rng):
    """Draw numbered rows of a few classes, sizes, seeds and the size of the test."""
    import numpy as np

    drawn = []
    for n_classes, first in ((3, 14), (4, 23), (2, 9)):
        n = int(rng.integers(180, 240))
        y = rng.permutation(np.arange(n) % n_classes) + 3
        X = np.column_stack([np.arange(n), y, rng.normal(size=(n, 2))])
        start = first + int(rng.integers(0, 5))
        sizes = [start, 2 * start + 1, 4 * start + int(rng.integers(0, 5))]
        seeds = rng.choice(range(1, 2_000), size=3, replace=False).tolist()
        n_test = int(rng.integers(40, 60))
        case = {"X": X, "y": y, "sizes": sizes, "seeds": seeds, "n_test": n_test}
        drawn.append(SimpleNamespace(**case))
    return drawn


def ask(case, learning_curve):
    """Return the rows of the curve of the case; asked once, then kept."""
    if not hasattr(case, "rows"):
        case.rows = ask_again(case, learning_curve)
    return case.rows


def ask_again(case, learning_curve):
    """Ask for a curve of the spying model; return its rows, receipts read."""
    from course.checks.samples.spy import SpyModel, read

    def make_model():
        return SpyModel()

    frame = learning_curve(
        make_model, case.X, case.y, case.sizes, case.seeds, case.n_test
    )
    found = []
    for row in frame[list(COLUMNS)].to_dict("records"):
        test, train = read(float(row["score"])), read(float(row["train_score"]))
        found.append(SimpleNamespace(**row | {"test": test, "train": train}))
    return found


NO_RECEIPT = (
    "`score` and `train_score` have to be what `model.score(X, y)` returned, as it "
    "came: not rounded, not averaged, not computed from predictions."
)


def read_all(rows) -> bool:
    """Return whether every score is one that the model gave."""
    return bool(rows) and all(row.test and row.train for row in rows)


@learning_curve.holds(2)
def complete(case, learning_curve):
    """One row for each size and seed, with scores of the model"""
    rows = ask(case, learning_curve)
    want = sorted((size, seed) for size in case.sizes for seed in case.seeds)
    got = sorted((row.size, row.seed) for row in rows)
    tried = f"for {len(case.sizes)} sizes and {len(case.seeds)} seeds you returned "
    tried += f"{len(got)} rows"
    look = "One row for each size and each seed, none twice. The columns `size` and "
    look += "`seed` hold the numbers that came in, so that every score can be placed."
    yield tried, got == want, look, {"n_rows": len(got), "n_want": len(want)}
    known = read_all(rows)
    tried = f"{sum(not (r.test and r.train) for r in rows)} of {len(rows)} rows hold a "
    yield tried + "score that the model did not give", known, NO_RECEIPT, {"odd": True}


@learning_curve.holds(3)
def held_back(case, learning_curve):
    """No test row was trained on"""
    rows = [row for row in ask(case, learning_curve) if row.test]
    worst = max(rows, key=lambda row: row.test.n_both, default=None)
    n_both = worst.test.n_both if worst else 0
    n_scored = worst.test.n_scored if worst else 0
    right = bool(rows) and all(row.test.n_scored == case.n_test for row in rows)
    yield (
        f"`score` came from {n_scored} rows, of which {n_both} had been trained on; "
        f"n_test is {case.n_test}",
        n_both == 0 and right,
        "Cut off n_test rows first and fit on none of them. A row that was trained on "
        "tells nothing about new rows.",
        {"n_both": n_both, "n_scored": n_scored, "n_test": case.n_test,
         "all_trained": bool(rows) and all(
             r.test.n_both == r.test.n_scored == r.test.n_different for r in rows)},
    )  # fmt: skip


@learning_curve.holds(2)
def same_test(case, learning_curve):
    """All sizes of one seed are tested on the same rows"""
    rows = [row for row in ask(case, learning_curve) if row.test]
    if not rows:
        yield "no score can be read", False, NO_RECEIPT
    for seed in case.seeds:
        n_sets = len({row.test.digest for row in rows if row.seed == seed})
        yield (
            f"seed {seed}: {n_sets} different test sets for {len(case.sizes)} sizes",
            n_sets == 1,
            "Within a seed the test rows stay, whatever the size. Cut them off once, "
            "outside the loop over sizes.",
            {"n_sets": n_sets, "seed": seed},
        )


@learning_curve.holds(2)
def sizes(case, learning_curve):
    """Each size trains exactly that many rows, with their labels"""
    rows = [row for row in ask(case, learning_curve) if row.test]
    if not rows:
        yield "no score can be read", False, NO_RECEIPT
    for row in rows:
        receipt = row.test
        yield (
            f"size {row.size}: fitted on {receipt.n_fit} rows, {receipt.n_different} "
            f"of them different, labels {'in' if receipt.paired else 'out of'} step",
            receipt.n_fit == receipt.n_different == row.size and receipt.paired,
            "Draw exactly `size` different rows from those that are left, and cut X "
            "and y by the same positions.",
            {"paired": receipt.paired, "size": row.size, "n_fit": receipt.n_fit},
        )


@learning_curve.holds(2)
def fresh(case, learning_curve):
    """A fresh model for every fit"""
    rows = [row for row in ask(case, learning_curve) if row.test]
    most = max((row.test.n_fits for row in rows), default=0)
    yield (
        f"one model was fitted {most}{' times or more' if most == 3 else ' times'}",
        most == 1,
        "Call `make_model()` for every fit. A model that was fitted before may start "
        "from what it knows.",
        {"most": most},
    )


@learning_curve.holds(2)
def seeds(case, learning_curve):
    """The seed decides the rows"""
    rows = ask(case, learning_curve)
    if not read_all(rows):
        yield "the scores cannot be read", False, NO_RECEIPT
        return
    again = ask_again(case, learning_curve)
    drawn = {
        seed: {(row.test.digest, row.train.digest) for row in rows if row.seed == seed}
        for seed in case.seeds
    }
    same = len({tuple(sorted(found)) for found in drawn.values()}) == 1
    repeats = [vars(row) for row in rows] == [vars(row) for row in again]
    one_test = len({row.test.digest for row in rows}) == 1
    which = "the same" if same else "the same test" if one_test else "other"
    yield (
        f"{len(case.seeds)} seeds drew {which} rows; a second call drew "
        f"{'them again' if repeats else 'others'}",
        not same and not one_test and repeats,
        "Give the seed of the loop to everything that draws: the test rows and the "
        "subset. Then the same seed repeats and another one does not.",
        {"same": same, "one_test": one_test, "repeats": repeats,
         "n_seeds": len(case.seeds)},
    )  # fmt: skip


@learning_curve.holds(1)
def train_score(case, learning_curve):
    """`train_score` comes from the rows that were trained on"""
    rows = [row for row in ask(case, learning_curve) if row.train]
    wrong = [
        row
        for row in rows
        if not row.train.n_both == row.train.n_scored == row.train.n_fit
    ]
    row = (wrong or rows or [None])[0]
    tried = "no `train_score` can be read"
    if row is not None:
        tried = f"size {row.size}: `train_score` came from {row.train.n_scored} rows, "
        tried += f"{row.train.n_both} of them trained on"
    look = "Score the same fitted model a second time, on the rows of its own subset. "
    look += "The distance to `score` shows how much it learned by heart."
    yield tried, bool(rows) and not wrong, look, {"wrong": bool(wrong)}


learning_curve.mistakes.extend(MISTAKES)
