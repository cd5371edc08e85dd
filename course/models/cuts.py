"""The reader of digit strings as a pipeline: cut at the pauses, MFCC, a linear model.

Each part was decided by a person: where a digit ends, what of its sound counts, that
early, middle and late are told apart. It learns from single digits, cut by somebody.
"""

import numpy as np

from course import features
from course.errors import CourseError
from course.models.classical import logistic

SAMPLE_RATE = 8000
SHORTEST = 6  # frames of 16 ms that a digit has at least
GAP = 3  # frames of silence inside of a digit


def spoken(logmel: np.ndarray) -> list[slice]:
    """Return where one spectrogram (n_mels, n_frames) is louder than its pauses.

    The line between loud and soft lies a third of the way from the softest tenth of
    the frames to the loudest tenth.

    Examples
    --------
    >>> logmel = np.zeros((4, 40))
    >>> logmel[:, 5:15] = logmel[:, 25:35] = 3
    >>> spoken(logmel)
    [slice(5, 15, None), slice(25, 35, None)]
    """
    loud = logmel.mean(axis=0)
    soft, high = np.quantile(loud, [0.1, 0.9])
    on = loud > soft + (high - soft) / 3
    edges = np.flatnonzero(np.diff(np.r_[False, on, False].astype(int)))
    starts, ends = edges[::2].tolist(), edges[1::2].tolist()
    parts: list[slice] = []
    for start, end in zip(starts, ends, strict=True):
        if parts and start - parts[-1].stop <= GAP:
            parts[-1] = slice(parts[-1].start, end)
        else:
            parts.append(slice(start, end))
    return [part for part in parts if part.stop - part.start >= SHORTEST]


def described(logmel: np.ndarray) -> np.ndarray:
    """Return MFCC 1 to 11 of the early, middle and late third: (33,)."""
    thirds = np.array_split(features.mfcc(logmel)[1:], 3, axis=1)
    return np.concatenate([third.mean(axis=1) for third in thirds])


class CutReader:
    """Read strings of digits: cut, describe each piece by MFCC, classify it.

    Attributes
    ----------
    model_ : estimator
        Scaler and logistic regression over the 33 numbers of a piece.
    """

    _course_name = "mfcc"

    def __repr__(self) -> str:
        return "CutReader()"

    def fit(self, X: np.ndarray, digits: np.ndarray) -> "CutReader":
        """Learn from waveforms (n, t) of one digit each; return self.

        Raises
        ------
        CourseError
            For waveforms and digits of different numbers.
        """
        if np.ndim(X) != 2 or len(X) != len(digits):
            raise CourseError(
                f"X has shape {np.shape(X)} and there are {len(digits)} digits; give "
                "waveforms (n, t) and n digits"
            )
        rows = []
        for logmel in features.log_mel(X, sample_rate=SAMPLE_RATE):
            parts = spoken(logmel) or [slice(0, logmel.shape[1])]
            whole = slice(parts[0].start, parts[-1].stop)
            rows.append(described(logmel[:, whole]))
        self.model_ = logistic().fit(np.stack(rows), digits)
        return self

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return the texts that it reads from waveforms (n, t): (n,)."""
        texts = []
        for logmel in features.log_mel(X, sample_rate=SAMPLE_RATE):
            rows = [described(logmel[:, part]) for part in spoken(logmel)]
            found = self.model_.predict(np.stack(rows)) if rows else []
            texts.append("".join(str(digit) for digit in found))
        return np.array(texts, dtype=str)
