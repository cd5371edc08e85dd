"""One cell of HOG: a histogram of directions, each pixel weighted by its gradient.

The learner gets the gradients, so no convention about edges or central differences can
make a right answer wrong; hard and bilinear votes both hold.
"""

from types import SimpleNamespace

from course.checks.engine import Exercise, Function, array, show

hog_cell = Exercise(
    __name__,
    points=14,
    answers={"hog_cell_histogram": Function(array)},
    covers=("S2.3", "S2.6"),
    hints=(
        "Which two numbers describe the gradient of one pixel: where does it point, "
        "and how long is it?",
        "The angle is `arctan2` in degrees, modulo 180. The weight of a pixel is the "
        "length of its gradient, `hypot`.",
        "`np.histogram(angle, bins=n_bins, range=(0, 180), weights=___)[0]`",
    ),
    takeaway="You wrote the heart of HOG. It forgets where in the cell an edge lies "
    "and which side is bright; that was chosen by people, not learned.",
)


@hog_cell.cases
def cases(rng):
    """Draw gradients that no two known mistakes treat alike, and a number of bins."""
    drawn = []
    for n_bins in (9, 12, int(rng.choice([6, 8, 10]))):
        height, width = rng.choice(range(4, 9), size=2, replace=False).tolist()
        gx, gy = rng.normal(size=(2, height, width))
        order = rng.permutation(height * width)
        factor = float(rng.uniform(2, 4))
        case = {"gx": gx, "gy": gy, "n_bins": n_bins, "order": order, "factor": factor}
        drawn.append(SimpleNamespace(**case))
    return drawn


def near(a, b, *, rtol: float = 1e-6) -> bool:
    """Return whether two histograms agree."""
    import numpy as np

    return a.shape == b.shape and bool(np.allclose(a, b, rtol=rtol, atol=1e-9))


def bars(values) -> str:
    """Return a histogram as a short text."""
    numbers = ", ".join(f"{value:.2f}" for value in values.ravel()[:4])
    return f"[{numbers}{', …' if values.size > 4 else ''}]"


@hog_cell.holds(2)
def shape(case, hog_cell_histogram):
    """One number a bin, none below 0"""
    h = hog_cell_histogram(case.gx, case.gy, case.n_bins)
    yield (
        f"n_bins={case.n_bins} gave {bars(h)} of shape {h.shape}",
        h.shape == (case.n_bins,) and bool((h >= 0).all()),
        "The result is one row of `n_bins` numbers, none negative.",
    )
    h = hog_cell_histogram(case.gx, case.gy)
    look = "Without `n_bins` there are nine bins; hand `n_bins` on to the histogram."
    yield f"without n_bins the shape was {h.shape}", h.shape == (9,), look


@hog_cell.holds(3)
def mass(case, hog_cell_histogram):
    """The bars add up to the lengths of the gradients"""
    import numpy as np

    h = hog_cell_histogram(case.gx, case.gy, case.n_bins)
    total, want = float(h.sum()), float(np.hypot(case.gx, case.gy).sum())
    yield (
        f"the bars add up to {total:.4g}, the lengths of the gradients to {want:.4g}",
        abs(total - want) <= 1e-6 * want,
        "Every pixel votes with the length √(gx² + gy²), and no vote may get lost.",
    )


@hog_cell.holds(2)
def unsigned(case, hog_cell_histogram):
    """Black on white gives the same as white on black"""
    h = hog_cell_histogram(case.gx, case.gy, case.n_bins)
    other = hog_cell_histogram(-case.gx, -case.gy, case.n_bins)
    yield (
        f"the gradient gave {bars(h)}, its opposite {bars(other)}",
        near(h, other),
        "A direction and its opposite are one orientation: angles modulo 180°.",
    )


@hog_cell.holds(2)
def contrast(case, hog_cell_histogram):
    """More contrast scales all bars"""
    h = hog_cell_histogram(case.gx, case.gy, case.n_bins)
    more = hog_cell_histogram(case.factor * case.gx, case.factor * case.gy, case.n_bins)
    yield (
        f"{case.factor:.2f} times the gradient turned {bars(h)} into {bars(more)}",
        near(more, case.factor * h),
        "A cell is not normalised; blocks of cells are, later.",
    )


@hog_cell.holds(3)
def places(case, hog_cell_histogram):
    """Each direction lands in its own bin"""
    import numpy as np

    width, ones = 180 / case.n_bins, np.ones((4, 4))
    for number in range(case.n_bins):
        angle = (number + 0.5) * width  # the centre of a bin
        gx, gy = np.cos(np.deg2rad(angle)) * ones, np.sin(np.deg2rad(angle)) * ones
        h = hog_cell_histogram(gx, gy, case.n_bins)
        if h.shape != (case.n_bins,):
            yield f"the shape was {h.shape}", False, "One number for each bin."
            return
        total = max(abs(h).sum(), 1e-12)
        around = [(number + step) % case.n_bins for step in (-1, 0, 1)]
        yield (
            f"16 gradients at {angle:g}° put {100 * h[number] / total:.0f} % into bin "
            f"{number}, which is the one around {angle:g}°",
            h[number] >= 0.49 * total and h[around].sum() >= 0.999 * total,
            f"Bin {number} goes from {number * width:g}° to {(number + 1) * width:g}°.",
        )


@hog_cell.holds(2)
def order_and_nothing(case, hog_cell_histogram):
    """The place of a pixel does not count, and no gradient gives zeros"""
    import numpy as np

    h = hog_cell_histogram(case.gx, case.gy, case.n_bins)
    gx, gy = (g.ravel()[case.order].reshape(g.shape) for g in (case.gx, case.gy))
    other = hog_cell_histogram(gx, gy, case.n_bins)
    yield (
        f"the pixels in another order gave {bars(other)}, before {bars(h)}",
        near(h, other),
        "The histogram of a cell does not know where in the cell an edge lies.",
    )
    zero = np.zeros_like(case.gx)
    h = hog_cell_histogram(zero, zero, case.n_bins)
    tried = f"a cell without any gradient gave {show(h, 40)}"
    yield tried, not h.any(), "A flat cell has no votes: all bars are 0, none NaN."


def angles(gx, gy):
    """Return the orientation of each gradient, 0 to 180 degrees."""
    import numpy as np

    return np.rad2deg(np.arctan2(gy, gx)) % 180


def histogram(angle, weights, n_bins, *, top=180):
    """Return the weighted histogram of angles from 0 to `top`."""
    import numpy as np

    return np.histogram(angle, bins=n_bins, range=(0, top), weights=weights)[0]


@hog_cell.mistake(
    "swapped_axes",
    "A pure left-right ramp, gx=1 and gy=0, landed at 90°. The first argument of "
    "`arctan2` is y: write `arctan2(gy, gx)`.",
    replaces="hog_cell_histogram",
)
def _(gx, gy, n_bins=9):
    import numpy as np

    return histogram(angles(gy, gx), np.hypot(gx, gy), n_bins)


@hog_cell.mistake(
    "radians_binned_as_degrees",
    "All your mass is in bin 0. `arctan2` gives radians, so your angles lie between 0 "
    "and 3.14, but the bins run to 180. Convert them with `np.rad2deg`.",
    replaces="hog_cell_histogram",
)
def _(gx, gy, n_bins=9):
    import numpy as np

    angle = np.arctan2(gy, gx) % np.pi
    return histogram(angle, np.hypot(gx, gy), n_bins)


@hog_cell.mistake(
    "counts_not_magnitude",
    "You counted pixels: each has one vote. A strong edge must have more say than "
    "noise in a flat wall. Give the length of the gradient as weight.",
    replaces="hog_cell_histogram",
)
def _(gx, gy, n_bins=9):
    return histogram(angles(gx, gy), None, n_bins).astype(float)


@hog_cell.mistake(
    "signed_orientation",
    "Flipping black and white changed your histogram: your angles run from 0° to 360°. "
    "HOG of this kind is unsigned: take the angles modulo 180° and bins from 0° to "
    "180°.",
    replaces="hog_cell_histogram",
)
def _(gx, gy, n_bins=9):
    import numpy as np

    angle = np.rad2deg(np.arctan2(gy, gx)) % 360
    return histogram(angle, np.hypot(gx, gy), n_bins, top=360)


@hog_cell.mistake(
    "arctan_loses_half",
    "About half of the gradient mass disappeared. Angles below 0° fall outside of the "
    "bins and their votes get lost. Take `arctan2` and `% 180`.",
    replaces="hog_cell_histogram",
)
def _(gx, gy, n_bins=9):
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        angle = np.rad2deg(np.arctan(gy / gx))
    return histogram(np.nan_to_num(angle), np.hypot(gx, gy), n_bins)


@hog_cell.mistake(
    "normalised_too_early",
    "Your cell always adds up to 1, so contrast cannot scale the bars. Normalisation "
    "happens later and for blocks of several cells. Leave the votes as they are.",
    replaces="hog_cell_histogram",
)
def _(gx, gy, n_bins=9):
    import numpy as np

    h = histogram(angles(gx, gy), np.hypot(gx, gy), n_bins)
    return h / max(h.sum(), 1e-12)


@hog_cell.mistake(
    "l1_magnitude",
    "You weighted with |gx| + |gy|. A diagonal gradient then counts 1.41 times too "
    "much. Its length is √(gx² + gy²), `np.hypot(gx, gy)`.",
    replaces="hog_cell_histogram",
)
def _(gx, gy, n_bins=9):
    return histogram(angles(gx, gy), abs(gx) + abs(gy), n_bins)
