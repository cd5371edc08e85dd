"""A stopwatch, asked with a clock and a device that exist only in the check.

Each case has two schedules: a calm device whose warm-up is longer than what is
measured, and a rough one with a hiccup among its runs.
"""

from types import SimpleNamespace

from course.checks.compute.stopwatch_mistakes import MISTAKES
from course.checks.compute.timed_device import LAUNCH, Schedule
from course.checks.engine import Exercise, Function, number

SLOW = (50.0, 30.0, 20.0, 15.0, 12.0, 10.0)  # seconds of the calls that warm up
HICCUP = 40.0

stopwatch = Exercise(
    __name__,
    points=14,
    answers={"measure": Function(number)},
    covers=("S5.5", "S5.6", "S7.4"),
    hints=(
        "Who is still working when Python already goes on to the next line?",
        "First the warm-up. Then, for each repeat: wait, read the clock, call, wait, "
        "read the clock. The median of the differences does not move with one hiccup.",
        "`sync(); start = clock(); fn(); ___; seconds.append(clock() - start)`",
    ),
    takeaway="A time can be believed if the device was idle at both readings, the "
    "warm-up is left out, and one hiccup does not move it.",
)


@stopwatch.cases
def cases(rng):
    """Draw calm and rough devices; all times are multiples of 1/128 s."""
    drawn = []
    for _ in range(3):
        work = int(rng.integers(32, 96)) / 64
        repeats, others = rng.choice([3, 5]), rng.choice([5, 7, 9])
        steps = rng.choice(range(-20, 21), size=int(others) - 1, replace=False)
        rough = sorted([*(work + steps / 128), HICCUP])
        usual = rough[len(rough) // 2]
        warmup, n_first = int(repeats) + 1, int(rng.integers(1, 4))
        first, then = list(SLOW[:warmup]), rng.permutation(rough).tolist()
        clock = {"start": float(rng.integers(100, 9_000)), "queued": 4.0 + work}
        calm = Schedule(
            first + [work] * int(repeats), warmup, int(repeats), work, **clock
        )
        rough = Schedule([usual] * n_first + then, n_first, int(others), usual, **clock)
        drawn.append(SimpleNamespace(calm=calm, rough=rough, asked={}))
    return drawn


def ask(case, which, measure):
    """Return the schedule, the device, and what `measure` said; asked once, kept."""
    schedule = getattr(case, which)
    if which not in case.asked:
        device = schedule.device()
        case.asked[which] = device, measure(*schedule.arguments(device))
    return schedule, *case.asked[which]


def right(got, seconds) -> bool:
    """Return whether a time is that of the work, with or without its launch."""
    return abs(got - seconds) <= 2 * LAUNCH


@stopwatch.holds(2)
def calls(case, measure):
    """`fn` is called `warmup + repeats` times"""
    run, device, _ = ask(case, "rough", measure)
    want = run.warmup + run.repeats
    yield (
        f"with warmup={run.warmup} and repeats={run.repeats}, `fn` was called "
        f"{device.n_calls} times",
        device.n_calls == want,
        "Warm-up calls and measured calls together are `warmup + repeats`. Each costs "
        "somebody time, so make none more and none less.",
        {"n_calls": device.n_calls, "want": want},
    )


@stopwatch.holds(4)
def idle(case, measure):
    """The clock is read only when the device is idle"""
    for which in ("calm", "rough"):
        _, device, _ = ask(case, which, measure)
        n, busy = device.n_readings, device.n_busy
        yield (
            f"the clock was read {n} times, {busy} of them while the device was busy",
            n >= 2 and not busy,
            "`fn()` comes back at once and the device works on. Call `sync()` before "
            "each reading of the clock, of the clock that you were given.",
            {"n": n, "busy": busy, "idle": n - busy},
        )


@stopwatch.holds(3)
def warm(case, measure):
    """The warm-up is not in the statistic"""
    run, _, got = ask(case, "calm", measure)
    first = ", ".join(f"{x:.0f}" for x in run.seconds[: run.warmup])
    yield (
        f"the first {run.warmup} calls took {first} s, each of the others "
        f"{run.usual:.4g} s; you measured {got:.4g} s",
        right(got, run.usual),
        "Call `fn` for the warm-up first and keep none of its times. After that every "
        "call takes the same, so the answer is that time, not a sum.",
    )


@stopwatch.holds(3)
def median(case, measure):
    """One hiccup does not move the answer"""
    run, _, got = ask(case, "rough", measure)
    yield (
        f"{run.repeats} calls with a median of {run.usual:.4g} s, one of which took "
        f"{HICCUP:.0f} s; you measured {got:.4g} s",
        right(got, run.usual),
        "Take the time of each call by itself and return the median: sort them, and "
        "the middle one is your answer.",
    )


@stopwatch.holds(2)
def single(case, measure):
    """One repeat, no warm-up"""
    calm = case.calm
    run = Schedule([calm.usual], 0, 1, calm.usual, calm.start, calm.queued)
    device = run.device()
    got = measure(*run.arguments(device))
    yield (
        f"one call of {run.usual:.4g} s, no warm-up, on a device that others had kept "
        f"busy for {run.queued:.4g} s: you measured {got:.4g} s",
        right(got, run.usual) and device.n_calls == 1,
        "The queue may hold work that is not yours. Wait for it before you read the "
        "clock the first time; the median of one time is that time.",
    )


for name, message, shows in MISTAKES:
    stopwatch.symptom(name, message)(shows)
