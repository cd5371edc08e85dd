"""Triangles on the mel scale: their shape, their place, their range.

No property compares with one formula. HTK's and Slaney's scale, filters of height 1 or
area 1, edges as floats or rounded to bins: all are right, and all pass.
"""

from types import SimpleNamespace

from course.checks.engine import Exercise, Function, array
from course.checks.representation.mel_mistakes import LATE_SYMPTOMS, SCALES, SYMPTOMS

mel_filterbank = Exercise(
    __name__,
    points=12,
    answers={"mel_filterbank": Function(array)},
    covers=("S2.4",),
    hints=(
        "Each filter starts at the centre of the one below and ends at the centre of "
        "the one above. How many edge points do n_mels filters need?",
        "Take n_mels + 2 points, equally spaced in mel, and turn them back into Hz. "
        "Column k of the matrix is k * sr / n_fft Hz. Then two slopes a filter: "
        "rising and falling.",
        "`bank[i] = np.maximum(0, np.minimum(rising, ___))`",
    ),
    takeaway="Equal steps in mel are small steps in Hz at the bottom and large ones at "
    "the top. That is a belief about hearing, written into a matrix.",
)

SETTINGS = ((16_000, 512, 20, 25), (8_000, 512, 16, 22), (22_050, 1024, 24, 31))


@mel_filterbank.cases
def cases(rng):
    """Draw the number of filters, and a range that is not the default."""
    drawn = []
    for sr, n_fft, least, most in SETTINGS:
        n_mels = int(rng.integers(least, most))
        case = {"sr": sr, "n_fft": n_fft, "n_mels": n_mels, "n_bins": n_fft // 2 + 1}
        case["low"] = float(rng.integers(3, 6) * 100)
        case["high"] = float(round(rng.uniform(0.3, 0.4) * sr, -2))
        drawn.append(SimpleNamespace(**case))
    return drawn


def ask(case, mel_filterbank, *limits):
    """Return the call as a text, and the bank if it has the right shape, else None."""
    bank = mel_filterbank(case.n_mels, case.n_fft, case.sr, *limits)
    call = f"`mel_filterbank({case.n_mels}, {case.n_fft}, {case.sr})`"
    return call, bank if bank.shape == (case.n_mels, case.n_bins) else None


def shaped(call, case):
    """Return what is said by properties that cannot look at another shape."""
    want = f"({case.n_mels}, {case.n_bins})"
    return f"{call} has not the shape {want}", False, "Get the shape right first."


def whole(bank) -> bool:
    """Return whether every row has something in it, and nothing is below 0 or NaN."""
    import numpy as np

    fine = np.isfinite(bank).all() and (bank >= 0).all()
    return bool(fine and (bank.max(axis=1) > 0).all())


def centres(bank, case):
    """Return the centre of gravity of each row in Hz."""
    import numpy as np

    hz = np.arange(case.n_bins) * case.sr / case.n_fft
    return bank @ hz / bank.sum(axis=1)


@mel_filterbank.holds(2)
def shape(case, mel_filterbank):
    """One row a filter, one column a frequency"""
    import numpy as np

    bank = mel_filterbank(case.n_mels, case.n_fft, case.sr)
    fine = bool(np.isfinite(bank).all() and (bank >= 0).all())
    least = float(bank.min()) if bank.size else 0.0
    yield (
        f"`mel_filterbank({case.n_mels}, {case.n_fft}, {case.sr})` has shape "
        f"{bank.shape} and its least value is {least:.3g}",
        bank.shape == (case.n_mels, case.n_bins) and fine,
        "Return (n_mels, n_fft // 2 + 1) numbers that are finite and not negative.",
        {
            "got": bank.shape,
            "n_fft": case.n_fft,
            "wide": bank.shape == (case.n_mels, case.n_fft),
            "turned": bank.shape == (case.n_bins, case.n_mels),
            "least": least,
        },
    )


@mel_filterbank.holds(2)
def no_holes(case, mel_filterbank):
    """No filter is empty or torn"""
    import numpy as np

    call, bank = ask(case, mel_filterbank)
    if bank is None:
        yield shaped(call, case)
        return
    empty = int((~(bank > 0).any(axis=1)).sum())
    steps = np.diff((bank > 0).astype(int), axis=1, prepend=0, append=0)
    torn = int(((steps == 1).sum(axis=1) > 1).sum())
    yield (
        f"{call}: {empty} of {case.n_mels} filters are all zero, {torn} have a hole",
        empty == torn == 0,
        "Every filter lets one stretch of frequencies through. Count your edges.",
        {"empty": empty, "n_mels": case.n_mels},
    )


@mel_filterbank.holds(1)
def in_order(case, mel_filterbank):
    """From low to high"""
    import numpy as np

    call, bank = ask(case, mel_filterbank)
    if bank is None:
        yield shaped(call, case)
        return
    good = whole(bank) and bool((np.diff(centres(bank, case)) > 0).all())
    look = "Filter 0 is the lowest; each next one has its centre higher up."
    words = "" if good else "not all "
    yield f"{call}: the centres are {words}in rising order", good, look


@mel_filterbank.holds(2)
def wider_above(case, mel_filterbank):
    """Narrow below, wide above"""
    import numpy as np

    call, bank = ask(case, mel_filterbank)
    if bank is None:
        yield shaped(call, case)
        return
    gaps = np.diff(centres(bank, case)) if whole(bank) else np.zeros(case.n_mels - 1)
    first, last = float(gaps[0]), float(gaps[-1])
    yield (
        f"{call}: the centres are {first:.0f} Hz apart at the bottom and {last:.0f} Hz "
        "at the top",
        first > 0 and last / first >= 2,
        "Space the edges equally in mel, then turn them back into Hz.",
        {
            "first": f"{first:.0f}",
            "last": f"{last:.0f}",
            "equal": 0.8 < last / (first or 1e-9) < 1.25,
        },
    )


@mel_filterbank.holds(2)
def triangles(case, mel_filterbank):
    """A rise and a fall"""
    import numpy as np

    call, bank = ask(case, mel_filterbank)
    if bank is None:
        yield shaped(call, case)
        return
    wide = [row[row > 0] for row in bank if (row > 0).sum() >= 12]
    if not wide:
        yield f"{call}: no filter has 12 columns", False, "High filters are wide."
        return
    fill = [float(np.mean(row / row.max())) for row in wide]
    at = [int(row.argmax()) / (len(row) - 1) for row in wide]
    mean, edge = float(np.mean(fill)), min(min(at), 1 - max(at))
    yield (
        f"{call}: the wide filters are on average at {mean:.2f} of their highest "
        "weight; a triangle is at 0.5",
        0.40 <= min(fill) <= max(fill) <= 0.62 and edge > 0.15,
        "From the edge below the weight rises to the centre in a straight line, then "
        "it falls to the edge above.",
        {"mean": f"{mean:.2f}", "flat": mean > 0.8, "edge": edge <= 0.15},
    )


@mel_filterbank.holds(2)
def in_place(case, mel_filterbank):
    """Where the filters stand"""
    call, bank = ask(case, mel_filterbank)
    if bank is None:
        yield shaped(call, case)
        return
    if not whole(bank):
        yield f"{call}: some filters are empty", False, "Fill every row first."
        return
    found = centres(bank, case)
    middle, last = float(found[case.n_mels // 2]), float(found[-1])
    half = case.sr / 2
    yield (
        f"{call}: the middle filter is centred at {middle:.0f} Hz, the last one at "
        f"{last:.0f} Hz",
        0.15 <= middle / half <= 0.42 and 0.6 <= last / half <= 1.0,
        f"The range is 0 to {half:.0f} Hz. In mel the middle of it lies far below the "
        "middle in Hz.",
        {"middle": f"{middle:.0f}", "half": f"{half:.0f}"},
    )


@mel_filterbank.holds(1)
def limits(case, mel_filterbank):
    """fmin and fmax"""
    import numpy as np

    call, bank = ask(case, mel_filterbank, case.low, case.high)
    if bank is None:
        yield shaped(call, case)
        return
    hz = np.arange(case.n_bins) * case.sr / case.n_fft
    used = hz[(bank > 0).any(axis=0)]
    low, high = (float(used.min()), float(used.max())) if len(used) else (0.0, 0.0)
    bins = 2 * case.sr / case.n_fft
    inside = low >= case.low - bins and high <= case.high + bins
    yield (
        f"with fmin={case.low:.0f} and fmax={case.high:.0f} the weights go from "
        f"{low:.0f} to {high:.0f} Hz",
        inside and high - low >= 0.8 * (case.high - case.low),
        "The lowest edge is fmin, the highest fmax; without fmax it is sr / 2.",
        {"low": f"{low:.0f}", "high": f"{high:.0f}", "outside": not inside},
    )


# Whole formulas first: they fit only where every number does.
for mistake in SCALES:
    mel_filterbank.mistake(
        mistake.name,
        mistake.message,
        replaces="mel_filterbank",
        values=mistake.values,
    )(mistake.bank)
for mistake in (*SYMPTOMS, *LATE_SYMPTOMS):
    mel_filterbank.symptom(mistake.name, mistake.message)(mistake.shows)
