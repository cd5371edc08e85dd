"""Quick baselines for each kind of data: a dummy, classical ones, a deep one."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from course.decision.candidates import Candidate
from course.errors import DecisionError

__all__ = ["conv_words", "gru_words", "hog_svm", "tfidf"]
#: Words that the net knows, and words of a text that it reads at most.
WORDS, LENGTH = 5_000, 60


def baselines(kind: str, classes: int, shape: tuple[int, ...] = ()) -> list[Candidate]:
    """Return what one tries first on such data, the dummy first.

    Parameters
    ----------
    kind
        "table", "images" or "text".
    classes
        Number of classes, 0 for a quantity.
    shape
        Of one row; pictures of 16 pixels and more are also described by HOG.

    Raises
    ------
    DecisionError
        For another kind, and for a quantity that is not in a table.
    """
    if kind == "table":
        return _table({} if classes else {"regression": True})
    if not classes:
        raise DecisionError(f"{kind} with a quantity: say what to predict as classes.")
    dummy = Candidate("dummy", "dummy", "dummy")
    if kind == "images":
        large = min(shape[-2:]) >= 16
        classical = (
            Candidate("hog_svm", "classical", "hog_svm")
            if large
            else Candidate("svm", "classical", "svm")
        )
        return [dummy, classical, Candidate("cnn", "deep", "small_cnn", {"epochs": 15})]
    if kind == "text":
        return [
            dummy,
            Candidate("tfidf_lr", "classical", "tfidf"),
            Candidate("cnn", "deep", "conv_words"),
        ]
    raise DecisionError(f"kind is {kind!r}; take table, images or text.")


def _table(number: dict[str, bool]) -> list[Candidate]:
    linear = ("ridge", "ridge") if number else ("lr", "logistic")
    net = "mlp_regressor" if number else "mlp"
    return [
        Candidate("dummy", "dummy", "dummy", number),
        Candidate(linear[0], "classical", linear[1]),
        Candidate("xgb", "classical", "xgboost", number),
        Candidate("mlp", "deep", net, {"epochs": 15}),
    ]


# -- makers that need more than one step ----------------------------------------


def hog_svm(*, C: float = 3.0, cell: int = 4) -> Any:
    """Make a support vector machine on histograms of gradients.

    Parameters
    ----------
    C
        Price of a training row on the wrong side.
    cell
        Pixels on each side of a cell.
    """
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer, StandardScaler
    from sklearn.svm import SVC

    hog = FunctionTransformer(_hog, kw_args={"cell": cell})
    return make_pipeline(hog, StandardScaler(), SVC(C=C))


def tfidf(*, C: float = 10.0, pairs: bool = True) -> Any:
    """Make a logistic regression on weighted words, and pairs of words.

    Parameters
    ----------
    C
        Inverse strength of the penalty.
    pairs
        Whether two words in a row count too.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    words = TfidfVectorizer(ngram_range=(1, 2 if pairs else 1), sublinear_tf=True)
    return make_pipeline(words, LogisticRegression(C=C, max_iter=1000))


def conv_words(*, width: int = 32, epochs: int = 8, random_state: int = 0) -> Any:
    """Make a net of convolutions on word numbers: the quick one.

    Measured on movie snippets, three splits of 2,000 training texts: accuracy 0.67 in
    2 seconds; `gru_words` 0.73 in 17 seconds; `tfidf` 0.76 in a quarter of a second.

    Parameters
    ----------
    width, epochs, random_state
        As for `models.conv1d`.
    """
    from course import models

    net = models.conv1d(
        width=width, n_tokens=WORDS + 2, epochs=epochs, random_state=random_state
    )
    return _behind_words(net)


def gru_words(*, width: int = 32, epochs: int = 8, random_state: int = 0) -> Any:
    """Make a recurrent net on word numbers; the words are learned from training texts.

    Parameters
    ----------
    width, epochs, random_state
        As for `models.gru`.
    """
    from course import models

    net = models.gru(
        width=width, n_tokens=WORDS + 2, epochs=epochs, random_state=random_state
    )
    return _behind_words(net)


def _behind_words(net: Any) -> Any:
    from sklearn.pipeline import make_pipeline

    return make_pipeline(WordNumbers(), net)


class WordNumbers:
    """A transformer: texts to rows of word numbers, known from the training texts."""

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        return {}

    def set_params(self, **params: Any) -> "WordNumbers":
        return self

    def fit(self, X: Iterable[str], y: Any = None) -> "WordNumbers":
        """Learn which words there are."""
        from course.data import Vocabulary, words

        self.vocabulary_ = Vocabulary(X, most=WORDS)
        lengths = [len(words(text)) for text in X]
        self.length_ = max(1, min(LENGTH, int(np.percentile(lengths, 95))))
        return self

    def fit_transform(self, X: Iterable[str], y: Any = None) -> np.ndarray:
        """Learn the words and return their numbers."""
        return self.fit(X).transform(X)

    def transform(self, X: Iterable[str]) -> np.ndarray:
        """Return (n, length) numbers; 1 of 20 training texts is longer and cut."""
        return self.vocabulary_.ids(X, length=self.length_)


def _hog(X: np.ndarray, cell: int) -> np.ndarray:
    from course import features

    X = np.asarray(X)
    if X.shape[1] == 3:  # three colours: their mean is the brightness
        X = X.mean(axis=1, keepdims=True)
    return features.hog(X, cell=cell)
