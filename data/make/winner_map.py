"""Make course/protocol/measured_cells.csv: many models, many data sets, four sizes.

    python data/make/winner_map.py               # all cells, about half an hour
    python data/make/winner_map.py --missing     # those that are not there yet
    python data/make/winner_map.py magic flights # these data sets again

Every model has one setting, the default of `course.models` where there is one, and
nobody tuned it; networks take about as many steps on 100 rows as on 1,600. Every cell
is one call of `protocol.compare`: ten random splits (five from 1,500 rows on), one test
row for four training rows. Cells that are made again replace the old ones.
"""

import csv
import math
import sys
from functools import partial
from pathlib import Path

import numpy as np
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from course import data, device, features, models, protocol
from course.models.texts import reader, word_counts

GOAL = Path(__file__).resolve().parents[2] / "course/protocol/measured_cells.csv"
COLUMNS = ("data", "n_train", "n_test", "metric", "model", "scores")
SPLITS = 10  # 5 from 1,500 rows on
SIZES = (100, 400, 1600, 6400)


def epochs(n: int, least: int, steps: int = 600, most: int = 40) -> int:
    """Return passes over n rows for about so many steps of 32 rows."""
    return min(most, max(least, math.ceil(steps * 32 / n)))


def table(n: int, regression: bool = False) -> dict:
    """Return the models of tables."""
    kind = {"regression": regression}
    linear = models.ridge() if regression else models.logistic()
    net = models.mlp_regressor if regression else models.mlp
    return {
        "linear": linear,
        "svm": models.svm(**kind),
        "rf": models.forest(**kind),
        "xgb": models.xgboost(**kind),
        "hgb": models.boosting(**kind),
        "mlp": net(epochs=epochs(n, 15), progress=False),
    }


def image(n: int, cell: int) -> dict:
    """Return the models of pictures."""
    described = FunctionTransformer(partial(features.hog, cell=cell))
    return {
        "linear": models.logistic(),
        "svm": models.svm(),
        "rf": models.forest(),
        "hog + linear": make_pipeline(described, models.logistic()),
        "mlp": models.mlp(epochs=epochs(n, 15), progress=False),
        "cnn": models.small_cnn(
            epochs=epochs(n, 8, 500), batch_size=32, progress=False
        ),
    }


def series(n: int) -> dict:
    """Return the models of rows of 40 numbers in order."""
    one = FunctionTransformer(in_a_row)
    settings = {"epochs": epochs(n, 15), "progress": False}
    return {
        "linear": models.logistic(),
        "svm": models.svm(),
        "rf": models.forest(),
        "xgb": models.xgboost(),
        "mlp": models.mlp(**settings),
        "cnn": make_pipeline(one, models.conv1d(**settings)),
        "gru": make_pipeline(one, models.gru(**settings)),
        "transformer": make_pipeline(one, models.transformer(**settings)),
    }


def sound(n: int) -> dict:
    """Return the models of log-mel spectrograms."""
    described = FunctionTransformer(timbre)
    settings = {"epochs": epochs(n, 15), "progress": False, "stride": 4}
    return {
        "mfcc + linear": make_pipeline(described, models.logistic()),
        "mfcc + svm": make_pipeline(described, models.svm()),
        "mfcc + rf": make_pipeline(described, models.forest()),
        "cnn": models.conv1d(**settings),
        "gru": models.gru(**settings),
        "transformer": models.transformer(**settings),
    }


def text(n: int) -> dict:
    """Return the models of texts."""
    settings = {"epochs": epochs(n, 6), "progress": False}
    return {
        "words + linear": word_counts(weighted=True),
        "n-grams + linear": word_counts(longest=3, weighted=True, C=10),
        "cnn": reader(models.conv1d, **settings),
        "gru": reader(models.gru, **settings),
        "transformer": reader(models.transformer, **settings),
    }


def in_a_row(X):
    """Return rows of numbers as sequences of one channel."""
    return X[:, None].astype(np.float32)


def timbre(spectra):
    """Return the mean and the spread of 12 MFCC in each third of the time."""
    thirds = np.array_split(features.mfcc(spectra), 3, axis=2)
    parts = [part for third in thirds for part in (third.mean(2), third.std(2))]
    return np.concatenate(parts, axis=1)


def heard():
    """Return spoken digits as log-mel spectrograms, with their classes."""
    clips = data.load_spoken_digits()
    X = np.concatenate([clips.X_train, clips.X_test])
    y = np.concatenate([clips.y_train, clips.y_test])
    return features.log_mel(X, sample_rate=8000), y


#: name -> data, models for n rows.
SETS = {
    "breast_cancer": (data.load_breast_cancer, table),
    "german_credit": (data.load_german_credit, table),
    "magic": (data.load_magic, table),
    "flights": (data.load_flights, table),
    "diamonds": (data.load_diamonds, partial(table, regression=True)),
    "bikeshare": (data.load_bikeshare, partial(table, regression=True)),
    "irregular": (partial(data.load_irregular, 2000), table),
    "smooth": (partial(data.load_smooth, 2000), table),
    "mnist1d": (data.load_mnist1d, series),
    "spoken_digits": (heard, sound),
    "digits": (data.load_digits, partial(image, cell=2)),
    "moved_digits": (
        partial(data.load_shifted_digits, shift=2, noise=0), partial(image, cell=2),
    ),
    "fashion_mnist": (data.load_fashion_mnist, partial(image, cell=7)),
    "reviews": (partial(data.load_reviews, 2000), text),
    "movie_snippets": (data.load_movie_snippets, text),
}  # fmt: skip


def sizes(n_rows: int) -> list[int]:
    """Return the sizes that fit, with one test row for four; the last uses all rows."""
    most = n_rows * 4 // 5
    fit = [n for n in SIZES if n <= most]
    return fit + [most] * (most > 1.5 * fit[-1] and len(fit) < len(SIZES))


def cell(name: str, n: int) -> list[tuple]:
    """Return the rows of one cell: one model each, its scores split by split."""
    load, make = SETS[name]
    source = load()
    how = {"n_splits": SPLITS if n < 1500 else 5, "train_size": n, "test_size": n // 4}
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
    """Return the cells to make, (n, name): 400 rows and more first, then 100."""
    cells = []
    for name in names or SETS:
        loaded = SETS[name][0]()
        pair = isinstance(loaded, tuple)
        rows = len(loaded[1]) if pair else len(loaded.y_train) + len(loaded.y_test)
        cells += [(n, name) for n in sizes(rows)]
    if missing and GOAL.exists():
        there = {(row[0], row[1]) for row in csv.reader(GOAL.open()) if len(row) > 2}
        cells = [(n, name) for n, name in cells if (name, str(n)) not in there]
    return sorted(cells, key=lambda cell: (cell[0] < 400, cell[0]))


if __name__ == "__main__":
    arguments = sys.argv[1:]
    names = [name for name in arguments if name != "--missing"]
    for n, name in wanted(names, "--missing" in arguments):
        keep(cell(name, n))
        print(name, n, flush=True)
