"""Columns of a CSV file that no model sees, in the order of the rows that it sees."""

from collections.abc import Mapping, Sequence
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
    with reading(settings["path"]) as options:
        chunks = pd.read_csv(
            settings["path"],
            usecols=[*names, target],
            dtype=str,
            chunksize=50_000,
            **options,
        )
        frame, _ = sample(chunks, settings.get("most", MOST))
    n = len(rows.y_train) + len(rows.y_test)
    if len(frame) != n:
        raise DecisionError(
            f"{len(frame) - n:,} rows were left out for their empty cells, so groups "
            'and times cannot be matched. Mend the file, or say missing="fill".'
        )
    words = frame[target].to_numpy().astype(str)
    train, test = fixed_split(words if rows.target_names else np.zeros(n))
    order = np.concatenate([train, test])
    return {name: sortable(frame[name].to_numpy()[order]) for name in names}


def sortable(values: np.ndarray) -> np.ndarray:
    """Return words as numbers where all of them are numbers, else as words.

    >>> sortable(np.array(["10", "9"])).tolist()
    [10.0, 9.0]
    """
    try:
        return values.astype(float)
    except (TypeError, ValueError):
        return np.array(["" if value != value else str(value) for value in values])
