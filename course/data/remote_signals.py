"""Sound and text over the network: Speech Commands and SST-2."""

import hashlib
import io
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from course.data.archive import members
from course.data.bring import home, present
from course.data.cards import card
from course.data.dataset import Dataset
from course.errors import DataError

MB = 1 << 20
RATE = 16_000
DIGITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
)  # fmt: skip


def fetch_speech_commands(
    words: Sequence[str] = DIGITS, *, n_per_word: int = 300
) -> Dataset:
    """Get Speech Commands 0.02: words of one second, said by thousands of people.

    One archive (2.4 GB) goes to ``SpeechCommands`` in the folder `COURSE_DATA`. It is
    read from its start each time, which takes a while.

    Parameters
    ----------
    words : sequence of str
        Which of the 35 words; the ten digits unless you say otherwise.
    n_per_word : int
        Clips of each word at most; each has 64 kB in memory.

    Returns
    -------
    Dataset
        (n, 16000) float32 in [-1, 1] at 16 kHz, short clips filled with silence. The
        classes are numbered as in `words`. A speaker is in the train rows or in the
        test rows, never in both: a fifth of the speakers, by their hash, are for
        testing, and the words have about a fifth of their clips there.

    Raises
    ------
    DataError
        Where the file did not come or is not what it should be; says what to do.
    """
    about = card("speech_commands")
    words = tuple(words)
    unknown = sorted(set(words) - set(about.classes))
    if unknown or len(set(words)) != len(words) or len(words) < 2:
        raise DataError(
            f"words are {words!r}; take two or more different ones of "
            f"{', '.join(about.classes)}."
        )
    if n_per_word < 5:
        raise DataError(f"n_per_word is {n_per_word!r}; take 5 or more.")
    cure = _cure("speech_commands", "load_spoken_digits() has spoken digits")
    folder = home() / "SpeechCommands"
    (path,) = present(about, folder, label="Speech Commands", cure=cure).values()
    clips = {(word, part): [] for word in words for part in ("train", "test")}
    room = {"train": n_per_word - n_per_word // 5, "test": n_per_word // 5}

    def is_wanted(name: str) -> bool:
        word, part = Path(name).parent.name, _part(name)
        is_clip = name.endswith(".wav") and word in words
        return is_clip and len(clips[word, part]) < room[part]

    for name, content in members(path, is_wanted, largest=MB, together=4_000 * MB):
        clips[Path(name).parent.name, _part(name)].append(_clip(name, content))
        if all(len(clips[key]) == room[key[1]] for key in clips):
            break
    arrays = []
    for part in ("train", "test"):
        found = [(clip, i) for i, w in enumerate(words) for clip in clips[w, part]]
        if len({i for _, i in found}) < len(words):
            raise DataError(f"{path} lacks clips of some of {', '.join(words)}.")
        arrays.append(np.array([clip for clip, _ in found]))
        arrays.append(np.array([i for _, i in found], dtype=np.int64))
    return Dataset("speech_commands", *arrays, words, (), about)


def _part(name: str) -> str:
    """Return whether a clip's speaker is for training or for testing."""
    speaker = Path(name).name.partition("_nohash_")[0]
    return "test" if hashlib.sha256(speaker.encode()).digest()[0] < 51 else "train"


def _clip(name: str, content: bytes) -> np.ndarray:
    """Return one second of sound from -1 to 1."""
    try:
        with wave.open(io.BytesIO(content)) as file:
            kind = file.getnchannels(), file.getsampwidth(), file.getframerate()
            frames = file.readframes(RATE)
    except (wave.Error, EOFError) as error:
        raise DataError(f"{name} is no .wav file ({error}).") from error
    if kind != (1, 2, RATE):
        raise DataError(f"{name} has another format than 16 kHz, 16 bits, one channel.")
    sound = np.zeros(RATE, dtype=np.float32)
    read = np.frombuffer(frames[: len(frames) // 2 * 2], dtype="<i2")
    sound[: len(read)] = read / np.float32(32768)
    return sound


def fetch_sst2() -> Dataset:
    """Get SST-2: phrases and sentences from film reviews, positive (1) or negative (0).

    One archive (7.4 MB) goes to ``sst2`` in the folder `COURSE_DATA`. No licence is
    stated for the texts: read and measure with them, do not pass them on.

    Returns
    -------
    Dataset
        67,349 phrases to fit on, and the publisher's 872 sentences for validation:
        arrays (n,) of `str`. The labels of its test sentences are not public.

    Raises
    ------
    DataError
        Where the file did not come or is not what it should be; says what to do.
    """
    about = card("sst2")
    cure = _cure("sst2", "load_reviews() writes reviews")
    (path,) = present(about, home() / "sst2", label="SST-2", cure=cure).values()
    wanted = {"SST-2/train.tsv": (), "SST-2/dev.tsv": ()}
    for name, content in members(
        path, wanted.__contains__, largest=32 * MB, together=64 * MB
    ):
        wanted[name] = _labelled(path, content)
    if not all(wanted.values()):
        raise DataError(f"{path} lacks train.tsv or dev.tsv. {cure}")
    train, test = wanted.values()
    return Dataset("sst2", *train, *test, about.classes, (), about)


def _labelled(path: Path, content: bytes) -> tuple[np.ndarray, np.ndarray]:
    """Return the texts and the labels of a table with a head line and two columns."""
    # not splitlines: a text may hold what Unicode takes for the end of a line
    lines = content.decode("utf-8").split("\n")[1:]
    rows = [line.rstrip("\r").rpartition("\t") for line in lines if line.strip()]
    if not rows or {label for _, _, label in rows} - {"0", "1"}:
        raise DataError(f"{path} has a line without a label of 0 or 1.")
    texts = np.array([text.strip() for text, _, _ in rows], dtype=object)
    return texts, np.array([int(label) for _, _, label in rows], dtype=np.int64)


def _cure(name: str, instead: str) -> str:
    folder = home() / {"speech_commands": "SpeechCommands"}.get(name, name)
    files = " and ".join(file.name for file in card(name).remote)
    return (
        f"Call fetch_{name}() again to go on where it stopped. Without a network, "
        f"{instead}; or put {files} into {folder}."
    )
