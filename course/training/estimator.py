"""`TorchClassifier` and `TorchRegressor`: a network with `fit`, `predict` and `score`."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted
from torch import Tensor, nn
from torch.nn import functional

from course import device as devices
from course.errors import CourseError
from course.training import files, loop
from course.training.rows import answers, rows

#: Of this share of the rows the loss decides when `patience` is at its end.
HELD_OUT = 0.1


class _TorchEstimator(BaseEstimator):
    """What the two have in common: everything but the kind of y."""

    def __init__(
        self,
        build: Callable[[tuple[int, ...], int], nn.Module],
        *,
        epochs: int,
        batch_size: int,
        lr: float,
        device: str | torch.device = "auto",
        precision: str = "auto",
        augment: Callable[[Tensor], Tensor] | None = None,
        compile: bool = False,
        patience: int | None = None,
        max_seconds: float | None = None,
        random_state: int | np.random.RandomState | np.random.Generator | None = None,
        progress: bool = True,
    ) -> None:
        self.build = build
        self.epochs = epochs
        self.batch_size = batch_size
        self.lr = lr
        self.device = device
        self.precision = precision
        self.augment = augment
        self.compile = compile
        self.patience = patience
        self.max_seconds = max_seconds
        self.random_state = random_state
        self.progress = progress

    def fit(self, X, y):
        """Train a new network.

        Parameters
        ----------
        X : array, data frame or tensor, (n, ...)
            It goes to the device once, as float32.
        y : array or tensor, (n,); for a regressor also (n, targets)

        Returns
        -------
        self

        Raises
        ------
        ValueError
            For rows or answers that cannot be learned from.
        CourseError
            For settings that make no sense, a net whose outputs do not fit, and a loss
            that is no longer a number.
        """
        _settings_make_sense(self)
        X = rows(self, X, reset=True)
        y, n_outputs = self._encode(answers(self, y, len(X), **self._answer_rules))
        self.device_ = devices.pick(self.device)
        with devices.seeded(self.random_state, self.device_):
            self._build(n_outputs)
            with devices.threads(devices.n_threads(self.n_parameters_)):
                X = self._placed(X)
                self._train(X, torch.from_numpy(y).to(self.device_))
        return self

    def _build(self, n_outputs: int) -> None:
        """Make the network on the device and ask it for one row's outputs."""
        module = self.build(self.shape_, n_outputs)
        if not isinstance(module, nn.Module):
            raise CourseError(
                f"build(shape, n_outputs) returned {type(module).__name__}; it has to "
                "return a torch.nn.Module"
            )
        self.module_ = module.to(self.device_)
        row = torch.zeros(2, *self.shape_, device=self.device_)
        shape = tuple(loop.outputs_of(self.module_, row).shape)
        if shape != (2, n_outputs):
            raise CourseError(
                f"2 rows of shape {self.shape_} gave outputs of shape {shape}; let "
                f"build(shape, n_outputs) end in {n_outputs} outputs a row, so that "
                f"it is (2, {n_outputs})"
            )
        if _has_pictures(self.module_, row):
            self.module_.to(memory_format=torch.channels_last)
        self.n_outputs_ = n_outputs
        self.n_parameters_ = sum(weight.numel() for weight in self.module_.parameters())

    def _train(self, X: Tensor, y: Tensor) -> None:
        held_out = None
        if self.patience:
            order = torch.randperm(len(X), device=X.device)
            n_held_out = max(1, round(HELD_OUT * len(X)))
            few, rest = order[:n_held_out], order[n_held_out:]
            held_out, X, y = (X[few], y[few]), X[rest], y[rest]
        module = torch.compile(self.module_) if self.compile else self.module_
        history, self.stopped_ = loop.train(
            module,
            X,
            y,
            loss_of=self._loss_of,
            epochs=_shown(range(self.epochs), type(self).__name__, self.progress),
            ...
        )
