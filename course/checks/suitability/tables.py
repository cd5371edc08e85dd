"""What the experiment checks of this module read from a learner's table of runs."""

from course.checks.engine import Open

SEEDS = 3  # the least that a table has in each cell


def cell(table, **wanted):
    """Return the rows in which the columns have these values."""
    rows = table
    for column, value in wanted.items():
        rows = rows[rows[column] == value]
    return rows


def mean_of(table, **wanted) -> float:
    """Return the mean accuracy of a cell; a table without it is not answered yet."""
    rows = cell(table, **wanted)
    if rows.empty:
        raise Open
    return float(rows.accuracy.mean())


def copied(table, cells: list[str]) -> bool:
    """Return whether every cell has one accuracy for several seeds: no seed counts."""
    groups = table.groupby(cells).accuracy.agg(["nunique", "size"])
    return bool(((groups["nunique"] == 1) & (groups["size"] > 1)).all())


def by_seed(table, one: dict, other: dict):
    """Return accuracy of one cell minus another's, a number for each common seed."""
    first, second = (
        cell(table, **wanted).groupby("seed").accuracy.mean() for wanted in (one, other)
    )
    return (first - second).dropna().to_numpy()


def paired(table, model: str) -> float:
    """Return the mean change by the rotation, seed by seed."""
    d = by_seed(
        table, {"model": model, "rotated": True}, {"model": model, "rotated": False}
    )
    if not len(d):
        raise Open
    return float(d.mean())
