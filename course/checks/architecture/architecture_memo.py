"""The memo of module 1; rubric, weak answers and two exemplars stand in `memo.md`."""

from course.checks.engine import Memo

architecture_memo = Memo(
    __name__,
    points=12,
    covers=("S0.5", "S0.7", "S0.9", "SA.3", "S1.9", "S1.10"),
)
