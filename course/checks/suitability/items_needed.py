"""Being written. `items_needed(p, delta, alpha=0.05, power=0.8)` and `gap_is_noise(acc1, acc2, n, label_error=0.0)`."""

from course.checks.engine import Exercise, Function

items_needed = Exercise(
    __name__,
    points=12,
    answers={"items_needed": Function(), "gap_is_noise": Function()},
    covers=("S6.8",),
    hints=("Which?", "In words, soon.", "`___`"),
    takeaway="This check is being written and says nothing yet about your answer, really.",
)


@items_needed.holds(12, once=True)
def written(_, *answers):
    """Written"""
    yield "this check is not written yet", False, "Wait for the next commit."
