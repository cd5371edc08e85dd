"""Read tables in ARFF, OpenML's format: a head of attributes, then lines of commas."""

import contextlib
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from course.data.own import sample
from course.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

#: A word in quotes, or one without.
WORD = re.compile(r"""\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^,\s][^,]*))""")
ATTRIBUTE = re.compile(
    r"""@attribute\s+(?:'((?:[^'\\]|\\.)*)'|"([^"]*)"|(\S+))\s*(.+)""", re.I
)
NUMBERS = ("numeric", "real", "integer")


def read_arff(
    path: Path, most: int
) -> tuple["pd.DataFrame", dict[str, tuple[str, ...]], int]:
    """Return a table, the words of its columns of words, and the rows in the file.

    Parameters
    ----------
    path : Path
    most : int
        Where there are more rows, so many are drawn at random.

    Returns
    -------
    table : DataFrame
        Numbers or words; what is missing is NaN. Columns that are neither (free texts,
        dates) are left out.
    levels : dict
        Name -> words that the head allows, in its order.
    total : int

    Raises
    ------
    DataError
        For a file that is no dense ARFF.
    """
    import pandas as pd

    with _errors(path), path.open(encoding="utf-8", newline="") as file:
        kinds = _head(path, file)
        levels = {name: kind for name, kind in kinds.items() if isinstance(kind, tuple)}
        numbers = [name for name, kind in kinds.items() if kind in NUMBERS]
        chunks = pd.read_csv(
            file,
            names=list(kinds),
            header=None,
            index_col=False,
            quotechar='"' if _quoted_twice(path) else "'",
            escapechar="\\",
            skipinitialspace=True,
            keep_default_na=False,
            na_values="?",
            dtype={name: float if name in numbers else str for name in kinds},
            chunksize=50_000,
        )
        used = [name for name in kinds if name in levels or name in numbers]
        table, total = sample(_stripped(chunks, used, list(levels)), most)
    for name, words in levels.items():
        strange = sorted(set(table[name].dropna()) - set(words))
        if strange:
            raise DataError(
                f"{path} has {strange[0]!r} in {name!r}, which its head does not list. "
                "Delete the file and fetch it again."
            )
    return table, levels, total


@contextlib.contextmanager
def _errors(path: Path) -> Iterator[None]:
    import pandas as pd

    try:
        with warnings.catch_warnings():
            # a line that is too long: pandas would cut it
            warnings.simplefilter("error", pd.errors.ParserWarning)
            yield
    except (
        pd.errors.ParserError, pd.errors.ParserWarning, pd.errors.EmptyDataError,
        ValueError,
    ) as error:  # fmt: skip
        said = str(error).strip().splitlines()[-1]
        raise DataError(
            f"{path} cannot be read as a table in ARFF ({said})."
        ) from error


def _stripped(chunks, used: list[str], words: list[str]) -> "Iterator[pd.DataFrame]":
    for whole in chunks:
        chunk = whole[used].copy()
        for name in words:
            chunk[name] = chunk[name].str.strip()
        yield chunk


def _head(path: Path, file) -> dict[str, tuple[str, ...] | str]:
    """Return name -> words, or the kind in lower case; the file stands at the data."""
    kinds: dict[str, tuple[str, ...] | str] = {}
    while line := file.readline(1 << 20):
        line = line.strip()
        if line.lower() == "@data":
            if kinds:
                return kinds
            break
        found = ATTRIBUTE.fullmatch(line)
        if not found:
            continue
        name = _plain(found.groups()[:3])
        kind = found[4].strip()
        if kind.startswith("{") and kind.endswith("}"):
            words = WORD.finditer(kind[1:-1])
            kinds[name] = tuple(_plain(word.groups()) for word in words)
        else:
            kinds[name] = kind.split()[0].lower()
    raise DataError(f"{path} is no table in ARFF: it has no attributes, or no @data.")


def _plain(parts: tuple[str | None, ...]) -> str:
    """Return the part that matched, without blanks around and backslashes inside."""
    part = next(part for part in parts if part is not None)
    return re.sub(r"\\(.)", r"\1", part).strip()


def _quoted_twice(path: Path) -> bool:
    """Return whether the words of the file stand in double quotes."""
    with path.open(encoding="utf-8", newline="") as file:
        start = file.read(1 << 20).lower().partition("@data")[2]
    return start.count('"') > start.count("'")
