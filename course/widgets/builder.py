"""Module 1's widget: build a network, and see its parameters and its work move apart."""

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
    "dense_head": bool,
}
TOTAL = "whole network"
SIDES = {"parameters": (1e2, 1e10), "macs": (1e3, 1e12)}  # ends of the scales
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
    channels: int = 64,
    depth: int = 6,
    resolution: int = 64,
    groups: str = "1",
    dense_head: bool = False,
) -> "tuple[Figure, str]":
    """Draw the counts of one network layer by layer, with known networks as a scale.

    Parameters
    ----------
    kernel_size, channels, depth, resolution, dense_head
        As for `count_layers`.
    groups
        A number as text, or `"all"` for one channel a group.

    Returns
    -------
    A figure of two panels, and a sentence that compares with the network at the start.
    """
    layers = count_layers(
        kernel_size=kernel_size,
        channels=channels,
        depth=depth,
        resolution=resolution,
        groups=0 if groups == "all" else int(groups),
        dense_head=dense_head,
    )
    start = count_layers()
    with plots.style():
        figure, panels = canvas(1, 2, height=5.6, sharey=True)
        headline(figure, f"Your network: {_described(depth, channels, kernel_size)}")
        for index, (axes, side) in enumerate(zip(panels, SIDES, strict=True)):
            _panel(axes, side, index, layers, _sum(start, side))
        panels[0].set_ylabel("layer")
    return figure, _sentence(layers, start, dense_head)


def _described(depth: int, channels: int, kernel_size: int) -> str:
    """Return the network in a few words."""
    many = "s" if depth > 1 else ""
    side = f"{kernel_size} × {kernel_size}"
    return f"{depth} convolution{many} of {channels} channels, {side} filters"


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
    axes.plot([at_start] * 2, [-0.5, 0.5], color="white", linewidth=4)
    axes.plot([at_start] * 2, [-0.5, 0.5], color="#D55E00", linewidth=2)
    axes.set_xscale("log")
    axes.set_xlim(*SIDES[side])
    axes.set_ylim(max(len(names), 9) - 0.4, -0.7)
    axes.set_yticks(range(len(names)), names)
    axes.set_xlabel(WORDS[side])
    powers(axes.xaxis, plots.count_text)
    grid(axes, "x")
    axes.annotate(
        plots.count_text(total), (total, 0), xytext=(5, 0),
        textcoords="offset points", va="center", fontsize=10, fontweight="bold",
    )  # fmt: skip
    _references(axes, index)


def _references(axes: "Axes", index: int) -> None:
    """Mark known networks above the panel; two that lie together share a mark."""
    marks: list[tuple[float, str]] = []
    for name, counts in sorted(REFERENCES.items(), key=lambda item: item[1][index]):
        value = counts[index]
        if marks and value < 1.3 * marks[-1][0]:
            marks[-1] = (marks[-1][0], f"{marks[-1][1]}, {name}")
        else:
            marks.append((value, name))
    for value, name in marks:
        axes.axvline(value, color=FAINT, linewidth=1.2, linestyle=":", zorder=0)
        axes.annotate(
            name, (value, 1), xycoords=("data", "axes fraction"), xytext=(0, 3),
            textcoords="offset points", rotation=40, ha="left", va="bottom",
            fontsize=9, rotation_mode="anchor",
        )  # fmt: skip


def _sentence(layers: list[Layer], start: list[Layer], dense_head: bool) -> str:
    """Say how both totals stand against the network at the start."""
    n_parameters, n_macs = _sum(layers, "parameters"), _sum(layers, "macs")
    text = (
        f"This network has {plots.count_text(n_parameters)} parameters and needs "
        f"{plots.count_text(n_macs)} multiply-adds for one picture. "
    )
    if layers == start:
        return text + (
            "Move one slider at a time. Which bar will follow: the parameters, the "
            "multiply-adds, or both?"
        )
    by_parameters = n_parameters / _sum(start, "parameters")
    by_macs = n_macs / _sum(start, "macs")
    text += (
        f"Against the network at the start (orange mark): parameters "
        f"× {_factor(by_parameters)}, multiply-adds × {_factor(by_macs)}."
    )
    if dense_head:
        share = sum(layer.parameters for layer in layers if layer.kind == "Linear")
        text += (
            f" The linear layers hold {100 * share / n_parameters:.0f} % of the "
            "parameters."
        )
    return text


def _factor(value: float) -> str:
    """Return a factor with two digits that count."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"
