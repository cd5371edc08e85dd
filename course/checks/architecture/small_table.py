"""Four models on a small table: same rows, ten splits, and a verdict with an interval.

A table cannot show whether a scaler saw the test rows (the scores move by less than
their noise), so there is no diagnosis for that; the protocol's own tests hold it.

What the bands rest on stands in `small_table.md` beside this file.
"""

from course.checks.engine import Choice, Exercise, Table

MODELS = ("lr", "rf", "xgb", "hgb", "mlp")
NO_WINNER = "no clear winner"
N_TRAIN, N_ROWS, N_SPLITS = 100, 569, 10
BANDS = {"rf": (0.915, 0.975), "xgb": (0.91, 0.975), "hgb": (0.91, 0.975)}
BANDS["mlp"] = (0.92, 0.99)
NEAR = 0.03  # of a fresh run of the logistic regression
TIE = 0.002  # gaps closer than this are both the largest

small_table = Exercise(
    __name__,
    points=16,
    answers={
        "results": Table(
            columns=(
                "model", "split", "split_hash", "score", "train_score", "fit_seconds",
                "predict_seconds",
            ),
            numbers=("score", "train_score", "fit_seconds", "predict_seconds"),
        ),
        "verdict": Choice((*MODELS, NO_WINNER)),
        "gap_train_test": Choice(MODELS),
    },
    covers=("S1.8", "S1.12", "S1.13", "S1.14", "S1.15"),
    hints=(
        "What has to be the same for all four models, so that a difference is theirs?",
        "One call of `protocol.compare` gives every model the same splits. A winner "
        "has an interval above 0 against each rival; the gap is training score minus "
        "test score, averaged.",
        "`protocol.compare({'lr': models.logistic(), ...}, table, n_splits=10, "
        "train_size=___).differences`",
    ),
    takeaway="The linear model and the network tie, and both lead the trees: at 100 "
    "rows nobody wins for certain. You reported that with an interval, not with two "
    "bare means.",
    trains=True,
)  # fmt: skip


@small_table.cases
def cases(rng):
    """Draw the seed for the run of the logistic regression that the check makes."""
    return [int(rng.integers(2**31 - 1))]


@small_table.holds(3, needs=("results",))
def same_rows(_, results):
    """All models were tested on the same rows"""
    n_hashes = results.groupby("split").split_hash.nunique()
    split, most = n_hashes.idxmax(), int(n_hashes.max())
    tried = f"split {split} has {most} different `split_hash` values"
    look = "Compare all models in one call, so that they share their rows."
    yield tried, most == 1, look, {"split": split, "most": most}


@small_table.holds(3, needs=("results",))
def ten_splits(_, results):
    """Four models, each once on ten different splits"""
    names = set(results.model)
    lacks = [name for name in ("lr", "rf", "mlp") if name not in names]
    if not names & {"xgb", "hgb"}:
        lacks.append("xgb")
    tried = f"`results` has no model {', '.join(lacks)}"
    look = "Name the four models lr, rf, xgb (or hgb) and mlp."
    yield tried, not lacks, look
    counts = results.groupby("model").split_hash.agg(["nunique", "size"])
    name, fewest = counts["nunique"].idxmin(), int(counts["nunique"].min())
    tried = f"`{name}` has {fewest} different splits in {counts['size'][name]} rows"
    held = fewest >= N_SPLITS and bool((counts["nunique"] == counts["size"]).all())
    look = "Ten different splits or more; each model appears once on each of them."
    yield tried, held, look, {"name": name, "fewest": fewest}


@small_table.holds(3, needs=("results",))
def test_scores(seed, results):
    """The scores are those of 100 training rows, on test rows"""
    from course import data, models, protocol

    means = results.groupby("model").score.mean()
    fresh = protocol.compare(
        {"lr": models.logistic()},
        data.load_breast_cancer(),
        n_splits=N_SPLITS,
        train_size=N_TRAIN,
        random_state=seed,
    )
    again = float(fresh.frame.score.mean())
    yours = float(means.get("lr", 0.0))
    tried = f"mean score of `lr`: {yours:.3f} in your table, {again:.3f} in ten fresh "
    tried += "splits"
    look = "Take the test scores, with `train_size=100`."
    yield tried, abs(yours - again) <= NEAR, look
    for name, (low, high) in BANDS.items():
        if name in means:
            tried = f"mean score of `{name}`: {means[name]:.3f}; ten splits gave "
            tried += f"{low} to {high}"
            facts = {"name": name, "mean": float(means[name])}
            yield tried, low <= means[name] <= high, look, facts


@small_table.holds(4, needs=("results", "verdict"))
def honest_verdict(_, results, verdict):
    """The verdict follows from your own table"""
    facts = leader(results)
    if facts is None:
        tried = "the models in `results` cannot be paired split by split"
        yield tried, False, "Repair `results` first: every model once on each split."
        return
    tried = f"`verdict` is {verdict!r}"
    look = (
        "A winner needs an interval above 0 against *each* rival. Read `.differences`."
    )
    yield tried, verdict == facts["verdict"], look, facts | {"said": verdict}


@small_table.holds(3, needs=("results", "gap_train_test"))
def largest_gap(_, results, gap_train_test):
    """The largest gap between training and test"""
    gaps = (results.train_score - results.score).groupby(results.model).mean()
    yours = float(gaps.get(gap_train_test, float("-inf")))
    facts = {"said": gap_train_test, "yours": yours, "smallest": gaps.idxmin()}
    tried = f"`{gap_train_test}` has a mean gap of {yours:.3f}"
    look = "Average training score minus test score for each model, take the largest."
    yield tried, yours >= gaps.max() - TIE, look, facts


def leader(results):
    """Return the verdict, and the leader's closest race; None if rows cannot pair."""
    from course.errors import CourseError
    from course.protocol.intervals import differences
    from course.protocol.intervals import verdict as verdict_of

    n_test = N_ROWS - N_TRAIN
    try:
        pairs = differences(results, N_TRAIN, n_test)
        verdict = verdict_of(results, N_TRAIN, n_test)
    except CourseError:
        return None
    if pairs.empty:
        return None
    races = pairs[pairs.a == pairs.a.iloc[0]]
    unsure = races[races.low <= 0] if (races.low <= 0).any() else races
    race = unsure.loc[unsure["mean"].idxmin()]
    found = {"verdict": verdict, "a": race.a, "b": race.b}
    return found | {key: float(race[key]) for key in ("mean", "low", "high")}


@small_table.symptom(
    "train_score",
    "`{name}` scores {mean:.3f} on average, which is its *training* accuracy: a forest "
    "knows the rows that it was grown on by heart. Take the score on the test rows.",
)
def _(observed):
    for facts in observed.facts("test_scores"):
        if facts and facts["name"] != "mlp" and facts["mean"] >= 0.99:
            return facts
    return None


@small_table.symptom(
    "different_splits",
    "On split {split} your models were tested on {most} different sets of rows, so a "
    "difference mixes luck and skill. Give all models to one call of "
    "`protocol.compare`.",
)
def _(observed):
    facts = observed.facts("same_rows")
    return facts[0] if facts else None


@small_table.symptom(
    "few_splits",
    "`{name}` was tested on {fewest} different splits only. Ten different ones are "
    "asked, because the scores move by one to two hundredths from split to split: set "
    "`n_splits=10`.",
)
def _(observed):
    for facts in observed.facts("ten_splits"):
        if facts and facts["fewest"] < N_SPLITS:
            return facts
    return None


@small_table.symptom(
    "best_mean",
    "You chose the highest mean. `{a}` leads `{b}` by {mean:.3f}, with an interval "
    "from {low:.3f} to {high:.3f}. It contains 0, so this experiment cannot tell "
    "the two apart.",
)
def _(observed):
    for facts in observed.facts("honest_verdict"):
        if facts and facts["said"] == facts["a"] and facts["verdict"] == NO_WINNER:
            return facts
    return None


@small_table.symptom(
    "not_the_leader",
    "You named `{said}`, but in your own table `{a}` has the highest mean. A winner "
    "has to lead, and its lead over each rival needs an interval above 0.",
)
def _(observed):
    for facts in observed.facts("honest_verdict"):
        if facts and facts["said"] not in (facts["a"], NO_WINNER):
            return facts
    return None


@small_table.symptom(
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
