"""Read the members of a .zip, .npz or .tar.gz in memory; nothing is ever unpacked.

An archive is only as good as its hash, and a hash may be an old md5. So a member is
read only if its name stays inside, it is a plain file and not larger than allowed.
"""

import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from course.errors import DataError

#: What damaged archives raise while they are read.
DAMAGED = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError,
    NotImplementedError, RuntimeError, OSError, UnicodeError, ValueError,
)  # fmt: skip


def members(
    path: Path, wanted: Callable[[str], bool], *, largest: int, together: int
) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of the members of an archive, in the archive's order.

    Parameters
    ----------
    path : Path
        Ends on .tar.gz, else it is a zip file.
    wanted : callable
        Takes a member's name; only where it is true the content is read.
    largest, together : int
        Bytes that one member, and all members read, may have when unpacked. What
        really comes out is counted; what the archive claims is not believed.

    Raises
    ------
    DataError
        For a name that leads outside or comes twice, a link or device, a member that
        is too large, and a damaged archive.
    """
    read = _tar if path.name.endswith(".tar.gz") else _zip
    seen: set[str] = set()
    left = together
    try:
        for name, is_plain, take in read(path):
            _check(path, name, is_plain, seen)
            if not wanted(name):
                continue
            content = take(min(largest, left) + 1)
            if len(content) > min(largest, left):
                raise DataError(
                    f"{path} unpacks to more than it should: stopped at {name!r} after "
                    f"{len(content):,} bytes. Do not use this file."
                )
            left -= len(content)
            yield name, content
    except DAMAGED as error:
        raise DataError(
            f"{path} cannot be read ({type(error).__name__}: {error}). Delete it and "
            "fetch it again."
        ) from error


def _check(path: Path, name: str, is_plain: bool, seen: set[str]) -> None:
    """Refuse what no archive of data needs."""
    parts = PurePosixPath(name).parts
    outside = name.startswith("/") or ".." in parts or "\\" in name or ":" in name
    problem = (
        "leads out of its folder" if outside or "\0" in name or not parts
        else "is a link or a device" if not is_plain
        else "comes twice" if name in seen
        else ""
    )  # fmt: skip
    if problem:
        raise DataError(f"{path} has a member {name!r} that {problem}. Do not use it.")
    seen.add(name)


Entry = tuple[str, bool, Callable[[int], bytes]]


def _zip(path: Path) -> Iterator[Entry]:
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            mode = info.external_attr >> 16  # 0 where the archive was made on Windows
            is_plain = stat.S_IFMT(mode) in (0, stat.S_IFREG)

            def take(n: int, info: zipfile.ZipInfo = info) -> bytes:
                with archive.open(info) as file:
                    return file.read(n)

            yield info.filename, is_plain, take


def _tar(path: Path) -> Iterator[Entry]:
    with tarfile.open(path, "r|gz") as archive:
        for info in archive:
            if info.isdir():
                continue

            def take(n: int, info: tarfile.TarInfo = info) -> bytes:
                file = archive.extractfile(info)
                return file.read(n) if file else b""

            yield info.name.removeprefix("./"), info.isreg(), take
