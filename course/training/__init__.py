"""The training loop in scikit-learn's shape: a network is fitted like any other model.

`loop` is the training itself, to be read in one sitting; `estimator` is the shape that
scikit-learn asks for around it; `rows` checks what comes in; `files` writes and reads.

>>> from torch import nn
>>> from sklearn.datasets import load_iris
>>> def build(shape, n_outputs):
...     return nn.Sequential(nn.BatchNorm1d(*shape), nn.Linear(*shape, n_outputs))
>>> X, y = load_iris(return_X_y=True)
>>> net = TorchClassifier(build, epochs=30, batch_size=15, lr=0.1, random_state=0)
>>> bool(net.fit(X, y).score(X, y) > 0.9)
True
"""

from course.training.estimator import TorchClassifier, TorchRegressor

__all__ = ["TorchClassifier", "TorchRegressor"]
