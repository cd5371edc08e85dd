"""What the gradebook holds of a submission, as rows, as CSV and as a table."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path

from course.build import session


@dataclass(frozen=True)
class Grade:
    """The points of one exercise; None while a person has not given them."""

    exercise: str
    points: float | None
    out_of: float


@dataclass(frozen=True)
class Outcome:
    """One submission after grading."""

    student: str
    assignment: str
    grades: tuple[Grade, ...] = ()
    seconds: float = 0.0
    trouble: str = ""
    feedback: Path | None = None

    def __repr__(self) -> str:
        said = self.trouble or f"{self.points:g} of {self.out_of:g}"
        return f"{self.student}/{self.assignment}: {said}"

    @property
    def points(self) -> float:
        """The points so far."""
        return sum(g.points for g in self.grades if g.points is not None)

    @property
    def out_of(self) -> float:
        """What could have been reached so far: without what a person still reads."""
        return sum(g.out_of for g in self.grades if g.points is not None)

    @property
    def waiting(self) -> float:
        """The points that a person still gives."""
        return sum(g.out_of for g in self.grades if g.points is None)


def grades_of(place: Path, assignment: str, student: str) -> tuple[Grade, ...]:
    """Return the grades in the gradebook of ``place``, in the notebook's order."""
    page = place / "source" / assignment / f"{assignment}.ipynb"
    cells = json.loads(page.read_text("utf-8"))["cells"]
    ids = [c["metadata"].get("nbgrader", {}).get("grade_id") for c in cells]
    with session.gradebook(place) as book:
        submission = book.find_submission(assignment, student)
        found = [
            Grade(grade.name, _points(grade), float(grade.max_score))
            for notebook in submission.notebooks
            for grade in notebook.grades
        ]
    return tuple(sorted(found, key=lambda grade: ids.index(grade.exercise)))


def _points(grade) -> float | None:
    if grade.manual_score is not None:
        return float(grade.manual_score)
    return None if grade.auto_score is None else float(grade.auto_score)


def as_csv(outcomes: list[Outcome]) -> str:
    """Return one row a student: the points of each exercise, the sum, what is open.

    Parameters
    ----------
    outcomes : list of Outcome
        All of one assignment.
    """
    names = list(dict.fromkeys(g.exercise for one in outcomes for g in one.grades))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["student", *names, "points", "out_of", "by_hand", "trouble"])
    for one in outcomes:
        found = {g.exercise: g.points for g in one.grades}
        points = [_number(found.get(name)) for name in names]
        sums = [_number(x) if one.grades else "" for x in _sums(one)]
        writer.writerow([_safe(one.student), *points, *sums, _safe(one.trouble)])
    return out.getvalue()


def _sums(one: Outcome) -> tuple[float, float, float]:
    return one.points, one.out_of, one.waiting


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _safe(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def table(outcomes: list[Outcome], title: str):
    """Return a `rich` table: one line a submission."""
    from rich.markup import escape
    from rich.table import Table

    found = Table(title=title, title_justify="left")
    for name, side in (
        ("student", "left"),
        ("points", "right"),
        ("of", "right"),
        ("by hand", "right"),
        ("seconds", "right"),
        ("note", "left"),
    ):
        found.add_column(name, justify=side, overflow="fold")
    for one in outcomes:
        sums = [_number(x) if one.grades else "–" for x in _sums(one)]
        note = one.trouble.splitlines()[0] if one.trouble else ""
        found.add_row(escape(one.student), *sums, f"{one.seconds:.0f}", escape(note))
    return found
