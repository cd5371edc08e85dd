"""The solved source: a percent script as cells that know their file and line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from course.errors import BuildError

_CELL = re.compile(r"^# ?%%(\s|$)")


@dataclass(frozen=True)
class Cell:
    """One cell of a source.

    ``text`` is what the notebook's cell holds: magics as they are run, Markdown
    without comment signs.
    """

    path: Path
    number: int  # counted from 1
    line: int  # where it starts in the file
    kind: str  # code or markdown
    text: str
    tags: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"{self.path.name}:{self.line}, cell {self.number} ({self.kind})"

    def tagged(self, kind: str) -> list[str]:
        """Return what follows ``kind:`` in the tags."""
        return [t.partition(":")[2] for t in self.tags if t.startswith(f"{kind}:")]

    def wrong(self, what: str) -> BuildError:
        """Return the error that says what is wrong with this cell, and where."""
        return BuildError(f"{self.path.name}:{self.line}, cell {self.number}: {what}")


def read(path: Path) -> list[Cell]:
    """Return the cells of a solved source.

    Parameters
    ----------
    path : Path
        A percent script, ``solutions/NN_<module>.py``.

    Raises
    ------
    BuildError
        Where jupytext finds other cells than the ``# %%`` lines say, and for a raw
        cell.
    """
    import jupytext

    text = path.read_text("utf-8")
    notebook = jupytext.reads(text, fmt="py:percent")
    lines = [n for n, line in enumerate(text.splitlines(), 1) if _CELL.match(line)]
    if len(lines) != len(notebook.cells):
        raise BuildError(
            f"{path.name}: {len(lines)} lines start a cell with `# %%`, but jupytext "
            f"reads {len(notebook.cells)} cells. Put all text below a `# %%` line, and "
            "no such line inside a string."
        )
    cells = []
    for number, (line, cell) in enumerate(zip(lines, notebook.cells, strict=True), 1):
        tags = tuple(cell.metadata.get("tags", ()))
        found = Cell(path, number, line, cell.cell_type, cell.source, tags)
        if cell.cell_type == "raw":
            raise found.wrong("a raw cell; use [markdown] or code.")
        cells.append(found)
    return cells
