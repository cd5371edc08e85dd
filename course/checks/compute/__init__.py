"""Module 5, compute: read the bill before you train."""

from course.checks.engine.load import attach

#: Exercises in the order of the notebook.
EXERCISES = (
    "predictions",
    "training_bill",
    "run_budget",
    "state_bytes",
    "stopwatch",
    "pareto_front",
    "mixed_precision",
    "compute_memo",
    "quiz",
)

__getattr__, __dir__ = attach(__name__, EXERCISES)
