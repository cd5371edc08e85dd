"""Figures of what is measured: scores, differences, depth, training over epochs.

Every run stands in the figure as a point; a mean or a median is drawn over the points,
never in place of them.
"""

import textwrap
from typing import TYPE_CHECKING

from course.plots.look import HAIR, INK, PALETTE, colour, marker, style
from course.plots.paper import canvas, grid, headline, need

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

TOWERS = {
    False: ("plain", PALETTE["network"], "s", "--"),
    True: ("residual", PALETTE["linear"], "o", "-"),
}


def scores(
    frame: "pd.DataFrame",
    *,
    metric: str = "score",
    title: str = "Scores on the test rows, split by split",
) -> "Figure":
    """Draw every split of every model as a dot, and the means; best model first.

    Parameters
    ----------
    frame
        One row a model and split: `model, split, score`, as `compare(...).frame`.
    metric
        What the score is, for the axis.
    title
        Of the figure.

    Returns
    -------
    A figure for `show`. Thin lines join the dots of the same split.

    Raises
    ------
    CourseError
        If a column is missing or there is no row.
    """
    need(frame, "model", "split", "score")
    table = frame.pivot_table(index="split", columns="model", values="score")
    means = table.mean().sort_values(ascending=False, kind="stable")
    table = table[means.index]
    with style():
        figure, axes = canvas(height=4.2)
        headline(figure, title)
        places = range(len(means))
        axes.plot(places, table.to_numpy().T, color=HAIR, linewidth=1.0, zorder=1)
        for place, name in enumerate(means.index):
            axes.plot(
                [place] * len(table), table[name], marker(name), color=colour(name),
                markersize=7, alpha=0.75, markeredgecolor=INK, markeredgewidth=0.7,
            )  # fmt: skip
            axes.plot(
                [place - 0.18, place + 0.18], [means[name]] * 2, color=INK, linewidth=3
            )
            axes.annotate(
                f"mean {means[name]:.3f}" if len(means) < 7 else f"{means[name]:.3f}",
                (place, 1), xycoords=("data", "axes fraction"), xytext=(0, 4),
                textcoords="offset points", ha="center", va="bottom", fontsize=10,
            )  # fmt: skip
        axes.set_xlim(-0.5, len(means) - 0.5)
        axes.set_xticks(places, [_folded(name, len(means)) for name in means.index])
        axes.set_xlabel("model; dots are splits, the bar is their mean")
        axes.set_ylabel(f"{metric} on the test rows")
        grid(axes, "y")
    return figure


def _folded(name: str, n_names: int) -> str:
    """Break a long name into lines, so that so many fit side by side."""
    return textwrap.fill(
        str(name).replace("_", " "), max(8, 88 // n_names), break_long_words=False
    )


def differences(
    frame: "pd.DataFrame",
    *,
    metric: str = "score",
    title: str = "Differences on the same rows, with 95 % intervals",
) -> "Figure":
    """Draw the difference of each pair of models with its interval, and a line at 0.

    Parameters
    ----------
    frame
        One row a pair: `a, b, mean, low, high`, as `compare(...).differences`.
    metric
        What is subtracted, for the axis.
    title
        Of the figure.

    Returns
    -------
    A figure for `show`. A filled mark: the interval does not hold 0.

    Raises
    ------
    CourseError
        If a column is missing or there is no row.
    """
    need(frame, "a", "b", "mean", "low", "high")
    with style():
        figure, axes = canvas(height=1.7 + 0.42 * len(frame))
        headline(figure, title)
        axes.axvline(0, color=INK, linewidth=1.5, linestyle="--")
        for place, row in enumerate(frame.itertuples()):
            sure = row.low > 0 or row.high < 0
            fill = colour(row.a if row.mean >= 0 else row.b) if sure else "white"
            axes.plot([row.low, row.high], [place] * 2, color=INK, linewidth=2)
            axes.plot(
                row.mean, place, "o" if sure else "D", color=fill, markersize=9,
                markeredgecolor=INK, markeredgewidth=1.5,
            )  # fmt: skip
            axes.annotate(
                f"{row.mean:+.3f}", (1.01, place), xycoords=("axes fraction", "data"),
                va="center", fontsize=10,
            )  # fmt: skip
        names = [f"{row.a} − {row.b}" for row in frame.itertuples()]
        axes.set_yticks(range(len(names)), names)
        axes.set_ylim(len(names) - 0.5, -0.5)
        axes.set_ylabel("pair of models")
        axes.set_xlabel(
            f"difference in {metric}; filled: 0 lies outside, open: no clear winner"
        )
        grid(axes, "x")
    return figure
