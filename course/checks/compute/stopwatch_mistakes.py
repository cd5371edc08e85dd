"""Wrong stopwatches: what each would say of a device, and how it shows.

Most symptoms compare the learner's answers with those of a wrong stopwatch that is
asked about the same devices, fresh. `MISTAKES` holds name, message and predicate.
"""

from course.checks.compute.timed_device import LAUNCH


def times(fn, repeats, warmup, clock, sync, *, counted=0) -> list[float]:
    """Return the seconds of each call; of the warm-up, the last `counted` too."""
    for _ in range(warmup - counted):
        fn()
    found = []
    for _ in range(repeats + counted):
        sync()
        start = clock()
        fn()
        sync()
        found.append(clock() - start)
    return found


def middle(values) -> float:
    """Return the median of an odd number of values; of others, the lower middle one."""
    return sorted(values)[(len(values) - 1) // 2]


def mean(values) -> float:
    """Return the mean."""
    return sum(values) / len(values)


def unsynchronised(fn, repeats, warmup, clock, sync) -> float:
    """Read the clock while the device is still busy."""
    return middle(times(fn, repeats, warmup, clock, lambda: None))


def together(fn, repeats, warmup, clock, sync) -> float:
    """Time all repeats as one, and divide."""
    for _ in range(warmup):
        fn()
    sync()
    start = clock()
    for _ in range(repeats):
        fn()
    sync()
    return (clock() - start) / repeats


def of_times(statistic):
    """Return a stopwatch that makes another statistic of the right times."""
    return lambda *args: statistic(times(*args))


def with_warmup(statistic):
    """Return a stopwatch that has the warm-up in its statistic."""
    return lambda *args: statistic(times(*args, counted=args[2]))


# -- how they show ------------------------------------------------------------


def behaves_like(wrong):
    """Return a predicate: on every device as many calls and the same answer."""

    def shows(observed):
        for case in observed.cases:
            for which in ("calm", "rough"):
                if which not in case.asked:
                    return None
                theirs, got = case.asked[which]
                schedule = getattr(case, which)
                device = schedule.device()
                said = wrong(*schedule.arguments(device))
                if theirs.n_calls != device.n_calls or abs(said - got) > LAUNCH / 64:
                    return None
        return shown(observed.cases[0])

    return shows


def shown(case) -> dict:
    """Return the numbers of one case as the messages show them."""
    found = {}
    for which, (_, got) in case.asked.items():
        found[which] = f"{got:.4g} s"
        found[f"{which}_usual"] = f"{getattr(case, which).usual:.4g} s"
    return found


def at_readings(which):
    """Return a predicate over all that was noted at the clock."""

    def shows(observed):
        seen = observed.facts("idle")
        return seen[0] if seen and all(map(which, seen)) else None

    return shows


def of_calls(observed):
    """Return what was counted, where the number of calls is wrong."""
    seen = observed.facts("calls")
    return seen[0] if seen else None


MISTAKES = (
    (
        "own_clock",
        "The clock that you were given was not read. A stopwatch that brings its own "
        "clock cannot be tested, and on another machine it may be the wrong one: call "
        "`clock()`, once before and once after.",
        at_readings(lambda seen: seen["n"] == 0),
    ),
    (
        "wrong_number_of_calls",
        "`fn` ran {n_calls} times, expected {want}: the warm-up calls and the repeats. "
        "Count the loops: one of `warmup`, one of `repeats`, and `fn()` once in each.",
        of_calls,
    ),
    (
        "no_sync_before",
        "You wait after `fn()`, and not before you start the clock. One reading fell "
        "into work that was still in the queue, so it was counted as yours. Call "
        "`sync()` before the first reading too.",
        at_readings(lambda seen: seen["busy"] == 1),
    ),
    (
        "no_sync_after",
        "You wait before you start the clock, and not before you stop it: {busy} of "
        "{n} readings, those after `fn()`, came while the device was busy. Call "
        "`sync()` between `fn()` and the second reading.",
        at_readings(lambda seen: seen["busy"] == seen["idle"]),
    ),
    (
        "no_sync",
        "You measured {calm}, the true work is {calm_usual}: the device was still "
        "busy when you read the clock. Python only puts the work into a queue. Call "
        "`sync()` before both readings.",
        behaves_like(unsynchronised),
    ),
    (
        "warmup_counted",
        "The warm-up calls (libraries, compilation, caches) are in your statistic: "
        "{calm} instead of {calm_usual}. Call `fn()` for them first, and append "
        "nothing to your list.",
        behaves_like(with_warmup(middle)),
    ),
    (
        "warmup_in_mean",
        "The warm-up calls are in your statistic, and it is a mean, which they move "
        "from {calm_usual} to {calm}. Leave the warm-up out, and take the median.",
        behaves_like(with_warmup(mean)),
    ),
    (
        "mean_not_median",
        "One hiccup moved your answer from {rough_usual} to {rough}: that is the mean, "
        "and somebody else's work is in it. The median stays where most calls are.",
        behaves_like(of_times(mean)),
    ),
    (
        "total_not_each",
        "You timed all repeats together and divided. That is a mean, and one hiccup "
        "moved it to {rough}. Read the clock before and after each call, and take the "
        "median.",
        behaves_like(together),
    ),
    (
        "fastest",
        "You returned the fastest call, {rough}, where the middle one took "
        "{rough_usual}. The least time says what is possible on a good day; what to "
        "expect is the median.",
        behaves_like(of_times(min)),
    ),
    (
        "sum",
        "You returned the sum of all calls, {calm}. Asked is the time of one call, "
        "which is {calm_usual}: the median of the list.",
        behaves_like(of_times(sum)),
    ),
    (
        "milliseconds",
        "Your number is 1,000 times too large: those are milliseconds. The clock gives "
        "seconds and seconds are asked, so leave the factor out.",
        behaves_like(of_times(lambda found: 1000 * middle(found))),
    ),
)
