"""What goes wrong with placed digits and their table, and how it shows.

`shift` registers these in their order.
"""

from course.checks.engine import Mistakes

MISTAKES = Mistakes()


def uneven(observed, what: str):
    """Return the first uneven case that has this oddity, if all uneven ones have it."""
    found = [facts for facts in observed.facts("everywhere") if "places" in facts]
    return found[0] if found and all(facts[what] for facts in found) else None


@MISTAKES.symptom(
    "cut_off",
    "The canvas has the shape {shape}, {want} was asked. On a canvas of the old size a "
    "digit that moves loses pixels at the edge. Give it k pixels of room on each side, "
    "so that it stays whole.",
)
def _(observed):
    found = [facts for facts in observed.facts("whole") if "shape" in facts]
    return found[0] if found and all(facts["old"] for facts in found) else None


@MISTAKES.symptom(
    "same_position",
    "With k = {k} all images lie at one of {places} places, so that k changes nothing "
    "but the border. Draw a corner for *each* image: two numbers from 0 to 2k, inside "
    "the loop over images.",
)
def _(observed):
    found = [f for f in observed.facts("everywhere") if "places" in f]
    return found[0] if found and all(f["n_used"] == 1 for f in found) else None


@MISTAKES.symptom(
    "diagonal",
    "Your images move along the diagonal only: row and column are the same number. "
    "That is {n_used} of {places} places at k = {k}. Draw the row and the column by "
    "themselves.",
)
def _(observed):
    return uneven(observed, "diagonal")


@MISTAKES.symptom(
    "one_axis",
    "Your images move along one axis only: {n_used} of {places} places at k = {k}. A "
    "digit may move up and down as well as left and right; draw a row and a column for "
    "each.",
)
def _(observed):
    return uneven(observed, "one_axis")


@MISTAKES.symptom(
    "edge_missing",
    "The last row and the last column of places are never used: {n_used} of {places} "
    "at k = {k}. The upper end of `rng.integers(0, 2 * k)` is left out; write `2 * k "
    "+ 1`, so that a corner may lie at 2k.",
)
def _(observed):
    return uneven(observed, "edge_missing")


@MISTAKES.symptom(
    "ignores_rng",
    "Two different generators gave the same places. You draw from a generator of your "
    "own with a fixed seed, or do not draw at all, so that all seeds are one. Draw "
    "from the `rng` that you are given.",
)
def _(observed):
    found = [facts for facts in observed.facts("everywhere") if "fixed" in facts]
    return bool(found) and all(facts["fixed"] for facts in found)


@MISTAKES.symptom(
    "own_generator",
    "The same generator gave other places the second time: you draw from a generator "
    "of your own, or from `np.random`. Then nobody can repeat your table. Draw from "
    "the `rng` that you are given.",
)
def _(observed):
    found = [facts for facts in observed.facts("everywhere") if "fixed" in facts]
    return bool(found) and all(facts["own_rng"] for facts in found)


@MISTAKES.symptom(
    "few_seeds",
    "Different seeds of model {model} at k = {k}: {n_seeds}; three are the least. From "
    "seed to seed the network moves by one to two hundredths and the support vector "
    "machine by three, so one run decides nothing.",
)
def _(observed):
    found = [f for f in observed.facts("complete") if "n_seeds" in f]
    few = [f for f in found if 0 < f["n_seeds"] < 3]
    return few[0] if few else None


@MISTAKES.symptom(
    "copied_seed",
    "In each cell of your table all seeds have the same accuracy. Hand in the runs "
    "themselves, not their mean, and let the seed reach the split, the places and the "
    "network; with a fixed number you ran one experiment many times.",
)
def _(observed):
    return any(facts.get("copied") for facts in observed.facts("complete"))


@MISTAKES.symptom(
    "per_cent",
    "Your accuracies are per cent. Here an accuracy is a share from 0 to 1, "
    "everywhere, so that a difference of 0.01 means one image in a hundred.",
)
def _(observed):
    return any(facts.get("percent") for facts in observed.facts("complete"))


@MISTAKES.symptom(
    "seen_before",
    "At k = 0 your support vector machine makes no mistake in any run; on digits that "
    "are new to it, it makes about five in 200. It was scored on rows that it had "
    "learned, or copies of a digit lie in both parts. Split first.",
)
def _(observed):
    return any(facts.get("perfect") for facts in observed.facts("again"))


@MISTAKES.symptom(
    "did_not_move",
    "Your support vector machine has {plain:.3f} at k = 0 and {moved:.3f} at k = 2, "
    "in our runs 0.97 and 0.72. So your digits hardly moved, or all moved together, "
    "or the two models have changed their names. Place each image by itself.",
)
def _(observed):
    found = [f for f in observed.facts("pattern") if f.get("model") == "svm"]
    return found[0] if found and found[0]["plain"] > 0.9 else None


@MISTAKES.symptom(
    "weak_network",
    "At k = 2 your network has {net:.3f}, the support vector machine {moved:.3f}; in "
    "our runs the network led by 0.22. A network that is stopped too soon, or sees too "
    "few rows, says nothing about its family.",
)
def _(observed):
    found = [f for f in observed.facts("pattern") if f.get("model") == "cnn"]
    return found[0] if found else None


@MISTAKES.symptom(
    "cnn_always",
    "You say that the network leads from k = {said} on. There it has {cnn:.3f} and the "
    "support vector machine {svm:.3f}, with an interval of the lead from {low:+.3f}: "
    "that is not above 0, so there is no clear winner.",
)
def _(observed):
    for facts in observed.facts("first_lead"):
        if facts["low"] <= 0:
            return facts
    return None


@MISTAKES.symptom(
    "too_late",
    "At k = {said} the network leads, but it did so before: the interval at k = "
    "{first} lies above 0 already. Asked is the *smallest* such k.",
)
def _(observed):
    for facts in observed.facts("first_lead"):
        later = facts["first"] is not None and facts["said"] > facts["first"]
        if later and facts["low"] > 0:
            return facts
    return None
