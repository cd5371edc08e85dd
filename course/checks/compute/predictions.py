"""Bytes in mixed precision, a network's time, 90 % of the weights gone: three bets."""

from course.checks.engine import Prediction, Predictions

predictions = Predictions(
    __name__,
    points=2,
    answers={
        "p1": Prediction("adam_mixed", points=0.5),
        "p2": Prediction("cnn_over_lr", points=0.5),
        "p3": Prediction(
            "prune_90",
            options=("ten times faster", "twice as fast", "no clear change"),
            points=1,
        ),
    },
    covers=("S5.1", "S5.5", "S5.10", "S5.11"),
)
