"""What a local surrogate has to be, and what its wrong versions give on some points."""

import numpy as np

EXACT = 2e-3  # an answer is one of the known versions if it agrees this well


def weights(asked) -> dict:
    """Return name -> weight of each point, for right and for wrong kernels."""
    d2 = ((asked.Z - asked.x0) ** 2).sum(axis=1)
    w2 = asked.width**2
    square = np.exp(-d2 / w2)
    return {
        "square": square,
        "lime": np.exp(-d2 / w2 / 2),
        "unweighted": np.ones(len(d2)),
        "kernel_exp_d": np.exp(-np.sqrt(d2) / asked.width),
        "weights_inverted": (
            1 - square,
            d2,
            np.sqrt(d2),
            np.exp(np.minimum(d2 / w2, 600)),
        ),
        "weights_twice": np.exp(-2 * d2 / w2),
    }


def fit(Z, values, weight, *, intercept=True) -> np.ndarray:
    """Return the slopes of a weighted linear fit."""
    root = np.sqrt(weight / weight.max())[:, None]
    design = np.column_stack([np.ones(len(Z)), Z]) if intercept else Z
    found = np.linalg.lstsq(design * root, values * root[:, 0], rcond=None)[0]
    return found[1:] if intercept else found


def near(asked) -> set[str]:
    """Return the names of the versions that give these slopes on these points."""
    if len(asked.Z) < asked.d + 2:
        return set()
    steps = asked.Z - asked.x0
    found = {}
    for name, many in weights(asked).items():
        many = many if isinstance(many, tuple) else (many,)
        found[name] = [fit(steps, asked.values, weight) for weight in many]
    square = weights(asked)["square"]
    found["no_intercept"] = [
        fit(points, asked.values, weight, intercept=False)
        for points in (asked.Z, steps)
        for weight in (square, np.ones(len(steps)))
    ]
    scale = EXACT * (abs(asked.got).max() + 1e-9)
    return {
        name
        for name, versions in found.items()
        if any((abs(asked.got - version) <= scale).all() for version in versions)
    }


def cloud(asked) -> dict:
    """Return how many points there were, where, how far apart, and whether that fits.

    Eight standard errors are allowed; one point more, x0 itself, is too.
    """
    rows, n = len(asked.Z), asked.n
    if rows < 2:
        return {"rows": rows, "centre": 0.0, "spread": 0.0, "fits": False,
                "zero": False, "width": False, "count": True, "n": n}  # fmt: skip
    centre, spread = asked.Z.mean(axis=0), asked.Z.std(axis=0)
    error = 8 / rows**0.5
    there = bool((abs(centre - asked.x0) <= error).all())
    wide = bool((abs(spread - 1) <= error).all())
    return {
        "rows": rows,
        "n": n,
        "centre": float(centre[0]),
        "spread": float(spread[0]),
        "count": rows not in (n, n + 1),
        "zero": bool((abs(centre) <= error).all()),
        "width": bool((abs(spread - asked.width) <= error * asked.width).all()),
        "fits": there and wide and rows in (n, n + 1),
        "x0": float(asked.x0[0]),
    }


def right(f, x0, gradient, turns, width, n, seed, times, runs) -> tuple:
    """Return the lowest and the highest slopes that are right: two arrays (d,).

    By Stein's lemma the slope of a wave under weights of variance v is its gradient
    times ``exp(-v turns**2 / 2)``; v is 1 / (1 + 2 / w**2) for the squared distance and
    1 / (1 + 1 / w**2) for LIME's root of it. The spread is measured.
    """
    ours = [gradient * np.exp(-(turns**2) / (1 + k / width**2) / 2) for k in (2.0, 1.0)]
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(runs):
        steps = rng.normal(size=(n, len(x0)))
        weight = np.exp(-(steps**2).sum(axis=1) / width**2)
        found.append(fit(steps, f(x0 + steps), weight))
    error = times * np.std(found, axis=0, ddof=1)
    return np.minimum(*ours) - error, np.maximum(*ours) + error
