"""Figures of training: towers of growing depth, and losses over epochs.

Every run is a point; medians are drawn over the points, never in place of them.
"""

from typing import TYPE_CHECKING

from course.plots.look import FAINT, INK, PALETTE, style
from course.plots.paper import canvas, grid, headline, need, power_text, powers

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TOWERS = {
    False: ("plain", PALETTE["network"], "s", "--"),
    True: ("residual", PALETTE["linear"], "o", "-"),
}


def depth_curves(
    frame: "pd.DataFrame",
    *,
    title: str = "Towers of layers, plain and residual",
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
        powers(left.yaxis, power_text)
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
