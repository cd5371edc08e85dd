"""Submissions to the module `tiny`, and a clone that holds nothing but it."""

import os
import shutil
import sys
from pathlib import Path

import nbformat
import tiny

from course import build
from course.build import generate, session
from course.grading import intake, nbgrader_run, sample, scores

NAME = tiny.NAME
FULL = 6.0


def course_of(place: Path) -> tuple:
    """Return the solved and the released notebook, and the course they lie in."""
    path = place / f"{NAME}.py"
    path.write_text(tiny.SOURCE, "utf-8")
    solved = build.compose(build.read(path), tiny.EXERCISES)
    texts = generate.release({NAME: solved}, place)
    return solved, nbformat.reads(texts[NAME], as_version=4), place


def hand_in(notebooks, student, **sources):
    """Return a sample submission with other sources in some cells; None deletes one."""
    solved, released, _ = notebooks
    notebook = sample.submission(student, solved, released, tiny.EXERCISES)
    sources = {name.replace("__", "--"): text for name, text in sources.items()}
    notebook.cells = [c for c in notebook.cells if sources.get(c.id, "") is not None]
    for cell in notebook.cells:
        cell.source = sources.get(cell.id, cell.source)
    return notebook


def graded(notebooks, folder: Path, student: str, notebook) -> scores.Outcome:
    path = folder / f"{NAME}.ipynb"
    nbformat.write(notebook, path)
    return nbgrader_run.grade_one(intake.Submission(student, NAME, path), notebooks[2])


def points(outcome: scores.Outcome) -> dict:
    return {grade.exercise: grade.points for grade in outcome.grades}


def project(root: Path, monkeypatch) -> Path:
    """Make a clone with `tiny` as its one source, and let the commands work in it."""
    (root / "solutions").mkdir(parents=True)
    (root / "notebooks").mkdir()
    (root / "solutions" / f"{NAME}.py").write_text(tiny.SOURCE, "utf-8")
    shutil.copy(session.ROOT / session.CONFIG, root)
    monkeypatch.setattr(build, "ROOT", root)
    monkeypatch.setattr(build, "exercises_of", lambda path: tiny.EXERCISES)
    return root


def environment() -> dict:
    """Return the environment of an activated .venv; `alembic` is called by name."""
    scripts = str(Path(sys.executable).parent)
    return dict(os.environ, PATH=scripts + os.pathsep + os.environ["PATH"])
