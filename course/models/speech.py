"""From sound to text without cutting it: a network, the CTC loss, a greedy decoder.

The network names a digit, or "nothing", for each short frame. The loss of
connectionist temporal classification adds up every way to spread a text over the
frames, so nobody has to say where a digit begins. Source: Graves et al. (2006),
Connectionist temporal classification, ICML.
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from course import device as devices
from course.errors import CourseError
from course.training import loop

BLANK = 0  # "nothing"; digit d has the number d + 1
SYMBOLS = "0123456789"


class Reader(nn.Module):
    """Two convolutions, a GRU in both directions, a head: (n, mels, t) to frames.

    Returns (n, t // 4, 11): after the convolutions a frame is four of the input.
    """

    def __init__(self, n_mels: int, *, width: int) -> None:
        super().__init__()
        self.convolutions = nn.Sequential(
            nn.Conv1d(n_mels, width, 5, stride=2, padding=2),
            nn.BatchNorm1d(width),
            nn.ReLU(),
            nn.Conv1d(width, width, 5, stride=2, padding=2),
            nn.BatchNorm1d(width),
            nn.ReLU(),
        )
        self.gru = nn.GRU(width, width // 2, batch_first=True, bidirectional=True)
        self.head = nn.Linear(width, len(SYMBOLS) + 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        states, _ = self.gru(self.convolutions(x).transpose(1, 2))
        return self.head(states)


def ctc_loss(outputs: torch.Tensor, numbers: torch.Tensor) -> torch.Tensor:
    """Return the mean CTC loss.

    Parameters
    ----------
    outputs : Tensor, (n, frames, symbols)
        Logits; symbol 0 is "nothing".
    numbers : Tensor, (n, longest)
        Symbols of each text, filled up with -1.
    """
    lengths = (numbers >= 0).sum(1)
    frames = torch.full_like(lengths, outputs.shape[1])
    logs = outputs.log_softmax(2).transpose(0, 1)
    return functional.ctc_loss(
        logs, numbers.clamp(min=0), frames, lengths, blank=BLANK, zero_infinity=True
    )


def greedy_decode(outputs: np.ndarray) -> list[str]:
    """Read off the best symbol of each frame; join repeats, then drop "nothing".

    Parameters
    ----------
    outputs : array, (n, frames, 11)
        Scores; symbol 0 is "nothing", symbol d + 1 the digit d.

    Examples
    --------
    >>> frames = np.eye(11)[[[8, 8, 0, 8, 1, 1]]]
    >>> greedy_decode(frames)
    ['770']
    """
    texts = []
    for best in np.asarray(outputs).argmax(2):
        changes = np.r_[True, best[1:] != best[:-1]]
        texts.append("".join(SYMBOLS[i - 1] for i in best[changes] if i != BLANK))
    return texts


def error_rate(texts: Sequence[str], read: Sequence[str]) -> float:
    """Return wrong, missing and surplus digits over the digits that were said.

    The fewest such edits count, as in a word error rate.

    Examples
    --------
    >>> error_rate(["307", "12"], ["37", "12"])
    0.2
    """
    edits = sum(_edits(a, b) for a, b in zip(texts, read, strict=True))
    return edits / sum(map(len, texts))


def _edits(a: str, b: str) -> int:
    """Return the Levenshtein distance."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        before, row[0] = row[0], i
        for j, y in enumerate(b, start=1):
            step = min(row[j] + 1, row[j - 1] + 1, before + (x != y))
            before, row[j] = row[j], step
    return row[-1]


class DigitReader:
    """Read strings of digits from log-mel spectrograms.

    Parameters
    ----------
    width : int
        Maps of the convolutions.
    epochs, batch_size, lr
        Passes over the rows, rows a step, highest learning rate.
    random_state : int
        Seed of the first weights and of the order of rows.

    Attributes
    ----------
    module_ : Reader
    history_ : dict of lists, one number an epoch
    """

    _course_name = "ctc"

    def __init__(
        self,
        *,
        width: int = 48,
        epochs: int = 20,
        batch_size: int = 16,
        lr: float = 5e-3,
        random_state: int | None = 0,
    ) -> None:
        self.width = width
        self.epochs = epochs
        self.batch_size = batch_size
        self.lr = lr
        self.random_state = random_state

    def __repr__(self) -> str:
        return f"DigitReader(width={self.width}, epochs={self.epochs})"

    def fit(self, X: np.ndarray, texts: Sequence[str]) -> "DigitReader":
        """Train on spectrograms (n, n_mels, t) and what was said; return self."""
        X = np.asarray(X, dtype=np.float32)
        if X.ndim != 3 or len(X) != len(texts) or not len(X):
            raise CourseError(
                f"X has shape {X.shape} and there are {len(texts)} texts; give "
                "spectrograms (n, n_mels, t) and n texts of digits"
            )
        self.mean_, self.scale_ = float(X.mean()), float(X.std()) or 1.0
        longest = max(map(len, texts))
        numbers = torch.full((len(X), longest), -1)
        for row, text in zip(numbers, texts, strict=True):
            row[: len(text)] = torch.tensor([SYMBOLS.index(c) + 1 for c in text])
        device = torch.device("cpu")
        with devices.seeded(self.random_state, device):
            self.module_ = Reader(X.shape[1], width=self.width)
            with devices.threads(devices.n_threads(20_000)):
                self.history_, _ = loop.train(
                    self.module_,
                    self._scaled(X),
                    numbers,
                    loss_of=ctc_loss,
                    n_epochs=self.epochs,
                    batch_size=self.batch_size,
                    lr=self.lr,
                )
        self.module_.eval()
        return self

    def _scaled(self, X: np.ndarray) -> torch.Tensor:
        return torch.from_numpy((np.float32(X) - self.mean_) / self.scale_)

    def outputs(self, X: np.ndarray) -> np.ndarray:
        """Return the logits of every frame: (n, frames, 11)."""
        return loop.outputs_of(self.module_, self._scaled(X)).numpy()

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return the texts that it reads: (n,)."""
        return np.array(greedy_decode(self.outputs(X)), dtype=str)

    def score(self, X: np.ndarray, texts: Sequence[str]) -> float:
        """Return the share of strings without any error."""
        return float(np.mean(self.predict(X) == np.asarray(texts, dtype=str)))
