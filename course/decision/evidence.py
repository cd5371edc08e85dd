"""Is an argument in the results, and do the results follow from the scores?"""

import math
import re
from collections.abc import Mapping
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course.errors import CourseError, DecisionError
from course.protocol import intervals

if TYPE_CHECKING:
    import pandas as pd

#: A number of an argument counts as found within this share of the measured one.
WITHIN = 0.01
#: A stored number counts as the one computed again.
ROUNDING = 2e-4
COLUMNS = ("model", "split", "split_hash", "score", "train_score", "fit_seconds")

_NUMBER = re.compile(
    r"(?<![\w.])[-+−]?\d+(?:,\d{3})*(?:\.\d+)?(?:[eE][-+]?\d+)?(\s?%)?"
)


_OF_COURSE = re.compile(r"\b\d+(?:\.\d+)?\s?% (?:confidence )?interval|\bof 100\b")


def numbers(sentence: str) -> list[tuple[str, float]]:
    """Return the numbers of a sentence, as written and as a value; 93 % is 0.93.

    0, and the 95 % of an interval, say nothing that was measured.

    >>> numbers("0.93 and 93 %, in 1,200 ms; hog2 is a name")
    [('0.93', 0.93), ('93 %', 0.93), ('1,200', 1200.0)]
    >>> numbers("its 95 % interval holds 0")
    []
    """
    found = []
    sentence = _OF_COURSE.sub(" ", sentence)
    for match in _NUMBER.finditer(sentence):
        if re.match(r"[A-Za-z_]", sentence[match.end() :]):
            continue  # 3x3, 2nd
        written = match.group().strip()
        value = float(re.sub(r"[,%\s]", "", written).replace("−", "-"))
        if value:
            found.append((written, value / 100 if match.group(1) else value))
    return found


def known(results: Mapping[str, Any]) -> dict[str, float]:
    """Return name -> number for all that was measured, as in ``lr.score``.

    How many times longer one model trains than another is among them.
    """
    found = {key: float(results[key]) for key in _MEASURED}
    for name, row in results["table"].items():
        for key, value in row.items():
            if key not in _NO_ARGUMENT:
                found[f"{name}.{key}"] = float(value)
    for pair in results["differences"]:
        for key in ("mean", "low", "high"):
            found[f"{pair['a']} - {pair['b']}.{key}"] = float(pair[key])
    seconds = {
        name: row["fit_seconds"]
        for name, row in results["table"].items()
        if row.get("fit_seconds")
    }
    for a, b in permutations(seconds, 2):
        if seconds[a] > seconds[b]:
            found[f"{a}.fit_seconds / {b}.fit_seconds"] = seconds[a] / seconds[b]
    return found


_MEASURED = ("n_splits", "n_train", "n_test", "percentile")
#: Measured, and no argument: what a model scores on the rows that it has learned.
_NO_ARGUMENT = ("train_score", "n_requests")


def find(
    sentences: list[str], results: Mapping[str, Any]
) -> list[tuple[str, str, str]]:
    """Look for each number of an argument among the measured ones.

    Parameters
    ----------
    sentences
        As under `decision.because`.
    results
        Of the card.

    Returns
    -------
    For each number: as written, where it was found or "", and what lies next to it.
    """
    places = known(results)
    rows = []
    for sentence in sentences:
        for written, value in numbers(sentence):
            near = sorted(places, key=lambda name: _apart(value, places[name]))
            best = near[0] if near else ""
            fits = bool(best) and _apart(value, places[best]) <= WITHIN
            nearest = f"{best} = {places[best]:g}" if best else "nothing was measured"
            rows.append((written, best if fits else "", nearest))
    return rows


def _apart(value: float, measured: float) -> float:
    """Return how far apart two numbers are; a loss may be told without its sign."""
    if measured == 0:
        return 0.0 if value == 0 else math.inf
    return min(abs(value - measured), abs(value + measured)) / abs(measured)


def read_scores(path: str | Path) -> "pd.DataFrame":
    """Return stored scores.

    Raises
    ------
    DecisionError
        For a file that is missing, broken, or lacks a column.
    """
    import pandas as pd

    try:
        frame = pd.read_csv(path, dtype={"split_hash": str, "model": str})
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error).partition("\n")[0]
        raise DecisionError(
            f"{path} cannot be read as scores ({reason}). Run the benchmark again: it "
            "writes the file beside the card."
        ) from error
    missing = [name for name in COLUMNS if name not in frame]
    if missing:
        raise DecisionError(
            f"{path} has no column {missing[0]!r}; run the benchmark again."
        )
    if frame.empty or not frame["score"].map(_is_number).all():
        raise DecisionError(f"{path} has scores that are no numbers, or none at all.")
    return frame


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)


def recomputed(results: Mapping[str, Any], frame: "pd.DataFrame") -> list[str]:
    """Return where stored results do not follow from the stored scores.

    Means, differences and corrected intervals are computed again: see
    `protocol.paired_interval`.
    """
    wrong = []
    try:
        means = frame.groupby("model")["score"].mean()
        table = results["table"]
        for name in sorted(set(means.index) ^ set(table)):
            where = "the table" if name in table else "the scores"
            wrong.append(f"{name} is only in {where}.")
        for name in set(means.index) & set(table):
            stored_mean = table[name]["score"]
            if _off(stored_mean, means[name]):
                told = f"its stored scores have the mean {means[name]:.5g}."
                wrong.append(f"{name}.score is {stored_mean:g}; {told}")
        again = intervals.differences(frame, results["n_train"], results["n_test"])
        stored = {(row["a"], row["b"]): row for row in results["differences"]}
        for row in again.itertuples():
            known_row = stored.get((row.a, row.b))
            if known_row is None:
                wrong.append(f"the difference {row.a} - {row.b} is missing.")
                continue
            for key in ("mean", "low", "high"):
                value = getattr(row, key)
                if _off(known_row[key], value):
                    wrong.append(
                        f"{row.a} - {row.b}: {key} is {known_row[key]:g} on the card; "
                        f"from the scores follows {value:.5g} (corrected interval)."
                    )
    except CourseError as error:
        wrong.append(str(error))
    except (KeyError, TypeError) as error:
        wrong.append(f"the results lack {error}; run the benchmark again.")
    return wrong


def _off(stored: Any, value: float) -> bool:
    if not _is_number(stored):
        return True
    return abs(stored - value) > ROUNDING * max(abs(value), 0.01) + 1e-6
