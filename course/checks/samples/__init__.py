"""Module 4, data and labels: what is the next label worth?"""

from course.checks.engine.load import attach

#: Exercises in the order of the notebook.
EXERCISES = ()

__getattr__, __dir__ = attach(__name__, EXERCISES)
