"""Module 6's widget: a dial from tables to text, and the map of who leads."""

from typing import TYPE_CHECKING

from course import plots, protocol
from course.plots.paper import canvas, headline
from course.plots.winners import draw_cell, winner_map
from course.protocol.leaders import DIAL, GENERATED, family
from course.widgets.explorer import Explorer, explore

if TYPE_CHECKING:
    from matplotlib.figure import Figure

KINDS = {name: kind for kind, names in DIAL.items() for name in names}
ORDER = tuple(KINDS)
LABELS = {
    name: name.replace("_", " ") + " *" * (name in GENERATED) + f" ({kind})"
    for name, kind in KINDS.items()
}
COLUMNS = (100, 400, 1600, 6400)


def structure_dial() -> Explorer:
    """Turn a dial from tables to text, and see who leads in the cell.

    Returns
    -------
    An `Explorer` over the data set, the number of training rows, and what is drawn: the
    models of the one cell, or the map of all cells.
    """
    return explore(
        draw_dial, data=list(ORDER), training_rows=list(COLUMNS), whole_map=bool
    )


def draw_dial(
    data: str = "moved_digits", training_rows: int = 400, whole_map: bool = False
) -> "tuple[Figure, str]":
    """Draw the scores in one measured cell, or the map with this cell framed.

    Parameters
    ----------
    data
        Name of the data set.
    training_rows
        Where the data set has no such cell, its largest is taken.
    whole_map
        Draw all cells.

    Returns
    -------
    A figure, and a sentence that says who leads in the cell and by how much.
    """
    table = protocol.leaders(protocol.measured_cells())
    mine = table[table["data"] == data]
    fit = mine[mine["n_train"] <= 1.25 * training_rows]
    cell = (fit if len(fit) else mine).sort_values("n_train").iloc[-1]
    if whole_map:
        figure = winner_map(table, ORDER, names=LABELS, mark=(data, cell["n_train"]))
    else:
        figure = _one_cell(data, int(cell["n_train"]))
    return figure, _sentence(data, cell)


def _one_cell(name: str, n_train: int) -> "Figure":
    cells = protocol.measured_cells()
    runs = cells[(cells["data"] == name) & (cells["n_train"] == n_train)]
    with plots.style():
        figure, axes = canvas(height=1.3 + 0.4 * runs["model"].nunique())
        headline(figure, f"{LABELS[name]}, {n_train:,} training rows")
        draw_cell(axes, runs, runs["metric"].iloc[0])
    return figure


def _sentence(name: str, cell) -> str:
    """Say who is best, over whom, with which interval, and what follows."""
    made = " The data are made by a program." if name in GENERATED else ""
    text = (
        f"{LABELS[name].replace(' *', '')}, {cell['n_train']:,} training rows: best is "
        f"{cell['best']} ({family(cell['best'])}) with {cell['score']:.3f}; over "
        f"{cell['rival']}, the rival of another family that it beats least surely, by "
        f"{cell['lead']:.3f} with an interval from {cell['low']:.3f} to "
        f"{cell['high']:.3f}, {cell['n_splits']} splits. "
    )
    if cell["leader"] == protocol.NO_WINNER:
        return f"{text}No clear winner among families.{made}"
    return f"{text}The {cell['leader']} family leads.{made}"
