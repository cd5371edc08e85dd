"""The columns of your own table: gaps filled, words listed, and what a look finds."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from course.data.own import roomy
from course.data.wordy import why
from course.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

#: Different words that a column may hold and still count as a list of categories.
LEVELS = 50


def columns(path, frame, train, notes) -> tuple[dict, dict]:
    """Return the columns without gaps, and the words of those that hold words.

    Raises
    ------
    DataError
        For an empty column, infinite values, and words that hardly ever repeat.
    """
    import pandas as pd

    table, levels, rare = {}, {}, []
    for name, column in frame.items():
        name, gaps = str(name), column.isna()
        if pd.api.types.is_numeric_dtype(column):
            values = column.to_numpy(dtype=np.float64)
            if gaps.any():
                known = values[train][~gaps.to_numpy()[train]]
                if not len(known):
                    raise DataError(f"{name!r} in {path} is empty; name it in `drop`.")
                values = np.where(gaps, np.median(known), values)
            if not np.isfinite(values).all():
                raise DataError(f"{name!r} in {path} has infinite values; mend them.")
            table[name] = values
        else:
            words = column.astype(object).where(~gaps, "(missing)").map(str)
            levels[name] = tuple(sorted(set(words)))
            table[name] = words.tolist()
            if len(levels[name]) > LEVELS:
                rare.append(f"{name} ({why(column)})")
        if gaps.any():
            notes.append(f"{int(gaps.sum()):,} empty cells of {name} were filled")
    if rare:
        raise DataError(
            f"{path} has columns of words with more than {LEVELS} different ones: "
            f"{'; '.join(rare[:4])}. A record number, a name, a date? Name them in "
            "`drop`, or turn them into numbers or fewer groups first."
        )
    width = len(table) + sum(len(words) - 1 for words in levels.values())
    roomy(len(frame), width)
    return table, levels


def look(frame: "pd.DataFrame", table: dict, notes: list[str]) -> None:
    """Note what a careful look would find."""
    still = [name for name, values in table.items() if len(set(values)) == 1]
    if still:
        notes.append(f"the same in all rows: {some(still)}")
    counted = [
        name
        for name, values in table.items()
        if not isinstance(values, list)
        and np.all(values == np.round(values))
        and len(np.unique(values)) == len(values)
    ]
    if counted:
        notes.append(
            f"another whole number in each row: {some(counted)}; a record number "
            "belongs in `drop`"
        )
    twice = int(frame.duplicated().sum())
    if twice:
        notes.append(
            f"{twice:,} rows are in it twice: some stand on both sides of the split"
        )


def some(names: Iterable, most: int = 8) -> str:
    """Return a list for people, cut where it is long."""
    names = [str(name) for name in names]
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
