"""From a learner's own rows to a decision in a minute: pilot, plan, benchmark, rule."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course.decision import bench, canaries, order
from course.decision.baselines import baselines
from course.decision.candidates import Candidate
from course.decision.cases import Case
from course.decision.notes import Note
from course.decision.rules import Choice
from course.decision.sheet import Sheet
from course.errors import DecisionError
from course.protocol.splits import nested

#: Training rows of the pilot, and sizes that a benchmark may have.
PILOT = 300
SIZES = (50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 300)
#: Share of the time that the splits may take; the rest is for timing and loading.
SHARE = 0.7
#: By what power of its rows a model's training grows, to be on the safe side.
GROWTH = 1.2
GROWTH_OF = {"svm": 2.0, "hog_svm": 2.0}


@dataclass(frozen=True)
class Outcome:
    """What `decide` found.

    Attributes
    ----------
    choice
        The decision, with its numbers and what would change it.
    table
        Scores, seconds, megabytes, milliseconds: a data frame.
    songs
        What the canaries say.
    notes
        What the reader has to know besides.
    """

    choice: Choice
    table: Any
    songs: tuple[canaries.Song, ...]
    notes: tuple[str, ...]


def decide(
    case: Case,
    sheet: Sheet,
    *,
    kind: str,
    seconds: float = 60,
    candidates: Sequence[Candidate] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Outcome:
    """Compare quick baselines within a time, and decide by rule.

    A pilot on a few rows tells how many rows and splits the time allows; all models
    get the same ones. The time is aimed at and not kept to the second.

    Parameters
    ----------
    case
        The rows.
    sheet
        A card whose sections are filled: it holds the limits, and gets the results.
    kind
        "table", "images" or "text".
    seconds
        About as long as it may take, 5 or more.
    candidates
        Default, the baselines for this kind.
    clock
        Returns seconds; another one only for tests.

    Raises
    ------
    DecisionError
        For less time, a section that is not filled, and what `bench.run` refuses.
    """
    if not seconds >= 5:
        raise DecisionError(f"seconds is {seconds!r}; a comparison takes 5 or more.")
    order.unlock(sheet.card)
    if candidates is None:
        candidates = baselines(kind, case.classes, case.X.shape[1:])
    costs = pilot(candidates, case, sheet, clock)
    forward = case.times is not None
    plan = planned(len(case.y), case.classes, costs, SHARE * seconds, forward=forward)
    table = sheet.benchmark(candidates, case, plan=plan)
    if isinstance(table, Note):
        raise DecisionError(table.text)
    known = sheet.card["data_size"].get("known_before") or []
    songs = canaries.all_of(case, plan.splits(case), known_before=known)
    notes = []
    n_train, n = sheet.card["results"]["n_train"], len(case.y)
    if forward:
        notes.append(
            "every model was tested on rows that are later than those it learned from; "
            "the intervals were made for random splits and are a rough guide here."
        )
    if n_train < (0.4 if forward else 0.7) * n:
        notes.append(
            f"measured with {n_train:,} training rows of {n:,}, as the time allowed; "
            "with more rows the order may change. Give more time: --seconds."
        )
    rows = sheet.card["data_size"]["rows"]
    if rows != n:
        notes.append(f"the card speaks of {rows:,} rows; these are {n:,}.")
    return Outcome(sheet.choice(), table, tuple(songs), tuple(notes))


def pilot(
    candidates: Sequence[Candidate], case: Case, sheet: Sheet, clock: Callable
) -> dict[str, tuple[int, float, float]]:
    """Return name -> rows, seconds that one training on them took, and its growth."""
    import numpy as np

    from course.protocol.splits import Split

    n = min(PILOT, len(case.y) // 2)
    rows = nested(case.y, np.arange(len(case.y)), stratify=case.classes > 0, seed=0)
    split = Split(0, rows[:n], rows[n : 2 * n])
    few = Split(0, rows[: n // 4 + 1], rows[-2:])
    costs = {}
    for candidate in candidates:
        model = candidate.model(sheet.folder)
        try:
            bench.run_split(model, case, few)  # loads libraries
            start = clock()
            bench.run_split(model, case, split)
        except (ValueError, TypeError, ArithmeticError) as error:
            raise DecisionError(
                f"{candidate.name} cannot learn from these rows: it stopped with "
                f"{type(error).__name__}: {str(error)[:200]}. Look at the columns: are "
                "they what you meant?"
            ) from error
        growth = GROWTH_OF.get(candidate.make, GROWTH)
        costs[candidate.name] = (n, clock() - start, growth)
    return costs


def planned(
    n: int,
    classes: int,
    costs: Mapping[str, tuple[int, float, float]],
    seconds: float,
    *,
    forward: bool = False,
) -> bench.Plan:
    """Return the most rows, then the most splits, that fit into the time.

    >>> planned(10_000, 2, {"lr": (300, 0.1, 1.0)}, 1e6).train_size
    7500
    >>> planned(10_000, 2, {"lr": (300, 0.1, 1.0)}, 10).train_size
    2000

    Parameters
    ----------
    n
        Rows that there are.
    classes
        Number of classes.
    costs
        From `pilot`.
    seconds
        For all splits together.
    forward
        Whether the test parts follow each other in time: half of the rows train then,
        and there are five splits at most.
    """
    most = n // 2 if forward else n - max(n // 4, classes, 1)
    sizes = [most, *(size for size in SIZES if size < most)]

    def cost(size: int) -> float:
        return sum(s * (size / rows) ** p for rows, s, p in costs.values())

    def plan(n_splits: int, size: int) -> bench.Plan:
        left = (n - size) // n_splits if forward else n - size
        return bench.Plan(n_splits, size, min(left, max(size // 3, classes, 1)))

    counts = (5, 3) if forward else (10, 5, 3)
    for n_splits in counts:
        for size in sizes:
            fits = n_splits * cost(size) <= seconds
            if fits and (n_splits == counts[0] or size == sizes[-1]):
                return plan(n_splits, size)
    return plan(3, sizes[-1])


def fill_from_answers(
    sheet: Sheet,
    case: Case,
    *,
    more_labels: int,
    hours: float,
    must_be_readable: bool,
    target_ms: float,
    structured: bool,
    size_limit_mb: float = 100.0,
) -> None:
    """Fill the sections of a card from four answers; what was not asked says so.

    Parameters
    ----------
    sheet
        An empty one.
    case
        The rows.
    more_labels, hours, must_be_readable, target_ms
        The answers: labels that could still be had, hours of one training, whether a
        person must read the model, milliseconds for 95 of 100 answers.
    structured
        Whether it is a table.
    size_limit_mb
        Megabytes of the model.

    Raises
    ------
    DecisionError
        For an answer that cannot be.
    """
    n, unsaid = len(case.y), "not asked by course decide"
    sections = {
        "problem": {
            "stakeholder": unsaid,
            "decision_supported": f"which model for {case.name}",
            "cost_of_error": {"fp": 1, "fn": 1},
        },
        "data_size": {
            "rows": n, "labelled": n, "classes": case.classes, "structured": structured,
            "label_price_usd": 0, "label_budget_n": more_labels,
        },
        "compute_budget": {"hardware": "this machine", "hours": hours, "usd": 0},
        "interpretability": {
            "regulation_or_trust_need": "readable" if must_be_readable else "none",
            "audience": unsaid, "method": unsaid, "fidelity_or_test": unsaid,
            "must_be_readable": must_be_readable,
        },
        "latency": {
            "percentile": 95, "target_ms": target_ms, "measured_on": "this machine",
            "size_limit_mb": size_limit_mb,
        },
    }  # fmt: skip
    for name, fields in sections.items():
        done = sheet.fill(name, **fields)
        if not done.good:
            raise DecisionError(done.text)


def fill_from_card(sheet: Sheet, card: Mapping[str, Any]) -> None:
    """Fill the sections from a card that somebody wrote by hand.

    Raises
    ------
    DecisionError
        With the first section that is missing or wrong, and its fields.
    """
    from course.decision.schema import FIRST, section_faults

    wrong = []
    for name in FIRST:
        if name not in card:
            wrong.append(f"the section {name} is missing.")
        else:
            wrong += section_faults(name, card[name])
    if wrong:
        raise DecisionError("the card: " + " ".join(wrong))
    for name in FIRST:
        sheet.fill(name, **card[name])
