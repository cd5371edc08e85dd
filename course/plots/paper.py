"""What every figure stands on: size, title, grid, axes, and numbers as text."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from course.errors import CourseError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

WIDTH = 7.6  # inches; at 100 dots an inch as wide as the text of a notebook


def canvas(n_rows: int = 1, n_columns: int = 1, *, height: float, **kwargs):
    """Return a figure of the usual width and its axes, without touching pyplot."""
    log = logging.getLogger("matplotlib.font_manager")
    level = log.level
    log.setLevel(logging.ERROR)  # the first import on a computer warns about its cache
    try:
        from matplotlib.figure import Figure
    finally:
        log.setLevel(level)
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    return figure, figure.subplots(n_rows, n_columns, **kwargs)


def headline(figure: "Figure", title: str) -> None:
    """Set the title of the whole figure, left-aligned like those of the panels."""
    figure.suptitle(title, x=0.01, ha="left")


def grid(axes: "Axes", axis: str) -> None:
    """Draw thin lines behind the marks, across one axis."""
    axes.grid(True, axis=axis, linewidth=0.8)
    axes.tick_params(axis="both", which="both", length=0)


def powers(
    axis: "Axis", text: Callable[[float], str], *, steps: tuple[int, ...] = (1,)
) -> None:
    """Label `steps` times the powers of ten of a log axis, without small ticks."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

    axis.set_major_locator(LogLocator(base=10, subs=steps, numticks=7))
    axis.set_major_formatter(FuncFormatter(lambda value, _: text(value)))
    axis.set_minor_locator(NullLocator())


def need(frame: "pd.DataFrame", *columns: str) -> None:
    """Refuse a frame that lacks a column or has no rows."""
    missing = [name for name in columns if name not in getattr(frame, "columns", ())]
    if missing:
        has = ", ".join(map(str, getattr(frame, "columns", ()))) or "none"
        raise CourseError(
            f"the figure needs the columns {', '.join(missing)}; this table has: "
            f"{has}. Rename your columns or pass the frame that the text names."
        )
    if not len(frame):
        raise CourseError("the table has no rows, so there is nothing to draw.")


def count_text(number: float, *, digits: int = 3) -> str:
    """Write a count in few digits, as a label in a figure has room for.

    >>> count_text(61_706), count_text(61_100_840), count_text(174_604_259_328)
    ('61.7 k', '61.1 M', '175 B')
    >>> count_text(174_604_259_328, digits=4)
    '174.6 B'
    """
    return _scaled(number, ("", " k", " M", " B", " T"), digits)


def bytes_text(n_bytes: float) -> str:
    """Write a number of bytes in three digits; 1 kB is 1,000 bytes.

    >>> bytes_text(999), bytes_text(14_237_000), bytes_text(89e6)
    ('999 B', '14.2 MB', '89 MB')
    """
    return _scaled(n_bytes, (" B", " kB", " MB", " GB", " TB"), 3)


def power_text(value: float) -> str:
    """Write a power of ten as one: 10⁻⁶ for 1e-6."""
    exponent = f"{value:.0e}".partition("e")[2]
    raised = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return "1" if int(exponent) == 0 else f"10{raised}"


def _scaled(number: float, units: tuple[str, ...], digits: int) -> str:
    """Return a rounded number and its unit: at most one digit after 10, two before."""
    value, step = float(number), 0
    while abs(value) >= 999.5 and step < len(units) - 1:
        value, step = value / 1000, step + 1
    places = max(0, digits - len(str(int(abs(value)))))
    places = min(places, 1 if abs(value) >= 10 else 2)
    text = f"{value:,.{places}f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}{units[step]}"
