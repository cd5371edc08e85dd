"""A module of two exercises for the tests of the build and of grading.

Notebooks in test kernels import it from this folder; it needs no data and no models.
"""

from pathlib import Path

from course.checks.engine import Exercise, Function, Number, integer, number

_COMMON = {"covers": (), "hints": ("Look.", "Think.", "`___`"), "takeaway": "It holds."}

double = Exercise(
    "tiny.double",
    points=4,
    answers={"twice": Function(number), "shift": Function(number)},
    seconds=2,
    **_COMMON,
)


@double.cases
def cases(rng):
    """Draw numbers of which the double is not the square."""
    return rng.integers(3, 50, size=3).tolist()


@double.holds(3, needs=("twice",))
def doubled(case, twice):
    """Doubling"""
    yield f"`twice({case})`", twice(case) == 2 * case, "Add the number to itself."


@double.holds(1, needs=("shift",))
def shifted(case, shift):
    """Adding one"""
    yield f"`shift({case})`", shift(case) == case + 1, "Add one."


@double.mistake(
    "squares",
    "You returned the square of the number. Its double is the number added to itself.",
    replaces="twice",
)
def _(n):
    return n * n


constant = Exercise(
    "tiny.constant", points=2, answers={"seven": Number(integer)}, **_COMMON
)


@constant.holds(2)
def is_seven(case, seven):
    """The number of days"""
    yield f"`seven` is {seven}", seven == 7, "Count the days of a week."


@constant.mistake(
    "eight", "You counted the first day of the next week as well.", replaces="seven"
)
def _():
    return 8


EXERCISES = {"double": double, "constant": constant}
NAME = "01_tiny"
SOURCE = f'''# ---
# jupyter:
#   jupytext:
#     custom_cell_magics: memo
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Seven Differences
#     language: python
#     name: course
# ---

# %% [markdown]
# # Tiny
# A module with two exercises.

# %%
import sys
sys.path.insert(0, {str(Path(__file__).resolve().parent)!r})
import tiny as check

# %% tags=["answer:double.twice"]
def twice(n):
    """Return the double of `n`."""
    ### BEGIN SOLUTION
    return n + n
    ### END SOLUTION

# %% tags=["answer:double.shift"]
def shift(n):
    """Return the number after `n`."""
    ### BEGIN SOLUTION
    return n + 1
    ### END SOLUTION

# %% tags=["check:double"]
check.double(twice, shift)

# %% [markdown]
# ## A constant
# How many days has a week?

# %%
print("prose code")

# %% tags=["practice:warm_up"]
### BEGIN SOLUTION
days = ["Mo", "Tu"]
### END SOLUTION

# %% tags=["answer:constant.seven"]
# seven = ...
### BEGIN SOLUTION
seven = 7
### END SOLUTION

# %% tags=["check:constant"]
check.constant(seven)
'''
