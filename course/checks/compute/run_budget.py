"""What the GPU bill leaves out: energy, disk space and people."""

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


@run_budget.holds(12)
def kwh(case, run_budget):
    """To be written"""
    yield "", bool(run_budget(1, 1, 1, 1, 1, 1, 1, 1)), ""
