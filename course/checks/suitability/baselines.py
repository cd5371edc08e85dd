"""Five families on two real tables, and how far up the ladder the gain reaches.

`make_models` is tried on a made table. The bench is the learner's own; its linear cells
are fitted again. What was measured for the bands stands in ``baselines.md``.
"""

from types import SimpleNamespace

from course.checks.engine import Exercise, Mapping, Open, Table
from course.checks.suitability import ladders
from course.checks.suitability.audit import Families
from course.checks.suitability.baseline_mistakes import MISTAKES

COLUMNS = (
    "data", "model", "split", "split_hash", "score", "train_score", "fit_seconds",
    "predict_seconds",
)  # fmt: skip
MOST_FITS, UNEQUAL = 20, 2.0  # of one model; dearest over cheapest tuning
MOVED, DROP = 0.02, 0.15  # shares of predictions and of the score that may change
SKILL = 0.71  # accuracy on the easy table; a dummy stays below
N_SPLITS = {"quick": 3}  # ten at any other scale

baselines = Exercise(
    __name__,
    points=14,
    answers={
        "make_models": Families(),
        "bench": Table(COLUMNS, numbers=("score", "train_score")),
        "ladder": Mapping(),
    },
    covers=("S1.12", "S2.5", "S6.4", "S6.7", "S6.8"),
    hints=(
        "What would you know about the columns before a test row arrives?",
        "Whatever is learned from columns goes into a pipeline with its model, so that "
        "`fit` sees training rows only. Climb by intervals: from where you stand, step "
        "up only if the next rung leads for certain.",
        '`{"dummy": DummyClassifier(), "lr": make_pipeline(StandardScaler(), ___), '
        "...}`",
    ),
    takeaway="You ran the cheap models first and climbed only where an interval let "
    "you. In our runs a forest earned its place on MAGIC; on flights nothing beat the "
    "commonest class for certain.",
    trains=True,
    seconds=120.0,
)


@baselines.cases
def cases(rng):
    """Draw the seed of an easy table, and of the splits that are fitted again."""
    return [SimpleNamespace(seed=int(rng.integers(2**31 - 1)))]


def found(case, make_models) -> dict:
    """Return the audit of this case, made once."""
    if not hasattr(case, "audit"):
        made = make_models()
        lacks = ladders.lacking(made)
        if lacks:
            return {"lacks": lacks, "names": ", ".join(made) or "nothing"}
        case.audit = make_models.audit(case.seed)
    return case.audit


def lacking(audit) -> tuple:
    """Return what a property yields where models are missing."""
    return (
        f"`make_models()` has {audit['names']}; it lacks {', '.join(audit['lacks'])}",
        False,
        "The keys are dummy, lr, rf, xgb (or hgb) and mlp.",
        {"lacks": audit["lacks"]},
    )


@baselines.holds(1, needs=("make_models",))
def five(case, make_models):
    """Five families, and a dummy that knows nothing"""
    audit = found(case, make_models)
    if "lacks" in audit:
        yield lacking(audit)
        return
    for name, facts in audit.items():
        knows = (facts["score"] < SKILL) == (name == "dummy")
        yield (
            f"`{name}` has {facts['score']:.2f} right on a table that is easy to learn",
            knows,
            "The dummy may not look at the columns; all others learn from them.",
        )


@baselines.holds(3, needs=("make_models",))
def inside(case, make_models):
    """What is learned from columns is learned in `fit`, on training rows"""
    audit = found(case, make_models)
    if "lacks" in audit:
        yield lacking(audit)
        return
    for name, facts in audit.items():
        if name == "dummy":
            continue
        facts = facts | {"name": name}
        yield (
            f"`{name}`: one more test row, full of 10^6, changed {facts['moved']:.0%} "
            "of the other predictions",
            facts["moved"] <= MOVED,
            "A prediction may depend on its own row and on training rows alone.",
            facts | {"leaks": True},
        )
        drop = facts["score"] - facts["stretched"]
        yield (
            f"`{name}` has {facts['score']:.2f} right, and {facts['stretched']:.2f} "
            "once a useless column is multiplied by 10,000",
            drop <= DROP,
            "Metres or millimetres, the table says the same. Put a scaler in front of "
            "the model, inside one pipeline.",
            facts | {"drop": drop},
        )


@baselines.holds(1, needs=("make_models",))
def budget(case, make_models):
    """The same care for each family"""
    audit = found(case, make_models)
    if "lacks" in audit:
        yield lacking(audit)
        return
    fits = {name: facts["fits"] for name, facts in audit.items() if name != "dummy"}
    most, least = max(fits, key=fits.get), min(fits, key=fits.get)
    yield (
        f"`{most}` was fitted {fits[most]} times to tune it, `{least}` {fits[least]}",
        fits[most] <= MOST_FITS and fits[most] <= UNEQUAL * fits[least],
        f"Tune none, or all with as many fits, {MOST_FITS} at most: who is tuned "
        "longer should win.",
        {"most": most, "a": fits[most], "least": least, "b": fits[least]},
    )


@baselines.holds(2, needs=("bench",), once=True)
def same_rows(_, bench):
    """All models were tested on the same rows"""
    hashes = bench.groupby(["data", "split"]).split_hash.nunique()
    where, split = hashes.idxmax()
    yield (
        f"{where}, split {split}: {int(hashes.max())} different `split_hash` values",
        hashes.max() == 1,
        "Give all models to one call of `protocol.compare` for each table.",
        {"data": where, "split": split, "most": int(hashes.max())},
    )


@baselines.holds(2, needs=("bench",), once=True)
def complete(_, bench):
    """Two tables, five families, ten splits"""
    from course.device import scale

    asked = N_SPLITS.get(scale(), 10)
    for name in ladders.TABLES:
        rows = bench[bench.data == name]
        lacks = ladders.lacking(set(rows.model))
        yield (
            f"`bench` has for {name} no {', '.join(lacks) or 'gap'}",
            not lacks,
            "Two tables, named magic and flights in the column `data`, and on each "
            "the five models of `make_models`.",
            {"data": name, "lacks": lacks},
        )
        counts = rows.groupby("model").split_hash.agg(["nunique", "size"])
        if len(counts):
            least = counts["nunique"].idxmin()
            n_splits, n_rows = (int(x) for x in counts.loc[least])
            yield (
                f"{name}, `{least}`: {n_splits} different splits in {n_rows} rows",
                n_splits >= asked and bool((counts.T.nunique() == 1).all()),
                f"Each model once on each of {asked} splits or more.",
                {"data": name, "model": least, "n_splits": n_splits, "asked": asked},
            )


@baselines.holds(2, needs=("bench",), once=True)
def again(cases, bench):
    """The scores are those of test rows"""
    for name, near in ladders.TABLES.items():
        rows = bench[bench.data == name]
        means = rows.groupby("model").score.mean()
        if "lr" not in means:
            raise Open
        yours, ours = float(means["lr"]), ladders.linear_again(name, cases[0].seed)
        yield (
            f"{name}, `lr`: {yours:.3f} on average in your table, {ours:.3f} when it "
            "was fitted again on 20 other splits",
            abs(yours - ours) <= near * max(1, 10 / rows.split.nunique()) ** 0.5,
            "Take `score` as `compare` gives it, with 1,000 rows to train and 250 to "
            "test.",
            {"percent": yours > 1.5},
        )
        for model in set(means.index) & {"rf", "xgb", "hgb"}:
            yield (
                f"{name}, `{model}`: {means[model]:.3f} on average",
                means[model] < ladders.TOO_GOOD,
                "No model came near that on test rows. Is it the training score?",
                {"data": name, "model": model, "score": float(means[model])},
            )


@baselines.holds(3, needs=("bench", "ladder"), once=True)
def climbed(_, bench, ladder):
    """The ladder follows from your own table"""
    for name in ladders.TABLES:
        scores, said = ladders.scores(bench, name), ladder.get(name)
        if scores is None:
            if ladders.lacking(set(bench[bench.data == name].model)):
                raise Open
            yield (
                f"in your table of {name} the models do not share their splits",
                False,
                "Each model has one row for each `split`: pair the scores by it.",
            )
            return
        if type(said) is not str:
            yield (
                f"for {name} your ladder says {said!r}",
                False,
                "A dict with the names of both tables; each value is the name of one "
                "rung, such as 'lr'.",
            )
            return
        ends = ladders.ends(scores)
        facts = {"data": name, "said": said, "end": ends[0]}
        facts["top"] = scores.mean().idxmax()
        facts |= ladders.lead(scores, said, ends[0])
        yield (
            f"for {name} you end on {said!r}; by the intervals of your table it is "
            f"{' or '.join(map(repr, dict.fromkeys(ends)))}",
            said in ends,
            "Start on dummy. Compare lr, rf, xgb, mlp, one after the other, with where "
            "you stand; step up only if the low end of the interval is above 0.",
            facts,
        )


baselines.mistakes.extend(MISTAKES)
