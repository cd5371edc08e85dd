"""In which letters a file of yours is written: UTF-8, what it says, or what you say."""

import codecs
import gzip
from pathlib import Path

from course.errors import DataError

#: First bytes that say what follows.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
#: What Excel writes in Western Europe and America where UTF-8 is not asked for.
EXCEL = "cp1252"
ZIP = b"PK\x03\x04"


def encoding_of(path: Path, said: str | None = None) -> str:
    """Return the encoding of a file: as said, as its first bytes say, else UTF-8.

    Parameters
    ----------
    path : Path
    said : str, optional
        A name that Python knows, such as "cp1252".

    Raises
    ------
    DataError
        For a name that is none, a workbook, and a file that is no text.
    """
    if said is not None:
        try:
            return codecs.lookup(said).name
        except LookupError:
            raise DataError(
                f'encoding is {said!r}; take "utf-8", "cp1252", "utf-16" or another '
                "that Python knows."
            ) from None
    start = _start(path)
    for mark, name in MARKS:
        if start.startswith(mark):
            return name
    if start.startswith(ZIP):
        raise DataError(
            f"{path} is a workbook or an archive and no text. Save the sheet as CSV in "
            "UTF-8."
        )
    if b"\0" in start:
        cure = "Save it as CSV in UTF-8."
        for first, name in ((1, "utf-16-le"), (0, "utf-16-be")):
            if start[first::2].count(0) > 0.9 * len(start[first::2]):
                cure = f'Is it UTF-16? Say encoding="{name}".'
        raise DataError(f"{path} holds zero bytes, as no text in UTF-8 does. {cure}")
    return "utf-8-sig"


def undecoded(path: Path, error: UnicodeDecodeError) -> DataError:
    """Return an error that shows how the text would read in Excel's letters."""
    around = error.object[max(0, error.start - 12) : error.start + 12]
    shown = " ".join(around.decode(EXCEL, "replace").split())
    return DataError(
        f"{path} is no text in {error.encoding.removesuffix('-sig')}. In Windows "
        f"letters a part of it reads {shown!r}: if that is right, say "
        f'encoding="{EXCEL}"; else save it as CSV in UTF-8.'
    )


def _start(path: Path) -> bytes:
    """Return the first bytes; none of a packed file but .gz, which pandas opens."""
    if path.suffix == ".gz":
        with gzip.open(path) as file:
            return file.read(4096)
    if path.suffix in (".zip", ".bz2", ".xz", ".zst", ".tar"):
        return b""
    with path.open("rb") as file:
        return file.read(4096)
