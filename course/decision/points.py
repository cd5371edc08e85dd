"""The automatic half of the capstone: eight points of a card, each with its reason."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from course.decision import (
    bench,
    bundle,
    canaries,
    cards,
    evidence,
    limits,
    order,
    repeat,
    schema,
)
from course.decision.marks import Line, Report
from course.errors import CourseError, DecisionError

#: Numbers that an argument needs at least.
LEAST_NUMBERS = 2


def report(folder: str | Path, *, again: bool = True) -> Report:
    """Go through a decision and its bundle; never stops at a fault.

    Parameters
    ----------
    folder
        Holds `card.yaml`, `scores.csv`, and the files of `pack`.
    again
        Whether `repro.py` is run: it takes a fresh process and a training. Programs
        that lie in the folder are executed then, so run it on your own work or in a
        sandbox.

    Returns
    -------
    A `Report`; a notebook shows it as a table.
    """
    folder = Path(folder)
    try:
        card = cards.read(folder / bundle.CARD)
    except DecisionError as error:
        why = str(error)
        return Report(tuple(Line(n, t, 0, p, why) for n, t, p, _ in POINTS))
    state = _State(folder, card, again)
    return Report(tuple(_line(state, *point) for point in POINTS))


class _State:
    """The card, and what is loaded once for several points."""

    def __init__(self, folder: Path, card: Mapping[str, Any], again: bool) -> None:
        self.folder, self.card, self.again = folder, card, again
        self._kept: dict[str, Any] = {}

    @property
    def scores(self) -> Any:
        return self._once(
            "scores", lambda: evidence.read_scores(self.folder / bundle.SCORES)
        )

    @property
    def case(self) -> Any:
        return self._once("case", lambda: bundle.rows_of(self.card, self.folder))

    def _once(self, name: str, make: Callable[[], Any]) -> Any:
        if name not in self._kept:
            self._kept[name] = make()
        return self._kept[name]


def _line(state: _State, name: str, title: str, of: int, ask: Callable) -> Line:
    """Ask one point; what it cannot find is a fault like any other."""
    try:
        wrong, right = ask(state)
    except CourseError as error:
        wrong, right = [str(error)], ""
    except Exception as error:  # an incomplete card, or what a program of yours raises
        wrong, right = [f"could not be looked at ({error!r:.120}); see c1."], ""
    return Line(name, title, 0 if wrong else of, of, " ".join(wrong) or right)


def _card(state: _State) -> tuple[list[str], str]:
    wrong = schema.faults(state.card) + order.faults(state.card)
    revised = state.card.get("stamps", {}).get("revised") or []
    told = "every section is there, in order, before the results."
    if revised:
        names = ", ".join(one["section"] for one in revised)
        told += f" Changed after an earlier benchmark, and measured again: {names}."
    return wrong, told


def _because(state: _State) -> tuple[list[str], str]:
    rows = evidence.find(state.card["decision"]["because"], state.card["results"])
    wrong = [
        f"{written} is not in the results; the nearest is {near}."
        for written, where, near in rows
        if not where
    ]
    if len(rows) < LEAST_NUMBERS:
        wrong.append(f"{len(rows)} numbers in `because`: give {LEAST_NUMBERS} or more.")
    return wrong, "; ".join(f"{written} is {where}" for written, where, _ in rows) + "."


def _leaks(state: _State) -> tuple[list[str], str]:
    splits = _splits(state)
    known = state.card["data_size"].get("known_before") or []
    songs = canaries.all_of(state.case, splits, known_before=known)
    return (
        [f"{song.canary}: {song.why}" for song in songs if song.sings],
        " ".join(f"{song.canary}: {song.why}" for song in songs),
    )


def _splits(state: _State) -> list:
    """Return the splits of the card, drawn again and compared with the stored ones."""
    splits = bench.plan_of(state.card["results"]).splits(state.case)
    stored = dict(zip(state.scores["split"], state.scores["split_hash"], strict=True))
    if {split.number: split.hash for split in splits} != stored:
        raise DecisionError("the stored scores come from other splits than the card's.")
    sizes = {
        "n_train": round(np.mean([len(split.train) for split in splits])),
        "n_test": round(np.mean([len(split.test) for split in splits])),
    }
    for key, size in sizes.items():
        if state.card["results"][key] != size:
            raise DecisionError(f"{key} is {size}, not as the results tell.")
    return splits


def _fair(state: _State) -> tuple[list[str], str]:
    rows = state.card["candidates"]
    families = [row["family"] for row in rows]
    deep = "hybrid" if "hybrid" in families else "deep"
    wrong = [
        f"no {family} candidate."
        for family in ("dummy", "classical", deep)
        if family not in families
    ]
    if families[:1] != ["dummy"]:
        wrong.append("the baseline (dummy) has to stand first.")
    runs = {r["name"]: r.get("tuning_runs", 1) for r in rows if r["family"] != "dummy"}
    if len(set(runs.values())) > 1:
        most, least = max(runs, key=runs.get), min(runs, key=runs.get)
        wrong.append(
            f"{most} had {runs[most]} tuning runs and {least} {runs[least]}: give both "
            "the same, or the budget wins and not the model."
        )
    measured = set(state.scores["model"])
    if measured != {row["name"] for row in rows}:
        wrong.append(f"the scores are of {', '.join(sorted(measured))}, not of these.")
    evidence.intervals.scores_by_split(state.scores)  # refuses unequal splits
    _splits(state)
    n = len(rows)
    return (
        wrong,
        f"{n} candidates on the same splits, {min(runs.values())} setting each.",
    )


def _intervals(state: _State) -> tuple[list[str], str]:
    results = state.card["results"]
    wrong = evidence.recomputed(results, state.scores)
    if results["protocol_hash"] != bench.protocol_hash(state.scores):
        wrong.append("the protocol hash does not belong to these splits.")
    n = len(results["differences"])
    return (
        wrong,
        f"{n} differences and their corrected intervals follow from the scores.",
    )


def _again(state: _State) -> tuple[list[str], str]:
    if not state.again:
        return ["not run: report(folder) runs repro.py."], ""
    wrong = repeat.script_faults(state.folder)
    return wrong, f"{bundle.REPRO} gave the stored score, without a network."


def _own(state: _State) -> tuple[list[str], str]:
    return limits.contradictions(state.card), "the choice keeps to your own limits."


def _manifest(state: _State) -> tuple[list[str], str]:
    wrong = bundle.faults(state.folder, state.card, state.case)
    if state.card["decision"]["choice"] == schema.NO_MODEL:
        return wrong, "no model leaves the house, so there is none to verify."
    return wrong, "the model is the file that was measured, byte for byte."


#: Name, title, points and what is asked: section 6 of the syllabus.
POINTS: tuple[tuple[str, str, int, Callable], ...] = (
    ("c1", "The card is whole and was filled in order", 6, _card),
    ("c2", "Its reasons stand on measured numbers", 6, _because),
    ("c3", "No canary sings", 8, _leaks),
    ("c4", "Fair candidates", 8, _fair),
    ("c5", "The intervals follow from the scores", 8, _intervals),
    ("c6", "A result can be run again", 6, _again),
    ("c7", "The decision fits your own limits", 5, _own),
    ("c8", "The file is the one that was measured", 3, _manifest),
)
