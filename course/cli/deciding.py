"""`course decide`: your rows in, a decision with its numbers out."""

import os
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course.errors import CourseError, DecisionError

#: What an error of a loader says in Python, and how it is said here.
SAID_HERE = {
    'text="..." and target="..."': "--text and --target",
    "in `drop`": "with --drop",
    "load_image_folder": "course decide FOLDER",
    "take it as the time": "name it with --time",
    "data_size.known_before": "data_size.known_before of a --card",
}
#: An argument with its value, which is an option here.
ARGUMENT = re.compile(r"""\b(missing|task|broken|encoding|decimal)=["']([^"']+)["']""")


@dataclass(frozen=True)
class Asked:
    """What the command line said; see `course decide --help`."""

    path: Path
    target: str | None = None
    text: str | None = None
    card: Path | None = None
    out: Path | None = None
    seconds: float = 60
    task: str = "guess"
    missing: str = "refuse"
    broken: str = "refuse"
    drop: tuple[str, ...] = ()
    group: str | None = None
    time: str | None = None
    side: int = 32
    encoding: str | None = None
    decimal: str = "."


@dataclass(frozen=True)
class Answers:
    """What the four questions brought, in their order."""

    more_labels: int = 0
    hours: float = 1.0
    must_be_readable: bool = False
    target_ms: float = 100.0


def kind_of(asked: Asked) -> str:
    """Return "images" for a folder, "text" where a column of texts is named, "table".

    Raises
    ------
    DecisionError
        If there is nothing there, or the target is not named.
    """
    if asked.path.is_dir():
        return "images"
    if not asked.path.exists():
        raise DecisionError(
            f"there is no file and no folder {asked.path}; you are in {Path.cwd()}."
        )
    if asked.target is None:
        raise DecisionError(
            f"what is to be predicted in {asked.path.name}? Say --target COLUMN; for "
            "texts also --text COLUMN."
        )
    return "text" if asked.text else "table"


def recipe_of(asked: Asked, kind: str, folder: Path) -> dict[str, Any]:
    """Return the loader and its settings, with a path that counts from the card."""
    try:
        path = os.path.relpath(asked.path.resolve(), folder.resolve())
    except ValueError:  # another drive
        path = str(asked.path.resolve())
    if kind == "images":
        loader = "load_image_folder"
        settings = {"path": path, "side": asked.side, "broken": asked.broken}
    elif kind == "text":
        loader = "load_text"
        settings = {"path": path, "text": asked.text, "target": asked.target}
    else:
        loader = "load_csv"
        settings = {
            "path": path, "target": asked.target, "task": asked.task,
            "missing": asked.missing, "drop": list(asked.drop),
        }  # fmt: skip
        if asked.decimal != ".":
            settings["decimal"] = asked.decimal
    if asked.encoding and kind != "images":
        settings["encoding"] = asked.encoding
    recipe = {"loader": loader, "settings": settings}
    return recipe | {k: v for k in ("group", "time") if (v := getattr(asked, k))}


def report(folder: Path) -> str:
    """Return the automatic points of a capstone; runs its `repro.py`."""
    from course import decision

    return str(decision.report(folder))


def run(asked: Asked, ask: Callable[[], Answers], say: Callable[[str], Any]) -> None:
    """Load, ask or read the card, compare, decide; write only where --out says.

    Parameters
    ----------
    asked
        The command line.
    ask
        Asks the four questions; called only where there is no card.
    say
        Prints a line.

    Raises
    ------
    CourseError
        For what cannot be used; says the cure. No file of the learner is changed.
    """
    from course import decision
    from course.cli.keeping import keep, refuse
    from course.cli.saying import lines_of

    if asked.out is not None:
        refuse(asked.out)
    written = decision.read(asked.card) if asked.card else {}  # before the long part
    kind = kind_of(asked)
    with tempfile.TemporaryDirectory(prefix="course-decide-") as spare:
        case = _loaded(asked, kind, asked.out or Path(spare))
        say(f"{case.name}: {len(case.y):,} rows -> {_what(case)}")
        for note in case.notes:
            say(f"  - {in_options(note)}")
        sheet = decision.Sheet(spare)
        models = _candidates(written, asked.card, Path(spare), case.classes, say)
        _fill(sheet, case, kind, written if asked.card else None, ask)
        say(f"Comparing; this takes about {asked.seconds:g} seconds.")
        outcome = decision.decide(
            case, sheet, kind=kind, seconds=asked.seconds, candidates=models
        )
        for line in lines_of(outcome, sheet.card["results"], sheet.card["candidates"]):
            say(in_options(line))
        if asked.out:
            keep(sheet, outcome, asked.out, say)


def _loaded(asked: Asked, kind: str, folder: Path) -> Any:
    """Return the rows; an error speaks of options and not of arguments."""
    from course import decision

    try:
        return decision.load_case(**recipe_of(asked, kind, folder), folder=folder)
    except CourseError as error:
        raise type(error)(in_options(str(error))) from error


def in_options(said: str) -> str:
    """Return a sentence in the words of the command line.

    >>> in_options('Say missing="fill".')
    'Say --missing fill.'
    """
    for there, here in SAID_HERE.items():
        said = said.replace(there, here)
    return ARGUMENT.sub(r"--\1 \2", said)


def _candidates(
    written: dict[str, Any],
    card: Path | None,
    folder: Path,
    classes: int,
    say: Callable[[str], Any],
) -> list[Any] | None:
    """Return the candidates of a card, a dummy first; None where it has none.

    Programs that they name, beside the card, are copied beside the new one.
    """
    from course.decision.candidates import Candidate, from_card
    from course.decision.schema import candidate_faults

    if card is None or not written.get("candidates"):
        return None
    wrong = candidate_faults(written["candidates"])
    if wrong:
        raise DecisionError("the card: " + " ".join(wrong))
    models = from_card(written["candidates"])
    if models[0].family != "dummy":
        say("The card has no dummy in the first place: one is compared too.")
        number = {} if classes else {"regression": True}
        models = [Candidate("dummy", "dummy", "dummy", number), *models]
    for model in models:
        program = card.parent / model.make.partition(":")[0]
        if ":" in model.make and program.is_file():
            shutil.copy(program, folder / program.name)
    return models


def _what(case: Any) -> str:
    return f"{case.classes} classes" if case.classes else "a quantity"


def _fill(sheet: Any, case: Any, kind: str, written: Any, ask: Callable) -> None:
    from course.decision.quick import fill_from_answers, fill_from_card

    if written is not None:
        fill_from_card(sheet, written)
        return
    answers = ask()
    fill_from_answers(
        sheet, case, more_labels=answers.more_labels, hours=answers.hours,
        must_be_readable=answers.must_be_readable, target_ms=answers.target_ms,
        structured=kind == "table",
    )  # fmt: skip
