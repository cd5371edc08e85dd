"""Solved notebooks to the ones that learners get, by nbgrader's own converter."""

from __future__ import annotations

import json
from pathlib import Path

from course.build import session
from course.errors import BuildError


def release(notebooks: dict, place: Path) -> dict[str, str]:
    """Write solved notebooks below ``place`` and let nbgrader make the release.

    Parameters
    ----------
    notebooks : dict
        Name of the assignment -> solved notebook.
    place : Path
        Gets ``source/``, ``release/`` and ``gradebook.db``.

    Returns
    -------
    dict
        Name -> text of the released notebook, the same to the byte for the same
        sources.

    Raises
    ------
    BuildError
        Where nbgrader refuses.
    """
    texts = {}
    for name, notebook in notebooks.items():
        folder = place / "source" / name
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.iterdir():  # nbgrader would hand out whatever lies here
            if path.is_file():
                path.unlink()
        write(folder / f"{name}.ipynb", text_of(notebook))
        trouble = session.convert("GenerateAssignment", place, name)
        if trouble:
            raise BuildError(explain(name, trouble, place))
        path = place / "release" / name / f"{name}.ipynb"
        texts[name] = text_of(json.loads(path.read_text("utf-8")))
    return texts


def text_of(notebook) -> str:
    """Return a notebook as text that depends on nothing but its content."""
    text = json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False)
    return text + "\n"


def write(path: Path, text: str) -> bool:
    """Write ``text`` where it differs from what is there; return whether it did."""
    if path.is_file() and read(path) == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return True


def read(path: Path) -> str:
    """Return the text of a file; a checkout may have changed its line ends."""
    return path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")


def explain(name: str, trouble: str, place: Path) -> str:
    """Return what nbgrader's log means, with the cure."""
    if "submissions associated with it" in trouble:
        return (
            f"{name}: cells were added or removed, but {place / 'gradebook.db'} holds "
            "submissions of the older notebook. Move that file away to keep the old "
            "grades, then build again."
        )
    return f"{name}: nbgrader could not make the release.\n{trouble}"
