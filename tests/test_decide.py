"""`course decide` and the widget of the checklist.

Budget: 40 s.
"""

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from course import cli, decision, plots, widgets
from course.cli import deciding, keeping
from course.decision import baselines, bench, cards, quick
from course.decision.cases import Case, load_case
from course.decision.schema import FIRST
from course.errors import CourseError, DecisionError
from course.widgets import limits
from course.widgets.cases import CASES


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """Return the path of a small table, with the folder as the place where we are."""
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    n = 240
    table = pd.DataFrame({"who": [f"P{i // 2}" for i in range(n)], "day": range(n)})
    table["price"] = rng.normal(size=n).round(3)
    table["town"] = rng.choice(["a", "b"], n)
    table["back"] = np.where(table["price"] + 0.7 * rng.normal(size=n) > 0, "yes", "no")
    table.to_csv(tmp_path / "shop.csv", index=False)
    return tmp_path / "shop.csv"


def run(*words: object, stdin: str = ""):
    return CliRunner().invoke(cli.app, ["decide", *map(str, words)], input=stdin)


def error(*words: object) -> str:
    result = run(*words)
    assert isinstance(result.exception, CourseError), result.output
    return str(result.exception)


# -- the command ---------------------------------------------------------------------


def test_four_answers_and_a_table_make_a_decision(shop):
    before = shop.read_bytes()
    result = run(
        shop, "--target", "back", "--group", "who", "--time", "day", "--seconds", 5,
        "--out", "out",
        stdin="100\n0.5\ny\n2000\n",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    said = result.output
    places = [said.index(f"{n} {word}") for n, word in (
        (1, "Data"), (2, "Compute"), (3, "Must a person"), (4, "Latency"))]  # fmt: skip
    assert places == sorted(places)
    assert "shop: 240 rows -> 2 classes\n  - " in said
    assert "who is in it, who is not" in said
    assert "later than those it learned from" in said
    assert "the model has seen the future" not in said
    assert "group leak" not in said
    assert "a random split is too kind" not in said
    assert "lr: logistic regression, a weighted sum of the columns" in said
    assert "accuracy is the share of right answers" in said
    assert "NaN" not in said
    assert "Choose lr: it alone keeps to your limits." in said
    assert "mlp: nobody can read this model." in said
    assert "It would change:" in said
    assert "Measured on" in said
    card = cards.read("out/card.yaml")
    assert card["decision"]["choice"] == "lr"
    assert card["data_size"]["label_budget_n"] == 100
    assert card["latency"]["target_ms"] == 2000
    assert shop.read_bytes() == before
    lost = {x.name for x in decision.report("out", again=False).lines if not x.points}
    assert lost <= {"c3", "c6"}  # a price that comes twice, and what was not run
    assert "c6" in lost
    assert "automatic points" in run("out").output
    assert "holds a card already" in error(
        shop, "--target", "back", "--out", "out", "--defaults"
    )


def test_a_card_takes_the_place_of_the_questions(shop, tmp_path):
    from test_decision import WISH

    (tmp_path / "wish.yaml").write_text(WISH)
    words = (shop, "--target", "back", "--drop", "who", "--seconds", 5)
    result = run(*words, "--card", "wish.yaml")
    assert result.exit_code == 0, result.output
    assert "Four questions" not in result.output
    assert "the card speaks of 500 rows; these are 240" in result.output
    assert sorted(p.name for p in tmp_path.iterdir()) == ["shop.csv", "wish.yaml"]
    for text, said in (
        ("problem: {", "no readable YAML"),
        ("a: 1", "the section problem is missing"),
        (WISH.replace("hours: 1", "hours: soon"), "compute_budget.hours is 'soon'"),
    ):
        (tmp_path / "wish.yaml").write_text(text)
        assert said in error(*words, "--card", "wish.yaml")
        assert (tmp_path / "wish.yaml").read_text() == text


def test_the_candidates_of_a_card_are_compared(shop, tmp_path):
    from test_decision import WISH

    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "mine.py").write_text(
        "from course import models\n\n\ndef flat(C):\n    return models.logistic(C=C)\n"
    )
    wish = tmp_path / "cards" / "wish.yaml"
    named = """
candidates:
- {name: flat, family: classical, make: "mine.py:flat", settings: {C: 0.01}}
- {name: net, family: deep, make: mlp, settings: {epochs: 2}}
"""
    wish.write_text(WISH + named)
    words = (shop, "--target", "back", "--drop", "who", "--seconds", 5)
    result = run(*words, "--card", wish, "--out", "new")
    assert result.exit_code == 0, result.output
    assert "The card has no dummy in the first place" in result.output
    card = cards.read("new/card.yaml")
    assert list(card["results"]["table"]) == ["dummy", "flat", "net"]
    assert (tmp_path / "new" / "mine.py").is_file(), "so that it can be made again"
    assert decision.rerun("new", "flat").within
    for text, said in (
        ("candidates: [{name: a, family: odd, make: mlp}]", "candidates.a.family"),
        (
            "candidates: [{name: a, family: deep, make: tree}]",
            "there is no 'tree' among",
        ),
        ("candidates: [{name: a, family: deep, make: no}]", "a name in quotes"),
        ("candidates: [{name: a, family: deep, size: 3}]", "candidates: "),
    ):
        wish.write_text(WISH + text)
        assert said in error(*words, "--card", wish)


def test_nothing_of_yours_is_written_over(shop, tmp_path):
    words = (shop, "--target", "back", "--drop", "who", "--defaults", "--out")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "scores.csv").write_text("mine")
    assert "scores.csv, which would be written over" in error(*words, "mine")
    assert (tmp_path / "mine" / "scores.csv").read_text() == "mine"
    for out in (shop, shop / "new"):
        assert "shop.csv is a file. Name a folder." in error(*words, out)


def test_a_folder_that_is_locked_is_told_before_and_after(shop, monkeypatch):
    words = (shop, "--target", "back", "--drop", "who", "--defaults", "--seconds", 5)
    with monkeypatch.context() as patch:
        patch.setattr(keeping, "may_write", lambda folder: False)
        assert "you may not write in" in error(*words, "--out", "new")

    def full(*_args, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keeping.shutil, "copytree", full)
    result = run(*words, "--out", "new")
    assert "No space left on device); what was decided stands" in str(result.exception)
    assert "It would change:" in result.output


def test_other_letters_and_commas_have_options(shop):
    table = pd.read_csv(shop).drop(columns="who").replace({"town": {"a": "Köln"}})
    table.to_csv(shop, index=False, sep=";", decimal=",", encoding="cp1252")
    said = error(shop, "--target", "back", "--defaults")
    assert "Köln" in said
    assert "say --encoding cp1252" in said
    words = (shop, "--target", "back", "--defaults", "--encoding", "cp1252")
    assert "a decimal one? Say --decimal ," in error(*words)
    result = run(*words, "--decimal", ",", "--seconds", 5)
    assert result.exit_code == 0, result.output
    assert "belongs with --drop" in result.output, "the day is another in each row"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"day": "soon"},
            "the time 'day' says no time in 240 of 240 rows, the first 'soon'",
        ),
        ({"day": [*range(239), None]}, "says no time in 1 of 240 rows. Write"),
        ({"day": ["13.01.2024"] * 240}, "Write numbers, or dates as 2024-01-31"),
    ],
)
def test_times_that_are_none_are_told(shop, change, said):
    pd.read_csv(shop).assign(**change).to_csv(shop, index=False)
    words = (shop, "--target", "back", "--drop", "who", "--time", "day")
    assert said in error(*words, "--defaults")


def test_dates_are_put_in_order(shop):
    table = pd.read_csv(shop).head(40)
    days = pd.date_range("2023-12-20", periods=40)
    table["day"] = days.strftime("%Y-%m-%d")
    table.sample(frac=1, random_state=0).to_csv(shop, index=False)
    case = load_case(
        "load_csv", {"path": "shop.csv", "target": "back", "drop": ["who"]}, time="day"
    )
    assert case.times.dtype == "datetime64[s]"
    assert (np.sort(case.times) == days.to_numpy("datetime64[s]")).all()
    (split, *_) = bench.Plan(2).splits(case)
    assert case.times[split.train].max() < case.times[split.test].min()


def test_groups_of_texts_stay_together(shop):
    table = pd.read_csv(shop)
    table["said"] = [f"{town} {i}" for i, town in enumerate(table["town"])]
    table.to_csv(shop, index=False)
    words = {"path": "shop.csv", "text": "said", "target": "back"}
    case = load_case("load_text", words, group="who")
    number = [int(text.split()[1]) for text in case.X]
    assert case.groups.tolist() == [f"P{i // 2}" for i in number]


def test_what_no_model_can_learn_from_is_one_sentence(shop):
    said = error(shop, "--target", "back", "--text", "town", "--defaults")
    assert said.startswith("tfidf_lr cannot learn from these rows")


@pytest.mark.parametrize(
    ("change", "words", "said"),
    [
        ({}, ("--target", "bak"), "shop.csv has no column 'bak'. Did you mean 'back'?"),
        ({}, (), "Say --target COLUMN"),
        ({}, ("--target", "back", "--drop", "nothing"), "no column 'nothing'"),
        ({"who": None}, ("--target", "back"), "empty cells in who (240)"),
        ({"who": None}, ("--target", "back"), "Say --missing fill or --missing drop"),
        ({"back": "no"}, ("--target", "back", "--drop", "who"), "one class is nothing"),
        ({"back": 3.5}, ("--target", "back", "--drop", "who"), "3.5 throughout"),
        ({}, ("--target", "back"), "more than 50 different ones: who"),
        ({}, ("--target", "back", "--drop", "who", "--task", "number"),
         "Say --task classes"),
    ],
)  # fmt: skip
def test_bad_tables_are_one_sentence_with_the_option(shop, change, words, said):
    table = pd.read_csv(shop).assign(**change)
    table.to_csv(shop, index=False)
    before = shop.read_bytes()
    assert said in error(shop, *words, "--defaults", "--out", "new")
    assert shop.read_bytes() == before
    assert not (shop.parent / "new" / "card.yaml").exists()


def test_ten_rows_and_no_file_and_an_empty_folder(shop, tmp_path):
    pd.read_csv(shop).head(10).to_csv("ten.csv", index=False)
    assert "leaves 10 rows" in error("ten.csv", "--target", "back", "--drop", "who")
    assert "no file and no folder" in error("none.csv", "--target", "back")
    (tmp_path / "pictures").mkdir()
    assert "no folders with pictures" in error("pictures")
    assert run("shop.csv", "--target", "back", "--seconds", 1).exit_code == 2


@pytest.mark.parametrize(
    ("words", "loader"),
    [
        ({"target": "back"}, "load_csv"),
        ({"target": "back", "text": "town"}, "load_text"),
        ({"folder": True}, "load_image_folder"),
    ],
)
def test_what_is_given_names_its_loader(shop, words, loader):
    words = dict(words)
    path = shop.parent if words.pop("folder", False) else shop
    asked = deciding.Asked(path=path, **words)
    recipe = deciding.recipe_of(asked, deciding.kind_of(asked), shop.parent / "out")
    assert recipe["loader"] == loader
    assert not recipe["settings"]["path"].startswith("/")


def test_a_long_table_is_drawn_and_planned(shop):
    """20,000 rows stand for 10 million: load_csv reads them piece by piece."""
    n = 20_000
    table = pd.DataFrame({"a": np.arange(n), "y": np.arange(n) % 2})
    table.to_csv("long.csv", index=False)
    case = load_case("load_csv", {"path": "long.csv", "target": "y", "most": 1_000})
    assert len(case.y) == 1_000
    costs = {"lr": (300, 0.01, 1.0), "mlp": (300, 0.5, 1.0)}
    assert quick.planned(10**7, 2, costs, 1e9).train_size == 7_500_000
    plan = quick.planned(10**7, 2, costs, 42)
    assert (plan.n_splits, plan.train_size, plan.test_size) == (10, 2_000, 666)
    tight = quick.planned(10**7, 2, costs, 0.1)
    assert (tight.n_splits, tight.train_size) == (3, 300)


@pytest.mark.parametrize("n", [20, 40, 240, 5_000])
@pytest.mark.parametrize("seconds", [0.01, 10, 1e6])
def test_every_plan_can_be_drawn(n, seconds):
    costs = {"lr": (min(300, n // 2), 0.05, 1.2)}
    plan = quick.planned(n, 4, costs, seconds)
    y = np.arange(n) % 4
    case = Case("made", np.zeros((n, 1)), y, 4)
    assert len(plan.splits(case)) == plan.n_splits


def test_the_time_decides_how_much_is_measured(shop, tmp_path):
    """The clock is a fake one, so that no real second counts."""
    case = load_case(
        "load_csv", {"path": "shop.csv", "target": "back", "drop": ["who"]}
    )
    models = baselines.baselines("table", 2)[:2]
    for step, n_splits in ((0.0, 10), (100.0, 3)):
        ticks = iter(np.arange(1_000) * step)
        sheet = decision.Sheet(tmp_path / f"{n_splits}")
        quick.fill_from_answers(
            sheet, case, more_labels=0, hours=1, must_be_readable=False,
            target_ms=5_000, structured=True,
        )  # fmt: skip
        outcome = quick.decide(
            case, sheet, kind="table", seconds=5, candidates=models,
            clock=lambda ticks=ticks: next(ticks),
        )  # fmt: skip
        assert sheet.card["results"]["n_splits"] == n_splits
        assert outcome.choice.choice == "lr"
    with pytest.raises(DecisionError, match="5 or more"):
        quick.decide(case, sheet, kind="table", seconds=1)
    with pytest.raises(DecisionError, match="locked"):
        quick.decide(case, decision.Sheet(tmp_path / "new"), kind="table")


# -- baselines -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "classes", "shape"),
    [("table", 2, (3,)), ("table", 0, (3,)), ("images", 4, (1, 8, 8)),
     ("images", 4, (3, 32, 32)), ("text", 2, ())],
)  # fmt: skip
def test_baselines_of_every_kind_can_be_fitted(kind, classes, shape):
    models = baselines.baselines(kind, classes, shape)
    families = [one.family for one in models]
    assert families[0] == "dummy"
    assert {"classical", "deep"} <= set(families)
    rng = np.random.default_rng(0)
    y = np.arange(40) % classes if classes else rng.normal(size=40)
    X = rng.random((40, *shape)).astype(np.float32)
    if kind == "text":
        X = np.array([f"word{i} is {'good' if i % 2 else 'bad'}" for i in range(40)])
    case = Case("made", X, y, classes)
    for one in models:
        settings = one.settings | ({"epochs": 1} if one.family == "deep" else {})
        model = decision.Candidate(one.name, one.family, one.make, settings).model()
        score = bench.run_split(model, case, bench.Plan(2).splits(case)[0])
        assert np.isfinite(score)


def test_kinds_that_are_none():
    with pytest.raises(DecisionError, match="take table, images or text"):
        baselines.baselines("sound", 2)
    with pytest.raises(DecisionError, match="with a quantity"):
        baselines.baselines("images", 0, (1, 8, 8))


def test_words_are_learned_from_training_texts_alone():
    numbers = baselines.WordNumbers().fit(["good film", "bad film"])
    assert numbers.transform(["a good film at last"]).shape == (1, 2)
    assert (numbers.transform(["never seen"]) == 1).all()


# -- the widget ----------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
def test_the_measured_cases_are_consistent(case):
    results = CASES[case]
    names = set(results["table"])
    pairs = {frozenset((row["a"], row["b"])) for row in results["differences"]}
    assert len(pairs) == len(names) * (len(names) - 1) / 2
    for row in results["differences"]:
        scores = (
            results["table"][row["a"]]["score"],
            results["table"][row["b"]]["score"],
        )
        assert row["mean"] == pytest.approx(scores[0] - scores[1], abs=2e-3)
        assert row["low"] < row["mean"] < row["high"]


@pytest.mark.parametrize(
    ("moved", "words"),
    [
        ({}, "Choose cnn: it beats every rival"),
        ({"case": "bikes"}, "Choose xgb: it beats every rival"),
        ({"case": "centred digits"}, "No clear winner, so the cheaper: svm"),
        ({"case": "flights"}, "Do not automate yet"),
        ({"case": "credits"}, "No clear winner, so the cheaper: lr"),
        ({"case": "credits", "must_be_readable": True}, "lr: it alone keeps to your"),
        ({"case": "bikes", "must_be_readable": True}, "ridge: it alone keeps to your"),
        ({"training_seconds": 0.5}, "Choose svm: it alone keeps to your limits"),
        ({"size_limit_mb": 0.5}, "svm: 1.66 MB, over the limit of 0.5 MB"),
        ({"target_ms": 0.3}, "Do not automate yet"),
    ],
)
def test_the_sentence_follows_the_limits(moved, words):
    figure, sentence = limits.draw_checklist(**moved)
    assert words in sentence
    assert plots.as_html(figure, alt=sentence)


def test_every_slider_position_can_be_drawn():
    for name, values in limits.SLIDERS.items():
        for value in (False, True) if values is bool else values:
            limits.draw_checklist(**{name: value})
    view = widgets.checklist()
    assert "Choose cnn" in view.sentence
    assert "Choose xgb" in view.move(case="bikes")


def test_the_four_sections_have_one_order():
    assert FIRST == (
        "problem", "data_size", "compute_budget", "interpretability", "latency"
    )  # fmt: skip
