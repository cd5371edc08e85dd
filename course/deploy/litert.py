"""A model for phones: a `.tflite` file, run by LiteRT (once TensorFlow Lite).

The runtime is the extra `edge`; `data/make/digits_tflite.py` made the file that ships,
in an environment of its own, since the converter and Jupyter cannot live in one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from course import device
from course.deploy.files import sha256_of
from course.errors import DeployError

#: The small CNN of `models.small_cnn(width=8)` on digits, and its weights beside it.
FILE = Path(__file__).with_name("digits_cnn.tflite")
SHA256 = "f0d759f94e722b24bba3ed1bd817499c4a2881bdb5df7f699db624ace5158fde"


class LiteRtModel:
    """A model in a `.tflite` file: one input of float32 rows, one output.

    Parameters
    ----------
    path
    n_threads
        Threads for one call.

    Attributes
    ----------
    path : Path
    shape : tuple
        Shape of one row.

    Raises
    ------
    DeployError
        If the runtime is not installed, or the file is missing or damaged.
    """

    def __init__(self, path: str | Path, *, n_threads: int = 1) -> None:
        try:
            from ai_edge_litert.interpreter import Interpreter
        except ImportError as error:
            raise DeployError(
                "LiteRT is not installed: pip install 'seven-differences[edge]'. "
                "OnnxModel needs nothing more than you have."
            ) from error
        self.path = Path(path)
        try:
            content = self.path.read_bytes()
            with device.quiet(native=True):
                self._model = Interpreter(model_content=content, num_threads=n_threads)
                self._model.allocate_tensors()
        except (OSError, ValueError, RuntimeError) as error:
            reason = str(error).strip().partition("\n")[0][:160]
            raise DeployError(
                f"{path} is no complete .tflite file: {reason}"
            ) from error
        self._input = self._model.get_input_details()[0]
        self._output = self._model.get_output_details()[0]
        self.shape = tuple(int(size) for size in self._input["shape"][1:])

    def __call__(self, X: Any) -> np.ndarray:
        """Return the outputs of every row, (n, outputs); rows go through one by one.

        Raises
        ------
        DeployError
            For rows of another shape.
        """
        X = np.ascontiguousarray(X, dtype=np.float32)
        if X.shape[1:] != self.shape or not len(X):
            raise DeployError(
                f"{self.path.name} takes rows of shape {self.shape}; X has {X.shape}"
            )
        outputs = []
        for row in X:
            self._model.set_tensor(self._input["index"], row[None])
            self._model.invoke()
            outputs.append(self._model.get_tensor(self._output["index"])[0])
        return np.stack(outputs)

    def predict(self, X: Any) -> np.ndarray:
        """Return the number of the largest output of every row: (n,)."""
        return self(X).argmax(axis=1)

    def __repr__(self) -> str:
        size = self.path.stat().st_size
        return f"LiteRtModel({self.path.name}: rows of {self.shape}, {size:,} bytes)"


def digits_file() -> Path:
    """Return the small CNN on digits as a `.tflite` file, which ships.

    Raises
    ------
    DeployError
        If it is missing or damaged.
    """
    if not FILE.is_file() or sha256_of(FILE) != SHA256:
        raise DeployError(
            f"{FILE} is missing or damaged. Get it back: git checkout -- "
            f"course/deploy/{FILE.name}, or install the course again"
        )
    return FILE
