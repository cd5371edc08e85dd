"""Data of a learner's own: the right arrays, or one clear sentence; nothing lost.

Budget: 20 s.
"""

import gzip
import re
import tracemalloc
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from course import data
from course.data import own, own_images, own_tables
from course.errors import DataError

pytestmark = pytest.mark.usefixtures("no_network")
RNG = np.random.default_rng(0)


def shop(n=100, **changed) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    columns = {
        "price": rng.random(n).round(3),
        "items": rng.integers(1, 9, n),
        "city": rng.choice(["Berlin", "Paris", "Rome"], n),
        "member": rng.choice([True, False], n),
        "back": rng.choice(["yes", "no"], n),
    }
    return pd.DataFrame(columns | changed)


@pytest.fixture
def write(tmp_path):
    def to_file(content, name="shop.csv", **options) -> Path:
        path = tmp_path / name
        if isinstance(content, pd.DataFrame):
            content.to_csv(path, index=False, **options)
        else:
            content = content if isinstance(content, bytes) else content.encode()
            path.write_bytes(content)
        return path

    return to_file


# -- tables -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"sep": ";"},
        {"sep": "\t"},
        {"encoding": "utf-8-sig"},
        {"compression": "gzip"},
    ],
    ids=str,
)
def test_a_table_is_read_as_it_is(write, options, capfd):
    table = shop()
    name = "shop.csv.gz" if "compression" in options else "shop.csv"
    path = write(table, name, **options)
    before = path.read_bytes()
    loaded = data.load_csv(path, "back")
    assert path.read_bytes() == before
    assert loaded.target_names == ("no", "yes")
    assert loaded.feature_names == (
        "price", "items", "city=Berlin", "city=Paris", "city=Rome", "member",
    )  # fmt: skip
    assert loaded.X_train.shape[0] + loaded.X_test.shape[0] == 100
    assert abs(len(loaded.X_test) - 25) <= 1
    ours = np.concatenate([loaded.X_train, loaded.X_test])
    y = np.concatenate([loaded.y_train, loaded.y_test])
    oracle = np.column_stack(
        [table["price"], table["items"], pd.get_dummies(table["city"]), table["member"]]
    ).astype(float)
    both = np.column_stack([oracle, table["back"] == "yes"])
    ours = np.column_stack([ours, y])
    assert np.allclose(ours[np.lexsort(ours.T)], both[np.lexsort(both.T)])
    assert loaded.card.target == "back"
    assert "your own data" in loaded._repr_html_()
    assert capfd.readouterr().err == ""


def test_the_three_ways_of_words(write):
    path = write(shop())
    numbers = data.load_csv(path, "back", categories="numbers")
    assert numbers.feature_names == ("price", "items", "city", "member")
    assert set(np.unique(numbers.X_train[:, 2])) == {0, 1, 2}
    frame = data.load_csv(path, "back", categories="frame")
    assert str(frame.X_train["city"].dtype) == "category"
    assert len(frame.X_train) == len(frame.y_train) == len(numbers.X_train)


def test_the_target_may_be_classes_or_a_number(write):
    path = write(shop())
    assert data.load_csv(path, "price").target_names == ()
    assert data.load_csv(path, "price").y_train.dtype == np.float64
    items = data.load_csv(path, "items")
    assert items.target_names == tuple("12345678")
    assert data.load_csv(path, "items", task="number").target_names == ()
    with pytest.raises(DataError, match=r'holds words such as .*task="classes"'):
        data.load_csv(path, "city", task="number")
    many = write(shop(items=np.arange(100) % 12), "many.csv")
    names = data.load_csv(many, "items").target_names
    assert names[2:] == tuple(map(str, range(2, 12))), "2 comes before 10"


BAD = {
    "empty": ("", r"is empty"),
    "only names": ("a,b\n", r"leaves 0 rows"),
    "ten rows": ("a,b\n" + "1,x\n2,y\n" * 5, r"leaves 10 rows.*20 or more"),
    "one class": ("a,b\n" + "1,x\n" * 30, r"'x' in all rows: one class"),
    "rare class": ("a,b\n" + "1,x\n" * 30 + "2,y\n", r"fewer than 4 rows of 'y'"),
    "long line": ("a,b\n" + "1,x\n2,y\n" * 30 + "1,x,7\n", r"cannot be read.*same num"),
    "all lines long": ("a,b\n" + "1,x,7\n2,y,7\n" * 30, r"cannot be read"),
    "short line": ("a,b\n" + "1,x\n2,y\n" * 30 + "1\n", r"empty cells in b \(1\)"),
    "same name": ("a,a,b\n" + "1,2,x\n" * 30, r"two columns named 'a'"),
    "no name": ("a,,b\n" + "1,2,x\n" * 30, r"a column without a name"),
    "no other": ("b\n" + "x\ny\n" * 30, r"no column but the target"),
    "latin-1": (
        "a,b\n" + "1,é\n2,x\n" * 30,
        r"no text in utf-8.*reads 'a,b 1,é 2,x.*encoding=\"cp1252\"",
    ),
    "words": (
        "a,b\n" + "".join(f"n{i},{'xy'[i % 2]}\n" for i in range(90)),
        r"more than 50 different ones: a \(90 different ones such as 'n0'\).*`drop`",
    ),
    "few odd": (
        "a,b\n" + "".join(f"{i},{'xy'[i % 2]}\n" for i in range(90)) + "n/a?,x\n",
        r"a \(numbers, but for 1 cell such as 'n/a\?': mend it\)",
    ),
    "dates": (
        "a,b\n" + "".join(f"20{i}-01-02,{'xy'[i % 2]}\n" for i in range(10, 90)),
        r"a \(dates such as '2010-01-02'",
    ),
    "decimal comma": (
        "a;b\n" + "".join(f"0,{i};{'xy'[i % 2]}\n" for i in range(90)),
        r"numbers with a comma such as '0,0': a decimal one\? Say decimal=\",\"",
    ),
    "open quote": (
        "a,b\n" + '"1,x\n' + "1,x\n2,y\n" * 30,
        r"mark never closed|cannot be",
    ),
    "no names": ("1,x\n2,y\n" * 30, r"no column 'b'.*line of names missing"),
    "infinite": ("a,b\n" + "1,x\ninf,y\n" * 30, r"'a' in .* infinite"),
    "constant number": ("a,b\n" + "1,2.5\n" * 30, r"2.5 throughout"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_table_is_one_clear_sentence(write, name, capfd):
    text, said = BAD[name]
    content = text.encode("latin-1") if name == "latin-1" else text
    path = write(content)
    task = "number" if name == "constant number" else "guess"
    with pytest.raises(DataError, match=said) as caught:
        data.load_csv(path, "b", task=task)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == (
        content if isinstance(content, bytes) else content.encode()
    )
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ({"encoding": "utf-16"}, {}),
        ({"encoding": "utf-32"}, {}),
        ({"encoding": "utf-8-sig"}, {}),
        ({"encoding": "utf-16", "name": "shop.csv.gz", "compression": "gzip"}, {}),
        ({"encoding": "utf-16-le"}, {"encoding": "utf-16-le"}),
        ({"encoding": "cp1252"}, {"encoding": "cp1252"}),
        ({"encoding": "cp1252", "sep": ";", "decimal": ","},
         {"encoding": "cp1252", "decimal": ","}),
        ({"sep": "|"}, {}),
        ({"lineterminator": "\r"}, {}),
        ({"lineterminator": "\r\n"}, {}),
    ],
)  # fmt: skip
def test_the_letters_of_a_file_are_known_or_said(write, written, asked):
    table = shop(city=["Zürich", "Œuvre"] * 50).rename(columns={"back": "back "})
    plain = data.load_csv(write(table, "plain.csv"), "back")
    name = written.pop("name", "shop.csv")
    again = data.load_csv(write(table, name, **written), "back", **asked)
    assert again.feature_names == plain.feature_names
    assert "city=Œuvre" in again.feature_names
    assert np.array_equal(again.X_train, plain.X_train)
    texts = table.assign(city=[f"{city} {i}" for i, city in enumerate(table["city"])])
    path = write(texts, name, **written)
    encoding = {k: v for k, v in asked.items() if k == "encoding"}
    loaded = data.load_text(path, text="city", target="back", **encoding)
    assert set(loaded.X_train) <= set(texts["city"])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a,b\n1,x\n2,y\n".encode("utf-16-be"), r'UTF-16\? Say encoding="utf-16-be"'),
        (b"PK\x03\x04" + bytes(80), "workbook or an archive"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(40)), "holds zero bytes"),
        (b"\x00" * 500, "holds zero bytes"),
    ],
)
def test_what_is_no_text_is_said(write, content, said):
    with pytest.raises(DataError, match=said):
        data.load_csv(write(content, "odd.csv"), "b")
    with pytest.raises(DataError, match=said):
        data.load_text(write(content, "odd.csv"), text="a", target="b")


def test_what_was_guessed_stands_on_the_card(write):
    path = write(shop(row=range(100)))
    said = " ".join(data.load_csv(path, "items").card.known_faults)
    assert 'items was taken as classes; else say task="number"' in said
    assert "another whole number in each row: row" in said
    assert "was taken" not in " ".join(data.load_csv(path, "back").card.known_faults)
    many = write(shop(items=np.arange(100) % 30), "many.csv")
    said = " ".join(data.load_csv(many, "items").card.known_faults)
    assert 'items was taken as a quantity; else say task="classes"' in said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"encoding": "klingon"}, r'"cp1252", "utf-16" or another'),
        (
            {"target": "bakc"},
            r"no column 'bakc'. Did you mean 'back'\? It has price, it",
        ),
        ({"drop": ["nothing"]}, r"no column 'nothing'"),
        ({"drop": ["back"]}, r"is among the columns to drop"),
        ({"missing": "guess"}, r"take refuse, drop, fill"),
        ({"task": "learn"}, r"take guess, classes, number"),
        ({"categories": "words"}, r"take one_hot, numbers, frame"),
        ({"most": 3}, r"20 or more"),
    ],
)
def test_a_wrong_word_lists_the_right_ones(write, options, said):
    with pytest.raises(DataError, match=said):
        data.load_csv(write(shop()), **({"target": "back"} | options))


def test_no_file_and_a_folder_and_no_text(write, tmp_path):
    with pytest.raises(DataError, match=r"there is no file .*nowhere.csv; you are in"):
        data.load_csv(tmp_path / "nowhere.csv", "b")
    with pytest.raises(DataError, match=r"is a folder.*load_image_folder"):
        data.load_csv(tmp_path, "b")
    packed = write(gzip.compress(b"a,b\n1,x\n" * 99)[:-20], "cut.csv.gz")
    for path in (packed, write(b"no gzip", "no.csv.gz"), write(bytes(99), "zero.csv")):
        with pytest.raises(DataError):
            data.load_csv(path, "b")


def test_empty_cells_are_counted_then_filled_or_dropped(write):
    table = shop()
    table.loc[:4, "price"] = np.nan
    table.loc[3:9, "city"] = None
    table.loc[50, "back"] = None
    path = write(table)
    told = r"empty cells in price \(5\), city \(7\), back \(1\) of 100 rows"
    with pytest.raises(DataError, match=told):
        data.load_csv(path, "back")
    dropped = data.load_csv(path, "back", missing="drop")
    assert len(dropped.X_train) + len(dropped.X_test) == 89
    assert "11 rows with empty cells are left out" in dropped.card.known_faults
    filled = data.load_csv(path, "back", missing="fill")
    assert len(filled.X_train) + len(filled.X_test) == 99
    assert "city=(missing)" in filled.feature_names
    assert any("5 empty cells of price" in fault for fault in filled.card.known_faults)
    assert not np.isnan(filled.X_train).any()


def test_the_filling_is_the_median_of_the_train_rows(write):
    table = shop()
    table.loc[::3, "price"] = np.nan
    loaded = data.load_csv(write(table), "back", missing="fill")
    known = set(table["price"].dropna())
    price_train, price_test = loaded.X_train[:, 0], loaded.X_test[:, 0]
    filled = [p for p in price_test if p not in known]
    seen = [p for p in price_train if p in known]
    values = set(filled) | {p for p in price_train if p not in known}
    assert values <= {np.median(seen)}, "test rows had a say in the filling"


def test_what_a_look_finds_stands_on_the_card(write):
    table = shop(price=1.5)
    loaded = data.load_csv(write(pd.concat([table, table])), "back")
    faults = " ".join(loaded.card.known_faults)
    assert "the same in all rows: price" in faults
    assert re.search(r"1\d\d rows are in it twice", faults)


def test_a_long_table_is_sampled_fairly_in_little_memory(write, monkeypatch):
    """300,000 rows stand for 10 million: the same code, piece by piece."""
    monkeypatch.setattr(own_tables, "CHUNK", 10_000)
    n = 300_000
    table = pd.DataFrame({"row": np.arange(n), "b": np.arange(n) % 2})
    path = write(table)
    tracemalloc.start()
    loaded = data.load_csv(path, "b", most=2_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8e6, f"{peak / 1e6:.1f} MB for a table of 4.8 MB"
    rows = np.concatenate([loaded.X_train, loaded.X_test])[:, 0]
    assert len(set(rows)) == 2_000
    assert "2,000 of 300,000 rows, drawn at random" in " ".join(
        loaded.card.known_faults
    )
    tenths = np.bincount((rows // (n / 10)).astype(int), minlength=10)
    assert abs(tenths - 200).max() < 6 * np.sqrt(200), tenths
    whole = data.load_csv(path, "b", most=n)
    assert len(whole.X_train) + len(whole.X_test) == n


@pytest.mark.slow
def test_ten_million_rows_are_sampled(tmp_path):
    block = "".join(f"{i},{i % 7},{'yes' if i % 5 else 'no'}\n" for i in range(100_000))
    path = tmp_path / "long.csv"
    with path.open("w") as file:
        file.write("a,b,y\n")
        for _ in range(100):
            file.write(block)
    loaded = data.load_csv(path, "y")
    assert len(loaded.X_train) + len(loaded.X_test) == 100_000
    assert "100,000 of 10,000,000 rows" in " ".join(loaded.card.known_faults)
    assert loaded.y_train.mean() == pytest.approx(0.8, abs=0.01)


def test_a_table_that_does_not_fit_is_refused(write, monkeypatch):
    wide = pd.DataFrame(np.arange(60 * 50).reshape(60, 50)).add_prefix("c")
    path = write(wide.assign(b=["x", "y"] * 30))
    assert data.load_csv(path, "b").X_train.shape == (44, 50)
    monkeypatch.setattr(own, "CELLS", 2_000)
    with pytest.raises(DataError, match=r"60 rows of 51 columns .* say most=39"):
        data.load_csv(path, "b")
    assert data.load_csv(path, "b", most=39).X_train.shape[1] == 50
    words = write(shop(city=[f"c{i % 40}" for i in range(100)]), "words.csv")
    with pytest.raises(DataError, match=r"100 rows of 43 columns"):
        data.load_csv(words, "back")


# -- texts -------------------------------------------------------------------------


def test_texts_are_read_as_they_are(write):
    texts = [f'a "fine" film, {i}\u2028none' for i in range(30)]
    table = pd.DataFrame({"id": 1, "text": texts, "label": ["pos", "neg"] * 15})
    loaded = data.load_text(write(table))
    assert loaded.target_names == ("neg", "pos")
    assert sorted([*loaded.X_train, *loaded.X_test]) == sorted(texts)
    for text, label in zip(loaded.X_test, loaded.y_test, strict=True):
        assert label == 1 - texts.index(text) % 2
    renamed = table.rename(columns={"text": "said", "label": "mood"})
    again = data.load_text(
        write(renamed, "t.tsv", sep="\t"), text="said", target="mood"
    )
    assert again.X_train.tolist() == loaded.X_train.tolist()


def test_the_word_na_is_a_word(write):
    table = pd.DataFrame({"text": ["NA", "null"] * 15, "label": ["NA", "None"] * 15})
    loaded = data.load_text(write(table))
    assert loaded.target_names == ("NA", "None")
    assert "28 texts are in it twice" in " ".join(loaded.card.known_faults)


@pytest.mark.parametrize(
    ("table", "options", "said"),
    [
        (
            {"text": ["a"] * 30, "mood": ["x", "y"] * 15},
            {},
            r"no column 'label'; it has",
        ),
        ({"text": ["a"] * 30, "label": ["x", " "] * 15}, {}, r"15 rows without a text"),
        ({"text": ["a"] * 30, "label": ["x"] * 30}, {}, r"one class"),
        ({"text": ["a"] * 10, "label": ["x", "y"] * 5}, {}, r"leaves 10 rows"),
        ({"text": ["a"] * 30}, {"target": "text"}, r"name two columns"),
    ],
)
def test_bad_texts_are_one_clear_sentence(write, table, options, said):
    with pytest.raises(DataError, match=said):
        data.load_text(write(pd.DataFrame(table)), **options)


# -- pictures ----------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    """Return a folder of 12 red and 12 blue pictures of different sizes."""
    return pictures(tmp_path / "mine", 12)


def pictures(path: Path, n: int) -> Path:
    from PIL import Image

    for name, colour in (("red", (255, 0, 0)), ("blue", (0, 0, 255))):
        (path / name).mkdir(parents=True)
        for i in range(n):
            array = np.full((20 + i, 30, 3), colour, dtype=np.uint8)
            ending = "png" if i % 2 else "JPG"
            Image.fromarray(array).save(path / name / f"{i}.{ending}", quality=95)
    return path


def test_pictures_are_read_by_folder(folder):
    (folder / ".cache").mkdir()
    (folder / "red" / "notes.txt").write_text("not a picture")
    loaded = data.load_image_folder(folder, side=16)
    assert loaded.X_train.shape == (18, 3, 16, 16)
    assert loaded.X_test.shape == (6, 3, 16, 16)
    assert loaded.X_train.dtype == np.float32
    assert loaded.target_names == ("blue", "red")
    for X, y in ((loaded.X_train, loaded.y_train), (loaded.X_test, loaded.y_test)):
        colour = X.mean(axis=(2, 3))
        assert np.allclose(colour[:, 0], y, atol=0.02)
        assert np.allclose(colour[:, 2], 1 - y, atol=0.02)
    grey = data.load_image_folder(folder, side=8, grey=True)
    assert grey.X_test.shape == (6, 1, 8, 8)


def test_pictures_of_16_bits_keep_their_grey(tmp_path):
    from PIL import Image

    for name, level in (("dark", 64), ("light", 192)):
        (tmp_path / "deep" / name).mkdir(parents=True)
        for i in range(12):
            array = np.full((20, 20), 256 * level + i, dtype=np.uint16)
            Image.fromarray(array).save(tmp_path / "deep" / name / f"{i}.png")
    loaded = data.load_image_folder(tmp_path / "deep", side=8)
    brightness = loaded.X_train.mean(axis=(1, 2, 3))
    assert np.allclose(brightness, np.where(loaded.y_train, 192, 64) / 255, atol=0.01)


def test_a_split_of_its_own_is_kept(tmp_path):
    pictures(tmp_path / "set" / "train", 12)
    pictures(tmp_path / "set" / "val", 5)
    loaded = data.load_image_folder(tmp_path / "set", side=8)
    assert np.bincount(loaded.y_train).tolist() == [12, 12]
    assert np.bincount(loaded.y_test).tolist() == [5, 5]


def test_too_many_pictures_are_drawn_from_each_class(folder):
    loaded = data.load_image_folder(folder, side=8, most=20)
    assert len(loaded.X_train) + len(loaded.X_test) == 20
    assert "20 of 24 pictures" in " ".join(loaded.card.known_faults)


def test_broken_pictures_are_named_or_left_out(folder, monkeypatch):
    path = folder / "red" / "3.png"
    path.write_bytes(path.read_bytes()[:40])
    (folder / "blue" / "4.JPG").write_bytes(b"<svg onload=alert(1)>")
    with pytest.raises(DataError, match=r'2 files in .*4.JPG.*broken="drop"') as caught:
        data.load_image_folder(folder, side=8)
    assert "3.png" in str(caught.value)
    loaded = data.load_image_folder(folder, side=8, broken="drop")
    assert len(loaded.X_train) + len(loaded.X_test) == 22
    assert len(loaded.y_train) == len(loaded.X_train)
    assert "2 files that are no pictures" in " ".join(loaded.card.known_faults)
    monkeypatch.setattr(own_images, "PIXELS", 700)
    with pytest.raises(DataError, match="million pixels"):
        data.load_image_folder(folder, side=8)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"side": 4}, "take 8 to 512"),
        ({"most": 5}, "take 20 to"),
        ({"side": 512, "most": 5000}, r"take 14.6 GiB; take fewer"),
        ({"broken": "mend"}, "refuse or drop"),
    ],
)
def test_impossible_sizes_are_refused_at_once(folder, options, said):
    with pytest.raises(DataError, match=said):
        data.load_image_folder(folder, **options)


def test_folders_that_are_none(tmp_path):
    with pytest.raises(DataError, match="there is no folder"):
        data.load_image_folder(tmp_path / "nowhere")
    (tmp_path / "flat").mkdir()
    (tmp_path / "flat" / "a.png").write_bytes(b"")
    with pytest.raises(DataError, match="no folders with pictures"):
        data.load_image_folder(tmp_path / "flat")
    few = pictures(tmp_path / "few", 5)
    with pytest.raises(DataError, match="leaves 10 rows"):
        data.load_image_folder(few)
    one = pictures(tmp_path / "one", 25)
    for path in (one / "red").iterdir():
        path.unlink()
    with pytest.raises(DataError, match="one class"):
        data.load_image_folder(one)
