"""How large is a transformer? One block, counted, times the number of blocks.

Conventions differ by about 1 % on the sizes drawn here (biases, normalisation, table
of positions), so answers within 2 % count as right. Wrong answers come with or without
them too: each mistake is a symptom, recognised within 2 % of its formula.
"""

from functools import cache

from course.checks.engine import Exercise, Function, number

gpt_params = Exercise(
    __name__,
    points=12,
    answers={"gpt_params": Function(number)},
    covers=("S1.3", "S1.4", "S2.9"),
    hints=(
        "Which matrices does ONE block hold? Write each with its shape.",
        "Attention has four matrices d×d. Feed-forward has one d×4d and one 4d×d. "
        "Outside the blocks, the tables hold d numbers for every token and position.",
        "`return 12 * n_layers * d_model**2 + ___`",
    ),
    takeaway="12·L·d² plus the tables gives GPT-2's 124 million and GPT-3's 175 "
    "billion within 1 %. In a small model the token table weighs; in a large one the "
    "blocks are nearly all.",
)

CLOSE = 0.02


@gpt_params.cases
def cases(rng):
    """Draw small models, where the table of tokens counts, and add two known ones."""
    models = []
    for _ in range(3):
        d_model = int(rng.choice([384, 512, 640]))
        n_layers, n_vocab = int(rng.integers(5, 11)), int(rng.integers(30_000, 50_000))
        models.append((n_layers, d_model, n_vocab, d_model))
    gpt2, gpt3 = (12, 768, 50_257, 1024), (96, 12_288, 50_257, 2048)
    names = ("n_layers", "d_model", "n_vocab", "n_ctx")
    return [dict(zip(names, sizes, strict=True)) for sizes in (*models, gpt2, gpt3)]


@cache
def block_by_torch(d_model) -> int:
    """Return how many numbers PyTorch's own block holds; GPT-3's needs no memory."""
    from torch import nn

    layer = nn.TransformerEncoderLayer(d_model, 1, 4 * d_model, device="meta")
    return sum(parameter.numel() for parameter in layer.parameters())


def counted(n_layers, d_model, n_vocab, n_ctx) -> int:
    """Return what all blocks, both tables and the last normalisation hold."""
    return n_layers * block_by_torch(d_model) + (n_vocab + n_ctx + 2) * d_model


def close(got, want) -> bool:
    """Return whether two counts agree within 2 %; never for infinity or NaN."""
    return abs(got - want) <= CLOSE * abs(want)


def words(n) -> str:
    """Return a count as it is spoken."""
    for size, name in ((1e9, "billion"), (1e6, "million")):
        if abs(n) >= size:
            return f"{n / size:.4g} {name}"
    return f"{n:,.4g}"


@gpt_params.holds(4)
def total(model, gpt_params):
    """All parameters, from small models to GPT-3"""
    got, want = gpt_params(**model), counted(**model)
    call = ", ".join(f"{name}={value}" for name, value in model.items())
    tried = f"`gpt_params({call})` returned {words(got)}; PyTorch has {words(want)}"
    look = (
        "Write one block down, matrix by matrix, and multiply by the blocks; then add "
        "the two tables, one row for each token and position. Is a part missing, or "
        "counted twice?"
    )
    yield tried, close(got, want), look


@gpt_params.holds(3)
def blocks(model, gpt_params):
    """What the blocks add"""
    n, d = model["n_layers"], model["d_model"]
    got = gpt_params(**model | {"n_layers": 2 * n}) - gpt_params(**model)
    want = n * block_by_torch(d)
    tried = f"{n} more blocks with d_model={d} added {words(got)}, not {words(want)}"
    look = (
        "Every block has weights of its own: 4·d² numbers for attention and 8·d² for "
        "feed-forward. The tables stand outside the blocks and do not grow with them."
    )
    yield tried, close(got, want), look


@gpt_params.holds(2)
def width(model, gpt_params):
    """How a block grows with its width"""

    def grown(d_model):
        sizes = model | {"d_model": d_model}
        return gpt_params(**sizes | {"n_layers": 2 * n}) - gpt_params(**sizes)

    n, d = model["n_layers"], model["d_model"]
    narrow, wide = grown(d), grown(2 * d)
    tried = f"doubling d_model took {n} blocks from {words(narrow)} to {words(wide)}"
    look = (
        "All matrices of a block grow with d in both directions. A matrix d×d has d² "
        "numbers, so a block twice as wide holds four times as many."
    )
    yield tried, narrow > 0 and close(wide, 4 * narrow), look


@gpt_params.holds(3)
def vocabulary(model, gpt_params):
    """What the vocabulary adds"""
    n, d = model["n_vocab"], model["d_model"]
    got = gpt_params(**model | {"n_vocab": 2 * n}) - gpt_params(**model)
    tried = f"{n:,} more tokens with d_model={d} added {words(got)}, not {words(n * d)}"
    look = (
        "Each token has one row of d_model numbers in the table. The output layer uses "
        "the same table again, so a token costs these numbers once."
    )
    yield tried, close(got, n * d), look


def wrong(name, message, formula):
    """Register the mistake of an answer near ``formula(L, d, V, n)`` on every model."""

    def body(observed):
        calls, failed = (
            f("gpt_params") for f in (observed.calls, observed.failed_calls)
        )
        for call in calls:
            if (
                call.error
                or call.problem
                or not close(call.value, formula(*call.kwargs.values()))
            ):
                return None
        if not failed:
            return None
        sizes, got = failed[0].kwargs, failed[0].value
        off = abs(100 * (got / counted(**sizes) - 1))
        return sizes | {"off": f"{off:.0f} %", "got": words(got)}

    gpt_params.symptom(name, message)(body)


wrong(
    "no_embed",
    "Nearly right for GPT-3, but {off} too small here: you left out the table of "
    "tokens, n_vocab·d_model numbers. A large model hides that, a small one does not.",
    lambda L, d, V, n: 12 * L * d**2,
)
wrong(
    "untied",
    "You counted the output matrix again, {off} too much here. Its weights are tied to "
    "the table of tokens: one matrix, stored once, used at both ends of the model.",
    lambda L, d, V, n: 12 * L * d**2 + (2 * V + n) * d,
)
wrong(
    "attn_only",
    "Your blocks hold attention only, 4·d². In each block a feed-forward part follows, "
    "d→4d→d, with 8·d² numbers: two thirds of the block. Add its two matrices.",
    lambda L, d, V, n: 4 * L * d**2 + (V + n) * d,
)
wrong(
    "mlp_only",
    "Your blocks hold 8·d² numbers. That is the feed-forward part alone, or attention "
    "with only one of its two matrices. All six matrices make 4·d² + 8·d².",
    lambda L, d, V, n: 8 * L * d**2 + (V + n) * d,
)
wrong(
    "ffn_1x",
    "Your blocks hold 6·d² numbers: the feed-forward part goes d→d→d. It is four times "
    "wider inside, d→4d→d, so it has 8·d² numbers and not 2·d².",
    lambda L, d, V, n: 6 * L * d**2 + (V + n) * d,
)
wrong(
    "qkv_only",
    "One matrix d×d is missing in every block. Queries, keys and values are there; the "
    "output projection, which mixes the heads again, is the fourth.",
    lambda L, d, V, n: 11 * L * d**2 + (V + n) * d,
)
wrong(
    "one_layer",
    "You counted one block. This model stacks n_layers={n_layers} of them, each with "
    "weights of its own: multiply the block by `n_layers`, but leave the tables as "
    "they are.",
    lambda L, d, V, n: 12 * d**2 + (V + n) * d,
)
wrong(
    "tables_in_block",
    "You multiplied the tables by n_layers={n_layers} too. The tables of tokens and "
    "positions stand once, in front of the first block. Look where your brackets open "
    "and close.",
    lambda L, d, V, n: L * (12 * d**2 + (V + n) * d),
)
wrong(
    "cross_attention",
    "Your blocks hold 16·d² numbers: two attentions each. A decoder-only model has no "
    "encoder to attend to, so one is enough (`nn.TransformerDecoderLayer` has both).",
    lambda L, d, V, n: 16 * L * d**2 + (V + n) * d,
)
wrong(
    "scores_counted",
    "You counted n_ctx·n_ctx attention scores in each block. They are computed anew "
    "for every text and never stored with the model: they are no parameters, only "
    "work and memory.",
    lambda L, d, V, n: L * (12 * d**2 + n**2) + (V + n) * d,
)
