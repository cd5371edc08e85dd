"""Digits that may move: placing them, a table of runs, and where the network leads.

The table is the learner's own; its support vector machines are trained again. What was
measured for each threshold stands in ``shift.md``.
"""

from types import SimpleNamespace

from course.checks.engine import Exercise, Function, Number, Open, Table, array, integer
from course.checks.suitability import placing
from course.checks.suitability.shift_mistakes import MISTAKES
from course.checks.suitability.tables import SEEDS, cell, copied, mean_of

SHIFTS, MODELS = (0, 1, 2), ("svm", "cnn")
CHANCE = 1e-9  # of a uniform draw that looks as uneven as that
NEAR = {0: 0.04, 2: 0.14}  # of the support vector machine, trained again
LEAST_FALL, LEAST_LEAD = 0.12, 0.09  # of the svm from k = 0 to 2; of the cnn at k = 2

shift = Exercise(
    __name__,
    points=12,
    answers={
        "place_on_canvas": Function(array),
        "shift_table": Table(("k", "model", "seed", "accuracy"), numbers=("accuracy",)),
        "k_star": Number(integer),
    },
    covers=("S1.10", "S1.11", "S6.1", "S6.2"),
    hints=(
        "What stays the same when a digit moves, and which model knows that before it "
        "has seen a single row?",
        "For each image draw a corner of its own, a row and a column from 0 to 2k, and "
        "write the image there on zeros. For `k_star` subtract svm from cnn seed by "
        "seed and look at the low end of the interval.",
        "`r, c = rng.integers(0, 2 * k + 1, size=2); "
        "out[i, r : r + h, ___] = images[i]`",
    ),
    takeaway="At k = 0 the two tie. Each pixel of freedom costs the support vector "
    "machine far more than the network, which looks at all places with the same eyes.",
    trains=True,
    seconds=60.0,
)


@shift.cases
def cases(rng):
    """Draw images without a zero in them, how far they may move, and seeds."""
    sizes = zip(
        (0, 1, 2), rng.permutation([4, 5, 6]), rng.permutation([3, 5, 7]), strict=True
    )
    return [
        SimpleNamespace(
            images=rng.uniform(0.1, 1, size=(1500, h, w)).astype("float32"),
            k=k,
            seed=int(rng.integers(2**31)),
            seeds=rng.integers(1000, 2**31 - 1, size=6).tolist(),
        )
        for k, h, w in sizes
    ]


def placed(case, place_on_canvas, seed=0):
    """Return the learner's canvases for a generator of this case."""
    import numpy as np

    rng = np.random.default_rng([case.seed, seed])
    return place_on_canvas(case.images, case.k, rng)


@shift.holds(2, needs=("place_on_canvas",))
def whole(case, place_on_canvas):
    """Each image lies whole on its canvas, zeros around it"""
    n, h, w = case.images.shape
    out, shape = placed(case, place_on_canvas), (n, h + 2 * case.k, w + 2 * case.k)
    yield (
        f"images of shape {case.images.shape} and k = {case.k} gave {out.shape}",
        out.shape == shape,
        f"The canvas has 2k pixels more each way: {shape}.",
        {"shape": out.shape, "want": shape, "old": out.shape == case.images.shape},
    )
    if out.shape != shape:
        return
    n_lost = int((placing.corners(case.images, out) < 0).sum())
    yield (
        f"k = {case.k}, {out.dtype}: {n_lost} of {n} canvases are something else than "
        "the image and zeros",
        n_lost == 0,
        "Copy the pixels as they are; everything else on the canvas is 0.",
        {"n_lost": n_lost},
    )


@shift.holds(2, needs=("place_on_canvas",))
def everywhere(case, place_on_canvas):
    """Every place is as likely as any other"""
    out, side = placed(case, place_on_canvas), 2 * case.k + 1
    n, h, w = case.images.shape
    if out.shape != (n, h + 2 * case.k, w + 2 * case.k):
        yield f"an array of shape {out.shape}", False, "First the shape, then places."
        return
    found = placing.corners(case.images, out)
    if (found < 0).any():
        yield "images that are not whole", False, "First whole images, then places."
        return
    counts = placing.counts(found, side)
    p = placing.p_uniform(counts)
    yield (
        f"k = {case.k}: {int((counts > 0).sum())} of {side * side} places were used "
        f"for {n} images",
        p > CHANCE,
        "Draw a row and a column for every image by itself, each from 0 to 2k with "
        "both ends included.",
        placing.pattern(counts) | {"k": case.k, "places": side * side},
    )
    if case.k:
        again, other = (
            placing.corners(case.images, placed(case, place_on_canvas, seed))
            for seed in (0, 1)
        )
        repeated, fixed = bool((found == again).all()), bool((found == other).all())
        yield (
            f"the same generator gave {'the same' if repeated else 'other'} places "
            f"again, another generator {'the same' if fixed else 'other'} ones",
            repeated and not fixed,
            "Draw from the `rng` that you are given, and from nothing else.",
            {"fixed": fixed, "own_rng": not repeated},
        )


@shift.holds(2, needs=("shift_table",), once=True)
def complete(_, table):
    """k = 0, 1, 2, two models, three seeds"""
    for k in SHIFTS:
        for model in MODELS:
            rows = cell(table, k=k, model=model)
            n_seeds = rows.seed.nunique()
            yield (
                f"k = {k}, model {model}: {len(rows)} rows, {n_seeds} different seeds",
                len(rows) == n_seeds >= SEEDS,
                f"Each k with svm and cnn, once for each of {SEEDS} seeds or more; the "
                "seed draws the split, the places and the network.",
                {"k": k, "model": model, "n_seeds": n_seeds},
            )
    same = copied(table, ["k", "model"])
    yield (
        "in every cell all seeds have the same accuracy",
        not same,
        "Let the seed draw the split and the places.",
        {"copied": same},
    )
    yield (
        f"`accuracy` goes from {table.accuracy.min():.3g} to "
        f"{table.accuracy.max():.3g}",
        bool(table.accuracy.between(0, 1).all()),
        "Accuracy is a share from 0 to 1, not per cent.",
        {"percent": bool(table.accuracy.max() > 1.5)},
    )


@shift.holds(2, needs=("shift_table",), once=True)
def again(cases, table):
    """The support vector machine, trained again"""
    perfect = bool((cell(table, k=0, model="svm").accuracy == 1).all())
    yield (
        f"k = 0, svm: all right in {'each' if perfect else 'not each'} run",
        not perfect,
        "On 200 new digits it makes five mistakes on average. Score on the test part.",
        {"perfect": perfect},
    )
    for k, near in NEAR.items():
        yours, ours = mean_of(table, k=k, model="svm"), placing.svm(k, cases[0].seeds)
        yield (
            f"k = {k}, svm: {yours:.3f} in your table, {ours:.3f} when it was trained "
            "again with six other seeds",
            abs(yours - ours) <= near,
            "Split first: 800 digits to train, 200 others to test. Then place both "
            "parts, fit, and score on the test part.",
            {"k": k, "yours": yours, "ours": ours},
        )


@shift.holds(2, needs=("shift_table",), once=True)
def pattern(_, table):
    """The support vector machine falls, the network hardly"""
    plain, moved = (mean_of(table, k=k, model="svm") for k in (0, 2))
    yield (
        f"svm: {plain:.3f} at k = 0, {moved:.3f} at k = 2",
        plain - moved >= LEAST_FALL,
        "It compares pixel by pixel, so a moved digit is another digit. If it does not "
        "fall, the digits did not move.",
        {"model": "svm", "plain": plain, "moved": moved},
    )
    net = mean_of(table, k=2, model="cnn")
    yield (
        f"k = 2: cnn {net:.3f}, svm {moved:.3f}",
        net - moved >= LEAST_LEAD,
        "The network led by 0.2 in our runs. Did it train long enough, on 800 rows?",
        {"model": "cnn", "net": net, "moved": moved},
    )


@shift.holds(2, needs=("shift_table", "k_star"), once=True)
def first_lead(_, table, k_star):
    """k_star follows from your own table"""
    ends = placing.first_leads(table)
    if ends is None:
        if any(cell(table, k=k, model=m).empty for k in SHIFTS for m in MODELS):
            raise Open
        yield (
            "at some k svm and cnn have fewer than two seeds in common",
            False,
            "Both models learn from the same split and the same places: pair them by "
            "`seed`.",
        )
        return
    svm, cnn, low = placing.at(table, k_star)
    yield (
        f"`k_star` is {k_star}; by the intervals of your table it is "
        f"{' or '.join(map(str, dict.fromkeys(ends)))}",
        k_star in ends,
        "For each k subtract svm from cnn seed by seed and compute the interval with "
        "800 and 200 rows. Take the smallest k whose low end is above 0.",
        {"said": k_star, "first": ends[0], "svm": svm, "cnn": cnn, "low": low},
    )


shift.mistakes.extend(MISTAKES)
