"""Models that take texts as they are: counts of words, or a network that reads them.

What is learned from the texts, such as which words there are, is learned in `fit`, so
that no test text decides it. All go into `protocol.compare` as they stand.
"""

from collections.abc import Callable
from typing import Any

from sklearn.base import BaseEstimator, TransformerMixin

from course.models.classical import named


def word_counts(*, longest: int = 1, weighted: bool = False, C: float = 1.0) -> Any:
    """Make a logistic regression on how often words, or runs of words, occur.

    Parameters
    ----------
    longest
        Longest run that is counted: 1 is a bag of words, 3 counts pairs and triples
        too.
    weighted
        Whether words that stand in most texts count less (TF-IDF).
    C
        Inverse strength of the L2 penalty.
    """
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    kind = TfidfVectorizer if weighted else CountVectorizer
    counter = kind(ngram_range=(1, longest), token_pattern=r"(?u)\b\w+\b")
    model = make_pipeline(counter, LogisticRegression(C=C, max_iter=1000))
    return named(model, "bow" if longest == 1 else "ngrams")


def reader(network: Callable[..., Any], *, most: int = 2000, **settings: Any) -> Any:
    """Make a network that reads texts word by word.

    Parameters
    ----------
    network
        `models.gru`, `models.transformer` or `models.conv1d`.
    most
        Words that it knows, the most frequent ones; all others are one unknown word.
    **settings
        Of the network, such as `epochs`.
    """
    from sklearn.pipeline import make_pipeline

    net = network(n_tokens=most + 2, **settings)
    return named(make_pipeline(WordIds(most=most), net), net._course_name)


class WordIds(TransformerMixin, BaseEstimator):
    """Turn texts into rows of word numbers; the words are those of the training texts.

    Parameters
    ----------
    most
        Words to know, the most frequent ones.

    Examples
    --------
    >>> WordIds(most=2).fit(["so so good", "so good"]).transform(["good but so"])
    array([[3, 1, 2]])
    """

    def __init__(self, most: int = 2000) -> None:
        self.most = most

    def fit(self, X: Any, y: Any = None) -> "WordIds":
        """Learn which words there are, and how long the longest text is."""
        from course.data import Vocabulary

        self.vocabulary_ = Vocabulary(X, most=self.most)
        return self

    def transform(self, X: Any) -> Any:
        """Return numbers of words, (n, length); longer texts are cut."""
        return self.vocabulary_.ids(X)
