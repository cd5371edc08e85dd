"""From the benchmark to the bundle: measured, packed, spoiled, and each fault told.

Budget: 60 s.
"""

import json
import shutil

import numpy as np
import pandas as pd
import pytest

from course import decision
from course.decision import bench, bundle, canaries, cards, evidence, files, repeat
from course.decision.candidates import Candidate
from course.decision.cases import Case, load_case
from course.decision.points import POINTS
from course.errors import CourseError, DecisionError
from course.protocol.splits import Split

ROWS = """
import numpy as np

def rows(n=160, shift=0.0):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(n, 3)) + shift
    y = (X[:, 0] + 0.6 * rng.normal(size=n) > shift).astype(int)
    return {"X": X, "y": y, "name": "made rows", "feature_names": ["a", "b", "c"]}

def model(depth=2):
    from sklearn.tree import DecisionTreeClassifier
    return DecisionTreeClassifier(max_depth=depth, random_state=0)

def broken():
    return 3
"""
MODELS = [
    Candidate("dummy", "dummy", "dummy"),
    Candidate("lr", "classical", "logistic"),
    Candidate("tree", "classical", "mine.py:model", {"depth": 3}),
    Candidate("mlp", "deep", "mlp", {"epochs": 2}),
]
PLAN = bench.Plan(n_splits=3)


def fill(sheet) -> None:
    from course.decision.quick import fill_from_answers

    case = load_case("mine.py:rows", folder=sheet.folder)
    fill_from_answers(
        sheet, case, more_labels=0, hours=1, must_be_readable=True, target_ms=5_000,
        structured=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return a finished bundle, made once; tests spoil copies of it."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "mine.py").write_text(ROWS)
    sheet = decision.Sheet(folder)
    fill(sheet)
    case = load_case("mine.py:rows", folder=folder)
    table = sheet.benchmark(MODELS, case, plan=PLAN)
    assert set(table.index) == {"dummy", "lr", "tree", "mlp"}, table
    lr, dummy = table.loc["lr", "score"], table.loc["dummy", "score"]
    note = sheet.decide(
        choice="lr", because=[f"lr has {lr}, the dummy {dummy}"], rejected=["mlp: no"],
        change_if="other rows", monitoring={"watch": "errors"},
        despite="it is read by doctors",
    )  # fmt: skip
    assert note.text == "decided. It keeps to your own limits."
    assert sheet.pack().good
    return folder


@pytest.fixture
def copy(made, tmp_path):
    return shutil.copytree(made, tmp_path / "copy")


def why(folder, name: str, **options) -> str:
    """Return the reason of one point, which must have been lost."""
    report = decision.report(folder, again=False, **options)
    (line,) = [line for line in report.lines if line.name == name]
    assert line.points == 0, line
    return line.why


def edit(folder, change) -> None:
    """Change the card on disk, as somebody with an editor would."""
    card = cards.read(folder / "card.yaml")
    change(card)
    cards.write(card, folder / "card.yaml")


# -- a good one ----------------------------------------------------------------------


def test_a_whole_bundle_has_all_points(made):
    report = decision.report(made)
    assert report.points == report.of == 50, report
    assert "50 of 50" in report._repr_html_()
    assert [point[2] for point in POINTS] == [6, 6, 8, 8, 8, 6, 5, 3]


def test_a_result_comes_again(made):
    again = decision.rerun(made, "tree", 1)
    assert again.within
    assert again.stored == pytest.approx(again.again)
    assert decision.rerun(made).name == "lr"
    for name, split in (("lr", 7), ("svm", 0), ("lr", "one")):
        with pytest.raises(DecisionError, match="has no score of"):
            decision.rerun(made, name, split)


def test_the_table_says_what_it_costs(made):
    table = cards.read(made / "card.yaml")["results"]["table"]
    assert table["lr"]["reads"] == 3
    assert 2 <= table["tree"]["reads"] <= 8
    assert "reads" not in table["mlp"]
    assert all(0 < row["p50_ms"] <= row["p_ms"] for row in table.values())
    assert table["lr"]["size_mb"] < table["mlp"]["size_mb"]


def test_the_sheet_goes_on_where_it_was(made):
    sheet = decision.Sheet(made)
    assert "latency, results, decision" in repr(sheet)
    assert len(sheet.table()) == 4
    assert sheet.suggest().good


def test_an_empty_sheet_speaks_and_raises_nothing(tmp_path):
    sheet = decision.Sheet(tmp_path)
    steps = [
        sheet.benchmark(None, None), sheet.table(), sheet.figure(), sheet.suggest(),
        sheet.decide(), sheet.pack(), sheet.fill("latency"), sheet.fill_all("a: 1"),
    ]  # fmt: skip
    assert not any(step.good for step in steps)
    assert "locked: problem is not filled" in steps[0].text
    assert sheet.report().points == 0
    assert not list(tmp_path.iterdir())


# -- spoiled -------------------------------------------------------------------------


def test_a_truncated_model_is_told_with_both_sizes(copy):
    path = copy / "model.onnx"
    whole = path.read_bytes()
    path.write_bytes(whole[:-100])
    told = why(copy, "c8")
    assert f"{len(whole) - 100:,} bytes where the manifest says {len(whole)}" in told
    about = json.loads((copy / "manifest.json").read_text())
    from course import deploy

    cut = deploy.manifest(path, about["data_fingerprint"], {"accuracy": 1.0})
    (copy / "manifest.json").write_text(json.dumps(cut))
    assert "no complete ONNX model" in why(copy, "c8")
    path.unlink()
    assert "does not describe model.onnx" in why(copy, "c8")


def test_a_wrong_hash_and_a_broken_manifest(copy):
    path = copy / "manifest.json"
    about = json.loads(path.read_text())
    path.write_text(json.dumps(about | {"sha256": "0" * 64}))
    assert "the same length and another sha256" in why(copy, "c8")
    path.write_text(json.dumps(about | {"data_fingerprint": "0"}))
    assert "other rows than the results" in why(copy, "c8")
    for text in ("{", "[]", '"x"'):
        path.write_text(text)
        assert why(copy, "c8")
    path.unlink()
    assert "manifest.json cannot be read" in why(copy, "c8")


def test_the_file_of_another_model_is_told(copy):
    sheet = decision.Sheet(copy)
    case = load_case("mine.py:rows", {"shift": 9.0}, folder=copy)
    split = PLAN.splits(case)[0]
    other = bench.fitted(MODELS[1].model(), case, split)
    from course import deploy

    deploy.export_onnx(other, copy / "model.onnx", case.X[:2])
    about = deploy.manifest(
        copy / "model.onnx", sheet.card["results"]["data_fingerprint"], {"a": 1.0}
    )
    (copy / "manifest.json").write_text(json.dumps(about))
    assert "It is another model" in why(copy, "c8")


def test_polished_numbers_are_told(copy):
    edit(copy, lambda card: card["decision"]["because"].append("and 0.4242 besides"))
    assert "0.4242 is not in the results; the nearest is" in why(copy, "c2")
    edit(copy, lambda card: card["decision"].update(because=["it is the best"]))
    assert "0 numbers in `because`" in why(copy, "c2")


def test_polished_scores_and_intervals_are_told(copy):
    frame = evidence.read_scores(copy / "scores.csv")
    better = frame.assign(score=frame["score"].where(frame["model"] != "lr", 1.0))
    better.to_csv(copy / "scores.csv", index=False)
    assert "lr.score is" in why(copy, "c5")
    frame.to_csv(copy / "scores.csv", index=False)
    edit(copy, lambda card: card["results"]["differences"][0].update(low=0.3))
    told = why(copy, "c5")
    assert "low is 0.3 on the card" in told
    assert "corrected interval" in told
    assert "results was changed after it was stamped" in why(copy, "c1")


def test_unfair_candidates_are_told(copy):
    def more(card):
        card["candidates"][3]["tuning_runs"] = 200

    edit(copy, more)
    assert "mlp had 200 tuning runs and lr 1" in why(copy, "c4")
    edit(copy, lambda card: card["candidates"].reverse())
    assert "the baseline (dummy) has to stand first" in why(copy, "c4")
    edit(copy, lambda card: card["candidates"].pop(0))
    told = why(copy, "c4")
    assert "no deep candidate" in told
    assert "not of these" in told


def test_other_splits_are_told(copy):
    frame = evidence.read_scores(copy / "scores.csv")
    mixed = frame.copy()
    mixed.loc[0, "split_hash"] = "0" * 12
    mixed.to_csv(copy / "scores.csv", index=False)
    assert "different rows" in why(copy, "c4")
    frame.assign(split_hash="0" * 12).to_csv(copy / "scores.csv", index=False)
    assert "other splits than the card's" in why(copy, "c3")
    with pytest.raises(DecisionError, match="other rows were tested"):
        decision.rerun(copy, "lr")


def test_changed_rows_are_told(copy):
    (copy / "mine.py").write_text(ROWS.replace("default_rng(0)", "default_rng(1)"))
    assert "are not those that were measured" in why(copy, "c3")
    with pytest.raises(DecisionError, match="fingerprint differs"):
        decision.rerun(copy)


def test_programs_of_yours_that_fail_are_told(copy):
    text = ROWS.replace("rng = np", "raise OSError('no disk')\n    rng = np")
    (copy / "mine.py").write_text(text)
    assert "no disk" in why(copy, "c3")
    assert "no disk" in repeat.script_faults(copy)[0]
    (copy / "mine.py").write_text("import nothing_of_that_name")
    assert "mine.py stops with ModuleNotFoundError" in why(copy, "c3")


def test_a_decision_against_its_own_limits_is_told(copy):
    edit(copy, lambda card: card["decision"].update(choice="mlp"))
    assert "mlp breaks your own limit (interpretability)" in why(copy, "c7")


def test_broken_cards_lose_points_and_crash_nothing(copy):
    whole = cards.read(copy / "card.yaml")
    for name in whole:
        for value in (None, 3, "x", [], {}):
            broken = {k: v for k, v in whole.items() if k != name}
            if value is not None:
                broken[name] = value
            cards.write(broken, copy / "card.yaml")
            report = decision.report(copy, again=False)
            assert report.points < 44, (name, value)
            assert all(line.why for line in report.lines)
    (copy / "card.yaml").write_text("problem: {")
    report = decision.report(copy)
    assert report.points == 0
    assert "line 1" in report.lines[0].why or "readable YAML" in report.lines[0].why


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("print('nothing')", "ended with code 0 and 'nothing'"),
        ("import sys; sys.exit('stop')", "ended with code 1 and 'stop'"),
        (
            "print('lr, split 0: stored 0.1, again 0.100000')",
            "measured 0.100000 for lr",
        ),
        ("import socket\nsocket.create_connection(('10.0.0.1', 80))", "without a net"),
    ],
)
def test_a_script_that_repeats_nothing_is_told(copy, text, said):
    (copy / "repro.py").write_text(text)
    (told,) = repeat.script_faults(copy)
    assert said in told


def test_a_script_that_does_not_end_is_stopped(copy):
    (copy / "repro.py").write_text("import time\ntime.sleep(60)")
    assert "longer than 0.5 s" in repeat.script_faults(copy, seconds=0.5)[0]
    (copy / "repro.py").unlink()
    assert "there is no repro.py" in repeat.script_faults(copy)[0]


def test_packing_leaves_the_old_files_where_it_fails(copy, monkeypatch):
    before = {path.name: path.read_bytes() for path in copy.glob("*.*")}
    edit(copy, lambda card: card["decision"].update(choice="nobody"))
    with pytest.raises(DecisionError, match="no candidate 'nobody'"):
        decision.pack(copy)
    for name in ("model.onnx", "manifest.json", "scores.csv", "repro.py"):
        assert (copy / name).read_bytes() == before[name]
    edit(copy, lambda card: card.pop("decision"))
    with pytest.raises(DecisionError, match="no decision to pack"):
        decision.pack(copy)


# -- files ---------------------------------------------------------------------------


def test_what_onnx_cannot_say_becomes_skops(tmp_path):
    case = made_case()
    svm = bench.fitted(
        Candidate("svm", "classical", "svm").model(), case, split_of(case)
    )
    (tmp_path / "model.onnx").write_bytes(b"of an older choice")
    path = files.write_model(svm, tmp_path, case.X[:2])
    assert files.model_path(tmp_path) == path == tmp_path / "model.skops"
    assert not (tmp_path / "model.onnx").exists()
    again = files.open_model(path)
    assert np.array_equal(again.predict(case.X), svm.predict(case.X))
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(DecisionError, match="no complete model"):
        files.open_model(path)


@pytest.mark.parametrize("make", ["hog_svm", "tfidf"])
def test_our_own_features_come_back_from_skops(tmp_path, make):
    case = made_case(X=np.random.default_rng(0).random((200, 1, 16, 16)))
    if make == "tfidf":
        words = [f"{'good' if y else 'bad'} film {i}" for i, y in enumerate(case.y)]
        case = made_case(X=np.array(words, dtype=object))
    model = Candidate("x", "classical", make).model()
    model = bench.fitted(model, case, split_of(case))
    again = files.open_model(files.write_model(model, tmp_path, case.X[:2]))
    assert np.array_equal(again.predict(case.X), model.predict(case.X))


def test_a_net_behind_words_has_no_file(tmp_path):
    words = np.array([f"film {i % 7}" for i in range(200)], dtype=object)
    case = made_case(X=words)
    net = Candidate("x", "deep", "conv_words", {"epochs": 1}).model()
    net = bench.fitted(net, case, split_of(case))
    with pytest.raises(DecisionError, match="Turn words into numbers in the loader"):
        files.write_model(net, tmp_path, case.X[:2])
    assert not list(tmp_path.iterdir())


def test_a_file_with_strange_classes_is_not_opened(tmp_path):
    import tests_of_nobody
    from skops import io

    path = tmp_path / "model.skops"
    io.dump(tests_of_nobody.Strange(), path)
    with pytest.raises(DecisionError, match="nobody vouches for"):
        files.open_model(path)


# -- makers and rows -----------------------------------------------------------------


def test_makers_and_loaders_that_are_none(made):
    for make, said in (
        ("no_such", "no 'no_such' among the models"),
        ("mine.py:none", "has no function 'none'"),
        ("none.py:model", "there is no file"),
        ("mine.py:broken", "returned int, which has no `fit`"),
        ("networks", "no 'networks'"),
    ):
        with pytest.raises(DecisionError, match=said):
            Candidate("x", "classical", make).model(made)
    with pytest.raises(DecisionError, match="does not take these settings"):
        Candidate("x", "classical", "logistic", {"D": 1}).model()
    with pytest.raises(DecisionError, match="no 'fetch_cifar10' among the loaders"):
        load_case("fetch_cifar10")
    with pytest.raises(DecisionError, match="does not take these settings"):
        load_case("load_digits", {"n": 3})


@pytest.mark.parametrize(
    ("X", "y", "said"),
    [
        (np.zeros((10, 2)), np.arange(10) % 2, "has 10 rows"),
        (np.zeros((30, 2)), np.zeros(30, int), "the same answer in all rows"),
        (np.full((30, 2), np.nan), np.arange(30) % 2, "NaN or infinity in 30 of 30"),
        (np.zeros((30, 2)), np.arange(29), "one target a row"),
    ],
)
def test_rows_that_are_no_use(tmp_path, X, y, said):
    np.savez(tmp_path / "rows.npz", X=X, y=y)
    text = "import numpy\ndef rows(path):\n    f = numpy.load(path)\n"
    text += "    return f['X'], f['y']"
    (tmp_path / "mine.py").write_text(text)
    with pytest.raises(CourseError, match=f"(?i){said}"):
        load_case("mine.py:rows", {"path": "rows.npz"}, folder=tmp_path)


def test_groups_of_a_csv_stand_beside_their_rows(tmp_path):
    rng = np.random.default_rng(0)
    n = 3_000
    table = pd.DataFrame({"x": rng.permutation(n), "y": rng.integers(0, 3, n)})
    table["who"] = [f"P{x // 7}" for x in table["x"]]
    table["day"] = table["x"] * 2
    table.to_csv(tmp_path / "t.csv", index=False)
    for settings in ({}, {"most": 500}, {"task": "number"}):
        case = load_case(
            "load_csv", {"path": "t.csv", "target": "y"} | settings,
            group="who", time="day", folder=tmp_path,
        )  # fmt: skip
        assert case.feature_names == ("x",)
        x = case.X[:, 0]
        assert case.groups.tolist() == [f"P{int(value) // 7}" for value in x]
        assert np.array_equal(case.times, 2 * x)
    table.loc[3, "x"] = np.nan
    table.to_csv(tmp_path / "t.csv", index=False)
    with pytest.raises(DecisionError, match="1 rows were left out"):
        load_case(
            "load_csv", {"path": "t.csv", "target": "y", "missing": "drop"},
            group="who", folder=tmp_path,
        )  # fmt: skip


# -- canaries ------------------------------------------------------------------------


def made_case(n: int = 200, **changes) -> Case:
    rng = np.random.default_rng(1)
    X = rng.normal(3.0, 2.0, size=(n, 3))
    y = (X[:, 0] + rng.normal(size=n) > 3).astype(int)
    fields = {"name": "made", "X": X, "y": y, "classes": 2,
              "feature_names": ("a", "b", "c")}  # fmt: skip
    return Case(**(fields | changes))


def split_of(case: Case) -> Split:
    n = len(case.y)
    return Split(0, np.arange(3 * n // 4), np.arange(3 * n // 4, n))


def songs(case: Case, **options) -> dict:
    return {s.canary: s for s in canaries.all_of(case, [split_of(case)], **options)}


def test_clean_rows_make_no_canary_sing():
    clean = made_case(groups=np.arange(200), times=np.arange(200))
    assert not [song for song in songs(clean).values() if song.sings]
    pictures = made_case(X=np.random.default_rng(0).random((200, 1, 4, 4)))
    texts = made_case(X=np.array([f"text {i}" for i in range(200)], dtype=object))
    for case in (pictures, texts):
        assert not [song for song in songs(case).values() if song.sings]


def test_duplicates_sing_from_one_in_a_hundred_on():
    case = made_case()
    X, y = case.X.copy(), case.y.copy()
    X[150:155], y[150:155] = X[:5], y[:5]
    song = songs(made_case(X=X, y=y))["duplicates"]
    assert song.sings
    assert "5 of 50 test rows are training rows too, such as row 150" in song.why
    assert not songs(made_case(X=X, y=np.r_[y[:150], 1 - y[150:]]))["duplicates"].sings
    large = made_case(4_000)
    X, y = large.X.copy(), large.y.copy()
    X[3_000:3_010], y[3_000:3_010] = X[:10], y[:10]
    few = songs(made_case(4_000, X=X, y=y))["duplicates"]
    assert not few.sings
    assert "10 of 1,000 test rows" in few.why
    texts = np.array(["the same"] * 200, dtype=object)
    assert songs(made_case(X=texts, y=case.y))["duplicates"].sings


def test_groups_and_times_sing():
    who = np.arange(200) // 4
    who[199] = 17
    song = songs(made_case(groups=who))["groups"]
    assert song.sings
    assert "group leak: 17 is in train and test" in song.why
    days = np.arange(200.0)
    days[150] = 10
    song = songs(made_case(times=days))["times"]
    assert song.sings
    assert "139 of 150 training rows are later" in song.why


@pytest.mark.parametrize("form", ["copy", "negative", "noisy", "quantity"])
def test_a_column_that_is_the_target_sings(form):
    case = made_case()
    if form == "quantity":
        y = case.X[:, 1] ** 3
        case = made_case(X=case.X, y=y, classes=0)
    else:
        X = case.X.copy()
        noise = np.random.default_rng(0).random(200)
        columns = {"copy": 5 + case.y, "negative": -case.y, "noisy": 9 * case.y + noise}
        X[:, 1] = columns[form]
        case = made_case(X=X, y=case.y)
    song = songs(case)["target"]
    assert song.sings
    assert song.why.startswith("b alone tells the target")
    assert not songs(case, known_before=["b"])["target"].sings


def test_scaling_before_the_split_sings():
    from sklearn.preprocessing import MinMaxScaler, StandardScaler

    case = made_case()
    for scaler in (StandardScaler(), MinMaxScaler()):
        leaked = made_case(X=scaler.fit_transform(case.X))
        assert songs(leaked)["scaler"].sings
        honest = made_case(X=scaler.fit(case.X[:150]).transform(case.X))
        assert not songs(honest)["scaler"].sings
    model = Candidate("lr", "classical", "logistic").model().fit(case.X, case.y)
    assert canaries.scaler(case, model, n_train=150).sings
    model.fit(case.X[:150], case.y[:150])
    assert not canaries.scaler(case, model, n_train=150).sings


def test_the_canaries_read_frames_with_words():
    case = made_case()
    frame = pd.DataFrame(case.X, columns=["a", "b", "c"])
    frame["told"] = np.where(case.y == 1, "yes", "no")
    framed = made_case(X=frame, y=case.y, feature_names=("a", "b", "c", "told"))
    assert songs(framed)["target"].why.startswith("told alone")
    assert not songs(framed)["duplicates"].sings


def test_a_bundle_without_a_model_needs_no_manifest(copy):
    edit(copy, lambda card: card["decision"].update(choice="do not automate"))
    assert bundle.faults(copy, cards.read(copy / "card.yaml"), None) == []
    assert (
        decision.rerun(copy).name == cards.read(copy / "card.yaml")["results"]["best"]
    )
