"""What you expect of features before you compute any: three bets, none graded."""

from course.checks.engine import Prediction, Predictions

predictions = Predictions(
    __name__,
    points=2,
    answers={
        "p1": Prediction(
            "ten_digits",
            options=("scratch", "pixels", "letters", "random"),
            order=True,
        ),
        "p2": Prediction(
            "clean_letters", options=("hog", "cnn", "no clear winner"), points=0.5
        ),
        "p3": Prediction("frozen_leads_until", points=0.5),
    },
    covers=("S2.3", "S2.7", "S2.15", "S4.8"),
)
