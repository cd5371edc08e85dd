"""Eight questions at the end of module 2; the questions stand in `quiz.toml`."""

from course.checks.engine import Quiz

quiz = Quiz(
    __name__,
    hints=(
        "Which cell of this notebook measured it? Scroll up and look at its output.",
        "Three questions come from module 1; five ask what a feature forgets, where "
        "a scaler is fitted, what DeepSpeech read, and where frozen features help "
        "least.",
        '`answers = {"scaler": "___"}`, one entry for each question',
    ),
    takeaway="You can say from memory what HOG, SIFT and MFCC forget on purpose, and "
    "when features learned elsewhere are worth their price. Later modules ask again.",
)
