"""PSI from counts in the quantile bins of one sample, and its wrong relatives.

For samples in which every bin is well filled, so that no smoothing is needed and all
rules for a quantile agree.
"""


def shares(edges_of, expected, actual, bins):
    """Return the shares of two samples in the quantile bins of ``edges_of``."""
    import numpy as np

    inner = np.quantile(edges_of, np.linspace(0, 1, bins + 1)[1:-1])
    counts = (
        np.bincount(np.searchsorted(inner, sample), minlength=bins)
        for sample in (expected, actual)
    )
    return tuple(count / count.sum() for count in counts)


def psi(expected, actual, bins) -> float:
    """Return Σ (p − q) · ln(p / q) over the quantile bins of the expected sample."""
    import numpy as np

    p, q = shares(expected, expected, actual, bins)
    return float(((p - q) * np.log(p / q)).sum())


def relatives(expected, actual, bins) -> dict[str, tuple[float, ...]]:
    """Return what common mistakes would give, by name."""
    import numpy as np

    p, q = shares(expected, expected, actual, bins)
    right = float(((p - q) * np.log(p / q)).sum())
    n, m = p * len(expected), q * len(actual)
    own = shares(actual, expected, actual, bins)
    return {
        "one_sided": (
            float((p * np.log(p / q)).sum()),
            float((q * np.log(q / p)).sum()),
        ),
        "other_logarithm": (right / float(np.log(10)), right / float(np.log(2))),
        "counts": (float(((n - m) * np.log(n / m)).sum()),),
        "mean_over_bins": (right / bins,),
        "own_bins": (float(((own[0] - own[1]) * np.log(own[0] / own[1])).sum()),),
    }
