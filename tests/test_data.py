"""Data sets that need no network: what comes out, and what their cards say.

Budget: 15 s.
"""

import dataclasses
import hashlib
import html
import re
from pathlib import Path

import numpy as np
import pytest

from course import data
from course.data import dataset, idx
from course.errors import DataError

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
pytestmark = pytest.mark.usefixtures("no_network")

#: loader, rows, shape, types of X and y, range of X, classes, start of a sha256
TABLE = [
    ("load_digits", (1347, 450), (1, 8, 8), "f4 i8", (0, 1), 10, "22665002d4f35b28"),
    ("load_shifted_digits", (1347, 450), (1, 14, 14), "f4 i8", (0, 1), 10, None),
    (
        "load_breast_cancer",
        (427, 142),
        (30,),
        "f8 i8",
        (0, 4254),
        2,
        "2799d036d72a800e",
    ),
    ("load_glyphs", (3000, 1000), (1, 28, 28), "f4 i8", (0, 1), 26, None),
    ("load_wine", (133, 45), (13,), "f8 i8", (0.13, 1680), 3, "1f06495160194a75"),
    ("load_credit", (1500, 500), (9,), "f8 i8", (0, 99.92651), 2, None),
    ("load_diabetes", (332, 110), (10,), "f8 f8", (1, 301), 0, "f09d53ddc3403ddc"),
    (
        "load_fashion_mnist",
        (5000, 2000),
        (1, 28, 28),
        "f4 i8",
        (0, 1),
        10,
        "4126efb6f41b2254",
    ),
    ("load_bikeshare", (6484, 2161), (11,), "f8 f8", (0, 23), 0, "9c8d7346070f7cc2"),
]
LOADERS = [row[0] for row in TABLE]
SPLIT_HERE = ["load_digits", "load_breast_cancer", "load_wine", "load_diabetes"]


def content(loaded) -> str:
    """Return a digest of a data set; targets are rounded, whose logarithms may vary."""
    digest = hashlib.sha256()
    for array in (loaded.X_train, loaded.X_test, loaded.y_train, loaded.y_test):
        single = np.round(array, 4).astype("<f4")
        digest.update(np.ascontiguousarray(single).tobytes())
    return digest.hexdigest()[:16]


def arrays(loaded) -> list[np.ndarray]:
    return [loaded.X_train, loaded.y_train, loaded.X_test, loaded.y_test]


# -- what comes out -----------------------------------------------------------


@pytest.mark.parametrize("row", TABLE, ids=LOADERS)
def test_loader(row):
    loader, (n_train, n_test), shape, types, limits, n_classes, sha256 = row
    loaded = getattr(data, loader)()
    assert loaded.X_train.shape == (n_train, *shape)
    assert loaded.X_test.shape == (n_test, *shape)
    assert loaded.y_train.shape == (n_train,)
    assert loaded.y_test.shape == (n_test,)
    X_type, y_type = map(np.dtype, types.split())
    both = np.concatenate([loaded.X_train, loaded.X_test])
    assert both.dtype == X_type
    assert (both.min(), both.max()) == pytest.approx(limits)
    for y in (loaded.y_train, loaded.y_test):
        assert y.dtype == y_type
        if n_classes:
            assert np.array_equal(np.unique(y), np.arange(n_classes))
    assert len(loaded.target_names) == n_classes
    n_columns = shape[0] if loaded.card.kind == "table" else 0
    assert len(loaded.feature_names) == n_columns
    if sha256 is not None:
        assert content(loaded) == sha256

    about = loaded.card
    assert about is data.card(loader.removeprefix("load_"))
    assert loaded.name == about.name
    assert about.n_samples == n_train + n_test
    assert about.shape == shape
    assert about.classes == loaded.target_names


@pytest.mark.parametrize("loader", LOADERS)
def test_what_a_learner_does_to_the_arrays_stays_there(loader):
    load = getattr(data, loader)
    before = [array.copy() for array in arrays(load())]
    for array in arrays(load()):
        array[:] = 7
    for array, kept in zip(arrays(load()), before, strict=True):
        assert np.array_equal(array, kept)


@pytest.mark.parametrize("loader", LOADERS)
def test_a_data_set_shows_itself(loader):
    loaded = getattr(data, loader)()
    assert re.fullmatch(r"Dataset\('\w+': .*\)", repr(loaded))
    assert f"{len(loaded.X_train):,} + {len(loaded.X_test):,} rows" in repr(loaded)
    assert html.escape(loaded.card.known_faults[0]) in loaded._repr_html_()
    with pytest.raises(dataclasses.FrozenInstanceError):
        loaded.X_train = None


@pytest.mark.parametrize("loader", SPLIT_HERE)
def test_the_split_takes_every_row_once(loader):
    from sklearn import datasets

    options = {"scaled": False} if loader == "load_diabetes" else {}
    X, y = getattr(datasets, loader)(return_X_y=True, **options)
    scale = 16 if loader == "load_digits" else 1
    loaded = getattr(data, loader)()

    def rows(X, y):
        flat = np.column_stack([X.reshape(len(X), -1).astype(float) * scale, y])
        return flat[np.lexsort(flat.T)]

    both = rows(
        np.concatenate([loaded.X_train, loaded.X_test]),
        np.concatenate([loaded.y_train, loaded.y_test]),
    )
    assert np.array_equal(both, rows(X / scale, y))
    if loaded.target_names:
        wanted = np.bincount(y) / 4
        assert abs(np.bincount(loaded.y_test) - wanted).max() <= 0.5


def test_the_first_rows_are_a_fair_sample():
    """Wine and bike rentals lie sorted in their files; a learner takes X_train[:n]."""
    assert len(np.unique(data.load_wine().y_train[:20])) == 3
    months = data.load_bikeshare().X_train[:200, 1]
    assert len(np.unique(months)) == 12


def test_the_split_does_not_depend_on_the_names_of_the_groups():
    groups = np.repeat([0, 1, 2], [8, 20, 4])
    train, test = dataset.fixed_split(groups)
    assert sorted([*train, *test]) == list(range(32))
    assert np.bincount(groups[test]).tolist() == [2, 5, 1]
    again = dataset.fixed_split(np.array(list("zyx"))[groups])
    assert np.array_equal(again[1], test)


# -- shifted digits -----------------------------------------------------------


def crops(canvas: np.ndarray, shift: int) -> np.ndarray:
    """Return every place where an image of 8 by 8 may stand: (places, 8, 8)."""
    across = range(2 * shift + 1)
    return np.array([canvas[r : r + 8, c : c + 8] for r in across for c in across])


@pytest.mark.parametrize("shift", [0, 1, 3])
def test_a_shifted_digit_is_its_digit_elsewhere(shift):
    base = data.load_digits()
    moved = data.load_shifted_digits(shift=shift, noise=0)
    seen = set()
    for part in ("train", "test"):
        images = getattr(base, f"X_{part}")[:, 0]
        canvases = getattr(moved, f"X_{part}")[:, 0]
        assert np.array_equal(getattr(moved, f"y_{part}"), getattr(base, f"y_{part}"))
        assert np.allclose(canvases.sum((1, 2)), images.sum((1, 2)), atol=1e-4)
        for image, canvas in zip(images, canvases, strict=True):
            fits = (crops(canvas, shift) == image).all((1, 2))
            assert fits.any()
            if fits.sum() == 1:
                seen.add(int(fits.argmax()))
    assert seen == set(range((2 * shift + 1) ** 2)), "some places are never used"


def test_the_noise_is_what_was_asked_for(seed):
    """On empty canvas max(0, noise) has the mean sd / sqrt(2 pi)."""
    moved = data.load_shifted_digits(shift=3, noise=0.2, random_state=seed)
    corners = moved.X_train[:, 0][:, [0, 0, -1, -1], [0, -1, 0, -1]]
    clean = data.load_shifted_digits(shift=3, noise=0, random_state=seed)
    empty = corners[clean.X_train[:, 0][:, [0, 0, -1, -1], [0, -1, 0, -1]] == 0]
    mean = 0.2 / np.sqrt(2 * np.pi)
    spread = 0.2 * np.sqrt(0.5 - 1 / (2 * np.pi)) / np.sqrt(len(empty))
    assert abs(empty.mean() - mean) < 6 * spread


def test_shifted_digits_follow_their_seed():
    one, same, other = (
        data.load_shifted_digits(random_state=state)
        for state in (1, np.random.default_rng(1), 2)
    )
    assert np.array_equal(one.X_train, same.X_train)
    assert np.array_equal(one.X_test, same.X_test)
    assert not np.array_equal(one.X_train, other.X_train)
    assert np.array_equal(one.y_train, other.y_train)


@pytest.mark.parametrize("wrong", [{"shift": -1}, {"shift": 1.5}, {"noise": -0.1}])
def test_impossible_shifts_are_refused(wrong):
    with pytest.raises(DataError, match="0 or more"):
        data.load_shifted_digits(**wrong)


# -- bike rentals -------------------------------------------------------------


def test_bikeshare_is_the_table_in_the_file():
    import pandas as pd

    table = pd.read_csv(DATA / "bikeshare.csv.gz")
    loaded = data.load_bikeshare()
    names = loaded.feature_names
    assert not {"casual", "registered", "bikers", "day"} & set(names)
    counts = np.expm1(np.concatenate([loaded.y_train, loaded.y_test]))
    assert np.allclose(np.sort(counts), np.sort(table["bikers"]))
    assert (table["casual"] + table["registered"] == table["bikers"]).all()

    # the months come in the order of the year, so pandas can number them by itself
    oracle = pd.DataFrame(
        {
            "month": pd.factorize(table["mnth"])[0] + 1,
            "hour": table["hr"],
            "temperature": table["temp"],
            "humidity": table["hum"],
            "rentals": table["bikers"],
        }
    )
    X = np.concatenate([loaded.X_train, loaded.X_test])
    ours = pd.DataFrame(X, columns=names)[list(oracle)[:-1]]
    ours["rentals"] = counts.round().astype(int)
    columns = list(oracle)
    ours, oracle = (
        frame.astype(float).sort_values(columns, ignore_index=True)
        for frame in (ours, oracle)
    )
    pd.testing.assert_frame_equal(ours, oracle)
    rare = (X[:, names.index("weather")] == 4).sum()
    assert rare == (table["weathersit"] == "heavy rain/snow").sum() == 1


# -- the catalog --------------------------------------------------------------


def test_the_catalog_and_the_folder_agree():
    known = {card.file for card in data.catalog() if card.file}
    known |= {card.licence_file for card in data.catalog() if card.licence_file}
    there = {path.name for path in DATA.iterdir() if path.is_file()}
    assert there == known | {"catalog.toml", "README.md"}
    assert sum(path.stat().st_size for path in DATA.rglob("*.*")) < 15e6
    names = [card.name for card in data.catalog()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("card", data.catalog(), ids=lambda card: card.name)
def test_a_card_says_all(card):
    for field in ("kind", "summary", "source", "licence", "made_by", "target"):
        assert getattr(card, field), field
    assert card.known_faults
    assert card.does_not_show
    assert card.kind in ("images", "table", "text", "audio", "signal")
    assert "\n" not in repr(card)
    page = card._repr_html_()
    for text in (card.name, card.licence, card.known_faults[-1], card.does_not_show[0]):
        assert html.escape(text) in page
    if card.file:
        content = (DATA / card.file).read_bytes()
        assert card.n_bytes == len(content)
        assert card.sha256 == hashlib.sha256(content).hexdigest()
        licence = (DATA / card.licence_file).read_text("utf-8")
        assert card.file in licence
        assert (ROOT / card.made_by.split()[1]).is_file()


def test_a_card_escapes_what_it_shows():
    card = dataclasses.replace(data.card("wine"), known_faults=("a < b & c",))
    assert "a &lt; b &amp; c" in card._repr_html_()


def test_an_unknown_name_lists_the_known():
    with pytest.raises(DataError, match=r"'mnist'; there are digits, .*bikeshare"):
        data.card("mnist")


# -- the format of Fashion-MNIST's files ---------------------------------------


def test_idx_files_are_read():
    def idx_file(array):
        shape = b"".join(n.to_bytes(4, "big") for n in array.shape)
        return bytes([0, 0, 8, array.ndim]) + shape + array.tobytes()

    rng = np.random.default_rng(0)
    for shape in [(300,), (7, 28, 28), (2, 3, 4, 5), (0, 28, 28)]:
        array = rng.integers(0, 256, size=shape, dtype=np.uint8)
        content = idx_file(array)
        assert np.array_equal(idx.read_idx(content), array)
        for wrong in (content[:-1], content + b"x", content[:6], b"<html>", b""):
            with pytest.raises(DataError, match="idx file"):
                idx.read_idx(wrong)
