"""Eight questions at the end of module 7; the questions stand in `quiz.toml`."""

from course.checks.engine import Quiz

quiz = Quiz(
    __name__,
    hints=(
        "Which cell of this notebook measured it? Scroll up and look at its output.",
        "Three questions come from earlier modules; five ask about the tail, zeros in "
        "a file, a code for zero, quiet windows and a name.",
        '`answers = {"tail_samples": ___}`, one entry for each question',
    ),
    takeaway="You can say from memory what a percentile needs, what pruning leaves, "
    "and how large a drift score is when nothing drifts.",
)
