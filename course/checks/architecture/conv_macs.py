"""How much work does a convolution do? Parameters, times the places where they are used.

The reference is PyTorch's own layer on the meta device: a hook reads the size of its
output, so no formula of ours is in it.
"""

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
    takeaway="Work is parameters times positions. Double the height and the width and "
    "the parameters stay, while the work grows about fourfold.",
)

ALEXNET = (  # c_in, c_out, k, height and width, stride, padding
    (3, 64, 11, 224, 4, 2),
    (64, 192, 5, 27, 1, 2),
    (192, 384, 3, 13, 1, 1),
    (384, 256, 3, 13, 1, 1),
    (256, 256, 3, 13, 1, 1),
)


@conv_macs.cases
def cases(rng):
    """Draw layers on which all mistakes differ: h is not w, one division leaves a rest."""
    layers = []
    for stride, padding in ((2, 1), (3, 2), (1, 1), (2, 0), (3, 1)):
        c_in, c_out = (4 * rng.choice(range(1, 10), size=2, replace=False)).tolist()
        k, groups = int(rng.choice([3, 5])), int(rng.choice([2, 4]))
        rest = (stride - 1, int(rng.integers(stride)))  # pixels that no step reaches
        h_in, w_in = (
            (n - 1) * stride + k - 2 * padding + r
            for n, r in zip(rng.choice(range(6, 16), 2, replace=False), rest, strict=True)
        )
        layers.append(
            {"c_in": c_in, "c_out": c_out, "k": k, "h_in": int(h_in), "w_in": int(w_in),
             "stride": stride, "padding": padding, "groups": groups}
        )  # fmt: skip
    return layers


def counted(c_in, c_out, k, h_in, w_in, stride=1, padding=0, groups=1):
    """Return the MACs that a forward hook counts in PyTorch's layer."""
    import torch

    found = []

    def hook(layer, inputs, output):
        found.append(output.numel() * layer.weight[0].numel())

    with torch.device("meta"):  # shapes without numbers: no memory, no arithmetic
        layer = torch.nn.Conv2d(
            c_in, c_out, k, stride=stride, padding=padding, groups=groups, bias=False
        )
        layer.register_forward_hook(hook)
        layer(torch.empty(1, c_in, h_in, w_in))
    return found[0]


def compare(conv2d_macs, spec):
    """Ask for the MACs of one layer; return what was tried and whether it held."""
    got, want = conv2d_macs(**spec), counted(**spec)
    call = ", ".join(f"{name}={value}" for name, value in spec.items())
    return f"`conv2d_macs({call})` returned {got:,}; a hook counted {want:,}", got == want


@conv_macs.holds(3, needs=("conv2d_macs",))
def every_pixel(layer, conv2d_macs):
    """Stride 1, no padding"""
    spec = {name: layer[name] for name in ("c_in", "c_out", "k", "h_in", "w_in")}
    look = "Multiply the weights by the number of output pixels: height times width."
    yield *compare(conv2d_macs, spec), look


@conv_macs.holds(3, needs=("conv2d_macs",))
def stride_and_padding(layer, conv2d_macs):
    """Stride and padding"""
    spec = {name: value for name, value in layer.items() if name != "groups"}
    look = "Check the height and the width of the output first, by hand."
    yield *compare(conv2d_macs, spec), look


@conv_macs.holds(2, needs=("conv2d_macs",))
def with_groups(layer, conv2d_macs):
    """Groups with stride and padding"""
    look = "With groups, each filter sees only c_in // groups of the input channels."
    yield *compare(conv2d_macs, layer), look


@conv_macs.holds(2, needs=("conv2d_macs",), once=True)
def alexnet(layers, conv2d_macs):
    """The five convolutions of AlexNet"""
    specs = [(c, n, k, size, size, s, p) for c, n, k, size, s, p in ALEXNET]
    got = sum(conv2d_macs(*spec) for spec in specs)
    want = sum(counted(*spec) for spec in specs)
    tried = f"for AlexNet's convolutions you found {got:,}; hooks counted {want:,}"
    yield tried, got == want, "Find the layer that differs: its output size is known."


@conv_macs.holds(2, needs=("separable_ratio",))
def separable(layer, separable_ratio):
    """Cost of a separable convolution over the normal one"""
    c_in, c_out, k = layer["c_in"], layer["c_out"], layer["k"]
    size = {"h_in": layer["h_in"], "w_in": layer["w_in"]}
    depthwise = counted(c_in, c_in, k, **size, padding=k // 2, groups=c_in)
    pointwise = counted(c_in, c_out, 1, **size)
    want = (depthwise + pointwise) / counted(c_in, c_out, k, **size, padding=k // 2)
    got = separable_ratio(c_out, k)
    tried = f"`separable_ratio({c_out}, {k})` returned {got:.4g}; hooks say {want:.4g}"
    look = (
        "Per output pixel: the normal layer needs c_in·c_out·k² MACs, the depthwise "
        "part c_in·k², the 1×1 part c_in·c_out. Add the two, then divide."
    )
    yield tried, same(got, want, loose=True), look


def out(n, k, stride, padding):
    """Return the number of output pixels along a side of ``n`` input pixels."""
    return (n + 2 * padding - k) // stride + 1


def wrong_work(name, work, message, size=out):
    """Register an answer that does ``work(weights, positions, spec)`` in all."""

    def body(c_in, c_out, k, h_in, w_in, stride=1, padding=0, groups=1):
        rows, columns = (size(n, k, stride, padding) for n in (h_in, w_in))
        spec = {"c_in": c_in, "c_out": c_out, "k": k, "rows": rows, "groups": groups}
        return work(c_in // groups * k * k * c_out, rows * columns, spec)

    def values(call):
        spec = {"stride": 1, "padding": 0} | call.kwargs
        step = spec["k"], spec["stride"], spec["padding"]
        return spec | {
            "h_out": out(spec["h_in"], *step),
            "w_out": out(spec["w_in"], *step),
            "h_yours": size(spec["h_in"], *step),
        }

    conv_macs.mistake(name, message, replaces="conv2d_macs", values=values)(body)


def wrong_size(name, size, message):
    """Register an answer that finds ``size(n, k, stride, padding)`` pixels a side."""
    wrong_work(name, lambda weights, positions, spec: weights * positions, message, size)
