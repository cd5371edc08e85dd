"""To be written."""

from course.checks.engine import Exercise, Function

manifest = Exercise(
    __name__,
    points=10,
    answers={"manifest": Function(), "verify": Function()},
    covers=("S7.4",),
    hints=("?", "later", "___"),
    takeaway="later",
)


@manifest.holds(10)
def later(case, *answers):
    """Not yet written"""
    yield "nothing yet", False, "This check is not written yet."
