"""`TorchClassifier` and `TorchRegressor`: networks with `fit, predict, score`."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from scipy.special import softmax
from sklearn.base import ClassifierMixin, RegressorMixin
from sklearn.utils.multiclass import check_classification_targets
from torch.nn import functional

from course.training.base import TorchEstimator


class TorchClassifier(ClassifierMixin, TorchEstimator):
    """A network that tells classes apart: cross-entropy, in scikit-learn's shape.

    Parameters
    ----------
    build : callable
        ``build(shape, n_outputs)`` returns an untrained ``torch.nn.Module`` for rows
        of that shape and as many outputs as there are classes. Rows reach it as
        float32; outputs are logits.
    epochs : int
        How often every row is seen.
    batch_size : int
        Rows a step, at most; the batches of an epoch are of the same size, give or
        take one row.
    lr : float
        The highest learning rate, reached after 30 % of the steps.
    device : {"auto", "cpu", "cuda", "mps"}
    precision : {"auto", "float32", "bfloat16", "float16"}
        Of the forward pass in training. ``"auto"`` takes a half format where the
        device multiplies in it and the net is large enough to gain.
    augment : callable, optional
        Gets a batch of rows on the device, returns one of the same length.
    compile : bool
        Use ``torch.compile``; it pays on a GPU, for trainings of minutes.
    patience : int, optional
        Hold out 10 % of the rows, stop when the loss on them was not lower for so many
        epochs, and keep the best weights.
    max_seconds : float, optional
        Stop in the batch in which the time is over.
    random_state : int, RandomState, Generator or None
        The same integer gives the same net on the same machine. torch's own random
        state is left as it was.
    progress : bool
        Show a bar.

    Attributes
    ----------
    module_ : torch.nn.Module
    classes_ : array, (classes,)
    history_ : dict of arrays, one number an epoch
    n_parameters_, n_features_in_ : int
    device_ : torch.device
    stopped_ : {"epochs", "patience", "max_seconds"}
    """

    _answer_rules: ClassVar = {}
    _loss_of = staticmethod(functional.cross_entropy)

    def _encode(self, y: np.ndarray) -> tuple[np.ndarray, int]:
        check_classification_targets(y)
        self.classes_, y = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(
                f"y holds one class, {self.classes_[0]!r}; a classifier needs rows of "
                "at least two"
            )
        return y, len(self.classes_)

    def predict_proba(self, X) -> np.ndarray:
        """Return the probability of every class: (n, classes), rows sum to 1."""
        return softmax(self._outputs(X), axis=1)

    def predict(self, X) -> np.ndarray:
        """Return the most probable class of every row: (n,)."""
        best = self._outputs(X).argmax(axis=1)
        return self.classes_[best]


class TorchRegressor(RegressorMixin, TorchEstimator):
    """A network that estimates numbers: squared error, in scikit-learn's shape.

    The targets are standardised inside, so that ``lr`` and the loss in ``history_``
    mean the same whatever their unit; predictions come back in the unit of y.

    Parameters
    ----------
    build, epochs, batch_size, lr, device, precision, augment, compile, patience, \
    max_seconds, random_state, progress
        As for `TorchClassifier`; ``n_outputs`` is the number of targets.

    Attributes
    ----------
    y_mean_, y_scale_ : float or array, (targets,)
    """

    _answer_rules: ClassVar = {"y_numeric": True, "multi_output": True}
    _loss_of = staticmethod(functional.mse_loss)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags

    def _encode(self, y: np.ndarray) -> tuple[np.ndarray, int]:
        y = y.astype(np.float64)
        self.y_mean_, self.y_scale_ = y.mean(axis=0), y.std(axis=0)
        self.y_scale_ = np.where(self.y_scale_ > 0, self.y_scale_, 1.0)
        y = (y - self.y_mean_) / self.y_scale_
        y = y.reshape(len(y), -1).astype(np.float32)
        return y, y.shape[1]

    def predict(self, X) -> np.ndarray:
        """Return the estimates: (n,), or (n, targets) where y was of that shape."""
        outputs = self._outputs(X)
        outputs = outputs.reshape(len(outputs), *np.shape(self.y_mean_))
        return outputs * self.y_scale_ + self.y_mean_
