"""The first notebook: how to predict, check, take a hint, hand in."""

from course.checks.engine.load import attach

EXERCISES = ("hello", "quiz")

__getattr__, __dir__ = attach(__name__, EXERCISES)
