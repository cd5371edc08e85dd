"""Which model answers first, whose file is smallest, how often a quiet day cries wolf."""

from course.checks.engine import Prediction, Predictions

MODELS = ("logistic", "forest", "boosting", "cnn", "cnn in ONNX")

predictions = Predictions(
    __name__,
    points=2,
    answers={
        "p1": Prediction("fastest_first", options=MODELS, order=True, points=0.5),
        "p2": Prediction("smallest_file_first", options=MODELS, order=True, points=0.5),
        "p3": Prediction("quiet_alarms", points=1),
    },
    covers=("S7.1", "S7.2", "S7.6"),
)
