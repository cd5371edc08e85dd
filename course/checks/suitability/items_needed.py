"""How many test items a gap needs, and whether a gap on a leaderboard is noise.

Numbers are asked within 8 %: pooled and unpooled variance, the arcsine, a continuity
correction and a careful simulation all lie inside (``items_needed.md``). Gaps are asked
well away from the border, where every usual test says the same.
"""

from types import SimpleNamespace

from course.checks.engine import Exercise, Function, boolean, integer
from course.checks.suitability.items_mistakes import MISTAKES, needed

NEAR = 0.08
POWER = (0.74, 0.86)  # of 20,000 simulated pairs of test sets, asked for 0.8
PAIRS = 20_000
ERRORS = (0.7, 1.15, 1.46, 2.55)  # of a difference; below 1.96 it is noise
MORE = 20  # times the items: 0.7 errors become 3.1

items_needed = Exercise(
    __name__,
    points=12,
    answers={"items_needed": Function(integer), "gap_is_noise": Function(boolean)},
    covers=("S6.2", "S6.3"),
    hints=(
        "Toss two coins. How many tosses of each do you need, to tell 0.90 from 0.92?",
        "With q = p + delta and m their mean: n = ((z of 1 − alpha/2) · √(2m(1 − m)) + "
        "(z of the power) · √(p(1 − p) + q(1 − q)))² / delta². A gap is noise if it is "
        "within 1.96 standard errors of a *difference*, or not above the label error.",
        "`sure = norm.ppf(1 - alpha / 2) * sqrt(2 * m * (1 - m)); "
        "seen = norm.ppf(___) * sqrt(p * (1 - p) + q * (1 - q)); "
        "math.ceil(((sure + seen) / delta) ** 2)`",
    ),
    takeaway="To tell 0.90 from 0.92 you need over 3,000 items for each model, and "
    "half the gap costs four times as many. Small leads on small tests are luck.",
)


@items_needed.cases
def cases(rng):
    """Draw gaps to be found, and pairs of accuracies that are noise or are not."""
    drawn = []
    for p, delta in (
        (rng.uniform(0.90, 0.93), rng.uniform(0.025, 0.03)),
        (rng.uniform(0.90, 0.93), -rng.uniform(0.025, 0.03)),
        (rng.uniform(0.6, 0.9), rng.uniform(0.012, 0.03)),
    ):
        acc = [float(rng.uniform(0.75, 0.88)) for _ in ERRORS]
        n = [int(rng.integers(2_000, 9_000)) for _ in ERRORS]
        pairs = [
            apart(*one, bool(rng.integers(2)))
            for one in zip(acc, ERRORS, n, strict=True)
        ]
        drawn.append(
            SimpleNamespace(
                p=round(float(p), 3),
                delta=round(float(delta), 4),
                alpha=float(rng.choice([0.01, 0.02])),
                power=float(rng.choice([0.9, 0.95])),
                gaps=pairs,
                wrong_labels=float(rng.uniform(0.03, 0.06)),
                seed=int(rng.integers(2**31)),
            )
        )
    return drawn


def apart(acc, z, n, turned) -> tuple[float, float, int]:
    """Return two accuracies ``z`` standard errors apart, and n."""
    gap = z * (2 * acc * (1 - acc) / n) ** 0.5
    ends = (acc - gap / 2, acc + gap / 2)
    return (*(ends[::-1] if turned else ends), n)


@items_needed.holds(4, needs=("items_needed",))
def formula(case, answer):
    """The number of items"""
    plain = answer(case.p, case.delta)
    for more in ({}, {"alpha": case.alpha}, {"power": case.power}):
        got = answer(case.p, case.delta, **more) if more else plain
        want = needed(case.p, case.delta, **more)
        said = "".join(f", {name}={value}" for name, value in more.items())
        yield (
            f"`items_needed({case.p}, {case.delta}{said})` returned {got:,}; about "
            f"{want:,} are needed",
            abs(got / want - 1) <= NEAR,
            "Two accuracies are measured, so two variances add up. n falls with the "
            "*square* of the gap, and a surer answer needs more.",
            {"setting": "".join(more), "same": got == plain},
        )


@items_needed.holds(2, needs=("items_needed",))
def simulated(case, answer):
    """Simulated test sets of that size find the gap four times in five"""
    import numpy as np

    n, rng = answer(case.p, case.delta), np.random.default_rng(case.seed)
    found = 0.0
    if 0 < n < 10**9:
        one, other = (
            rng.binomial(n, p, PAIRS) / n for p in (case.p, case.p + case.delta)
        )
        error = np.sqrt((one * (1 - one) + other * (1 - other)) / n)
        found = float(np.mean(abs(one - other) > 1.96 * error))
    yield (
        f"{case.p} against {case.p + case.delta:.4g} on {n:,} items each, {PAIRS:,} "
        f"times: {found:.0%} of the gaps were significant",
        POWER[0] < found < POWER[1],
        "With the default power 0.8 it should be about 80 %. Fewer items miss gaps, "
        "more cost money.",
    )


@items_needed.holds(2, needs=("items_needed",))
def directions(case, answer):
    """A smaller gap, more power, more certainty: more items"""
    half, whole = (answer(case.p, case.delta * part) for part in (0.5, 1))
    weak, strong = (answer(case.p, case.delta, power=power) for power in (0.6, 0.9))
    loose, strict = (answer(case.p, case.delta, alpha=alpha) for alpha in (0.1, 0.01))
    yield (
        f"the gap {case.delta / 2:.4g} needs {half:,} and {case.delta:.4g} {whole:,}",
        3 < half / (whole or 1) < 5,
        "Half the gap needs about four times the items.",
    )
    yield (
        f"power 0.6 needs {weak:,} and 0.9 {strong:,}; alpha 0.1 needs {loose:,} and "
        f"0.01 {strict:,}",
        weak < strong and loose < strict,
        "Whoever wants to miss fewer gaps, or to be fooled less often, pays in items.",
    )


@items_needed.holds(1, needs=("items_needed",))
def from_both_sides(case, answer):
    """From p to q or from q to p: the same number"""
    there = answer(case.p, case.delta)
    back = answer(case.p + case.delta, -case.delta)
    yield (
        f"from {case.p} by {case.delta:+.4g} you need {there:,}, and back from "
        f"{case.p + case.delta:.4g} {back:,}",
        abs(there / (back or 1) - 1) < 0.1,
        "It is one pair of accuracies. The second one is p + delta, and delta may be "
        "negative.",
    )


@items_needed.holds(2, needs=("gap_is_noise",))
def noise(case, gap_is_noise):
    """Noise is told from a gap"""
    asked = list(zip(case.gaps, ERRORS, strict=True))
    (one, other, n), z = asked[0]
    asked.append(((one, other, MORE * n), z * MORE**0.5))
    said = []
    for (one, other, n), z in asked:
        got = gap_is_noise(one, other, n)
        said.append(got)
        yield (
            f"`gap_is_noise({one:.4f}, {other:.4f}, {n})` returned {got}; the gap has "
            f"{z:.2f} standard errors of a difference",
            got == (z < 1.96),
            "Below 1.96 standard errors of the difference it is noise. Both "
            "accuracies are uncertain, so their variances add up.",
            {"same": len(said) == len(asked) and said[0] == said[-1]},
        )


@items_needed.holds(1, needs=("gap_is_noise",))
def wrong_labels(case, gap_is_noise):
    """A gap below the share of wrong labels proves nothing"""
    share = case.wrong_labels
    for gap, n, want in ((0.6 * share, 60_000, True), (2 * share, 60_000, False)):
        one, other = 0.85, 0.85 + gap
        got = gap_is_noise(one, other, n, label_error=share)
        yield (
            f"`gap_is_noise({one}, {other:.4f}, {n}, label_error={share:.4f})` "
            f"returned {got}",
            got == want,
            "If more labels are wrong than the gap is wide, the better score may just "
            "agree with more mistakes.",
        )


items_needed.mistakes.extend(MISTAKES)


@items_needed.symptom(
    "setting_ignored",
    "`{setting}` changes nothing: you got the same number as without it. Whoever wants "
    "to be fooled less often, or to miss fewer gaps, needs more items. Compute both "
    "quantiles from the arguments, in place of 1.96 and 0.84.",
)
def _(observed):
    found = observed.facts("formula")
    same = [f for f in found if f["setting"] and f["same"]]
    return same[0] if same and len(same) == len(found) else None


@items_needed.symptom(
    "n_ignored",
    "`gap_is_noise` says the same for n items and for 20 times as many. On 100 items a "
    "gap of 0.05 is luck, on 100,000 it is none. Compare it with 1.96 standard errors, "
    "which hold √n; noise *or* wrong labels are reason enough.",
)
def _(observed):
    last = slice(len(ERRORS), None, len(ERRORS) + 1)
    ends = [item.facts["same"] for item in observed.seen["noise"][last] if item.facts]
    return bool(observed.facts("noise")) and bool(ends) and all(ends)
