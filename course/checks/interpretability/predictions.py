"""What you expect of explanations before you test them: bets, none of them graded."""

from course.checks.engine import Prediction, Predictions

predictions = Predictions(
    __name__,
    points=2,
    answers={
        "p1": Prediction(
            "impurity_favours",
            options=("owns_home", "account_ending", "equal"),
            points=0.5,
        ),
        "p2": Prediction(
            "changes_least",
            options=("gradient", "input_x_gradient", "edges", "second_network"),
        ),
        "p3": Prediction("heaviest_word", points=0.5),
    },
    covers=("S3.1", "S3.7", "S3.8"),
)
