"""Is a promise about response times kept? A percentile, or "not enough data"."""

from types import SimpleNamespace

from course.checks.engine import Exercise, Function, show

service_level = Exercise(
    __name__,
    points=10,
    answers={"meets_sla": Function(lambda value: verdict(value))},
    covers=("S7.1", "S7.4", "S8.4"),
    hints=(
        "Which user do you promise something to: the average one, the unluckiest, or "
        "99 in 100?",
        "Count first: below 10 / (1 − percentile / 100) samples return None. Then "
        "compare the percentile with the target; `np.percentile` takes 99, not 0.99.",
        "`if len(latencies_ms) < 10 / (1 - percentile / 100): return ___`, then "
        "`return bool(np.percentile(latencies_ms, percentile) <= target_ms)`",
    ),
    takeaway="A promise about response times speaks of the tail, and a tail needs many "
    "samples: p99 needs 1,000 to have ten beyond it.",
)

#: How many order statistics the rules for a percentile may lie apart.
APART = 4


def verdict(value) -> str | None:
    """Ask for True, False or None."""
    if value is None or type(value) is bool:
        return None
    return f"{show(value, 60)}, where True, False or None belongs"


@service_level.cases
def cases(rng):
    """Draw logs of skewed latencies, each with promises that are kept and broken."""
    import numpy as np

    drawn = []
    often, seldom = rng.choice([80, 90]), rng.permutation([95, 98, 99])[:2]
    for percentile in rng.permutation([often, *seldom]).tolist():
        need = 10 / (1 - percentile / 100)
        n = int(need * rng.uniform(1.3, 2.5)) + 40
        log = rng.lognormal(np.log(rng.uniform(8, 40)), 0.5, n)
        # stragglers: they lift the mean above p80 and p90, and not above p95
        n_late = int(n * (1 - percentile / 100) / 2)
        late = rng.choice(n, n_late, replace=False)
        log[late] *= 40 if percentile < 95 else 15
        log = log.round(3)
        ranked = np.sort(log)
        place = int(n * percentile / 100)
        low, high = ranked[place - APART], ranked[place + APART]
        drawn.append(
            SimpleNamespace(
                percentile=percentile,
                log=log,
                broken=float(rng.uniform(0.75, 0.95) * low),
                kept=float(rng.uniform(1.05, 1.3) * high),
                # between the low tail and the median, and below the low tail
                hopeless=float(np.quantile(log, 0.5 - percentile / 400)),
                far_below=float(np.quantile(log, (1 - percentile / 100) / 2)),
                few=max(3, int(need * rng.uniform(0.2, 0.85))),
                order=rng.permutation(n),
                level=float(rng.integers(5, 90)),
            )
        )
    return drawn


@service_level.holds(4)
def the_tail(case, meets_sla):
    """The percentile decides"""
    for target, want in ((case.broken, False), (case.kept, True)):
        yield tried(case.log, case.percentile, target, meets_sla, want)


@service_level.holds(2)
def enough(case, meets_sla):
    """Too few samples prove nothing"""
    for log in (case.log[: case.few], case.log[: max(2, case.few // 12)]):
        got = meets_sla(log, case.percentile, case.kept)
        yield (
            f"p{case.percentile} from {len(log)} samples gave {got}",
            got is None,
            f"p{case.percentile} asks for {10 / (1 - case.percentile / 100):,.0f} "
            "samples, so that ten lie beyond it. With fewer return None.",
        )
    got = meets_sla(case.log, case.percentile, case.kept)
    yield (
        f"p{case.percentile} from {len(case.log):,} samples gave {got}",
        got is not None,
        "Here there are enough: more than ten samples lie beyond the percentile, so "
        "True or False belongs.",
    )


@service_level.holds(2)
def far_off(case, meets_sla):
    """A target that most requests miss"""
    for target in (case.hopeless, case.far_below):
        yield tried(case.log, case.percentile, target, meets_sla, False)


@service_level.holds(2)
def any_log(case, meets_sla):
    """Lists, any order, and times that are all the same"""
    mixed = case.log[case.order].tolist()
    yield tried(mixed, case.percentile, case.broken, meets_sla, False)
    yield tried(mixed, case.percentile, case.kept, meets_sla, True)
    same = [case.level] * len(mixed)
    yield tried(same, case.percentile, case.level, meets_sla, True)


def tried(log, percentile, target, meets_sla, want):
    """Ask once; return what the engine wants to know."""
    got = meets_sla(log, percentile, target)
    share = sum(time <= target for time in log) / len(log)
    return (
        f"of {len(log):,} requests {share:.1%} took at most {target:.5g} ms; for "
        f"p{percentile} you said {got}",
        got is want,
        f"The promise is kept if {percentile} in 100 requests take at most the target, "
        "the target itself included. Compare the percentile with it.",
    )


def enough_for(latencies_ms, percentile) -> bool:
    """Return whether ten samples lie beyond the percentile."""
    return len(latencies_ms) >= 10 / (1 - percentile / 100) - 1e-6


def by(rule):
    """Return an answer that judges ``rule(log, percentile)``, with the right count."""

    def wrong(latencies_ms, percentile, target_ms):
        if not enough_for(latencies_ms, percentile):
            return None
        return bool(rule(latencies_ms, percentile) <= target_ms)

    return wrong


def np_():
    """Import NumPy where it is used."""
    import numpy

    return numpy


def said(call) -> dict:
    """Return the numbers that a message speaks of."""
    import numpy as np

    log, percentile, target = call.args
    slow = float(np.mean(np.asarray(log) > target))
    return {
        "mean": f"{np.mean(log):.4g}",
        "slow": f"{slow:.1%}",
        "allowed": f"{1 - percentile / 100:.0%}",
        "most": f"{np.max(log):,.0f}",
        "n": len(log),
    }


@service_level.mistake(
    "uses_mean",
    "The mean is {mean} ms, and an SLA does not ask for it. {slow} of the users wait "
    "longer than the target, where {allowed} may: look at the tail, with "
    "`np.percentile(latencies_ms, percentile)`.",
    replaces="meets_sla",
    values=said,
)
def _(latencies_ms, percentile, target_ms):
    return by(lambda log, p: np_().mean(log))(latencies_ms, percentile, target_ms)


@service_level.mistake(
    "uses_median",
    "The median speaks for the user in the middle: half of the others wait longer. "
    "Here {slow} wait longer than the target, where {allowed} may. Ask for the "
    "percentile that was promised.",
    replaces="meets_sla",
    values=said,
)
def _(latencies_ms, percentile, target_ms):
    return by(lambda log, p: np_().median(log))(latencies_ms, percentile, target_ms)


@service_level.mistake(
    "uses_max",
    "One request of {most} ms decided your answer. p{percentile} allows {allowed} of "
    "the requests to be slower than the target, and here it is {slow}.",
    replaces="meets_sla",
    values=said,
)
def _(latencies_ms, percentile, target_ms):
    return by(lambda log, p: np_().max(log))(latencies_ms, percentile, target_ms)


@service_level.mistake(
    "too_few_samples",
    "You judged p{percentile} from {n} samples, where less than ten lie beyond it. "
    "From twenty samples p99 is close to their maximum, luck and no more. Return None "
    "when there are fewer than 10 / (1 − percentile / 100).",
    replaces="meets_sla",
    values=said,
)
def _(latencies_ms, percentile, target_ms):
    return bool(np_().percentile(latencies_ms, percentile) <= target_ms)


@service_level.mistake(
    "one_beyond",
    "You ask for one sample beyond the percentile. One is an accident: ten are the "
    "rule here, so 10 / (1 − percentile / 100) samples and not 1 / (1 − percentile / "
    "100). Here there were {n}.",
    replaces="meets_sla",
    values=said,
)
def _(latencies_ms, percentile, target_ms):
    if len(latencies_ms) < 1 / (1 - percentile / 100) - 1e-6:
        return None
    return bool(np_().percentile(latencies_ms, percentile) <= target_ms)


@service_level.mistake(
    "share_for_percentile",
    "You took the {percentile} in 10,000 fastest, not the {percentile} in 100: "
    "`np.percentile` wants 99 and `np.quantile` wants 0.99. `percentile` comes as a "
    "number up to 100, so nothing has to be divided.",
    replaces="meets_sla",
)
def _(latencies_ms, percentile, target_ms):
    rule = by(lambda log, p: np_().percentile(log, p / 100))
    return rule(latencies_ms, percentile, target_ms)


@service_level.mistake(
    "quantile_of_a_percent",
    "`np.quantile` wants a share from 0 to 1 and got {percentile}, so it stops with an "
    "error. `np.percentile` takes {percentile} as it is, or divide by 100 for the "
    "quantile.",
    replaces="meets_sla",
)
def _(latencies_ms, percentile, target_ms):
    rule = by(lambda log, p: np_().quantile(log, p))
    return rule(latencies_ms, percentile, target_ms)


@service_level.mistake(
    "wrong_tail",
    "You looked at the fast end: {percentile} in 100 requests are slower than your "
    "number. A promise is about the slow end; take the percentile itself, not 100 "
    "minus it.",
    replaces="meets_sla",
)
def _(latencies_ms, percentile, target_ms):
    rule = by(lambda log, p: np_().percentile(log, 100 - p))
    return rule(latencies_ms, percentile, target_ms)


@service_level.mistake(
    "strictly_below",
    'All requests took exactly the target, and you said {got}. "At most" includes '
    "the target itself: compare with `<=`, not with `<`.",
    replaces="meets_sla",
)
def _(latencies_ms, percentile, target_ms):
    if not enough_for(latencies_ms, percentile):
        return None
    return bool(np_().percentile(latencies_ms, percentile) < target_ms)


@service_level.symptom(
    "sorted_in_place",
    "The log came back in another order: your call sorted the caller's own list. Who "
    "wants to see when the slow requests came has lost that. Use `sorted(...)` or "
    "`np.sort(...)`, which give a new one.",
)
def _(observed):
    return any(call.mutated for call in observed.calls("meets_sla"))


@service_level.symptom(
    "needs_array",
    "An array worked, a plain list stopped your code with {error}. Logs come as lists "
    "too: begin with `np.asarray(latencies_ms)`, or use functions of NumPy that take "
    "both.",
)
def _(observed):
    calls = observed.calls("meets_sla")
    lists = [call for call in calls if type(call.args[0]) is list]
    arrays = [call for call in calls if type(call.args[0]) is not list]
    only_lists = all(c.error for c in lists) and not any(c.error for c in arrays)
    return {"error": lists[0].error} if lists and only_lists else None
