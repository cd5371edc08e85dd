"""Figures of networks that are made smaller."""

from typing import TYPE_CHECKING

from course.plots.look import INK, PALETTE, style
from course.plots.paper import canvas, grid, headline, need

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Column -> label, colour, marker, dash.
ACCURACY = {
    "one_shot": ("cut, nothing else", PALETTE["network"], "s", "--"),
    "tuned": ("cut, then trained on", PALETTE["linear"], "o", "-"),
}
BYTES = {
    "file_bytes": ("the file", PALETTE["linear"], "o", "-"),
    "gzip_bytes": ("the file, compressed", PALETTE["forest"], "^", "--"),
}


def pruning(
    frame: "pd.DataFrame", *, title: str = "A share of the weights set to zero"
) -> "Figure":
    """Draw accuracy and size of pruned networks over the share that was cut.

    Parameters
    ----------
    frame
        One row a network: `share` (0 to 1), `one_shot` and `tuned` (accuracy),
        `file_bytes` and `gzip_bytes`.
    title
        Of the figure.

    Returns
    -------
    A figure for `show`: every network is a point, lines join the means.

    Raises
    ------
    CourseError
        If a column is missing or there is no row.
    """
    need(frame, "share", *ACCURACY, *BYTES)
    with style():
        figure, (left, right) = canvas(1, 2, height=4.0)
        headline(figure, title)
        _lines(left, frame, ACCURACY, 1.0)
        left.set_ylim(-0.03, 1.03)
        left.set_title("What it answers")
        left.set_ylabel("accuracy on the test rows")
        _lines(right, frame, BYTES, 1e-3)
        right.set_ylim(bottom=0)
        right.set_title("What it weighs")
        right.set_ylabel("kilobytes")
        for axes in (left, right):
            shares = sorted(frame["share"].unique())
            axes.set_xticks(range(len(shares)), [f"{100 * s:.0f}" for s in shares])
            axes.set_xlabel("weights set to zero (%), not to scale")
            grid(axes, "y")
            axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.17), ncols=1)
    return figure


def _lines(axes: "Axes", frame: "pd.DataFrame", columns: dict, unit: float) -> None:
    """Draw the points of all networks and a line through the means of each column."""
    places = frame["share"].rank(method="dense") - 1
    for column, (label, fill, mark, dash) in columns.items():
        axes.plot(
            places, unit * frame[column], mark, color=fill, markersize=6,
            alpha=0.6, markeredgecolor=INK, markeredgewidth=0.6,
        )  # fmt: skip
        means = unit * frame.groupby(places)[column].mean()
        axes.plot(means.index, means, color=fill, linestyle=dash, label=label)
