"""Wrong formulas for the number of items, and wrong tests of a gap.

`items_needed` registers these in their order.
"""

import math

from course.checks.engine import Mistakes

MISTAKES = Mistakes()


def z(share: float) -> float:
    """Return the number below which a standard normal draw lies with this chance."""
    from scipy.special import ndtri

    return float(ndtri(share))


def top(p, q, alpha, power, *, sides=2, second=None) -> float:
    """Return what is divided by the square of the gap."""
    mean, power_term = (p + q) / 2, 0.0 if power is None else z(power)
    second = p * (1 - p) + q * (1 - q) if second is None else second
    sure = z(1 - alpha / sides) * math.sqrt(2 * mean * (1 - mean))
    return (sure + power_term * math.sqrt(second)) ** 2


def needed(p, delta, alpha=0.05, power=0.8) -> int:
    """Return the items for each of two test sets: the usual normal formula."""
    return math.ceil(top(p, p + delta, alpha, power) / delta**2)


@MISTAKES.mistake(
    "one_sample",
    "`{call}` gives {got}, half of what is needed. You let one accuracy vary around a "
    "known number; here both are measured, each on a test set of its own, and their "
    "variances add up.",
    replaces="items_needed",
)
def _(p, delta, alpha=0.05, power=0.8):
    return math.ceil(top(p, p + delta, alpha, power) / delta**2 / 2)


@MISTAKES.mistake(
    "both_sets",
    "`{call}` gives {got}, twice what was asked: the items of both test sets together. "
    "Return the size of *one* of the two.",
    replaces="items_needed",
)
def _(p, delta, alpha=0.05, power=0.8):
    return 2 * needed(p, delta, alpha, power)


@MISTAKES.mistake(
    "no_power",
    "You left the power out. With `{call}` = {got} items a true gap is missed every "
    "second time: it lies just at the border. Add the z of the power times its own "
    "standard deviation.",
    replaces="items_needed",
)
def _(p, delta, alpha=0.05, power=0.8):
    return math.ceil(top(p, p + delta, alpha, None) / delta**2)


@MISTAKES.mistake(
    "gap_not_squared",
    "`{call}` gives {got}. Your number grows with 1/delta, so half the gap would need "
    "twice the items. The standard error falls with √n, so it needs four times as "
    "many: divide by delta².",
    replaces="items_needed",
)
def _(p, delta, alpha=0.05, power=0.8):
    return math.ceil(top(p, p + delta, alpha, power) / abs(delta))


@MISTAKES.mistake(
    "sum_not_squared",
    "`{call}` gives {got}: you squared delta, and not the sum above it. The square "
    "belongs to the whole fraction: `((sure + seen) / delta) ** 2`.",
    replaces="items_needed",
)
def _(p, delta, alpha=0.05, power=0.8):
    return math.ceil(math.sqrt(top(p, p + delta, alpha, power)) / delta**2)


@MISTAKES.mistake(
    "one_sided",
    "Your test looks to one side only: z of 1 − alpha. Either model may be the better "
    "one, so alpha is shared by two sides: z of 1 − alpha/2, 1.96 for 0.05.",
    replaces="items_needed",
)
def _(p, delta, alpha=0.05, power=0.8):
    return math.ceil(top(p, p + delta, alpha, power, sides=1) / delta**2)


@MISTAKES.mistake(
    "one_rate",
    "You used the variance of `p` for both sets. The second accuracy is p + delta, and "
    "near 1 it varies less: take each variance at its own accuracy.",
    replaces="items_needed",
)
def _(p, delta, alpha=0.05, power=0.8):
    both = z(1 - alpha / 2) + z(power)
    return math.ceil(both**2 * 2 * p * (1 - p) / delta**2)


@MISTAKES.mistake(
    "always_up",
    "For a negative delta your number is too small: you took its size and went *up* "
    "from p. From 0.90 by −0.02 the other accuracy is 0.88, and that varies more than "
    "0.92 does.",
    replaces="items_needed",
)
def _(p, delta, alpha=0.05, power=0.8):
    return needed(p, abs(delta), alpha, power)


@MISTAKES.mistake(
    "per_cent",
    "`{call}` gives {got}: you divided delta by 100. Accuracies here are shares from 0 "
    "to 1, so a delta of 0.02 already means two hundredths, from 0.90 to 0.92.",
    replaces="items_needed",
)
def _(p, delta, alpha=0.05, power=0.8):
    return needed(p, delta / 100, alpha, power)


def errors_apart(one, other, n) -> float:
    """Return the gap in standard errors of a difference, with its sign."""
    return (other - one) / math.sqrt((one * (1 - one) + other * (1 - other)) / n)


@MISTAKES.mistake(
    "labels_ignored",
    "`label_error` did not change your answer. With 6 % wrong labels a lead of 0.03 "
    "may come from agreeing with mistakes, however many items there are: a gap that "
    "is not larger than the share of wrong labels counts as noise too.",
    replaces="gap_is_noise",
)
def _(acc1, acc2, n, label_error=0.0):
    return abs(errors_apart(acc1, acc2, n)) < 1.96


@MISTAKES.mistake(
    "inverted",
    "Every answer is the opposite of the right one. The function is named for noise: "
    "True if the gap can be explained by chance or by wrong labels, False if it is a "
    "finding.",
    replaces="gap_is_noise",
)
def _(acc1, acc2, n, label_error=0.0):
    apart = abs(errors_apart(acc1, acc2, n)) >= 1.96
    return apart and abs(acc1 - acc2) > label_error


@MISTAKES.mistake(
    "sign_matters",
    "You call every gap noise in which one of the two models leads, and test only the "
    "other direction. A gap has a size: take `abs(acc1 - acc2)` before you compare.",
    replaces="gap_is_noise",
)
def _(acc1, acc2, n, label_error=0.0):
    return errors_apart(acc1, acc2, n) < 1.96 or acc2 - acc1 <= label_error


@MISTAKES.mistake(
    "sign_matters_too",
    "You call every gap noise in which the second model leads. A gap has a size and a "
    "direction, and here only the size counts: take `abs(acc1 - acc2)` before you "
    "compare.",
    replaces="gap_is_noise",
)
def _(acc1, acc2, n, label_error=0.0):
    return -errors_apart(acc1, acc2, n) < 1.96 or acc1 - acc2 <= label_error


@MISTAKES.mistake(
    "noise_of_one",
    "Your noise is that of *one* accuracy, √(p(1 − p)/n), so gaps of 1.5 standard "
    "errors pass for findings. A difference of two varies more: add both variances "
    "under the root.",
    replaces="gap_is_noise",
)
def _(acc1, acc2, n, label_error=0.0):
    p = (acc1 + acc2) / 2
    one = 1.96 * math.sqrt(p * (1 - p) / n)
    return abs(acc1 - acc2) < one or abs(acc1 - acc2) <= label_error


@MISTAKES.mistake(
    "one_error",
    "You compare the gap with *one* standard error. Pure chance exceeds that in one "
    "pair out of three. At 95 % the border lies at 1.96 of them.",
    replaces="gap_is_noise",
)
def _(acc1, acc2, n, label_error=0.0):
    return abs(errors_apart(acc1, acc2, n)) < 1 or abs(acc1 - acc2) <= label_error
