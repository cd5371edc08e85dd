"""Learning curves: models made for a size, intervals at each size, and their figures.

What rows are drawn is tested in `test_protocol.py`. Budget: 5 s.
"""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier

from course import plots, protocol
from course.errors import CourseError

IRIS = load_iris(return_X_y=True)


def frame_of(scores: dict[str, dict[int, list[float]]]) -> pd.DataFrame:
    """Return a curve from model -> size -> scores of the splits."""
    return pd.DataFrame(
        [
            {"train_size": n, "model": model, "split": split, "score": score}
            for model, curve in scores.items()
            for n, values in curve.items()
            for split, score in enumerate(values)
        ]
    )


def test_a_model_can_be_made_for_each_size():
    asked = []

    def knn(size):
        asked.append(size)
        return KNeighborsClassifier(1 if size < 50 else size)

    frame = protocol.learning_curve(
        {"knn": knn, "nb": GaussianNB()}, IRIS, [9, 60], n_splits=2
    )
    assert asked == [9, 60]
    assert list(frame.model.unique()) == ["knn", "nb"]
    known = frame[frame.model == "knn"].set_index(["train_size", "split"]).train_score
    assert (known[9] == 1).all()  # one neighbour: itself
    assert (known[60] < 0.5).all()  # as many neighbours as rows: one class for all


def test_what_a_function_makes_is_checked():
    with pytest.raises(CourseError, match="no `fit`"):
        protocol.learning_curve({"odd": lambda size: size}, IRIS, [9])
    with pytest.raises(CourseError, match="no `fit`"):
        protocol.learning_curve({"class": GaussianNB}, IRIS, [9])


def test_the_number_of_test_rows_can_be_chosen():
    frame = protocol.learning_curve(
        [LogisticRegression(max_iter=500)], IRIS, [110], n_splits=3, test_size=40
    )
    shares = frame.score * 40
    assert np.allclose(shares, shares.round())
    with pytest.raises(CourseError, match=r"40 test\. Use sizes from 3 to 110"):
        protocol.learning_curve([GaussianNB()], IRIS, [111], test_size=40)


def test_summary_is_a_t_interval_of_each_cell():
    scores = {"a": {50: [0.7, 0.8, 0.75], 100: [0.9, 0.9, 0.9]}, "b": {50: [0.1, 0.3]}}
    summary = protocol.curve_summary(frame_of(scores))
    assert list(summary.columns) == [
        "model", "train_size", "mean", "low", "high", "n_splits"
    ]  # fmt: skip
    row = summary.iloc[0]
    low, high = stats.ttest_1samp([0.7, 0.8, 0.75], 0).confidence_interval(0.95)
    assert (row.model, row.train_size, row.n_splits) == ("a", 50, 3)
    assert row[["mean", "low", "high"]].tolist() == pytest.approx([0.75, low, high])
    assert summary.iloc[1][["low", "high"]].tolist() == pytest.approx([0.9, 0.9])


def test_differences_are_paired_split_by_split():
    a, b = [0.70, 0.80, 0.90], [0.60, 0.71, 0.79]
    frame = frame_of({"a": {50: a}, "b": {50: b}}).sample(frac=1, random_state=0)
    (row,) = protocol.curve_differences(frame, "a", "b").itertuples()
    low, high = stats.ttest_rel(a, b).confidence_interval(0.95)
    assert (row.mean, row.low, row.high) == pytest.approx((0.1, low, high))
    (turned,) = protocol.curve_differences(frame, "b", "a").itertuples()
    assert turned.mean == pytest.approx(-0.1)


def test_differences_that_cannot_be_paired_are_refused():
    frame = frame_of({"a": {50: [0.7, 0.8]}, "b": {50: [0.6]}})
    with pytest.raises(CourseError, match="same splits"):
        protocol.curve_differences(frame, "a", "b")
    with pytest.raises(CourseError, match="no model 'c'"):
        protocol.curve_differences(frame, "a", "c")
    with pytest.raises(CourseError, match="two splits or more"):
        protocol.curve_summary(frame)


# -- figures ------------------------------------------------------------------


def test_the_band_is_the_interval_and_panels_share_their_axis():
    summary = protocol.curve_summary(
        frame_of({"lr": {50: [0.7, 0.8], 500: [0.9, 0.92]}})
    )
    both = pd.concat([summary.assign(data="x"), summary.assign(data="y")])
    left, right = plots.learning_curves(both, panel="data").axes
    assert (left.get_title("left"), right.get_title("left")) == ("x", "y")
    assert left.get_xscale() == "log"
    assert left.get_ylim() == right.get_ylim()
    (line,) = left.lines
    assert line.get_ydata() == pytest.approx([0.75, 0.91])
    heights = left.collections[0].get_paths()[0].vertices[:, 1]
    assert heights.min() == pytest.approx(summary.low.min())
    assert heights.max() == pytest.approx(summary.high.max())
    many = pd.concat([summary.assign(data=i) for i in range(4)])
    with pytest.raises(CourseError, match="three panels"):
        plots.learning_curves(many, panel="data")


def test_a_law_is_drawn_where_it_says_and_broken_beyond_what_it_saw():
    n = np.array([50, 100, 400, 800])
    points = pd.DataFrame({"model": "svm", "train_size": n, "error": 2.0 * n**-0.5})
    points.loc[len(points)] = ("svm", 1_600, 0.0)  # has no logarithm
    axes = plots.power_laws(points, {"svm": (2.0, 0.5)}, fitted_to=400).axes[0]
    dots, seen, promised, _ = axes.lines
    assert len(dots.get_xdata()) == 4
    assert seen.get_xdata()[-1] == promised.get_xdata()[0] == pytest.approx(400)
    assert promised.get_xdata()[-1] == pytest.approx(800)
    for line in (seen, promised):
        assert line.get_ydata() == pytest.approx(2.0 * line.get_xdata() ** -0.5)
    assert seen.get_linestyle() != promised.get_linestyle()
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
