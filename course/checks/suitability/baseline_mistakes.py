"""What goes wrong with baselines, their bench and their ladder, and how it shows.

`baselines` registers these in their order.
"""

from course.checks.engine import Mistakes

MISTAKES = Mistakes()


@MISTAKES.symptom(
    "no_dummy",
    "There is no dummy. On flights the commonest class is right in 0.76 of the rows "
    "without a look at the columns; only beside that number do you see whether 0.75 is "
    "skill.",
)
def _(observed):
    facts = [*observed.facts("five"), *observed.facts("complete")]
    lacks = [item.get("lacks", ()) for item in facts]
    return any("dummy" in names and len(names) < 5 for names in lacks)


@MISTAKES.symptom(
    "scaler_leak",
    "`{name}` scales the rows that it is asked about by their own mean and spread: one "
    "test row of 10^6 changed {moved:.0%} of the other answers. Fit a `StandardScaler` "
    "on training rows, inside the pipeline.",
)
def _(observed):
    facts = [f for f in observed.facts("inside") if f.get("leaks")]
    return {"name": facts[0]["name"], "moved": facts[0]["moved"]} if facts else None


@MISTAKES.symptom(
    "unscaled",
    "`{name}` falls from {score:.2f} to {stretched:.2f} when one useless column is "
    "written in other units. It gets raw columns, and the largest numbers shout down "
    "the rest. Trees do not mind; networks do: add a scaler.",
)
def _(observed):
    facts = [f for f in observed.facts("inside") if "drop" in f]
    return facts[0] if facts else None


@MISTAKES.symptom(
    "unequal_tuning",
    "`{most}` was tuned with {a} fits, `{least}` with {b}. Whoever is searched longer "
    "has the better chance, so the table would compare your patience. Give every "
    "family the same number of fits, or none.",
)
def _(observed):
    facts = [f for f in observed.facts("budget") if "most" in f]
    return facts[0] if facts else None


@MISTAKES.symptom(
    "different_splits",
    "On {data}, split {split}, your models were tested on {most} different sets of "
    "rows, so that luck and skill are mixed. One call of `protocol.compare` for each "
    "table gives all models the same rows.",
)
def _(observed):
    facts = observed.facts("same_rows")
    return facts[0] if facts else None


@MISTAKES.symptom(
    "few_splits",
    "On {data} `{model}` was tested on {n_splits} different splits only; {asked} are "
    "asked. Scores move by two to three hundredths from split to split here, as much "
    "as most models differ.",
)
def _(observed):
    facts = [
        f
        for f in observed.facts("complete")
        if f.get("n_splits", 99) < f.get("asked", 0)
    ]
    return facts[0] if facts else None


@MISTAKES.symptom(
    "per_cent",
    "Your scores are per cent. Here an accuracy is a share from 0 to 1, everywhere, so "
    "that a difference of 0.01 means one row in a hundred.",
)
def _(observed):
    return any(facts.get("percent") for facts in observed.facts("again"))


@MISTAKES.symptom(
    "train_score",
    "On {data} `{model}` scores {score:.3f}: that is its training score, for trees "
    "know their training rows by heart. Take the column `score`, which counts rows "
    "that the model never saw.",
)
def _(observed):
    facts = [f for f in observed.facts("again") if "model" in f]
    return facts[0] if facts else None


@MISTAKES.symptom(
    "highest_mean",
    "On {data} you took the highest mean, `{said}`. It leads `{end}` by {mean:.3f}, "
    "with an interval from {low:.3f} to {high:.3f}; that holds 0. Stay on the lower "
    "rung until the lead is certain.",
)
def _(observed):
    for facts in observed.facts("climbed"):
        if facts["said"] == facts["top"] and "low" in facts and facts["low"] <= 0:
            return facts
    return None


@MISTAKES.symptom(
    "never_climbed",
    "On {data} you stayed on `{said}`, though `{end}` leads it for certain: the "
    "interval of its lead lies above 0. A baseline comes first; it need not be the "
    "last word.",
)
def _(observed):
    order = ("dummy", "lr", "rf", "xgb", "hgb", "mlp")
    for facts in observed.facts("climbed"):
        if facts["said"] in order and order.index(facts["said"]) < order.index(
            facts["end"]
        ):
            return facts
    return None
