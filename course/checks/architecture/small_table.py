"""Four models on a small table: same rows, ten splits, and a verdict with an interval.

A table cannot show whether a scaler saw the test rows (the scores move by less than
their noise), so there is no diagnosis for that; the protocol's own tests hold it.

How many rows trained can be read off: training scores are shares of that number. What
was measured for the bands stands in ``small_table.md``.
"""

from course.checks.architecture.table_mistakes import MISTAKES
from course.checks.engine import Choice, Exercise, Table

MODELS = ("lr", "rf", "xgb", "hgb", "mlp")
NO_WINNER = "no clear winner"
N_TRAIN, N_ROWS, N_SPLITS = 100, 569, 10
BANDS = {"rf": (0.915, 0.975), "xgb": (0.91, 0.975), "hgb": (0.91, 0.975)}
BANDS["mlp"] = (0.935, 0.99)
NEAR = 0.032  # of 30 fresh splits of the logistic regression
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
    """Draw the seed of the logistic regressions that the check fits itself."""
    return [int(rng.integers(2**31 - 1))]


@small_table.holds(2, needs=("results",))
def same_rows(_, results):
    """All models were tested on the same rows"""
    n_hashes = results.groupby("split").split_hash.nunique()
    split, most = n_hashes.idxmax(), int(n_hashes.max())
    tried = f"split {split} has {most} different `split_hash` values"
    look = "Compare all models in one call, so that they share their rows. Only then "
    look += "is the difference of two scores a difference of the models."
    yield tried, most == 1, look, {"split": split, "most": most}


@small_table.holds(2, needs=("results",))
def ten_splits(_, results):
    """Four models, each once on ten different splits"""
    names = set(results.model)
    lacks = [name for name in ("lr", "rf", "mlp") if name not in names]
    if not names & {"xgb", "hgb"}:
        lacks.append("xgb")
    tried = f"`results` has no model {', '.join(lacks)}"
    look = "Name the four models lr, rf, xgb (or hgb) and mlp: the names are the keys "
    look += "of the dict that `protocol.compare` takes."
    yield tried, not lacks, look
    counts = results.groupby("model").split_hash.agg(["nunique", "size"])
    name, fewest = counts["nunique"].idxmin(), int(counts["nunique"].min())
    tried = f"`{name}` has {fewest} different splits in {counts['size'][name]} rows"
    held = fewest >= N_SPLITS and bool((counts["nunique"] == counts["size"]).all())
    look = "Ten different splits or more; each model appears once on each of them. "
    look += "One call of `protocol.compare` makes such a frame."
    yield tried, held, look, {"name": name, "fewest": fewest}


@small_table.holds(1, needs=("results",))
def timed(_, results):
    """Every fit was timed"""
    times = results.groupby("model").fit_seconds.agg(["nunique", "size"])
    copied = bool(((times["nunique"] == 1) & (times["size"] > 1)).all())
    tried = "in every model all rows have the same `fit_seconds`" if copied else ""
    look = "Time each fit by itself, then report the median."
    yield tried or "`fit_seconds` differ", not copied, look, {"copied": copied}


@small_table.holds(2, needs=("results",))
def hundred_rows(_, results):
    """100 rows trained"""
    scores = results.train_score.to_numpy()

    def shares_of(n, within=0.01):  # rounded scores are accepted
        return bool((abs(scores * n - (scores * n).round()) < within).all())

    fit = next((n for n in range(1, N_ROWS) if shares_of(n, within=1e-6)), None)
    tried = f"the training scores are shares of {fit or 'no single number of'} rows"
    look = "Ask for `train_size=100`, and keep the scores as they come."
    yield tried, shares_of(N_TRAIN), look, {"rows": fit or "another number of"}


@small_table.holds(2, needs=("results",))
def test_scores(seed, results):
    """The scores are those of test rows"""
    from course import data, models, protocol

    means = results.groupby("model").score.mean()
    fresh = protocol.compare(
        {"lr": models.logistic()},
        data.load_breast_cancer(),
        n_splits=3 * N_SPLITS,
        train_size=N_TRAIN,
        random_state=seed,
    )
    again = float(fresh.frame.score.mean())
    yours = float(means.get("lr", 0.0))
    tried = f"mean score of `lr`: {yours:.3f} in your table, {again:.3f} when it was "
    tried += "fitted again on 30 other splits"
    look = "Take the column `score` as `protocol.compare` gives it: accuracy on the "
    look += "test rows, from 0 to 1, after training on 100 rows."
    yield tried, abs(yours - again) <= NEAR, look, {"name": "lr", "mean": yours}
    for name, (low, high) in BANDS.items():
        if name in means:
            tried = f"mean score of `{name}`: {means[name]:.3f}; with 100 training "
            tried += f"rows it lies between {low} and {high}"
            facts = {"name": name, "mean": float(means[name])}
            facts["below"] = low - facts["mean"] if name == "mlp" else 0
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
    look = "A winner needs an interval above 0 against *each* rival. Read the low and "
    look += "high ends in `.differences`."
    yield tried, verdict == facts["verdict"], look, facts | {"said": verdict}


@small_table.holds(3, needs=("results", "gap_train_test"))
def largest_gap(_, results, gap_train_test):
    """The largest gap between training and test"""
    gaps = (results.train_score - results.score).groupby(results.model).mean()
    look = "Average training score minus test score for each model, take the model "
    look += "with the largest. `.summary` has it as `gap`."
    if gap_train_test not in gaps:
        yield f"`results` has no model {gap_train_test!r}", False, look
        return
    yours, train = float(gaps[gap_train_test]), results.groupby("model").train_score
    largest, train = gaps.idxmax(), train.mean()
    facts = {"said": gap_train_test, "yours": yours, "smallest": gaps.idxmin()}
    facts |= {"largest": largest, "top": float(train[largest])}
    facts["train"] = float(train[gap_train_test])
    tried = f"`{gap_train_test}` has a mean gap of {yours:.3f}"
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


small_table.mistakes.extend(MISTAKES)
