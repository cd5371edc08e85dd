"""An exported model, run by ONNX Runtime, and how far it is from the original."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from course.deploy.export import KEY
from course.errors import DeployError
from course.measure.sizes import last_step

#: Rows that go through the model at a time.
BATCH = 1024


class OnnxModel:
    """A model in a file, with `predict` and `predict_proba`; no torch, no training.

    Parameters
    ----------
    path
        An ONNX file with one input, best one that `export_onnx` wrote.
    n_threads
        Threads for one call. One is right for small models and for a server that
        answers several callers.

    Attributes
    ----------
    path : Path
    shape : tuple
        Shape of one row; None where any size will do.
    kind : {"classifier", "regressor", "unknown"}
    output : str
        What a call gives: "logits", "probabilities" or "estimates".
    classes_ : array, (classes,)
        Of a classifier.

    Raises
    ------
    DeployError
        If there is no such file, or it is truncated or not ONNX. The file stays as
        it is.
    """

    def __init__(self, path: str | Path, *, n_threads: int = 1) -> None:
        self.path = Path(path)
        self._session = _opened(self.path, n_threads)
        inputs = self._session.get_inputs()
        if len(inputs) != 1 or inputs[0].type != "tensor(float)":
            found = ", ".join(f"{one.name}: {one.type}" for one in inputs)
            raise DeployError(
                f"{self.path.name} takes ({found}); a model here takes one float32 "
                "array of rows. Export it with export_onnx."
            )
        self._input = inputs[0].name
        self.shape = tuple(
            size if isinstance(size, int) else None for size in inputs[0].shape[1:]
        )
        card = _card(self._session)
        self.kind = card.get("kind", "unknown")
        self.output = card.get("output", self._session.get_outputs()[-1].name)
        self._flat = card.get("flat", False)
        if "classes" in card:
            self.classes_ = np.array(card["classes"])

    def __call__(self, X: Any) -> np.ndarray:
        """Return the outputs, (n, classes) or (n, targets), float32.

        Parameters
        ----------
        X : array, (n, ...)

        Raises
        ------
        DeployError
            For rows of another shape, and rows that the model has no answer for, such
            as token ids that it does not know.
        """
        X = self._rows(X)
        try:
            parts = [
                self._session.run([self.output], {self._input: X[i : i + BATCH]})[0]
                for i in range(0, len(X), BATCH)
            ]
        except Exception as error:  # ONNX Runtime raises classes of its own
            reason = str(error).strip().partition("\n")[0][:200]
            raise DeployError(
                f"{self.path.name} cannot compute these rows: {reason}"
            ) from error
        return np.concatenate(parts)

    def predict(self, X: Any) -> np.ndarray:
        """Return the most probable class, or the estimate, of every row: (n,)."""
        if self.kind == "regressor":
            outputs = self(X)
            return outputs[:, 0] if self._flat else outputs
        return self._known()[self(X).argmax(axis=1)]

    def predict_proba(self, X: Any) -> np.ndarray:
        """Return the probability of every class: (n, classes), rows sum to 1."""
        self._known()
        outputs = self(X)
        if self.output != "logits":
            return outputs
        powers = np.exp(outputs - outputs.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)

    def _known(self) -> np.ndarray:
        if self.kind != "classifier":
            raise DeployError(
                f"{self.path.name} holds a model of kind {self.kind!r} and no classes. "
                "Export a classifier with export_onnx, or call the model itself."
            )
        return self.classes_

    def _rows(self, X: Any) -> np.ndarray:
        if hasattr(X, "detach"):
            X = X.detach().cpu()
        X = np.ascontiguousarray(X, dtype=np.float32)
        wanted = len(self.shape) + 1
        if (
            X.ndim != wanted
            or not len(X)
            or any(
                a not in (None, b) for a, b in zip(self.shape, X.shape[1:], strict=True)
            )
        ):
            shape = ", ".join("any" if n is None else str(n) for n in self.shape)
            raise DeployError(
                f"{self.path.name} takes rows of shape ({shape}), one or more; X has "
                f"shape {X.shape}"
            )
        return X

    def __repr__(self) -> str:
        return (
            f"OnnxModel({self.path.name}: {self.kind}, rows of shape {self.shape}, "
            f"{self.path.stat().st_size:,} bytes)"
        )


def parity(model: Any, path: str | Path, X: Any) -> float:
    """Return the largest absolute difference between a model and its exported file.

    Logits are compared for a net, probabilities for another classifier, estimates for
    a regressor.

    Parameters
    ----------
    model
        What was exported.
    path
        The file; also a quantised one.
    X : array, (n, ...)
        Rows that the export did not see.

    Raises
    ------
    DeployError
        If the file cannot be opened, or gives outputs of another shape, or one of the
        two gives NaN.
    """
    X = np.asarray(X.detach().cpu() if hasattr(X, "detach") else X, dtype=np.float32)
    there = OnnxModel(path)(X)
    last = last_step(model)
    if hasattr(last, "module_") or hasattr(last, "named_parameters"):
        from course.deploy.from_torch import outputs

        here = outputs(model, X)
    elif hasattr(model, "predict_proba"):
        here = model.predict_proba(X)
    else:
        here = np.reshape(model.predict(X), (len(X), -1))
    if here.shape != there.shape:
        raise DeployError(
            f"the model gives outputs of shape {here.shape} and the file "
            f"{there.shape}: it is another model's file"
        )
    difference = np.abs(here - there).max()
    if not np.isfinite(difference):
        whose = "the model itself" if not np.isfinite(here).all() else path
        raise DeployError(f"{whose} gives NaN or infinity for some of these rows")
    return float(difference)


def session(content: bytes, *, n_threads: int) -> Any:
    """Return an ONNX Runtime session that writes nothing on the screen."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = n_threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4  # what goes wrong comes as an exception
    return onnxruntime.InferenceSession(
        content, options, providers=["CPUExecutionProvider"]
    )


def _opened(path: Path, n_threads: int) -> Any:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DeployError(
            f"{path} cannot be read ({error.strerror}). Write it with export_onnx."
        ) from error
    try:
        return session(content, n_threads=n_threads)
    except Exception as error:  # ONNX Runtime raises classes of its own
        reason = str(error).strip().partition("\n")[0][:160]
        raise DeployError(
            f"{path} ({len(content):,} bytes) is no complete ONNX model: {reason} It "
            "may have been cut short on its way. Copy or export it again; nothing was "
            "changed."
        ) from error


def _card(session: Any) -> dict:
    text = session.get_modelmeta().custom_metadata_map.get(KEY, "{}")
    try:
        card = json.loads(text)
    except ValueError:
        card = {}
    return card if isinstance(card, dict) else {}
