"""LIME's zoom: what its lines are, and what its sentence says at each width.

Budget: 5 s.
"""

import numpy as np
import pytest

from course import widgets
from course.widgets import zoom


def slope(width, x0):
    """Return the slope that infinitely many points give.

    Points of standard deviation 1 with weight exp(-(d / w)**2) are normal with variance
    v = 1 / (1 + 2 / w**2); the fitted slope is the mean derivative under it.
    """
    v = 1 / (1 + 2 / width**2)
    return 3 * np.cos(3 * x0) * np.exp(-9 * v / 2)


@pytest.mark.parametrize("width", zoom.WIDTHS)
@pytest.mark.parametrize("x0", [-0.5, 0.3])
def test_the_line_is_the_weighted_fit(width, x0):
    lines = zoom.surrogates(width, 5000, x0)
    assert lines.shape == (zoom.RUNS, 2)
    error = lines[:, 0].std(ddof=1) / zoom.RUNS**0.5
    assert abs(lines[:, 0].mean() - slope(width, x0)) < 6 * error + 0.01


def test_more_points_move_the_slope_less():
    few, many = (zoom.surrogates(0.75, n, 0.3)[:, 0].std() for n in (50, 5000))
    assert 4 < few / many < 25  # ten, by the square root of a hundred


def test_the_widget_starts_at_the_tangent_and_ends_at_nothing():
    view = widgets.lime_zoom()
    assert "the line is the tangent" in view.sentence
    assert "averages over whole waves" in view.move(kernel_width=5.0, n_points=5000)
    assert "One run is a guess" in view.move(kernel_width=0.75, n_points=50)
    said = view.move(kernel_width=0.5, n_points=5000)
    assert "answers for the neighbourhood" in said


def test_the_figure_has_names_and_a_legend():
    figure, sentence = zoom.draw_zoom()
    (axes,) = figure.axes
    assert axes.get_xlabel()
    assert axes.get_ylabel()
    assert "0.3" in axes.get_title(loc="left")
    assert len(axes.get_legend().get_texts()) == 4
    assert sentence.startswith("Width 0.1: the slope is 1.8")
