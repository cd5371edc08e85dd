"""How many numbers does a layer learn? The pattern that every exercise file follows.

Read it from the top: the exercise, its cases, the properties that earn the points, the
known mistakes with what each tells the learner. Correct answers written in other ways
are in ``tests/answers/architecture/layer_params.py``.
"""

from course.checks.engine import Exercise, Function, integer

layer_params = Exercise(
    __name__,
    points=10,
    answers={"conv2d_params": Function(integer), "linear_params": Function(integer)},
    covers=("S1.1", "S1.2", "S5.13"),
    hints=(
        "How many numbers does ONE output pixel of ONE output channel need?",
        "One filter has k·k weights for each input channel that it sees, and with "
        "groups it sees c_in // groups. How many filters are there? How many biases?",
        "`return ___ * k * k * c_out + (c_out if bias else 0)`",
    ),
    takeaway="You can count a layer before you train it: weights of one filter, times "
    "filters, plus biases. The size of the image appears nowhere in the count.",
)


@layer_params.cases
def cases(rng):
    """Draw layers on which all mistakes differ: c_in is not c_out, some k is not 1."""
    layers = []
    for k in (3, 1, 5, 3):
        c_in, c_out = (4 * rng.choice(range(1, 10), size=2, replace=False)).tolist()
        layers.append((c_in, c_out, k, int(rng.choice([2, 4]))))
    depthwise = (c_in, 2 * c_in, 3, c_in)  # each channel is a group of its own
    return [*layers, depthwise]


def compare(answer, kind, *sizes, **options):
    """Ask the answer and PyTorch for the same layer; return (what was tried, held)."""
    import torch

    layer = getattr(torch.nn, kind)(*sizes, **options, device="meta")  # no memory
    want = sum(parameter.numel() for parameter in layer.parameters())
    got = answer(*sizes, **options)
    call = ", ".join([*map(str, sizes), *(f"{k}={v}" for k, v in options.items())])
    tried = f"`{answer.name}({call})` returned {got:,}; PyTorch's layer has {want:,}"
    return tried, got == want


@layer_params.holds(3, needs=("conv2d_params",))
def weights(case, conv2d_params):
    """Weights of a convolution"""
    c_in, c_out, k, _ = case
    look = (
        "Draw one filter: it covers k·k pixels of every input channel and has a weight "
        "for each. Then ask how many filters the layer needs for c_out channels."
    )
    yield *compare(conv2d_params, "Conv2d", c_in, c_out, k, bias=False), look


@layer_params.holds(2, needs=("conv2d_params",))
def biases(case, conv2d_params):
    """Biases of a convolution"""
    *sizes, groups = case
    with_bias = conv2d_params(*sizes, groups=groups)
    added = with_bias - conv2d_params(*sizes, groups=groups, bias=False)
    tried = f"`bias=True` added {added:,} numbers to a layer with c_out={sizes[1]}"
    look = (
        "A bias is one number added to a finished output channel, the same at every "
        "pixel. Count the channels that come out, whatever the filters look like."
    )
    yield tried, added == sizes[1], look


@layer_params.holds(2, needs=("conv2d_params",))
def grouped(case, conv2d_params):
    """Groups, up to one for each channel"""
    *sizes, groups = case
    look = (
        "With groups, the input channels are dealt out: each filter sees only "
        "c_in // groups of them. The number of filters stays c_out. Draw it for 4 "
        "channels and 2 groups."
    )
    yield *compare(conv2d_params, "Conv2d", *sizes, groups=groups, bias=False), look


@layer_params.holds(3, needs=("linear_params",))
def linear(case, linear_params):
    """Linear layers with and without bias"""
    look = (
        "Each output has a weight for every input, and one bias if `bias` is true. "
        "Count one output first, then multiply by the number of outputs."
    )
    for options in ({}, {"bias": False}):
        yield *compare(linear_params, "Linear", *case[:2], **options), look


@layer_params.mistake(
    "no_bias",
    "Your count is exactly {c_out} too small whenever `bias=True`. Each of the {c_out} "
    "output channels has one bias. Add one for each of them, but only if `bias` is "
    "true.",
    replaces="conv2d_params",
)
def _(c_in, c_out, k, groups=1, bias=True):
    return c_in // groups * k * k * c_out


@layer_params.mistake(
    "always_bias",
    "You counted {c_out} biases although `bias=False`. Many networks leave the biases "
    "out, because a normalisation layer follows and shifts the result anyway. Add them "
    "only if `bias` is true.",
    replaces="conv2d_params",
)
def _(c_in, c_out, k, groups=1, bias=True):
    return c_in // groups * k * k * c_out + c_out


@layer_params.mistake(
    "bias_per_in",
    "You added one bias for each of the {c_in} input channels. A bias is added to a "
    "finished output, so there is one for each of the {c_out} output channels.",
    replaces="conv2d_params",
)
def _(c_in, c_out, k, groups=1, bias=True):
    return c_in // groups * k * k * c_out + (c_in if bias else 0)


@layer_params.mistake(
    "ignores_groups",
    "Right for groups=1, but {groups}× too many weights for groups={groups}. With "
    "groups, each filter sees only c_in/groups of the {c_in} input channels. Divide "
    "the input channels before you multiply.",
    replaces="conv2d_params",
)
def _(c_in, c_out, k, groups=1, bias=True):
    return c_in * k * k * c_out + (c_out if bias else 0)


@layer_params.mistake(
    "k_not_squared",
    "A {k}×{k} filter has {k}·{k} weights for each input channel; you used {k}. "
    "Filters are square patches of the image, k high and k wide: multiply by k twice.",
    replaces="conv2d_params",
)
def _(c_in, c_out, k, groups=1, bias=True):
    return c_in // groups * k * c_out + (c_out if bias else 0)


@layer_params.mistake(
    "single_filter",
    "You counted the weights of one filter. Each output channel has a filter of its "
    "own, so this layer has c_out={c_out} of them. Multiply the weights by c_out.",
    replaces="conv2d_params",
)
def _(c_in, c_out, k, groups=1, bias=True):
    return c_in // groups * k * k + (c_out if bias else 0)


@layer_params.mistake(
    "float",
    "The number is right, but {got} is a float. A count is a whole number, an `int`. "
    "In Python `/` always makes a float: divide with `//`.",
    replaces="conv2d_params",
)
def _(c_in, c_out, k, groups=1, bias=True):
    return c_in / groups * k * k * c_out + (c_out if bias else 0)


@layer_params.mistake(
    "linear_no_bias",
    "Your count is {n_out} too small whenever `bias=True`. Each of the {n_out} outputs "
    "has one bias besides its {n_in} weights. Add them, but only if `bias` is true.",
    replaces="linear_params",
)
def _(n_in, n_out, bias=True):
    return n_in * n_out
