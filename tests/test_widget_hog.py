"""Module 2's widget and figures: what they say is what the numbers do.

Budget: 15 s.
"""

import numpy as np
import pandas as pd
import pytest

from course import plots, widgets
from course.errors import CourseError
from course.widgets import hog as widget

SIZES = [10, 20, 50, 100, 300]


# -- the widget ----------------------------------------------------------------


def test_brightness_changes_nothing():
    image = widget.letter(30)
    before = widget.histogram(image, 16, 9)
    np.testing.assert_allclose(widget.histogram(image + 0.4, 16, 9), before, atol=1e-6)


def test_contrast_scales_all_bars():
    image = widget.letter(0)
    before = widget.histogram(image, 12, 9)
    np.testing.assert_allclose(widget.histogram(2 * image, 12, 9), 2 * before)


@pytest.mark.parametrize("bins", [9, 18])
@pytest.mark.parametrize("turn", [40, 60, 120])
def test_turning_moves_the_bars_around(bins, turn):
    before = widget.histogram(widget.letter(0), 20, bins)
    after = widget.histogram(widget.letter(turn), 20, bins)
    wide = after + np.roll(after, 1) + np.roll(after, -1)  # a bar may lie at an edge
    fits = [np.roll(before, step) @ wide for step in range(bins)]
    assert fits[turn * bins // 180] >= 0.8 * max(fits)
    assert fits[0] < 0.8 * max(fits)


@pytest.mark.parametrize(
    ("moved", "words"),
    [
        ({}, "Move one slider at a time"),
        ({"brightness": 0.3}, "Brightness changed nothing"),
        ({"contrast": 2.0}, "scaled every bar by 2.00"),
        ({"rotate": 45}, "moved around by about 45°"),
        ({"rotate": 45, "bins": 4}, "which did what?"),
        ({"cell": 8}, "The longest bar stands at"),
    ],
)
def test_the_sentence_fits_the_move(moved, words):
    figure, sentence = widget.draw_cell(**moved)
    assert words in sentence
    assert "<img" in plots.as_html(figure, alt=sentence)


def test_every_slider_reaches_its_ends():
    view = widgets.hog_under_the_hood()
    assert view.values == widget.START
    for name, slider in widget.SLIDERS.items():
        for value in slider if isinstance(slider, list) else slider[:2]:
            assert view.move(**{name: value})
        view.move(**{name: widget.START[name]})


# -- the figures ---------------------------------------------------------------


def runs() -> pd.DataFrame:
    rows = [
        (regime, n, seed, 0.5 + 0.1 * i + n / 1000)
        for i, regime in enumerate(("scratch", "frozen", "finetune"))
        for n in SIZES
        for seed in range(3)
    ]
    return pd.DataFrame(rows, columns=["regime", "n", "seed", "accuracy"])


def test_transfer_curves_draw_every_run_and_the_means():
    figure = plots.transfer_curves(runs())
    lines = figure.axes[0].get_lines()
    assert len(lines) == 6
    assert list(lines[0].get_xdata()) == SIZES
    assert lines[0].get_ydata()[0] == pytest.approx(0.51)
    assert len(lines[1].get_xdata()) == 15
    with pytest.raises(CourseError, match="regime"):
        plots.transfer_curves(runs().drop(columns="regime"))


def test_the_dial_draws_its_settings_in_order():
    frame = pd.DataFrame(
        [(m, s, 0, 0.1 * i) for m in ("cnn", "HOG") for i, s in enumerate("abc")],
        columns=["model", "setting", "seed", "accuracy"],
    )
    axes = plots.dial(frame, ["a", "b", "c"]).axes[0]
    assert [t.get_text() for t in axes.get_xticklabels()] == ["a", "b", "c"]
    np.testing.assert_allclose(axes.get_lines()[0].get_ydata(), [0, 0.1, 0.2])


def test_pictures_have_names_and_points():
    images = {f"picture {i}": np.eye(5) * i for i in range(1, 6)}
    figure = plots.pictures(images, points={"picture 2": np.array([[1, 3]])})
    shown = [axes for axes in figure.axes if axes.images]
    assert [axes.get_title(loc="left") for axes in shown] == list(images)
    (line,) = shown[1].get_lines()
    assert (line.get_xdata()[0], line.get_ydata()[0]) == (3, 1)
    assert "<img" in plots.as_html(figure, alt="Five pictures.")
    with pytest.raises(CourseError):
        plots.pictures({})
