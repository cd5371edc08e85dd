"""Make course/protocol/measured_cells.csv: many models, many data sets, four sizes.

    python data/make/winner_map.py               # all cells, about half an hour
    python data/make/winner_map.py --missing     # those that are not there yet
    python data/make/winner_map.py magic flights # these data sets again

The models stand in `course/models/rivals.py`. Every cell is one call of
`protocol.compare`: ten random splits or five, one test row for four training rows.
Cells that are made again replace the old ones.
"""

import csv
import sys
from functools import partial
from pathlib import Path

import numpy as np

from course import data, device, features, models, protocol
from course.models.rivals import image, series, sound, table, text

GOAL = Path(__file__).resolve().parents[2] / "course/protocol/measured_cells.csv"
COLUMNS = ("data", "n_train", "n_test", "metric", "model", "scores")


def heard():
    """Return spoken digits as log-mel spectrograms, with their classes."""
    clips = data.load_spoken_digits()
    X = np.concatenate([clips.X_train, clips.X_test])
    y = np.concatenate([clips.y_train, clips.y_test])
    return features.log_mel(X, sample_rate=8000), y


FEW, SOME, MANY, MOST = (100, 400), (100, 400, 800), (100, 400, 1600), 6400
#: name -> data, models for n rows, numbers of rows.
SETS = {
    "breast_cancer": (data.load_breast_cancer, table, FEW),
    "german_credit": (data.load_german_credit, table, SOME),
    "magic": (data.load_magic, table, (*MANY, MOST)),
    "flights": (data.load_flights, table, (*MANY, MOST)),
    "diamonds": (data.load_diamonds, partial(table, regression=True), MANY),
    "bikeshare": (data.load_bikeshare, partial(table, regression=True), (*MANY, MOST)),
    "irregular": (partial(data.load_irregular, 2000), table, MANY),
    "smooth": (partial(data.load_smooth, 2000), table, MANY),
    "mnist1d": (data.load_mnist1d, series, FEW),
    "spoken_digits": (heard, sound, FEW),
    "digits": (data.load_digits, partial(image, cell=2), (100, 400, 1400)),
    "moved_digits": (
        partial(data.load_shifted_digits, shift=2, noise=0), partial(image, cell=2),
        (100, 400, 1400),
    ),
    "fashion_mnist": (data.load_fashion_mnist, partial(image, cell=7), MANY),
    "reviews": (partial(data.load_reviews, 2000), text, MANY),
    "movie_snippets": (data.load_movie_snippets, text, MANY),
}  # fmt: skip


def splits(name: str, n: int) -> int:
    """Return how often a cell is split: half as often where a split takes long."""
    return 5 if n > 1000 or (n > 100 and SETS[name][1] is text) else 10


def cell(name: str, n: int) -> list[tuple]:
    """Return the rows of one cell: one model each, its scores split by split."""
    load, make, _ = SETS[name]
    source = load()
    how = {"n_splits": splits(name, n), "train_size": n, "test_size": n // 4}
    found = [protocol.compare(make(n), source, **how)]
    if name == "movie_snippets":
        borrowed = {"pretrained + linear": models.logistic(C=0.1)}
        found.append(protocol.compare(borrowed, data.load_movie_embeddings(), **how))
        hashes = [set(part.frame.split_hash) for part in found]
        assert hashes[0] == hashes[1], "the same rows in both forms"
    return [
        (name, n, n // 4, part.metric, model, " ".join(f"{s:.4f}" for s in runs.score))
        for part in found
        for model, runs in part.frame.groupby("model", sort=False)
    ]


def keep(rows: list[tuple]) -> None:
    """Write cells into the table, in place of older ones."""
    old = []
    if GOAL.exists():
        lines = [x for x in GOAL.read_text().splitlines() if not x.startswith("#")]
        old = [tuple(row) for row in csv.reader(lines[1:])]
    new = {(row[0], str(row[1])) for row in rows}
    rows = [row for row in old if (row[0], row[1]) not in new] + rows
    order = list(SETS)
    rows.sort(key=lambda row: (order.index(row[0]), int(row[1])))
    with GOAL.open("w", newline="") as file:
        file.write(
            "# Made by data/make/winner_map.py; scores are those of random splits.\n"
        )
        file.write(f"# {device.describe()}\n")
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows])


def wanted(names: list[str], missing: bool) -> list[tuple[int, str]]:
    """Return the cells to make, (n, name): the dear ones last."""
    cells = [(n, name) for name in names or SETS for n in SETS[name][2]]
    if missing and GOAL.exists():
        there = {(row[0], row[1]) for row in csv.reader(GOAL.open()) if len(row) > 2}
        cells = [(n, name) for n, name in cells if (name, str(n)) not in there]
    return sorted(cells, key=lambda cell: (cell[0] > 2000, cell[0] < 400, cell[0]))


if __name__ == "__main__":
    arguments = sys.argv[1:]
    names = [name for name in arguments if name != "--missing"]
    for n, name in wanted(names, "--missing" in arguments):
        keep(cell(name, n))
        print(name, n, flush=True)
