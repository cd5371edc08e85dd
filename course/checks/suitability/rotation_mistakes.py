"""What goes wrong with a rotation, its table and its reason, and how it shows.

`rotation` registers these in their order: wrong matrices, then symptoms.
"""

from course.checks.engine import Mistakes

MISTAKES = Mistakes()


@MISTAKES.mistake(
    "random_matrix",
    "A matrix of normal numbers stretches some directions and squeezes others: "
    "distances change, so information may be lost on the way. Make its columns "
    "perpendicular: take Q of its QR decomposition.",
    replaces="random_rotation",
)
def _(d, rng):
    return rng.standard_normal((d, d))


@MISTAKES.mistake(
    "took_r",
    "You returned R, the triangle of the QR decomposition. The rotation is the other "
    "part: Q, which comes first.",
    replaces="random_rotation",
)
def _(d, rng):
    import numpy as np

    return np.linalg.qr(rng.standard_normal((d, d)))[1]


@MISTAKES.symptom(
    "columns_reordered",
    "Your matrix only puts the columns into another order (or turns signs): "
    "{share:.0%} of its entries differ from 0. Trees do not care where a column "
    "stands. In a rotation every new column mixes all old ones.",
)
def _(observed):
    found = observed.facts("mixes")
    held = not observed.facts("orthogonal")
    return found[0] if found and held and found[0]["share"] < 0.17 else None


@MISTAKES.symptom(
    "few_planes",
    "Your matrix mixes only some columns: {share:.0%} of its entries differ from 0. A "
    "turn in one plane leaves all the other columns as they are, and with them what "
    "trees need. Mix all of them at once.",
)
def _(observed):
    found = observed.facts("mixes")
    held = not observed.facts("orthogonal")
    return found[0] if found and held else None


@MISTAKES.symptom(
    "not_orthogonal",
    "QᵀQ differs from the identity by {e:.2g}: distances change, so the rotated table "
    "is not the same one. Columns of length 1 are not enough, they have to be "
    "perpendicular too. A QR decomposition gives both.",
)
def _(observed):
    found = [facts for facts in observed.facts("orthogonal") if facts["square"]]
    return found[0] if found else None


@MISTAKES.symptom(
    "ignores_rng",
    "You return the same matrix for every generator, so all seeds of your table turn "
    "the rows the same way, and you learn about one rotation only. Draw the numbers "
    "from the `rng` that you are given.",
)
def _(observed):
    found = observed.facts("by_chance")
    return bool(found) and all(facts["fixed"] for facts in found)


@MISTAKES.symptom(
    "own_generator",
    "The same generator gave another matrix the second time: you draw from a "
    "generator of your own, or from `np.random`. Then nobody can repeat your table. "
    "Draw from the `rng` that you are given.",
)
def _(observed):
    found = observed.facts("by_chance")
    return bool(found) and any(facts["own"] for facts in found)


@MISTAKES.symptom(
    "few_seeds",
    "Different seeds of model {model}, rotated {rotated}: {n_seeds}; three are the "
    "least. Each seed draws another table and another rotation, and one of each is "
    "luck.",
)
def _(observed):
    found = [f for f in observed.facts("complete") if "n_seeds" in f]
    few = [f for f in found if 0 < f["n_seeds"] < 3]
    return few[0] if few else None


@MISTAKES.symptom(
    "copied_seed",
    "In each cell of your table all seeds have the same accuracy. Hand in the runs "
    "themselves, not their mean, and let the seed reach `load_irregular` and the "
    "generator of the matrix; with a fixed number you ran one experiment many times.",
)
def _(observed):
    found = [f for f in observed.facts("complete") if f.get("copied")]
    return found[0] if found else None


@MISTAKES.symptom(
    "per_cent",
    "Your accuracies are per cent. Here an accuracy is a share from 0 to 1, "
    "everywhere, so that a difference of 0.01 means one row in a hundred.",
)
def _(observed):
    return any(facts.get("percent") for facts in observed.facts("complete"))


@MISTAKES.symptom(
    "upside_down",
    "`{model}` *rose* by {change:.3f} in your table; in our runs it lost 0.34. Either "
    "True and False of `rotated` have changed places, or the column holds the share of "
    "mistakes in place of the accuracy.",
)
def _(observed):
    found = [f for f in observed.facts("falls") if f.get("model") in ("hgb", "xgb")]
    return found[0] if found and found[0]["change"] > 0.2 else None


@MISTAKES.symptom(
    "rotated_test_only",
    "The rotation changed even `{model}` by {change:+.3f}, though a linear layer can "
    "undo it. You turned the test rows and not the training rows, or each by its own "
    "matrix. Both need the same Q.",
)
def _(observed):
    found = [f for f in observed.facts("falls") if f.get("model") in ("lr", "mlp")]
    return found[0] if found else None


@MISTAKES.symptom(
    "never_turned",
    "`{model}` changed by {change:+.3f} only; in our runs it lost 0.34. The rows that "
    "you call rotated were not: check that the product with Q is what the model is "
    "fitted on and scored on.",
)
def _(observed):
    found = [f for f in observed.facts("falls") if f.get("model") in ("hgb", "xgb")]
    return found[0] if found and abs(found[0]["change"]) < 0.1 else None


@MISTAKES.symptom(
    "other_table",
    "Boosting has {plain:.3f} on your plain rows and {ours:.3f} when it was trained "
    "again; 3 % of the answers are random, so nobody has more than 0.97. Draw "
    "`load_irregular(2000, random_state=seed)`, learn from `X_train`, score on "
    "`X_test`.",
)
def _(observed):
    found = [f for f in observed.facts("falls") if "plain" in f]
    return found[0] if found else None


@MISTAKES.symptom(
    "info_lost",
    "A rotation can be turned back by Qᵀ, so nothing is lost, and no noise is added: "
    "the linear model scores the same. What changed is the *orientation* of the "
    "columns. Which family looks at one column at a time?",
)
def _(observed):
    found = observed.facts("reason")
    return bool(found) and "rotation" in found[0]["said"]


@MISTAKES.symptom(
    "more_rows",
    "On the plain rows the same trees had enough rows for more than 0.9. Nothing but "
    "the orientation changed. A node asks for one column; along which line must it cut "
    "now?",
)
def _(observed):
    found = observed.facts("reason")
    return bool(found) and "rows" in found[0]["said"]
