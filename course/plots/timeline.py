"""Networks over the years in which they appeared."""

import math
from typing import TYPE_CHECKING

from course.plots.look import FAINT, INK, PALETTE, style
from course.plots.paper import canvas, count_text, grid, headline, need, powers

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def timeline(
    frame: "pd.DataFrame", *, title: str = "Networks over the years: size is not depth"
) -> "Figure":
    """Draw the parameters of networks over the year in which they appeared.

    Parameters
    ----------
    frame
        One row a network: `name, year, parameters`, and `layers` where it is known.
    title
        Of the figure.

    Returns
    -------
    A figure for `show`; the number of parameters is on a logarithmic scale.

    Raises
    ------
    CourseError
        If a column is missing or there is no row.
    """
    need(frame, "name", "year", "parameters")
    rows = frame.sort_values("year")
    with style():
        figure, axes = canvas(height=4.0)
        headline(figure, title)
        axes.vlines(rows["year"], 1, rows["parameters"], color=FAINT, linewidth=1.2)
        axes.plot(
            rows["year"], rows["parameters"], "s", color=PALETTE["network"],
            markersize=10, markeredgecolor=INK, linestyle="none",
        )  # fmt: skip
        axes.set_yscale("log")
        low, high = rows["parameters"].min(), rows["parameters"].max()
        axes.set_ylim(low / 12, high * 60)
        first, last = rows["year"].min(), rows["year"].max()
        room = max(last - first, 8)
        axes.set_xlim(first - 0.08 * room, last + 0.12 * room)
        axes.set_ylabel("parameters")
        axes.set_xlabel("year of publication")
        axes.set_xticks(sorted({int(year) for year in rows["year"]}))
        powers(axes.yaxis, count_text)
        grid(axes, "y")
        words = [_label(row) for row in rows.itertuples()]
        _free_labels(figure, axes, list(rows["year"]), list(rows["parameters"]), words)
    return figure


def _label(row) -> str:
    """Return name, parameters and layers of one network, in lines."""
    n = row.parameters
    words = f"{row.name}\n{f'{n:,.0f}' if n < 1e6 else count_text(n, digits=4)}"
    layers = getattr(row, "layers", None)
    known = layers is not None and not math.isnan(layers)
    return f"{words}\n{layers:.0f} layers" if known else words


def _free_labels(
    figure: "Figure", axes: "Axes", years: list, values: list, words: list[str]
) -> None:
    """Write a label above each point, or below where another label stands above."""
    figure.draw_without_rendering()  # fixes where the points lie
    taken = []
    for year, value, text in zip(years, values, words, strict=True):
        for above in (True, False):
            note = axes.annotate(
                text, (year, value), xytext=(0, 9 if above else -9),
                textcoords="offset points", ha="center",
                va="bottom" if above else "top", fontsize=10,
                bbox={"boxstyle": "square,pad=0.05", "fc": "white", "ec": "none"},
            )  # fmt: skip
            box = note.get_window_extent()
            if not above or not any(box.overlaps(other) for other in taken):
                taken.append(box)
                break
            note.remove()
