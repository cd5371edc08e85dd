"""How much work does a convolution do? Its weights, at every place where they act.

The reference is PyTorch's own layer on the meta device, which finds the size of its
output itself; for AlexNet, hooks count. No formula for that size is in the properties.
"""

from functools import cache
from types import SimpleNamespace

from course import measure
from course.checks.engine import Exercise, Function, integer, number, same

conv_macs = Exercise(
    __name__,
    points=12,
    answers={"conv2d_macs": Function(integer), "separable_ratio": Function(number)},
    covers=("S1.1", "S5.1", "S5.13"),
    hints=(
        "A parameter is stored once and used many times. How often is it used?",
        "A filter is applied once for each output pixel. Along the height there are "
        "`h_out = (h_in + 2 * padding - k) // stride + 1` of them. A separable "
        "convolution is two layers: add their costs, divide by the cost of the one.",
        "`return c_in // groups * k * k * c_out * ___ * ___`",
    ),
    takeaway="Work is weights times positions. Double the height and the width and "
    "the parameters stay, while the work grows about fourfold.",
)

ALEXNET = (  # c_in, c_out, k, h_in, w_in, stride, padding
    (3, 64, 11, 224, 224, 4, 2),
    (64, 192, 5, 27, 27, 1, 2),
    (192, 384, 3, 13, 13, 1, 1),
    (384, 256, 3, 13, 13, 1, 1),
    (256, 256, 3, 13, 13, 1, 1),
)


@conv_macs.cases
def cases(rng):
    """Draw layers on which all mistakes differ: h is not w, a division has a rest."""
    layers = []
    for stride, padding in ((2, 1), (3, 2), (1, 1), (2, 0), (3, 1)):
        c_in, c_out = (4 * rng.choice(range(1, 10), size=2, replace=False)).tolist()
        k, groups = int(rng.choice([3, 5])), int(rng.choice([2, 4]))
        steps = rng.choice(range(5, 15), size=2, replace=False)
        rest = (stride - 1, rng.integers(stride))  # pixels that no step reaches
        h_in, w_in = (steps * stride + k - 2 * padding + rest).tolist()
        layers.append(
            {"c_in": c_in, "c_out": c_out, "k": k, "h_in": h_in, "w_in": w_in,
             "stride": stride, "padding": padding, "groups": groups}
        )  # fmt: skip
    return layers


def counted(c_in, c_out, k, h_in, w_in, **settings):
    """Return the MACs of PyTorch's layer: outputs, times the weights behind each."""
    import torch

    with torch.device("meta"):  # shapes without numbers: no memory, no arithmetic
        layer = torch.nn.Conv2d(c_in, c_out, k, **settings)
        output = layer(torch.empty(1, c_in, h_in, w_in))
    return output.numel() * layer.weight[0].numel()


@cache
def alexnet_by_hooks() -> int:
    """Return the MACs that forward hooks count in AlexNet's convolutions."""
    from torch import nn

    total = 0
    for c_in, c_out, k, h_in, w_in, *steps in ALEXNET:
        layer = nn.Conv2d(c_in, c_out, k, *steps, device="meta")
        total += measure.macs(layer, (c_in, h_in, w_in))
    return total


def compare(conv2d_macs, spec):
    """Ask for the MACs of one layer; return what was tried and whether it held."""
    got, want = conv2d_macs(**spec), counted(**spec)
    call = ", ".join(f"{name}={value}" for name, value in spec.items())
    tried = f"`conv2d_macs({call})` returned {got:,}; PyTorch's layer does {want:,}"
    return tried, got == want


@conv_macs.holds(3, needs=("conv2d_macs",))
def every_pixel(layer, conv2d_macs):
    """Stride 1, no padding"""
    spec = {name: layer[name] for name in ("c_in", "c_out", "k", "h_in", "w_in")}
    look = (
        "At one position the filters use every weight once. Count the weights, then "
        "multiply by the output pixels, height times width. The output is k - 1 pixels "
        "smaller than the input here."
    )
    yield *compare(conv2d_macs, spec), look


@conv_macs.holds(3, needs=("conv2d_macs",))
def stride_and_padding(layer, conv2d_macs):
    """Stride and padding"""
    spec = {name: value for name, value in layer.items() if name != "groups"}
    look = (
        "First work out the height and the width of the output by hand. Padding makes "
        "the image larger on both sides; the stride says how far the filter moves."
    )
    yield *compare(conv2d_macs, spec), look


@conv_macs.holds(2, needs=("conv2d_macs",))
def with_groups(layer, conv2d_macs):
    """Groups with stride and padding"""
    look = (
        "With groups, each filter sees only c_in // groups of the input channels, so a "
        "position costs less. The number of positions does not change."
    )
    yield *compare(conv2d_macs, layer), look


@conv_macs.holds(2, needs=("conv2d_macs",), once=True)
def alexnet(layers, conv2d_macs):
    """The five convolutions of AlexNet"""
    specs = [dict(zip(layers[0], layer, strict=False)) for layer in ALEXNET]
    got = sum(conv2d_macs(**spec) for spec in specs)
    want = alexnet_by_hooks()
    tried = f"for AlexNet's convolutions you found {got:,}; hooks counted {want:,}"
    look = (
        "Try your function on each layer alone. The outputs are 55, 27, 13, 13 and 13 "
        "pixels high; the layer that disagrees shows which setting you miss."
    )
    yield tried, got == want, look


@conv_macs.holds(2, needs=("separable_ratio",))
def separable(layer, separable_ratio):
    """Cost of a separable convolution"""
    c_in, c_out, k = layer["c_in"], layer["c_out"], layer["k"]
    size = {"h_in": layer["h_in"], "w_in": layer["w_in"]}
    depthwise = counted(c_in, c_in, k, **size, padding=k // 2, groups=c_in)
    pointwise = counted(c_in, c_out, 1, **size)
    want = (depthwise + pointwise) / counted(c_in, c_out, k, **size, padding=k // 2)
    got = separable_ratio(c_out, k)
    tried = (
        f"`separable_ratio({c_out}, {k})` returned {got:.4g}; PyTorch has {want:.4g}"
    )
    look = (
        "Per output pixel: the normal layer needs c_in·c_out·k² MACs, the depthwise "
        "part c_in·k², the 1×1 part c_in·c_out. Add the two, then divide."
    )
    yield tried, same(got, want, loose=True), look


def out(n, k, stride, padding):
    """Return the number of output pixels along a side of ``n`` input pixels."""
    return (n + 2 * padding - k) // stride + 1


def macs(layer):
    """Return the right count, from the sizes that ``layer`` holds."""
    return layer.weights * layer.h_out * layer.w_out


def wrong(name, message, work=macs, size=out):
    """Register an answer that does other ``work``, or finds another output ``size``."""

    def body(c_in, c_out, k, h_in, w_in, stride=1, padding=0, groups=1):
        h_out, w_out = (size(n, k, stride, padding) for n in (h_in, w_in))
        weights = c_in // groups * k * k * c_out
        return work(SimpleNamespace(**locals()))

    def values(call):
        layer = {"stride": 1, "padding": 0} | call.kwargs
        step = layer["k"], layer["stride"], layer["padding"]
        h_in, w_in = layer["h_in"], layer["w_in"]
        sizes = {"h_out": out(h_in, *step), "w_out": out(w_in, *step)}
        return sizes | {"yours": size(h_in, *step)}

    conv_macs.mistake(name, message, replaces="conv2d_macs", values=values)(body)


wrong(
    "input_size",
    "You multiplied by the input size {h_in}×{w_in}. The filter is applied once for "
    "each output pixel, and the output is only {h_out}×{w_out} here. Work out its "
    "height and width first.",
    size=lambda n, k, s, p: n,
)
wrong(
    "forgot_stride",
    "Stride {stride} skips positions: the filter moves {stride} pixels at a time. "
    "Your output is {yours} pixels high; it should be {h_out}. Divide by the stride, "
    "rounding down.",
    size=lambda n, k, s, p: n + 2 * p - k + 1,
)
wrong(
    "forgot_pad",
    "Padding {padding} makes the image larger before the filter moves over it: by "
    "{padding} on each side. Your output is {yours} pixels high, not {h_out}. Add the "
    "padding twice.",
    size=lambda n, k, s, p: (n - k) // s + 1,
)
wrong(
    "pad_once",
    "You added the padding once. Padding {padding} adds {padding} at the top and "
    "{padding} at the bottom: h_in + 2 * padding - k. The output is {h_out} high here.",
    size=lambda n, k, s, p: (n + p - k) // s + 1,
)
wrong(
    "off_by_one",
    "Your output is {yours} pixels high; it should be {h_out}. You counted the steps "
    "of the filter. It also works where it stands before its first step: add 1.",
    size=lambda n, k, s, p: (n + 2 * p - k) // s,
)
wrong(
    "not_rounded",
    "You divided by the stride with `/`. Where the last step does not fit, that "
    "counts a part of a position, which does not exist. Round down with `//`.",
    size=lambda n, k, s, p: (n + 2 * p - k) / s + 1,
)
wrong(
    "square_only",
    "You used the height for both sides. This input is {h_in}×{w_in}, and its output "
    "{h_out}×{w_out}: compute the height and the width of the output separately, then "
    "multiply them.",
    lambda layer: layer.weights * layer.h_out**2,
)
wrong(
    "flops_not_macs",
    "You are exactly 2× too high: you counted multiplying and adding separately. That "
    "number is called FLOPs. Here one multiplication together with its addition "
    "counts as one MAC.",
    lambda layer: 2 * macs(layer),
)
wrong(
    "params_only",
    "That is the number of weights. Each weight is used again at every position of "
    "the filter, here at {h_out}×{w_out} of them. Multiply the weights by the "
    "positions.",
    lambda layer: layer.weights,
)
wrong(
    "params_with_bias",
    "That is the number of all parameters, biases included. Work counts only products: "
    "leave the biases out and use each weight once for every output pixel, "
    "{h_out}×{w_out} times here.",
    lambda layer: layer.weights + layer.c_out,
)
wrong(
    "with_bias",
    "You counted the biases too. A bias is added without any multiplication, so it is "
    "no multiply-accumulate. Take the weights only, as a layer with `bias=False` has "
    "them.",
    lambda layer: macs(layer) + layer.c_out * layer.h_out * layer.w_out,
)
wrong(
    "ignores_groups",
    "Right for groups=1, but {groups}× too high for groups={groups}. Each filter sees "
    "only c_in/groups of the {c_in} input channels. Divide the input channels before "
    "you multiply.",
    lambda layer: layer.groups * macs(layer),
)
wrong(
    "float",
    "The number is right, but {got} is a float. A count is a whole number, an `int`. "
    "In Python `/` always makes a float: divide with `//`.",
    lambda layer: float(macs(layer)),
)

conv_macs.mistake(
    "inverse_ratio",
    "You divided the other way round. A separable convolution is the cheaper one, so "
    "the ratio is below 1: its own cost above the line, that of the normal one below.",
    replaces="separable_ratio",
)(lambda c_out, k: 1 / (1 / c_out + 1 / k**2))
conv_macs.mistake(
    "depthwise_only",
    "1/c_out = 1/{c_out} is the depthwise part alone. A 1×1 convolution follows, which "
    "mixes the channels again and has a cost of its own: add its share.",
    replaces="separable_ratio",
)(lambda c_out, k: 1 / c_out)
conv_macs.mistake(
    "pointwise_only",
    "1/k² is the share of the 1×1 convolution alone, with k={k}. In front of it "
    "stands the depthwise part, which filters each channel by itself. Add its share.",
    replaces="separable_ratio",
)(lambda c_out, k: 1 / k**2)
conv_macs.mistake(
    "ratio_rounded",
    "`//` throws away everything behind the point, and a share below 1 has nothing "
    "before it, so your ratio is {got}. Divide with `/` here: a ratio may be a float.",
    replaces="separable_ratio",
)(lambda c_out, k: 0)
