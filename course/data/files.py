"""The files that ship: checked before they are read, and brought back when damaged."""

import hashlib
import os
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from course.data import cards
from course.data.cards import Card
from course.errors import DataError


def shipped(name: str) -> Path:
    """Return the path of a shipped file whose sha256 is right.

    The file is read through once a process, and again when it was written to.

    Parameters
    ----------
    name : str
        Name of the data set, as in ``catalog()``.

    Raises
    ------
    DataError
        For a missing or damaged file, and for a set that has none; says the cure.

    Examples
    --------
    >>> shipped("bikeshare").name
    'bikeshare.csv.gz'
    """
    wanted = _with_file(name)
    path = cards.folder() / wanted.file
    cure = f"Get it back: course data restore {name}"
    try:
        state = path.stat()
    except OSError as error:
        raise DataError(f"{path} is missing. {cure}") from error
    found = _digest(path, state.st_size, state.st_mtime_ns)
    if found != wanted.sha256:
        raise DataError(
            f"{path} is damaged: its sha256 is {found[:12]}..., not "
            f"{wanted.sha256[:12]}... as in catalog.toml. {cure}"
        )
    return path


def restore(name: str) -> str:
    """Bring the file of one data set back to what was shipped; return what was done.

    The bytes come from the last commit of the clone or from another copy of the
    package; they are written only if their sha256 is the one on the card.

    Parameters
    ----------
    name : str
        Name of the data set, as in ``catalog()``.

    Raises
    ------
    DataError
        Where no intact copy was found; says what else helps.
    """
    wanted = _with_file(name)
    path = cards.folder() / wanted.file
    if _sha256(_bytes(path)) == wanted.sha256:
        return f"{wanted.file} is intact; nothing to do."
    for whence, content in _copies(wanted):
        if _sha256(content) == wanted.sha256:
            _write(path, content)
            return f"{wanted.file} restored from {whence}."
    raise DataError(
        f"no intact copy of {path} was found. In a clone: git checkout -- "
        f"data/{wanted.file}, or {wanted.made_by}. Installed: pip install "
        "--force-reinstall --no-deps, with what you installed it from."
    )


def _with_file(name: str) -> Card:
    wanted = cards.card(name)
    if not wanted.file:
        raise DataError(f"{name} ships no file: {wanted.source}")
    return wanted


def _copies(wanted: Card) -> Iterator[tuple[str, bytes]]:
    """Yield (whence, bytes) from every place that may have the file."""
    for folder in cards.folders():
        line = ["git", "show", f"HEAD:./{wanted.file}"]
        try:
            done = subprocess.run(line, cwd=folder, capture_output=True, timeout=60)
        except (OSError, subprocess.SubprocessError):
            continue
        yield "git", done.stdout
    for folder in cards.folders():
        yield str(folder), _bytes(folder / wanted.file)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _write(path: Path, content: bytes) -> None:
    """Write at once or not at all."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(content)
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise DataError(f"{path} cannot be written: {error}") from error


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@cache
def _digest(path: Path, n_bytes: int, changed: int) -> str:
    """Return the sha256 of a file in the state that its size and time describe."""
    return _sha256(_bytes(path))
