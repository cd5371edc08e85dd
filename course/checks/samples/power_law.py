"""A straight line on log-log paper, what it promises, and how far it may be trusted."""

from types import SimpleNamespace

from course.checks.engine import Choice, Exercise, Function, show

STRAIGHT = "while the curve stays straight on log-log axes"
ALWAYS = "for every n"
EVERY_MODEL = "for every model on this data"

power_law = Exercise(
    __name__,
    points=12,
    answers={
        "fit_power_law": Function(lambda value: pair(value)),
        "samples_needed": Function(lambda value: number_or_inf(value)),
        "extrapolation_note": Choice((STRAIGHT, ALWAYS, EVERY_MODEL)),
    },
    covers=("S4.1", "SB.2"),
    hints=(
        "What does error = a · n^(−b) look like if both axes are logarithmic?",
        "Take logarithms: ln error = ln a − b · ln n, a straight line in ln n. Fit it "
        "with `np.polyfit`. For the number of samples solve the law for n.",
        "`slope, intercept = np.polyfit(np.log(n), np.log(error), 1); "
        "return np.exp(___), -slope`",
    ),
    takeaway="Two numbers describe the curve as far as you measured it. The promise "
    "beyond that is a bet that the line stays straight.",
)


def pair(value) -> str | None:
    """Ask for two finite numbers."""
    import math

    items = value.tolist() if hasattr(value, "tolist") else value
    if type(items) not in (list, tuple) or len(items) != 2:
        return f"{show(value, 60)}, where two numbers (a, b) belong"
    for item in items:
        if type(item) not in (int, float) or not math.isfinite(item):
            return f"{show(item, 40)} in the pair, where a finite number belongs"
    return None


def number_or_inf(value) -> str | None:
    """Ask for one number; infinity is one."""
    if type(value) in (int, float) and value == value:
        return None
    return f"{show(value, 60)}, where one number belongs"


@power_law.cases
def cases(rng):
    """Draw laws, sizes at which they were measured, and an error to reach."""
    import numpy as np

    drawn = []
    for _ in range(4):
        a, b = float(rng.uniform(0.9, 2.6)), float(rng.uniform(0.3, 0.75))
        n = np.unique(np.geomspace(rng.integers(18, 30), 900, 12).round()).astype(int)
        error = a * n.astype(float) ** -b
        noisy = error * (1 + rng.normal(0, 0.03, size=len(n)))
        target = float(error[-1] * rng.uniform(0.3, 0.9))
        order = rng.permutation(len(n))
        case = {"a": a, "b": b, "n": n, "error": error, "noisy": noisy}
        drawn.append(SimpleNamespace(**case, target=target, order=order))
    return drawn


@power_law.holds(4, needs=("fit_power_law",))
def recovers(case, fit_power_law):
    """The law behind exact points is found"""
    a, b = fit_power_law(case.n, case.error)
    yield (
        f"points of {case.a:.3f} · n^(−{case.b:.3f}) gave a = {a:.4g}, b = {b:.4g}",
        abs(a / case.a - 1) < 0.02 and abs(b / case.b - 1) < 0.02,
        "Put both logarithms on paper: the slope of the line is −b, and where it "
        "crosses ln n = 0 stands ln a. Undo the sign and the logarithm.",
    )


@power_law.holds(2, needs=("fit_power_law",))
def all_points(case, fit_power_law):
    """Noise is averaged, order does not matter"""
    a, b = fit_power_law(case.n, case.noisy)
    law = a * case.n.astype(float) ** -b
    off = float(abs(law / case.error - 1).max())
    yield (
        f"with 3 % noise on 12 points your curve is off by up to {off:.1%}",
        off < 0.15,
        "Fit all the points together; a line through two of them takes their noise.",
    )
    mixed = fit_power_law(case.n[case.order], case.error[case.order])
    yield (
        f"the same points in another order gave a = {mixed[0]:.4g}, b = {mixed[1]:.4g}",
        abs(mixed[0] / case.a - 1) < 0.02 and abs(mixed[1] / case.b - 1) < 0.02,
        "Use every pair (n, error) as a pair; its place in the list says nothing.",
    )


@power_law.holds(3, needs=("samples_needed",))
def inverse(case, samples_needed):
    """The number of samples gives the target back"""
    n = samples_needed(case.a, case.b, case.target)
    back = case.a * n**-case.b if 0 < n < float("inf") else float("nan")
    yield (
        f"for error {case.target:.4g} you need n = {n:.5g}; the law has error "
        f"{back:.4g} there",
        abs(back / case.target - 1) < 1e-6,
        "Solve a · n^(−b) = target for n, then put your n back into the law: the "
        "target has to come out. Keep the fraction; rounding up comes when you buy.",
    )


@power_law.holds(1, needs=("samples_needed",))
def never(case, samples_needed):
    """A curve that does not fall never gets there"""
    for b in (0.0, -case.b):
        n = samples_needed(case.a, b, case.a / 2)
        yield (
            f"`samples_needed` for b = {b:.3g} returned {show(n)}",
            n == float("inf"),
            "With b of 0 or less more samples do not lower the error. No number is "
            "enough: return `float('inf')` before you divide by b.",
        )


@power_law.holds(2, needs=("extrapolation_note",), once=True)
def note(cases, extrapolation_note):
    """How far it may be trusted"""
    yield (
        f"you wrote that it holds {extrapolation_note}",
        extrapolation_note == STRAIGHT,
        "Compare the three curves of the notebook: all laws were fitted up to n = 400 "
        "and asked for more. For which of them did it come true?",
    )


def logs(n, error):
    """Return slope and intercept of the line on log-log paper."""
    import numpy as np

    slope, intercept = np.polyfit(np.log(n), np.log(error), 1)
    return float(slope), float(intercept)


def number_of(a, b, target) -> float:
    """Return the right number of samples."""
    return (a / target) ** (1 / b) if b > 0 else float("inf")


@power_law.mistake(
    "sign_of_exponent",
    "You returned the slope itself as b. The error falls, so the slope on log-log "
    "paper is negative; in a · n^(−b) the minus is written already, and b is positive.",
    replaces="fit_power_law",
)
def _(n, error):
    import math

    slope, intercept = logs(n, error)
    return math.exp(intercept), slope


@power_law.mistake(
    "log_a_returned",
    "Your a is ln a: the intercept of the line is a logarithm. Take `np.exp` of it, "
    "and at n = 1 the law gives a, as it should.",
    replaces="fit_power_law",
)
def _(n, error):
    slope, intercept = logs(n, error)
    return intercept, -slope


@power_law.mistake(
    "swapped",
    "Both numbers are right and stand in the wrong order. `np.polyfit` returns the "
    "slope first; here the factor a comes first, then the exponent b.",
    replaces="fit_power_law",
)
def _(n, error):
    import math

    slope, intercept = logs(n, error)
    return -slope, math.exp(intercept)


@power_law.mistake(
    "linear_fit",
    "You fitted a straight line in n itself. Errors bend: the first hundred samples "
    "help more than the next. Take the logarithm of n and of the error before you fit.",
    replaces="fit_power_law",
)
def _(n, error):
    import numpy as np

    slope, intercept = np.polyfit(n, error, 1)
    return float(intercept), float(-slope)


@power_law.mistake(
    "only_one_log",
    "You took the logarithm of the error alone. That is an exponential law, a · "
    "e^(−b·n); a power law is straight only if n is on a logarithmic axis too.",
    replaces="fit_power_law",
)
def _(n, error):
    import numpy as np

    slope, intercept = np.polyfit(n, np.log(error), 1)
    return float(np.exp(intercept)), float(-slope)


@power_law.mistake(
    "fits_accuracy",
    "You fitted 1 − error. Accuracy rises towards a ceiling and is no power of n; the "
    "law is about the error. Here the input is the error already: use it as it is.",
    replaces="fit_power_law",
)
def _(n, error):
    import math

    slope, intercept = logs(n, 1 - error)
    return math.exp(intercept), -slope


@power_law.mistake(
    "exponent_not_inverted",
    "You raised a / target to the power b. Solving target = a · n^(−b) for n turns "
    "the power around: n = (a / target)^(1/b). Put your n back into the law.",
    replaces="samples_needed",
)
def _(a, b, target):
    return (a / target) ** b if b > 0 else float("inf")


@power_law.mistake(
    "upside_down",
    "You divided target by a; the number of samples comes out below 1. A smaller "
    "target needs more samples: the target belongs below the line.",
    replaces="samples_needed",
)
def _(a, b, target):
    return (target / a) ** (1 / b) if b > 0 else float("inf")


@power_law.mistake(
    "flat_curve",
    "You divide by b without looking at it first: b = 0 stops with an error, and b "
    "below 0 gives a number that means nothing. Such a curve never reaches the "
    "target: return `float('inf')` before you divide.",
    replaces="samples_needed",
)
def _(a, b, target):
    return (a / target) ** (1 / b)


@power_law.mistake(
    "rising_curve",
    "Right for b = 0, not for b = {b:.3g}: there the error *rises* with n, and you "
    "returned {got}. More samples never help then. Ask for `b <= 0`, not for `b == 0`.",
    replaces="samples_needed",
    values=lambda call: {"b": call.args[1]},
)
def _(a, b, target):
    return (a / target) ** (1 / b) if b else float("inf")


@power_law.mistake(
    "rounded_up",
    "You rounded to whole samples. That is right when you buy; here the exact n is "
    "asked, so that the law gives the target back. `label_cost` rounds later.",
    replaces="samples_needed",
)
def _(a, b, target):
    import math

    return math.ceil(number_of(a, b, target)) if b > 0 else float("inf")


@power_law.mistake(
    "trusts_the_line",
    "On log-log paper curves bend, and no law says so beforehand. On the moved digits "
    "the support vector machine left its own line beyond 400 rows; look at the "
    "figure.",
    replaces="extrapolation_note",
)
def _():
    return ALWAYS


@power_law.mistake(
    "one_law_for_all",
    "Every model has its own a and b: those in the notebook start at different "
    "heights and fall at different speeds. Fit each curve by itself.",
    replaces="extrapolation_note",
)
def _():
    return EVERY_MODEL
