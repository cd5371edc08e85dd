"""The memo of module 5; rubric, weak answers and two exemplars stand in `memo.md`."""

from course.checks.engine import Memo

compute_memo = Memo(
    __name__,
    points=10,
    covers=("S5.11", "S5.12", "S5.13", "S5.14", "S8.2", "S2.14"),
)
