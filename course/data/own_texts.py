"""Texts of your own: a table with a column of texts and a column of classes."""

from pathlib import Path

import numpy as np

from course.data.dataset import Dataset, fixed_split
from course.data.own import MOST, few, found, labels, own_card, reading, sample
from course.errors import DataError


def load_text(
    path: str | Path,
    *,
    text: str = "text",
    target: str = "label",
    most: int = MOST,
    encoding: str | None = None,
) -> Dataset:
    """Load your own texts and their classes, split for an honest comparison.

    Parameters
    ----------
    path : str or Path
        A table with a line of names; commas, semicolons or tabs between cells.
    text, target : str
        Names of the two columns; all others are ignored.
    most : int
        Where the file has more rows, so many are drawn at random.
    encoding : str, optional
        As for `load_csv`.

    Returns
    -------
    Dataset
        Texts, arrays (n,) of `str`; a quarter of each class to test on. What was left
        out stands on the card.

    Raises
    ------
    DataError
        For a file that is none, a column that is not there, empty cells, a single
        class, fewer than 20 texts or a class of fewer than 4; each with what to do.
    """
    import pandas as pd

    path, notes = found(path), []
    if text == target:
        raise DataError(f"text and target are both {text!r}; name two columns.")
    with reading(path, encoding) as options:
        head = [
            str(name).strip() for name in pd.read_csv(path, nrows=0, **options).columns
        ]
        for name in (text, target):
            if name not in head:
                raise DataError(
                    f"{path} has no column {name!r}; it has {', '.join(head[:8])}. Say "
                    'text="..." and target="...".'
                )
        chunks = pd.read_csv(
            path, dtype=str, chunksize=50_000, keep_default_na=False, **options
        )
        named = (chunk.rename(columns=str.strip)[[text, target]] for chunk in chunks)
        frame, total = sample(named, most)
    if total > len(frame):
        notes.append(f"{len(frame):,} of {total:,} rows, drawn at random (`most`)")
    few(path, len(frame))
    texts, words = (frame[name].str.strip() for name in (text, target))
    empty = int(((texts == "") | (words == "")).sum())
    if empty:
        raise DataError(
            f"{path} has {empty:,} rows without a text or without a class, of "
            f"{len(frame):,}. Fill them or take them out."
        )
    twice = int(texts.duplicated().sum())
    if twice:
        notes.append(
            f"{twice:,} texts are in it twice: some stand on both sides of the split"
        )
    y, classes = labels(path, target, words.tolist())
    X = np.array(texts.tolist(), dtype=object)
    train, test = fixed_split(y)
    about = own_card(path, "text", len(y), (), target, classes, notes)
    return Dataset(path.stem, X[train], y[train], X[test], y[test], classes, (), about)
