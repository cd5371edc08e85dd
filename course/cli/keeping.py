"""What `course decide` writes under --out, and what it never writes over."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from course.errors import DecisionError

#: What is written under --out.
BUNDLE = (
    "card.yaml", "scores.csv", "manifest.json", "repro.py", "model.onnx", "model.skops",
)  # fmt: skip


def refuse(out: Path) -> None:
    """Refuse a folder that cannot be written to, or holds what would be lost.

    Raises
    ------
    DecisionError
        Before anything is measured.
    """
    if (out / "card.yaml").exists():
        raise DecisionError(
            f"{out} holds a card already. Name another --out; that one stays."
        )
    taken = [name for name in BUNDLE if (out / name).exists()]
    if taken:
        raise DecisionError(
            f"{out} holds {', '.join(taken)}, which would be written over. Name "
            "another --out."
        )
    above = next(path for path in (out, *out.absolute().parents) if path.exists())
    if not above.is_dir():
        raise DecisionError(f"--out {out}: {above} is a file. Name a folder.")
    if not may_write(above):
        raise DecisionError(f"--out {out}: you may not write in {above}. Name another.")


def may_write(folder: Path) -> bool:
    """Return whether files can be made in a folder."""
    return os.access(folder, os.W_OK | os.X_OK)


def keep(sheet: Any, outcome: Any, out: Path, say: Callable[[str], Any]) -> None:
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
    try:
        shutil.copytree(sheet.folder, out, dirs_exist_ok=True)
    except OSError as error:
        raise DecisionError(
            f"{out} could not be written ({error.strerror or error}); what was decided "
            "stands above."
        ) from error
    names = ", ".join(sorted(path.name for path in sheet.folder.iterdir()))
    say(f"Written to {out}: {names}." + ("" if packed.good else f" {packed.text}"))
