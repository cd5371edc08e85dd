"""Sentences about films, who scored them how, and how a pretrained net reads them."""

import csv
import gzip
from functools import cache

import numpy as np

from course.data.cards import card
from course.data.dataset import Dataset, fixed_split
from course.data.files import shipped
from course.errors import DataError

SCORES = np.arange(-4, 5)
#: A mean score must be further than this from 0 to count as an opinion.
CLEAR = 1.0


def load_movie_snippets(*, clear: float = CLEAR) -> Dataset:
    """Load sentences about films: do they speak against it (0) or for it (1)?

    At least 15 people gave each a score from -4 to 4 (`movie_ratings` has them); the
    class is the sign of their mean.

    Parameters
    ----------
    clear : float
        Take snippets whose mean score is further than this from 0. At 1 that leaves
        9,021 of 10,603; at 0 all but the 37 whose mean is 0 itself.

    Returns
    -------
    Dataset
        Texts, arrays (n,) of `str`; a quarter of each class to test on.

    Raises
    ------
    DataError
        For a `clear` outside of 0 to 3, and where the shipped file is missing or
        damaged.

    Examples
    --------
    >>> load_movie_snippets()
    Dataset('movie_snippets': 6,766 + 2,255 rows of shape () -> 2 classes)
    """
    texts, counts = _snippets()
    rows, y = _clear(counts, clear)
    train, test = fixed_split(y)
    return _dataset("movie_snippets", texts[rows], y, train, test, ())


def movie_ratings(*, clear: float = CLEAR) -> tuple[np.ndarray, np.ndarray]:
    """Count how many raters gave each of the scores -4 to 4.

    Parameters
    ----------
    clear : float
        As in `load_movie_snippets`, whose rows these are.

    Returns
    -------
    train, test : ndarray of int64, (n, 9)
        Raters of each snippet that gave -4, -3, ... 4.

    Examples
    --------
    >>> train, test = movie_ratings()
    >>> train.shape, train.sum(axis=1).min()
    ((6766, 9), np.int64(15))
    """
    _, counts = _snippets()
    rows, y = _clear(counts, clear)
    train, test = fixed_split(y)
    return counts[rows][train], counts[rows][test]


def load_movie_embeddings() -> Dataset:
    """Load the rows of `load_movie_snippets()` as the net all-MiniLM-L6-v2 reads them.

    384 numbers a snippet, made beforehand; the net is not in this course. It was
    trained by others, on more than a billion pairs of sentences.

    Returns
    -------
    Dataset
        Table (n, 384) float32, each row of length 1; rows and classes as in
        `load_movie_snippets()`.

    Raises
    ------
    DataError
        Where a shipped file is missing or damaged; says the cure.

    Examples
    --------
    >>> load_movie_embeddings()
    Dataset('movie_embeddings': 6,766 + 2,255 rows of shape (384,) -> 2 classes)
    """
    _, counts = _snippets()
    _, y = _clear(counts, CLEAR)
    with np.load(shipped("movie_embeddings"), allow_pickle=False) as file:
        X = file["X"].astype(np.float32) * np.float32(file["step"])
    X /= np.linalg.norm(X, axis=1, keepdims=True)
    names = tuple(f"e{i}" for i in range(X.shape[1]))
    return _dataset("movie_embeddings", X, y, *fixed_split(y), names)


def clear_snippets() -> list[str]:
    """Return the texts of `load_movie_snippets()` in the order of the file."""
    texts, counts = _snippets()
    rows, _ = _clear(counts, CLEAR)
    return texts[rows].tolist()


def _clear(counts: np.ndarray, clear: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows with an opinion, and its sign as a class."""
    if not 0 <= clear <= 3:
        raise DataError(f"clear is {clear!r}; take 0 to 3: beyond, hardly any is left.")
    mean = counts @ SCORES / counts.sum(axis=1)
    rows = np.flatnonzero(np.abs(mean) > clear)
    return rows, (mean[rows] > 0).astype(np.int64)


@cache
def _snippets() -> tuple[np.ndarray, np.ndarray]:
    """Return the texts and the counts of their scores; kept, never written to."""
    path = shipped("movie_snippets")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    texts = np.array([row[0] for row in rows], dtype=object)
    return texts, np.array([row[1:] for row in rows], dtype=np.int64)


def _dataset(name, X, y, train, test, names) -> Dataset:
    about = card(name)
    return Dataset(
        name=name,
        X_train=X[train],
        y_train=y[train],
        X_test=X[test],
        y_test=y[test],
        target_names=about.classes,
        feature_names=names,
        card=about,
    )
