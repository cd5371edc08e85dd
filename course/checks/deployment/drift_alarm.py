"""Has the input changed? A distance, an alarm with a budget, and a month of traffic.

What the bands rest on stands in ``drift_alarm.md``.
"""

from types import SimpleNamespace

from course.checks.deployment import bins as binned
from course.checks.deployment.drift_mistakes import MISTAKES
from course.checks.deployment.windows import (
    alarms,
    days_of,
    drawn,
    generator,
    mean,
    of_trace,
)
from course.checks.engine import Exercise, Function, Table, boolean, number, show

TRACES = ("none", "sudden", "slow")
SEEDS = 5
NEAR = 0.05  # of a value, relative
QUIET = {100: (200, 40), 1000: (40, 10)}  # rows: windows, most false alarms
FOUND = {300: (30, 4), 1000: (10, 1)}  # rows: windows, most that may be missed
LOOSE, LOOSE_WINDOWS, LOOSE_BAND = 0.3, 160, (18, 96)  # false_alarm, and its alarms
MOST_RETRAINS, LATEST, SLOWEST = 2.5, 1.0, 12.0  # means over the rows of a trace

drift_alarm = Exercise(
    __name__,
    points=14,
    answers={
        "psi": Function(number),
        "drift_alarm": Function(boolean),
        "policy": Table(("trace", "days_to_detect", "retrains"), numbers=("retrains",)),
    },
    covers=("S7.6", "S7.7"),
    hints=(
        "How large is PSI when nothing has happened, with 100 rows and with 1,000?",
        "Without drift PSI is about (1/N + 1/M) times a chi-squared variable with bins "
        "− 1 degrees of freedom. Take the limit from that, or deal the pooled rows out "
        "again many times.",
        "`edges = np.quantile(expected, np.linspace(0, 1, bins + 1)); edges[[0, -1]] = "
        "-np.inf, np.inf`, then shares p and q, then `((p - q) * np.log(___)).sum()`",
    ),
    takeaway="A distance is never 0, not even on a quiet day. An alarm needs a limit "
    "that knows how many rows there are and how many false alarms you can afford.",
    seconds=180.0,  # a permutation test in a plain loop takes a minute
    trains=True,  # some 500 windows
)


@drift_alarm.cases
def cases(rng):
    """Draw samples of one feature, on a scale of its own, before and after."""
    import numpy as np

    found = []
    for n_bins, spread in ((10, 0.75), (5, 1.2)):
        offset, unit = rng.uniform(-50, 50), np.exp(rng.uniform(-2, 4))
        n, m = 50_000, int(rng.integers(20_000, 30_000))
        shift = float(rng.choice([-1, 1]) * rng.uniform(0.3, 0.5))
        before = drawn(rng, 2000)
        found.append(
            SimpleNamespace(
                n_bins=n_bins,
                expected=offset + unit * drawn(rng, n),
                actual=offset + unit * (shift + spread * drawn(rng, m)),
                small=before,
                moved=0.5 + drawn(rng, 2000),
                beyond=np.where(
                    np.arange(1000) % 2,
                    before.max() + 1 + rng.random(1000),
                    before[:1000],
                ),
                narrow=0.05 * drawn(rng, 1000),
                level=float(rng.integers(1, 9)),
            )
        )
    found[0].windows = int(rng.integers(2**31))
    return found


# -- the distance -------------------------------------------------------------


@drift_alarm.holds(1, needs=("psi",))
def nothing(case, psi):
    """The same sample twice, and a feature that never changes"""
    import numpy as np

    same = psi(case.small, case.small)
    constant = psi(np.full(200, case.level), np.full(150, case.level))
    yield (
        f"a sample compared with itself gave {same:.3g}, a constant feature "
        f"{constant:.3g}",
        abs(same) < 1e-9 and abs(constant) < 0.01,
        "If p = q in every bin, each term is 0. Bins that no value falls into say "
        "nothing: they must not add anything.",
    )


@drift_alarm.holds(3, needs=("psi",))
def value(case, psi):
    """The value, where every bin is well filled"""
    got = psi(case.expected, case.actual, bins=case.n_bins)
    want = binned.psi(case.expected, case.actual, case.n_bins)
    yield (
        f"{len(case.expected):,} values before, {len(case.actual):,} now and "
        f"{case.n_bins} bins gave {got:.4g}; the sum written out gives {want:.4g}",
        abs(got / want - 1) < NEAR,
        "Quantiles of `expected` are the edges; p and q are the shares of the two "
        "samples between them; add (p − q) · ln(p / q).",
        {"got": got, "want": want, "times": got / want}
        | binned.relatives(case.expected, case.actual, case.n_bins),
    )


@drift_alarm.holds(2, needs=("psi",))
def ends(case, psi):
    """Values beyond the old range, and empty bins"""
    beyond, narrow = psi(case.small, case.beyond), psi(case.small, case.narrow)
    yield (
        f"half of the values lie above the old maximum, and PSI is {beyond:.3g}",
        beyond > 0.5,
        "Open the outer bins to −∞ and ∞: what lies beyond the old range is what "
        "matters most.",
        {"beyond": beyond},
    )
    yield (
        f"all values lie in two of ten bins, and PSI is {narrow:.3g}",
        1 < narrow < 1000,
        "An empty bin is strong evidence, but not infinite: add half a row to each "
        "count, or a small number to each share.",
    )


@drift_alarm.holds(1, needs=("psi",))
def order(case, psi):
    """Only the order of the values counts"""
    import numpy as np

    plain = psi(case.small, case.moved)
    bent = psi(np.exp(2 * case.small), np.exp(2 * case.moved))
    yield (
        f"PSI is {plain:.3g}, and {bent:.3g} when both samples are put through exp",
        abs(bent - plain) < 0.05,
        "Quantiles go through a rising function with the values, so the same rows stay "
        "in the same bins.",
        {"plain": plain, "bent": bent},
    )


# -- the alarm ----------------------------------------------------------------


@drift_alarm.holds(2, needs=("drift_alarm",), once=True)
def quiet(cases, drift_alarm):
    """Few false alarms, with 100 rows and with 1,000"""
    import numpy as np

    rng = generator(cases[0], 0)
    rang = {n: alarms(drift_alarm, rng, n, k) for n, (k, _) in QUIET.items()}
    facts = {"few": rang[100] / QUIET[100][0], "many": rang[1000] / QUIET[1000][0]}
    for n, (windows, most) in QUIET.items():
        yield (
            f"with {n:,} rows and no drift it rang in {rang[n]} of {windows} windows",
            rang[n] <= most,
            "`false_alarm` is 0.05: about one quiet window in twenty may ring, "
            "whatever the number of rows. The limit has to fall as there are more.",
            facts | {"mean": f"{9 * 2 / 100:.2f}"},
        )
    level = np.full(60, cases[0].level)
    yield (
        "it rang for a feature that never changes",
        not drift_alarm(level, level),
        "A constant feature has not drifted.",
    )


@drift_alarm.holds(1, needs=("drift_alarm",), once=True)
def budget(cases, drift_alarm):
    """`false_alarm` sets the budget"""
    rang = alarms(
        drift_alarm, generator(cases[0], 1), 200, LOOSE_WINDOWS, false_alarm=LOOSE
    )
    low, high = LOOSE_BAND
    yield (
        f"with `false_alarm={LOOSE}` and no drift it rang in {rang} of {LOOSE_WINDOWS} "
        "windows",
        low <= rang <= high,
        f"Who allows {LOOSE:.0%} of false alarms gets about that many, and sees small "
        "drifts earlier.",
        {"rang": rang, "windows": LOOSE_WINDOWS, "asked": f"{LOOSE:.0%}"},
    )


@drift_alarm.holds(2, needs=("drift_alarm",), once=True)
def detects(cases, drift_alarm):
    """A shift of half a standard deviation is seen"""
    rng = generator(cases[0], 2)
    for n, (windows, most) in FOUND.items():
        missed = windows - alarms(drift_alarm, rng, n, windows, shift=0.5)
        yield (
            f"with {n:,} rows a shift of 0.5 standard deviations was missed in "
            f"{missed} of {windows} windows",
            missed <= most,
            "PSI of such a shift is about 0.24. With 300 rows the limit for 5 % false "
            "alarms lies near 0.11.",
            {"missed": missed / windows},
        )


# -- the month ----------------------------------------------------------------


@drift_alarm.holds(1, needs=("policy",), once=True)
def quiet_month(_, policy):
    """Months without a change: nothing detected, hardly a retraining"""
    rows = of_trace(policy, "none")
    yield (
        f"the trace 'none' has {len(rows)} rows",
        len(rows) >= SEEDS,
        f"Play {SEEDS} months or more of each trace: {', '.join(TRACES)}.",
    )
    days, retrains = days_of(rows), mean(rows.retrains.tolist())
    found = [day for day in days if day == day]
    yield (
        f"in quiet months `days_to_detect` is {show(found[:3]) if found else 'empty'}",
        not found,
        "Nothing changed, so nothing can be detected: NaN. An alarm there is a false "
        "one; it counts under `retrains`.",
        {"in_quiet": len(found), "first": found[0] if found else 0},
    )
    yield (
        f"in quiet months there were {retrains:.2f} retrainings on average",
        retrains <= MOST_RETRAINS,
        "30 days at 0.01 make 0.3 false alarms a month.",
        {"quiet_retrains": retrains},
    )


@drift_alarm.holds(1, needs=("policy",), once=True)
def changed_month(_, policy):
    """Months with a change: a jump is seen at once, a slow one later"""
    days, retrains = {}, {}
    for trace in ("sudden", "slow"):
        rows = of_trace(policy, trace)
        days[trace], retrains[trace] = days_of(rows), mean(rows.retrains.tolist())
        yield (
            f"the trace {trace!r} has {len(rows)} rows",
            len(rows) >= SEEDS,
            f"Play {SEEDS} months or more of each trace: {', '.join(TRACES)}.",
        )
    jump, slow = mean(days["sudden"]), mean(days["slow"])
    least = min([d for ds in days.values() for d in ds if d == d], default=0)
    yield (
        f"a jump was seen after {jump:.2f} days on average, the first day counts as 0",
        -1e-9 <= jump <= LATEST and least >= 0,
        "Days are counted from the first day of the change to the first alarm on it or "
        "after it.",
        {"jump": jump, "least": least},
    )
    yield (
        f"a slow change was seen after {slow:.2f} days on average, a jump after "
        f"{jump:.2f}",
        jump < slow <= SLOWEST,
        "On its first day a slow change is a twentieth of a standard deviation: no "
        "alarm sees that, and after a week every alarm sees it.",
        {"slow": slow},
    )
    yield (
        f"there were {retrains['sudden']:.2f} retrainings in months with a jump and "
        f"{retrains['slow']:.2f} in slow ones",
        1 <= retrains["sudden"] <= 4 and 1.5 <= retrains["slow"] <= 8,
        "After a retraining the reference is the day of the alarm: a jump is then "
        "over, a slow change goes on.",
        {"retrains": retrains["sudden"]},
    )


drift_alarm.mistakes.extend(MISTAKES)
