"""The memo of module 3; rubric, weak answers and two exemplars stand in `memo.md`."""

from course.checks.engine import Memo

interpretability_memo = Memo(
    __name__,
    points=10,
    covers=("S3.3", "S3.4", "S3.10", "S3.14"),
    hints=(
        "Who reads the explanation: the person who was refused, the auditor, or the "
        "physician? What can each of them check?",
        "Take one number that your explanation was tested by, and one that says what "
        "the readable model costs. Say for each what it rules out.",
        '"Because ___ (number), I choose ___, although ___; I would change my mind if '
        '___ (number)."',
    ),
)
