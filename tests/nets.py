"""Small networks and estimators that several test files train."""

import functools
import math

from torch import nn

from course.training import TorchClassifier, TorchRegressor


def linear(shape, n_outputs):
    return nn.Sequential(nn.Flatten(), nn.Linear(math.prod(shape), n_outputs))


def mlp(shape, n_outputs):
    return nn.Sequential(
        nn.Flatten(),
        *(nn.Linear(math.prod(shape), 16), nn.ReLU()),
        nn.Linear(16, n_outputs),
    )


def cnn(shape, n_outputs):
    return nn.Sequential(
        *(nn.Conv2d(shape[0], 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU()),
        *(nn.Conv2d(8, 16, 3, stride=2), nn.ReLU(), nn.AdaptiveAvgPool2d(2)),
        *(nn.Flatten(), nn.Dropout(0.1), nn.Linear(64, n_outputs)),
    )


def lazy(shape, n_outputs):
    return nn.Sequential(nn.LazyLinear(8), nn.Dropout(0.2), nn.LazyLinear(n_outputs))


QUICK = {"epochs": 20, "batch_size": 32, "lr": 0.02, "random_state": 0}
classifier = functools.partial(TorchClassifier, build=mlp, **QUICK, progress=False)
regressor = functools.partial(TorchRegressor, build=mlp, **QUICK, progress=False)
