"""One function a model, classical or deep: each returns an estimator not yet fitted.

All of them have `fit`, `predict` and `score`, whatever is inside, and scaling is part
of the model, so that it is learned from training rows alone. Pictures are flattened by
the models that want tables. The defaults are one sensible setting each, found on small
tables and small pictures and the same everywhere; they are not tuned for your data.

`networks` holds the layers of the deep models, `blueprints` famous ones for counting,
`depth` the experiment with plain and residual networks, `speech` a reader of spoken
digit strings, `cuts` the pipeline of MFCC beside it, `texts` models of texts,
`rivals` the models of the winner map, `imagenet` encoders that learned on photographs.
"""

import importlib

from course.models.classical import (
    boosting,
    dummy,
    forest,
    logistic,
    ridge,
    svm,
    xgboost,
)
from course.models.deep import (
    mlp,
    mlp_regressor,
    residual_cnn,
    residual_mlp,
    separable_cnn,
    small_cnn,
    torchvision_model,
)
from course.models.sequences import conv1d, gru, transformer

#: Reached as `models.<name>`, loaded when asked for.
MODULES = ("blueprints", "cuts", "depth", "imagenet", "networks", "pretrained")
MODULES += ("rivals", "speech", "texts", "transfer")


def __getattr__(name: str):
    if name == "letters_net":
        return importlib.import_module("course.models.letters").letters_net
    if name in MODULES:
        return importlib.import_module(f"course.models.{name}")
    raise AttributeError(f"module 'course.models' has no attribute {name!r}")


__all__ = [
    "blueprints",
    "boosting",
    "conv1d",
    "cuts",
    "depth",
    "dummy",
    "forest",
    "gru",
    "imagenet",
    "letters_net",
    "logistic",
    "mlp",
    "mlp_regressor",
    "networks",
    "residual_cnn",
    "residual_mlp",
    "ridge",
    "rivals",
    "separable_cnn",
    "small_cnn",
    "speech",
    "svm",
    "texts",
    "torchvision_model",
    "transfer",
    "transformer",
    "xgboost",
]
