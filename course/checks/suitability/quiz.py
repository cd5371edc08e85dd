"""Eight questions at the end of module 6; the questions stand in `quiz.toml`."""

from course.checks.engine import Quiz

quiz = Quiz(
    __name__,
    hints=(
        "Which cell of this notebook measured it? Scroll up and look at its output.",
        "Three questions come from earlier modules; five ask about the corrected "
        "interval, rotation, word order, GLUE and the first rung.",
        '`answers = {"halve_error": ___}`, one entry for each question',
    ),
    takeaway="You can say from memory what makes an interval honest, which models a "
    "rotation touches, and which rung comes first.",
)
