"""Eight questions at the end of module 1; the questions stand in `quiz.toml`."""

from course.checks.engine import Quiz

quiz = Quiz(
    __name__,
    hints=(
        "Which cell of this notebook measured it? Scroll up and look at its output.",
        "Three questions come from `00_start_here`; five ask where parameters sit, "
        "where work is done, what a residual connection is for, and what a tree "
        "stores.",
        '`answers = {"alexnet_parameters": "___"}`, one entry for each question',
    ),
    takeaway="You can say from memory where parameters sit, where work is done, and "
    "what depth needs. Module 2 asks three of these again.",
)
