"""Module 3, interpretability: trust, but test."""

from course.checks.engine.load import attach

#: Exercises in the order of the notebook.
EXERCISES = (
    "predictions",
    "permutation_importance",
    "local_surrogate",
    "shapley_exact",
    "saliency",
    "sanity_check",
    "attention_controls",
    "readable_models",
    "interpretability_memo",
    "quiz",
)

__getattr__, __dir__ = attach(__name__, EXERCISES)
