"""Module 3's widget: how near is near? A line through a wave, at every width."""

from typing import TYPE_CHECKING

import numpy as np

from course import explain, plots
from course.plots.look import FAINT, INK, PALETTE
from course.plots.paper import canvas, grid
from course.widgets.explorer import Explorer, explore

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTHS = [0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 2.0, 5.0, 10.0]
POINTS = [50, 100, 200, 500, 1000, 2000, 5000]
SLIDERS = {"kernel_width": WIDTHS, "n_points": POINTS, "x0": (-1.0, 1.0, 0.1)}
RUNS = 20
ENDS = (-2.5, 2.5)


def lime_zoom() -> Explorer:
    """Explain one point of a wave by a straight line: how wide is its neighbourhood?

    Returns
    -------
    An `Explorer` over the kernel width, the number of points that a run draws, and the
    place x0 of the point.
    """
    return explore(draw_zoom, **SLIDERS)


def draw_zoom(
    kernel_width: float = 0.1, n_points: int = 500, x0: float = 0.3
) -> "tuple[Figure, str]":
    """Draw the wave sin(3x), its surrogate at x0, and 20 runs of it as a band.

    Parameters
    ----------
    kernel_width
        Points at distance d count ``exp(-(d / kernel_width)**2)``.
    n_points
        Drawn in each run, from a normal distribution of standard deviation 1 around x0.
    x0
        The point to be explained.

    Returns
    -------
    A figure, and a sentence with the slope, its spread and the true slope at x0.
    """
    lines = surrogates(kernel_width, n_points, x0)
    with plots.style():
        figure, axes = canvas(height=4.2)
        axes.set_title(f"The wave sin(3x) and a line near x = {x0:.1f}")
        _picture(axes, lines, kernel_width, x0)
        axes.set_xlabel("x")
        axes.set_ylabel("what the model says")
        axes.set_xlim(*ENDS)
        axes.set_ylim(-2.2, 2.2)
        grid(axes, "y")
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=4)
    return figure, _sentence(lines[:, 0], kernel_width, x0)


def model(points: np.ndarray) -> np.ndarray:
    """Return sin(3x) for points (n, 1)."""
    return np.sin(3 * points[:, 0])


def surrogates(kernel_width: float, n_points: int, x0: float) -> np.ndarray:
    """Return slope and height at x0 of the surrogate in each run: (20, 2)."""
    found = []
    for seed in range(RUNS):
        told: list[np.ndarray] = []

        def asked(Z, told=told):
            told.append(Z[:, 0])
            return model(Z)

        (slope,) = explain.local_surrogate(
            asked,
            np.array([x0]),
            kernel_width=kernel_width,
            n_samples=n_points,
            random_state=seed,
        )
        steps = told[0] - x0
        weight = np.exp(-((steps / kernel_width) ** 2))
        height = np.average(np.sin(3 * told[0]) - slope * steps, weights=weight)
        found.append((slope, height))
    return np.array(found)


def _picture(axes: "Axes", lines: np.ndarray, kernel_width: float, x0: float) -> None:
    """Draw weights, wave, band and line, one over the other."""
    x = np.linspace(*ENDS, 401)
    runs = lines[:, 1:] + lines[:, :1] * (x - x0)  # (runs, x)
    weight = np.exp(-(((x - x0) / kernel_width) ** 2))
    axes.fill_between(
        x, -2.2, -2.2 + 0.8 * weight, color=PALETTE["neighbours"], linewidth=0,
        alpha=0.6, label="weight of a point",
    )  # fmt: skip
    axes.fill_between(
        x, runs.min(axis=0), runs.max(axis=0), color=FAINT, alpha=0.35, linewidth=0,
        label=f"{RUNS} runs",
    )  # fmt: skip
    axes.plot(x, np.sin(3 * x), color=INK, label="the model")
    axes.plot(
        x, np.median(runs, axis=0), "--", color=PALETTE["linear"],
        label="surrogate (median)",
    )  # fmt: skip
    axes.plot([x0], [np.sin(3 * x0)], "o", color=PALETTE["network"], markersize=9,
              markeredgecolor=INK, zorder=5)  # fmt: skip


def _sentence(slopes: np.ndarray, kernel_width: float, x0: float) -> str:
    """Say the slope, how much it moves, what it is at x0, and what follows."""
    slope, spread = float(np.mean(slopes)), float(np.std(slopes, ddof=1))
    true = 3 * np.cos(3 * x0)
    text = (
        f"Width {kernel_width:g}: the slope is {slope:.2f}, with a standard deviation "
        f"of {spread:.2f} over {RUNS} runs; at the point itself it is {true:.2f}. "
    )
    if spread > 0.15:
        return text + (
            "One run is a guess: with so few points near x0 the slope moves from seed "
            "to seed. Take more points."
        )
    if abs(slope) < 0.25 * abs(true):
        return text + (
            "So wide, the line averages over whole waves, and x looks unimportant. The "
            "model did not change."
        )
    if abs(slope - true) < 0.15 * abs(true) + 0.05:
        return (
            text + "So near, the line is the tangent. Now widen it: what will happen?"
        )
    return text + "The line answers for the neighbourhood, no longer for the point."
