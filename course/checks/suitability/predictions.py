"""Who drops when a table is rotated, and who leads on centred digits; none graded."""

from course.checks.engine import Prediction, Predictions

predictions = Predictions(
    __name__,
    points=2,
    answers={
        "p1": Prediction(
            "who_drops", options=("lr", "mlp", "boosting", "nobody"), points=0.5
        ),
        "p2": Prediction("boosting_rotated", points=0.75),  # its accuracy, 0 to 1
        "p3": Prediction(
            "centred_digits", options=("svm", "cnn", "no clear winner"), points=0.75
        ),
    },
    covers=("S6.1", "S6.4", "S6.6"),
)
