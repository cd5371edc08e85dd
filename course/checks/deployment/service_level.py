"""To be written."""

from course.checks.engine import Exercise, Function

service_level = Exercise(
    __name__,
    points=10,
    answers={"meets_sla": Function()},
    covers=("S7.4",),
    hints=("?", "later", "___"),
    takeaway="later",
)


@service_level.holds(10)
def later(case, *answers):
    """Not yet written"""
    yield "nothing yet", False, "This check is not written yet."
