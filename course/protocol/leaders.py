"""Which family leads in a cell, and the cells that were measured for module 6.

A cell is one data set with one number of training rows. A family leads where its best
model beats every model of the other families with an interval above 0; otherwise there
is no clear winner.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from course.protocol.intervals import NO_WINNER, paired_interval, scores_by_split

if TYPE_CHECKING:
    import pandas as pd

MEASURED = Path(__file__).with_name("measured_cells.csv")
DEEP = ("mlp", "cnn", "gru", "transformer")
#: Kind of data -> data sets: from columns with a meaning to pixels, waves and words.
DIAL = {
    "table": (
        "breast_cancer", "german_credit", "diamonds", "magic", "flights", "bikeshare",
        "irregular", "smooth",
    ),
    "signal": ("mnist1d",),
    "sound": ("spoken_digits",),
    "pictures": ("digits", "moved_digits", "fashion_mnist"),
    "text": ("movie_snippets", "reviews"),
}  # fmt: skip
#: Made by a program, not collected.
GENERATED = ("irregular", "smooth", "mnist1d", "spoken_digits", "reviews")


def family(model: str) -> str:
    """Return the family of a model: classical, deep, or pretrained.

    >>> family("mfcc + linear"), family("gru"), family("pretrained + linear")
    ('classical', 'deep', 'pretrained')
    """
    if "pretrained" in model:
        return "pretrained"
    return "deep" if model in DEEP else "classical"


@cache
def measured_cells() -> "pd.DataFrame":
    """Return what was measured for the map of module 6, one row a model and split.

    Made once by `data/make/winner_map.py` with one setting for each model, nobody
    having tuned any; `measured_on()` says where.

    Returns
    -------
    Columns `data, n_train, n_test, metric, model, split, score`.
    """
    import pandas as pd

    table = pd.read_csv(MEASURED, comment="#")
    table["score"] = table.pop("scores").str.split()
    table = table.explode("score", ignore_index=True)
    table["score"] = table["score"].astype(float)
    cell = table.groupby(["data", "n_train", "model"])
    table.insert(5, "split", cell.cumcount())
    return table


def measured_on() -> str:
    """Return the machine and the versions that the measured cells come from."""
    lines = MEASURED.read_text(encoding="utf-8").splitlines()
    return lines[1].removeprefix("#").strip()


def leaders(cells: "pd.DataFrame") -> "pd.DataFrame":
    """Say for each cell which family leads, and by how much.

    Parameters
    ----------
    cells
        As `measured_cells` returns them. All models of a cell were scored on the same
        splits.

    Returns
    -------
    One row a cell: `data, n_train, n_splits, best` (the model with the highest mean),
    `score`, `rival` (of the models of other families the one that it beats least
    surely), `lead` of best over rival with `low` and `high`, and `leader`: the family
    of best if `low` is above 0, else "no clear winner".
    """
    import pandas as pd

    rows = []
    for (name, n_train), cell in cells.groupby(["data", "n_train"], sort=False):
        scores = scores_by_split(cell)
        n_test = int(cell["n_test"].iloc[0])
        order = scores.mean().sort_values(ascending=False, kind="stable")
        best = order.index[0]
        others = [other for other in order.index if family(other) != family(best)]
        ends = [_lead(scores, best, other, int(n_train), n_test) for other in others]
        pairs = sorted(zip(ends, others, strict=True), key=lambda pair: pair[0][1])
        (lead, low, high), rival = pairs[0] if pairs else ((0.0, 0.0, 0.0), "")
        rows.append(
            {
                "data": name,
                "n_train": int(n_train),
                "n_splits": len(scores),
                "best": best,
                "score": float(order.iloc[0]),
                "rival": rival,
                "lead": lead,
                "low": low,
                "high": high,
                "leader": family(best) if low > 0 else NO_WINNER,
            }
        )
    return pd.DataFrame(rows)


def _lead(scores: "pd.DataFrame", a: str, b: str, n_train: int, n_test: int) -> tuple:
    """Return the mean of score a minus score b, and the ends of its interval."""
    difference = (scores[a] - scores[b]).to_numpy()
    low, high = paired_interval(difference, n_train=n_train, n_test=n_test)
    return float(difference.mean()), low, high
