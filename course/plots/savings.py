"""Figures of module 5: what a saving saves, and which models nobody should choose."""

from typing import TYPE_CHECKING

from course.plots.look import FAINT, INK, PALETTE, colour, family, marker, style
from course.plots.paper import canvas, count_text, grid, headline, need, powers

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Colour and shape of up to five measures, in the order in which they are given.
LOOKS = tuple(
    zip(
        (PALETTE[name] for name in ("linear", "boosting", "forest", "network",
                                    "kernel")),
        ("o", "s", "^", "D", "v"), strict=True,
    )
)  # fmt: skip

BEHIND = "#AAAAAA"  # an interval behind its mark


def saved_times(
    frame: "pd.DataFrame",
    measures: "Mapping[str, str]",
    *,
    reference: str,
    title: str = "How many times less than the reference",
) -> "Figure":
    """Draw by which factor each recipe lowers each measure of a reference.

    Parameters
    ----------
    frame
        One row a recipe: `recipe` and the columns of `measures`, all above 0.
    measures
        Column -> what it is called in the legend; five at most.
    reference
        The recipe that the others are divided into.
    title
        Of the figure.

    Returns
    -------
    A figure for `show`, on a logarithmic axis; right of 1 is less, left of 1 is more.

    Raises
    ------
    CourseError
        If a column is missing or there is no row.
    """
    need(frame, "recipe", *measures)
    table = frame.set_index("recipe")[list(measures)].astype(float)
    factors = table.loc[reference] / table.drop(index=reference)
    with style():
        figure, axes = canvas(height=1.9 + 0.42 * len(factors))
        headline(figure, title)
        for place in range(len(factors)):
            axes.axhline(place, color=FAINT, linewidth=0.5, zorder=0)
        for times, dash in ((1, "-"), (10, "--")):
            axes.axvline(times, color=INK, linewidth=1.5, linestyle=dash, zorder=1)
        step = 0.5 / max(len(measures) - 1, 1)
        for index, (column, words) in enumerate(measures.items()):
            fill, shape = LOOKS[index]
            axes.plot(
                factors[column], [i - 0.25 + step * index for i in range(len(factors))],
                shape, color=fill, markeredgecolor=INK, markeredgewidth=0.7,
                markersize=8, label=words, zorder=3,
            )  # fmt: skip
        axes.set_yticks(range(len(factors)), factors.index)
        axes.set_ylim(len(factors) - 0.5, -0.5)
        axes.set_xscale("log")
        _times_axis(axes, factors.to_numpy())
        axes.set_xlabel(f"times less than {reference} (log scale; dashed: ten times)")
        axes.set_ylabel("recipe")
        grid(axes, "x")
        figure.legend(loc="outside lower center", ncols=len(measures))
    return figure


def _times_axis(axes: "Axes", factors) -> None:
    """Label 1, 2 and 5 of every power of ten, with room on both sides."""
    axes.set_xlim(min(factors.min(), 1) / 1.5, max(factors.max(), 10) * 1.5)
    powers(axes.xaxis, "{:g}×".format, steps=(1, 2, 5))


def fronts(
    frame: "pd.DataFrame",
    costs: "Mapping[str, str]",
    *,
    metric: str = "accuracy on the test rows",
    title: str = "Cost and score: the filled ones are on the front",
) -> "Figure":
    """Draw scores over one or two costs, with the front as a line.

    Parameters
    ----------
    frame
        One row a model: `model, score` and the columns of `costs`, above 0; `low` and
        `high` where there is an interval.
    costs
        Column -> words for its axis; one panel each.
    metric
        What the score is, for the axis.
    title
        Of the figure.

    Returns
    -------
    A figure for `show`; costs are on logarithmic axes. A hollow mark: some other model
    costs no more and scores no less.

    Raises
    ------
    CourseError
        If a column is missing or there is no row.
    """
    need(frame, "model", "score", *costs)
    with style():
        figure, panels = canvas(len(costs), 1, height=3.5 * len(costs), squeeze=False)
        headline(figure, title)
        for axes, (column, words) in zip(panels[:, 0], costs.items(), strict=True):
            rows = frame.sort_values([column, "score"], ascending=[True, False])
            points = list(zip(rows[column], rows["score"], strict=True))
            on = [not any(_beats(other, point) for other in points) for point in points]
            front = rows[on]
            axes.step(
                front[column], front["score"], where="post", color=FAINT, zorder=1
            )
            for is_on, row in zip(on, rows.itertuples(), strict=True):
                _mark(axes, getattr(row, column), row, is_on)
            axes.set_xscale("log")
            wide = rows[column].iloc[-1] > 100 * rows[column].iloc[0]
            powers(axes.xaxis, count_text, steps=(1,) if wide else (1, 2, 5))
            axes.margins(x=0.14, y=0.16)
            axes.set_xlabel(f"{words} (log scale)")
            axes.set_ylabel(metric)
            grid(axes, "y")
        figure.draw_without_rendering()  # fixes where the points lie
        for axes, column in zip(panels[:, 0], costs, strict=True):
            _names(axes, list(frame[column]), list(frame["score"]), frame["model"])
    return figure


def _names(axes: "Axes", xs: list[float], ys: list[float], names) -> None:
    """Write each name beside its mark, where neither a mark nor a name stands."""
    from matplotlib.transforms import Bbox

    marks = axes.transData.transform(list(zip(xs, ys, strict=True)))
    taken = [Bbox.from_bounds(x - 8, y - 8, 16, 16) for x, y in marks]
    sides = (
        ((0, 8), "center", "bottom"), ((0, -8), "center", "top"),
        ((9, 0), "left", "center"), ((-9, 0), "right", "center"),
        ((7, 7), "left", "bottom"), ((-7, 7), "right", "bottom"),
        ((7, -7), "left", "top"), ((-7, -7), "right", "top"),
    )  # fmt: skip
    for x, y, name in zip(xs, ys, names, strict=True):
        for offset, across, up in sides:
            note = axes.annotate(
                name, (x, y), xytext=offset, textcoords="offset points", ha=across,
                va=up, fontsize=9, color=INK, zorder=4,
            )  # fmt: skip
            box = note.get_window_extent()
            if not any(box.overlaps(other) for other in taken):
                break
            if offset != sides[-1][0]:
                note.remove()
        taken.append(box)


def _beats(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Return whether one (cost, score) is no worse in both and better in one."""
    return one[0] <= other[0] and one[1] >= other[1] and one != other


def _mark(axes: "Axes", cost: float, row, is_on: bool) -> None:
    """Draw one model, with its interval where there is one."""
    fill = colour(row.model) if family(row.model) else PALETTE["network"]
    if hasattr(row, "low"):
        axes.plot(
            [cost] * 2, [row.low, row.high], color=BEHIND, linewidth=1.2, zorder=1
        )
    axes.plot(
        cost, row.score, marker(row.model), markersize=9, zorder=3,
        color=fill if is_on else "white", markeredgecolor=fill, markeredgewidth=2,
    )  # fmt: skip
