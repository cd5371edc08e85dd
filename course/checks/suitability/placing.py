"""Where images lie on their canvases, and what `shift` reads and trains again."""

from __future__ import annotations

from functools import cache

from course.checks.suitability.tables import by_seed, cell

SHIFTS = (0, 1, 2)
N_TRAIN, N_TEST = 800, 200
NARROW = 0.852  # share of the width: the narrowest right interval of `paired_interval`


def corners(images, canvases):
    """Return the place of each image, row by row; -1 where it is not whole."""
    import numpy as np

    n, h, w = images.shape
    rows, columns = canvases.shape[1] - h + 1, canvases.shape[2] - w + 1
    ink = (canvases != 0).sum(axis=(1, 2))
    found = np.full(n, -1)
    for r in range(rows):
        for c in range(columns):
            same = np.isclose(canvases[:, r : r + h, c : c + w], images, atol=1e-6)
            found[same.all(axis=(1, 2)) & (ink == h * w)] = r * columns + c
    return found


def counts(found, side: int):
    """Return how often each place was used, shape (side, side)."""
    import numpy as np

    there = found[found >= 0]
    return np.bincount(there, minlength=side * side).reshape(side, side)


def p_uniform(counts) -> float:
    """Return the p-value of the chi-squared test that all places are equally likely."""
    from scipy.stats import chisquare

    if counts.size == 1:
        return 1.0 if counts.sum() else 0.0
    return float(chisquare(counts.ravel()).pvalue) if counts.sum() else 0.0


def pattern(counts) -> dict:
    """Return what is odd about the places that were used."""
    used = counts > 0
    side = len(used)
    rows, columns = used.any(axis=1), used.any(axis=0)
    n_used, diagonal = int(used.sum()), int(used[range(side), range(side)].sum())
    last = bool(rows[:-1].all() and columns[:-1].all() and not used[-1].any())
    return {
        "n_used": n_used,
        "edge_missing": side > 1 and last and not used[:, -1].any(),
        "diagonal": side > 1 and diagonal == n_used == side,
        "one_axis": side > 1 and n_used == side and 1 in (rows.sum(), columns.sum()),
    }


def first_leads(table) -> list | None:
    """Return the smallest k at which the network leads, by two right intervals."""
    from course.protocol import paired_interval

    found = []
    for share in (1.0, NARROW):
        ahead = []
        for k in SHIFTS:
            d = by_seed(table, {"k": k, "model": "cnn"}, {"k": k, "model": "svm"})
            if len(d) < 2:
                return None
            low, high = paired_interval(d, n_train=N_TRAIN, n_test=N_TEST)
            if (low + high) / 2 - share * (high - low) / 2 > 0:
                ahead.append(k)
        found.append(min(ahead, default=None))
    return found


def at(table, k: int) -> tuple[float, float, float]:
    """Return both mean accuracies and the low end of the lead at k."""
    from course.protocol import paired_interval

    svm, cnn = (
        float(cell(table, k=k, model=model).accuracy.mean()) for model in ("svm", "cnn")
    )
    d = by_seed(table, {"k": k, "model": "cnn"}, {"k": k, "model": "svm"})
    if len(d) < 2:
        return svm, cnn, float("nan")
    return svm, cnn, paired_interval(d, n_train=N_TRAIN, n_test=N_TEST)[0]


def svm(k: int, seeds: list[int]) -> float:
    """Return the mean accuracy of the support vector machine with other seeds."""
    return _svm(k, tuple(seeds))


@cache
def _svm(k: int, seeds: tuple[int, ...]) -> float:
    import numpy as np

    from course import data, models

    digits = data.load_digits()
    X = np.concatenate([digits.X_train, digits.X_test])[:, 0]
    y = np.concatenate([digits.y_train, digits.y_test])
    scores = []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        rows = rng.permutation(len(y))[: N_TRAIN + N_TEST]
        canvas = np.zeros((len(rows), 8 + 2 * k, 8 + 2 * k), dtype=X.dtype)
        for i, (r, c) in enumerate(rng.integers(0, 2 * k + 1, size=(len(rows), 2))):
            canvas[i, r : r + 8, c : c + 8] = X[rows[i]]
        train, test = slice(N_TRAIN), slice(N_TRAIN, None)
        model = models.svm().fit(canvas[train, None], y[rows[train]])
        scores.append(model.score(canvas[test, None], y[rows[test]]))
    return float(np.mean(scores))
