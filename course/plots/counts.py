"""Figures of what is counted: parameters, multiply-adds, bytes; scales are logarithmic.

On a logarithmic scale each step is ten times more; a bar's length shows the power of
ten, and the number stands beside it.
"""

import math
from typing import TYPE_CHECKING

from course.plots.look import INK, PALETTE, colour, family, style
from course.plots.paper import (
    bytes_text,
    canvas,
    count_text,
    grid,
    headline,
    need,
    powers,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Colour and hatch for kinds of layers; not families of models, so other meanings.
CONVOLUTION, DENSE, OTHER = ("#56B4E9", ""), ("#CC79A7", "///"), ("#BBBBBB", "...")
FEW, MANY = 10, 28  # layers: names level, names upright, numbers only


def kind_look(kind: str) -> tuple[str, str, str]:
    """Return a layer's colour, hatch and the word for the legend."""
    lowered = kind.lower()
    if "conv" in lowered:
        return *CONVOLUTION, "convolution"
    if "linear" in lowered or "dense" in lowered:
        return *DENSE, "linear"
    return *OTHER, "other"


def layer_bars(
    table: "pd.DataFrame", *, title: str = "Where the parameters sit, where the work is"
) -> "Figure":
    """Draw the parameters and the multiply-adds of each layer, in two panels.

    Parameters
    ----------
    table
        One row a layer: `layer, kind, output, parameters, macs`, as
        `measure.layer_table` returns it.
    title
        Of the figure.

    Returns
    -------
    A figure for `show`; both scales are logarithmic, a layer with 0 has no bar.

    Raises
    ------
    CourseError
        If a column is missing or there is no row.
    """
    need(table, "layer", "kind", "parameters", "macs")
    names, n_layers = [str(name) for name in table["layer"]], len(table)
    looks = [kind_look(str(kind)) for kind in table["kind"]]
    with style():
        figure, panels = canvas(2, 1, height=5.4, sharex=True)
        headline(figure, title)
        for axes, column, words in zip(
            panels, ("parameters", "macs"), ("parameters", "multiply-adds"), strict=True
        ):
            values = [float(value) for value in table[column]]
            _upright_bars(axes, values, looks)
            axes.set_ylabel(words)
            share = _share(values, looks)
            axes.set_title(f"{words.capitalize()}: {count_text(sum(values))}{share}")
        _layer_names(panels[-1], names)
        words = {word: (fill, hatch) for fill, hatch, word in looks}
        if len(words) > 1:
            _legend(figure, words)
        panels[-1].set_xlabel("layer" if n_layers <= MANY else "number of the layer")
    return figure


def _upright_bars(axes: "Axes", values: list[float], looks: list) -> None:
    """Draw one bar a layer, with its number where there is room."""
    places = [place for place, value in enumerate(values) if value > 0]
    heights = [values[place] for place in places]
    few = len(values) <= FEW
    bars = axes.bar(
        places,
        heights,
        width=0.8,
        color=[looks[place][0] for place in places],
        hatch=[looks[place][1] if len(values) <= MANY else "" for place in places],
        edgecolor=INK if len(values) <= MANY else "none",
        linewidth=0.8,
    )
    axes.set_yscale("log")
    if heights:
        low, high = min(heights), max(heights)
        axes.set_ylim(10 ** math.floor(math.log10(low) - 0.3), high * (6 if few else 2))
    if few:
        axes.bar_label(bars, [count_text(v) for v in heights], padding=2, fontsize=10)
    axes.set_xlim(-0.6, len(values) - 0.4)
    powers(axes.yaxis, count_text)
    grid(axes, "y")


def _share(values: list[float], looks: list) -> str:
    """Return ", 96 % in linear layers" for the kind with most, where there are two."""
    total, by_word = sum(values), {}
    for value, (*_, word) in zip(values, looks, strict=True):
        by_word[word] = by_word.get(word, 0) + value
    if len(by_word) < 2 or not total:
        return ""
    most = max(by_word, key=by_word.get)
    kinds = {"convolution": "convolutions", "linear": "linear layers"}
    share = by_word[most] / total
    words = "over 99 %" if 0.99 < share < 1 else f"{100 * share:.0f} %"
    return f", {words} in {kinds.get(most, 'other layers')}"


def _layer_names(axes: "Axes", names: list[str]) -> None:
    """Write the names of the layers below the bars as far as they can be read."""
    if len(names) > MANY:
        return
    places = range(len(names))
    if len(names) <= FEW:  # one word a line
        words = [name.replace("_", " ").replace(".", " ") for name in names]
        axes.set_xticks(places, [word.replace(" ", "\n") for word in words])
    else:
        axes.set_xticks(places, names, rotation=90)


def _legend(figure: "Figure", words: dict[str, tuple[str, str]]) -> None:
    """Explain the colours once for the whole figure, above the panels on the right."""
    from matplotlib.patches import Patch

    handles = [
        Patch(facecolor=fill, hatch=hatch, edgecolor=INK, linewidth=0.8, label=word)
        for word, (fill, hatch) in words.items()
    ]
    figure.legend(handles=handles, loc="outside lower right", ncols=len(handles))


def sizes(
    frame: "pd.DataFrame", *, title: str = "Size of the stored model"
) -> "Figure":
    """Draw how many bytes each model takes, largest on top.

    Parameters
    ----------
    frame
        One row a model: `name, n_bytes`.
    title
        Of the figure.

    Returns
    -------
    A figure for `show`; bytes are on a logarithmic scale.

    Raises
    ------
    CourseError
        If a column is missing or there is no row.
    """
    need(frame, "name", "n_bytes")
    rows = frame.sort_values("n_bytes", kind="stable")
    names, values = [str(n) for n in rows["name"]], [float(v) for v in rows["n_bytes"]]
    with style():
        figure, axes = canvas(height=1.5 + 0.5 * len(rows))
        headline(figure, title)
        fills = [colour(name) if family(name) else PALETTE["network"] for name in names]
        bars = axes.barh(range(len(names)), values, color=fills, edgecolor=INK)
        axes.bar_label(bars, [bytes_text(value) for value in values], padding=4)
        axes.set_xscale("log")
        low, high = max(min(values), 1), max(*values, 10)
        axes.set_xlim(10 ** math.floor(math.log10(low) - 0.5), high * 8)
        axes.set_yticks(range(len(names)), names)
        axes.set_xlabel("bytes (each step is ten times more)")
        axes.set_ylabel("model")
        powers(axes.xaxis, bytes_text)
        grid(axes, "x")
    return figure
