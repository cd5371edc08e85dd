"""The memo of module 6; rubric, weak answers and two exemplars stand in `memo.md`."""

from course.checks.engine import Memo

suitability_memo = Memo(
    __name__,
    points=12,
    covers=("S6.7", "S6.8", "S6.9", "S8.1", "S8.3", "SC.1", "SC.2"),
)
