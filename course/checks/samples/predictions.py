"""Who leads on the digits, few or many, centred or moved: four bets, none graded."""

from course.checks.engine import Prediction, Predictions

WHO = ("svm", "cnn", "no clear winner")

predictions = Predictions(
    __name__,
    points=2,
    answers={
        "p1": Prediction("centred_50", options=WHO, points=0.5),
        "p2": Prediction("centred_1290", options=WHO, points=0.5),
        "p3": Prediction("shifted_50", options=WHO, points=0.5),
        "p4": Prediction("shifted_1290", options=WHO, points=0.5),
    },
    covers=("S4.1", "S4.3", "SB.1"),
)
