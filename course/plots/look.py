"""One look for all figures: colours with a meaning, sizes that can be read."""

from collections.abc import Iterator
from contextlib import contextmanager

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
