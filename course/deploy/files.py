"""Files that are written whole or not at all, and read in pieces."""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

#: Bytes in memory at a time while a file is hashed or copied.
BLOCK = 1 << 20


def sha256_of(path: str | Path) -> str:
    """Return the SHA-256 of a file in hexadecimal; it is read a megabyte at a time."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


@contextlib.contextmanager
def whole(path: str | Path) -> Iterator[Path]:
    """Give a place to write to; the file takes its name when the body has ended well.

    Whoever reads meanwhile, and whoever comes after a crash, finds the old file.

    Yields
    ------
    Path
        In the same folder, which is made if it is missing.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    part = Path(name)
    try:
        part.chmod(0o644)
        yield part
        flush(part)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def flush(path: Path) -> None:
    """Wait until the bytes of a file are on the disk."""
    with open(path, "rb+") as file:
        os.fsync(file.fileno())
