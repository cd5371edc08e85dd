"""Reviews that we make ourselves, with negation, and the way from words to numbers."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from course.data.cards import card
from course.data.dataset import Dataset, fixed_split
from course.errors import DataError

GOOD = (
    "good", "great", "funny", "clever", "moving", "fresh", "warm", "sharp", "elegant",
    "honest",
)  # fmt: skip
BAD = (
    "bad", "awful", "boring", "silly", "cold", "stale", "flat", "clumsy", "loud",
    "shallow",
)  # fmt: skip
ASPECTS = (
    "plot", "acting", "music", "ending", "script", "camera", "cast", "pace", "dialogue",
    "opening",
)  # fmt: skip
NEGATIONS = ("not", "never", "hardly")
DEGREES = ("", "", "really", "quite", "rather")
STARTS = (
    "", "i saw it on monday", "we watched this at home", "my friends chose this film",
    "it runs for two hours", "the room was full", "i had read the book",
)  # fmt: skip
LINKS = ("and", "but", "while", "also")


def load_reviews(
    n_samples: int = 2000,
    *,
    negation: float = 0.4,
    random_state: int | np.random.Generator = 0,
) -> Dataset:
    """Write short film reviews, positive (1) or negative (0), with negated opinions.

    A review has one or three opinions, such as "the plot was not boring". An opinion
    is an adjective, good or bad; with the chance `negation` a word like "not" stands
    before it and turns it round. The majority of the opinions is the class, whatever
    the words are. So "not" says nothing by itself, nor does "boring": what counts is
    which word stands in front of which.

    Parameters
    ----------
    n_samples : int
        Reviews, 20 or more.
    negation : float
        Chance that an opinion is negated, 0 to 1. At 0.5 a single word is no clue at
        all; at 0 a list of good and bad words is enough.
    random_state : int or numpy Generator
        Decides what is written.

    Returns
    -------
    Dataset
        Texts, an array (n,) of `str`, lower case, without punctuation; a quarter of
        them to test on.

    Raises
    ------
    DataError
        For fewer than 20 reviews, or a `negation` outside 0 to 1.

    Examples
    --------
    >>> reviews = load_reviews(40)
    >>> reviews.X_train.shape, type(reviews.X_train[0]).__name__
    ((30,), 'str')
    """
    if not isinstance(n_samples, int | np.integer) or n_samples < 20:
        raise DataError(
            f"n_samples is {n_samples!r}; it takes a whole number of 20 or more, so "
            "that both classes are in both halves."
        )
    if not 0 <= negation <= 1:
        raise DataError(f"negation is {negation!r}; it is a chance from 0 to 1.")
    rng = np.random.default_rng(random_state)
    y = rng.permutation(np.arange(n_samples) % 2).astype(np.int64)
    texts = np.array([_review(label, negation, rng) for label in y], dtype=object)
    train, test = fixed_split(y)
    about = card("reviews")
    return Dataset(
        name="reviews",
        X_train=texts[train],
        y_train=y[train],
        X_test=texts[test],
        y_test=y[test],
        target_names=about.classes,
        feature_names=(),
        card=about,
    )


def _review(label: int, negation: float, rng: np.random.Generator) -> str:
    """Write opinions whose majority is ``label``, in a random order."""
    n_opinions = int(rng.choice([1, 3]))
    n_against = int(rng.integers(n_opinions // 2 + 1))
    signs = rng.permutation(
        [label] * (n_opinions - n_against) + [1 - label] * n_against
    )
    aspects = rng.choice(ASPECTS, size=n_opinions, replace=False)
    clauses = []
    for place, (sign, aspect) in enumerate(zip(signs, aspects, strict=True)):
        turned = rng.random() < negation
        adjective = rng.choice(GOOD if bool(sign) != turned else BAD)
        words = [
            rng.choice(LINKS) if place else rng.choice(STARTS),
            f"the {aspect} was",
            rng.choice(NEGATIONS) if turned else "",
            rng.choice(DEGREES),
            adjective,
        ]
        clauses.append(" ".join(word for word in words if word))
    return " ".join(clauses)


def words(text: str) -> list[str]:
    """Return the words of a text: lower case, letters, digits and apostrophes.

    >>> words("It was NOT good, was it?")
    ['it', 'was', 'not', 'good', 'was', 'it']
    """
    return re.findall(r"[\w']+", str(text).lower())


class Vocabulary:
    """Numbers for words: 0 is padding, 1 any unknown word, the known ones follow.

    Parameters
    ----------
    texts : iterable of str
        What to learn from: training texts only.
    most : int, optional
        Keep only so many words, the most frequent ones.

    Attributes
    ----------
    words : tuple of str
        Word of every number; the first two are "" and "?".
    length : int
        Words of the longest text that was learned from.

    Examples
    --------
    >>> known = Vocabulary(["not good", "not bad at all"])
    >>> known
    Vocabulary(5 words, texts of up to 4)
    >>> known.ids(["not good", "not at home"], length=4).tolist()
    [[2, 6, 0, 0], [2, 4, 1, 0]]
    """

    def __init__(self, texts: Iterable[str], *, most: int | None = None) -> None:
        split = [words(text) for text in texts]
        if not any(split):
            raise DataError("there is no word in these texts; give at least one.")
        counts = Counter(word for row in split for word in row)
        kept = sorted(counts, key=lambda word: (-counts[word], word))[:most]
        self.words = ("", "?", *kept)
        self.length = max(map(len, split))
        self._ids = {word: i for i, word in enumerate(self.words)}

    def __len__(self) -> int:
        return len(self.words)

    def __repr__(self) -> str:
        return f"Vocabulary({len(self) - 2} words, texts of up to {self.length})"

    def ids(self, texts: Iterable[str], *, length: int | None = None) -> np.ndarray:
        """Return the number of every word, one row a text, padded with 0 at the end.

        Parameters
        ----------
        texts : iterable of str
        length : int, optional
            Columns; longer texts are cut. Default: `length`, of the longest text that
            was learned from.

        Returns
        -------
        ndarray of int64, (n, length)
        """
        length = self.length if length is None else length
        rows = [[self._ids.get(word, 1) for word in words(text)] for text in texts]
        ids = np.zeros((len(rows), length), dtype=np.int64)
        for row, known in zip(ids, rows, strict=True):
            row[: len(known)] = known[:length]
        return ids

    def text(self, ids: Sequence[int]) -> list[str]:
        """Return the words of one row of numbers, without the padding."""
        return [self.words[int(i)] for i in ids if i]
