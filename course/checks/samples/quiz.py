"""Eight questions at the end of module 4; the questions stand in `quiz.toml`."""

from course.checks.engine import Quiz

quiz = Quiz(
    __name__,
    hints=(
        "Which cell of this notebook measured it? Scroll up and look at its output.",
        "Three questions come from module 1; five ask what votes, a power law, a "
        "shift, a fixed test set and a label made by a model are good for.",
        '`answers = {"three_votes": ___}`, one entry for each question',
    ),
    takeaway="You can say from memory what three votes are worth, what a power law "
    "promises, and what spoils a learning curve.",
)
