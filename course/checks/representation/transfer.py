"""From printed letters to handwritten digits: until when do frozen features lead?

The table is the learner's own; two of its fifteen cells are trained again. What was
measured for each threshold stands in ``transfer.md``.
"""

from types import SimpleNamespace

from course.checks.engine import Choice, Exercise, Number, Table, number
from course.checks.representation import regimes

SEEDS = 3
NUMBERS = ("n", "accuracy", "encoder_change")
ALWAYS = "pretrained features always win"
SHRINKS = "the lead shrinks as labels grow"
NEVER = "training from scratch always wins"

transfer = Exercise(
    __name__,
    points=18,
    answers={
        "transfer": Table(("regime", "seed", "rows", *NUMBERS), numbers=NUMBERS),
        "frozen_beats_scratch_until": Number(number),
        "crossover_comment": Choice((ALWAYS, SHRINKS, NEVER)),
    },
    covers=("S2.11", "S2.12", "S2.15", "S4.4", "S4.5", "S4.8", "S5.12"),
    hints=(
        "What is the only thing that may differ between two rows of the table with the "
        "same n and the same seed?",
        "Two switches: with which weights does the encoder start, and does it learn "
        "together with the last layer? Each regime is one setting of the two.",
        '`learns = "head" if regime == "frozen" else ___`',
    ),
    takeaway="Features learned elsewhere are worth most where labels are few. You "
    "measured where the lead ends for this source and this target, not for all.",
    trains=True,
    seconds=60.0,
)


@transfer.cases
def cases(rng):
    """Draw three seeds to train again with."""
    seeds = rng.integers(1_000, 2**31 - 1, size=3).tolist()
    return [SimpleNamespace(seed=seed) for seed in seeds]


@transfer.holds(3, needs=("transfer",), once=True)
def complete(cases, table):
    """Fifteen cells, three seeds in each"""
    for regime in regimes.REGIMES:
        for n in regimes.SIZES:
            n_seeds = regimes.cell(table, regime, n).seed.nunique()
            yield (
                f"regime {regime!r}, n={n}: {n_seeds} different seeds",
                n_seeds >= SEEDS,
                "Each regime with each n and at least three seeds; the names are "
                "'scratch', 'frozen', 'finetune'.",
                {"n_seeds": n_seeds, "n_rows": len(regimes.cell(table, regime, n))},
            )
    yield (
        f"`accuracy` goes from {table.accuracy.min():.3g} to "
        f"{table.accuracy.max():.3g}",
        table.accuracy.between(0, 1).all(),
        "Accuracy is a share from 0 to 1, not per cent.",
    )


@transfer.holds(2, needs=("transfer",), once=True)
def paired(cases, table):
    """The same labelled digits in each regime"""
    for (n, seed), rows in table.groupby(["n", "seed"]):
        kinds = rows.rows.nunique()
        yield (
            f"n={n:g}, seed {seed}: {kinds} different sets of labelled digits",
            kinds == 1,
            "Hand the seed on as `random_state`, the same for each regime.",
            {"kinds": kinds},
        )


@transfer.holds(2, needs=("transfer",), once=True)
def frozen_rests(cases, table):
    """Frozen encoders do not move"""
    moved = float(table[table.regime == "frozen"].encoder_change.max())
    yield (
        f"the weights of a frozen encoder moved by {100 * moved:.2g} % of their length",
        moved <= 1e-6,
        'In this regime only the last layer learns: `learns="head"`.',
        {"moved": moved},
    )


@transfer.holds(2, needs=("transfer",), once=True)
def finetune_learns(cases, table):
    """Fine-tuned and new encoders learn, from other starts"""
    change = table.groupby("regime").encoder_change
    moved, new = (
        float(change.min().get(r, float("nan"))) for r in ("finetune", "scratch")
    )
    yield (
        f"the weights of the encoder moved by at least {100 * moved:.2g} % in finetune "
        f"and {100 * new:.2g} % in scratch",
        moved > 1e-4 and new > 1e-4,
        'Both regimes learn with all weights: `learns="all"`.',
        {"moved": moved, "new": new},
    )
    same = regimes.share_equal(table, "scratch", "finetune")
    yield (
        f"scratch and finetune have equal accuracies in {100 * same:.0f} % of the runs",
        same < 0.9,
        "The two start from other weights, so they end elsewhere.",
        {"same": same},
    )


@transfer.holds(2, needs=("transfer",), once=True, scale="cpu")
def few_labels(cases, table):
    """With few labels frozen features lead"""
    frozen, scratch = (
        sum(regimes.mean(table, r, n) for n in (10, 20)) / 2
        for r in ("frozen", "scratch")
    )
    yield (
        f"mean over 10 and 20 labels: frozen {frozen:.2f}, scratch {scratch:.2f}",
        frozen - scratch > 0.03,
        "So few digits teach a new encoder little. Which weights did it start from?",
        {"lead": frozen - scratch},
    )


@transfer.holds(2, needs=("transfer",), once=True, scale="cpu")
def again(cases, table):
    """Two cells, trained again"""
    for regime, n in (("frozen", 100), ("scratch", 100)):
        ours = regimes.trained_again(regime, n, tuple(case.seed for case in cases))
        yours = regimes.mean(table, regime, n)
        yield (
            f"{regime} with n={n}: your accuracy is {yours:.3f}, trained again with "
            f"three other seeds {ours:.3f}",
            abs(yours - ours) <= 0.11,
            "Fill the table by `train_on_digits` as it is given; a test row never "
            "chooses anything.",
            {"regime": regime, "ahead": yours - ours},
        )


@transfer.holds(3, needs=("transfer", "frozen_beats_scratch_until"), once=True)
def said_until(cases, table, n):
    """The n that your own table gives"""
    low, high = regimes.until(table)
    lead = regimes.leads(table).get(n)
    text = (
        f"the lead of frozen there is {', '.join(f'{x:+.3f}' for x in lead[:5])}"
        if lead is not None and len(lead)
        else "which is no n of the table"
    )
    yield (
        f"you said {n:g}; seed by seed {text}",
        n in (0, *regimes.SIZES) and low <= n <= high,
        "Subtract seed by seed, then take the interval of the mean for each n.",
        {"n": n, "low": low, "high": high},
    )


@transfer.holds(2, needs=("transfer", "crossover_comment"), once=True)
def conclusion(cases, table, comment):
    """The conclusion"""
    few, many = (
        regimes.mean(table, "frozen", n) - regimes.mean(table, "scratch", n)
        for n in (10, 300)
    )
    yield (
        f"you say {comment!r}; the lead of frozen is {few:+.3f} at n=10 and "
        f"{many:+.3f} at n=300",
        comment == SHRINKS,
        "Compare the two ends of your table.",
        {"comment": comment, "few": few, "many": many},
    )


@transfer.symptom(
    "few_seeds",
    "A cell of the table has {n_seeds} seeds or fewer. Which ten digits are labelled "
    "changes much; one draw is luck. Run at least three: `seeds=range(3)`.",
)
def _(observed):
    found = [f for f in observed.facts("complete") if f.get("n_seeds") in (1, 2)]
    return {"n_seeds": found[0]["n_seeds"]} if found else None


@transfer.symptom(
    "unpaired_seeds",
    "The regimes saw other labelled digits under the same seed, so their difference is "
    "mostly luck. Pass `random_state` on to `train_on_digits`, unchanged in each.",
)
def _(observed):
    return bool(observed.facts("paired"))


@transfer.symptom(
    "frozen_moves",
    "Your *frozen* encoder changed by {moved:.2g} % of its length. It must rest: let "
    'only the last layer learn, `learns="head"`.',
)
def _(observed):
    found = observed.facts("frozen_rests")
    return {"moved": 100 * found[0]["moved"]} if found else None


@transfer.symptom(
    "finetune_frozen",
    "Your *finetune* run left the encoder as it was, so it is the frozen regime under "
    'another name. Let all weights learn: `learns="all"`.',
)
def _(observed):
    found = observed.facts("finetune_learns")
    return any(f.get("moved", 1) <= 1e-4 for f in found)


@transfer.symptom(
    "scratch_pretrained",
    "Your *scratch* runs end exactly where the fine-tuned ones do, so both start from "
    "the weights of the letters net. Make the encoder with `pretrained=False` in this "
    "regime.",
)
def _(observed):
    found = observed.facts("finetune_learns")
    return any(f.get("same", 0) >= 0.9 for f in found)


@transfer.symptom(
    "always_better",
    "You conclude that transfer always wins. But the lead of your own table is "
    "{few:+.2f} at n=10 and {many:+.2f} at n=300. Say what happens to it in between.",
)
def _(observed):
    found = observed.facts("conclusion")
    return found[0] if found and found[0]["comment"] == ALWAYS else None


@transfer.symptom(
    "no_interval",
    "At n={n:g} the mean lead is not all: its interval holds 0, or a larger n has one "
    "above 0 too. Take the largest n whose interval of the paired differences lies "
    "above 0.",
)
def _(observed):
    found = observed.facts("said_until")
    return found[0] if found and found[0]["n"] in regimes.SIZES else None
