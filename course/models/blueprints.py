"""Famous networks as objects to count; nobody trains them here.

Build the large one with `measure.on_meta`, which needs no memory:

>>> from course import measure
>>> measure.n_parameters(lenet5())
61706
>>> small = measure.on_meta(gpt, n_layers=12, d_model=768, n_heads=12, n_ctx=1024)
>>> measure.n_parameters(small)
124439808
"""

import torch
from torch import nn


def lenet5(n_outputs: int = 10) -> nn.Module:
    """Build LeNet-5 for pictures of shape (1, 32, 32), as it is taught today.

    Every map of the second convolution sees all six maps of the first, and the last
    layer is dense: 61,706 parameters. The paper wires that convolution sparsely, has
    trainable pooling and radial units at the end, and counts about 60,000.

    Source: LeCun, Bottou, Bengio and Haffner (1998), Gradient-based learning applied
    to document recognition, Proceedings of the IEEE 86(11), section II.B.

    Parameters
    ----------
    n_outputs
        Number of classes.
    """
    return nn.Sequential(
        nn.Conv2d(1, 6, kernel_size=5),
        nn.Tanh(),
        nn.AvgPool2d(2),
        nn.Conv2d(6, 16, kernel_size=5),
        nn.Tanh(),
        nn.AvgPool2d(2),
        nn.Conv2d(16, 120, kernel_size=5),
        nn.Tanh(),
        nn.Flatten(),
        nn.Linear(120, 84),
        nn.Tanh(),
        nn.Linear(84, n_outputs),
    )


class GPT(nn.Module):
    """A decoder-only transformer; input (n, length) of tokens, output their scores."""

    def __init__(
        self, n_layers: int, d_model: int, n_heads: int, n_vocab: int, n_ctx: int
    ) -> None:
        super().__init__()
        self.tokens = nn.Embedding(n_vocab, d_model)
        self.places = nn.Embedding(n_ctx, d_model)
        self.blocks = nn.ModuleList(
            nn.TransformerEncoderLayer(
                d_model,
                n_heads,
                dim_feedforward=4 * d_model,
                dropout=0.0,
                activation="gelu",
                batch_first=True,
                norm_first=True,
            )
            for _ in range(n_layers)
        )
        self.norm = nn.LayerNorm(d_model)
        self.scores = nn.Linear(d_model, n_vocab, bias=False)
        self.scores.weight = self.tokens.weight  # tied: counted once

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        places = torch.arange(x.shape[1], device=x.device)
        x = self.tokens(x) + self.places(places)
        mask = nn.Transformer.generate_square_subsequent_mask(
            len(places), device=x.device, dtype=x.dtype
        )
        for block in self.blocks:
            x = block(x, src_mask=mask, is_causal=True)
        return self.scores(self.norm(x))


def gpt(
    *,
    n_layers: int = 96,
    d_model: int = 12288,
    n_heads: int = 96,
    n_vocab: int = 50257,
    n_ctx: int = 2048,
) -> nn.Module:
    """Build a GPT; the defaults are the 175-billion model, so use `measure.on_meta`.

    The count is exactly `n_layers * (12 d^2 + 13 d) + (n_vocab + n_ctx) d + 2 d` with
    `d = d_model`: 174,604,259,328 for the defaults. GPT-3 attends sparsely in every
    other block, which changes its work and not its parameters.

    Source: Brown et al. (2020), Language models are few-shot learners, table 2.1.

    Parameters
    ----------
    n_layers, d_model, n_heads
        Number of blocks, width, and attention heads a block.
    n_vocab, n_ctx
        Number of different tokens, and the longest text in tokens.
    """
    return GPT(n_layers, d_model, n_heads, n_vocab, n_ctx)
