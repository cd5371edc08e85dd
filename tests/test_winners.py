"""Module 6's map of who leads where: cells, families, figures; and readers of texts.

Budget: 20 s.
"""

import numpy as np
import pandas as pd
import pytest

from course import data, models, plots, protocol, widgets
from course.errors import CourseError
from course.models import rivals
from course.models.texts import WordIds, reader, word_counts
from course.protocol.leaders import DIAL, family
from course.widgets import winners


def cells(**means: float) -> pd.DataFrame:
    """Return one cell; each model has a mean, and the same luck in every split."""
    luck = np.tile([-0.01, 0.0, 0.01], 4)
    jitter = {name: 0.002 * np.sin(np.arange(12) * (i + 2)) for i, name in
              enumerate(means)}  # fmt: skip
    rows = [
        ("made", 100, 25, "accuracy", name.replace("_", " + "), split, score)
        for name, mean in means.items()
        for split, score in enumerate(mean + luck + jitter[name])
    ]
    columns = ["data", "n_train", "n_test", "metric", "model", "split", "score"]
    return pd.DataFrame(rows, columns=columns)


# -- who leads -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("means", "leader", "rival"),
    [
        ({"rf": 0.8, "xgb": 0.8, "mlp": 0.7}, "classical", "mlp"),
        ({"rf": 0.7, "xgb": 0.6, "mlp": 0.8}, "deep", "rf"),
        ({"rf": 0.8, "mlp": 0.8001}, "no clear winner", "rf"),
        ({"gru": 0.7, "linear": 0.6, "pretrained_linear": 0.8}, "pretrained", "gru"),
        ({"rf": 0.8, "mlp": 0.7, "pretrained_linear": 0.8}, "no clear winner", ""),
        ({"rf": 0.8, "linear": 0.7}, "no clear winner", ""),
    ],
)
def test_a_family_leads_when_it_beats_every_model_of_the_others(means, leader, rival):
    (row,) = protocol.leaders(cells(**means)).itertuples()
    assert row.leader == leader
    assert rival in row.rival
    if row.rival:
        assert row.low < row.lead < row.high


def test_the_lead_is_the_paired_difference():
    cell = cells(rf=0.8, mlp=0.7)
    (row,) = protocol.leaders(cell).itertuples()
    scores = cell.pivot(index="split", columns="model", values="score")
    wanted = (scores["rf"] - scores["mlp"]).to_numpy()
    low, high = protocol.paired_interval(wanted, n_train=100, n_test=25)
    assert (row.lead, row.low, row.high) == pytest.approx((wanted.mean(), low, high))


# -- what was measured ---------------------------------------------------------


def test_every_measured_cell_is_complete():
    table = protocol.measured_cells()
    for (_, n), cell in table.groupby(["data", "n_train"]):
        runs = cell.groupby("model").split.nunique()
        assert runs.nunique() == 1
        assert runs.iloc[0] in (5, 10)
        assert set(cell.n_test) == {n // 4}
        assert len({family(model) for model in runs.index}) >= 2
    accuracy = table[table.metric == "accuracy"].score
    assert accuracy.between(0, 1).all()
    assert set(table.data) == {name for names in DIAL.values() for name in names}
    assert "cores" in protocol.measured_on()


def test_the_map_holds_ties_and_leaders_of_both_kinds():
    found = set(protocol.leaders(protocol.measured_cells()).leader)
    assert {"classical", "deep", "no clear winner"} <= found


# -- the widget and the figures ------------------------------------------------


@pytest.mark.parametrize("whole_map", [False, True])
@pytest.mark.parametrize("name", winners.ORDER)
def test_the_sentence_names_the_cell(name, whole_map):
    board = protocol.leaders(protocol.measured_cells())
    figure, sentence = winners.draw_dial(name, 400, whole_map)
    cell = board[(board.data == name) & (board.n_train == 400)].iloc[0]
    assert cell.best in sentence
    assert f"{cell.lead:.3f}" in sentence
    assert ("made by a program" in sentence) == (" *" in winners.LABELS[name])
    assert "<img" in plots.as_html(figure, alt=sentence)


def test_a_size_that_was_not_measured_gives_the_nearest_below():
    _, sentence = winners.draw_dial("breast_cancer", 6400)
    assert "400 training rows" in sentence
    assert widgets.structure_dial().move(training_rows=100)


def test_the_map_writes_every_cell_once():
    board = protocol.leaders(protocol.measured_cells())
    (axes,) = plots.winner_map(board, winners.ORDER).axes
    names = set(protocol.measured_cells().model)
    texts = [text.get_text().removeprefix("~ ") for text in axes.texts]
    assert sum(text.rsplit(" +0", 1)[0] in names for text in texts) == len(board)
    with pytest.raises(CourseError, match="leader"):
        plots.winner_map(board.drop(columns="leader"), winners.ORDER)


def test_items_are_drawn_with_the_test_sets():
    table = pd.DataFrame({"from": ["a", "a"], "gap": [0.01, 0.02], "items": [400, 100]})
    (axes,) = plots.items_needed(table, {"ours": 250}).axes
    assert [text.get_text() for text in axes.texts] == ["ours: 250"]
    np.testing.assert_allclose(axes.get_lines()[0].get_xdata(), [1, 2])


# -- models of texts, and the models of the map --------------------------------


def test_words_are_learned_from_training_texts_alone():
    ids = WordIds(most=3).fit(["good good bad", "bad film"])
    assert ids.transform(["good unseen"]).tolist() == [[3, 1, 0]]


@pytest.mark.parametrize(
    "model",
    [
        word_counts(),
        word_counts(longest=3, weighted=True),
        reader(models.gru, most=20, epochs=1, progress=False),
        reader(models.conv1d, most=20, epochs=1, progress=False),
    ],
)
def test_texts_go_into_the_protocol_as_they_are(model):
    result = protocol.compare(
        [model], data.load_reviews(80), n_splits=2, train_size=40, test_size=10
    )
    assert result.frame.score.between(0, 1).all()


def test_pairs_tell_what_words_cannot():
    texts = ["not good but bad", "not bad but good"] * 20
    y = np.array([0, 1] * 20)
    assert word_counts().fit(texts, y).score(texts, y) == 0.5
    assert word_counts(longest=2).fit(texts, y).score(texts, y) == 1.0


@pytest.mark.parametrize("n", [100, 1600])
def test_the_models_of_the_map_are_unfitted_and_named_once(n):
    kinds = [rivals.table(n), rivals.table(n, regression=True), rivals.series(n)]
    kinds += [rivals.image(n, cell=2), rivals.sound(n), rivals.text(n)]
    for kind in kinds:
        assert {family(name) for name in kind} >= {"classical", "deep"}
        assert all(hasattr(model, "fit") for model in kind.values())


def test_few_rows_get_more_passes():
    assert rivals.epochs(400, 8) > rivals.epochs(1600, 8) >= rivals.epochs(6400, 8) == 8
