"""Module 7's widget: cut weights, round them to few bits, see what that changes."""

import copy
import zlib
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from course import compress, data, deploy, plots
from course.plots.look import FAINT, INK, PALETTE
from course.plots.paper import canvas, grid, headline
from course.widgets.explorer import Explorer, explore

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FLOAT = 32
SLIDERS = {
    "zeros_percent": [0, 20, 40, 50, 60, 70, 80, 85, 90, 95],
    "bits": [2, 3, 4, 5, 6, 8, FLOAT],
    "trained_on": bool,
}
EPOCHS = 5  # of training on after the cut
LAYER = 2  # whose weights are drawn: the third convolution, the largest


class Squeezed(NamedTuple):
    """What came out: accuracy, bytes as stored and as compressed, some weights."""

    accuracy: float
    raw_bytes: int
    zip_bytes: int
    weights: np.ndarray
    codes: np.ndarray


def squeeze_a_network() -> Explorer:
    """Squeeze a trained network with sliders: what is lost, and what gets smaller?

    Returns
    -------
    An `Explorer` over the share of weights set to zero, the bits of each weight that
    is left, and whether the network was trained on after the cut.
    """
    return explore(draw_squeeze, **SLIDERS)


def draw_squeeze(
    zeros_percent: int = 0, bits: int = FLOAT, trained_on: bool = False
) -> "tuple[Figure, str]":
    """Draw the weights of a squeezed network, its accuracy and its size.

    Parameters
    ----------
    zeros_percent
        Share of all weights that is cut, the smallest ones, in percent.
    bits
        Of the code of one weight; 32 leaves the weights as they are.
    trained_on
        Train five more epochs after the cut; zeros stay zero.

    Returns
    -------
    A figure of three panels, and a sentence that says what changed against the start.
    """
    found, start = squeezed(zeros_percent, bits, trained_on), squeezed(0, FLOAT, False)
    rounded = "numbers as they are" if bits == FLOAT else f"{bits} bits a weight"
    with plots.style():
        figure, (left, middle, right) = canvas(
            1, 3, height=3.9, width_ratios=(2.2, 1, 1.3)
        )
        headline(
            figure,
            f"{zeros_percent} % of the weights are zero, {rounded}"
            + (", trained on" if trained_on else ""),
        )
        _weights(left, found, bits)
        _bars(middle, {"test\ndigits": found.accuracy}, {"": start.accuracy})
        middle.set_ylim(0, 1.12)
        middle.set_title("Accuracy")
        middle.set_ylabel("share that is right")
        sizes = {
            "as it\nlies": found.raw_bytes / 1e3,
            "com-\npressed": found.zip_bytes / 1e3,
        }
        before = {"raw": start.raw_bytes / 1e3, "zip": start.zip_bytes / 1e3}
        _bars(right, sizes, before)
        right.set_title("Size")
        right.set_ylabel("kilobytes")
        right.set_ylim(0, 1.12 * start.raw_bytes / 1e3)
    return figure, _sentence(found, start, zeros_percent, bits, trained_on)


@cache
def squeezed(zeros_percent: int, bits: int, trained_on: bool) -> Squeezed:
    """Cut, train on, round: return what is left of the network.

    >>> squeezed(0, 32, False).raw_bytes
    44296
    """
    import torch

    digits = data.load_digits()
    net = copy.deepcopy(_pruned(zeros_percent, trained_on))
    codes, others = [], 0
    drawn = None
    for weight in net.parameters():
        if weight.dim() < 2:
            others += 4 * weight.numel()
            continue
        layer = weight.detach().numpy().copy()
        code, real = rounded(layer, bits)
        with torch.no_grad():
            weight.copy_(torch.from_numpy(real))
        codes.append(code)
        if len(codes) == LAYER + 1:
            drawn = layer.ravel(), np.unique(real)
    with torch.no_grad():
        said = net(torch.from_numpy(digits.X_test)).argmax(dim=1).numpy()
    packed = b"".join(codes)
    return Squeezed(
        accuracy=float((said == digits.y_test).mean()),
        raw_bytes=len(packed) + others,
        zip_bytes=len(zlib.compress(packed, 9)) + others,
        weights=drawn[0],
        codes=drawn[1],
    )


def rounded(layer: np.ndarray, bits: int) -> tuple[bytes, np.ndarray]:
    """Return a layer as packed codes, and the numbers that the codes stand for."""
    if bits == FLOAT:
        return layer.astype(np.float32).tobytes(), layer
    low, high = min(float(layer.min()), 0.0), max(float(layer.max()), 0.0)
    scale = (high - low) / (2**bits - 1) or 1.0
    zero = round(-low / scale)
    codes = np.clip(np.round(layer / scale) + zero, 0, 2**bits - 1).astype(np.uint8)
    each = np.unpackbits(codes.reshape(-1, 1), axis=1)[:, 8 - bits :]
    return np.packbits(each).tobytes(), np.float32(scale * (codes.astype(float) - zero))


@cache
def _pruned(zeros_percent: int, trained_on: bool) -> Any:
    """Return the network that ships with the course, cut and perhaps trained on."""
    from course.models import networks
    from course.training import TorchClassifier

    build = partial(networks.small_cnn, width=8)
    weights = deploy.digits_file().with_suffix(".safetensors")
    net = TorchClassifier.load(weights, build).module_.cpu().eval()
    cut = compress.prune_weights(net, zeros_percent / 100)
    if trained_on:
        digits = data.load_digits()
        cut = compress.finetune(cut, digits.X_train, digits.y_train, epochs=EPOCHS)
    return cut.eval()


def _weights(axes: "Axes", found: Squeezed, bits: int) -> None:
    """Draw how the weights of one layer are spread, and the numbers that are left."""
    n_zeros = int((found.weights == 0).sum())
    kept = found.weights[found.weights != 0]
    axes.hist(kept, bins=60, color=PALETTE["pretrained"], edgecolor="none")
    if bits <= 5:
        for code in found.codes:
            axes.axvline(code, color=PALETTE["network"], linewidth=0.9, zorder=3)
    axes.set_title(f"Largest layer: {n_zeros:,} zeros")
    axes.set_xlabel("weight" + (" (lines: all that are left)" if bits <= 5 else ""))
    axes.set_ylabel("weights")
    grid(axes, "y")


def _bars(axes: "Axes", now: dict[str, float], start: dict[str, float]) -> None:
    """Draw what is there now as bars, and the start as outlines around them."""
    places = range(len(now))
    fills = [PALETTE["linear"], PALETTE["forest"]][: len(now)]
    bars = axes.bar(places, list(now.values()), color=fills, width=0.6)
    axes.bar(
        places, list(start.values()), color="none", edgecolor=FAINT, linestyle="--",
        width=0.8,
    )  # fmt: skip
    texts = [f"{value:.3f}" if value <= 1 else f"{value:.1f}" for value in now.values()]
    axes.bar_label(bars, texts, padding=2, color=INK, fontsize=10)
    axes.set_xticks(places, list(now))
    axes.set_xlim(-0.6, len(now) - 0.4)
    axes.set_xlabel("dashed: at the start")
    grid(axes, "y")


def _sentence(
    found: Squeezed, start: Squeezed, zeros_percent: int, bits: int, trained_on: bool
) -> str:
    """Say what was lost and saved, and where to look next."""
    text = (
        f"{found.accuracy:.3f} of the test digits are right ({start.accuracy:.3f} at "
        f"the start); {found.raw_bytes:,} bytes as they lie ({start.raw_bytes:,}), "
        f"{found.zip_bytes:,} compressed ({start.zip_bytes:,}). "
    )
    if not zeros_percent and bits == FLOAT:
        return text + "Move one slider: which bars will follow?"
    lost = start.accuracy - found.accuracy
    if lost > 0.05 and zeros_percent and not trained_on and bits > 2:
        return text + "Too much was cut at once. Tick `trained_on`."
    if lost > 0.3:
        return text + "The network is broken, however small it is."
    if lost > 0.03:
        return text + f"That cost {lost:.3f}. Is it worth the bytes?"
    if bits == FLOAT:
        return text + "Zeros are stored like other numbers; only compression sees them."
    return text + "Fewer bits make the bytes fewer, with or without compression."
