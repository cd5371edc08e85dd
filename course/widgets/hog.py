"""Module 2's widget: a letter turns, and the histogram of its gradients turns along."""

from typing import TYPE_CHECKING

import numpy as np

from course import plots
from course.data.glyphs import glyphs
from course.features.images import cell_histograms, gradients
from course.plots.look import INK, PALETTE
from course.plots.paper import canvas, headline
from course.widgets.explorer import Explorer, explore

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SLIDERS = {
    "rotate": (0, 180, 5),
    "contrast": (0.2, 3.0, 0.1),
    "brightness": (-0.5, 0.5, 0.1),
    "cell": [8, 12, 16, 20],
    "bins": [4, 6, 9, 12, 18],
}
START = {"rotate": 0, "contrast": 1.0, "brightness": 0.0, "cell": 16, "bins": 9}
SIDE = 32


def hog_under_the_hood() -> Explorer:
    """Turn, brighten and sharpen a letter: which of it does one cell of HOG notice?

    Returns
    -------
    An `Explorer` over the angle, the contrast, the brightness, the size of the cell and
    the number of bins.
    """
    return explore(draw_cell, **SLIDERS)


def draw_cell(
    rotate: float = 0,
    contrast: float = 1.0,
    brightness: float = 0.0,
    cell: int = 16,
    bins: int = 9,
) -> "tuple[Figure, str]":
    """Draw a letter with the gradients of its middle cell, and their histogram.

    Parameters
    ----------
    rotate
        Degrees clockwise.
    contrast, brightness
        The picture is multiplied by the one, then the other is added; nothing is cut.
    cell
        Pixels on each side of the cell.
    bins
        Bins from 0 to 180 degrees.

    Returns
    -------
    A figure of two panels, and a sentence that compares with the start.
    """
    image = contrast * letter(rotate) + brightness
    h, start = histogram(image, cell, bins), histogram(letter(0), cell, bins)
    with plots.style():
        figure, (left, right) = canvas(1, 2, height=4.2)
        right.remove()
        right = figure.add_subplot(1, 2, 2, projection="polar")
        headline(figure, "One cell of HOG: gradients, and the histogram of directions")
        _picture(left, image, cell)
        _bars(right, h, top=3.1 * start.max())
    chosen = {
        "rotate": rotate,
        "contrast": contrast,
        "brightness": brightness,
        "cell": cell,
        "bins": bins,
    }
    moved = {name for name, value in chosen.items() if value != START[name]}
    return figure, _sentence(h, start, moved, chosen)


def letter(rotate: float) -> np.ndarray:
    """Return a printed L, turned by degrees, as (32, 32) numbers from 0 to 1."""
    from scipy.ndimage import rotate as turned

    images, y, names = glyphs("capitals", "train")
    image = images[np.flatnonzero(y == names.index("L"))[0], 0]
    image = np.roll(image, (-4, 5), axis=(0, 1))  # the corner into the middle
    return turned(image, -rotate, reshape=False, order=1)


def data_of(image: np.ndarray, cell: int) -> tuple[np.ndarray, np.ndarray, slice]:
    """Return the gradients of the middle cell, and where it lies."""
    low = (SIDE - cell) // 2
    inside = slice(low, low + cell)
    gx, gy = gradients(image)
    return gx[inside, inside], gy[inside, inside], inside


def histogram(image: np.ndarray, cell: int, bins: int) -> np.ndarray:
    """Return the histogram of the middle cell: mean gradient length in each bin."""
    gx, gy, _ = data_of(image, cell)
    return cell_histograms(gx[None], gy[None], cell=cell, n_bins=bins)[0, 0, 0]


def _picture(axes: "Axes", image: np.ndarray, cell: int) -> None:
    axes.imshow(image, cmap="gray", vmin=-0.5, vmax=2.0)
    gx, gy, inside = data_of(image, cell)
    rows, columns = np.mgrid[inside, inside]
    long = np.hypot(gx, gy) > 0.02
    axes.quiver(
        columns[long], rows[long], gx[long], gy[long], angles="xy",
        scale_units="xy", scale=0.8, color=PALETTE["boosting"], width=0.006,
    )  # fmt: skip
    low, high = inside.start - 0.5, inside.stop - 0.5
    axes.plot(
        [low, high, high, low, low], [low, low, high, high, low],
        color=PALETTE["pretrained"], linewidth=2,
    )  # fmt: skip
    axes.set_xlim(-0.5, SIDE - 0.5)
    axes.set_ylim(SIDE - 0.5, -0.5)
    axes.set_title("the letter, its middle cell, its gradients")
    axes.set_xlabel("column (pixels)")
    axes.set_ylabel("row (pixels)")


def _bars(axes: "Axes", h: np.ndarray, *, top: float) -> None:
    width = np.pi / len(h)
    axes.bar(
        (np.arange(len(h)) + 0.5) * width, h, width=width, color=PALETTE["linear"],
        edgecolor=INK, linewidth=0.6,
    )  # fmt: skip
    axes.set_theta_direction(-1)  # rows grow downwards, so angles grow clockwise
    axes.set_thetamin(0)
    axes.set_thetamax(180)
    axes.set_ylim(0, top)
    axes.set_yticks([])
    axes.set_title("votes for each direction")
    axes.set_xlabel("direction of the gradient (degrees, clockwise)")


def _sentence(h, start, moved: set[str], chosen: dict) -> str:
    strongest = (int(h.argmax()) + 0.5) * 180 / len(h)
    text = (
        f"The longest bar stands at {strongest:.0f}°; all bars together are "
        f"{h.sum():.3g}. "
    )
    if not moved:
        return text + (
            "Move one slider at a time. Which one will leave the bars as they are?"
        )
    if moved == {"brightness"}:
        return text + (
            "Brightness changed nothing: a gradient is a difference, and what is added "
            "to both neighbours cancels."
        )
    if moved == {"contrast"}:
        return text + (
            f"Contrast scaled every bar by {h.sum() / start.sum():.2f}. A block of "
            "cells is normalised later, and then this is gone too."
        )
    if moved == {"rotate"}:
        return text + (
            f"The bars moved around by about {chosen['rotate']:.0f}°, modulo 180°. HOG "
            "notices turning; it was never asked to forget it."
        )
    if len(moved) > 1:
        return text + "More than one slider differs from the start: which did what?"
    return text
