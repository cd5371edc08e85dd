"""Module 6, task suitability: which family for which table, picture, sentence?"""

from course.checks.engine.load import attach

#: Exercises in the order of the notebook.
EXERCISES = (
    "paired_interval",
    "items_needed",
    "predictions",
    "baselines",
    "rotation",
    "shift",
    "word_order",
    "suitability_memo",
    "quiz",
)

__getattr__, __dir__ = attach(__name__, EXERCISES)
