"""Module 4, data and labels: what is the next label worth?"""

from course.checks.engine.load import attach

#: Exercises in the order of the notebook.
EXERCISES = (
    "predictions",
    "stratified_subset",
    "learning_curve",
    "power_law",
    "augment_shift",
    "label_budget",
    "noisy_votes",
    "prototypes",
    "samples_memo",
    "quiz",
)

__getattr__, __dir__ = attach(__name__, EXERCISES)
