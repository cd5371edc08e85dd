"""Module 1's widget: build a network, see its parameters and its work move apart."""

from typing import TYPE_CHECKING

from course import plots
from course.plots.counts import kind_look
from course.plots.look import FAINT, INK
from course.plots.paper import canvas, grid, headline, powers
from course.widgets.explorer import Explorer, explore
from course.widgets.network import REFERENCES, Layer, count_layers

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SLIDERS = {
    "kernel_size": [1, 3, 5, 7],
    "channels": [16, 32, 64, 128, 256],
    "depth": (1, 12),
    "resolution": [32, 64, 128, 224],
    "groups": ["1", "2", "4", "8", "16", "all"],
    "fully_connected_head": bool,
}
START = {
    "kernel_size": 3, "channels": 128, "depth": 6, "resolution": 64, "groups": 1,
    "fully_connected_head": False,
}  # fmt: skip
TOTAL = "whole network"
SIDES = {"parameters": (1e2, 1e10), "macs": (1e3, 4e12)}  # ends of the scales
WORDS = {"parameters": "parameters", "macs": "multiply-adds (MACs)"}


def architecture_builder() -> Explorer:
    """Build a network with sliders: which bar moves, the parameters or the work?

    Returns
    -------
    An `Explorer` over kernel size, channels, depth, resolution, groups and a fully
    connected head. The largest number of groups, `"all"`, is one channel a group.
    """
    return explore(draw_network, **SLIDERS)


def draw_network(
    kernel_size: int = 3,
    channels: int = 128,
    depth: int = 6,
    resolution: int = 64,
    groups: str = "1",
    fully_connected_head: bool = False,
) -> "tuple[Figure, str]":
    """Draw the counts of one network layer by layer, with known networks as a scale.

    Parameters
    ----------
    kernel_size, channels, depth, resolution, fully_connected_head
        As for `count_layers`.
    groups
        A number as text, or `"all"` for one channel a group.

    Returns
    -------
    A figure of two panels, and a sentence that compares with the network at the start.
    """
    chosen = {
        "kernel_size": kernel_size,
        "channels": channels,
        "depth": depth,
        "resolution": resolution,
        "groups": 0 if groups == "all" else int(groups),
        "fully_connected_head": fully_connected_head,
    }
    layers, start = count_layers(**chosen), count_layers(**START)
    many = "s" if depth > 1 else ""
    with plots.style():
        figure, panels = canvas(1, 2, height=5.2, sharey=True)
        headline(
            figure,
            f"Your network: {depth} convolution{many}, {channels} channels, filters "
            f"{kernel_size} × {kernel_size}, {resolution} × {resolution} pixels",
        )
        for index, (axes, side) in enumerate(zip(panels, SIDES, strict=True)):
            _panel(axes, side, index, layers, _sum(start, side))
        panels[0].set_ylabel("layer")
    moved = {name for name, value in chosen.items() if value != START[name]}
    return figure, _sentence(layers, start, moved, chosen)


def _sum(layers: list[Layer], side: str) -> int:
    """Return the total of one of the two counts."""
    return sum(getattr(layer, side) for layer in layers)


def _panel(
    axes: "Axes", side: str, index: int, layers: list[Layer], at_start: int
) -> None:
    """Draw one count: the whole network on top, then a bar a layer."""
    total = _sum(layers, side)
    names = [TOTAL, *(layer.name for layer in layers)]
    values = [total, *(getattr(layer, side) for layer in layers)]
    looks = [(INK, ""), *(kind_look(layer.kind)[:2] for layer in layers)]
    axes.barh(
        range(len(names)),
        values,
        color=[fill for fill, _ in looks],
        hatch=[hatch for _, hatch in looks],
        edgecolor=INK,
        linewidth=0.6,
        height=0.75,
    )
    axes.plot(
        at_start, -0.55, "v", color="#E69F00", markersize=9, markeredgecolor=INK,
        zorder=4,
    )  # fmt: skip
    axes.set_xscale("log")
    axes.set_xlim(*SIDES[side])
    axes.set_ylim(max(len(names), 9) - 0.4, -0.9)
    axes.set_yticks(range(len(names)), names)
    axes.set_xlabel(WORDS[side])
    powers(axes.xaxis, plots.count_text)
    grid(axes, "x")
    inside = total > SIDES[side][1] / 100
    axes.annotate(
        plots.count_text(total), (total, 0), xytext=(-5 if inside else 5, 0),
        textcoords="offset points", va="center", ha="right" if inside else "left",
        fontsize=10, fontweight="bold", color="white" if inside else INK,
        bbox={"boxstyle": "square,pad=0.1", "fc": INK if inside else "white",
              "ec": "none"},
    )  # fmt: skip
    _references(axes, index)


def _references(axes: "Axes", index: int) -> None:
    """Mark known networks above the panel, the smallest on the highest line."""
    ranked = sorted(REFERENCES.items(), key=lambda item: item[1][index], reverse=True)
    frame = axes.get_xaxis_transform()  # data from left to right, fractions upwards
    for level, (name, counts) in enumerate(ranked):
        value, top = counts[index], 1.03 + 0.05 * level
        axes.plot(
            [value] * 2, [0, top], color=FAINT, linewidth=1.2, linestyle=":",
            transform=frame, clip_on=False, zorder=0,
        )  # fmt: skip
        axes.annotate(
            name, (value, top), xycoords=frame, xytext=(3, 0), va="center",
            textcoords="offset points", fontsize=10,
        )  # fmt: skip


def _sentence(
    layers: list[Layer], start: list[Layer], moved: set[str], chosen: dict
) -> str:
    """Say how both totals stand against the network at the start, and why."""
    totals = {side: _sum(layers, side) for side in SIDES}
    text = (
        f"This network has {plots.count_text(totals['parameters'])} parameters and "
        f"needs {plots.count_text(totals['macs'])} multiply-adds for one picture. "
    )
    if not moved:
        return text + (
            "Move one slider at a time. Which bar will follow: the parameters, the "
            "multiply-adds, or both?"
        )
    factors = {side: totals[side] / _sum(start, side) for side in SIDES}
    text += (
        "Against the network at the start (triangle): parameters "
        f"{_factor(factors['parameters'])}, multiply-adds {_factor(factors['macs'])}. "
    )
    return text + _reason(moved, chosen)


def _reason(moved: set[str], chosen: dict) -> str:
    """Say why the bars moved, where one slider alone explains it."""
    if moved == {"resolution"}:
        return (
            "Only the work follows the size of the picture: a filter is stored once "
            "and used at every position."
        )
    if moved == {"fully_connected_head"}:
        return (
            "The head moves the parameters and hardly the work: a weight of a linear "
            "layer is used once, a weight of a convolution at every position."
        )
    if moved == {"groups"} and chosen["groups"] == 0:
        share = 1 / chosen["channels"] + 1 / chosen["kernel_size"] ** 2
        return (
            "One channel a group and a 1 × 1 convolution that mixes the channels: each "
            f"pair costs 1/channels + 1/k², here 1/{1 / share:.1f} of the whole "
            "convolution, in both bars. The first and the last layer stay."
        )
    if len(moved) > 1:
        return "More than one slider differs from the start: which did what?"
    return ""


def _factor(value: float) -> str:
    """Return × or ÷ and a factor with three digits that count."""
    sign, value = ("×", value) if value >= 1 else ("÷", 1 / value)
    return f"{sign} {value:,.0f}" if value >= 100 else f"{sign} {value:.3g}"
