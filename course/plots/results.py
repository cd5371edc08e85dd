"""Figures of what is measured: scores, differences, depth, training over epochs.

Every run stands in the figure as a point; a mean or a median is drawn over the points,
never in place of them.
"""

from typing import TYPE_CHECKING

from course.plots.look import (
    FAINT, HAIR, INK, PALETTE, canvas, colour, grid, headline, marker, need, style,
)  # fmt: skip

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
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
                f"{means[name]:.3f}", (place + 0.2, means[name]), va="center",
                xytext=(3, 0), textcoords="offset points", fontsize=10,
                bbox={"boxstyle": "round,pad=0.15", "fc": "white", "ec": "none"},
            )  # fmt: skip
        axes.set_xlim(-0.5, len(means) - 0.3)
        axes.set_xticks(places, [_folded(name) for name in means.index])
        axes.set_xlabel("model; dots are splits, the bar is their mean")
        axes.set_ylabel(f"{metric} on the test rows")
        grid(axes, "y")
    return figure


def _folded(name: str) -> str:
    """Break a long name into two lines, at a space or an underscore."""
    text = str(name)
    if len(text) <= 12:
        return text
    words = text.replace("_", " ").split()
    half = max(1, (len(words) + 1) // 2)
    return " ".join(words[:half]) + "\n" + " ".join(words[half:])


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
            f"difference in {metric}; filled: surely not 0, open: no clear winner"
        )
        grid(axes, "x")
    return figure


def depth_curves(
    frame: "pd.DataFrame",
    *,
    title: str = "A tower of layers, with and without shortcut",
) -> "Figure":
    """Draw the first-layer gradient and the accuracy of towers over their depth.

    Parameters
    ----------
    frame
        One row a tower: `depth, residual` (False or True), `seed, gradient_norm,
        accuracy`.
    title
        Of the figure.

    Returns
    -------
    A figure for `show`: every seed is a point, lines join the medians. The gradient is
    on a logarithmic scale; a gradient of exactly 0 lies on the lower edge.

    Raises
    ------
    CourseError
        If a column is missing or there is no row.
    """
    need(frame, "depth", "residual", "seed", "gradient_norm", "accuracy")
    rows = frame.copy()
    positive = rows["gradient_norm"][rows["gradient_norm"] > 0]
    floor = positive.min() / 10 if len(positive) else 1e-30
    zeros = bool((rows["gradient_norm"] <= 0).any())
    rows["gradient_norm"] = rows["gradient_norm"].clip(lower=floor)
    with style():
        figure, (left, right) = canvas(1, 2, height=3.9)
        headline(figure, title)
        _towers(left, rows, "gradient_norm")
        left.set_yscale("log")
        left.set_title("Gradient at the first layer")
        left.set_ylabel("gradient norm" + (" (0 on the lower edge)" if zeros else ""))
        if zeros:
            left.set_ylim(bottom=floor / 1.5)
        _towers(right, rows, "accuracy")
        right.set_ylim(-0.03, 1.03)
        right.set_title("Accuracy after training")
        right.set_ylabel("accuracy on the test rows")
        for axes in (left, right):
            axes.set_xticks(sorted(rows["depth"].unique()))
            axes.set_xlabel("depth (layers)")
            grid(axes, "y")
        handles, names = right.get_legend_handles_labels()
        figure.legend(handles, names, loc="outside lower center", ncols=2)
    return figure


def _towers(axes: "Axes", rows: "pd.DataFrame", column: str) -> None:
    """Draw the points of all seeds and the medians of one column."""
    for residual, part in rows.groupby(rows["residual"].astype(bool)):
        name, fill, mark, dash = TOWERS[bool(residual)]
        axes.plot(
            part["depth"], part[column], mark, color=fill, alpha=0.6, markersize=7,
            markeredgecolor=INK, markeredgewidth=0.7,
        )  # fmt: skip
        median = part.groupby("depth")[column].median()
        n_seeds = part["seed"].nunique()
        label = f"{name}, median of {n_seeds} seed{'s' * (n_seeds != 1)}"
        axes.plot(
            median.index, median, dash, marker=mark, color=fill, label=label,
            markersize=4,
        )  # fmt: skip


def history(
    frame: "pd.DataFrame", *, title: str = "Training, epoch by epoch"
) -> "Figure":
    """Draw the losses and, where there are some, the accuracies over the epochs.

    Parameters
    ----------
    frame
        `epoch` (else the rows are counted from 1) and at least one column whose name
        holds `loss` or `accuracy`, as `history_frame()` returns it.
    title
        Of the figure.

    Returns
    -------
    A figure for `show` with one panel for losses and one for accuracies.

    Raises
    ------
    CourseError
        If no such column is there.
    """
    kinds = {
        word: [name for name in frame.columns if word in str(name)]
        for word in ("loss", "accuracy")
    }
    kinds = {word: names for word, names in kinds.items() if names}
    if not kinds:
        need(frame, "loss")
    need(frame)
    epochs = frame["epoch"] if "epoch" in frame else range(1, len(frame) + 1)
    with style():
        figure, panels = canvas(1, len(kinds), height=3.9, squeeze=False)
        headline(figure, title)
        for axes, (word, names) in zip(panels[0], kinds.items(), strict=True):
            for name in names:
                held_out = any(w in str(name) for w in ("held", "valid", "test"))
                axes.plot(
                    epochs, frame[name], "--" if held_out else "-",
                    color=PALETTE["linear"] if held_out else PALETTE["network"],
                    marker="o" if held_out else "s", markersize=5,
                    label=str(name).replace("_", " "),
                )  # fmt: skip
            axes.set_title(word.capitalize())
            axes.set_xlabel("epoch")
            axes.set_ylabel(word)
            axes.xaxis.get_major_locator().set_params(integer=True)
            axes.legend(labelcolor=INK)
            grid(axes, "y")
            axes.spines["bottom"].set_color(FAINT)
    return figure
