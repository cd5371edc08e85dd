"""A stopwatch, asked with a clock and a device that exist only in the check."""

from course.checks.engine import Exercise, Function, number

stopwatch = Exercise(
    __name__,
    points=14,
    answers={"measure": Function(number)},
    covers=("S5.5", "S5.6", "S7.4"),
    hints=(
        "Who is still working when Python already goes on to the next line?",
        "First the warm-up. Then, for each repeat: wait, read the clock, call, wait, "
        "read the clock. The median of the differences does not move with one hiccup.",
        "`sync(); start = clock(); fn(); ___; seconds.append(clock() - start)`",
    ),
    takeaway="A time can be believed if the device was idle at both readings, the "
    "warm-up is left out, and one hiccup does not move it.",
)


@stopwatch.holds(14)
def calls(case, measure):
    """To be written"""
    yield "", bool(measure(int, 1, 0, float, int)), ""
