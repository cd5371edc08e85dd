"""`course grade`: nbgrader over a folder of submissions, one after the other."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

from course import build
from course.build import session
from course.build.generate import release, write
from course.grading import intake, scores
from course.grading.scores import Outcome


def grade(folder: Path) -> int:
    """Grade all submissions in ``folder``; say the scores and where they are.

    Parameters
    ----------
    folder : Path
        One folder a student, with the notebook in it; see `intake.find`.

    Returns
    -------
    int
        0, or 1 where a submission could not be graded.

    Raises
    ------
    GradingError
        Where ``folder`` holds no submissions.
    """
    from rich.console import Console

    console = Console()
    place = build.ROOT / "build"
    with console.status("preparing the assignments"):
        notebooks = build.assemble(build.ROOT)
        found = intake.find(Path(folder), list(notebooks))
        release(notebooks, place)
    outcomes = []
    for number, submission in enumerate(found, 1):
        with console.status(f"{number} of {len(found)}: {submission.student}"):
            outcomes.append(grade_one(submission, place))
        said = f"{number} of {len(found)}: {outcomes[-1]!r}"
        console.print(said, highlight=False, markup=False, soft_wrap=True)
    for path in write_csv(outcomes, place):
        console.print(f"scores: {path}", highlight=False, soft_wrap=True)
    console.print(f"feedback: {place / 'feedback'}", highlight=False, soft_wrap=True)
    for name, group in _by_assignment(outcomes):
        console.print(scores.table(group, name or "not graded"))
    return 1 if any(one.trouble for one in outcomes) else 0


def grade_one(
    submission: intake.Submission,
    place: Path,
    *,
    watch: Callable[[int, int], None] | None = None,
) -> Outcome:
    """Collect, autograde and write the feedback of one submission; never raise for it.

    Parameters
    ----------
    submission : Submission
    place : Path
        The course, with its gradebook; see `course.build.session.settings`.
    watch : callable, optional
        Is told the cell that starts and the number of cells.
    """
    from course.grading.execute import Execute

    start = time.monotonic()
    student, assignment = submission.student, submission.assignment
    submission = intake.collect(submission, place)
    if submission.trouble:
        return Outcome(student, assignment, trouble=submission.trouble)
    Execute.watch = staticmethod(watch) if watch else None
    try:
        trouble = session.convert("Autograde", place, assignment, student)
    finally:
        Execute.watch = None
    if trouble:
        _keep_log(place, student, assignment, trouble)
        why = explain(trouble)
        seconds = time.monotonic() - start
        return Outcome(student, assignment, seconds=seconds, trouble=why)
    trouble = session.convert("GenerateFeedback", place, assignment, student)
    page = place / "feedback" / student / assignment / f"{assignment}.html"
    return Outcome(
        student,
        assignment,
        scores.grades_of(place, assignment, student),
        seconds=time.monotonic() - start,
        trouble=explain(trouble) if trouble else "",
        feedback=page if page.is_file() else None,
    )


_MARKS = (
    "the marks of the exercise cells are damaged; put the answers into a fresh copy of "
    "the notebook"
)
#: What nbgrader's log says -> what a teacher can do.
KNOWN = {
    "NoSuchKernel": "there is no kernel `course`; `pip install -e . --no-deps` adds it",
    "add_missing_grade_cells": _MARKS,
    "KeyError: 'grade_id'": _MARKS,
    "SchemaToo": _MARKS,
    "database is locked": "another program writes to the gradebook; grade again later",
}


def explain(log: str) -> str:
    """Return one sentence for nbgrader's log: the cure where it is known.

    Examples
    --------
    >>> explain("Traceback\\nValueError: no such thing")
    'nbgrader stopped: ValueError: no such thing'
    """
    for text, cure in KNOWN.items():
        if text in log:
            return cure
    errors = re.findall(r"^\s*([\w.]*(?:Error|Exception)\b.*)$", log, re.MULTILINE)
    ours = [line for line in errors if not line.startswith("nbgrader.converters")]
    said = (ours or errors or log.strip().splitlines() or ["no reason given"])[-1]
    return f"nbgrader stopped: {said.strip()[:200]}"


def _keep_log(place: Path, student: str, assignment: str, log: str) -> None:
    write(place / "logs" / f"{student}.{assignment}.txt", log + "\n")


def write_csv(outcomes: list[Outcome], place: Path) -> list[Path]:
    """Write ``scores/ASSIGNMENT.csv`` below ``place``; return the files."""
    paths = []
    for name, group in _by_assignment(outcomes):
        path = place / "scores" / f"{name or 'not_graded'}.csv"
        write(path, scores.as_csv(group))
        paths.append(path)
    return paths


def _by_assignment(outcomes: list[Outcome]) -> list[tuple[str, list[Outcome]]]:
    ordered = sorted(outcomes, key=lambda one: one.assignment)
    pairs = groupby(ordered, key=lambda one: one.assignment)
    return [(name, list(group)) for name, group in pairs]
