"""What a model file is, in a dict beside it: a hash, a size, how good, on what."""

import hashlib
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from course.deploy.files import sha256_of
from course.errors import DeployError

SCHEMA = 1
#: Packages whose versions decide what a file does.
PACKAGES = ("numpy", "onnx", "onnxruntime", "scikit-learn", "torch", "xgboost-cpu")


def manifest(
    path: str | Path,
    data_fingerprint: str,
    metrics: Mapping[str, float],
    packages: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return what has to be known about a model file, ready for JSON.

    Two copies of a file have the same `sha256`, whatever their names and dates. No
    path and no name of a person is in it.

    Parameters
    ----------
    path
        The file; it is read in pieces and not opened as a model.
    data_fingerprint
        Which rows it was trained and measured on; `fingerprint(X, y)` makes one.
    metrics
        Name to number, as in ``{"accuracy": 0.93}``.
    packages
        Name to version; default, those installed here that matter.

    Returns
    -------
    dict
        ``schema, sha256, bytes, created_utc, metrics, data_fingerprint, packages``.

    Raises
    ------
    ValueError
        If a metric or the fingerprint is missing, empty or no number; names it.
    DeployError
        If the file cannot be read.
    """
    if not isinstance(data_fingerprint, str) or not data_fingerprint.strip():
        raise ValueError(
            f"data_fingerprint is {data_fingerprint!r}; give the hash of the rows, as "
            "fingerprint(X, y) makes it"
        )
    if not isinstance(metrics, Mapping) or not metrics:
        raise ValueError(
            f"metrics is {metrics!r}; give one number or more, as in "
            "{'accuracy': 0.93}"
        )
    path = Path(path)
    try:
        digest, n_bytes = sha256_of(path), path.stat().st_size
    except OSError as error:
        raise DeployError(f"{path} cannot be read ({error.strerror})") from error
    return {
        "schema": SCHEMA,
        "sha256": digest,
        "bytes": n_bytes,
        "created_utc": now(),
        "metrics": {str(name): _number(name, metrics[name]) for name in metrics},
        "data_fingerprint": data_fingerprint,
        "packages": dict(installed() if packages is None else packages),
    }


def verify(manifest: Mapping[str, Any], path: str | Path) -> bool:
    """Return whether a file is, byte for byte, the one that a manifest describes.

    The file is hashed in pieces; it is never loaded as a model. A manifest of an older
    schema is held to the keys it has; without a `sha256` nothing is proven.

    Parameters
    ----------
    manifest : mapping
        As `manifest` returns it, or read back from JSON.
    path
        A missing file is not the right one.
    """
    if not isinstance(manifest, Mapping):
        return False
    digest = manifest.get("sha256")
    if not isinstance(digest, str) or not re.fullmatch(r"[0-9a-fA-F]{64}", digest):
        return False
    try:
        n_bytes = Path(path).stat().st_size
        if manifest.get("bytes", n_bytes) != n_bytes:
            return False
        return sha256_of(path) == digest.lower()
    except OSError:
        return False


def fingerprint(*arrays: Any) -> str:
    """Return a SHA-256 of the rows themselves: values, shapes and kinds of number.

    >>> import numpy as np
    >>> X = np.arange(6.0).reshape(3, 2)
    >>> fingerprint(X) == fingerprint(X.copy()) != fingerprint(X[::-1])
    True

    Parameters
    ----------
    *arrays : array or data frame
        As in ``fingerprint(X_train, y_train)``; order counts.

    Raises
    ------
    DeployError
        If there is none.
    """
    if not arrays:
        raise DeployError("fingerprint() needs the rows, as in fingerprint(X, y)")
    digest = hashlib.sha256()
    for array in arrays:
        array = np.asarray(array)
        if array.dtype.hasobject:  # words, or columns of several kinds
            array = np.array([repr(value) for value in array.ravel().tolist()])
        array = np.ascontiguousarray(array)
        digest.update(f"{array.dtype.str} {array.shape} ".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def installed() -> dict[str, str]:
    """Return the versions of the packages that matter, as far as they are here."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def now() -> str:
    """Return the time in UTC, as in ``2026-01-31T08:15:00Z``."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _number(name: Any, value: Any) -> float | int:
    try:
        number = value.item() if hasattr(value, "item") else value
        real = isinstance(number, int | float) and not isinstance(number, bool)
        if real and math.isfinite(number):
            return number
    except (TypeError, ValueError):
        pass
    raise ValueError(f"metrics[{name!r}] is {value!r}; give a finite number")
