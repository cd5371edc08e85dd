"""What goes wrong with permutation importance, and how it shows."""

from course.checks.engine import Mistakes

#: Properties that compare sizes of importances, on arrays.
ON_ARRAYS = ("sizes", "unused", "other_loss", "copies")


MISTAKES = Mistakes()


def broke(observed, what):
    """Return the calls that raised an error of this name."""
    return [c for c in observed.calls("permutation_importance") if c.error == what]


def agrees(*names):
    """Return a predicate: all that did not hold agrees with one of these outcomes."""

    def shows(observed):
        found = [facts for item in ON_ARRAYS for facts in observed.facts(item)]
        found = found or observed.facts("frame")
        sized = [facts for facts in found if "column" in facts]
        fits = sized and all(set(names) & facts["near"] for facts in found)
        return sized[0] if fits else None

    return shows


@MISTAKES.symptom(
    "mutates_X",
    "After your call X is not what it was: a column stayed shuffled, for you and for "
    "everybody else who holds this table. Copy X first, then shuffle in the copy.",
)
def _(observed):
    return any(c.mutated for c in observed.calls("permutation_importance"))


@MISTAKES.symptom(
    "refits",
    "You called `fit`. A model that is fitted anew on shuffled rows learns to do "
    "without the column; that is another question. Ask the model as it is: only "
    "`predict`.",
)
def _(observed):
    return bool(broke(observed, "AlreadyFitted"))


@MISTAKES.symptom(
    "frame_to_array",
    "The model was fitted on a data frame and reads its columns by name; you gave it "
    "an array. Keep the frame: copy it, shuffle one column of the copy, predict.",
)
def _(observed):
    return bool(broke(observed, "NeedsColumns"))


@MISTAKES.symptom(
    "frame_index",
    "With an array your function works, with a data frame it stops: `X[:, j]` is no "
    "way into a frame. Take `X.iloc[:, j]` where X has `iloc`, and write by the name "
    "of the column.",
)
def _(observed):
    calls = [c for c in observed.calls("permutation_importance") if c.error]
    frames = [c for c in calls if hasattr(c.args[1], "columns")]
    return bool(frames) and len(frames) == len(calls) and not observed.facts("sizes")


OUTCOMES = {
    "still": (
        "All your importances are 0: nothing was shuffled. In a frame, "
        "`X[c] = X[c].sample(frac=1)` puts every value back to its row, by the index. "
        "Shuffle the bare values: `rng.permutation(X[c])`."
    ),
    "sign": (
        "Important columns are negative: column {column} has {got:.3g}. A loss grows "
        "when something that is needed gets lost, so take shuffled minus intact."
    ),
    "no_baseline": (
        "Every value is too high by the same {before:.3g}, the loss of the model on "
        "the rows as they are. Importance is what shuffling adds: subtract that loss."
    ),
    "summed": (
        "Your values are {repeats} times too large: you added up the {repeats} "
        "repeats. Their mean is asked, so that the number does not depend on how often "
        "you shuffled."
    ),
    "normalised": (
        "Your values add up to {total:.3g}: you divided by their sum. Keep the unit of "
        "the loss, for then 0.1 means the same in every table and every model."
    ),
    "swapped": (
        "With a loss that minds the side of an error your values are off: you called "
        "`metric(prediction, truth)`. Its order is `metric(y_true, y_pred)`, here "
        "`metric(y, model.predict(Xp))`."
    ),
    "mean": (
        "You replaced the column by its mean, which gives about half of what shuffling "
        "does. A constant column is one that the model never saw; shuffled, the column "
        "keeps its distribution."
    ),
    "rows": (
        "All columns look equally important, even an unused one: you shuffled y or "
        "whole rows, which breaks every link at once. Permute one column, and leave "
        "the others with their rows."
    ),
    "damaged": (
        "Your values grow from column to column: those shuffled before are still "
        "shuffled, so later ones are scored on damaged rows. Start from a fresh copy "
        "of X for each column."
    ),
}  # fmt: skip
for name, message in OUTCOMES.items():
    MISTAKES.symptom(name, message)(agrees(name))


@MISTAKES.symptom(
    "own_rng",
    "Your shuffles do not come from `rng`. With a generator of your own, or "
    "`np.random`, nobody can repeat your run, or nobody can get another one. Use "
    "`rng.permutation`.",
)
def _(observed):
    return bool(observed.facts("seeded"))
