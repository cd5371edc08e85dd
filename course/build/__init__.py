"""Turn the solved sources in ``solutions/`` into the notebooks that learners open.

One way only: ``solutions/01_architecture.py`` becomes the solved notebook in
``build/source/``, nbgrader's ``generate_assignment`` makes the release from it, and
that is copied to ``notebooks/``. The same sources give the same bytes.
"""

from __future__ import annotations

import importlib
import tempfile
from pathlib import Path

from course.build.generate import read as read_text
from course.build.generate import release, write
from course.build.notebook import compose
from course.build.session import ROOT
from course.build.source import Cell, read
from course.errors import BuildError

__all__ = ["ROOT", "Cell", "assemble", "build", "drift", "exercises_of", "main", "read"]


def main(check: bool = False) -> int:
    """Build all notebooks, or with ``check`` only say which ones drifted.

    Returns
    -------
    int
        1 if ``check`` found a difference, else 0.
    """
    if check:
        found = drift(ROOT)
        for line in found:
            print(line)
        print(
            "notebooks/ " + ("drifted; run `course build`." if found else "is fresh.")
        )
        return 1 if found else 0
    for path in build(ROOT):
        print(f"written: {path.relative_to(ROOT).as_posix()}")
    print("notebooks/ is what solutions/ builds.")
    return 0


def build(root: Path, place: Path | None = None) -> list[Path]:
    """Build ``root/solutions`` into ``root/notebooks``.

    Parameters
    ----------
    root : Path
        The folder of the clone.
    place : Path, optional
        Where the solved notebooks, the release and the gradebook go; default
        ``root/build``.

    Returns
    -------
    list of Path
        The notebooks that changed; one without a source is removed.

    Raises
    ------
    BuildError
        Where a source breaks a rule of the format.
    """
    texts = release(assemble(root), place or root / "build")
    changed = []
    for name, text in texts.items():
        path = root / "notebooks" / name / f"{name}.ipynb"
        if write(path, text):
            changed.append(path)
    for path in _left_over(root, texts):
        path.unlink()
        if not any(path.parent.iterdir()):
            path.parent.rmdir()
        changed.append(path)
    return changed


def drift(root: Path) -> list[str]:
    """Build into a temporary folder; return a line for every notebook that differs."""
    with tempfile.TemporaryDirectory(prefix="course-build-") as folder:
        texts = release(assemble(root), Path(folder))
    found = []
    for name, text in texts.items():
        path = root / "notebooks" / name / f"{name}.ipynb"
        shown = path.relative_to(root).as_posix()
        if not path.is_file():
            found.append(f"missing: {shown}")
        elif read_text(path) != text:
            row = _first_difference(read_text(path), text)
            found.append(f"differs: {shown}, from line {row}")
    found += [
        f"no source: {path.relative_to(root).as_posix()}"
        for path in _left_over(root, texts)
    ]
    return found


def assemble(root: Path) -> dict:
    """Return name -> solved notebook for every source in ``root/solutions``."""
    paths = sorted((root / "solutions").glob("[0-9][0-9]_*.py"))
    if not paths:
        raise BuildError(f"no source like 01_name.py in {root / 'solutions'}.")
    return {path.stem: compose(read(path), exercises_of(path)) for path in paths}


def exercises_of(path: Path) -> dict:
    """Return exercise name -> exercise for the module of a source.

    ``01_architecture.py`` belongs to ``course.checks.architecture``, and
    ``00_start_here.py`` to ``course.checks.start``; a source without such a module has
    no exercises.
    """
    from course import checks

    rest = path.stem.partition("_")[2]
    for module in checks.MODULES:
        if rest == module or rest.startswith(f"{module}_"):
            package = importlib.import_module(f"course.checks.{module}")
            return {name: _exercise(package, name) for name in package.EXERCISES}
    return {}


def _exercise(package, name: str):
    try:
        return getattr(package, name)
    except ModuleNotFoundError as error:
        raise BuildError(
            f"{package.__name__} lists the exercise {name!r}, but {error.name} is "
            "missing. Write it, or take the name off the list EXERCISES."
        ) from None


def _left_over(root: Path, texts: dict) -> list[Path]:
    found = sorted((root / "notebooks").glob("*/*.ipynb"))
    return [p for p in found if p.stem not in texts or p.parent.name != p.stem]


def _first_difference(a: str, b: str) -> int:
    rows = zip(a.splitlines(), b.splitlines(), strict=False)
    for number, (one, other) in enumerate(rows, 1):
        if one != other:
            return number
    return min(len(a.splitlines()), len(b.splitlines())) + 1
