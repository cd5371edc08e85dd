"""Take in a folder of submissions: find each notebook, read it, copy it alone.

Only JSON is read here, nothing in a submission is run or unpickled, and no other file
of a learner is copied.
"""

from __future__ import annotations

import json
import os
import re
import warnings
from dataclasses import dataclass
from pathlib import Path

from course.errors import GradingError

#: A notebook of text and code is far smaller; outputs are dropped on the way in.
MOST_BYTES = 100_000_000


@dataclass(frozen=True)
class Submission:
    """One notebook of one student, or the reason why there is none."""

    student: str
    assignment: str
    path: Path
    trouble: str = ""

    def __repr__(self) -> str:
        return (
            f"{self.student}/{self.assignment}"
            + ": " * bool(self.trouble)
            + (self.trouble)
        )


def find(folder: Path, assignments: list[str]) -> list[Submission]:
    """Return the submissions in ``folder``, those in trouble among them.

    Parameters
    ----------
    folder : Path
        Holds ``STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb`` or ``STUDENT/ASSIGNMENT.ipynb``.
    assignments : list of str
        The names that can be graded.

    Raises
    ------
    GradingError
        Where the folder does not exist or holds no folder of a student.
    """
    if not folder.is_dir():
        raise GradingError(
            f"{folder} is no folder. Name one that holds a folder for each student."
        )
    students = [p for p in sorted(folder.iterdir()) if p.is_dir() and p.name[0] != "."]
    if not students:
        raise GradingError(
            f"{folder} holds no folder of a student. Expected: "
            f"STUDENT/{assignments[0]}.ipynb or "
            f"STUDENT/{assignments[0]}/{assignments[0]}.ipynb in it."
        )
    return [one for student in students for one in _of_student(student, assignments)]


def _of_student(home: Path, assignments: list[str]) -> list[Submission]:
    name = home.name
    if not re.fullmatch(r"[\w.@ -]+", name) or name != name.strip():
        why = "the folder's name may hold letters, digits and . _ - @ only; rename it"
        return [Submission(name, "", home, why)]
    found = []
    for assignment in assignments:
        exact = [
            home / assignment / f"{assignment}.ipynb",
            home / f"{assignment}.ipynb",
        ]
        paths = [path for path in exact if path.is_file()] or [
            path  # a browser's download, a copy: 01_architecture (1).ipynb
            for place in (home / assignment, home)
            for path in sorted(place.glob(f"{assignment}*.ipynb"))
        ]
        if len(paths) > 1 and paths[0] not in exact:
            names = ", ".join(path.name for path in paths)
            why = f"several notebooks: {names}; keep the one to grade"
            found.append(Submission(name, assignment, home, why))
        elif paths:
            found.append(Submission(name, assignment, paths[0]))
    if not found:
        known = ", ".join(f"{assignment}.ipynb" for assignment in assignments)
        return [Submission(name, "", home, f"no notebook named {known}")]
    return found


def collect(submission: Submission, place: Path) -> Submission:
    """Copy one notebook, without outputs, to where nbgrader looks for it.

    Parameters
    ----------
    submission : Submission
    place : Path
        The course; gets ``submitted/STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb``.

    Returns
    -------
    Submission
        Where it lies now, or with the trouble that reading it made.
    """
    if submission.trouble:
        return submission
    student, assignment, path = (
        submission.student,
        submission.assignment,
        submission.path,
    )
    try:
        text = json.dumps(_read(path), indent=1, sort_keys=True)
    except Exception as error:
        why = f"{path.name} cannot be read: {_plain(error)}"
        return Submission(student, assignment, path, why)
    goal = place / "submitted" / student / assignment / f"{assignment}.ipynb"
    goal.parent.mkdir(parents=True, exist_ok=True)
    spare = goal.with_suffix(".part")
    spare.write_text(text, "utf-8")
    os.replace(spare, goal)
    return Submission(student, assignment, goal)


def _read(path: Path):
    """Return the notebook at ``path``, of any version, as version 4 without outputs."""
    import nbformat

    if path.is_symlink():
        raise ValueError("it is a link, not a file")
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"{path.stat().st_size / 1e6:,.0f} MB are too many")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        text = path.read_text("utf-8-sig")
        try:
            json.loads(text)
        except json.JSONDecodeError as error:
            raise ValueError(
                f"it is no notebook, or was cut off (no JSON from line {error.lineno} "
                "on); ask for the file again"
            ) from None
        notebook = nbformat.reads(text, as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        nbformat.validate(notebook)
    return notebook


def _plain(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0][:200]
