"""Figures of module 6: who leads where, and what a gap on a leaderboard needs."""

from typing import TYPE_CHECKING

from course.plots.look import FAINT, INK, PALETTE, colour, marker, style
from course.plots.paper import canvas, grid, headline, need

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Family -> colour and hatch of its cells, so that colour is not the only mark.
CELLS = {
    "classical": (PALETTE["boosting"], ""),
    "deep": (PALETTE["pretrained"], "///"),
    "pretrained": (PALETTE["forest"], "..."),
    "no clear winner": ("#F2F2F2", ""),
}
EXPLAINED = {
    "classical": "a classical model leads",
    "deep": "a network from scratch leads",
    "pretrained": "pretrained features lead",
    "no clear winner": "no clear winner",
}


def winner_map(
    table: "pd.DataFrame",
    rows: "Sequence[str]",
    *,
    names: "dict[str, str] | None" = None,
    mark: tuple[str, int] | None = None,
    title: str = "Who leads, where and from how many rows",
) -> "Figure":
    """Draw one cell for each data set and size, coloured by the family that leads.

    Parameters
    ----------
    table
        One row a cell: `data, n_train, best, rival, lead, leader`, as
        `protocol.leaders`.
    rows
        Data sets from top to bottom.
    names
        Data set -> how it is called at the axis.
    mark
        Data set and size of a cell that gets a frame.
    title
        Of the figure.

    Returns
    -------
    A figure for `show`. A cell names its best model and, where a family leads, by how
    much; "~" stands before a best model that is not surely better.
    """
    need(table, "data", "n_train", "best", "rival", "lead", "leader")
    columns = _columns(table)
    with style():
        figure, axes = canvas(height=1.4 + 0.36 * len(rows))
        headline(figure, title)
        draw_map(axes, table, rows, columns, names or {}, mark)
    return figure


def _columns(table: "pd.DataFrame") -> list[int]:
    """Return the sizes that three data sets or more have; others go to the nearest."""
    common = table["n_train"].value_counts()
    usual = sorted(size for size in common.index if common[size] > 2)
    return usual or sorted(common.index)


def _nearest(size: int, columns: "Sequence[int]") -> int:
    """Return the place of the column nearest in ratio; of two, the larger one."""
    ratios = [max(size / column, column / size) for column in columns]
    return max(i for i, ratio in enumerate(ratios) if ratio == min(ratios))


def draw_map(
    axes: "Axes",
    table: "pd.DataFrame",
    rows: "Sequence[str]",
    columns: "Sequence[int]",
    names: "dict[str, str]",
    mark: tuple[str, int] | None,
) -> None:
    """Draw the cells of the map into axes."""
    from matplotlib.patches import Patch, Rectangle

    for cell in table.itertuples():
        if cell.data not in rows:
            continue
        fill, hatch = CELLS[cell.leader]
        y = list(rows).index(cell.data)
        x = _nearest(cell.n_train, columns)
        chosen = mark == (cell.data, cell.n_train)
        axes.add_patch(
            Rectangle(
                (x - 0.48, y - 0.45), 0.96, 0.9, facecolor=fill, hatch=hatch,
                edgecolor="white", linewidth=0,
            )
        )  # fmt: skip
        if chosen:
            axes.add_patch(
                Rectangle(
                    (x - 0.48, y - 0.45), 0.96, 0.9, facecolor="none", edgecolor=INK,
                    linewidth=3, zorder=4,
                )
            )  # fmt: skip
        sure = cell.leader != "no clear winner"
        best = cell.best.partition(" + ")[0]
        text = f"{best} +{cell.lead:.3f}" if sure else f"~ {best}"
        axes.text(
            x, y, text, ha="center", va="center", fontsize=8, color=INK, zorder=5,
            bbox={"facecolor": fill, "edgecolor": "none", "pad": 1.2},
        )  # fmt: skip
        if cell.n_train != columns[x]:
            axes.text(
                x + 0.47, y + 0.43, f"n={cell.n_train:,}", ha="right", va="bottom",
                fontsize=6, color=INK, zorder=6,
            )  # fmt: skip
    axes.set_xlim(-0.52, len(columns) - 0.48)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xticks(range(len(columns)), [f"{size:,}" for size in columns])
    axes.set_yticks(range(len(rows)), [names.get(name, name) for name in rows])
    axes.set_xlabel("training rows")
    axes.set_ylabel("data, from columns with a meaning to pixels and words")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    patches = [
        Patch(facecolor=fill, hatch=hatch, edgecolor="white", label=EXPLAINED[family])
        for family, (fill, hatch) in CELLS.items()
    ]
    patches[-1].set_edgecolor(FAINT)
    axes.figure.legend(handles=patches, loc="outside lower center", ncols=2)


def draw_cell(axes: "Axes", runs: "pd.DataFrame", metric: str) -> None:
    """Draw the models of one cell: every split a dot, the mean a bar.

    Parameters
    ----------
    axes
        Where to draw.
    runs
        `model, split, score` of one cell.
    metric
        What the score is.
    """
    means = runs.groupby("model")["score"].mean().sort_values()
    for y, name in enumerate(means.index):
        scores = runs.loc[runs["model"] == name, "score"]
        axes.plot(
            scores, [y] * len(scores), marker(name), color=colour(name), alpha=0.6,
            markersize=6, markeredgecolor=FAINT, linestyle="none",
        )  # fmt: skip
        axes.plot([means[name]] * 2, [y - 0.3, y + 0.3], color=INK, linewidth=3)
        axes.annotate(
            f"{means[name]:.3f}", (1.01, y), xycoords=("axes fraction", "data"),
            va="center", fontsize=9,
        )  # fmt: skip
    axes.set_yticks(range(len(means)), list(means.index))
    axes.set_ylim(-0.6, len(means) - 0.4)
    axes.set_ylabel("model")
    axes.set_xlabel(f"{metric} on the test rows; dots are splits, bars their means")
    grid(axes, "x")


def items_needed(
    table: "pd.DataFrame",
    test_sets: "dict[str, int]",
    *,
    title: str = "Test items that a gap needs",
) -> "Figure":
    """Draw the items that show a gap over the gap, and the sizes of known test sets.

    Parameters
    ----------
    table
        One row a point: `from` (a line), `gap` (a share), `items`.
    test_sets
        Name -> number of items; each is a dashed line.
    title
        Of the figure.

    Returns
    -------
    A figure for `show`.
    """
    from matplotlib.ticker import FuncFormatter, NullLocator

    need(table, "from", "gap", "items")
    looks = (("-", PALETTE["linear"]), ("--", PALETTE["network"]))
    with style():
        figure, axes = canvas(height=4.2)
        headline(figure, title)
        for (name, part), (dash, fill) in zip(
            table.groupby("from", sort=False), looks * len(table), strict=False
        ):
            axes.plot(100 * part["gap"], part["items"], dash, color=fill, label=name)
        left = 100 * table["gap"].min()
        for name, size in test_sets.items():
            axes.axhline(size, color=FAINT, linewidth=1, linestyle=":")
            axes.annotate(
                f"{name}: {size:,}", (left, size), ha="left", va="bottom",
                fontsize=9, color=INK,
                bbox={"fc": axes.get_facecolor(), "ec": "none", "pad": 1},
            )  # fmt: skip
        axes.set(xscale="log", yscale="log")
        axes.set_xticks([0.2, 0.5, 1, 2, 5])
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_minor_locator(NullLocator())
        axes.set_xlabel("gap of the two true accuracies (percentage points)")
        axes.set_ylabel("items in each test set")
        grid(axes, "both")
        figure.legend(loc="outside lower center", ncols=2)
    return figure
