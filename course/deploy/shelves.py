"""Where the models of a simulated month stand: in memory, or in a real registry."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from course.deploy.export import export_onnx
from course.deploy.registry import Registry
from course.deploy.runtime import OnnxModel

Predict = Callable[[np.ndarray], np.ndarray]


class Memory:
    """Keep the models themselves; for hundreds of months in a row."""

    def __init__(self) -> None:
        self._models: list[Any] = []

    def add(self, model: Any, X: np.ndarray, metrics: Mapping, data: str) -> int:
        """Keep a model; return its version."""
        self._models.append(model)
        return len(self._models)

    def promote(self, version: int) -> Predict:
        """Return the model that is live from now on."""
        return self._models[version - 1].predict

    def rollback(self, version: int) -> Predict:
        """Return the model that is live again."""
        return self._models[version - 1].predict


class Files:
    """Export, register and promote every model; predict from the registered file."""

    def __init__(self, registry: Registry, stage: str) -> None:
        self._registry, self._stage = registry, stage

    def add(self, model: Any, X: np.ndarray, metrics: Mapping, data: str) -> int:
        """Export a model and register the file; return its version."""
        with tempfile.TemporaryDirectory() as folder:
            path = export_onnx(model, Path(folder, "model.onnx"), X)
            return self._registry.register(path, metrics, data)

    def promote(self, version: int) -> Predict:
        """Make a version live; return its predictions, from the checked file."""
        self._registry.promote(version, self._stage)
        return self._live()

    def rollback(self, version: int) -> Predict:
        """Make the version before live again."""
        found = self._registry.rollback(self._stage)
        assert found == version, f"rolled back to {found}, not to {version}"
        return self._live()

    def _live(self) -> Predict:
        return OnnxModel(self._registry.load_path(self._stage)).predict
