"""Being written. `make_models()` -> dict with the keys dummy, lr, rf, xgb (or hgb), mlp, each an estimator
(a pipeline where it scales). `bench`: the frames of `protocol.compare(...)` on two tables
below each other, with a column `data` (the names of the data sets). `ladder`: dict data
name -> rung: start at dummy, walk through lr, rf, xgb, mlp in this order, and step up to a
rung if its lead over the rung where you stand has a corrected interval above 0; the rung
where you stand at the end.
"""

from course.checks.engine import Exercise, Function, Mapping, Table

baselines = Exercise(
    __name__,
    points=14,
    answers={
        "make_models": Function(),
        "bench": Table(
            (
                "data",
                "model",
                "split",
                "split_hash",
                "score",
                "train_score",
                "fit_seconds",
                "predict_seconds",
            )
        ),
        "ladder": Mapping(),
    },
    covers=("S6.8",),
    hints=("Which?", "In words, soon.", "`___`"),
    takeaway="This check is being written and says nothing yet about your answer, really.",
)


@baselines.holds(14, once=True)
def written(_, *answers):
    """Written"""
    yield "this check is not written yet", False, "Wait for the next commit."
