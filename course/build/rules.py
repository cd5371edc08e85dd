"""What a source must keep to; the first broken rule is a `BuildError`."""

from __future__ import annotations

import ast
import symtable

from course.build import regions
from course.build.source import Cell
from course.checks.engine.memo import Memo
from course.errors import BuildError

#: Tags that a cell may carry without a meaning for grading.
PLAIN_TAGS = {
    f"{verb}-{part}"
    for verb in ("hide", "remove")
    for part in ("cell", "input", "output")
}
KINDS = ("answer", "check", "essay", "practice")


def hold(cells: list[Cell], exercises: dict) -> None:
    """Go through the cells of one module, in order.

    Parameters
    ----------
    cells : list of Cell
    exercises : dict
        Exercise name -> exercise, all of the module; each has ``answers``.

    Raises
    ------
    BuildError
        With file, line and cell of the first broken rule.
    """
    answered: dict[tuple[str, str], Cell] = {}
    checked: dict[str, Cell] = {}
    imports = next((cell for cell in cells if cell.kind == "code"), None)
    for cell in cells:
        kind = _kind(cell)
        _region(cell, kind)
        if kind and cell is imports:
            raise cell.wrong("the first code cell is for imports and has no such tag.")
        if kind == "answer":
            _answer(cell, exercises, answered)
        elif kind == "essay":
            _essay(cell, exercises, answered)
        elif kind == "check":
            _check(cell, exercises, answered, checked)
    for name in exercises:
        if name not in checked:
            path = cells[0].path.name if cells else "the source"
            raise BuildError(
                f"{path}: exercise {name!r} has no check cell. Add a cell with the tag "
                f'"check:{name}", or take the exercise off the list of its module.'
            )


def answers_of(exercise) -> list[str]:
    """Return the names of the answers of an exercise, in the order of its call."""
    return list(exercise.answers)


def _kind(cell: Cell) -> str | None:
    """Return which of the `KINDS` the cell is; refuse unknown and mixed tags."""
    kinds = []
    for tag in cell.tags:
        kind, colon, rest = tag.partition(":")
        if colon and rest and kind in KINDS:
            kinds.append(kind)
        elif tag not in PLAIN_TAGS:
            known = ", ".join(f"{k}:..." for k in KINDS)
            raise cell.wrong(f"unknown tag {tag!r}. Tags are {known}.")
    if kinds and cell.kind != "code":
        raise cell.wrong(f"the tag {kinds[0]!r} belongs on a code cell.")
    if len(set(kinds)) > 1 or (kinds and kinds[0] != "answer" and len(kinds) > 1):
        raise cell.wrong(f"tags that exclude each other: {', '.join(cell.tags)}.")
    return kinds[0] if kinds else None


def _region(cell: Cell, kind: str | None) -> None:
    found = regions.fault(cell.text)
    if found:
        what, offset = found
        row = cell.text.splitlines()[offset].strip()
        raise cell.wrong(f"{what} (line {offset + 1} of the cell: {row}).")
    solution = kind in ("answer", "essay", "practice")
    if solution and not regions.has_region(cell.text):
        raise cell.wrong(
            f"a cell with the tag {cell.tags[0]!r} has no solution region."
        )
    if not solution and regions.has_region(cell.text):
        raise cell.wrong("a solution region in a cell without an answer tag.")
    if kind in ("answer", "practice"):
        _parse(cell, cell.text)
        _parse(cell, regions.stubbed(cell.text), "without its solution the cell is")


def _parse(cell: Cell, text: str, what: str = "the cell is") -> ast.Module:
    try:
        return ast.parse(text)
    except SyntaxError as error:
        raise cell.wrong(
            f"{what} not Python ({error.msg}, line {error.lineno} of the cell)."
        ) from None


def _exercise(cell: Cell, name: str, exercises: dict):
    if name not in exercises:
        known = ", ".join(exercises) or "none"
        raise cell.wrong(f"no exercise {name!r} in this module; there are: {known}.")
    return exercises[name]


def _answer(cell: Cell, exercises: dict, answered: dict) -> None:
    table = symtable.symtable(cell.text, cell.path.name, "exec")
    bound = {symbol.get_name() for symbol in table.get_symbols() if _binds(symbol)}
    names = set()
    for tag in cell.tagged("answer"):
        name, _, answer = tag.partition(".")
        names.add(name)
        exercise = _exercise(cell, name, exercises)
        known = answers_of(exercise)
        if isinstance(exercise, Memo):
            raise cell.wrong(f'{name!r} is a memo; its tag is "essay:{name}".')
        if answer not in known:
            raise cell.wrong(
                f"exercise {name!r} has no answer {answer!r}; it has: "
                f"{', '.join(known)}."
            )
        if answer not in bound:
            raise cell.wrong(f"the cell does not bind {answer!r}.")
        _first(cell, (name, answer), f'"answer:{tag}"', answered)
    if len(names) > 1:
        raise cell.wrong(f"answers of several exercises: {', '.join(sorted(names))}.")


def _binds(symbol) -> bool:
    return symbol.is_assigned() or symbol.is_namespace() or symbol.is_imported()


def _essay(cell: Cell, exercises: dict, answered: dict) -> None:
    (name,) = cell.tagged("essay")
    if not isinstance(_exercise(cell, name, exercises), Memo):
        raise cell.wrong(f"{name!r} is no memo; its answers have tags of their own.")
    known = answers_of(exercises[name])
    first = cell.text.splitlines()[0].split()
    if first != ["%%memo", known[0]]:
        raise cell.wrong(
            f"a memo cell starts with `%%memo {known[0]}`, this one with "
            f"`{' '.join(first)}`. In the source that is the cell line "
            f'`# %% tags=["essay:{name}"] language="memo" magic_args="{known[0]}"` and '
            "`custom_cell_magics: memo` in the header."
        )
    if regions.stubbed(cell.text).split("\n", 1)[1:] != [regions.STUB]:
        raise cell.wrong(
            "a memo cell holds nothing but the solution, else what is left counts as "
            "the learner's text. The task stands in a Markdown cell above."
        )
    _first(cell, (name, known[0]), f'"essay:{name}"', answered)


def _check(cell: Cell, exercises: dict, answered: dict, checked: dict) -> None:
    (name,) = cell.tagged("check")
    wanted = answers_of(_exercise(cell, name, exercises))
    call = f"check.{name}({', '.join(wanted)})"
    body = _parse(cell, cell.text).body
    last = cell.text.rstrip().splitlines()[-1].strip() if body else ""
    if not body or ast.unparse(body[-1]) != call or last.endswith(";"):
        raise cell.wrong(
            f"a check cell ends in the bare line `{call}`, this one in `{last}`. "
            "nbgrader reads the points from the last value."
        )
    if _ends(body[-1]) != len(cell.text.rstrip().splitlines()):
        raise cell.wrong(f"nothing may stand after `{call}`.")
    for answer in wanted:
        if (name, answer) not in answered:
            raise cell.wrong(f"no answer cell of {name}.{answer} above this check.")
    _first(cell, name, f'"check:{name}"', checked)


def _ends(node: ast.stmt) -> int:
    return node.end_lineno or node.lineno


def _first(cell: Cell, key, tag: str, seen: dict) -> None:
    if key in seen:
        raise cell.wrong(f"the tag {tag} again; it is on {seen[key]!r}.")
    seen[key] = cell
