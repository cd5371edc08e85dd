"""Features of sound against librosa, where it is installed; sounds and their makers.

Budget: 15 s; where librosa is installed, a minute more for what it compiles.
"""

import numpy as np
import pytest

from course import data, features
from course.errors import CourseError, DataError

pytestmark = pytest.mark.usefixtures("no_network")
RATE = 8000


def waves(n=3, t=4000, seed=0):
    return np.random.default_rng(seed).normal(size=(n, t)).astype(np.float32)


# -- against librosa ------------------------------------------------------------


def test_mel_filters_are_those_of_librosa():
    librosa = pytest.importorskip("librosa")
    for n_mels, n_fft, rate, fmin, fmax in [
        (32, 256, 8000, 0.0, None),
        (20, 512, 16_000, 100.0, 6000.0),
    ]:
        ours = features.mel_filters(n_mels, n_fft, rate, fmin=fmin, fmax=fmax)
        theirs = librosa.filters.mel(
            sr=rate,
            n_fft=n_fft,
            n_mels=n_mels,
            fmin=fmin,
            fmax=fmax,
            htk=True,
            norm=None,
        )
        np.testing.assert_allclose(ours, theirs, atol=1e-5)


def test_log_mel_is_that_of_librosa():
    librosa = pytest.importorskip("librosa")
    X = waves()
    ours = features.log_mel(X, sample_rate=RATE)
    power = librosa.feature.melspectrogram(
        y=X, sr=RATE, n_fft=256, hop_length=128, n_mels=32, htk=True, norm=None,
        pad_mode="reflect",
    )  # fmt: skip
    np.testing.assert_allclose(ours, np.log(power + 1e-4), atol=1e-3)


def test_mfcc_is_that_of_librosa():
    librosa = pytest.importorskip("librosa")
    logmel = features.log_mel(waves(), sample_rate=RATE)
    theirs = librosa.feature.mfcc(S=logmel, n_mfcc=12, dct_type=2, norm="ortho")
    np.testing.assert_allclose(features.mfcc(logmel, 12), theirs, atol=1e-4)


# -- by what they are -------------------------------------------------------------


def test_a_tone_lights_the_band_of_its_frequency():
    time = np.arange(4000) / RATE
    for hz in (300, 1000, 3000):
        tone = np.sin(2 * np.pi * hz * time)[None].astype(np.float32)
        band = features.log_mel(tone, sample_rate=RATE)[0].mean(axis=1).argmax()
        column = round(hz * 256 / RATE)
        assert features.mel_filters(32, 256, RATE)[band, column] > 0


def test_loudness_is_a_constant_and_reaches_one_coefficient():
    X = 10 * waves()
    soft, loud = (features.log_mel(k * X, sample_rate=RATE) for k in (1, 3))
    np.testing.assert_allclose(loud - soft, 2 * np.log(3), atol=1e-3)
    change = abs(features.mfcc(loud) - features.mfcc(soft)).max(axis=(0, 2))
    assert change[0] > 5
    assert change[1:].max() < 5e-3


@pytest.mark.parametrize("shape", [(4000,), (2, 100), (1, 2, 4000)])
def test_other_waves_are_refused(shape):
    with pytest.raises(CourseError, match="waveforms"):
        features.log_mel(np.zeros(shape), sample_rate=RATE)


# -- sounds ----------------------------------------------------------------------


def pitch(wave):
    """Return the loudest frequency of the first and of the last fifth."""
    ends = wave[200:1000], wave[-1000:-200]
    return [abs(np.fft.rfft(end)).argmax() * RATE / 800 for end in ends]


def test_chirps_go_where_their_class_says(seed):
    chirps = data.load_chirps(60, noise=0.01, random_state=seed)
    for wave, label in zip(chirps.X_train, chirps.y_train, strict=True):
        first, last = pitch(wave)
        way = 0 if last > 1.2 * first else 1 if first > 1.2 * last else 2
        assert chirps.target_names[way] == chirps.target_names[label]


def test_loudness_of_chirps_is_what_was_asked():
    plain = data.load_chirps(90, noise=0)
    loud = data.load_chirps(90, noise=0, loudness=(0.3, 3))
    peaks = abs(plain.X_train).max(axis=1), abs(loud.X_train).max(axis=1)
    assert np.allclose(peaks[0], 1, atol=0.02)
    assert 0.28 < peaks[1].min() < 0.5
    assert 2 < peaks[1].max() < 3.02


def test_spoken_digits_keep_their_voices_apart():
    new, same = (data.load_spoken_digits(voices=v) for v in ("new", "same"))
    assert (len(new.X_train), len(new.X_test), len(same.X_test)) == (800, 320, 200)
    np.testing.assert_array_equal(new.y_train, same.y_train)
    assert np.bincount(new.y_test).tolist() == [32] * 10
    first = np.bincount(new.y_train[:200], minlength=10)
    assert first.min() >= 10, "the first rows are no fair sample"


def test_strings_say_their_digits():
    strings = data.load_digit_strings(30, 20, n_digits=(2, 3), noise=0.0)
    assert {len(text) for text in strings.y_train} == {2, 3}
    used = [np.flatnonzero(abs(row) > 0.05)[-1] for row in strings.X_train]
    by_length = [
        np.mean([u for u, t in zip(used, strings.y_train, strict=True) if len(t) == k])
        for k in (2, 3)
    ]
    assert by_length[1] > by_length[0] + 1000
    again = data.load_digit_strings(30, 20, n_digits=(2, 3), noise=0.0)
    np.testing.assert_array_equal(strings.X_test, again.X_test)


@pytest.mark.parametrize(
    "call",
    [
        lambda: data.load_chirps(6),
        lambda: data.load_chirps(60, loudness=(0, 1)),
        lambda: data.load_spoken_digits(voices="mine"),
        lambda: data.load_digit_strings(4, 4, n_digits=(3, 2)),
        lambda: data.load_digit_strings(4, 4, pause=(0.2, 0.1)),
    ],
)
def test_wrong_settings_are_refused(call):
    with pytest.raises(DataError):
        call()
