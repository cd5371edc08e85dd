"""A table of your own: a CSV file in, a `Dataset` out, or a clear word why not."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from course.data.coded import WAYS, design
from course.data.dataset import Dataset, fixed_split
from course.data.own import (
    LEAST,
    MOST,
    few,
    found,
    labels,
    own_card,
    reading,
    sample,
)
from course.data.own_columns import columns, look, some
from course.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

#: Rows that are read at a time, fewer where they are very wide.
CHUNK = 50_000
MISSING = ("refuse", "drop", "fill")


def load_csv(
    path: str | Path,
    target: str,
    *,
    task: str = "guess",
    drop: Sequence[str] = (),
    missing: str = "refuse",
    categories: str = "one_hot",
    most: int = MOST,
    encoding: str | None = None,
    decimal: str = ".",
) -> Dataset:
    """Load your own table from a CSV file, split for an honest comparison.

    Nothing is guessed in silence: what was left out, filled or sampled stands on the
    card, under known faults. The file is only read.

    Parameters
    ----------
    path : str or Path
        A file with a line of names; .gz and .zip are unpacked while reading.
    target : str
        Name of the column to predict.
    task : {"guess", "classes", "number"}
        "guess": words, yes/no and up to 20 different whole numbers are classes, all
        else is a number.
    drop : sequence of str
        Columns to leave out, such as record numbers, names, or what would give the
        answer away.
    missing : {"refuse", "drop", "fill"}
        Empty cells: an error that counts them; or their rows are left out; or they
        take the median of the train rows, and words the word "(missing)". Rows without
        a target are an error unless you say drop or fill; they are left out then.
    categories : {"one_hot", "numbers", "frame"}
        What becomes of columns of words; see `load_flights`.
    most : int
        Where the file has more rows, so many are drawn at random, each with the same
        chance; the file is read piece by piece and never held as a whole.
    encoding : str, optional
        Default UTF-8, or UTF-16 where the first bytes say so; "cp1252" for a file of
        Excel in Western Europe.
    decimal : str
        "," for numbers such as 0,5.

    Returns
    -------
    Dataset
        A quarter of the rows, of each class, to test on.

    Raises
    ------
    DataError
        For a file that is none, a column that is not there, empty cells, a single
        class, fewer than 20 rows, a class of fewer than 4, words in a column that
        never repeat; each with what to do.
    """
    path = found(path)
    for name, value, known in (
        ("task", task, ("guess", "classes", "number")),
        ("missing", missing, MISSING),
        ("categories", categories, WAYS),
    ):
        if value not in known:
            raise DataError(f"{name} is {value!r}; take {', '.join(known)}.")
    notes: list[str] = []
    with reading(path, encoding) as options:
        options |= {"decimal": decimal}
        frame = _read(path, target, drop, most, notes, options)
    frame = _without_gaps(path, frame, target, missing, notes)
    few(path, len(frame))
    y, classes = _target(path, frame[target], target, task, notes)
    train, test = fixed_split(y if classes else np.zeros(len(y)))
    table, levels = columns(path, frame.drop(columns=target), train, notes)
    X, names = design(table, levels, categories)
    pick = X.iloc if categories == "frame" else X
    look(frame, table, notes)
    about = own_card(path, "table", len(y), (len(names),), target, classes, notes)
    arrays = pick[train], y[train], pick[test], y[test]
    return Dataset(path.stem, *arrays, classes, names, about)


def _read(path, target, drop, most, notes, options) -> "pd.DataFrame":
    """Return the table, or a fair sample of it."""
    import pandas as pd

    raw = pd.read_csv(path, nrows=1, header=None, dtype=str, **options)
    head = ["" if pd.isna(name) else str(name).strip() for name in raw.iloc[0]]
    _names(path, head, target, drop)
    step = max(100, min(CHUNK, 10**7 // len(head)))
    chunks = pd.read_csv(path, names=head, header=0, chunksize=step, **options)
    frame, total = sample((c.drop(columns=list(drop)) for c in chunks), most)
    if total < LEAST:
        cells = frame.astype(str).stack()
        if cells.str.contains("\n").any():
            raise DataError(
                f"{path} has {total} rows, and line ends inside of cells: is a "
                "quotation mark never closed?"
            )
        few(path, total)
    if total > len(frame):
        notes.append(f"{len(frame):,} of {total:,} rows, drawn at random (`most`)")
    return frame


def _names(path, head, target, drop) -> None:
    """Refuse a table whose names do not fit what was asked for."""
    twice = sorted({name for name in head if head.count(name) > 1})
    if twice or "" in head:
        if "" in head:
            told = f"a column without a name (number {head.index('') + 1})"
        else:
            told = f"two columns named {twice[0]!r}"
        raise DataError(f"{path} has {told} in its first line; name each, differently.")
    for name in (target, *drop):
        if name not in head:
            import difflib

            near = difflib.get_close_matches(str(name), head, 1, 0.6)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise DataError(
                f"{path} has no column {name!r}.{hint} It has {some(head)}."
                + " Is the line of names missing?" * any(map(_is_number, head))
            )
    if target in drop:
        raise DataError(f"the target {target!r} is among the columns to drop.")
    if len(head) - len(set(drop)) < 2:
        raise DataError(f"{path} has no column but the target; nothing to learn from.")


def _without_gaps(path, frame, target, missing, notes) -> "pd.DataFrame":
    """Return the table without rows that lack a target, or any cell, as asked."""
    empty = frame.isna()
    counts = empty.sum()
    gaps = {name: int(n) for name, n in counts.items() if n}
    if not gaps:
        return frame
    if missing == "refuse":
        told = some(f"{name} ({n:,})" for name, n in gaps.items())
        raise DataError(
            f"{path} has empty cells in {told} of {len(frame):,} rows. Say "
            'missing="fill" or missing="drop", or name columns in `drop`.'
        )
    columns = [target] if missing == "fill" else list(frame.columns)
    kept = frame[~empty[columns].any(axis=1)]
    if len(kept) < len(frame):
        notes.append(f"{len(frame) - len(kept):,} rows with empty cells are left out")
    return kept


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _target(path, column, target, task, notes) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return the target as class numbers and names, or as numbers and no names."""
    import pandas as pd

    numeric = pd.api.types.is_numeric_dtype(column)
    numeric &= not pd.api.types.is_bool_dtype(column)
    values = column.to_numpy()
    if task == "guess":
        whole = numeric and np.all(values == np.round(values.astype(float)))
        few_values = len(pd.unique(column)) <= 20
        task = "classes" if not numeric or (whole and few_values) else "number"
        if numeric and (whole or few_values):
            other = "number" if task == "classes" else "classes"
            taken = "classes" if task == "classes" else "a quantity"
            notes.append(f'{target} was taken as {taken}; else say task="{other}"')
    if task == "number":
        if not numeric:
            raise DataError(
                f"{target!r} in {path} holds words such as {values[0]!r}; as a number "
                'it cannot be predicted. Say task="classes" or clean the column.'
            )
        y = values.astype(np.float64)
        if np.ptp(y) == 0 or not np.isfinite(y).all():
            raise DataError(f"{target!r} in {path} is {y[0]} throughout, or infinite.")
        return y, ()
    whole = numeric and np.all(values == np.round(values.astype(float)))
    words = [str(int(v)) if whole else str(v) for v in values]
    return labels(path, target, words)
