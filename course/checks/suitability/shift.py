"""Being written. `place_on_canvas(images, k, rng)`: (n, 8, 8) to (n, 8 + 2k, 8 + 2k), placing only.
`shift_table`: k 0, 1, 2; model svm, cnn; 3 seeds or more. `k_star`: smallest k where the
lead of the cnn, seed by seed, has an interval above 0.
"""

from course.checks.engine import Exercise, Function, Number, Table, integer

shift = Exercise(
    __name__,
    points=12,
    answers={
        "place_on_canvas": Function(),
        "shift_table": Table(("k", "model", "seed", "accuracy"), numbers=("accuracy",)),
        "k_star": Number(integer),
    },
    covers=("S6.8",),
    hints=("Which?", "In words, soon.", "`___`"),
    takeaway="This check is being written and says nothing yet about your answer, really.",
)


@shift.holds(12, once=True)
def written(_, *answers):
    """Written"""
    yield "this check is not written yet", False, "Wait for the next commit."
