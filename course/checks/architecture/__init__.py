"""Module 1, model complexity and architecture: count before you train."""

from course.checks.engine.load import attach

EXERCISES = (
    "predictions",
    "layer_params",
    "conv_macs",
    "gpt_params",
    "forest_size",
    "residual_depth",
    "small_table",
    "architecture_memo",
    "quiz",
)

__getattr__, __dir__ = attach(__name__, EXERCISES)
