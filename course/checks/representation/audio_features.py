"""At most 40 numbers of a chirp, judged by a logistic regression on new chirps.

The check draws chirps, makes their log-mel spectrograms, asks for the features of one
clip at a time, standardises them on the training clips and fits. What was measured for
each threshold stands in ``audio_features.md``.
"""

from types import SimpleNamespace

from course.checks.engine import Choice, Exercise, Function, array

MOST = 40
TRAIN, TEST = 100, 80
LOUD, LOUD_CLIPS = (0.3, 3.0), 112  # 84 of them to train on, if one would
PRIORS = ("order in time", "place in frequency", "loudness")

audio_features = Exercise(
    __name__,
    points=14,
    answers={"my_audio_features": Function(array), "which_prior": Choice(PRIORS)},
    covers=("S2.1", "S2.6", "S2.7", "S2.13"),
    hints=(
        "Plot the log-mel spectrograms of a rising and a falling clip. What differs, "
        "and what is the same?",
        "A mean over all frames cannot know what came first. Compare late frames with "
        "early ones, or follow the loudest band over time.",
        "`return logmel[:, half:].mean(axis=1) - logmel[:, :half].___`",
    ),
    takeaway="You knew that order in time matters and wrote it down in one line. A "
    "network would have to find it in data; your line finds nothing else.",
    trains=True,
    seconds=60.0,
)


@audio_features.cases
def cases(rng):
    """Draw clips to fit on, clips to test on, and the same test at other volumes."""
    from course import data, features

    def spectra(waves):
        return features.log_mel(waves, sample_rate=8000)

    drawn = []
    for seed in rng.integers(1000, 2**31 - 1, size=8).tolist():
        plain = data.load_chirps(240, random_state=seed)
        loud = data.load_chirps(LOUD_CLIPS, loudness=LOUD, random_state=seed + 1)
        case = {
            "X": spectra(plain.X_train[:TRAIN]),
            "y": plain.y_train[:TRAIN],
            "new": spectra(plain.X_test),
            "y_new": plain.y_test,
            "loud": spectra(loud.X_train[:TEST]),
            "y_loud": loud.y_train[:TEST],
            "memo": {},
        }
        drawn.append(SimpleNamespace(**case))
    return drawn


def rows_of(function, spectra):
    """Return the features of each clip as rows, or None if they are of no use."""
    import numpy as np

    rows = [np.asarray(function(clip), dtype=float) for clip in spectra]
    sizes = {row.shape for row in rows}
    if len(sizes) > 1 or rows[0].ndim != 1 or not 0 < rows[0].size <= MOST:
        return None
    rows = np.stack(rows)
    return rows if np.isfinite(rows).all() else None


def scores(case, function):
    """Return the accuracy on new clips and at other volumes; None for no features."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    if "scores" not in case.memo:
        case.memo["scores"] = None
        parts = [rows_of(function, part) for part in (case.X, case.new, case.loud)]
        if all(part is not None for part in parts):
            scaled = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))
            model = scaled.fit(parts[0], case.y)
            case.memo["scores"] = (
                float(model.score(parts[1], case.y_new)),
                float(model.score(parts[2], case.y_loud)),
            )
    return case.memo["scores"]


def mean_scores(cases, function):
    """Return both accuracies, on average over all draws, or None."""
    found = [scores(case, function) for case in cases]
    if any(pair is None for pair in found):
        return None
    return [sum(side) / len(found) for side in zip(*found, strict=True)]


@audio_features.holds(3, needs=("my_audio_features",))
def a_few_numbers(case, my_audio_features):
    """At most 40 finite numbers, of one clip alone"""
    import numpy as np

    first = my_audio_features(case.X[0])
    my_audio_features(case.X[1])
    again = my_audio_features(case.X[0])
    n, flat = int(np.size(first)), np.ndim(first) == 1
    finite = bool(np.isfinite(np.asarray(first, dtype=float)).all())
    same = np.shape(first) == np.shape(again) and np.array_equal(
        first, again, equal_nan=True
    )
    yield (
        f"a clip became an array of shape {np.shape(first)}, "
        f"{'all' if finite else 'not all'} finite; asked again it was "
        f"{'the same' if same else 'another one'}",
        flat and 0 < n <= MOST and finite and same,
        f"Return one row of at most {MOST} numbers that depends on this clip only.",
        {"n": n, "flat": flat, "finite": finite, "same": same},
    )


@audio_features.holds(3, needs=("my_audio_features",), once=True)
def better_than_a_mean(cases, my_audio_features):
    """Accuracy 0.80 on new chirps"""
    yield judged(cases, my_audio_features, 0.80)


@audio_features.holds(3, needs=("my_audio_features",), once=True)
def good(cases, my_audio_features):
    """Accuracy 0.85 on new chirps"""
    yield judged(cases, my_audio_features, 0.85)


def judged(cases, function, least):
    """Return what was tried: the mean accuracy over the draws, against ``least``."""
    import numpy as np

    found = mean_scores(cases, function)
    if found is None:
        return "the features could not be fitted", False, "Make them fit to use first."
    clip = cases[0].X[0]
    there, back = function(clip), function(np.ascontiguousarray(clip[:, ::-1]))
    blind = bool(np.allclose(there, back, rtol=1e-4, atol=1e-5))
    return (
        f"with {TRAIN} training clips, logistic regression got {found[0]:.2f} right on "
        "new ones, on average over eight draws",
        found[0] >= least,
        "Listen to what you threw away: which of the three classes get mixed up?",
        {"a": f"{found[0]:.2f}", "blind": blind},
    )


@audio_features.holds(3, needs=("my_audio_features",), once=True)
def any_volume(cases, my_audio_features):
    """Still 0.84 when the volume varies"""
    found = mean_scores(cases, my_audio_features)
    if found is None:
        yield "the features could not be fitted", False, "Make them fit to use first."
        return
    plain, loud = found
    yield (
        f"fitted at one volume and tested at 0.3 to 3 times it, {loud:.2f} were right; "
        f"at the same volume {plain:.2f}",
        loud >= 0.84,
        "In log-mel a louder clip is a constant more. Take differences, or places of "
        "maxima, and it cancels.",
        {"a": f"{plain:.2f}", "b": f"{loud:.2f}", "falls": plain - loud > 0.1},
    )


@audio_features.holds(2, needs=("which_prior",), once=True)
def prior(cases, which_prior):
    """What you built in"""
    look = "Up and down hold the same frequencies equally loud. What tells them apart?"
    yield f"you named {which_prior!r}", which_prior == "order in time", look


def first_of(observed, name, test):
    """Return the facts of the first failed trial of a property that pass a test."""
    return next((facts for facts in observed.facts(name) if test(facts)), None)


@audio_features.symptom(
    "raw_pixels",
    "{n} numbers: that is most of the spectrogram. With 100 clips to learn from, the "
    "point is to summarise. Keep 40 or fewer that carry what you know about chirps.",
)
def _(observed):
    return first_of(observed, "a_few_numbers", lambda f: f["n"] > MOST)


@audio_features.symptom(
    "not_a_row",
    "The features of a clip have to be one row of numbers, a 1-D array. You returned "
    "{n} numbers in another shape. Join the parts with `np.concatenate` or flatten "
    "them with `.ravel()`.",
)
def _(observed):
    return first_of(observed, "a_few_numbers", lambda f: not f["flat"])


@audio_features.symptom(
    "nan",
    "Some of your numbers are not finite. A logarithm of 0 or of a negative number, or "
    "a division by 0, does that. Log-mel values may be negative: do not take a second "
    "logarithm.",
)
def _(observed):
    return first_of(observed, "a_few_numbers", lambda f: not f["finite"])


@audio_features.symptom(
    "leaks_batch",
    "The same clip gave other numbers when it came again after another clip. A feature "
    "may depend on its own clip only: no running mean, no normalising over the batch, "
    "no chance.",
)
def _(observed):
    return first_of(observed, "a_few_numbers", lambda f: not f["same"])


@audio_features.symptom(
    "time_averaged",
    "Accuracy {a}, and a clip played backwards gets the same numbers. Up and down "
    "chirps have the same average spectrum, so no mean over time can tell them apart. "
    "Add something that knows what comes first.",
)
def _(observed):
    return first_of(observed, "good", lambda f: f["blind"])


@audio_features.symptom(
    "loudness_only",
    "Accuracy falls from {a} to {b} when the volume changes. Part of your feature is "
    "loudness. Use differences between log-mel values, or places of maxima: there "
    "the volume cancels.",
)
def _(observed):
    return first_of(observed, "any_volume", lambda f: f["falls"])


@audio_features.mistake(
    "prior_is_frequency",
    "Play a rising clip backwards and it falls, with the same frequencies in it. Where "
    "they lie cannot tell the two apart. What does your feature know that a mean "
    "over time does not?",
    replaces="which_prior",
)
def _():
    return "place in frequency"


@audio_features.mistake(
    "prior_is_loudness",
    "All three classes are equally loud, and the check varies the volume on purpose. "
    "What does your feature know that a mean over time does not?",
    replaces="which_prior",
)
def _():
    return "loudness"
