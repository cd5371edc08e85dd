"""The memo of module 4; rubric, weak answers and two exemplars stand in `memo.md`."""

from course.checks.engine import Memo

samples_memo = Memo(
    __name__,
    points=8,
    covers=("S4.5", "S4.10", "S4.11", "SB.2", "S8.2"),
)
