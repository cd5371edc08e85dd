"""Ten questions about what the course takes for granted; each has a refresher."""

from course.checks.engine import Quiz

quiz = Quiz(
    __name__,
    hints=(
        "Which of the words in the question could you explain to a friend?",
        "Read the refresher below a wrong answer, then come back to the question. "
        "Nothing here is graded.",
        '`answers = {"array": "___"}`, one entry for each question',
    ),
    takeaway="You know what module 1 takes for granted. Its three warm-up questions "
    "come from this list.",
)
