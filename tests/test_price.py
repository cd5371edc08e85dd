"""What labels cost and what votes are worth, and the widget that shows it.

Budget: 10 s.
"""

import math
from itertools import product

import numpy as np
import pytest

from course import cost, plots, widgets
from course.errors import CourseError
from course.widgets import price

# -- costs and votes -----------------------------------------------------------


def test_a_bill_adds_up():
    votes = 3 * (2_000 + 0.25 * 2_000)
    bill = cost.label_cost_usd(
        2_000, 0.5, votes_per_label=3, rechecked_share=0.25, fixed_usd=100
    )
    assert bill == 100 + votes * 0.5


@pytest.mark.parametrize(
    "wrong",
    [{"n_labels": -1}, {"usd_per_vote": -0.1}, {"rechecked_share": 1.5},
     {"votes_per_label": -1}, {"fixed_usd": -5}],
)  # fmt: skip
def test_impossible_bills_are_refused(wrong):
    with pytest.raises(CourseError, match="0 or more"):
        cost.label_cost_usd(**({"n_labels": 10, "usd_per_vote": 1.0} | wrong))


def test_the_needed_labels_are_the_first_that_are_enough(seed):
    rng = np.random.default_rng(seed)
    for _ in range(200):
        a, b = rng.uniform(0.5, 3), rng.uniform(0.2, 0.9)
        target = a * rng.integers(2, 5_000) ** -b
        n = cost.labels_needed(a, b, target)
        assert a * n**-b <= target * (1 + 1e-8)
        assert n == 1 or a * (n - 1) ** -b > target


def test_a_curve_that_does_not_fall_never_gets_there():
    assert cost.labels_needed(0.5, 0.0, 0.1) == math.inf
    assert cost.labels_needed(0.5, -0.3, 0.1) == math.inf
    assert cost.labels_needed(0.05, 0.0, 0.1) == 1


@pytest.mark.parametrize("k", range(1, 9))
@pytest.mark.parametrize("p", [0.5, 0.61, 0.8, 1.0])
def test_a_majority_by_counting_every_outcome(p, k):
    share = 0.0
    for votes in product((0, 1), repeat=k):
        chance = math.prod(p if vote else 1 - p for vote in votes)
        share += chance * (np.sign(2 * sum(votes) - k) + 1) / 2
    assert cost.majority_share(p, k) == pytest.approx(share)


@pytest.mark.parametrize("n_votes", [1, 2, 3, 5])
def test_voted_labels_are_as_right_as_the_formula_says(n_votes, seed):
    y = np.arange(20_000) % 2
    voted = cost.voted_labels(y, p=0.7, n_votes=n_votes, random_state=seed)
    wanted = cost.majority_share(0.7, n_votes)
    for parity in (0, 1):
        right = (voted == y)[y == parity]
        spread = math.sqrt(wanted * (1 - wanted) / len(right))
        assert abs(right.mean() - wanted) < 6 * spread
    again = cost.voted_labels(y, p=0.7, n_votes=n_votes, random_state=seed)
    other = cost.voted_labels(y, p=0.7, n_votes=n_votes, random_state=seed + 1)
    assert np.array_equal(voted, again)
    assert not np.array_equal(voted, other)


def test_votes_between_more_answers_are_refused():
    with pytest.raises(CourseError, match="0 and 1"):
        cost.voted_labels(np.arange(3), p=0.8, n_votes=3, random_state=0)


def test_every_price_says_whence_it_comes():
    for name, known in cost.PRICES.items():
        assert known.name == name
        assert known.usd > 0
        assert known.source in repr(known)
        if known.name.startswith("expert"):
            assert "assumption" in known.source


# -- the widget ----------------------------------------------------------------


@pytest.mark.parametrize("name", price.CURVES)
def test_the_lines_are_the_fits_of_what_was_measured(name):
    curve = price.CURVES[name]
    n, error = np.array(curve.n), np.array(curve.error)
    inside = n >= price.FITTED[0]
    slope, intercept = np.polyfit(np.log(n[inside]), np.log(error[inside]), 1)
    assert curve.a == pytest.approx(np.exp(intercept), rel=0.005)
    assert curve.b == pytest.approx(-slope, rel=0.005)


def cheapest(**moved) -> str:
    chosen = {"usd_per_label": 0.035, "votes": 3, "one_off_usd": 2_000}
    bill = price.bills(**(chosen | {"target_accuracy": 0.9} | moved))
    return min(bill, key=lambda name: bill[name][1])


def test_the_price_of_a_label_turns_the_winner_around():
    assert cheapest() == "HOG + logistic regression"
    assert cheapest(usd_per_label=9.85, votes=1) == "HOG + logistic regression"
    assert cheapest(usd_per_label=9.95, votes=1) == "pretrained on letters"
    assert cheapest(one_off_usd=0) == "pretrained on letters"


@pytest.mark.parametrize(
    ("moved", "words"),
    [
        ({}, "Cheapest: HOG + logistic regression"),
        ({}, "pays from $9.90 a label, and here a label costs $0.11"),
        ({"usd_per_label": 200, "votes": 1}, "Cheapest: pretrained on letters"),
        ({"target_accuracy": 0.97}, "a bet, not a measurement"),
    ],
)
def test_the_sentence_fits_the_move(moved, words):
    for dollars in (False, True):
        _, sentence = price.draw_prices(**moved, dollars=dollars)
        assert words in sentence


@pytest.mark.parametrize("dollars", [False, True])
@pytest.mark.parametrize("target_accuracy", price.SLIDERS["target_accuracy"])
@pytest.mark.parametrize("usd_per_label", [0.01, 500])
def test_every_mark_lies_inside_the_figure(usd_per_label, target_accuracy, dollars):
    figure, sentence = price.draw_prices(
        usd_per_label, 1, 0, target_accuracy, dollars=dollars
    )
    assert plots.as_html(figure, alt=sentence)
    (axes,) = figure.axes
    marks = [line for line in axes.lines if line.get_marker() == "v"]
    assert len(marks) == len(price.CURVES)
    for mark in marks:
        (x,), (y,) = mark.get_data()
        assert axes.get_xlim()[0] < x < axes.get_xlim()[1]
        assert axes.get_ylim()[0] < y < axes.get_ylim()[1]


def test_no_dollar_sign_becomes_a_formula():
    figure, _ = price.draw_prices(dollars=True)
    (axes,) = figure.axes
    figure.canvas.draw()
    texts = [figure.get_suptitle(), *(t.get_text() for t in axes.get_xticklabels())]
    for text in texts:
        assert text.count("$") == text.count(r"\$")


def test_the_widget_starts_where_its_defaults_are(capfd):
    view = widgets.price_of_a_point()
    assert "dollars=False" in repr(view)
    assert "Cheapest: HOG" in view.sentence
    assert "Cheapest: pretrained" in view.move(usd_per_label=100, dollars=True)
    assert capfd.readouterr() == ("", "")
