"""The memo of module 2; rubric, weak answers and two exemplars stand in `memo.md`."""

from course.checks.engine import Memo

representation_memo = Memo(
    __name__,
    points=10,
    covers=("S2.5", "S2.6", "S2.11", "S2.13", "S2.14"),
    hints=(
        "What does an expert know about each of the three data sets that 4,000 labels "
        "would have to teach?",
        "For each case: the prior, one number of your own tables, what two engineer "
        "weeks or 4,000 labels buy, and what would make you change your mind.",
        '"For ___ I choose ___, because ___ (number); the risk is ___; I would switch '
        'if ___ (number)."',
    ),
)
