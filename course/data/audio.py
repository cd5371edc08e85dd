"""Sounds that no microphone heard: chirps, and digits said by a formant synthesiser."""

from functools import cache

import numpy as np

from course.data.cards import card
from course.data.dataset import Dataset, fixed_split
from course.data.files import shipped
from course.errors import DataError

#: Samples a second of all sounds here.
SAMPLE_RATE = 8000
CHIRP = 4000  # samples of a chirp: half a second
CLIP = 6400  # samples of a spoken digit: 0.8 seconds
FULL = 64  # of int8 in the file: amplitude 1


def load_chirps(
    n_samples: int = 300,
    *,
    loudness: tuple[float, float] = (1.0, 1.0),
    noise: float = 0.1,
    random_state: int | np.random.Generator = 0,
) -> Dataset:
    """Draw whistles that go up (0), go down (1) or stay flat (2).

    A rising chirp played backwards is a falling one: over the whole clip both hold the
    same frequencies for the same time.

    Parameters
    ----------
    n_samples : int
        Clips, 12 or more; each class alike, up to one.
    loudness : (float, float)
        Least and greatest amplitude; that of a clip is drawn between them, evenly on a
        logarithmic scale.
    noise : float
        Standard deviation of the white noise that is added to every clip.
    random_state : int or numpy Generator

    Returns
    -------
    Dataset
        Waveforms (n, 4000) float32, half a second at 8,000 samples a second. A quarter
        of the clips is to test on.

    Raises
    ------
    DataError
        For fewer than 12 clips, amplitudes that are not above 0, noise below 0.

    Examples
    --------
    >>> load_chirps()
    Dataset('chirps': 225 + 75 rows of shape (4000,) -> 3 classes)
    """
    low, high = loudness
    if n_samples < 12 or not 0 < low <= high or not noise >= 0:
        raise DataError(
            f"n_samples={n_samples}, loudness={loudness}, noise={noise}: it takes 12 "
            "clips or more, 0 < least <= greatest loudness, and noise of 0 or more"
        )
    rng = np.random.default_rng(random_state)
    y = rng.permutation(np.arange(n_samples) % 3)
    middle = np.exp(rng.uniform(np.log(500), np.log(2000), n_samples))
    octaves = rng.uniform(0.8, 1.6, n_samples) * np.array([1, -1, 0])[y]
    time = np.linspace(-0.5, 0.5, CHIRP)
    hz = middle[:, None] * 2 ** (octaves[:, None] * time)
    phase = 2 * np.pi * (np.cumsum(hz, axis=1) / SAMPLE_RATE + rng.random((len(y), 1)))
    amplitude = np.exp(rng.uniform(np.log(low), np.log(high), (n_samples, 1)))
    fade = np.minimum(1, (0.5 - abs(time)) * 20)
    X = amplitude * fade * np.sin(phase) + noise * rng.normal(size=phase.shape)
    train, test = fixed_split(y)
    return _dataset("chirps", X.astype(np.float32), y.astype(np.int64), train, test)


def load_spoken_digits(
    *,
    voices: str = "new",
    noise: float = 0.02,
    random_state: int | np.random.Generator = 0,
) -> Dataset:
    """Load synthetic spoken digits: 800 clips of 20 voices to train on.

    No human spoke: see the card. Each clip stands at a random place in 0.8 seconds of
    noise, whose level is drawn between 0.3 and 1.7 times `noise`.

    Parameters
    ----------
    voices : {"new", "same"}
        Who says the test clips: 8 other voices (320 clips), or the 20 voices of the
        train clips once more (200 clips). The train clips are the same.
    noise : float
        Mean standard deviation of the noise; the digits peak at 0.45 to 0.75.
    random_state : int or numpy Generator
        Decides places and noise.

    Returns
    -------
    Dataset
        Waveforms (n, 6400) float32 at 8,000 samples a second.

    Raises
    ------
    DataError
        For unknown voices, or noise below 0.

    Examples
    --------
    >>> load_spoken_digits()
    Dataset('spoken_digits': 800 + 320 rows of shape (6400,) -> 10 classes)
    """
    if voices not in ("new", "same") or not noise >= 0:
        raise DataError(
            f'voices={voices!r}, noise={noise!r}: use voices="new" or "same", and '
            "noise of 0 or more"
        )
    rng = np.random.default_rng(random_state)
    clips, digits, names, takes = _clips()
    X = np.zeros((len(clips), CLIP), np.float32)
    for row, clip in zip(X, clips, strict=True):
        start = rng.integers(CLIP + 1 - len(clip))
        row[start : start + len(clip)] = clip
    X += _noise(X.shape, noise, rng)
    known = np.char.startswith(names, "train")
    train = np.flatnonzero(known & (takes < takes.max()))
    test = np.flatnonzero(
        known & (takes == takes.max()) if voices == "same" else ~known
    )
    # the first rows are a fair sample of all
    train, test = (rows[np.argsort(_order(len(rows)))] for rows in (train, test))
    return _dataset("spoken_digits", X, digits, train, test)


def load_digit_strings(
    n_train: int = 400,
    n_test: int = 100,
    *,
    n_digits: tuple[int, int] = (2, 4),
    pause: tuple[float, float] = (0.0, 0.1),
    noise: float = 0.02,
    random_state: int | np.random.Generator = 0,
) -> Dataset:
    """Join spoken digits to strings, such as "307"; where a digit begins is not said.

    Each string has one voice. The voices of the test strings are not in the train ones.

    Parameters
    ----------
    n_train, n_test : int
        Strings.
    n_digits : (int, int)
        Least and greatest number of digits.
    pause : (float, float)
        Shortest and longest pause between two digits, in seconds.
    noise, random_state
        As for `load_spoken_digits`.

    Returns
    -------
    Dataset
        Waveforms (n, t) float32; y are texts.

    Raises
    ------
    DataError
        For a number of digits below 1, or limits in the wrong order.

    Examples
    --------
    >>> strings = load_digit_strings(20, 10)
    >>> strings.X_train.shape, len(strings.y_train[0]) in (2, 3, 4)
    ((20, 26400), True)
    """
    least, most = n_digits
    if not 1 <= least <= most or not 0 <= pause[0] <= pause[1]:
        raise DataError(
            f"n_digits={n_digits}, pause={pause}: give (least, most) with 1 or more "
            "digits, and pauses of 0 seconds or more"
        )
    rng = np.random.default_rng(random_state)
    length = int(most * CLIP + (most - 1) * pause[1] * SAMPLE_RATE) - CLIP // 4
    length -= length % 100
    rows = {
        part: _strings(n, part, least, most, pause, length, noise, rng)
        for part, n in (("train", n_train), ("test", n_test))
    }
    about = card("spoken_digits")
    return Dataset(
        name="digit_strings",
        X_train=rows["train"][0],
        y_train=rows["train"][1],
        X_test=rows["test"][0],
        y_test=rows["test"][1],
        target_names=about.classes,
        feature_names=(),
        card=about,
    )


def _strings(n, part, least, most, pause, length, noise, rng):
    clips, digits, names, _ = _clips()
    X, y = np.zeros((n, length), np.float32), []
    voices = [name for name in np.unique(names) if name.startswith(part)]
    by_voice = {name: np.flatnonzero(names == name) for name in voices}
    for row in X:
        mine = by_voice[voices[rng.integers(len(voices))]]
        chosen = rng.choice(mine, rng.integers(least, most + 1))
        place = int(rng.integers(0, 800))
        for i in chosen:
            end = min(place + len(clips[i]), length)
            row[place:end] = clips[i][: end - place]
            place = end + int(rng.uniform(*pause) * SAMPLE_RATE)
        y.append("".join(str(digits[i]) for i in chosen))
    return X + _noise(X.shape, noise, rng), np.array(y, dtype=str)


def _noise(shape, level, rng) -> np.ndarray:
    """Return white noise, louder in some rows than in others."""
    scale = level * rng.uniform(0.3, 1.7, (shape[0], 1))
    return (scale * rng.standard_normal(shape, dtype=np.float32)).astype(np.float32)


def _order(n: int) -> np.ndarray:
    return np.random.PCG64(0).random_raw(n)


@cache
def _clips() -> tuple[list[np.ndarray], np.ndarray, np.ndarray, np.ndarray]:
    """Return the clips in the file, and of each the digit, the voice and the take."""
    with np.load(shipped("spoken_digits")) as file:
        ends = np.cumsum(file["lengths"].astype(int))
        samples = file["samples"].astype(np.float32) / FULL
        clips = np.split(samples, ends[:-1])
        digits = file["digits"].astype(np.int64)
        return clips, digits, file["voices"], file["takes"]


def _dataset(name, X, y, train, test) -> Dataset:
    about = card(name)
    return Dataset(
        name=name,
        X_train=X[train],
        y_train=y[train],
        X_test=X[test],
        y_test=y[test],
        target_names=about.classes,
        feature_names=(),
        card=about,
    )
