"""Figures of a model that serves: how long answers take, and a month of traffic."""

from typing import TYPE_CHECKING

from course.plots.look import FAINT, INK, PALETTE, style
from course.plots.paper import canvas, grid, headline, need, powers

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Lines that are no family of models: colour and dash together tell them apart.
LINES = (
    (PALETTE["linear"], "-"),
    (PALETTE["network"], "--"),
    (PALETTE["forest"], "-."),
    (PALETTE["kernel"], ":"),
    (PALETTE["baseline"], (0, (5, 1, 1, 1, 1, 1))),
)
#: Mark and words of what a rule did on a day.
ACTIONS = {
    "promoted": ("^", "a new version goes live"),
    "refused": ("X", "the guard refuses a new version"),
    "rolled back": ("v", "back to the version before"),
}


def tails(
    latencies_ms: "Mapping[str, np.ndarray]",
    *,
    target_ms: float | None = None,
    title: str = "How many requests are slower than this?",
) -> "Figure":
    """Draw the share of requests that took longer, over milliseconds.

    Parameters
    ----------
    latencies_ms
        Name -> the milliseconds of each request; up to five of them.
    target_ms
        Drawn as a line, where there is a promise.
    title
        Of the figure.

    Returns
    -------
    A figure for `show`; both axes are logarithmic, so that the slowest of a thousand
    can be seen.
    """
    import numpy as np

    with style():
        figure, axes = canvas(height=4.2)
        headline(figure, title)
        smallest = 1.0
        for (name, values), (fill, dash) in zip(latencies_ms.items(), LINES):  # noqa: B905
            ordered = np.sort(np.asarray(values, dtype=float))
            slower = 1 - np.arange(len(ordered)) / len(ordered)
            smallest = min(smallest, slower[-1])
            label = f"{name} (n = {len(ordered):,})"
            axes.plot(ordered, slower, color=fill, linestyle=dash, label=label)
        for share, word in ((0.5, "p50"), (0.05, "p95"), (0.01, "p99")):
            axes.axhline(share, color=FAINT, linewidth=0.8, linestyle=":")
            axes.annotate(
                word, (1.0, share), xycoords=("axes fraction", "data"), ha="right",
                va="bottom", fontsize=9,
            )  # fmt: skip
        if target_ms is not None:
            axes.axvline(target_ms, color=INK, linewidth=1.2)
            axes.annotate(
                f" target {target_ms:g} ms", (target_ms, 1.02),
                xycoords=("data", "axes fraction"), fontsize=9, annotation_clip=False,
            )  # fmt: skip
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_ylim(smallest / 1.5, 1.3)
        powers(axes.yaxis, lambda share: f"{100 * share:g} %")
        powers(axes.xaxis, "{:g}".format, steps=(1, 2, 5))
        axes.set_xlabel("response time in milliseconds (log scale)")
        axes.set_ylabel("requests that took longer (log scale)")
        grid(axes, "x")
        figure.legend(loc="outside lower center", ncols=min(len(latencies_ms), 3))
    return figure


def month(frame: "pd.DataFrame", *, title: str = "A month, day by day") -> "Figure":
    """Draw one simulated month: accuracy, versions, alarms, and what the rules did.

    Parameters
    ----------
    frame
        As `deploy.simulate_month` returns it.
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
    need(
        frame, "day", "version", "accuracy", "psi", "psi_threshold", "input_alarm",
        "label_alarm", "action",
    )  # fmt: skip
    with style():
        figure, (upper, lower) = canvas(
            2, 1, height=5.4, sharex=True, height_ratios=(3, 2)
        )
        headline(figure, title)
        upper.plot(frame["day"], frame["accuracy"], color=FAINT, linewidth=1.2)
        versions = list(dict.fromkeys(frame["version"]))
        for place, version in enumerate(versions):
            rows = frame[frame["version"] == version]
            upper.plot(
                rows["day"], rows["accuracy"], "os^Dv"[place % 5], markersize=7,
                color=LINES[place % 5][0], markeredgecolor=INK, markeredgewidth=0.6,
                label=f"version {version}",
            )  # fmt: skip
        _actions(upper, frame)
        upper.set_ylabel("accuracy (hindsight)")
        low, high = frame["accuracy"].min(), frame["accuracy"].max()
        upper.set_ylim(low - 0.25 * (high - low) - 0.02, high + 0.02)
        times = frame["psi"] / frame["psi_threshold"]
        lower.plot(
            frame["day"],
            times,
            color=PALETTE["linear"],
            label="inputs: PSI / its limit",
        )
        lower.axhline(1, color=INK, linewidth=1, linestyle="--")
        alarms = frame[frame["label_alarm"]]
        lower.plot(
            alarms["day"], [0.15] * len(alarms), "*", color=PALETTE["network"],
            markeredgecolor=INK, markersize=11, linestyle="none",
            label="labels: alarm of the accuracy",
        )  # fmt: skip
        lower.set_ylim(0, max(2.0, 1.1 * times.max()))
        lower.set_ylabel("times the limit")
        lower.set_xlabel("day of the month")
        for axes in (upper, lower):
            grid(axes, "y")
        figure.legend(loc="outside lower center", ncols=3)
    return figure


def _actions(axes: "Axes", frame: "pd.DataFrame") -> None:
    """Mark on the lower edge what the rules did."""
    for action, (mark, words) in ACTIONS.items():
        days = frame["day"][frame["action"] == action]
        if len(days):
            axes.plot(
                days, [0.04] * len(days), mark, color="white", markeredgecolor=INK,
                markeredgewidth=1.5, markersize=9, linestyle="none", label=words,
                transform=axes.get_xaxis_transform(), clip_on=False,
            )  # fmt: skip


def rules_over_days(
    frame: "pd.DataFrame",
    *,
    panel: str,
    title: str = "What each rule costs and saves",
) -> "Figure":
    """Draw the mean accuracy of rules over the days of months, a panel a kind of month.

    Parameters
    ----------
    frame
        One row a month and day: `rule, day, accuracy`, and the column `panel`.
    panel
        Column whose values get a panel each; four at most.
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
    need(frame, "rule", "day", "accuracy", panel)
    kinds = list(dict.fromkeys(frame[panel]))[:4]
    n_rows = (len(kinds) + 1) // 2
    with style():
        figure, grid_of = canvas(
            n_rows, min(2, len(kinds)), height=0.8 + 2.5 * n_rows, sharex=True,
            sharey=True, squeeze=False,
        )  # fmt: skip
        headline(figure, title)
        for axes, kind in zip(grid_of.flat, kinds, strict=False):
            part = frame[frame[panel] == kind]
            rules = part.groupby("rule", sort=False)
            for (rule, rows), (fill, dash) in zip(rules, LINES):  # noqa: B905
                means = rows.groupby("day")["accuracy"].mean()
                axes.plot(means.index, means, color=fill, linestyle=dash, label=rule)
            axes.set_title(str(kind))
            axes.set_xlabel("day of the month")
            axes.set_ylabel("accuracy")
            grid(axes, "y")
        for axes in grid_of.flat[len(kinds) :]:
            axes.set_axis_off()
        handles, names = grid_of.flat[0].get_legend_handles_labels()
        figure.legend(
            handles, names, loc="outside lower center", ncols=min(len(names), 4)
        )
    return figure
