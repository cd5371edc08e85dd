"""Columns of a CSV file that no model sees, in the order of the rows that it sees."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from course.data.dataset import fixed_split
from course.data.own import MOST, reading, sample
from course.errors import DecisionError


def columns(
    rows: Any, settings: Mapping[str, Any], names: Sequence[str]
) -> dict[str, np.ndarray]:
    """Return name -> values (n,), train rows first, then test rows, as `rows` has them.

    The file is read again in the same way: the same rows are drawn of a long one.

    Parameters
    ----------
    rows
        The `Dataset` that `load_csv` returned.
    settings
        What it was called with.
    names
        Columns to bring.

    Raises
    ------
    DecisionError
        If rows were left out for their empty cells, so that the two do not match.
    """
    import pandas as pd

    target = settings["target"]
    path, wanted = Path(settings["path"]).expanduser(), {*names, target}
    with reading(path, settings.get("encoding")) as options:
        chunks = pd.read_csv(
            path,
            usecols=lambda name: name.strip() in wanted,
            dtype=str,
            keep_default_na="text" not in settings,
            chunksize=50_000,
            **options,
        )
        named = (chunk.rename(columns=str.strip) for chunk in chunks)
        frame, _ = sample(named, settings.get("most", MOST))
    missing = [name for name in names if name not in frame]
    if missing:
        raise DecisionError(f"{path} has no column {missing[0]!r} for groups or times.")
    n = len(rows.y_train) + len(rows.y_test)
    if len(frame) != n:
        raise DecisionError(
            f"{len(frame) - n:,} rows were left out for their empty cells, so groups "
            "and times cannot be matched. Fill these cells, or take the rows out of "
            "the file, first."
        )
    words = frame[target].str.strip().to_numpy().astype(str)
    train, test = fixed_split(words if rows.target_names else np.zeros(n))
    order = np.concatenate([train, test])
    return {name: sortable(frame[name].to_numpy()[order]) for name in names}


def moments(name: str, words: np.ndarray) -> np.ndarray:
    """Return times that can be put in order: numbers, or dates to the second.

    >>> moments("day", np.array(["2024-01-31", "2023-12-01"])).argmin()
    np.int64(1)

    Parameters
    ----------
    name
        Of the column, for the error.
    words
        From `columns`.

    Raises
    ------
    DecisionError
        For an empty cell, and for what is neither a number nor a date.
    """
    if words.dtype.kind == "f":
        when, unknown = words, np.isnan(words)
    else:
        import pandas as pd

        read = pd.to_datetime(words, format="ISO8601", errors="coerce", utc=True)
        when, unknown = read.tz_localize(None).to_numpy("datetime64[s]"), read.isna()
    wrong = words[unknown]
    if len(wrong):
        first = "" if words.dtype.kind == "f" else f", the first {str(wrong[0])!r}"
        raise DecisionError(
            f"the time {name!r} says no time in {len(wrong):,} of {len(words):,} "
            f"rows{first}. Write numbers, or dates as 2024-01-31."
        )
    return when


def sortable(values: np.ndarray) -> np.ndarray:
    """Return words as numbers where all of them are numbers, else as words.

    >>> sortable(np.array(["10", "9"])).tolist()
    [10.0, 9.0]
    """
    try:
        return values.astype(float)
    except (TypeError, ValueError):
        return np.array(["" if value != value else str(value) for value in values])
