# ---
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
# # Start here
#
# **When is deep learning the better choice, and when is classical machine learning?**
# In this course you do not read the answer. You predict, then you measure, then you see
# who was right: your guess, the textbook, or neither.
#
# This notebook takes 20 minutes and shows the five moves that every module uses:
# **predict, run, check, take a hint, hand in**. Nothing here is graded.
#
# It is for three kinds of people: those who build models, those who pay for them, and
# those who study them. A wrong choice of approach costs time, money and trust; that is
# why each module ends with a short memo to somebody who has to decide.
#
# | | module | the difference |
# |---|---|---|
# | *Foundations and architecture* | 1 architecture | how large, how deep, and why |
# | | 2 representation | who writes the features |
# | | 3 interpretability | what an explanation is worth |
# | *Data and training* | 4 samples | what the next label is worth |
# | | 5 compute | what training costs |
# | *Performance, deployment, use cases* | 6 suitability | which family for which task |
# | | 7 deployment | what happens after training |
#
# Deep learning is a part of machine learning: networks of many layers that learn their
# own features. "Classical" means everything else: linear models, trees, forests,
# nearest neighbours.

# %%
# %load_ext course
from course import data, device, models, plots, predict, protocol
from course.checks import start as check

# %% [markdown]
# ## What this machine is
#
# Every number in this course comes with the machine that it was measured on. This is
# yours. If something is missing, `course doctor` in a terminal says how to get it.

# %%
device.describe()

# %% [markdown]
# ## 1 · Run
#
# A notebook is a row of cells. Click the next cell and press <kbd>Shift</kbd> +
# <kbd>Enter</kbd>: the cell runs, and its last value appears below. To run all cells
# from the top, use *Run › Run All Cells*. If things get confused, *Kernel › Restart
# Kernel and Run All Cells* starts clean; your text stays.

# %%
digits = data.load_digits()
digits

# %% [markdown]
# ## 2 · Predict
#
# Each module asks for predictions **before** the result. Say what you expect and how
# sure you are: 50 means a coin, 100 means certain. It counts that you predicted, not
# that you were right. A surprise is where you learn.
#
# *Here:* two models read 8 × 8 pixel digits after 200 examples. One is a logistic
# regression, a linear model. One is a small neural network. Who is better on new
# digits? `"logistic"`, `"network"` or `"no clear winner"`?
#
# Replace the `...` in the cell below with the line in the comment, filled in. You can
# also leave it: nothing in this notebook stops you.

# %% tags=["practice:first_prediction"]
# predict("first_prediction", choice="...", confidence=...)
### BEGIN SOLUTION
predict("first_prediction", choice="no clear winner", confidence=60)
### END SOLUTION

# %% [markdown]
# Now measure. `protocol.compare` trains both on the same rows, ten times with other
# rows, and tests on rows that neither has seen.

# %%
contenders = {"logistic": models.logistic(), "network": models.mlp()}
comparison = protocol.compare(contenders, digits, n_splits=10, train_size=200)
comparison

# %%
plots.show(
    plots.scores(comparison.frame, metric="accuracy"),
    alt="Test accuracy of logistic regression and a small network on ten splits of the "
    "digits, one dot a split; the two clouds lie close together.",
)

# %% [markdown]
# **How to read it.** A dot is one split. The table gives the difference of the two on
# the same split, on average, and a 95 % interval: the differences that this experiment
# cannot rule out. If 0 lies inside, the honest verdict is "no clear winner", whoever
# has the higher mean.

# %% [markdown]
# ## 3 · Check
#
# An exercise is two cells. In the first one stands a `...` for you to replace. The
# second one is locked and checks your answer as often as you like, each time with fresh
# inputs.
#
# *Here:* write a function that doubles every number of a list and returns a **new**
# list: `double([1, 2])` is `[2, 4]`. Run the check first, **before** you write
# anything. Then write something wrong on purpose, and read the panel. Then write it
# right.


# %% tags=["answer:hello.double"]
def double(numbers):
    """Return a new list with every number doubled."""
    ### BEGIN SOLUTION
    return [2 * number for number in numbers]
    ### END SOLUTION


# %% tags=["check:hello"]
check.hello(double)

# %% [markdown]
# **How to read a panel.** *I saw* is what your code did in this run: the input and what
# came back. *Why* is what it means. *Next* is one thing to try. Below stand the
# properties that the check tests, each with its points: ✓ holds, ✗ does not, ○ not
# attempted. What you see here is what is graded; the grader only asks with other
# numbers.

# %% [markdown]
# ## 4 · Take a hint
#
# Each exercise has three hints: a question, then the missing piece in words, then code
# with one blank. Each call shows the next one. Hints never cost points.

# %%
check.hello.hint()

# %% [markdown]
# After three different attempts you may also look at solutions:
# `check.hello.solution()`. It shows more than one, because there is more than one.

# %%
check.hello.solution()

# %% [markdown]
# ## 5 · Save and hand in
#
# Your copies lie in the folder `work/`. An update of the course never writes over them.
# Save with <kbd>Ctrl</kbd> + <kbd>S</kbd>.
#
# Alone, you are done when the panels are green; `course progress` in a terminal shows
# what you predicted and solved. In a class, hand in the notebook file as your
# instructor says. It will be run again from top to bottom, so before you hand in:
# *Kernel › Restart Kernel and Run All Cells*, and look whether it reaches the end.
# Do not delete, split or copy the locked check cells.
#
# Memos are text. They are written in a cell that begins with `%%memo`, and read by a
# person.

# %% [markdown]
# ## Ten questions about yourself
#
# No grade. They tell you which refresher to read before module 1. A question you cannot
# answer now is not a reason to stop.

# %%
check.quiz.questions()

# %% tags=["answer:quiz.answers"]
# answers = {"name of the question": "name of the option", ...}
### BEGIN SOLUTION
answers = {
    "array": "doubled",
    "shape": "ten_by_twenty",
    "matrix_product": 35,
    "layer": 44,
    "test_rows": "new_cases",
    "overfitting": ["more_rows", "smaller_model"],
    "accuracy": 90,
    "loss": "to_be_reduced",
    "gradient": "slope",
    "interval": "open",
}
### END SOLUTION

# %% tags=["check:quiz"]
check.quiz(answers)

# %% [markdown]
# ## Go on
#
# Open `01_architecture`. You need about 100 minutes; you may stop anywhere, what you
# wrote is saved.
