"""A sample class: four submissions made from the solved and the released notebook."""

from __future__ import annotations

import ast
import copy
import inspect
import textwrap
from collections.abc import Callable

from course.build import regions

#: Name -> what it is; the names of the sample students.
STUDENTS = {
    "perfect": "every answer from the solution",
    "half": "every second exercise answered",
    "mistaken": "a known mistake in every exercise",
    "untouched": "the notebook as it was handed out",
}


def submission(student: str, solved, released, exercises: dict):
    """Return the notebook that one of the `STUDENTS` hands in.

    Parameters
    ----------
    student : str
    solved, released : nbformat.NotebookNode
        The notebook before and after `course build`, with the same cell ids.
    exercises : dict
        Exercise name -> exercise.
    """
    names = list(exercises)
    write: dict[str, Callable] = {
        "perfect": lambda name, text: regions.solved(text),
        "half": lambda name, text: (
            regions.solved(text) if names.index(name) % 2 == 0 else None
        ),
        "mistaken": lambda name, text: with_mistake(exercises[name], text),
        "untouched": lambda name, text: None,
    }
    answers = {
        cell.id: cell.source
        for cell in solved.cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }
    notebook = copy.deepcopy(released)
    for cell in notebook.cells:
        if cell.id in answers:
            name = cell.metadata.nbgrader.grade_id.partition("--")[0]
            text = answers[cell.id]
            if name not in exercises:  # a practice cell earns nothing
                found = None if student == "untouched" else regions.solved(text)
            else:
                found = write[student](name, text)
            cell.source = cell.source if found is None else found
    return notebook


def with_mistake(exercise, text: str) -> str | None:
    """Return the solved ``text`` of an answer cell with the first known mistake in it.

    None, the cell as it was handed out, where no known mistake replaces an answer.
    """
    known = [item for item in exercise.mistakes if item.replaces]
    if not known or text.startswith("%%"):
        return None
    mistake = known[0]
    solution = regions.solved(text)
    if mistake.replaces not in _bound(solution):
        return solution
    rest = _without(solution, mistake.replaces)
    return f"{rest}\n\n\n{code_of(exercise, mistake)}".lstrip()


def _without(text: str, name: str) -> str:
    """Return ``text`` without the definition of ``name``, if it is one by itself."""
    lines = text.splitlines()
    for node in ast.parse(text).body:
        if getattr(node, "name", None) == name:
            lines[node.lineno - 1 : node.end_lineno] = []
            break
    return "\n".join(lines).rstrip()


def code_of(exercise, mistake) -> str:
    """Return code that binds the answer that ``mistake`` stands for to the mistake."""
    name = mistake.replaces
    if type(exercise.answers[name]).__name__ in ("Function", "Network"):
        code = _source(mistake.body, name)
        if code:
            return code
    else:
        value = mistake.body()
        if _is_literal(value):
            return f"{name} = {value!r}"
    number = exercise.mistakes.index(mistake)
    call = (
        "" if type(exercise.answers[name]).__name__ in ("Function", "Network") else "()"
    )
    return f"{name} = check.{exercise.name}.mistakes[{number}].body{call}"


def _bound(text: str) -> set[str]:
    """Return the names that the statements of ``text`` bind."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return found


def _source(body: Callable, name: str) -> str | None:
    """Return the source of a mistake under the name of the answer it replaces.

    None where it uses names that only the exercise's file has.
    """
    if not inspect.isfunction(body) or body.__closure__:
        return None
    if _names(body.__code__) & set(body.__globals__):
        return None
    (node,) = ast.parse(textwrap.dedent(inspect.getsource(body))).body
    if not isinstance(node, ast.FunctionDef):
        return None
    node.name, node.decorator_list = name, []
    return ast.unparse(node)


def _names(code) -> set[str]:
    """Return the names that a function uses, also those of functions inside it."""
    inner = [const for const in code.co_consts if inspect.iscode(const)]
    return set(code.co_names).union(*map(_names, inner))


def _is_literal(value) -> bool:
    try:
        return ast.literal_eval(repr(value)) == value
    except (ValueError, SyntaxError):
        return False
