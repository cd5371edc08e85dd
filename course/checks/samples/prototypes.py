"""Classify by the nearest class mean: learning from a handful of examples.

All but one property use numbers drawn here. The last one uses letters of scripts that
the encoder never saw: the same few lines, on pixels and on learned features.
"""

from types import SimpleNamespace

from course.checks.engine import Exercise, Function, show
from course.checks.samples import shots

#: Of learned features over pixels; measured in `prototypes.md`.
LEAD = 0.15

prototypes = Exercise(
    __name__,
    points=10,
    answers={"prototype_predict": Function(lambda value: labels(value))},
    covers=("S4.8", "S2.15"),
    hints=(
        "What would the typical member of a class look like, if you had to draw one?",
        "One mean for each class, over its own rows. Then the distance from every "
        "query to every mean, and the class of the smallest one.",
        "`return classes[cdist(query_x, means).___(axis=1)]`",
    ),
    takeaway="With good features a class mean from a few examples is a classifier. "
    "What did the work was learned elsewhere, on other classes.",
)


def labels(value) -> str | None:
    """Ask for labels in a row, as an array or a list."""
    items = value.tolist() if hasattr(value, "tolist") else value
    if type(items) not in (list, tuple) or getattr(value, "ndim", 1) != 1:
        return f"{show(value, 60)}, where one label for each query row belongs"
    return None


def as_list(value) -> list:
    """Return labels as a list of plain values."""
    return value.tolist() if hasattr(value, "tolist") else list(value)


@prototypes.cases
def cases(rng):
    """Draw clusters of unequal size that overlap, labels of text and of numbers."""
    import numpy as np

    drawn = []
    for text in (False, True, True, False):
        d, shots = int(rng.integers(3, 7)), rng.choice(range(1, 9), 4, replace=False)
        names = rng.choice(range(10, 90), size=4, replace=False)
        if text:
            names = np.array([f"sign {name}" for name in names])
        centres = rng.normal(3.0, 2.0, size=(4, d))
        y = np.repeat(np.arange(4), shots)
        order = rng.permutation(len(y))
        X = (centres[y] + rng.normal(size=(len(y), d)))[order]
        query = centres[rng.integers(0, 4, 40)] + 1.2 * rng.normal(size=(40, d))
        turn = np.linalg.qr(rng.normal(size=(d, d)))[0]
        case = {"X": X, "y": names[y[order]], "query": query, "turn": turn}
        case |= {"names": names, "centres": centres, "seed": int(rng.integers(2**31))}
        drawn.append(SimpleNamespace(**case | {"query": clear_of_ties(case)}))
    return drawn


def clear_of_ties(case: dict):
    """Return the query rows whose nearest class mean is clearly the nearest."""
    import numpy as np

    distances = np.sort(to_means(case["X"], case["y"], case["query"])[1], axis=1)
    return case["query"][distances[:, 1] - distances[:, 0] > 1e-3]


def to_means(X, y, query):
    """Return the classes, and the distance of every query to every class mean."""
    import numpy as np

    classes = np.unique(y)
    means = np.stack([X[y == name].mean(axis=0) for name in classes])
    return classes, np.linalg.norm(query[:, None] - means[None], axis=2)


def nearest(X, y, query) -> list:
    """Return the class of the nearest mean for every query."""
    classes, distances = to_means(X, y, query)
    return classes[distances.argmin(axis=1)].tolist()


def agree(got, want) -> str:
    """Return in words how many labels agree."""
    same = sum(a == b for a, b in zip(got, want, strict=False))
    return f"{same} of {len(want)} labels agree"


@prototypes.holds(3)
def nearest_mean(case, prototype_predict):
    """The nearest class mean decides"""
    got = as_list(prototype_predict(case.X, case.y, case.query))
    want = nearest(case.X, case.y, case.query)
    yield (
        f"{agree(got, want)} with the nearest class mean, for classes of "
        f"{case.y.tolist().count(case.y[0])} and other numbers of rows",
        got == want,
        "Average the support rows of each class first, then measure the Euclidean "
        "distance to these means. Try it on paper with two classes on a line.",
    )


@prototypes.holds(1)
def one_shot(case, prototype_predict):
    """With one row a class it is the nearest row"""
    got = as_list(prototype_predict(case.centres, case.names, case.query))
    want = nearest(case.centres, case.names, case.query)
    yield (
        f"with one support row a class {agree(got, want)} with the nearest row",
        got == want,
        "The mean of one row is that row. Whatever you divide by or subtract must "
        "leave it as it is.",
    )


@prototypes.holds(1)
def alone(case, prototype_predict):
    """A query row is judged by itself"""
    together = as_list(prototype_predict(case.X, case.y, case.query[:8]))
    one_by_one = [
        name
        for row in case.query[:8]
        for name in as_list(prototype_predict(case.X, case.y, row[None]))
    ]
    yield (
        f"8 query rows together gave {show(together, 60)}, one by one "
        f"{show(one_by_one, 60)}",
        one_by_one == together,
        "In use one image comes at a time. Its label must not depend on which other "
        "images are in the batch.",
    )


@prototypes.holds(1)
def names_travel(case, prototype_predict):
    """Other names for the classes, other names out"""
    first = as_list(prototype_predict(case.X, case.y, case.query))
    other = [f"renamed {name}" for name in case.y.tolist()]
    got = as_list(prototype_predict(case.X, _texts(other), case.query))
    yield (
        f"after renaming the classes you returned {show(got, 60)}",
        got == [f"renamed {name}" for name in first],
        "Labels are names, whether they look like numbers or not. Return the names "
        "that stand in support_y.",
    )


def _texts(names: list):
    import numpy as np

    return np.array(names)


@prototypes.holds(2)
def geometry(case, prototype_predict):
    """Order and direction do not matter"""
    first = as_list(prototype_predict(case.X, case.y, case.query))
    back = case.X[::-1].copy(), case.y[::-1].copy()
    got = as_list(prototype_predict(*back, case.query))
    tried = f"with the support rows in reverse order {agree(got, first)}"
    yield tried, got == first, "A mean does not know the order of its rows."
    turned = case.X @ case.turn, case.y, case.query @ case.turn
    got = as_list(prototype_predict(*turned))
    yield (
        f"after turning all rows in space {agree(got, first)}",
        got == first,
        "Turning everything alike keeps all Euclidean distances. Use them, and treat "
        "no column in a way of its own.",
    )


@prototypes.holds(2, once=True)
def on_letters(cases, prototype_predict):
    """New letters: learned features beat pixels"""
    pixels, features = shots.few_shot_accuracy(
        lambda *arrays: as_list(prototype_predict(*arrays)), seed=cases[0].seed
    )
    yield (
        f"5 unknown letters, one example each: {pixels:.2f} right on pixels, "
        f"{features:.2f} on learned features (chance 0.20)",
        features - pixels > LEAD,
        "The same function has to work on any features. Look at the classes that it "
        "returns for letters: are they names from support_y?",
    )


@prototypes.mistake(
    "nearest_sample",
    "You took the class of the nearest support *row*. One odd example then decides for "
    "its whole class; average the rows of each class first and compare with the means.",
    replaces="prototype_predict",
)
def _(support_x, support_y, query_x):
    import numpy as np

    distances = np.linalg.norm(query_x[:, None] - support_x[None], axis=2)
    return np.asarray(support_y)[distances.argmin(axis=1)]


@prototypes.mistake(
    "sum_not_mean",
    "You added the rows of a class and did not divide by their number. A class with "
    "eight rows then lies eight times as far out as it should. Take the mean.",
    replaces="prototype_predict",
)
def _(support_x, support_y, query_x):
    import numpy as np

    classes = np.unique(support_y)
    sums = np.stack([support_x[support_y == c].sum(axis=0) for c in classes])
    distances = np.linalg.norm(query_x[:, None] - sums[None], axis=2)
    return classes[distances.argmin(axis=1)]


@prototypes.mistake(
    "label_index",
    "You returned positions, 0 to k−1, where the names of the classes belong. `argmin` "
    "says the how-manieth mean is nearest; look that place up in the list of classes.",
    replaces="prototype_predict",
)
def _(support_x, support_y, query_x):
    return to_means(support_x, support_y, query_x)[1].argmin(axis=1)


@prototypes.mistake(
    "uses_query_mean",
    "You centred the query rows with their own mean. A single query then turns into "
    "zero, and the answer depends on who else is in the batch. Leave the queries as "
    "they come.",
    replaces="prototype_predict",
)
def _(support_x, support_y, query_x):
    support = support_x - support_x.mean(axis=0)
    classes, distances = to_means(support, support_y, query_x - query_x.mean(axis=0))
    return classes[distances.argmin(axis=1)]


@prototypes.mistake(
    "argmax_distance",
    "You picked the class whose mean is *farthest* away. A small distance means alike: "
    "take `argmin`. `argmax` belongs to similarities, where large means alike.",
    replaces="prototype_predict",
)
def _(support_x, support_y, query_x):
    classes, distances = to_means(support_x, support_y, query_x)
    return classes[distances.argmax(axis=1)]


@prototypes.mistake(
    "one_mean_for_all",
    "All your queries got the same class. Probably the mean was taken over all support "
    "rows and not class by class. Select the rows of one class before you average: "
    "`support_x[support_y == name]`.",
    replaces="prototype_predict",
)
def _(support_x, support_y, query_x):
    import numpy as np

    return np.repeat(np.unique(support_y)[:1], len(query_x))


@prototypes.mistake(
    "city_block",
    "You added the absolute differences of the columns. The distance asked for is the "
    "Euclidean one: square the differences, add, take the root. It stays the same when "
    "all rows are turned.",
    replaces="prototype_predict",
)
def _(support_x, support_y, query_x):
    import numpy as np

    classes = np.unique(support_y)
    means = np.stack([support_x[support_y == c].mean(axis=0) for c in classes])
    distances = np.abs(query_x[:, None] - means[None]).sum(axis=2)
    return classes[distances.argmin(axis=1)]
