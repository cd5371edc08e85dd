"""Being written. `random_rotation(d, rng)`; `rotation_table` on `load_irregular`: model (lr, mlp, hgb; more
allowed), rotated (False, True), seed (3 or more), accuracy.
"""

from course.checks.engine import Choice, Exercise, Function, Table

rotation = Exercise(
    __name__,
    points=12,
    answers={
        "random_rotation": Function(),
        "rotation_table": Table(
            ("model", "rotated", "seed", "accuracy"), numbers=("accuracy",)
        ),
        "explanation": Choice(
            (
                "trees split along single columns",
                "the rotation loses information",
                "the rotation adds noise",
                "trees need more rows",
            )
        ),
    },
    covers=("S6.8",),
    hints=("Which?", "In words, soon.", "`___`"),
    takeaway="This check is being written and says nothing yet about your answer, really.",
)


@rotation.holds(12, once=True)
def written(_, *answers):
    """Written"""
    yield "this check is not written yet", False, "Wait for the next commit."
