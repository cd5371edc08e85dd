"""Operations, hours and dollars of a training run, from a few counts.

6ND is the rule of Kaplan et al. (2020), section 2.1: two operations forward for each
parameter and token, four backward; attention scores and recomputation are left out.
"""

from types import SimpleNamespace

from course.checks.engine import Exercise, Function, mapping

HOUR = 3600

training_bill = Exercise(
    __name__,
    points=12,
    answers={"training_bill": Function(mapping("flops", "gpu_hours", "usd"))},
    covers=("S5.1", "S5.2", "S5.3", "S5.4"),
    hints=(
        "How many operations does one parameter cost for one token, forward and "
        "backward?",
        "Two forward (multiply, add) and twice as many backward: 6 · N · D. A GPU "
        "reaches `peak_flops · utilisation` in a second; an hour has 3,600.",
        "`flops = 6 * n_params * n_tokens; hours = flops / (peak_flops * ___) / 3600`",
    ),
    takeaway="Six times parameters times tokens is the work, whoever does it. "
    "Throughput and price make the bill, and those are what estimates disagree about.",
)


@training_bill.cases
def cases(rng):
    """Draw models of all sizes, cards, shares of the peak, and prices."""
    drawn = []
    for _ in range(4):
        n, d = (float(f"{10**x:.1e}") for x in rng.uniform((6, 8), (12, 13)))
        peak = float(f"{10 ** rng.uniform(11, 15):.1e}")
        share, price = rng.uniform((0.05, 0.3), (0.6, 12)).round(2).tolist()
        bad = [0.0, -share, 1 + share, 100 * share][len(drawn)]
        case = {"n": n, "d": d, "peak": peak, "share": share, "price": price}
        drawn.append(SimpleNamespace(**case, bad=round(bad, 2)))
    return drawn


def close(got, want) -> bool:
    """Return whether two numbers agree to 1 %."""
    return abs(got - want) <= 0.01 * abs(want)


def asked(case) -> tuple:
    return case.n, case.d, case.peak, case.share, case.price


@training_bill.holds(4)
def flops(case, training_bill):
    """Operations: forward and backward"""
    got, want = training_bill(*asked(case))["flops"], 6 * case.n * case.d
    yield (
        f"N = {case.n:.3g} and D = {case.d:.3g} gave flops = {got:.4g}; "
        f"divided by N · D that is {got / case.n / case.d:.3g}",
        close(got, want),
        "Count what one weight does to one token. Forward it multiplies once and adds "
        "once; backward costs twice as much. Then multiply by N and by D.",
    )


@training_bill.holds(3)
def gpu_hours(case, training_bill):
    """Hours of one GPU"""
    found = training_bill(*asked(case))
    work, got = found["flops"], found["gpu_hours"]
    want = work / (case.peak * case.share) / HOUR
    yield (
        f"{work:.3g} operations at {case.share:.0%} of {case.peak:.3g} a second gave "
        f"{got:.4g} GPU-hours; these are {want:.4g} hours",
        close(got, want),
        "A GPU does `peak_flops · utilisation` operations in a second. Divide the work "
        "by that for seconds, then by 3,600 for hours.",
    )


@training_bill.holds(2)
def usd(case, training_bill):
    """Dollars"""
    found = training_bill(*asked(case))
    hours, got = found["gpu_hours"], found["usd"]
    yield (
        f"{hours:.4g} GPU-hours at ${case.price:.2f} gave ${got:,.4g}",
        close(got, hours * case.price),
        "The bill is hours times the price of an hour: use the hours that you return, "
        "with nothing added and nothing rounded.",
    )


@training_bill.holds(1, once=True)
def gpt3(cases, training_bill):
    """GPT-3, the much quoted estimate"""
    found = training_bill(175e9, 300e9, 28e12, 1.0, 1.5)
    years = found["gpu_hours"] / 24 / 365.25
    yield (
        f"GPT-3 on cards that keep up 28 TFLOP/s, at $1.50 an hour: {years:.4g} "
        f"GPU-years, ${found['usd'] / 1e6:.3g} million",
        353 < years < 359 and close(found["usd"], 4.6875e6),
        "The published estimate is 355 GPU-years and 4.6 million dollars. It takes "
        "28 TFLOP/s as what is reached, so the utilisation is 1.",
    )


@training_bill.holds(2)
def guard(case, training_bill):
    """A utilisation that cannot be is refused"""
    n, d, peak, _, price = asked(case)
    yield (
        f"utilisation = {case.bad:.3g} raised no `ValueError`",
        training_bill.raises(ValueError, n, d, peak, case.bad, price),
        "A share of the peak lies above 0 and is at most 1; a card at 0 never ends, "
        "and 40 is not 40 %. Say so with `raise ValueError(...)` before you compute.",
    )


def possible(call) -> bool:
    """Return whether the utilisation of a call is one that can be."""
    return 0 < call.args[3] <= 1


def bill(n, d, peak, share, price, *, per=6, hour=HOUR) -> dict:
    """Return what the bill comes to, without looking at the utilisation."""
    work = per * n * d
    hours = work / (peak * share) / hour
    return {"flops": work, "gpu_hours": hours, "usd": hours * price}


#: Operations for each parameter and token that somebody may count.
PER = {
    "forward_only": (
        2,
        "2ND is the forward pass only: one multiplication and one addition for each "
        "weight and token. The backward pass costs about twice as much again, so the "
        "whole step costs 6ND.",
    ),
    "macs": (
        3,
        "3ND counts a multiplication with its addition as one. That is a MAC; papers "
        "and data sheets of cards count both, so 3ND MACs are 6ND operations.",
    ),
    "fwd_plus_one": (
        4,
        "4ND counts the backward pass as much as the forward pass. It does two things: "
        "the gradient of the weights and the gradient of the inputs. So it counts "
        "double: 2 + 4 = 6.",
    ),
    "with_recompute": (
        8,
        "8ND includes a second forward pass, for activations that were thrown away to "
        "save memory and are computed again. Here nothing is recomputed: 6ND.",
    ),
}


def counted(per):
    """Return the bill of somebody who counts `per` operations."""
    return lambda *args: bill(*args, per=per)


for name, (factor, message) in PER.items():
    training_bill.mistake(name, message, replaces="training_bill", where=possible)(
        counted(factor)
    )


@training_bill.mistake(
    "seconds",
    "Your {seconds:.3g} are seconds. A price is for an hour, so the bill is 3,600 "
    "times too high as well: divide the seconds by 3,600.",
    replaces="training_bill",
    values=lambda call: {"seconds": call.value["gpu_hours"]},
    where=possible,
)
def _(n, d, peak, share, price):
    return bill(n, d, peak, share, price, hour=1)


@training_bill.mistake(
    "no_util",
    "You assumed 100 % of the peak and left `utilisation` out. No run gets there: the "
    "card waits for memory and for other cards. Multiply the peak by the share.",
    replaces="training_bill",
    where=possible,
)
def _(n, d, peak, share, price):
    return bill(n, d, peak, 1, price)


@training_bill.mistake(
    "util_multiplied",
    "With a share of {share:.0%} your run became *shorter* than at the full peak. A "
    "card that reaches less needs longer: the share belongs below the line, beside the "
    "peak.",
    replaces="training_bill",
    where=possible,
)
def _(n, d, peak, share, price):
    return bill(n, d, peak, 1 / share, price)


@training_bill.mistake(
    "per_day",
    "You divided the seconds by 86,400: those are days. The key is called `gpu_hours` "
    "and the price is for an hour, which has 3,600 seconds.",
    replaces="training_bill",
    where=possible,
)
def _(n, d, peak, share, price):
    return bill(n, d, peak, share, price, hour=24 * HOUR)


@training_bill.mistake(
    "no_guard",
    "The sums are right, and a utilisation of {share:.3g} was not refused. A share "
    "of the peak lies above 0 and is at most 1; look at it first, and `raise "
    "ValueError` where it does not.",
    replaces="training_bill",
)
def _(n, d, peak, share, price):
    return bill(n, d, peak, share, price)


@training_bill.mistake(
    "no_upper_limit",
    "You refuse 0 and less, and not {share:.3g}. No card does more than its "
    "peak, and 40 instead of 0.40 makes the bill a hundred times too small. Refuse "
    "everything above 1 too.",
    replaces="training_bill",
)
def _(n, d, peak, share, price):
    if share <= 0:
        raise ValueError
    return bill(n, d, peak, share, price)


@training_bill.mistake(
    "one_refused",
    "You refuse a utilisation of exactly 1. It is the end of what is allowed, and it "
    "is how an estimate says that its throughput is what is really reached. Refuse "
    "only what is above 1.",
    replaces="training_bill",
)
def _(n, d, peak, share, price):
    if not 0 < share < 1:
        raise ValueError
    return bill(n, d, peak, share, price)
