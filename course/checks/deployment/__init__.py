"""Module 7, deployment: the model leaves home."""

from course.checks.engine.load import attach

#: Exercises in the order of the notebook.
EXERCISES = (
    "predictions",
    "service_level",
    "prune_masks",
    "quantization",
    "distill_loss",
    "release_table",
    "drift_alarm",
    "manifest",
    "deployment_memo",
    "quiz",
)

__getattr__, __dir__ = attach(__name__, EXERCISES)
