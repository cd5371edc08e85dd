"""A cosine transform over the mel bands, in any scaling; loudness is coefficient 0."""

from types import SimpleNamespace

from course.checks.engine import Exercise, Function, array

mfcc = Exercise(
    __name__,
    points=10,
    answers={"mfcc": Function(array)},
    covers=("S2.4",),
    hints=(
        "What should loudness do to a number that describes the sound of a voice?",
        "`scipy.fft.dct` of type 2 over the mel axis, which is axis 0. Keep the first "
        "n_coef rows.",
        "`return dct(logmel, type=2, axis=___, norm='ortho')[:n_coef]`",
    ),
    takeaway="A louder clip adds the same number to every log-mel band. The cosine "
    "transform puts all of that into coefficient 0 and leaves the others alone.",
)


@mfcc.cases
def cases(rng):
    """Draw log-mel spectrograms; bands, frames and coefficients all differ."""
    drawn = []
    for _ in range(3):
        sizes = [least + int(rng.integers(3)) for least in (6, 20, 40)]
        n_coef, n_mels, n_frames = sizes
        logmel = rng.normal(-2, 3, size=(n_mels, n_frames))
        order = rng.permutation(n_frames)
        gain = float(rng.uniform(1, 4))
        case = {"logmel": logmel, "n_coef": n_coef, "order": order, "gain": gain}
        drawn.append(SimpleNamespace(**case))
    return drawn


def near(a, b) -> bool:
    """Return whether two arrays agree to 1e-4 of the size of the second."""
    import numpy as np

    if a.shape != b.shape or not np.isfinite(a).all():
        return False
    return bool(abs(a - b).max() <= 1e-4 * max(1e-9, float(abs(b).max())))


def ask(case, mfcc, logmel=None):
    """Return the coefficients, and whether they have the shape that was asked for."""
    out = mfcc(case.logmel if logmel is None else logmel, n_coef=case.n_coef)
    return out, out.shape == (case.n_coef, case.logmel.shape[1])


WRONG_SHAPE = ("the shape is not (n_coef, frames)", False, "Get the shape right first.")


@mfcc.holds(1)
def shape(case, mfcc):
    """The first n_coef rows, every frame"""
    out, good = ask(case, mfcc)
    n_mels, n_frames = case.logmel.shape
    facts = {
        "got": out.shape,
        "turned": out.shape == (n_frames, case.n_coef),
        "all_bands": out.shape == (n_mels, n_frames),
        "n_coef": case.n_coef,
        "n_mels": n_mels,
    }
    yield (
        f"a log-mel spectrogram of shape {(n_mels, n_frames)} with n_coef={case.n_coef}"
        f" became {out.shape}",
        good,
        "Return (n_coef, frames): one column for each frame, as they came.",
        facts,
    )


@mfcc.holds(3)
def gain(case, mfcc):
    """Loudness reaches coefficient 0 only"""
    import numpy as np

    (soft, good), (loud, _) = ask(case, mfcc), ask(case, mfcc, case.logmel + case.gain)
    if not good or loud.shape != soft.shape:
        yield WRONG_SHAPE
        return
    change = abs(loud - soft)[1:].max(axis=1)
    size = max(1e-9, float(np.nanmax(abs(soft))))
    moved = np.flatnonzero(~(change <= 1e-4 * size)) + 1
    k = int(moved[0]) if len(moved) else 0
    said = f"changed coefficient {k}" if k else "left the others alone"
    yield (
        f"adding {case.gain:.2f} to all of log-mel, which is a louder clip, {said}",
        not k,
        "A constant over the bands has no ripple: only coefficient 0 may see it.",
        {"k": k},
    )


@mfcc.holds(1)
def loudness_is_there(case, mfcc):
    """Coefficient 0 is loudness"""
    (soft, good), (loud, _) = ask(case, mfcc), ask(case, mfcc, case.logmel + case.gain)
    if not good or loud.shape != soft.shape:
        yield WRONG_SHAPE
        return
    change = float(abs(loud - soft)[0].min())
    yield (
        f"adding {case.gain:.2f} to every log-mel value moved coefficient 0 by "
        f"{change:.3g}",
        change > 1e-3,
        "Keep the first row of the transform, and do not subtract its mean.",
        {"lost": change <= 1e-3},
    )


@mfcc.holds(3)
def cosine(case, mfcc):
    """Each row is a DCT-II over the bands"""
    import numpy as np

    out, good = ask(case, mfcc)
    if not good:
        yield WRONG_SHAPE
        return
    n = len(case.logmel)
    angle = np.pi * (np.arange(n) + 0.5) / n
    waves = np.cos(np.arange(case.n_coef + 1)[:, None] * angle)
    want = waves @ case.logmel

    def fits(target):
        """Return the first row that is no multiple of the target's, or -1."""
        for k, (a, b) in enumerate(zip(out, target, strict=True)):
            factor = float(a @ b / (b @ b))
            if not near(a, factor * b) or abs(factor) < 1e-9:
                return k
        return -1

    k = fits(want[:-1])
    yield (
        "every row is a multiple of the DCT-II"
        if k < 0
        else f"row {k} is no multiple of cos(π · {k} · (band + 0.5) / {n}) summed over "
        "the bands",
        k < 0,
        "Coefficient k compares the bands of one frame with k half waves of a cosine.",
        {"k": k, "shifted": fits(want[1:]) < 0},
    )


@mfcc.holds(1)
def frames(case, mfcc):
    """Frames do not see each other"""
    (out, good), (mixed, _) = (
        ask(case, mfcc),
        ask(case, mfcc, case.logmel[:, case.order]),
    )
    if not good or mixed.shape != out.shape:
        yield WRONG_SHAPE
        return
    kept = near(mixed, out[:, case.order])
    yield (
        "with the frames in another order, the columns "
        + ("came in that order" if kept else "changed their values"),
        kept,
        "Each frame is transformed by itself, over its bands.",
        {"mixes": True},
    )


@mfcc.holds(1)
def linear(case, mfcc):
    """Twice the input, twice the output"""
    (out, good), (twice, _) = ask(case, mfcc), ask(case, mfcc, 2 * case.logmel)
    if not good or twice.shape != out.shape:
        yield WRONG_SHAPE
        return
    yield (
        "doubling the log-mel values did "
        + "not " * (not near(twice, 2 * out))
        + "double the coefficients",
        near(twice, 2 * out),
        "The transform is a matrix product and nothing else.",
        {"bent": True},
    )


@mfcc.symptom(
    "transposed",
    "You returned (frames, coefficients), {got}. Rows are coefficients here, as rows "
    "were bands before. Turn the result around, or transform along axis 0.",
)
def _(observed):
    found = observed.facts("shape")
    return found[0] if found and all(facts["turned"] for facts in found) else None


@mfcc.symptom(
    "all_bands",
    "You returned all {n_mels} coefficients. The point is to keep the first {n_coef}: "
    "the smooth shape of the spectrum. Cut the rows with `[:n_coef]`.",
)
def _(observed):
    found = observed.facts("shape")
    return found[0] if found and all(facts["all_bands"] for facts in found) else None


@mfcc.symptom(
    "second_log",
    "Doubling the input did not double the output: something bends it. The input is "
    "logarithmic already; a second logarithm, or an absolute value, breaks the gain "
    "test. Only the transform is left to do.",
)
def _(observed):
    bent = len(observed.facts("linear")) == len(observed.cases)
    return bent and not observed.facts("shape")


@mfcc.symptom(
    "dropped_c0",
    "Loudness no longer appears anywhere: adding a constant to every band changes "
    "nothing. Keep coefficient 0, the first row of the transform, and cut at the end.",
)
def _(observed):
    found = observed.facts("cosine")
    return bool(found) and all(facts["shifted"] for facts in found)


@mfcc.symptom(
    "mean_removed",
    "Loudness no longer appears anywhere, and frames depend on each other: you took a "
    "mean away. That is a further step of some recognisers; this function is the "
    "transform alone.",
)
def _(observed):
    lost = len(observed.facts("loudness_is_there")) == len(observed.cases)
    return lost and not observed.facts("shape") and not observed.facts("frames")


@mfcc.symptom(
    "wrong_axis",
    "The columns changed when the frames came in another order: your transform runs "
    "over time. It has to run over the mel axis, axis 0, for each frame by itself.",
)
def _(observed):
    mixes = len(observed.facts("frames")) == len(observed.cases)
    return mixes and not observed.facts("shape")


@mfcc.symptom(
    "not_dct2",
    "The shape is right, but row {k} is not a DCT of type 2: is it an FFT, or another "
    "`type`? Type 2 has its samples in the middle between the bands: "
    "cos(π · k · (band + 0.5) / n_mels).",
)
def _(observed):
    found = observed.facts("cosine")
    return found[0] if len(found) == len(observed.cases) else None
