"""Eight questions at the end of module 3; the questions stand in `quiz.toml`."""

from course.checks.engine import Quiz

quiz = Quiz(
    __name__,
    hints=(
        "Which cell of this notebook measured it? Scroll up and look at its output.",
        "Three questions come from modules 1 and 2; five ask what importance, Shapley "
        "values, kernel width, the sanity check and leaves say.",
        '`answers = {"duplicate": "___"}`, one entry for each question',
    ),
    takeaway="You can say from memory what each explanation measures, and which test "
    "it has to pass before somebody may rely on it.",
)
