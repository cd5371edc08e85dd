"""Figures of learning curves: scores over the number of rows, and errors as a law."""

from typing import TYPE_CHECKING

from course.errors import CourseError
from course.plots.look import FAINT, INK, colour, marker, style
from course.plots.paper import canvas, grid, headline, need, powers

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def learning_curves(
    summary: "pd.DataFrame",
    *,
    panel: str | None = None,
    metric: str = "accuracy on the test rows",
    title: str = "Learning curves",
) -> "Figure":
    """Draw mean scores over the number of training rows, with a band of intervals.

    Parameters
    ----------
    summary
        One row a model and size: `model, train_size, mean, low, high`, as
        `protocol.curve_summary` returns it.
    panel
        A further column; each of its values gets a panel of its own.
    metric
        What the score is, for the axis.
    title
        Of the figure.

    Returns
    -------
    A figure for `show`; the number of rows is on a logarithmic axis.

    Raises
    ------
    CourseError
        If a column is missing, there is no row, or there are more than three panels.
    """
    columns = ["model", "train_size", "mean", "low", "high"]
    need(summary, *columns, *([panel] if panel else []))
    parts = [(None, summary)] if panel is None else _panels(summary, panel)
    with style():
        figure, panels = canvas(1, len(parts), height=4.2, squeeze=False, sharey=True)
        headline(figure, title)
        for axes, (name, part) in zip(panels[0], parts, strict=True):
            for model, rows in part.groupby("model", sort=False):
                rows = rows.sort_values("train_size")
                axes.fill_between(
                    rows["train_size"], rows["low"], rows["high"],
                    color=colour(model), alpha=0.2, linewidth=0,
                )  # fmt: skip
                axes.plot(
                    rows["train_size"], rows["mean"], marker=marker(model),
                    color=colour(model), markeredgecolor=INK, markeredgewidth=0.6,
                    markersize=6, label=str(model),
                )  # fmt: skip
            _sizes_axis(axes, sorted(part["train_size"].unique()))
            axes.set_ylabel(metric if axes is panels[0][0] else " ")
            if name is not None:
                axes.set_title(str(name))
            grid(axes, "y")
        handles, names = panels[0][0].get_legend_handles_labels()
        figure.legend(
            handles, names, loc="outside lower center", ncols=min(len(names), 5)
        )
    return figure


def _panels(summary: "pd.DataFrame", panel: str) -> list:
    parts = list(summary.groupby(panel, sort=False))
    if len(parts) > 3:
        raise CourseError(
            f"{panel!r} has {len(parts)} values and three panels fit; draw fewer."
        )
    return parts


def _sizes_axis(axes: "Axes", sizes: list[int]) -> None:
    """Put the numbers of rows on a logarithmic axis, as many labels as have room."""
    from matplotlib.ticker import NullLocator

    axes.set_xscale("log")
    kept = []
    for size in sizes:
        if not kept or size >= 1.6 * kept[-1] or size == sizes[-1]:
            kept.append(size)
    if len(kept) > 2 and kept[-1] < 1.45 * kept[-2]:
        kept.pop(-2)
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xticks(kept, [f"{size:,}" for size in kept])
    axes.set_xlabel("training rows (log scale)")


def power_laws(
    points: "pd.DataFrame",
    laws: "Mapping[str, tuple[float, float]]",
    *,
    fitted_to: float,
    title: str = "Error over training rows, and the law behind it",
) -> "Figure":
    """Draw measured errors on log-log axes, and the laws that were fitted to some.

    Parameters
    ----------
    points
        One row a model and size: `model, train_size, error`; errors of exactly 0 are
        left out, for they have no logarithm.
    laws
        Name -> (a, b) of error = a * n ** -b.
    fitted_to
        The largest number of rows that a law has seen; beyond it its line is broken.
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
    import numpy as np

    need(points, "model", "train_size", "error")
    points = points[points["error"] > 0]
    need(points, "error")
    sizes = sorted(points["train_size"].unique())
    with style():
        figure, axes = canvas(height=4.4)
        headline(figure, title)
        for model, rows in points.groupby("model", sort=False):
            fill = colour(model)
            axes.plot(
                rows["train_size"], rows["error"], marker(model), color=fill,
                markeredgecolor=INK, markeredgewidth=0.6, markersize=7,
                label=f"{model}, measured",
            )  # fmt: skip
            if model not in laws:
                continue
            a, b = laws[model]
            label = f"{model}: {a:.2g} · n^({-b:.2f})"
            for start, end, dash in (
                (sizes[0], fitted_to, "-"), (fitted_to, sizes[-1], ":"),
            ):  # fmt: skip
                if end > start:
                    n = np.geomspace(start, end, 50)
                    axes.plot(n, a * n**-b, dash, color=fill, label=label)
                    label = None
        axes.axvline(fitted_to, color=FAINT, linewidth=1, linestyle="--")
        for text, side in (("fitted  ", "right"), ("  promised", "left")):
            axes.annotate(
                text, (fitted_to, 1), xycoords=("data", "axes fraction"), ha=side,
                va="top", color=INK, fontsize=9,
            )  # fmt: skip
        axes.set_yscale("log")
        powers(axes.yaxis, "{:g}".format, steps=(1, 2, 5))
        _sizes_axis(axes, sizes)
        axes.set_ylabel("error on the test rows (log scale)")
        grid(axes, "both")
        handles, names = axes.get_legend_handles_labels()
        figure.legend(handles, names, loc="outside lower center", ncols=2)
    return figure
