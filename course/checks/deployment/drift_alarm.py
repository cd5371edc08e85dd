"""To be written."""

from course.checks.engine import Exercise, Function, Table

drift_alarm = Exercise(
    __name__,
    points=14,
    answers={
        "psi": Function(),
        "drift_alarm": Function(),
        "policy": Table(("trace", "days_to_detect", "retrains")),
    },
    covers=("S7.4",),
    hints=("?", "later", "___"),
    takeaway="later",
)


@drift_alarm.holds(14)
def later(case, *answers):
    """Not yet written"""
    yield "nothing yet", False, "This check is not written yet."
