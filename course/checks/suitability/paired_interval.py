"""Being written. `paired_interval(a, b, n_train, n_test, alpha=0.05) -> (mean, low, high)`."""

from course.checks.engine import Exercise, Function

paired_interval = Exercise(
    __name__,
    points=14,
    answers={"paired_interval": Function()},
    covers=("S6.8",),
    hints=("Which?", "In words, soon.", "`___`"),
    takeaway="This check is being written and says nothing yet about your answer, really.",
)


@paired_interval.holds(14, once=True)
def written(_, *answers):
    """Written"""
    yield "this check is not written yet", False, "Wait for the next commit."
