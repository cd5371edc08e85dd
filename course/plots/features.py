"""Figures of module 2: one picture seen in many ways, a dial, and three regimes."""

from typing import TYPE_CHECKING

from course.errors import CourseError
from course.plots.learning import _sizes_axis
from course.plots.look import INK, PALETTE, colour, marker, style
from course.plots.paper import canvas, grid, headline, need

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    import pandas as pd
    from matplotlib.figure import Figure

#: Regime -> what it is called, colour, marker, dash.
REGIMES = {
    "scratch": ("from scratch", PALETTE["network"], "s", "--"),
    "frozen": ("frozen", PALETTE["pretrained"], "P", "-"),
    "finetune": ("fine-tuned", PALETTE["linear"], "o", ":"),
}


def pictures(
    images: "Mapping[str, np.ndarray]",
    *,
    points: "Mapping[str, np.ndarray] | None" = None,
    title: str = "The same picture in other numbers",
) -> "Figure":
    """Draw grey pictures side by side, four in a row, each under its own name.

    Parameters
    ----------
    images
        Name -> (height, width); each has its own scale from black to white.
    points
        Name of a picture -> (k, 2), row and column of points to mark on it.
    title
        Of the figure.

    Returns
    -------
    A figure for `show`.

    Raises
    ------
    CourseError
        Without pictures, or with points for a picture that is not there.
    """
    points = dict(points or {})
    if not images or set(points) - set(images):
        raise CourseError("give at least one picture, and points of pictures by name.")
    n_columns = min(len(images), 4)
    n_rows = -(-len(images) // n_columns)
    with style():
        figure, panels = canvas(
            n_rows, n_columns, height=0.4 + 2.15 * n_rows, squeeze=False
        )
        headline(figure, title)
        for axes in panels.flat:
            axes.set_axis_off()
        for axes, (name, image) in zip(panels.flat, images.items(), strict=False):
            axes.imshow(image, cmap="gray")
            axes.set_title(name, fontsize=10)
            if name in points:
                axes.plot(
                    points[name][:, 1], points[name][:, 0], "o", markersize=9,
                    markerfacecolor="none", markeredgecolor=PALETTE["boosting"],
                    markeredgewidth=2,
                )  # fmt: skip
    return figure


def dial(
    frame: "pd.DataFrame",
    settings: "Sequence[str]",
    *,
    title: str = "The same letters, ever more disturbed",
    xlabel: str = "what was done to the letters; small dots are runs",
    ylabel: str = "accuracy on unseen font families",
    joined: bool = True,
) -> "Figure":
    """Draw the accuracy of each model at each setting of a dial, run by run.

    Parameters
    ----------
    frame
        One row a run: `model, setting, seed, accuracy`.
    settings
        The settings from left to right.
    title, xlabel, ylabel
        Of the figure and its axes.
    joined
        Whether lines lead from setting to setting; not where these have no order.

    Returns
    -------
    A figure for `show`.

    Raises
    ------
    CourseError
        If a column is missing or there is no row.
    """
    need(frame, "model", "setting", "seed", "accuracy")
    names = list(dict.fromkeys(frame["model"]))
    with style():
        figure, axes = canvas(height=4.2)
        headline(figure, title)
        for number, name in enumerate(names):
            rows = frame[frame["model"] == name]
            fill, off = colour(name), 0.08 * (number - (len(names) - 1) / 2)
            means = rows.groupby("setting")["accuracy"].mean()
            places = [i + off for i, s in enumerate(settings) if s in means]
            means = [means[s] for s in settings if s in means]
            dash = ("-", "--", ":", "-.")[number % 4] if joined else "none"
            mark = "oDs^v"[number % 5]
            fill = PALETTE["kernel"] if "HOG" in name else fill
            fill = PALETTE["forest"] if "found" in name else fill
            axes.plot(
                places, means, linestyle=dash, color=fill, marker=mark, markersize=8,
                markeredgecolor=INK, label=name,
            )  # fmt: skip
            for i, setting in enumerate(settings):
                found = rows.loc[rows["setting"] == setting, "accuracy"]
                axes.plot(
                    [i + off] * len(found), found, ".", color=INK, markersize=4,
                    zorder=5,
                )  # fmt: skip
        axes.set_xticks(range(len(settings)), settings)
        axes.set_xlim(-0.4, len(settings) - 0.6)
        axes.set_ylim(0, 1.02)
        axes.set_xlabel(xlabel)
        axes.set_ylabel(ylabel)
        grid(axes, "y")
        figure.legend(loc="outside lower center", ncols=2)
    return figure


def transfer_curves(
    frame: "pd.DataFrame",
    *,
    title: str = "Three ways to read digits, over the number of labels",
) -> "Figure":
    """Draw the accuracy of three regimes over the number of labels, run by run.

    Parameters
    ----------
    frame
        One row a run: `regime, n, seed, accuracy`.
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
    need(frame, "regime", "n", "seed", "accuracy")
    with style():
        figure, axes = canvas(height=4.2)
        headline(figure, title)
        for regime, rows in frame.groupby("regime", sort=False):
            name, fill, mark, dash = REGIMES.get(
                regime, (str(regime), colour(str(regime)), marker(str(regime)), "-")
            )
            means = rows.groupby("n")["accuracy"].mean()
            axes.plot(
                means.index, means, dash, color=fill, marker=mark, markersize=8,
                markeredgecolor=INK, label=name,
            )  # fmt: skip
            axes.plot(
                rows["n"], rows["accuracy"], mark, color=fill, markersize=4, alpha=0.6
            )
        _sizes_axis(axes, sorted(frame["n"].unique()))
        axes.set_xlabel("labelled digits (log scale)")
        axes.set_ylabel("accuracy on 450 test digits")
        axes.set_ylim(0, 1.02)
        grid(axes, "y")
        axes.legend(loc="lower right")
    return figure
