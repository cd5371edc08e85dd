"""One look for all figures: colours with a meaning, sizes that can be read."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from course.errors import CourseError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: One colour for each model family, in every figure of the course. The colours are
#: those of Okabe and Ito (2008), "Color Universal Design", which people with any of the
#: common kinds of colour blindness tell apart. A figure never relies on them alone: it
#: also has names, shapes or hatches.
PALETTE = {
    "linear": "#0072B2",  # blue: logistic and ridge regression
    "forest": "#009E73",  # green: trees and forests
    "boosting": "#E69F00",  # orange: boosted trees
    "kernel": "#CC79A7",  # purple: support vector machines
    "network": "#D55E00",  # vermilion: networks trained from scratch
    "pretrained": "#56B4E9",  # sky blue: networks that start from learned weights
    "neighbours": "#F0E442",  # yellow: nearest neighbours
    "baseline": "#767676",  # grey in place of black, which is the ink: dummy models
}
INK = "#222222"
FAINT = "#767676"  # 4.5 : 1 on white: light, and still readable
HAIR = "#D9D9D9"

#: What a model's name must contain to belong to a family; the first that fits counts.
FAMILY_WORDS = {
    "pretrained": ("pretrained", "transfer", "frozen", "tune"),
    "baseline": ("dummy", "baseline", "chance"),
    "boosting": ("xgb", "hgb", "boost", "gbm"),
    "forest": ("forest", "tree", "rf"),
    "kernel": ("svm", "svc", "kernel"),
    "neighbours": ("knn", "neighbo"),
    "network": ("mlp", "net", "cnn", "conv", "gru", "transformer", "deep", "torch"),
    "linear": ("log", "ridge", "lasso", "linear", "lr", "line"),
}
MARKERS = {
    "linear": "o", "forest": "^", "boosting": "v", "kernel": "D",
    "network": "s", "pretrained": "P", "neighbours": "X", "baseline": "d",
}  # fmt: skip
WIDTH = 7.6  # inches; at 100 dots an inch as wide as the text of a notebook
SETTINGS = {
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "savefig.facecolor": "white",
    "savefig.transparent": False,
    "figure.dpi": 100,
    "font.family": ["DejaVu Sans"],  # ships with matplotlib
    "font.size": 11,
    "axes.titlesize": 12,
    "axes.labelsize": 11,
    "figure.titlesize": 13,
    "xtick.labelsize": 10,
    "ytick.labelsize": 10,
    "legend.fontsize": 10,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": FAINT,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": HAIR,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
    "lines.linewidth": 2.0,
}


@contextmanager
def style() -> Iterator[None]:
    """Draw in the course's look inside a `with` block; outside nothing changes.

    >>> import matplotlib
    >>> before = matplotlib.rcParams["font.size"]
    >>> with style():
    ...     inside = matplotlib.rcParams["figure.facecolor"]
    >>> inside, matplotlib.rcParams["font.size"] == before
    ('white', True)
    """
    import matplotlib

    with matplotlib.rc_context(SETTINGS):
        yield


def family(name: str) -> str | None:
    """Return the family of a model, told by its name; None if the name says nothing."""
    lowered = str(name).lower()
    for label, words in FAMILY_WORDS.items():
        if label in lowered or any(word in lowered for word in words):
            return label
    return None


def colour(name: str) -> str:
    """Return the colour of a model's family, told by its name.

    >>> colour("rf") == PALETTE["forest"], colour("mlp") == PALETTE["network"]
    (True, True)

    Parameters
    ----------
    name
        Of a family, or of a model as `compare` calls it.

    Returns
    -------
    A hex code; grey for a name that tells no family.
    """
    return PALETTE[family(name) or "baseline"]


def marker(name: str) -> str:
    """Return the marker of a model's family, so that colour is not the only mark."""
    return MARKERS[family(name) or "baseline"]


def canvas(n_rows: int = 1, n_columns: int = 1, *, height: float, **kwargs):
    """Return a figure of the usual width and its axes, without touching pyplot."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    return figure, figure.subplots(n_rows, n_columns, **kwargs)


def headline(figure: "Figure", title: str) -> None:
    """Set the title of the whole figure, left-aligned like those of the panels."""
    figure.suptitle(title, x=0.01, ha="left")


def grid(axes: "Axes", axis: str) -> None:
    """Draw thin lines behind the marks, across one axis."""
    axes.grid(True, axis=axis, linewidth=0.8)
    axes.tick_params(axis="both", which="both", length=0)


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


def _scaled(number: float, units: tuple[str, ...], digits: int) -> str:
    """Return a rounded number and its unit: at most one digit after 10, two before."""
    value, step = float(number), 0
    while abs(value) >= 999.5 and step < len(units) - 1:
        value, step = value / 1000, step + 1
    places = max(0, digits - len(str(int(abs(value)))))
    places = min(places, 1 if abs(value) >= 10 else 2)
    text = f"{value:,.{places}f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}{units[step]}"
