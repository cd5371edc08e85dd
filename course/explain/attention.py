"""A small reader of sentences whose attention can be looked at, and replaced."""

from __future__ import annotations

from functools import partial
from typing import Any

import torch
from torch import Tensor, nn


class AttentionNet(nn.Module):
    """Words to numbers, a GRU that reads both ways, attention over its states, logits.

    ``model(x)`` gives logits, ``model.attention(x)`` the weight of each word, and
    ``model(x, attention=w)`` the logits under other weights. The attention is additive.

    Source: Bahdanau, Cho and Bengio (2014), Neural machine translation by jointly
    learning to align and translate, arXiv:1409.0473; as pooling over the states of one
    sentence it is that of Jain and Wallace (2019), Attention is not explanation.

    Parameters
    ----------
    n_words
        Numbers of words go from 0, the padding, to ``n_words - 1``.
    n_outputs
        Classes.
    width
        Numbers a word; the GRU has as many in each direction.
    """

    def __init__(self, n_words: int, n_outputs: int, *, width: int = 24) -> None:
        super().__init__()
        self.words = nn.Embedding(n_words, width, padding_idx=0)
        self.reader = nn.GRU(width, width, batch_first=True, bidirectional=True)
        self.score = nn.Sequential(
            nn.Linear(2 * width, width), nn.Tanh(), nn.Linear(width, 1, bias=False)
        )
        self.head = nn.Linear(2 * width, n_outputs)

    def forward(self, x: Tensor, *, attention: Tensor | None = None) -> Tensor:
        """Return logits (n, classes) for numbers of words (n, length)."""
        states = self._states(x)
        weights = self._weights(x, states) if attention is None else attention
        pooled = (weights.to(states)[:, :, None] * states).sum(dim=1)
        return self.head(pooled)

    def attention(self, x: Tensor) -> Tensor:
        """Return the weight of each word (n, length): 0 on padding, a row adds to 1."""
        return self._weights(x, self._states(x))

    def _states(self, x: Tensor) -> Tensor:
        lengths = (x != 0).sum(dim=1).clamp(min=1).cpu()
        packed = nn.utils.rnn.pack_padded_sequence(
            self.words(x.long()), lengths, batch_first=True, enforce_sorted=False
        )
        states, _ = nn.utils.rnn.pad_packed_sequence(
            self.reader(packed)[0], batch_first=True, total_length=x.shape[1]
        )
        return states

    def _weights(self, x: Tensor, states: Tensor) -> Tensor:
        scores = self.score(states)[:, :, 0].masked_fill(x == 0, -torch.inf)
        return torch.softmax(scores, dim=1).nan_to_num()  # a row of padding only: 0


def attention_net(
    n_words: int,
    *,
    width: int = 24,
    epochs: int = 8,
    batch_size: int = 64,
    lr: float = 1e-2,
    random_state: int | None = 0,
    **settings: Any,
) -> Any:
    """Make an `AttentionNet` behind `fit`, `predict` and `score`.

    Parameters
    ----------
    n_words
        As `len(vocabulary)` of `data.Vocabulary`.
    width, epochs, batch_size, lr, random_state
        Size of the net; passes, rows a step, highest learning rate; seed.
    **settings
        Further settings of `TorchClassifier`.

    Returns
    -------
    TorchClassifier for rows (n, length) of numbers of words; the net is `module_`.
    """
    from course.training import TorchClassifier

    return TorchClassifier(
        partial(_build, n_words, width),
        epochs=epochs,
        batch_size=batch_size,
        lr=lr,
        random_state=random_state,
        **settings,
    )


def _build(n_words: int, width: int, shape: tuple[int, ...], n_outputs: int):
    return AttentionNet(n_words, n_outputs, width=width)
