"""Bring the files of a card into one folder: whole, compared, or a clear error."""

import contextlib
import hashlib
import logging
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from course.data.cards import Card, Remote
from course.data.download import FAULTS, Resumable
from course.errors import DataError


def home() -> Path:
    """Return the folder for fetched data: `COURSE_DATA`, or the system's own."""
    named = os.environ.get("COURSE_DATA")
    if named:
        return Path(named).expanduser()
    import platformdirs

    folder = platformdirs.user_data_path("seven-differences", appauthor=False)
    return folder / "data"


def present(about: Card, folder: Path, *, label: str, cure: str) -> dict[str, Path]:
    """Return name -> path of all files of a card, brought where they are missing.

    Parameters
    ----------
    about : Card
        With `urls` and `remote`.
    folder : Path
        Where the files belong.
    label : str
        For the progress bar.
    cure : str
        What to do where they do not come; ends every error.

    Raises
    ------
    DataError
        Where a file did not come or came damaged.
    """
    missing = [file for file in about.remote if not is_right(folder / file.name, file)]
    if missing:
        bring(missing, about.urls, folder, label=label, cure=cure)
    for file in missing:
        if not is_right(folder / file.name, file):
            raise DataError(f"{folder / file.name} changed while it was read. {cure}")
    return {file.name: folder / file.name for file in about.remote}


def is_right(path: Path, file: Remote) -> bool:
    """Return whether a file is there and is, byte for byte, what its card says."""
    algorithm, _, wanted = file.known_hash.partition(":")
    try:
        state = path.stat()
        return _digest(path, algorithm, state.st_size, state.st_mtime_ns) == wanted
    except OSError:
        return False


@cache
def _digest(path: Path, algorithm: str, size: int, written_ns: int) -> str:
    """Return the digest of a file; size and time are there to make it forget."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest()


def bring(
    files: list[Remote], urls: tuple[str, ...], folder: Path, *, label: str, cure: str
) -> None:
    """Bring files to `folder`, or say what went wrong and what to do.

    Raises
    ------
    DataError
        With the reason for each address.
    """
    from course import progress

    total = sum(file.n_bytes for file in files) or None
    with progress.bar(total=total, label=f"{label}, bytes") as bar, _quiet():
        for file in files:
            part = folder / f"{file.name}.part"
            downloader = Resumable(part, file.n_bytes, bar.update, file.at_most)
            bar.update(downloader.have())
            _bring_one(file, urls, folder, downloader, cure)


def _bring_one(
    file: Remote, urls: tuple[str, ...], folder: Path, downloader: Resumable, cure: str
) -> None:
    """Bring one file from the first address that has it."""
    import pooch

    reasons = {}
    for url in urls:
        for _ in range(2):
            try:
                pooch.retrieve(
                    url + file.name,
                    known_hash=file.known_hash,
                    fname=file.name,
                    path=folder,
                    downloader=downloader,
                )
                return
            except ValueError:  # pooch's word for another hash: it dropped the file
                downloader.advance(-file.n_bytes)
                kind = file.known_hash.partition(":")[0]
                reasons[url] = f"what came has another {kind} than the published file"
            except FAULTS as error:
                reasons[url] = f"{type(error).__name__}: {error}"
                break
    said = "; ".join(f"{url}: {reason}" for url, reason in reasons.items())
    raise DataError(f"{file.name} was not fetched ({said}). {cure}")


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep pooch from writing to standard error in the body."""
    import pooch

    logger = pooch.get_logger()
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)
