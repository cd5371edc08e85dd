"""`course decide`: your rows in, a decision with its numbers out."""

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course.errors import CourseError, DecisionError

#: What an error of a loader says in Python, and how it is said here.
SAID_HERE = {
    'missing="fill"': "--missing fill",
    'missing="drop"': "--missing drop",
    "missing='fill'": "--missing fill",
    'task="number"': "--task number",
    'task="classes"': "--task classes",
    'broken="drop"': "--broken drop",
    "in `drop`": "with --drop",
    'text="..." and target="..."': "--text and --target",
    "load_image_folder": "course decide FOLDER",
}


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
        settings = {"path": path, "side": asked.side, "broken": asked.broken}
        return {"loader": "load_image_folder", "settings": settings}
    if kind == "text":
        settings = {"path": path, "text": asked.text, "target": asked.target}
        return {"loader": "load_text", "settings": settings}
    settings = {
        "path": path, "target": asked.target, "task": asked.task,
        "missing": asked.missing, "drop": list(asked.drop),
    }  # fmt: skip
    recipe = {"loader": "load_csv", "settings": settings}
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

    if asked.out is not None and (asked.out / "card.yaml").exists():
        raise DecisionError(
            f"{asked.out} holds a card already. Name another --out; that one stays."
        )
    written = decision.read(asked.card) if asked.card else None  # before the long part
    kind = kind_of(asked)
    with tempfile.TemporaryDirectory(prefix="course-decide-") as spare:
        case = _loaded(asked, kind, asked.out or Path(spare))
        say(f"{case.name}: {len(case.y):,} rows -> {_what(case)}")
        for note in case.notes:
            say(f"  - {note}")
        sheet = decision.Sheet(spare)
        _fill(sheet, case, kind, written, ask)
        say(f"Comparing; this takes about {asked.seconds:g} seconds.")
        outcome = decision.decide(case, sheet, kind=kind, seconds=asked.seconds)
        for line in lines_of(outcome, sheet.card["results"]):
            say(line)
        if written and "candidates" in written:
            say("Compared were quick baselines, not the candidates of the card.")
        if asked.out:
            _keep(sheet, outcome, asked.out, say)


def _loaded(asked: Asked, kind: str, folder: Path) -> Any:
    """Return the rows; an error speaks of options and not of arguments."""
    from course import decision

    try:
        return decision.load_case(**recipe_of(asked, kind, folder), folder=folder)
    except CourseError as error:
        said = str(error)
        for there, here in SAID_HERE.items():
            said = said.replace(there, here)
        raise type(error)(said) from error


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


def lines_of(outcome: Any, results: dict[str, Any]) -> list[str]:
    """Return what is printed: the table, the canaries, the decision."""
    table = outcome.table
    lines = [
        "",
        f"{results['metric']} on {results['n_splits']} splits of "
        f"{results['n_train']:,} rows to train on and {results['n_test']:,} to test:",
    ]
    lines += [f"  {row}" for row in table.to_string(float_format=_short).splitlines()]
    lines += [f"Note: {note}" for note in outcome.notes]
    songs = [song for song in outcome.songs if song.sings]
    if songs:
        lines += ["", "Settle this first, or do not believe what follows:"]
        lines += [f"  - {song.canary}: {song.why}" for song in songs]
    return [*lines, "", str(outcome.choice), "", f"Measured on {results['machine']}."]


def _short(value: float) -> str:
    return "-" if value != value else f"{value:.4g}"


def _keep(sheet: Any, outcome: Any, out: Path, say: Callable[[str], Any]) -> None:
    """Write the decision on the card, and the bundle as far as it goes."""
    choice = outcome.choice
    sheet.decide(
        choice=choice.choice,
        because=list(choice.because),
        rejected=list(choice.rejected) or ["nobody had to be"],
        change_if=" ".join(choice.change_if) or "nothing that was measured",
        monitoring={"watch": "decide what, before it goes out"},
    )
    packed = sheet.pack()
    shutil.copytree(sheet.folder, out, dirs_exist_ok=True)
    names = ", ".join(sorted(path.name for path in sheet.folder.iterdir()))
    say(f"Written to {out}: {names}." + ("" if packed.good else f" {packed.text}"))
