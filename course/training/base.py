"""What `TorchClassifier` and `TorchRegressor` share: all but the kind of y."""

from __future__ import annotations

import copy
import numbers
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted
from torch import Tensor, nn

from course import device as devices
from course.errors import CourseError
from course.training import files, loop
from course.training.rows import answers, rows

#: Of this share of the rows the loss decides when `patience` is at its end.
HELD_OUT = 0.1


class TorchEstimator(BaseEstimator):
    """Fits a network; a kind adds `_answer_rules`, `_encode`, `_loss_of`, `predict`."""

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
        if len(self.shape_) == 3 and _convolves(self.module_):
            self.module_.to(memory_format=torch.channels_last)
        self.n_outputs_ = n_outputs
        self.n_parameters_ = sum(weight.numel() for weight in self.module_.parameters())

    def _train(self, X: Tensor, y: Tensor) -> None:
        held_out = None
        if self.patience and len(X) > 1:
            order = torch.randperm(len(X), device=X.device)
            few, rest = order.tensor_split([max(1, round(HELD_OUT * len(X)))])
            held_out, X, y = (X[few], y[few]), X[rest], y[rest]
        history, self.stopped_ = loop.train(
            torch.compile(self.module_) if self.compile else self.module_,
            X,
            y,
            loss_of=self._loss_of,
            n_epochs=self.epochs,
            batch_size=self.batch_size,
            lr=self.lr,
            precision=devices.pick_precision(
                self.precision, self.device_, self.n_parameters_
            ),
            augment=self.augment,
            held_out=held_out,
            patience=self.patience,
            max_seconds=self.max_seconds,
            show=_bar if self.progress else iter,
        )
        self.history_ = {name: np.array(values) for name, values in history.items()}
        self.module_.eval()
        if self.stopped_ == "diverged":
            raise CourseError(
                f"the loss was {self.history_['loss'][-1]} after epoch "
                f"{len(self.history_['loss'])}: lr={self.lr} is too high for this net, "
                "or X is not scaled; lower lr or scale X"
            )

    def _outputs(self, X) -> np.ndarray:
        """Return the net's outputs for every row, as float64 on the processor."""
        check_is_fitted(self)
        X = rows(self, X, reset=False)
        with devices.threads(devices.n_threads(self.n_parameters_)):
            return loop.outputs_of(self.module_, self._placed(X)).double().cpu().numpy()

    def _placed(self, X: Tensor) -> Tensor:
        """Return X on the device, in the memory format of the net."""
        pictures = X.ndim == 4 and _convolves(self.module_)
        order = torch.channels_last if pictures else torch.preserve_format
        return X.to(self.device_, memory_format=order)

    def history_frame(self):
        """Return what training looked like: a data frame with one row an epoch.

        Columns: ``epoch``, ``loss`` (mean over the epoch), ``lr``, ``seconds`` since
        the start and, with ``patience``, ``held_out_loss``.
        """
        import pandas as pd

        check_is_fitted(self)
        return pd.DataFrame(self.history_)

    def save(self, path: str | Path) -> None:
        """Write the fitted net to one safetensors file, its settings as JSON in it.

        Parameters
        ----------
        path : str or Path
            As in ``"digits.safetensors"``.
        """
        check_is_fitted(self)
        files.write(self, Path(path))

    @classmethod
    def load(cls, path: str | Path, build: Callable):
        """Return the fitted estimator that `save` wrote; no code is read from the file.

        Parameters
        ----------
        path : str or Path
        build : callable
            What the net was built with.

        Raises
        ------
        DataError
            If there is no such file, or it is damaged or of another kind.
        CourseError
            If ``build`` makes another net than the one in the file.
        """
        return files.read(cls, Path(path), build)

    def __getstate__(self) -> dict:
        """A pickle holds the net in main memory, so that it opens without the GPU."""
        state = super().__getstate__()
        if "module_" in state and self.device_.type != "cpu":
            cpu = torch.device("cpu")
            state = state | {"module_": copy.deepcopy(self.module_).to(cpu)}
            state["device_"] = cpu
        return state


def _settings_make_sense(estimator: TorchEstimator) -> None:
    for name in ("epochs", "batch_size", "lr", "patience", "max_seconds"):
        value = getattr(estimator, name)
        whole = name in ("epochs", "batch_size", "patience")
        optional = name in ("patience", "max_seconds")
        kind = numbers.Integral if whole else numbers.Real
        if optional and value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, kind) or not value > 0:
            wanted = "a whole number above 0" if whole else "a number above 0"
            raise CourseError(
                f"{name} is {value!r}; give {wanted}{' or None' * optional}"
            )


def _convolves(module: nn.Module) -> bool:
    return any(isinstance(layer, nn.Conv2d) for layer in module.modules())


def _bar(epochs):
    """Return the epochs behind a progress bar, bare where tqdm is not installed."""
    try:
        from course.progress import bar

        return bar(epochs, label="training")
    except ImportError:
        return epochs
