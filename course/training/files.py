"""A fitted net as one safetensors file; its settings travel in it as JSON.

Neither format can hold code, so that a file from a stranger is safe to open. What is
code, ``build`` and ``augment``, is not saved: you give ``build`` again.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from course import device as devices
from course.errors import CourseError, DataError

FORMAT = "seven-differences 1"
#: Parameters that do not travel: two are code, one is about the machine.
LEFT_OUT = ("build", "augment", "device")
#: Learned arrays, and learned plain values.
ARRAYS = ("classes_", "y_mean_", "y_scale_", "feature_names_in_")
PLAIN = ("n_features_in_", "n_outputs_", "stopped_")


def write(estimator, path: Path) -> None:
    """Write a fitted estimator to ``path``."""
    from safetensors.torch import save_model

    state = vars(estimator)
    about = {
        "kind": type(estimator).__name__,
        "settings": {
            name: value if isinstance(value, (int, float, str)) else None
            for name, value in estimator.get_params(deep=False).items()
            if name not in LEFT_OUT
        },
        "shape": estimator.shape_,
        "plain": {name: state[name] for name in PLAIN},
        "arrays": {name: _plain(state[name]) for name in ARRAYS if name in state},
        "history": {name: _plain(values) for name, values in state["history_"].items()},
    }
    header = {"format": FORMAT, "estimator": json.dumps(about)}
    save_model(estimator.module_, str(path), header)


def read(kind: type, path: Path, build):
    """Return the estimator of class ``kind`` that `write` wrote to ``path``."""
    about = _header(path)
    if about["kind"] != kind.__name__:
        raise DataError(f"{path} holds a {about['kind']}; use {about['kind']}.load")
    estimator = kind(build, **about["settings"])
    estimator.shape_ = tuple(about["shape"])
    estimator.history_ = {name: _array(a) for name, a in about["history"].items()}
    vars(estimator).update(about["plain"])
    vars(estimator).update({name: _array(a) for name, a in about["arrays"].items()})
    estimator.device_ = devices.pick("auto")
    with devices.seeded(0, estimator.device_):
        estimator._build(estimator.n_outputs_)
    _load_weights(estimator, path)
    return estimator


def _header(path: Path) -> dict:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(str(path), "np") as file:
            header = file.metadata() or {}
    except (OSError, SafetensorError) as error:
        raise DataError(f"{path} is no readable safetensors file: {error}") from error
    if header.get("format") != FORMAT:
        raise DataError(f"{path} was not written by `save` of a TorchClassifier")
    return json.loads(header["estimator"])


def _load_weights(estimator, path: Path) -> None:
    from safetensors.torch import load_model

    try:
        load_model(estimator.module_, str(path), device=str(estimator.device_))
    except RuntimeError as error:
        raise CourseError(
            f"`build` makes another net than the one in {path}; give the `build` that "
            f"it was trained with ({error})"
        ) from error


def _plain(array) -> dict:
    array = np.asarray(array)
    return {"dtype": str(array.dtype), "values": array.tolist()}


def _array(plain: dict) -> np.ndarray:
    return np.array(plain["values"], dtype=plain["dtype"])
