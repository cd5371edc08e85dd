"""Draw a small copy of a data set in which every class keeps its share.

The rows are drawn at random, so no answer can be compared with one right answer: the
properties look at how many of each class came, and at what two generators draw.
"""

from types import SimpleNamespace

from course.checks.engine import Exercise, Function, show

SIZES = (400, 240, 160, 90, 50)  # rows of each class; the last two are rare

stratified_subset = Exercise(
    __name__,
    points=10,
    answers={"stratified_subset": Function(lambda value: positions(value))},
    covers=("S4.3", "SB.2"),
    hints=(
        "How many rows of each class belong into a fair copy of n rows?",
        "Draw inside each class, without putting rows back. Shares are rarely whole: "
        "round down, then give the rows that are left to the largest remainders.",
        "`train_test_split(np.arange(len(y)), train_size=n, stratify=___, "
        "random_state=int(rng.integers(2**31)))[0]`",
    ),
    takeaway="A small copy keeps the shares of the classes, so that a curve over n "
    "shows the effect of n and not the luck of the draw.",
)


def positions(value) -> str | None:
    """Ask for whole numbers in a row, as an array or a list."""
    items = value.tolist() if hasattr(value, "tolist") else value
    if type(items) not in (list, tuple) or getattr(value, "ndim", 1) != 1:
        return f"{show(value, 60)}, where positions in a row belong"
    for item in items:
        if type(item) is not int:
            return f"{show(item, 40)} as a position, where a whole number (int) belongs"
    return None


@stratified_subset.cases
def cases(rng):
    """Draw labels of five classes, in text or numbers, and how many rows to take."""
    import numpy as np

    drawn = []
    for n, kind in ((203, str), (97, int), (331, str), (46, int)):
        names = rng.choice(900, size=5, replace=False)
        if kind is str:
            names = np.array([f"kind {name}" for name in names])
        y = rng.permutation(np.repeat(names, SIZES))
        seeds = rng.integers(1, 2**31, size=2).tolist()
        case = {"y": y, "n": n + int(rng.integers(-6, 7)), "seeds": seeds}
        drawn.append(SimpleNamespace(**case, names=names))
    return drawn


def draw(case, stratified_subset, which: int = 0) -> list[int]:
    """Ask for the rows of a case with its first or its second generator."""
    import numpy as np

    rng = np.random.default_rng(case.seeds[which])
    return [int(place) for place in stratified_subset(case.y, case.n, rng)]


@stratified_subset.holds(3)
def different_rows(case, stratified_subset):
    """As many rows as asked, each once"""
    rows = draw(case, stratified_subset)
    twice = next((row for row in rows if rows.count(row) > 1), None)
    inside = all(0 <= row < len(case.y) for row in rows)
    yield (
        f"for n={case.n} you returned {len(rows)} positions, "
        f"{len(set(rows))} of them different",
        len(rows) == case.n and twice is None and inside,
        "Return n different positions from 0 to len(y) - 1. Count them before you "
        "return them, with `len(set(rows))`, for an n that the shares do not divide.",
        {"n": case.n, "got": len(rows), "twice": twice},
    )


@stratified_subset.holds(3)
def shares(case, stratified_subset):
    """Every class keeps its share"""
    rows = [row for row in draw(case, stratified_subset) if 0 <= row < len(case.y)]
    labels = case.y[rows].tolist()
    counts = [labels.count(name) for name in case.names.tolist()]
    fair = [case.n * size / len(case.y) for size in SIZES]
    off = max(abs(got - want) for got, want in zip(counts, fair, strict=True))
    rounded = ", ".join(f"{want:.1f}" for want in fair)
    yield (
        f"the classes have {', '.join(map(str, counts))} rows in your copy; their "
        f"shares of n={case.n} are {rounded}",
        off <= 1.01,
        "Each class should be within one row of its share of n. Take the class sizes "
        "by `np.unique(y, return_counts=True)` and scale them by n / len(y).",
        {"counts": counts, "fair": rounded, "n": case.n},
    )


@stratified_subset.holds(2)
def generator(case, stratified_subset):
    """The generator decides which rows"""
    first, again = (set(draw(case, stratified_subset)) for _ in range(2))
    other = set(draw(case, stratified_subset, 1))
    yield (
        f"two equal generators gave {'the same' if first == again else 'other'} rows, "
        f"two different ones {'the same' if first == other else 'other'} rows",
        first == again and first != other,
        "Let all chance come from `rng`: the same generator draws the same rows again, "
        "another one draws others.",
        {"same": first == other, "repeats": first == again},
    )


@stratified_subset.holds(2, once=True)
def too_small(cases, stratified_subset):
    """Fewer rows than classes are refused"""
    import numpy as np

    y, n = cases[0].y, len(SIZES) - 1
    draw(cases[0], stratified_subset)  # what stops at every n refuses nothing
    refused = stratified_subset.raises(ValueError, y, n, np.random.default_rng(0))
    yield (
        f"n={n} rows of {len(SIZES)} classes {'raised' if refused else 'did not raise'}"
        " a ValueError",
        refused,
        "With fewer rows than classes no copy can hold every class. Say so: `raise "
        "ValueError(...)` if n is smaller than the number of different labels.",
        {"refused": refused},
    )


@stratified_subset.symptom(
    "generator_as_seed",
    "scikit-learn stopped: its `random_state` takes a whole number and not a "
    "generator like `rng`. Let the generator draw that number: "
    "`random_state=int(rng.integers(2**31))`.",
)
def _(observed):
    calls = observed.calls("stratified_subset")
    return any(call.error and "random_state" in call.message for call in calls)


@stratified_subset.symptom(
    "returns_data_not_indices",
    "You returned {got}: those are labels or rows of data, no positions. Return whole "
    "numbers, so that the same positions cut both X and y.",
)
def _(observed):
    for call in observed.calls("stratified_subset"):
        if call.error or call.value is None:
            continue
        value = call.value.tolist() if hasattr(call.value, "tolist") else call.value
        labels = set(call.args[0].tolist())
        known = type(value) in (list, tuple) and value and not _nested(value)
        if known and set(map(str, value)) <= set(map(str, labels)):
            return {"got": show(call.value, 50)}
    return None


def _nested(value) -> bool:
    return any(type(item) in (list, tuple, dict) for item in value)


@stratified_subset.symptom(
    "with_replacement",
    "Row {twice} appears more than once in your copy. A label is bought once; drawing "
    "with replacement counts it again and leaves others out. Draw without replacement "
    "inside each class.",
)
def _(observed):
    found = observed.facts("different_rows")
    return found[0] if found and found[0]["twice"] is not None else None


@stratified_subset.symptom(
    "rounded_alone",
    "You returned {got} rows where n={n} were asked. Every class was rounded by "
    "itself, and the roundings do not add up. Round down, then give the rows that are "
    "left to the largest remainders.",
)
def _(observed):
    found = observed.facts("different_rows")
    near = found and 0 < abs(found[0]["got"] - found[0]["n"]) <= len(SIZES)
    return found[0] if near else None


@stratified_subset.symptom(
    "balanced_not_stratified",
    "Your copy holds the same number of rows of every class. That is another design, "
    "made for rare classes; here a class keeps the share that it has in y: {fair} of "
    "n={n}.",
)
def _(observed):
    found = observed.facts("shares")
    equal = all(
        abs(count - min(size, f["n"] / len(SIZES))) <= 1
        for f in found
        for count, size in zip(f["counts"], SIZES, strict=True)
    )
    return found[0] if found and equal else None


@stratified_subset.symptom(
    "not_stratified",
    "The classes have {counts} rows, their shares are {fair}. You chose rows without "
    "looking at their classes, so the rare ones come out right only by luck. Draw "
    "inside each class.",
)
def _(observed):
    found = observed.facts("shares")
    return found[0] | {"counts": show(found[0]["counts"])} if found else None


@stratified_subset.symptom(
    "ignores_rng",
    "Two different generators gave the same rows. With one fixed draw a curve has no "
    "spread, and its luck stays hidden. Use the `rng` that you are given for every "
    "choice of rows.",
)
def _(observed):
    found = observed.facts("generator")
    return found[0] if found and found[0]["same"] else None


@stratified_subset.symptom(
    "own_randomness",
    "The same generator gave other rows the second time, so some chance comes from "
    "elsewhere, such as `np.random`. Then nobody can repeat your experiment. Draw by "
    "`rng` alone.",
)
def _(observed):
    found = observed.facts("generator")
    return found[0] if found and not found[0]["repeats"] else None


@stratified_subset.symptom(
    "accepts_too_few",
    "You returned rows although n is smaller than the number of classes. Some class is "
    "missing then, and a model cannot learn what it never saw. Raise a ValueError "
    "instead.",
)
def _(observed):
    return observed.facts("too_small")[:1] and observed.facts("too_small")[0]
