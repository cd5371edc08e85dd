"""The models that met in the winner map of module 6, for each kind of data.

One setting for each model, the default of `course.models` where there is one, and
nobody tuned any. Networks take about as many steps on 100 rows as on 1,600. Each
function takes the number of training rows and returns name -> unfitted estimator.
"""

import math
from functools import partial

import numpy as np
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from course import features
from course.models.classical import boosting, forest, logistic, ridge, svm, xgboost
from course.models.deep import mlp, mlp_regressor, small_cnn
from course.models.sequences import conv1d, gru, transformer
from course.models.texts import reader, word_counts


def epochs(n: int, least: int, steps: int = 600, most: int = 40) -> int:
    """Return passes over n rows for about so many steps of 32 rows."""
    return min(most, max(least, math.ceil(steps * 32 / n)))


def table(n: int, regression: bool = False) -> dict:
    """Return the models of tables."""
    kind = {"regression": regression}
    linear = ridge() if regression else logistic()
    net = mlp_regressor if regression else mlp
    return {
        "linear": linear,
        "svm": svm(**kind),
        "rf": forest(**kind),
        "xgb": xgboost(**kind),
        "hgb": boosting(**kind),
        "mlp": net(epochs=epochs(n, 15), progress=False),
    }


def image(n: int, cell: int) -> dict:
    """Return the models of pictures."""
    described = FunctionTransformer(partial(features.hog, cell=cell))
    return {
        "linear": logistic(),
        "svm": svm(),
        "rf": forest(),
        "hog + linear": make_pipeline(described, logistic()),
        "mlp": mlp(epochs=epochs(n, 15), progress=False),
        "cnn": small_cnn(epochs=epochs(n, 8, 500), batch_size=32, progress=False),
    }


def series(n: int) -> dict:
    """Return the models of rows of 40 numbers in order."""
    one = FunctionTransformer(in_a_row)
    settings = {"epochs": epochs(n, 15), "progress": False}
    return {
        "linear": logistic(),
        "svm": svm(),
        "rf": forest(),
        "xgb": xgboost(),
        "mlp": mlp(**settings),
        "cnn": make_pipeline(one, conv1d(**settings)),
        "gru": make_pipeline(one, gru(**settings)),
        "transformer": make_pipeline(one, transformer(**settings)),
    }


def sound(n: int) -> dict:
    """Return the models of log-mel spectrograms."""
    described = FunctionTransformer(timbre)
    settings = {"epochs": epochs(n, 15), "progress": False, "stride": 4}
    return {
        "mfcc + linear": make_pipeline(described, logistic()),
        "mfcc + svm": make_pipeline(described, svm()),
        "mfcc + rf": make_pipeline(described, forest()),
        "cnn": conv1d(**settings),
        "gru": gru(**settings),
        "transformer": transformer(**settings),
    }


def text(n: int) -> dict:
    """Return the models of texts."""
    settings = {"epochs": epochs(n, 6, steps=400, most=20), "progress": False}
    return {
        "words + linear": word_counts(weighted=True),
        "n-grams + linear": word_counts(longest=3, weighted=True, C=10),
        "cnn": reader(conv1d, **settings),
        "gru": reader(gru, **settings),
        "transformer": reader(transformer, **settings),
    }


def in_a_row(X):
    """Return rows of numbers as sequences of one channel."""
    return X[:, None].astype(np.float32)


def timbre(spectra):
    """Return the mean and the spread of 12 MFCC in each third of the time."""
    thirds = np.array_split(features.mfcc(spectra), 3, axis=2)
    parts = [part for third in thirds for part in (third.mean(2), third.std(2))]
    return np.concatenate(parts, axis=1)
