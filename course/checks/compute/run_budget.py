"""What the GPU bill leaves out: energy, disk space and people."""

from types import SimpleNamespace

from course.checks.engine import Exercise, Function, mapping

KEYS = ("kwh", "checkpoint_gb", "people_usd")

run_budget = Exercise(
    __name__,
    points=12,
    answers={"run_budget": Function(mapping(*KEYS))},
    covers=("S5.7", "S5.8", "S5.9"),
    hints=(
        "Which units go in, and which have to come out?",
        "Energy is power times time; the building needs `pue` times what the GPU "
        "needs. A thousand watt-hours are one kWh, 10⁹ bytes are one GB.",
        "`kwh = gpu_hours * watts * pue / ___`",
    ),
    takeaway="Three more lines belong to the bill: energy, disk space for checkpoints "
    "and people's time. Each is a product; most errors in it are units.",
)


@run_budget.cases
def cases(rng):
    """Draw runs whose numbers differ from 1, from each other and from powers of 2."""
    drawn = []
    for _ in range(3):
        case = {
            "gpu_hours": round(10 ** rng.uniform(2, 6.5)),
            "watts": int(rng.integers(150, 750)),
            "pue": round(float(rng.uniform(1.08, 1.9)), 2),
            "n_params": float(f"{10 ** rng.uniform(7, 11.5):.1e}"),
            "n_checkpoints": int(rng.integers(3, 40)),
            "bytes_per_param": int(rng.choice([6, 8, 12, 14, 16, 18])),
            "engineer_hours": int(rng.integers(100, 9_000)),
            "rate": int(rng.integers(40, 190)),
        }
        low = round(float(rng.uniform(0.3, 0.95)), 2)
        drawn.append(SimpleNamespace(**case, low=low))
    return drawn


def asked(case, **changed) -> tuple:
    """Return the arguments of one call, some of them changed."""
    values = {name: value for name, value in vars(case).items() if name != "low"}
    return tuple((values | changed).values())


def close(got, want) -> bool:
    """Return whether two numbers agree to a millionth."""
    return abs(got - want) <= 1e-6 * abs(want)


@run_budget.holds(4)
def kwh(case, run_budget):
    """Energy in kWh, with what the building adds"""
    got = run_budget(*asked(case))["kwh"]
    want = case.gpu_hours * case.watts * case.pue / 1000
    yield (
        f"{case.gpu_hours:,.0f} GPU-hours at {case.watts:.0f} W and PUE {case.pue:.2f} "
        f"gave {got:,.6g} kWh; the meter says {want:,.6g}",
        close(got, want),
        "Power times time is energy: watts times hours are watt-hours. The building "
        "draws `pue` times as much, and 1,000 Wh are one kWh.",
    )


@run_budget.holds(3)
def checkpoint_gb(case, run_budget):
    """Disk space of all checkpoints in GB"""
    got = run_budget(*asked(case))["checkpoint_gb"]
    want = case.n_params * case.bytes_per_param * case.n_checkpoints / 1e9
    yield (
        f"{case.n_checkpoints} checkpoints of {case.n_params:.3g} parameters with "
        f"{case.bytes_per_param} bytes each gave {got:,.6g} GB; the disk needs "
        f"{want:,.6g}",
        close(got, want),
        "One checkpoint has `n_params · bytes_per_param` bytes. Multiply by how many "
        "you keep, and divide by 10⁹ once.",
    )


@run_budget.holds(1)
def people_usd(case, run_budget):
    """What people cost"""
    got = run_budget(*asked(case))["people_usd"]
    yield (
        f"{case.engineer_hours:,.0f} hours at ${case.rate:.0f} gave ${got:,.6g}",
        close(got, case.engineer_hours * case.rate),
        "People are paid by the hour: multiply hours by rate. The GPUs have their own "
        "bill, so nothing of it belongs here.",
    )


@run_budget.holds(2, once=True)
def gpt3(cases, run_budget):
    """GPT-3: no, one and two kinds of checkpoints"""
    case, look = cases[0], "It is one product; put the three numbers in by hand."
    for n_kept, n_bytes, want in ((0, 16, 0.0), (1, 2, 350.0), (1, 16, 2800.0)):
        changed = {"n_checkpoints": n_kept, "bytes_per_param": n_bytes}
        got = run_budget(*asked(case, n_params=175e9, **changed))["checkpoint_gb"]
        yield (
            f"{n_kept} checkpoints of GPT-3 with {n_bytes} bytes a parameter gave "
            f"{got:,.6g} GB; these are {want:,.0f} GB",
            abs(got - want) <= 1e-6 * max(want, 1.0),
            f"{look} Weights alone in 16 bits are 350 GB; to resume, 2.8 TB.",
        )


@run_budget.holds(2)
def guard(case, run_budget):
    """A PUE below 1 is refused"""
    yield (
        f"pue = {case.low:.2f} raised no `ValueError`",
        run_budget.raises(ValueError, *asked(case, pue=case.low)),
        "PUE is what the building draws over what its machines draw. Below 1 it would "
        "make energy: say so with `raise ValueError(...)` before you compute.",
    )
    got = run_budget(*asked(case, pue=1))["kwh"]
    yield (
        f"pue = 1 gave {got:,.6g} kWh",
        close(got, case.gpu_hours * case.watts / 1000),
        "A PUE of exactly 1 is a building that adds nothing. It is the limit, and it "
        "is allowed.",
    )


def possible(call) -> bool:
    """Return whether the PUE of a call is one that can be."""
    return call.args[2] >= 1


ARGUMENTS = (
    "gpu_hours", "watts", "pue", "n_params", "n_kept", "n_bytes", "hours", "rate",
)  # fmt: skip


def budget(*args, **formulas) -> dict:
    """Return the three lines, some by another formula, without looking at the PUE."""
    run = SimpleNamespace(**dict(zip(ARGUMENTS, args, strict=True)))
    right = {
        "kwh": lambda r: r.gpu_hours * r.watts * r.pue / 1000,
        "checkpoint_gb": lambda r: r.n_params * r.n_bytes * r.n_kept / 1e9,
        "people_usd": lambda r: r.hours * r.rate,
    }
    return {key: formula(run) for key, formula in (right | formulas).items()}


#: Name -> the line, how it is worked out, and what the learner reads.
WRONG = {
    "watts_not_kw": (
        "kwh", lambda r: r.gpu_hours * r.watts * r.pue,
        "Your energy is 1,000 times too high: watts times hours are watt-hours. Energy "
        "is paid by the kilowatt-hour, which has a thousand of them; divide by 1,000.",
    ),
    "pue_divided": (
        "kwh", lambda r: r.gpu_hours * r.watts / r.pue / 1000,
        "You divided by the PUE. Cooling *adds* energy: what the building draws is PUE "
        "times what its machines draw, so multiply.",
    ),
    "pue_left_out": (
        "kwh", lambda r: r.gpu_hours * r.watts / 1000,
        "That is what the GPUs draw by themselves. Cooling and transformers are on the "
        "same bill, and the PUE says how much they add: multiply by it.",
    ),
    "joules": (
        "kwh", lambda r: r.gpu_hours * 3600 * r.watts * r.pue / 1000,
        "You turned hours into seconds, so the result is in kilojoules. A "
        "kilowatt-hour is one kilowatt for one hour: the hours stay as they are.",
    ),
    "gib": (
        "checkpoint_gb", lambda r: r.n_params * r.n_bytes * r.n_kept / 2**30,
        "You divided by 2³⁰, which gives GiB. Disks are sold by the GB of 10⁹ bytes, "
        "and the course counts in them too. The two differ by 7 %.",
    ),
    "weights_only": (
        "checkpoint_gb", lambda r: r.n_params * 4 * r.n_kept / 1e9,
        "You counted 4 bytes for each parameter, which are the weights. To *resume* a "
        "run the optimiser's state belongs into the file too: use `bytes_per_param`.",
    ),
    "weights_in_half": (
        "checkpoint_gb", lambda r: r.n_params * 2 * r.n_kept / 1e9,
        "You counted 2 bytes for each parameter: the weights in 16 bits. To *resume* a "
        "run more has to be kept than these: use `bytes_per_param`.",
    ),
    "one_checkpoint": (
        "checkpoint_gb", lambda r: r.n_params * r.n_bytes / 1e9,
        "You counted one checkpoint. A run keeps several, for the day when the loss "
        "explodes and you have to go back: multiply by `n_checkpoints`.",
    ),
    "megabytes": (
        "checkpoint_gb", lambda r: r.n_params * r.n_bytes * r.n_kept / 1e6,
        "Your disk space is in MB, so the number is 1,000 times too large. The key "
        "says GB, and a GB has 10⁹ bytes.",
    ),
}  # fmt: skip


def spoilt(name):
    """Return the wrong answer of that name."""
    key, formula, _ = WRONG[name]
    return lambda *args: budget(*args, **{key: formula})


for name, (_, _, message) in WRONG.items():
    run_budget.mistake(name, message, replaces="run_budget", where=possible)(
        spoilt(name)
    )


@run_budget.mistake(
    "no_guard",
    "The three lines are right, and a PUE of {pue:.2f} was not refused. No building "
    "draws less than the machines in it. Look at `pue` first, and `raise ValueError` "
    "where it is below 1.",
    replaces="run_budget",
)
def _(gpu_hours, watts, pue, *others):
    return budget(gpu_hours, watts, pue, *others)


@run_budget.mistake(
    "one_refused",
    "You refuse a PUE of exactly 1. It is the limit that good buildings come close to, "
    "and it is possible: refuse only what is below 1.",
    replaces="run_budget",
)
def _(gpu_hours, watts, pue, *others):
    if pue <= 1:
        raise ValueError
    return budget(gpu_hours, watts, pue, *others)
