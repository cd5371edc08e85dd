"""Words in tables become numbers, in one of three honest ways."""

from collections.abc import Mapping, Sequence

import numpy as np

from course.errors import DataError

#: What a loader's `categories` may be.
WAYS = ("one_hot", "numbers", "frame")


def design(
    table: Mapping[str, Sequence], levels: Mapping[str, Sequence[str]], categories: str
) -> tuple:
    """Return the columns of a table as one array or one frame, and their names.

    Parameters
    ----------
    table : mapping
        Name -> values, one a row.
    levels : mapping
        Name -> all words that a column may hold, in their order; the columns that are
        not in it are numbers.
    categories : {"one_hot", "numbers", "frame"}
        "one_hot": a column of 0 and 1 for each word, one for words that are two. No
        order is claimed. "numbers": the word's place, from 0: a tree can use it; to a
        linear model it claims an order and equal steps. "frame": a pandas frame with
        columns of the type `category`, for pipelines that know what to do.

    Returns
    -------
    X : ndarray of shape (n, d) float64, or DataFrame
    names : tuple of str
        Of its columns; "carrier=AA" for one of 0 and 1.

    Raises
    ------
    DataError
        For another way, and for a word that is not among the levels.

    Examples
    --------
    >>> table = {"hour": [5, 6], "carrier": ["UA", "AA"]}
    >>> X, names = design(table, {"carrier": ("AA", "B6", "UA")}, "one_hot")
    >>> names, X.tolist()
    (('hour', 'carrier=AA', 'carrier=B6', 'carrier=UA'), [[5.0, 0.0, 0.0, 1.0], ...
    """
    if categories not in WAYS:
        raise DataError(f"categories is {categories!r}; take {', '.join(WAYS)}.")
    if categories == "frame":
        return _frame(table, levels), tuple(table)
    parts, names = [], []
    for name, values in table.items():
        if name not in levels:
            parts.append(np.asarray(values, dtype=np.float64)[:, None])
            names.append(name)
            continue
        known = tuple(levels[name])
        codes = _codes(name, values, known)
        if categories == "numbers":
            parts.append(codes[:, None].astype(np.float64))
            names.append(name)
        else:
            shown = range(1, 2) if len(known) == 2 else range(len(known))
            parts.append((codes[:, None] == np.array(shown)).astype(np.float64))
            names += [f"{name}={known[i]}" for i in shown]
    return np.ascontiguousarray(np.hstack(parts)), tuple(names)


def _frame(table: Mapping[str, Sequence], levels: Mapping[str, Sequence[str]]):
    import pandas as pd

    return pd.DataFrame(
        {
            name: pd.Categorical.from_codes(
                _codes(name, values, tuple(levels[name])), list(levels[name])
            )
            if name in levels
            else np.asarray(values, dtype=np.float64)
            for name, values in table.items()
        }
    )


def _codes(name: str, values: Sequence, known: tuple[str, ...]) -> np.ndarray:
    """Return the place of each word among the known ones."""
    place = {word: i for i, word in enumerate(known)}
    try:
        return np.array([place[value] for value in values], dtype=np.int64)
    except KeyError as error:
        raise DataError(
            f"the column {name!r} holds {error.args[0]!r}, which is none of "
            f"{', '.join(map(str, known))}."
        ) from None
