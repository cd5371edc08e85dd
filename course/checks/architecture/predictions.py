"""What you expect of module 1 before you count: three bets, none of them graded."""

from course.checks.engine import Prediction, Predictions

predictions = Predictions(
    __name__,
    points=2,
    answers={
        "p1": Prediction(
            "largest_file", options=("forest", "mobilenet", "logistic"), points=0.5
        ),
        "p2": Prediction(
            "more_parameters", options=("alexnet", "resnet152"), points=0.5
        ),
        "p3": Prediction("resolution_factor"),
    },
    covers=("S1.1", "S1.2", "S1.7"),
)
