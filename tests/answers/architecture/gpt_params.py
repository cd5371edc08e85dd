"""Answers to `gpt_params`: correct ones written differently, and all wrong ones."""


def alternative_every_number() -> dict:
    """Count everything: biases, normalisation, positions."""

    def gpt_params(n_layers, d_model, n_vocab, n_ctx):
        attention = 4 * (d_model * d_model + d_model)
        feed_forward = (
            d_model * 4 * d_model + 4 * d_model + 4 * d_model * d_model + d_model
        )
        norms = 2 * 2 * d_model
        tables = (n_vocab + n_ctx) * d_model
        return n_layers * (attention + feed_forward + norms) + tables + 2 * d_model

    return {"gpt_params": gpt_params}


def alternative_matrices_only() -> dict:
    """Leave out biases, normalisation and positions; compute with floats."""

    def gpt_params(n_layers, d_model, n_vocab, n_ctx):
        return 12.0 * n_layers * d_model**2 + n_vocab * d_model

    return {"gpt_params": gpt_params}


def alternative_extrapolate() -> dict:
    """Build two small blocks; a block is a·d² + b·d, so two sizes give a and b."""
    import numpy as np
    from torch import nn

    def block(d):
        layer = nn.TransformerEncoderLayer(d, nhead=4, dim_feedforward=4 * d)
        return sum(parameter.numel() for parameter in layer.parameters())

    small = np.array([16, 32])
    a, b = np.linalg.solve(np.stack([small**2, small], axis=1), [block(16), block(32)])

    def gpt_params(n_layers, d_model, n_vocab, n_ctx):
        return n_layers * (a * d_model**2 + b * d_model) + (n_vocab + n_ctx) * d_model

    return {"gpt_params": gpt_params}


def alternative_build_on_meta() -> dict:
    """Build the whole model without memory and count it."""
    import torch
    from torch import nn

    def gpt_params(n_layers, d_model, n_vocab, n_ctx):
        with torch.device("meta"):
            block = nn.TransformerEncoderLayer(d_model, 8, 4 * d_model, bias=False)
            tokens = nn.Embedding(n_vocab, d_model)
            output = nn.Linear(d_model, n_vocab, bias=False)
            output.weight = tokens.weight
            net = nn.ModuleList([tokens, nn.TransformerEncoder(block, 2), output])
        embedding = tokens.weight.numel()
        per_block = (sum(p.numel() for p in net.parameters()) - embedding) // 2
        return n_layers * per_block + embedding

    return {"gpt_params": gpt_params}


def _both(block, tables) -> list[dict]:
    """Return an answer of these numbers twice: bare, and with biases and norms."""

    def bare(n_layers, d_model, n_vocab, n_ctx):
        return block(n_layers, d_model, n_ctx) + tables(d_model, n_vocab, n_ctx)

    def full(n_layers, d_model, n_vocab, n_ctx):
        return bare(n_layers, d_model, n_vocab, n_ctx) + 2 * d_model

    return [{"gpt_params": bare}, {"gpt_params": full}]


def _tables(d, n_vocab, n_ctx):
    return (n_vocab + n_ctx) * d


def wrong_no_embed() -> list[dict]:
    """Without tables, and with the table of positions alone."""
    answers = _both(lambda n, d, c: 12 * n * d**2, lambda d, v, c: 0)
    return answers + _both(
        lambda n, d, c: n * (12 * d**2 + 13 * d), lambda d, v, c: c * d
    )


def wrong_untied() -> list[dict]:
    """With a second matrix at the output."""
    answers = _both(lambda n, d, c: 12 * n * d**2, lambda d, v, c: 2 * v * d)
    more = _both(
        lambda n, d, c: n * (12 * d**2 + 13 * d), lambda d, v, c: (2 * v + c) * d
    )
    return answers + more


def wrong_attn_only() -> list[dict]:
    """Four matrices a block."""
    answers = _both(lambda n, d, c: 4 * n * d**2, _tables)
    return answers + _both(
        lambda n, d, c: n * (4 * d**2 + 4 * d), lambda d, v, c: v * d
    )


def wrong_mlp_only() -> list[dict]:
    """Feed-forward alone; attention and one of its two matrices."""
    answers = _both(lambda n, d, c: n * 2 * d * 4 * d, _tables)
    return answers + _both(
        lambda n, d, c: n * (4 * d**2 + d * 4 * d), lambda d, v, c: v * d
    )


def wrong_ffn_1x() -> list[dict]:
    """Feed-forward no wider than the rest."""
    return _both(lambda n, d, c: n * (4 * d**2 + 2 * d**2), _tables)


def wrong_qkv_only() -> list[dict]:
    """Without the output projection."""
    answers = _both(lambda n, d, c: 11 * n * d**2, _tables)
    return answers + _both(
        lambda n, d, c: n * (11 * d**2 + 12 * d), lambda d, v, c: v * d
    )


def wrong_one_layer() -> list[dict]:
    """One block, whatever the depth."""
    return _both(lambda n, d, c: 12 * d**2, _tables)


def wrong_tables_in_block() -> list[dict]:
    """The tables inside the brackets."""

    def gpt_params(n_layers, d_model, n_vocab, n_ctx):
        return n_layers * (12 * d_model**2 + (n_vocab + n_ctx) * d_model)

    return [{"gpt_params": gpt_params}]


def wrong_cross_attention() -> list[dict]:
    """PyTorch's decoder layer, which also attends to an encoder."""
    from torch import nn

    def gpt_params(n_layers, d_model, n_vocab, n_ctx):
        layer = nn.TransformerDecoderLayer(d_model, 8, 4 * d_model, device="meta")
        block = sum(parameter.numel() for parameter in layer.parameters())
        return n_layers * block + (n_vocab + n_ctx) * d_model

    return [{"gpt_params": gpt_params}]


def wrong_scores_counted() -> list[dict]:
    """The attention scores as parameters."""
    return _both(lambda n, d, c: n * (12 * d**2 + c**2), _tables)
