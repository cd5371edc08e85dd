"""The memo of module 7; rubric, weak answers and two exemplars stand in `memo.md`."""

from course.checks.engine import Memo

deployment_memo = Memo(
    __name__,
    points=10,
    covers=("S7.7", "S7.8", "S7.14", "S8.4"),
)
