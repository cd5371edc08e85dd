"""Pack files so that the same content gives the same bytes, on any day."""

import csv
import gzip
import hashlib
import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

EPOCH = (1980, 1, 1, 0, 0, 0)


def npz(arrays: dict[str, np.ndarray]) -> bytes:
    """Return a compressed .npz without the time and the system that made it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, array in arrays.items():
            entry = zipfile.ZipInfo(f"{name}.npy", EPOCH)
            entry.create_system = 3
            content = io.BytesIO()
            np.lib.format.write_array(content, array, version=(1, 0))
            archive.writestr(entry, content.getvalue(), zipfile.ZIP_DEFLATED, 9)
    return packed.getvalue()


def gz(content: bytes) -> bytes:
    """Return a .gz without the time and the system that made it."""
    packed = io.BytesIO()
    with gzip.GzipFile("", "wb", 9, packed, mtime=0) as file:
        file.write(content)
    return packed.getvalue()


def checked(path: Path, sha256: str) -> Path:
    """Return the path of a downloaded file, or stop where it is another file.

    Raises
    ------
    SystemExit
        Where its sha256 is not the one that this was made from.
    """
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != sha256:
        raise SystemExit(f"{path} has sha256 {found}, not {sha256}: another file.")
    return path


def table(header: Sequence[str], rows: Iterable[Sequence]) -> bytes:
    """Return a .csv.gz of a table."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return gz(text.getvalue().encode())
