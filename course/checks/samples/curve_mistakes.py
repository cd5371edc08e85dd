"""What goes wrong with a learning curve, and how the receipts show it.

`learning_curve` registers these in their order: leaks first, then the bookkeeping.
"""

from course.checks.engine import Mistakes

MISTAKES = Mistakes()


@MISTAKES.symptom(
    "cv_score_on_train",
    "Your `score` comes from the rows that the model was trained on, at every size: it "
    "would show how well it remembers. Use the rows that you held back.",
)
def _(observed):
    found = observed.facts("held_back")
    return found[0] if found and all(f["all_trained"] for f in found) else None


@MISTAKES.symptom(
    "test_in_train",
    "{n_both} of your {n_scored} test rows were also training rows. The score looks "
    "better than it is, and more so at large sizes. Cut the test rows off before you "
    "draw subsets.",
)
def _(observed):
    found = [f for f in observed.facts("held_back") if f["n_both"]]
    return max(found, key=lambda f: f["n_both"]) if found else None


@MISTAKES.symptom(
    "test_is_the_rest",
    "`score` came from {n_scored} rows where n_test={n_test} were asked. If all rows "
    "that do not train are tested, every size has another test set. Cut off exactly "
    "n_test of them, once.",
)
def _(observed):
    found = [f for f in observed.facts("held_back") if f["n_scored"] != f["n_test"]]
    return found[0] if found and found[0]["n_scored"] else None


@MISTAKES.symptom(
    "test_varies",
    "Seed {seed} has {n_sets} different test sets along one curve, so the points "
    "cannot be compared: a rise may be an easier test. Cut the test rows off once a "
    "seed, outside the loop over sizes.",
)
def _(observed):
    found = [f for f in observed.facts("same_test") if f["n_sets"] > 1]
    return found[0] if found else None


@MISTAKES.symptom(
    "reused_model",
    "One model was fitted again without a fresh start ({most} times or more). What it "
    "learned at a small size can help it at a large one. Call `make_model()` inside "
    "the inner loop.",
)
def _(observed):
    found = [f for f in observed.facts("fresh") if f["most"] > 1]
    return found[0] if found else None


@MISTAKES.symptom(
    "labels_out_of_step",
    "At size {size} rows came with the labels of other rows. A model then learns "
    "noise. Cut X and y by the same positions, of the same array.",
)
def _(observed):
    found = [f for f in observed.facts("sizes") if not f["paired"]]
    return found[0] if found else None


@MISTAKES.symptom(
    "one_seed",
    "All {n_seeds} seeds drew the same rows, so the spread in your plot would be 0 and "
    "mean nothing. Pass the seed of the loop into everything that draws rows.",
)
def _(observed):
    found = [f for f in observed.facts("seeds") if f["same"]]
    return found[0] if found else None


@MISTAKES.symptom(
    "one_test_set",
    "All {n_seeds} seeds were tested on the same rows. The spread between seeds then "
    "leaves out the luck of the test rows and looks too small. Let the seed of the "
    "loop choose the test rows as well.",
)
def _(observed):
    found = [f for f in observed.facts("seeds") if f["one_test"] and not f["same"]]
    return found[0] if found else None


@MISTAKES.symptom(
    "not_repeatable",
    "The same seeds drew other rows the second time. Some chance comes from outside, "
    "so nobody can repeat this curve. Make one generator from the seed and draw "
    "everything from it.",
)
def _(observed):
    found = [f for f in observed.facts("seeds") if not f["repeats"]]
    return found[0] if found else None


@MISTAKES.symptom(
    "own_score",
    "Some scores are not what `model.score` returned: they were rounded, averaged, or "
    "computed from predictions. Keep each as it comes; one row is one fit, and "
    "averages come later.",
)
def _(observed):
    return any(facts.get("odd") for facts in observed.facts("complete"))
