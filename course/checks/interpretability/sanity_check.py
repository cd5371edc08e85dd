"""Does an explanation notice that the model forgot everything? A test of methods.

The learner's test is held to methods whose agreement between two models is known
(`course.explain.probes`). What the four real methods measured stands in
``sanity_check.md``.
"""

from types import SimpleNamespace

from course.checks.engine import Exercise, Function, Mapping, number

METHODS = ("gradient", "input_x_gradient", "integrated_gradients", "edges")
RIGHT = dict.fromkeys(METHODS, "fails") | {"gradient": "passes"}

sanity_check = Exercise(
    __name__,
    points=12,
    answers={"sanity_check": Function(number), "verdict": Mapping()},
    covers=("S3.7", "S3.9"),
    hints=(
        "What should happen to an explanation when the model forgets everything?",
        "Copy the model deeply, draw every layer of the copy anew, make maps with "
        "both, rank-correlate the two maps of each image, then average.",
        "`spearmanr(a.ravel(), b.ravel())[0]` for the two maps of one image, in a loop "
        "over ___",
    ),
    takeaway="A map that looks the same with random weights cannot be about the "
    "weights. Passing the test is necessary, it does not prove a map right.",
)


@sanity_check.cases
def cases(rng):
    """Draw nets, images without ties, and generators."""
    drawn = []
    for _ in range(3):
        n = 8 + 4 * int(rng.integers(3))
        case = {"n": n, "seed": int(rng.integers(2**31 - 1))}
        X = rng.permuted(
            np_linspace(n, 1, 11, int(rng.integers(12, 15))).reshape(n, -1), axis=1
        )
        case["X"] = X.reshape(n, 1, 11, -1)
        case["rng"] = int(rng.integers(2**31 - 1))
        drawn.append(SimpleNamespace(**case))
    return drawn


def np_linspace(*shape):
    """Return different numbers from 0.1 to 1.5 in that shape."""
    import numpy as np

    return np.linspace(0.1, 1.5, int(np.prod(shape))).reshape(shape)


def network(case):
    """Return a convolutional net that counts as trained: no number is a first one."""
    import torch
    from torch import nn

    from course import device
    from course.explain.probes import Watched

    width = case.X.shape[3]
    with device.seeded(case.seed):
        net = nn.Sequential(
            nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3), nn.ReLU(), nn.Flatten(),
            nn.Linear(27 * (width - 2), 12), nn.ReLU(), nn.Linear(12, 4),
        )  # fmt: skip
        with torch.no_grad():
            for parameter in net.parameters():
                parameter.normal_(0, 0.3)
    return Watched(net).eval()


def asked(answer, case, kind, net=None, X=None):
    """Ask the learner's test about one known method."""
    import numpy as np
    import torch

    from course.explain.probes import KnownMap

    net = network(case) if net is None else net
    X = torch.as_tensor(case.X if X is None else X, dtype=torch.float32)
    method = KnownMap(kind, net) if isinstance(kind, str) else kind
    return float(answer(method, net, X, np.random.default_rng(case.rng)))


@sanity_check.holds(2, needs=("sanity_check",))
def blind(case, sanity_check):
    """A method that never asks the model has 1"""
    got = asked(sanity_check, case, "same")
    yield (
        f"a method that ignores the model got {got:.3f}",
        abs(got - 1) <= 1e-6,
        "Its two maps are equal, so every rank correlation is 1, and so is their mean.",
        {"got": got},
    )


@sanity_check.holds(1, needs=("sanity_check",))
def noise(case, sanity_check):
    """A method that returns noise has about 0"""
    got = asked(sanity_check, case, "noise")
    yield (
        f"a method that draws noise got {got:.3f}",
        abs(got) <= 0.5,
        "Two maps that have nothing in common agree by chance only.",
    )


@sanity_check.holds(1, needs=("sanity_check",))
def constant(case, sanity_check):
    """A constant map counts 0"""
    got = asked(sanity_check, case, "constant")
    yield (
        f"a method whose map is 1 everywhere got {got:.3f}",
        abs(got) <= 1e-6,
        "A constant map has no order. SciPy then says NaN: count it as 0.",
    )


@sanity_check.holds(2, needs=("sanity_check",))
def ranks(case, sanity_check):
    """Only the order of the pixels counts"""
    got = asked(sanity_check, case, "rescaled")
    yield (
        f"two maps with the same order, one of them raised to the fifth power, got "
        f"{got:.3f}",
        abs(got - 1) <= 1e-6,
        "Spearman's correlation compares ranks, so a map that is stretched keeps 1.",
        {"got": got},
    )


@sanity_check.holds(1, needs=("sanity_check",))
def each_image(case, sanity_check):
    """Image by image, then the mean"""
    X = case.X.copy()
    X[3 * case.n // 4 :] *= 20
    got = asked(sanity_check, case, "halves", X=X)
    yield (
        f"where three quarters of the images have maps in the same order and one "
        f"quarter in the reverse order, your mean is {got:.3f}",
        abs(got - 0.5) <= 1e-6,
        "Three quarters of 1 and one quarter of -1 make 0.5. Correlate the two maps of "
        "each image first, whatever their size, and average the correlations.",
        {"got": got},
    )


@sanity_check.holds(2, needs=("sanity_check",))
def all_forgotten(case, sanity_check):
    """Every layer of the copy has forgotten"""
    got = asked(sanity_check, case, "kept")
    yield (
        f"a method that notices which layers were drawn anew got {got:.3f}, where -1 "
        "means all of them",
        abs(got + 1) <= 1e-6,
        "Draw the weights of every layer of the copy anew: `explain.randomised_copy`, "
        "or `reset_parameters()` on each layer that has it.",
        {"got": got},
    )


@sanity_check.holds(1, needs=("sanity_check",))
def original(case, sanity_check):
    """The model itself is as it was"""
    from course.explain.probes import Recalls, Remembers

    net = network(case)
    asked(sanity_check, case, Remembers(case.rng), net)
    got = asked(sanity_check, case, Recalls(case.rng), net)
    yield (
        "after your call the model "
        + ("was as before" if got > 0.5 else "had changed"),
        got > 0.5,
        "Draw the layers of a copy anew, never those of the model that was given.",
        {"changed": got <= 0.5},
    )


@sanity_check.holds(2, needs=("verdict",), once=True)
def judged(cases, verdict):
    """The verdict on four methods"""
    said = {str(key): str(value).strip().lower() for key, value in verdict.items()}
    lacks = [name for name in METHODS if said.get(name) not in ("passes", "fails")]
    wrong = [
        name for name in METHODS if name not in lacks and said[name] != RIGHT[name]
    ]
    tried = "`verdict` " + (
        f"has no 'passes' or 'fails' under {lacks[0]!r}"
        if lacks
        else f"says that {wrong[0]} {said[wrong[0]]}"
        if wrong
        else "holds"
    )
    facts = {"reversed": len(wrong) == len(METHODS), "wrong": wrong, "lacks": lacks}
    yield (
        tried,
        not lacks and not wrong,
        "A method passes if its maps change: a mean rank correlation of less than 0.5 "
        "with those of the randomised copy. Give all four a word.",
        facts,
    )


def seen(observed, name, low, high):
    """Return the value that a property saw, if it lies between two bounds."""
    for facts in observed.facts(name):
        if low <= facts.get("got", 9) <= high:
            return {"got": facts["got"]}
    return None


@sanity_check.symptom(
    "same_model",
    "Nothing was forgotten: your copy has the learned weights, so every map agrees "
    "with itself. `b = a` is a second name, not a second model. Use "
    "`copy.deepcopy(model)`, then draw its layers anew.",
)
def _(observed):
    return seen(observed, "all_forgotten", 0.99, 1.01)


@sanity_check.symptom(
    "only_biases",
    "Only biases, or the numbers of normalisation layers, were drawn anew; the weight "
    "matrices hold what was learned. Call `reset_parameters()` on every layer that has "
    "it.",
)
def _(observed):
    return seen(observed, "all_forgotten", 0.4, 0.6)


@sanity_check.symptom(
    "some_layers",
    "Some layers still have their learned weights. A map may hang on exactly those. "
    "Here everything has to be forgotten: go through `model.modules()`, not only "
    "through the first or the last layer.",
)
def _(observed):
    return seen(observed, "all_forgotten", -0.01, 0.01)


@sanity_check.symptom(
    "model_left_random",
    "After your call the model is not what it was: you drew the layers of the original "
    "anew. Whoever uses it next has a model that knows nothing. Take "
    "`copy.deepcopy(model)` first and change the copy.",
)
def _(observed):
    return any(facts.get("changed") for facts in observed.facts("original"))


@sanity_check.symptom(
    "mean_map",
    "You put the images together, by averaging or by stringing them up, before you "
    "correlated: {got:.2f} where 0.50 belongs. A few bright images then decide. "
    "Correlate the two maps of each image, then average.",
)
def _(observed):
    return seen(observed, "each_image", -1, 1)


@sanity_check.symptom(
    "pearson",
    "Stretching a map, which leaves the order of its pixels as it is, changed your "
    "answer to {got:.2f}. That is the correlation of the values. Maps of different "
    "models differ in size, so compare ranks: `scipy.stats.spearmanr`.",
)
def _(observed):
    return seen(observed, "ranks", -1, 0.9999)


@sanity_check.symptom(
    "interpretation",
    "You called a high correlation a pass. A map that survives random weights cannot "
    "be about the weights: here high is bad. Turn the verdicts round, and say aloud "
    "what an edge detector would get.",
)
def _(observed):
    return any(facts["reversed"] for facts in observed.facts("judged"))
