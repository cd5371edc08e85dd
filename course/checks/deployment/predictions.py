"""Who answers first, what pruning does to a file, what bad labels do to a month."""

from course.checks.engine import Prediction, Predictions

MODELS = ("cnn onnx", "cnn torch", "forest", "logistic")
SIZES = ("same size", "a fifth of the size", "slightly smaller")
#: How often a model that learned from bad labels goes live.
BAD_LABELS = ("never", "once", "more than once")

predictions = Predictions(
    __name__,
    points=2,
    answers={
        "p1": Prediction("fastest_row", options=MODELS, order=True, points=1),
        "p2": Prediction("pruned_file", options=SIZES, points=0.5),
        "p3": Prediction("bad_labels", options=BAD_LABELS, points=0.5),
    },
    covers=("S7.1", "S7.2", "S7.7"),
)
