"""Networks that read a row step by step, or all steps at once.

A row is `(t,)` token ids, where 0 pads and is skipped, or `(channels, t)` numbers.
"""

import torch
from torch import nn

from course.errors import CourseError


class Steps(nn.Module):
    """Turn rows into vectors: (n, t) ids or (n, channels, t) to (n, steps, width).

    Also says which steps are more than padding. Numbers are taken ``stride`` steps at
    a time.
    """

    def __init__(
        self, shape: tuple[int, ...], *, width: int, n_tokens: int | None, stride: int
    ) -> None:
        super().__init__()
        if len(shape) == 2:
            self.embed = nn.Conv1d(shape[0], width, stride + 2, stride, padding=1)
        elif len(shape) == 1 and n_tokens:
            self.embed = nn.Embedding(n_tokens, width, padding_idx=0)
        else:
            raise CourseError(
                f"rows have shape {tuple(shape)} and n_tokens is {n_tokens}; give "
                "(channels, t) numbers, or (t,) token ids together with n_tokens"
            )

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        if x.ndim == 3:
            steps = self.embed(x).transpose(1, 2)
            return steps, steps.new_ones(steps.shape[:2], dtype=torch.bool)
        ids = x.long()
        if torch.compiler.is_exporting():  # a file cannot hold the question below
            return self.embed(ids), ids != 0
        if ids.min() < 0 or ids.max() >= self.embed.num_embeddings:
            raise CourseError(
                f"token ids go from {int(ids.min())} to {int(ids.max())}, but n_tokens "
                f"is {self.embed.num_embeddings}; ids are 0 to n_tokens - 1"
            )
        return self.embed(ids), ids != 0


def mean_of(steps: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
    """Return the mean over the steps that are there: (n, width)."""
    weight = there.unsqueeze(2).to(steps.dtype)
    return (steps * weight).sum(1) / weight.sum(1).clamp(min=1)


class Gru(nn.Module):
    """A gated recurrent unit in both directions, the mean of its states, a head.

    Source of the unit: Cho et al. (2014), Learning phrase representations using RNN
    encoder-decoder, EMNLP. Padding at the end is read by the way back first.
    """

    def __init__(self, steps: Steps, n_outputs: int, *, width: int) -> None:
        super().__init__()
        self.steps = steps
        self.gru = nn.GRU(width, width, batch_first=True, bidirectional=True)
        self.head = nn.Linear(2 * width, n_outputs)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        steps, there = self.steps(x)
        states, _ = self.gru(torch.relu(steps))
        return self.head(mean_of(states, there))


class Transformer(nn.Module):
    """Self-attention over all steps, the mean over steps, a head.

    Source: Vaswani et al. (2017), Attention is all you need; normalised before each
    part. Positions are learned.
    """

    def __init__(
        self,
        steps: Steps,
        n_outputs: int,
        *,
        n_steps: int,
        width: int,
        n_layers: int,
        n_heads: int,
        dropout: float,
    ) -> None:
        super().__init__()
        self.steps = steps
        self.place = nn.Parameter(0.02 * torch.randn(n_steps, width))
        layer = nn.TransformerEncoderLayer(
            width, n_heads, 2 * width, dropout, batch_first=True, norm_first=True
        )
        self.layers = nn.TransformerEncoder(
            layer, n_layers, norm=nn.LayerNorm(width), enable_nested_tensor=False
        )
        self.head = nn.Linear(width, n_outputs)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        steps, there = self.steps(x)
        padding = None
        if x.ndim == 2:
            padding = ~there
            padding = padding & there.any(1, keepdim=True)  # an empty row sees all
        steps = self.layers(steps + self.place, src_key_padding_mask=padding)
        return self.head(mean_of(steps, there))


class Conv(nn.Module):
    """Two convolutions over neighbouring steps, the maximum over steps, a head.

    Source of the shape: Kim (2014), Convolutional neural networks for sentence
    classification, EMNLP.
    """

    def __init__(self, steps: Steps, n_outputs: int, *, width: int) -> None:
        super().__init__()
        self.steps = steps
        self.near = nn.Conv1d(width, width, 3, padding=1)
        self.far = nn.Conv1d(width, width, 3, padding=1)
        self.head = nn.Linear(width, n_outputs)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        steps, there = self.steps(x)
        mask = there.unsqueeze(1).to(steps.dtype)  # padding stays 0 for its neighbours
        seen = mask * torch.relu(self.near(steps.transpose(1, 2)))
        seen = mask * torch.relu(self.far(seen))
        return self.head(seen.amax(2))


def conv(
    shape: tuple[int, ...],
    n_outputs: int,
    *,
    width: int,
    n_tokens: int | None,
    stride: int,
) -> nn.Module:
    """Build convolutions for rows of a shape."""
    steps = Steps(shape, width=width, n_tokens=n_tokens, stride=stride)
    return Conv(steps, n_outputs, width=width)


def gru(
    shape: tuple[int, ...],
    n_outputs: int,
    *,
    width: int,
    n_tokens: int | None,
    stride: int,
) -> nn.Module:
    """Build a GRU in both directions for rows of a shape."""
    steps = Steps(shape, width=width, n_tokens=n_tokens, stride=stride)
    return Gru(steps, n_outputs, width=width)


def transformer(
    shape: tuple[int, ...],
    n_outputs: int,
    *,
    width: int,
    n_layers: int,
    n_heads: int,
    dropout: float,
    n_tokens: int | None,
    stride: int,
) -> nn.Module:
    """Build a transformer encoder for rows of a shape."""
    steps = Steps(shape, width=width, n_tokens=n_tokens, stride=stride)
    n_steps = shape[0] if len(shape) == 1 else (shape[1] - stride) // stride + 1
    return Transformer(
        steps, n_outputs, n_steps=n_steps, width=width, n_layers=n_layers,
        n_heads=n_heads, dropout=dropout,
    )  # fmt: skip
