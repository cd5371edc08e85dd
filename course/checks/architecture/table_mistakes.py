"""What goes wrong with a table of scores and what is read from it, and how it shows.

`small_table` registers these in their order: first the table, then verdict and gap.
"""

from course.checks.engine import Mistakes

MISTAKES = Mistakes()


@MISTAKES.symptom(
    "percent",
    "Your scores are per cent: `{name}` has {mean:.1f} on average. Here an accuracy is "
    "a share from 0 to 1, everywhere, so that a difference of 0.01 means one row in a "
    "hundred.",
)
def _(observed):
    found = observed.facts("test_scores")
    return found[0] if found and found[0]["mean"] > 1.5 else None


@MISTAKES.symptom(
    "train_score",
    "`{name}` scores {mean:.3f} on average, which is its *training* accuracy: a forest "
    "knows the rows that it was grown on by heart. Take the score on the test rows.",
)
def _(observed):
    for facts in observed.facts("test_scores"):
        if facts["name"] in ("rf", "xgb", "hgb") and facts["mean"] >= 0.99:
            return facts
    return None


@MISTAKES.symptom(
    "different_splits",
    "On split {split} your models were tested on {most} different sets of rows, so a "
    "difference mixes luck and skill. Give all models to one call of "
    "`protocol.compare`.",
)
def _(observed):
    facts = observed.facts("same_rows")
    return facts[0] if facts else None


@MISTAKES.symptom(
    "few_splits",
    "`{name}` was tested on {fewest} different splits only. Ten different ones are "
    "asked, because the scores move by one to two hundredths from split to split: set "
    "`n_splits=10`.",
)
def _(observed):
    for facts in observed.facts("ten_splits"):
        if facts and facts["fewest"] < 10:
            return facts
    return None


@MISTAKES.symptom(
    "all_rows",
    "Your models learned from {rows} rows; 100 were asked. With more rows the trees "
    "catch up, and the table answers another question. Without `train_size=100` three "
    "quarters of all rows train.",
)
def _(observed):
    facts = observed.facts("hundred_rows")
    return facts[0] if facts else None


@MISTAKES.symptom(
    "time_once",
    "Each model has one and the same `fit_seconds` in all of its rows. A single time "
    "is noise: the first fit also loads libraries. Time every fit, then report the "
    "median.",
)
def _(observed):
    facts = observed.facts("timed")
    return facts[0] if facts else None


@MISTAKES.symptom(
    "unscaled",
    "`mlp` scores {mean:.3f}; on standardised columns ten splits gave about 0.96. Here "
    "one column counts thousandths, another thousands, and a network feels the "
    "large one only. Put the scaler into the pipeline.",
)
def _(observed):
    found = observed.facts("test_scores")
    return found[0] if found and found[0].get("below", 0) > 0 else None


@MISTAKES.symptom(
    "best_mean",
    "You chose the highest mean. `{a}` leads `{b}` by {mean:.3f}, with an interval "
    "from {low:.3f} to {high:.3f}. It contains 0, so this experiment cannot tell "
    "the two apart.",
)
def _(observed):
    for facts in observed.facts("honest_verdict"):
        if (
            facts
            and facts["said"] == facts["a"]
            and facts["verdict"] == "no clear winner"
        ):
            return facts
    return None


@MISTAKES.symptom(
    "not_the_leader",
    "You named `{said}`, but in your own table `{a}` has the highest mean. A winner "
    "has to lead, and its lead over each rival needs an interval above 0.",
)
def _(observed):
    for facts in observed.facts("honest_verdict"):
        if facts and facts["said"] not in (facts["a"], "no clear winner"):
            return facts
    return None


@MISTAKES.symptom(
    "smallest_gap",
    "`{said}` has the *smallest* gap between training and test, {yours:.3f} on "
    "average. The question is which model lies farthest above its test score: take the "
    "largest.",
)
def _(observed):
    for facts in observed.facts("largest_gap"):
        if facts["said"] == facts["smallest"]:
            return facts
    return None


@MISTAKES.symptom(
    "by_heart",
    "`{said}` knows its training rows by heart, {train:.3f}, and so does `{largest}`. "
    "What tells them apart is the test score: `{said}` has a gap of {yours:.3f}, not "
    "the largest one.",
)
def _(observed):
    for facts in observed.facts("largest_gap"):
        if min(facts["train"], facts["top"]) >= 0.999:
            return facts
    return None
