"""Answers to `hog_cell`: right ones, and other forms of mistakes."""

import math


def alternative_bilinear_votes() -> dict:
    """Share each vote between the two nearest bin centres (Dalal and Triggs)."""
    import numpy as np

    def hog_cell_histogram(gx, gy, n_bins=9):
        angle = np.rad2deg(np.arctan2(gy, gx)).ravel() % 180
        weight = np.hypot(gx, gy).ravel()
        place = angle / (180 / n_bins) - 0.5
        low = np.floor(place).astype(int)
        share = place - low
        h = np.bincount(low % n_bins, weight * (1 - share), n_bins)
        return h + np.bincount((low + 1) % n_bins, weight * share, n_bins)

    return {"hog_cell_histogram": hog_cell_histogram}


def alternative_whole_numbers() -> dict:
    """Number the bins, then count with `bincount`."""
    import numpy as np

    def hog_cell_histogram(gx, gy, n_bins=9):
        angle = np.arctan2(gy, gx) % np.pi
        number = np.minimum((angle / np.pi * n_bins).astype(int), n_bins - 1)
        return np.bincount(number.ravel(), np.hypot(gx, gy).ravel(), n_bins)

    return {"hog_cell_histogram": hog_cell_histogram}


def alternative_two_loops() -> dict:
    """Pixel by pixel, in plain Python."""
    import numpy as np

    def hog_cell_histogram(gx, gy, n_bins=9):
        h = [0.0] * n_bins
        for row_x, row_y in zip(gx.tolist(), gy.tolist(), strict=True):
            for x, y in zip(row_x, row_y, strict=True):
                angle = math.degrees(math.atan2(y, x)) % 180
                h[min(int(angle * n_bins / 180), n_bins - 1)] += math.hypot(x, y)
        return np.array(h)

    return {"hog_cell_histogram": hog_cell_histogram}


def wrong_arctan_loses_half() -> dict:
    """Divide by a tiny number where gx is 0."""
    import numpy as np

    def hog_cell_histogram(gx, gy, n_bins=9):
        angle = np.rad2deg(np.arctan(gy / np.where(gx == 0, 1e-300, gx)))
        angle = np.where(np.hypot(gx, gy) == 0, 0, angle)
        weight = np.hypot(gx, gy)
        return np.histogram(angle, bins=n_bins, range=(0, 180), weights=weight)[0]

    return {"hog_cell_histogram": hog_cell_histogram}
