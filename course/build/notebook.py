"""Cells to a solved notebook with nbgrader's metadata and ids that stay."""

from __future__ import annotations

import hashlib
import re

from course.build import rules
from course.build.source import Cell

KERNEL = {"display_name": "Seven Differences", "language": "python", "name": "course"}
UNANSWERED = "not_attempted"


def compose(cells: list[Cell], exercises: dict):
    """Return the solved notebook of one module, as nbgrader takes it.

    Parameters
    ----------
    cells : list of Cell
    exercises : dict
        Exercise name -> exercise with ``answers`` and ``points``.

    Returns
    -------
    nbformat.NotebookNode

    Raises
    ------
    BuildError
        Where the source breaks a rule of the format.
    """
    from nbformat import v4

    rules.hold(cells, exercises)
    by_hand = {name for cell in cells for name in cell.tagged("essay")}
    made, taken, starts = [], {UNANSWERED: "the build"}, True
    for cell, name in zip(cells, prose_ids(cells), strict=True):
        if cell.kind == "markdown":
            made.append(v4.new_markdown_cell(cell.text, id=name))
            continue
        grader = _grader(cell, exercises, by_hand)
        if grader:
            _keep_apart(cell, grader["grade_id"], taken)
        plain = [tag for tag in cell.tags if tag in rules.PLAIN_TAGS]
        metadata = {"nbgrader": grader} if grader else {}
        metadata |= {"tags": plain} if plain else {}
        name = cell_id(grader["grade_id"]) if grader else name
        made.append(v4.new_code_cell(cell.text, id=name, metadata=metadata))
        if starts and exercises:
            made.append(_unanswered(exercises))
        starts = False
    language = {"name": "python"}
    return v4.new_notebook(
        cells=made, metadata={"kernelspec": KERNEL, "language_info": language}
    )


def grade_id(cell: Cell) -> str:
    """Return nbgrader's id of a tagged cell.

    It is the exercise's name for the cell that carries the points: the check, or the
    text of a memo.
    """
    tags = cell.tagged("answer")
    if tags:
        names = [tag.partition(".")[2] for tag in tags]
        return "--".join([tags[0].partition(".")[0], *names])
    for kind in ("check", "essay"):
        if cell.tagged(kind):
            return cell.tagged(kind)[0]
    return f"practice--{cell.tagged('practice')[0]}"


def _grader(cell: Cell, exercises: dict, by_hand: set[str]) -> dict | None:
    if not any(tag.partition(":")[0] in rules.KINDS for tag in cell.tags):
        return None
    name = grade_id(cell)
    if cell.tagged("essay"):
        return _metadata(name, grade=True, solution=True, points=exercises[name].points)
    if cell.tagged("check"):
        if name in by_hand:
            return _metadata(f"{name}--form", locked=True)
        return _metadata(name, grade=True, locked=True, points=exercises[name].points)
    return _metadata(name, solution=True)


def _keep_apart(cell: Cell, name: str, taken: dict) -> None:
    if name in taken:
        raise cell.wrong(f"the id {name!r} again; {taken[name]} has it.")
    if not re.fullmatch(r"[A-Za-z0-9_-]+", name):
        raise cell.wrong(f"{name!r} may hold letters, digits, `_` and `-` only.")
    taken[name] = repr(cell)


def _metadata(name, *, grade=False, solution=False, locked=False, points=None) -> dict:
    found = {
        "grade": grade,
        "grade_id": name,
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if grade:
        found["points"] = int(points) if points == int(points) else points
    return found


def _unanswered(exercises: dict):
    """Return the locked cell that binds every answer to "not attempted"."""
    from nbformat import v4

    rows = [
        " = ".join([*rules.answers_of(exercise), "NOT_ATTEMPTED"])
        for exercise in exercises.values()
    ]
    head = [
        "# Every answer starts as not attempted, so all cells run from the first day.",
        "from course.checks import NOT_ATTEMPTED",
        "",
    ]
    text = "\n".join(head + rows)
    grader = _metadata(UNANSWERED, locked=True)
    return v4.new_code_cell(text, id=cell_id(UNANSWERED), metadata={"nbgrader": grader})


def cell_id(name: str) -> str:
    """Return ``name`` as a cell id: at most 64 of the characters that are allowed.

    Examples
    --------
    >>> cell_id("layer_params"), len(cell_id("x" * 80))
    ('layer_params', 64)
    """
    if len(name) <= 64:
        return name
    return f"{name[:51]}-{_hash(name)}"


def prose_ids(cells: list[Cell]) -> list[str]:
    """Return an id for every cell from its heading and its place below it.

    Only cells without an exercise count, so a new exercise, or a new section, moves no
    id of another cell.
    """
    found, seen = [], {}
    heading, nth, place = "", 0, 0
    for cell in cells:
        title = _heading(cell)
        if title:
            seen[title] = nth = seen.get(title, 0) + 1
            heading, place = title, 0
        found.append(_hash(f"{heading}\n{nth}\n{place}"))
        place += not any(tag.partition(":")[0] in rules.KINDS for tag in cell.tags)
    return found


def _heading(cell: Cell) -> str | None:
    if cell.kind != "markdown":
        return None
    text = re.sub(r"^```.*?^```", "", cell.text, flags=re.DOTALL | re.MULTILINE)
    found = re.findall(r"^#{1,6} +(.+?)\s*$", text, flags=re.MULTILINE)
    return found[0] if found else None


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
