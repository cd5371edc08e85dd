"""Eight questions at the end of module 5; the questions stand in `quiz.toml`."""

from course.checks.engine import Quiz

quiz = Quiz(
    __name__,
    hints=(
        "Which cell of this notebook worked it out? Scroll up and look at its output.",
        "Three questions come from modules 4, 3 and 1; five ask about operations, "
        "GPU-hours, bytes for each parameter, a clock, and a front.",
        '`answers = {"adam_bytes": ___}`, one entry for each question',
    ),
    takeaway="You can size a run from memory: six operations, sixteen bytes, a million "
    "GPU-hours, and a clock that is read only when the device is idle.",
)
