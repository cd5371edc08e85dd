"""The answers that the tests give to every exercise: solved cells, files, mistakes.

`solutions/NN_<module>.py` holds the course's own answers. A file
`tests/answers/<module>/<exercise>.py` may hold `reference()` (cheaper right answers),
`alternative_*()` (other right ones) and `wrong_<mistake>()`; each returns a dict answer
name -> value, `wrong_*` also a list of them. What a dict leaves out is the reference's.
"""

import ast
import functools
import importlib
import importlib.util
import re
from pathlib import Path
from types import ModuleType

from course.checks import MODULES
from course.checks.engine import NOT_ATTEMPTED, Exercise, Function, Memo, Quiz
from course.checks.engine.sources import cells, solved_cells, solved_file

ROOT = Path(__file__).resolve().parent.parent
REGION = re.compile(
    r"^([ \t]*)### BEGIN SOLUTION[ \t]*\n.*?^[ \t]*### END SOLUTION", re.S | re.M
)


def exercises() -> dict[str, Exercise]:
    """Return key -> exercise of every module, in the order of the course."""
    found = {}
    for module in MODULES:
        package = importlib.import_module(f"course.checks.{module}")
        for name in package.EXERCISES:
            found[f"{module}.{name}"] = getattr(package, name)
    return found


EXERCISES = exercises()


# -- the course's own answers -------------------------------------------------


@functools.cache
def code_cells(module: str) -> list[tuple[list[str], str]]:
    """Return (tags, code) of the cells of a solved file, but for the check cells."""
    found = []
    for tags, code in cells(solved_file(ROOT, module)):
        if not any(tag.startswith("check:") for tag in tags):
            lines = [line for line in code.splitlines() if line[:3] != "# %"]
            found.append((tags, "\n".join(lines)))
    return found


@functools.cache
def _names(code: str) -> tuple[frozenset, frozenset]:
    """Return the names that a cell binds, and those that it reads."""
    binds, reads = set(), set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Name):
            (reads if isinstance(node.ctx, ast.Load) else binds).add(node.id)
        elif isinstance(node, ast.alias):
            binds.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            binds.add(node.name)
    return frozenset(binds), frozenset(reads)


def needed(module: str, wanted: set[int]) -> list[int]:
    """Return the cells that the cells ``wanted`` rest on, and these, in order."""
    codes = [code for _, code in code_cells(module)]
    open_, found = list(wanted), set()
    while open_:
        place = open_.pop()
        if place in found:
            continue
        found.add(place)
        for name in _names(codes[place])[1]:
            open_ += [i for i in range(place) if name in _names(codes[i])[0]]
    return sorted(found)


@functools.cache
def namespace(module: str) -> dict:
    """Return the names of a module, to be shared by the exercises' cells."""
    fake = ModuleType(f"solutions_{module}")
    return vars(fake) | {"_ran": set()}


def run_cells(module: str, places: list[int]) -> dict:
    """Run cells that have not run yet; return the names."""
    names = namespace(module)
    for place in places:
        if place not in names["_ran"]:
            names["_ran"].add(place)
            code = code_cells(module)[place][1]
            exec(compile(code, f"<{module}, cell {place}>", "exec"), names)
    return names


def answer_cells(exercise: Exercise) -> list[int]:
    wanted = f"answer:{exercise.name}."
    return [
        place
        for place, (tags, _) in enumerate(code_cells(exercise.module))
        if any(tag.startswith(wanted) for tag in tags)
    ]


@functools.cache
def solved(key: str) -> dict:
    """Return the answers of the solved cells; those of a memo are its text."""
    exercise = EXERCISES[key]
    if isinstance(exercise, Memo):
        return {exercise.name: memo_text(exercise)}
    places = needed(exercise.module, set(answer_cells(exercise)))
    names = run_cells(exercise.module, places)
    return {name: names.get(name, NOT_ATTEMPTED) for name in exercise.answers}


def memo_text(memo: Memo) -> str:
    """Return what the `%%memo` cell of the solved file binds."""
    ((_, text),) = solved_cells(ROOT, memo)
    return text


def released(key: str) -> dict:
    """Return the answers of the released notebook: solutions cut out, cells run."""
    exercise = EXERCISES[key]
    solved(key)  # the cells that the stubs rest on
    stubs = dict(namespace(exercise.module))
    stubs |= dict.fromkeys(exercise.answers, NOT_ATTEMPTED)
    for place in answer_cells(exercise):
        code = REGION.sub(r"\1...", code_cells(exercise.module)[place][1])
        exec(compile(code, f"<{key}, released>", "exec"), stubs)
    return {name: stubs[name] for name in exercise.answers}


# -- the files of answers -----------------------------------------------------


@functools.cache
def answer_file(key: str) -> ModuleType:
    """Return the file of answers as a module; an empty one where there is none."""
    path = ROOT / "tests" / "answers" / f"{key.replace('.', '/')}.py"
    if not path.is_file():
        return ModuleType(key)
    name = f"answers_{key.replace('.', '_')}"
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@functools.cache
def reference(key: str) -> dict:
    """Return right answers: the file's, or the solved cells'."""
    module = answer_file(key)
    return module.reference() if hasattr(module, "reference") else solved(key)


@functools.cache
def alternatives(key: str) -> dict[str, dict]:
    """Return slug -> other right answers."""
    found = _functions(key, "alternative_")
    return {name: reference(key) | make() for name, make in found.items()}


def _functions(key: str, prefix: str) -> dict:
    return {
        name.removeprefix(prefix): value
        for name, value in vars(answer_file(key)).items()
        if name.startswith(prefix) and callable(value)
    }


@functools.cache
def wrong(key: str) -> dict[str, list[dict]]:
    """Return mistake -> the answers that have to be diagnosed as it."""
    exercise, made = EXERCISES[key], _functions(key, "wrong_")
    found: dict[str, list[dict]] = {}
    for mistake in exercise.mistakes:
        forms = made.pop(mistake.name, list)()
        forms = [forms] if isinstance(forms, dict) else list(forms)
        if mistake.replaces is not None:
            called = isinstance(exercise.answers[mistake.replaces], Function)
            body = mistake.body if called else mistake.body()
            forms.append({mistake.replaces: body})
        found[mistake.name] = [reference(key) | form for form in forms]
    if isinstance(exercise, Quiz):
        found |= _wrong_in_quiz(exercise)
    assert not made, f"{key} has no mistake {', '.join(made)}"
    return found


def _wrong_in_quiz(quiz: Quiz) -> dict[str, list[dict]]:
    """Return every known wrong answer to one question, all others being right."""
    right = {question.slug: question.right for question in quiz.asked}
    return {
        name: [{"answers": right | {question.slug: value}}]
        for question in quiz.asked
        for name, value, _ in question.mistakes()
    }
