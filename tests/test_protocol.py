"""The protocol keeps its promises: same rows, test rows unseen, honest intervals.

Budget: 25 s.
"""

import hashlib
from dataclasses import FrozenInstanceError
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import r2_score
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

from course import models, protocol
from course.errors import CourseError
from course.protocol import running
from course.protocol.splits import draw

MODELS = {"nb": GaussianNB(), "tree": DecisionTreeClassifier(random_state=0)}
IRIS = load_iris(return_X_y=True)


class Spy(ClassifierMixin, BaseEstimator):
    """Note the rows that each fit and each predict gets; column 0 is a row's number."""

    log = ()

    def __init__(self, random_state=5):
        self.random_state = random_state

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        self.log.append(("fit", self.numbers(X), np.asarray(y), self.random_state))
        return self

    def predict(self, X):
        self.log.append(("predict", self.numbers(X), None, None))
        return np.full(len(X), self.classes_[0])

    @staticmethod
    def numbers(X):
        return np.asarray(X)[:, 0].astype(int)


@pytest.fixture
def spied(monkeypatch):
    """Return what the spies noted, in order."""
    monkeypatch.setattr(Spy, "log", [])
    return Spy.log


def numbered(n: int = 120, n_classes: int = 3):
    """Return rows whose first column is their number, and classes of uneven size."""
    rng = np.random.default_rng(0)
    X = np.column_stack([np.arange(n), rng.normal(size=(n, 2))])
    return X, np.minimum(np.arange(n) % (n_classes + 1), n_classes - 1)


# -- rows ---------------------------------------------------------------------


@pytest.mark.parametrize("shape", [np.asarray, pd.DataFrame])
def test_no_test_row_is_seen_in_fit(spied, shape):
    X, y = numbered()
    protocol.compare({"spy": Spy()}, (shape(X), y), n_splits=6, train_size=50)
    fits = [rows for kind, rows, *_ in spied if kind == "fit"]
    asked = [rows for kind, rows, *_ in spied if kind == "predict"]
    tests = [rows for rows in asked if len(rows) == 70]
    assert len(fits) == len(tests) == 6
    for train, test, (_, _, labels, _) in zip(fits, tests, spied[::3], strict=True):
        assert set(train) | set(test) == set(range(120))
        assert not set(train) & set(test)
        assert (y[train] == labels).all()
        shares = np.bincount(labels) / len(labels)
        assert np.abs(shares - np.bincount(y) / len(y)).max() < 0.02
    assert len({tuple(rows) for rows in fits}) == 6


def test_all_models_get_the_same_rows(spied):
    X, y = numbered()
    result = protocol.compare({"a": Spy(), "b": Spy()}, (X, y), n_splits=4)
    fits = [rows for kind, rows, *_ in spied if kind == "fit"]
    for first, second in zip(fits[::2], fits[1::2], strict=True):
        assert (first == second).all()
    hashes = result.frame.pivot(index="split", columns="model", values="split_hash")
    assert (hashes["a"] == hashes["b"]).all()
    assert hashes["a"].nunique() == 4


def test_hashes_name_the_rows(spied):
    X, y = numbered()
    same = [
        protocol.compare({"spy": Spy()}, (X, y), n_splits=3, random_state=seed)
        for seed in (7, 7, 8)
    ]
    hashes = [list(result.frame["split_hash"]) for result in same]
    assert hashes[0] == hashes[1]
    assert not set(hashes[0]) & set(hashes[2])
    train, test = spied[0][1], spied[1][1]
    sha = hashlib.sha256()
    for rows in (train, test):
        sha.update(np.array([len(rows), *rows], dtype="<i8").tobytes())
    assert hashes[0][0] == sha.hexdigest()[:12]


def test_a_scaler_in_a_pipeline_learns_from_training_rows_alone(monkeypatch):
    X, y = numbered()
    seen = []

    class Scaler(StandardScaler):
        def fit(self, X, y=None, sample_weight=None):
            super().fit(X, y, sample_weight)
            seen.append((self.mean_.copy(), self.var_.copy()))
            return self

    model = make_pipeline(Scaler(), GaussianNB())
    protocol.compare({"m": model}, (X, y), n_splits=5, train_size=40, random_state=3)
    splits = split_rows(y, n_splits=5, train_size=40, random_state=3)
    assert len(seen) == 5
    for (mean, var), split in zip(seen, splits, strict=True):
        assert np.allclose(mean, X[split.train].mean(axis=0))
        assert np.allclose(var, X[split.train].var(axis=0))
        assert not np.allclose(mean, X.mean(axis=0))
    assert not hasattr(model[0], "mean_")  # what is passed in is never fitted


def split_rows(y, **wanted):
    return draw(y, **({"test_size": None, "stratify": True} | wanted))


def test_seeds_in_models_go_up_with_the_split(spied):
    X, y = numbered()
    given = make_pipeline(StandardScaler(with_mean=False, with_std=False), Spy())
    protocol.compare({"a": given, "b": Spy(None)}, (X, y), n_splits=3)
    seeds = [seed for kind, _, _, seed in spied if kind == "fit"]
    assert seeds == [5, None, 6, None, 7, None]
    assert given[-1].random_state == 5


def test_training_and_test_rows_of_a_data_set_are_pooled(spied):
    X, y = numbered()
    data = SimpleNamespace(
        name="ours", X_train=X[:100], y_train=y[:100], X_test=X[100:], y_test=y[100:]
    )
    result = protocol.compare({"spy": Spy()}, data, n_splits=2, train_size=0.5)
    assert set(spied[0][1]) | set(spied[1][1]) == set(range(120))
    assert (result.data, result.n_train, result.n_test) == ("ours", 60, 60)
    frames = SimpleNamespace(**vars(data))
    frames.X_train, frames.X_test = pd.DataFrame(X[:100]), pd.DataFrame(X[100:])
    again = protocol.compare({"spy": Spy()}, frames, n_splits=2, train_size=0.5)
    assert list(again.frame["split_hash"]) == list(result.frame["split_hash"])


# -- numbers ------------------------------------------------------------------


def test_scores_are_recomputed_by_hand():
    X, y = load_breast_cancer(return_X_y=True)
    result = protocol.compare(MODELS, (X, y), n_splits=3, train_size=100, test_size=200)
    rows = result.frame.set_index(["model", "split"])
    splits = split_rows(y, n_splits=3, train_size=100, test_size=200, random_state=0)
    for split in splits:
        assert (len(split.train), len(split.test)) == (100, 200)
        for name, model in MODELS.items():
            fresh = clone(model)
            if name == "tree":
                fresh.set_params(random_state=split.number)
            fresh.fit(X[split.train], y[split.train])
            row = rows.loc[name, split.number]
            right = fresh.predict(X[split.test]) == y[split.test]
            assert row["score"] == pytest.approx(right.mean())
            right = fresh.predict(X[split.train]) == y[split.train]
            assert row["train_score"] == pytest.approx(right.mean())
            assert row["split_hash"] == split.hash
            assert row["fit_seconds"] > 0
            assert row["predict_seconds"] > 0


def test_numbers_are_scored_by_r2():
    X, y = load_diabetes(return_X_y=True)
    result = protocol.compare({"ols": LinearRegression()}, (X, y), n_splits=2)
    split = split_rows(y, n_splits=2, train_size=None, stratify=False, random_state=0)[
        0
    ]
    fitted = LinearRegression().fit(X[split.train], y[split.train])
    by_hand = r2_score(y[split.test], fitted.predict(X[split.test]))
    assert result.metric == "R2"
    assert result.frame["score"][0] == pytest.approx(by_hand)


def test_the_summary_is_means_and_medians():
    result = protocol.compare(MODELS, IRIS, n_splits=5)
    for name, rows in result.frame.groupby("model"):
        row = result.summary.loc[name]
        assert row["score"] == pytest.approx(np.mean(rows["score"]))
        assert row["sd"] == pytest.approx(np.std(rows["score"], ddof=1))
        assert row["fit_seconds"] == np.median(rows["fit_seconds"])
        gap = np.mean(rows["train_score"]) - np.mean(rows["score"])
        assert row["gap"] == pytest.approx(gap)
    assert result.summary["score"].is_monotonic_decreasing


# -- intervals ----------------------------------------------------------------


def test_the_interval_is_the_formula(seed):
    rng = np.random.default_rng(seed)
    d = rng.normal(0.02, 0.05, size=8)
    low, high = protocol.paired_interval(d, n_train=300, n_test=100, alpha=0.1)
    scale = np.sqrt((1 / 8 + 100 / 300) * np.var(d, ddof=1))
    wanted = stats.t(df=7, loc=d.mean(), scale=scale).interval(0.9)
    assert (low, high) == pytest.approx(wanted)


def test_without_test_rows_it_is_the_usual_t_interval(seed):
    d = np.random.default_rng(seed).normal(size=12)
    usual = stats.ttest_1samp(d, 0).confidence_interval()
    wide = protocol.paired_interval(d, n_train=10**12, n_test=1)
    assert wide == pytest.approx((usual.low, usual.high))


def test_the_corrected_interval_covers_the_truth_and_the_naive_one_does_not():
    """Two ways to tell two clouds apart, 250 data sets of 125 rows, 10 splits each."""
    rng = np.random.default_rng(0)
    truth = np.mean([one_split(*clouds(rng, 2100), rng, n=100) for _ in range(1500)])
    corrected = naive = 0
    n_sets = 250
    for _ in range(n_sets):
        X, y = clouds(rng, 125)
        d = [one_split(X, y, rng, n=100) for _ in range(10)]
        low, high = protocol.paired_interval(d, n_train=100, n_test=25)
        corrected += low <= truth <= high
        usual = stats.ttest_1samp(d, 0).confidence_interval()
        naive += usual.low <= truth <= usual.high
    # six standard errors of a share of 0.95 over 250 sets are 0.083
    assert 0.90 < corrected / n_sets <= 1.0
    assert naive / n_sets < 0.87


def clouds(rng, n):
    y = rng.integers(0, 2, n)
    return rng.normal(size=(n, 4)) + 0.5 * y[:, None], y


def one_split(X, y, rng, *, n):
    """Return the lead of nearest means over four columns to those over two."""
    rows = rng.permutation(len(y))
    train, test = rows[:n], rows[n:]
    right = []
    for X_used in (X, X[:, :2]):
        zero, one = (X_used[train][y[train] == label].mean(axis=0) for label in (0, 1))
        guess = X_used[test] @ (one - zero) > (one @ one - zero @ zero) / 2
        right.append(np.mean(guess == y[test]))
    return right[0] - right[1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"differences": [0.1]},
        {"differences": [0.1, np.nan]},
        {"differences": [[0.1, 0.2]]},
        {"n_train": 0},
        {"alpha": 1.5},
    ],
)
def test_impossible_intervals_are_refused(wrong):
    given = {"differences": [0.1, 0.2], "n_train": 90, "n_test": 10} | wrong
    with pytest.raises(CourseError):
        protocol.paired_interval(given.pop("differences"), **given)


# -- verdicts -----------------------------------------------------------------


def table(**scores) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"model": name, "split": split, "score": score}
            for name, values in scores.items()
            for split, score in enumerate(values)
        ]
    )


STEADY = np.array([0.70, 0.72, 0.71, 0.73, 0.69, 0.71])
NOISE = np.array([0.01, -0.01, 0.02, 0.0, -0.02, 0.01])


def test_a_winner_beats_each_rival():
    frame = table(a=STEADY, b=STEADY + 0.1 + NOISE / 10, c=STEADY + 0.05)
    assert protocol.verdict(frame, 90, 10) == "b"


def test_a_lead_over_one_rival_is_not_enough():
    frame = table(a=STEADY, b=STEADY + 0.1, c=STEADY + 0.1 + NOISE)
    assert protocol.verdict(frame, 90, 10) == protocol.NO_WINNER


def test_the_verdict_knows_the_overlap():
    frame = table(a=STEADY, b=STEADY + 0.02 + NOISE)
    assert protocol.verdict(frame, 10**9, 1) == "b"  # as if the splits shared no rows
    assert protocol.verdict(frame, 75, 25) == "no clear winner"


def test_equal_models_and_one_model_alone_do_not_win():
    assert protocol.verdict(table(a=STEADY, b=STEADY), 90, 10) == "no clear winner"
    assert protocol.verdict(table(a=STEADY), 90, 10) == "no clear winner"


def test_different_rows_are_not_compared():
    frame = table(a=STEADY, b=STEADY + 0.1)
    frame["split_hash"] = [f"{i}" for i in range(len(frame))]
    with pytest.raises(CourseError, match="different rows"):
        protocol.verdict(frame, 90, 10)
    with pytest.raises(CourseError, match="exactly once"):
        protocol.verdict(table(a=STEADY, b=STEADY[:3]), 90, 10)


def test_differences_pair_every_two_models_the_better_first():
    result = protocol.compare(
        MODELS | {"dummy": DummyClassifier()}, IRIS, n_splits=4, train_size=60
    )
    pairs = result.differences
    assert len(pairs) == 3
    scores = result.frame.pivot(index="split", columns="model", values="score")
    for row in pairs.itertuples():
        d = scores[row.a] - scores[row.b]
        wanted = protocol.paired_interval(d, n_train=60, n_test=90)
        assert (row.low, row.high) == pytest.approx(wanted)
        assert row.mean == pytest.approx(d.mean())
        assert row.mean >= 0
    assert result.verdict == protocol.verdict(result.frame, 60, 90)


# -- what is shown ------------------------------------------------------------


def test_the_result_is_frozen_and_reads_well():
    result = protocol.compare({"a<b>": GaussianNB(), **MODELS}, IRIS, n_splits=3)
    with pytest.raises(FrozenInstanceError):
        result.machine = "another"
    assert "\n" not in repr(result)
    assert "no clear winner" in repr(result)
    page = result._repr_html_()
    assert "a&lt;b&gt;" in page
    assert "<b>" not in page
    assert not any(word in page for word in ("color", "background"))  # the theme's own
    assert page.count("<caption") == page.count("<table") == 2
    assert page.count('scope="row"') == 3 + 3
    assert result.machine in page


def test_the_figure_shows_every_model():
    from matplotlib.figure import Figure

    result = protocol.compare(MODELS, IRIS, n_splits=3)
    figure = result.figure()
    assert isinstance(figure, Figure)
    labels = {text.get_text() for text in figure.axes[0].get_xticklabels()}
    assert any("nb" in label for label in labels)
    assert any("tree" in label for label in labels)


def test_a_bar_appears_only_when_it_takes_long(monkeypatch):
    calls = []

    class Bar:
        def update(self, n=1):
            calls.append(n)

        def close(self):
            calls.append("close")

    def bar(*, total, label):
        calls.append(total)
        return Bar()

    monkeypatch.setattr(running.progress, "bar", bar)
    protocol.compare(MODELS, IRIS, n_splits=2)
    assert not calls
    monkeypatch.setattr(running, "PATIENCE_SECONDS", -1.0)
    protocol.compare(MODELS, IRIS, n_splits=2)
    assert calls == [4, 1, 1, 1, 1, "close"]


# -- models of ours, and wrong input ------------------------------------------


def test_a_list_of_ours_is_named_and_runs_on_a_table():
    ours = [
        models.logistic(),
        models.forest(n_trees=20),
        models.mlp(),
        models.dummy(),
    ]
    result = protocol.compare(
        ours, load_breast_cancer(return_X_y=True), n_splits=3, train_size=100
    )
    assert set(result.summary.index) == {"lr", "rf", "mlp", "dummy"}
    assert result.summary.index[-1] == "dummy"
    assert result.summary.loc[["lr", "mlp"], "score"].min() > 0.93


def test_foreign_models_are_named_by_their_class():
    result = protocol.compare(
        [make_pipeline(StandardScaler(), LogisticRegression()), GaussianNB()],
        IRIS,
        n_splits=2,
    )
    assert set(result.summary.index) == {"LogisticRegression", "GaussianNB"}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"models": {}}, "no models"),
        ({"models": [GaussianNB(), GaussianNB()]}, "two models are called"),
        ({"models": [GaussianNB]}, "brackets"),
        ({"models": {"a": GaussianNB(), "b": LinearRegression()}}, "b predict numbers"),
        ({"data": IRIS[0]}, "Dataset"),
        ({"data": (IRIS[0], IRIS[1][:50])}, "one target a row"),
        ({"n_splits": 1}, "n_splits=1"),
        ({"train_size": 150}, "train_size=150"),
        ({"train_size": 2}, "cannot be split"),
        ({"train_size": 100, "test_size": 60}, "cannot be split"),
    ],
)
def test_wrong_input_is_answered_with_a_cure(wrong, message):
    given = {"models": MODELS, "data": IRIS} | wrong
    with pytest.raises(CourseError, match=message):
        protocol.compare(given.pop("models"), given.pop("data"), **given)


# -- learning curves ----------------------------------------------------------


def test_learning_curves_nest_training_rows_and_keep_test_rows(spied):
    X, y = numbered()
    frame = protocol.learning_curve(
        {"spy": Spy()}, (X, y), sizes=[9, 30, 90], n_splits=3
    )
    assert list(frame.columns[:3]) == ["train_size", "model", "split"]
    assert len(frame) == 9
    fits = [(rows, labels) for kind, rows, labels, _ in spied if kind == "fit"]
    tests = [rows for _, rows, *_ in spied[1::3]]
    for start in (0, 3, 6):
        small, middle, large = (set(rows) for rows, _ in fits[start : start + 3])
        assert small < middle < large
        assert (len(small), len(middle), len(large)) == (9, 30, 90)
        for test in tests[start : start + 3]:
            assert set(test) == set(range(120)) - large
        counts = np.bincount(fits[start + 1][1], minlength=3) / 30
        assert np.abs(counts - np.bincount(y) / len(y)).max() < 0.05


def test_more_rows_help():
    frame = protocol.learning_curve(
        {"knn": KNeighborsClassifier(3)}, load_breast_cancer(return_X_y=True), [10, 300]
    )
    means = frame.groupby("train_size")["score"].mean()
    assert means[300] > means[10]


@pytest.mark.parametrize("sizes", [[], [2], [113]])
def test_sizes_that_do_not_fit_are_refused(sizes):
    with pytest.raises(CourseError, match="from 3 to 112"):
        protocol.learning_curve(MODELS, IRIS, sizes)


# -- groups ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sizes", [{}, {"train_size": 0.5}, {"train_size": 60, "test_size": 30}]
)
def test_a_group_is_on_one_side_only(sizes, seed):
    rng = np.random.default_rng(seed)
    groups = np.array([f"P{n}" for n in rng.integers(0, 30, 200)])
    y = np.arange(200) % 3
    asked = {"n_splits": 6, "train_size": None, "test_size": None} | sizes
    found = draw(y, stratify=True, random_state=seed, groups=groups, **asked)
    assert len(found) == len({split.hash for split in found}) == 6
    largest = np.unique(groups, return_counts=True)[1].max()
    n_train = {None: 150, 0.5: 100, 60: 60}[asked["train_size"]]
    n_test = 200 - n_train if asked["test_size"] is None else asked["test_size"]
    for split in found:
        assert not set(groups[split.train]) & set(groups[split.test])
        assert len(set(split.train)) == len(split.train)
        assert set(y[split.train]) == {0, 1, 2}
        assert n_train <= len(split.train) < n_train + largest
        assert n_test - largest < len(split.test) < n_test + largest
    again = draw(y, stratify=True, random_state=seed, groups=groups, **asked)
    assert [split.hash for split in again] == [split.hash for split in found]


def test_compare_keeps_groups_together_and_pays_for_it():
    """A model that knows each person by heart has nothing to remember then."""
    rng = np.random.default_rng(0)
    person = rng.permutation(np.repeat(np.arange(60), 5))
    y = rng.integers(0, 2, 60)[person]
    X = rng.normal(size=(60, 4))[person] + 0.01 * rng.normal(size=(300, 4))
    models = {"knn": KNeighborsClassifier(1)}
    leaky = protocol.compare(models, (X, y), n_splits=3)
    honest = protocol.compare(models, (X, y), n_splits=3, groups=person)
    assert leaky.summary.loc["knn", "score"] > 0.95
    assert honest.summary.loc["knn", "score"] < 0.75
    assert honest.n_train == pytest.approx(225, abs=5)


def test_groups_that_cannot_be_split_are_refused():
    y = np.repeat([0, 1], 50)
    with pytest.raises(CourseError, match="2 groups cannot be split"):
        protocol.compare({"knn": KNeighborsClassifier(1)}, (y[:, None], y), groups=y)


# -- times -------------------------------------------------------------------------


@pytest.mark.parametrize("sizes", [{}, {"train_size": 60}, {"train_size": 0.3}])
@pytest.mark.parametrize("ties", [1, 7])
def test_splits_go_forward_in_time(sizes, ties, seed):
    rng = np.random.default_rng(seed)
    times = rng.permutation(np.arange(200) // ties)
    y = rng.integers(0, 2, 200)
    asked = {"n_splits": 5, "train_size": None, "test_size": None} | sizes
    found = draw(y, stratify=True, random_state=seed, times=times, **asked)
    tested = np.concatenate([split.test for split in found])
    assert len(set(tested)) == len(tested), "no row is tested twice"
    assert (np.diff(times[tested]) >= 0).all()
    n_train = {None: 100, 60: 60, 0.3: 60}[asked["train_size"]]
    for split in found:
        assert times[split.train].max() < times[split.test].min()
        assert n_train - ties < len(split.train) <= n_train
    assert times[found[-1].test].max() == times.max()


def test_forward_splits_keep_tested_groups_out_of_training(seed):
    rng = np.random.default_rng(seed)
    groups, y = rng.integers(0, 40, 400), rng.integers(0, 2, 400)
    more = {"n_splits": 4, "train_size": None, "test_size": 20, "stratify": True}
    for split in draw(y, random_state=0, groups=groups, times=np.arange(400), **more):
        assert not set(groups[split.train]) & set(groups[split.test])
        assert split.train.max() < split.test.min()


def test_compare_sees_what_a_random_split_hides():
    """A walk is easy to fill in between its neighbours, and hard to go on with."""
    rng = np.random.default_rng(0)
    y, when = np.cumsum(rng.normal(size=400)), np.arange(400.0)
    models = {"knn": KNeighborsRegressor(3)}
    between = protocol.compare(models, (when[:, None], y), n_splits=4)
    onward = protocol.compare(models, (when[:, None], y), n_splits=4, times=when)
    assert between.summary.loc["knn", "score"] > 0.9
    assert onward.summary.loc["knn", "score"] < 0


def test_times_that_cannot_be_split_are_refused():
    y = np.arange(20) >= 19
    for n, said in ((20, "do not hold every class"), (6, "too few for 3 to train")):
        with pytest.raises(CourseError, match=said):
            draw(y[-n:], n_splits=2, train_size=None, test_size=None, stratify=True,
                 random_state=0, times=np.arange(n))  # fmt: skip
