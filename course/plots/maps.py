"""Figures of explanations: maps over pictures, weights over words, agreement."""

from typing import TYPE_CHECKING

from course.errors import CourseError
from course.plots.look import FAINT, INK, PALETTE, style
from course.plots.paper import canvas, grid, headline, need

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Colour, marker, dash and size of the lines; two that coincide are told apart.
LINES = (("linear", "o", "-", 6), ("network", "s", "-", 11), ("boosting", "v", "--", 6))
LINES += (("forest", "^", ":", 6), ("kernel", "D", "-", 6))
PER_LINE = 66  # characters of a text


def image_maps(
    rows: "Mapping[str, np.ndarray]",
    *,
    names: "Sequence[str] | None" = None,
    title: str = "Pictures and their maps",
) -> "Figure":
    """Draw pictures and maps in a grid: one row a kind, one column a picture.

    Parameters
    ----------
    rows
        Name -> pictures or maps, (n, h, w) or (n, 1, h, w), the same n for all. Every
        picture is drawn from its own least number (white) to its largest (black).
    names
        Of the columns.
    title
        Of the figure.

    Returns
    -------
    A figure for `show`.

    Raises
    ------
    CourseError
        If there is no row, or rows of different lengths.
    """
    if not rows or len({len(images) for images in rows.values()}) != 1:
        raise CourseError("give at least one row, and as many pictures in each.")
    n = len(next(iter(rows.values())))
    with style():
        figure, grid_ = canvas(
            len(rows), n, height=1.15 * len(rows) + 0.7, squeeze=False
        )
        headline(figure, title)
        for line, (label, images) in zip(grid_, rows.items(), strict=True):
            for axes, image in zip(line, images, strict=True):
                axes.imshow(image.reshape(image.shape[-2:]), cmap="Greys")
                axes.set(xticks=[], yticks=[])
                axes.spines[:].set_visible(False)
            line[0].set_ylabel(label, rotation=0, ha="right", va="center", color=INK)
        for axes, name in zip(grid_[0], names or [""] * n, strict=True):
            axes.set_title(name, fontsize=10, loc="center")
    return figure


def word_weights(
    texts: "Sequence[Sequence[str]]",
    weights: "Sequence[Sequence[float]]",
    *,
    names: "Sequence[str] | None" = None,
    title: str = "The weight of each word",
) -> "Figure":
    """Write texts, each word on a ground as dark as its weight, with the number.

    Parameters
    ----------
    texts
        Words of each text.
    weights
        One number a word; a text's darkest word is its heaviest.
    names
        What stands above each text.
    title
        Of the figure.

    Returns
    -------
    A figure for `show`.
    """
    if not texts or len(texts) != len(weights):
        raise CourseError("give as many rows of weights as texts, at least one.")
    placed = [_places(words) for words in texts]
    heights = [0.15 + row[-1][1] for row in placed]  # in lines
    with style():
        figure, panels = canvas(
            len(texts), height=0.52 * sum(heights) + 0.32 * len(texts) + 0.3,
            squeeze=False, height_ratios=heights,
        )  # fmt: skip
        headline(figure, title)
        names = names or [""] * len(texts)
        for axes, words, row, places, name in zip(
            panels[:, 0], texts, weights, placed, names, strict=True
        ):
            _write(axes, words, [float(weight) for weight in row], places)
            axes.set_title(name, fontsize=10, color=FAINT)
    return figure


def _places(words: "Sequence[str]") -> list[tuple[float, int]]:
    """Return column and line, from 1, of each word over lines of 66 characters."""
    found, column, line = [], 0.0, 1
    for word in words:
        width = max(len(word), 2) + 1.4
        if column and column + width > PER_LINE:
            column, line = 0.0, line + 1
        found.append((column, line))
        column += width
    return found


def _write(
    axes: "Axes",
    words: "Sequence[str]",
    row: list[float],
    places: list[tuple[float, int]],
) -> None:
    """Write one text, each word on its ground, its weight in percent below."""
    most = max(row)
    for word, weight, (column, line) in zip(words, row, places, strict=True):
        ground = {"facecolor": PALETTE["boosting"], "edgecolor": "none", "pad": 1.5}
        ground["alpha"] = 0.75 * weight / most if most > 0 else 0.0
        at = {"x": column, "family": "DejaVu Sans Mono", "va": "center"}
        axes.text(y=line - 0.7, s=word, fontsize=10, bbox=ground, **at)
        share = f"{100 * weight:.0f}"
        axes.text(y=line - 0.26, s=share, fontsize=9, color=FAINT, **at)
    last = places[-1][1]
    axes.set(xlim=(0, PER_LINE), ylim=(last + 0.15, 0.0), xticks=[], yticks=[])
    axes.spines[:].set_visible(False)


def agreement(
    frame: "pd.DataFrame",
    *,
    title: str = "Maps of a network that forgets",
) -> "Figure":
    """Draw how well maps agree with those of the trained network, layer by layer.

    Parameters
    ----------
    frame
        One row a method and step: `method, step, name, agreement`; `name` is of the
        layer that was forgotten last.
    title
        Of the figure.

    Returns
    -------
    A figure for `show`.

    Raises
    ------
    CourseError
        If a column is missing or there is no row.
    """
    need(frame, "method", "step", "name", "agreement")
    with style():
        figure, axes = canvas(height=4.2)
        headline(figure, title)
        methods = frame.groupby("method", sort=False)
        for (method, rows), (ink, mark, dash, size) in zip(
            methods, LINES, strict=False
        ):
            axes.plot(
                rows["step"], rows["agreement"], label=method, color=PALETTE[ink],
                marker=mark, linestyle=dash, markersize=size,
            )  # fmt: skip
        steps = frame.drop_duplicates("step").sort_values("step")
        axes.set_xticks(steps["step"], steps["name"], rotation=20, ha="right")
        axes.set(
            xlabel="forgotten, from the output back to this layer",
            ylabel="agreement (rank correlation)",
            ylim=(-0.1, 1.05),
        )
        axes.axhline(0.5, color=FAINT, linewidth=1, linestyle=":")
        axes.text(
            steps["step"].max(), 0.51, "passes below", color=FAINT, fontsize=9,
            ha="right", va="bottom",
        )  # fmt: skip
        grid(axes, "y")
        figure.legend(loc="outside lower center", ncols=4)
    return figure
