"""The interval of a paired difference over splits that share training rows.

Widths are asked as a share of the reference's, and wide enough that a normal quantile,
a variance with 1 / k, and the correlation form of Bouckaert and Frank all fit. What the
bands rest on stands in ``paired_interval.md``.
"""

from types import SimpleNamespace

from course.checks.engine import Exercise, Function
from course.checks.suitability.interval_mistakes import MISTAKES, three

LEVEL = 0.05
NARROWEST, WIDEST = 0.84, 1.3  # shares of the reference's width
WORLDS, COVERED = 200, 0.82  # simulated experiments, share that must hold the truth

paired_interval = Exercise(
    __name__,
    points=14,
    answers={"paired_interval": Function(three)},
    covers=("S6.8", "S8.3"),
    hints=(
        "Two splits of the same rows share most of their training rows. Are ten splits "
        "ten independent experiments?",
        "Subtract split by split, d = a − b. The variance of its mean is the variance "
        "of d (with k − 1 below) times 1/k + n_test/n_train; Student's t with k − 1 "
        "degrees of freedom gives the quantile.",
        "`error = np.sqrt(d.var(ddof=1) * (1 / len(d) + ___)); "
        "half = stats.t.ppf(1 - alpha / 2, len(d) - 1) * error`",
    ),
    takeaway="Splits that share training rows err together. With n_test / n_train "
    "inside the root the interval says so, and a winner has to earn its name.",
)


@paired_interval.cases
def cases(rng):
    """Draw scores of two models on the same splits; one case tests half of the rows."""
    drawn = []
    shares = (rng.uniform(0.06, 0.1), rng.uniform(0.25, 0.4), rng.uniform(0.8, 1))
    for share, most in zip(shares, (16, 20, 20), strict=True):
        k, n_train = int(rng.integers(12, most + 1)), int(rng.integers(300, 1500))
        luck = rng.normal(0, 0.03, k)  # of a split: it moves both models
        lead = float(rng.choice([-1, 1]) * rng.uniform(0.01, 0.03))
        a, b = (0.85 + shift + luck + rng.normal(0, 0.006, k) for shift in (lead, 0))
        sizes = {"n_train": n_train, "n_test": round(share * n_train)}
        drawn.append(SimpleNamespace(a=a, b=b, k=k, sizes=sizes))
    shared, own = rng.normal(size=(WORLDS, 1)), rng.normal(size=(WORLDS, 20))
    drawn[0].worlds = 0.02 * (0.2**0.5 * shared + 0.8**0.5 * own)
    return drawn


def ends(answer, a, b, sizes, **more) -> tuple[float, float, float]:
    """Return what the learner's function gives, as plain numbers."""
    mean, low, high = (float(item) for item in answer(a, b, **sizes, **more))
    return mean, low, high


def halves(a, b, sizes, alpha=LEVEL) -> tuple[float, float]:
    """Return the half widths with and without the correction."""
    import numpy as np
    from scipy.stats import t

    d, k = a - b, len(a)
    quantile = t.ppf(1 - alpha / 2, k - 1) * d.std(ddof=1)
    ratio = sizes["n_test"] / sizes["n_train"]
    return quantile * np.sqrt(1 / k + ratio), quantile / np.sqrt(k)


@paired_interval.holds(2)
def mean(case, answer):
    """The mean of a − b, with its ends around it"""
    found, low, high = ends(answer, case.a, case.b, case.sizes)
    want = float((case.a - case.b).mean())
    yield (
        f"you returned ({found:.5f}, {low:.5f}, {high:.5f}); the mean of a − b is "
        f"{want:.5f}",
        abs(found - want) < 1e-9 and low < found < high,
        "Subtract split by split, b from a. First the mean, then the low end, then "
        "the high one.",
    )


@paired_interval.holds(2)
def turned(case, answer):
    """Exchanging the models turns the interval round"""
    one = ends(answer, case.a, case.b, case.sizes)
    other = ends(answer, case.b, case.a, case.sizes)
    off = max(
        abs(one[0] + other[0]), abs(one[1] + other[2]), abs(one[2] + other[1])
    ) / (abs(one[2] - one[1]) or 1)
    yield (
        f"(a, b) gave {_three(one)} and (b, a) gave {_three(other)}",
        off < 0.1,
        "If a leads b by 0.02, b leads a by −0.02: the numbers change their signs, and "
        "the ends their places.",
    )


@paired_interval.holds(5)
def width(case, answer):
    """As wide as splits that share rows demand"""
    _, low, high = ends(answer, case.a, case.b, case.sizes)
    right, naive = halves(case.a, case.b, case.sizes)
    ratio = (high - low) / 2 / right
    yield (
        f"{case.k} splits, {case.sizes['n_train']} training and "
        f"{case.sizes['n_test']} test rows: your interval has {ratio:.0%} of the "
        "corrected width",
        NARROWEST <= ratio <= WIDEST,
        "Look at what stands under the root: the variance of d, times the sum of 1/k "
        "and n_test/n_train.",
        {
            "r": ratio,
            "of_naive": (high - low) / 2 / naive,
            "off_centre": abs((low + high) / 2 - (case.a - case.b).mean()) / naive,
        },
    )


@paired_interval.holds(2)
def level(case, answer):
    """More confidence, a wider interval"""
    one, other = (
        ends(answer, case.a, case.b, case.sizes, alpha=alpha) for alpha in (0.3, 0.01)
    )
    narrow, wide = one[2] - one[1], other[2] - other[1]
    yield (
        f"your interval is {narrow:.5f} wide at alpha = 0.3 and {wide:.5f} at "
        "alpha = 0.01",
        wide > 1.5 * narrow > 0,
        "The quantile depends on alpha: `stats.t.ppf(1 - alpha / 2, k - 1)`.",
        {"narrow": narrow, "wide": wide},
    )


@paired_interval.holds(1)
def equal(case, answer):
    """Equal scores give (0, 0, 0)"""
    found = ends(answer, case.a, case.a.copy(), case.sizes)
    yield (
        f"two equal columns of scores gave {_three(found)}",
        all(abs(item) < 1e-12 for item in found),
        "All differences are 0, so the mean is 0 and both ends are 0. NaN would mean "
        "that something was divided by a spread of 0.",
        {"nan": any(item != item for item in found)},
    )


@paired_interval.holds(2, once=True)
def covers(cases, answer):
    """It holds the truth in nearly all of 200 simulated experiments"""
    import numpy as np

    zero, inside, sizes = np.zeros(20), 0, {"n_train": 800, "n_test": 200}
    for d in cases[0].worlds:
        _, low, high = ends(answer, d, zero, sizes)
        inside += low <= 0 <= high
    yield (
        f"two equally good models, 20 splits of 800 to train and 200 to test, {WORLDS} "
        f"times: your interval held 0 in {inside} of them",
        inside >= COVERED * WORLDS,
        "About 190 of 200 is what 95 % promises. Each interval that leaves 0 out "
        "names a winner where there is none.",
        {"inside": inside},
    )


def _three(found) -> str:
    return "(" + ", ".join(f"{item:.5f}" for item in found) + ")"


paired_interval.mistakes.extend(MISTAKES)
