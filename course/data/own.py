"""What all loaders of a learner's own data share: the file, the sample, the card."""

import contextlib
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from course.data.cards import Card
from course.data.letters import encoding_of, undecoded
from course.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

#: Rows that are kept at most.
MOST = 100_000
#: Rows, and rows of each class, without which no comparison says anything.
LEAST, LEAST_EACH = 20, 4
#: Cells of a table that are held at most; 1 GiB of numbers.
CELLS = 1 << 27
#: What a damaged file raises while it is read; DataError is none of them.
BROKEN = (ValueError, EOFError, OSError, zlib.error, zipfile.BadZipFile)


def found(path: str | Path) -> Path:
    """Return a file's path, or say that there is none.

    Raises
    ------
    DataError
        For a path where there is no file.
    """
    path = Path(path).expanduser()
    if path.is_dir():
        raise DataError(
            f"{path} is a folder; name a file. Pictures: load_image_folder."
        )
    if not path.is_file():
        raise DataError(
            f"there is no file {path}; you are in {Path.cwd()}. Give its whole path."
        )
    return path


@contextlib.contextmanager
def reading(path: Path, encoding: str | None = None) -> Iterator[dict]:
    """Give what pandas needs to know of a file; turn what goes wrong into a DataError.

    Commas, semicolons, tabs and bars are told apart by the first line.

    Raises
    ------
    DataError
        In the body, for a file that is empty, no text in its encoding, or has lines
        of different lengths.
    """
    import pandas as pd

    options = {"skipinitialspace": True, "low_memory": False}
    try:
        options["encoding"] = encoding_of(path, encoding)
        with warnings.catch_warnings():
            # a line that is longer than the first: pandas would cut it
            warnings.simplefilter("error", pd.errors.ParserWarning)
            line = pd.read_csv(
                path, sep="\x1f", nrows=1, header=None, dtype=str, quoting=3, **options
            )
            first = str(line.iloc[0, 0])
            mark = max(",;\t|", key=first.count)
            yield options | {"sep": mark, "index_col": False}
    except pd.errors.EmptyDataError:
        raise DataError(
            f"{path} is empty; it needs a line of names and rows."
        ) from None
    except UnicodeDecodeError as error:
        raise undecoded(path, error) from error
    except (pd.errors.ParserError, pd.errors.ParserWarning, *BROKEN) as error:
        said = (str(error).strip() or type(error).__name__).splitlines()[-1]
        raise DataError(
            f"{path} cannot be read as a table ({said}). Save it as CSV in UTF-8, with "
            "the same number of cells in each line."
        ) from error


def few(path: Path, n: int) -> None:
    """Refuse fewer rows than a comparison needs.

    Raises
    ------
    DataError
        Below `LEAST` rows.
    """
    if n < LEAST:
        raise DataError(
            f"{path} leaves {n} rows; it takes {LEAST} or more, and a comparison of "
            "models says little below a few hundred. Collect more first."
        )


def sample(chunks: Iterable["pd.DataFrame"], most: int) -> tuple["pd.DataFrame", int]:
    """Return at most `most` rows of a table that comes in pieces, and its length.

    Every row draws a number; those with the smallest are kept, in their order. So each
    row has the same chance, and no more than a piece and the kept rows are in memory.

    Raises
    ------
    DataError
        For a `most` below 20, and for one that makes a table of more than 1 GiB.
    """
    import pandas as pd

    if not isinstance(most, int | np.integer) or most < LEAST:
        raise DataError(f"most is {most!r}; take a whole number, {LEAST} or more.")
    rng = np.random.default_rng(0)
    kept, drawn, total = [], np.empty(0), 0
    for chunk in chunks:
        total += len(chunk)
        kept.append(chunk)
        drawn = np.concatenate([drawn, rng.random(len(chunk))])
        if len(drawn) > 2 * most:
            kept, drawn = _smallest(kept, drawn, most)
        roomy(min(len(drawn), most), chunk.shape[1])
    kept, _ = _smallest(kept, drawn, most)
    return pd.concat(kept, ignore_index=True), total


def roomy(n_rows: int, n_columns: int) -> None:
    """Refuse a table that takes more than 1 GiB.

    Raises
    ------
    DataError
        Beyond `CELLS` cells; says how many rows fit.
    """
    if n_rows * n_columns > CELLS:
        raise DataError(
            f"{n_rows:,} rows of {n_columns:,} columns take more than "
            f"{CELLS * 8 / 2**30:.1g} GiB; say most={CELLS // n_columns}, or name "
            "columns to leave out in `drop`."
        )


def _smallest(kept: list, drawn: np.ndarray, most: int) -> tuple[list, np.ndarray]:
    import pandas as pd

    if len(drawn) <= most:
        return kept, drawn
    rows = np.sort(np.argpartition(drawn, most)[:most])
    return [pd.concat(kept, ignore_index=True).iloc[rows]], drawn[rows]


def labels(
    path: Path, target: str, words: Sequence[str]
) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return class numbers and class names, sorted, numbers as numbers.

    Raises
    ------
    DataError
        For a single class, and for classes of fewer than 4 rows.
    """
    classes = sorted(set(words), key=_order)
    if len(classes) < 2:
        raise DataError(
            f"{target!r} in {path} is {classes[0]!r} in all rows: one class is nothing "
            "to tell apart. Is it the right column, the whole file?"
        )
    number = {name: i for i, name in enumerate(classes)}
    y = np.array([number[word] for word in words], dtype=np.int64)
    rare = [classes[i] for i in np.flatnonzero(np.bincount(y) < LEAST_EACH)]
    if rare:
        numbers = not any(_order(name)[0] for name in classes)
        cure = '; for a quantity say task="number".' if numbers else "."
        more = f" and {len(rare) - 5} more" if len(rare) > 5 else ""
        raise DataError(
            f"{target!r} in {path} has {len(classes)} classes, and fewer than "
            f"{LEAST_EACH} rows of {', '.join(map(repr, rare[:5]))}{more}. Join "
            f"classes or leave them out{cure}"
        )
    return y, tuple(classes)


def _order(word: str) -> tuple:
    """Return a key by which 2 comes before 10, and numbers before words."""
    try:
        return 0, float(word), word
    except ValueError:
        return 1, 0.0, word


def own_card(path, kind, n, shape, target, classes, notes) -> Card:
    """Return the card of a learner's own data."""
    return Card(
        name=path.stem,
        kind=kind,
        summary="your own data",
        source=str(path),
        licence="yours to know",
        made_by="read from the file; the split is fixed, each class alike",
        n_samples=n,
        shape=shape,
        target=target,
        classes=classes,
        known_faults=(
            *notes,
            "who is in it, who is not, and who labelled it: only you know",
            "rows of one person, one device or one day may stand on both sides of the "
            "split: a random split is too kind then",
        ),
        does_not_show=("anything about data that come from elsewhere or later",),
    )
