"""What goes wrong in a mel filterbank: by what was seen, or by its numbers."""

from collections.abc import Callable
from types import SimpleNamespace


def symptom(name: str, of: str, test: Callable, message: str) -> SimpleNamespace:
    """Return a symptom: the facts of every failed trial of property ``of`` pass."""

    def shows(observed):
        found = observed.facts(of)
        return found[0] if found and all(test(facts) for facts in found) else None

    return SimpleNamespace(name=name, message=message, shows=shows)


SYMPTOMS = (
    symptom(
        "full_fft_width",
        "shape",
        lambda facts: facts["wide"],
        "You have {n_fft} columns. The spectrum of a real signal is its own mirror "
        "image, so only n_fft // 2 + 1 frequencies are different, from 0 to half the "
        "sample rate.",
    ),
    symptom(
        "transposed",
        "shape",
        lambda facts: facts["turned"],
        "Your matrix has shape {got}: frequencies in rows. It is multiplied from the "
        "left, bank @ power, so it needs one row for each filter. Turn it around.",
    ),
    symptom(
        "negative",
        "shape",
        lambda facts: facts["least"] < 0,
        "Some weights are negative, down to {least:.3g}. Outside their triangle the "
        "two slopes run on below 0. Cut them there with `np.maximum(0, ...)`.",
    ),
    symptom(
        "rectangular",
        "triangles",
        lambda facts: facts["flat"],
        "Your filters are flat boxes: on average at {mean} of their highest weight. "
        "Use two straight lines, one rising to the centre and one falling from it, and "
        "take the lower of the two.",
    ),
    symptom(
        "sawtooth",
        "triangles",
        lambda facts: facts["edge"],
        "Your filters are highest at one end: one slope is missing. A triangle rises "
        "from the edge below to its centre and falls to the edge above. Take the lower "
        "of the two lines.",
    ),
    symptom(
        "linear_spacing",
        "wider_above",
        lambda facts: facts["equal"],
        "Your centres are {first} Hz apart at the bottom and {last} Hz at the top: "
        "equal steps in Hz. The ear, and mel, is finer at low frequencies. Space them "
        "equally in mel.",
    ),
)
LATE_SYMPTOMS = (
    symptom(
        "empty_rows",
        "no_holes",
        lambda facts: facts["empty"],
        "{empty} of {n_mels} filters are all zero. Two things do that: n_mels edges "
        "where n_mels + 2 are needed, or neighbouring edges that fall into the same "
        "column. Keep edges as floats.",
    ),
    symptom(
        "ignores_limits",
        "limits",
        lambda facts: facts["outside"],
        "With a range of its own the bank still lets through {low} to {high} Hz. Put "
        "the first edge at fmin and the last one at fmax; only without fmax it is "
        "sr / 2.",
    ),
)


def log10_mel(hz):
    """Return mel by the logarithm to base 10."""
    import numpy as np

    return 2595 * np.log10(1 + hz / 700)


def ln_mel(hz):
    """Return 2595 times the natural logarithm, which is no mel."""
    import numpy as np

    return 2595 * np.log(1 + hz / 700)


def ten(mel):
    """Return Hz by powers of 10."""
    return 700 * (10 ** (mel / 2595) - 1)


def euler(mel):
    """Return Hz by powers of e, with the factor of the other logarithm."""
    import numpy as np

    return 700 * (np.exp(mel / 2595) - 1)


def scale(name: str, message: str, forth: Callable, back: Callable, *, index=False):
    """Return a bank whose ways to mel and back do not fit, or with a wrong index."""

    def bank(n_mels, n_fft, sr, fmin=0.0, fmax=None):
        import numpy as np

        low, high = forth(np.array([fmin, sr / 2 if fmax is None else fmax]))
        edges = back(np.linspace(low, high, n_mels + 2))[:, None]
        bins = np.arange(n_fft // 2 + 1)
        x = bins if index else bins * sr / n_fft
        below, centre, above = edges[:-2], edges[1:-1], edges[2:]
        slopes = (x - below) / (centre - below), (above - x) / (above - centre)
        return np.maximum(0, np.minimum(*slopes))

    def values(call):
        sr = call.args[2]
        m = int((call.value.max(axis=1) == 0).sum())
        return {"m": m, "top": f"{back(forth(sr / 2)):,.0f}", "half": f"{sr / 2:,.0f}"}

    return SimpleNamespace(name=name, message=message, bank=bank, values=values)


SCALES = (
    scale(
        "log10_factor",
        "{m} of your filters are empty, and the highest edge would be at {top} Hz "
        "instead of {half}: you went to mel with `np.log` and back with powers of 10. "
        "Use log10 and 2595, or ln and 1127, both ways.",
        ln_mel,
        ten,
    ),
    scale(
        "exp_factor",
        "Your highest edge is at {top} Hz instead of {half}: you went to mel with "
        "`np.log10` and back with `np.exp`. Use log10 and 2595, or ln and 1127, both "
        "ways.",
        log10_mel,
        euler,
    ),
    scale(
        "hz_bins_confused",
        "{m} of your filters are empty: you took the number of a column for its "
        "frequency. Column k stands for k * sr / n_fft Hz. Compare the edges with "
        "that.",
        log10_mel,
        ten,
        index=True,
    ),
)
