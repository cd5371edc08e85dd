"""The code of right answers, read from a clone: what `.solution()` shows."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

_CELL = re.compile(r"^# %%(.*)$", flags=re.MULTILINE)
_TAGS = re.compile(r"tags=(\[.*?\])")
_MARKER = re.compile(r"^\s*### (BEGIN|END) SOLUTION\s*?\n?", flags=re.MULTILINE)


def solved_file(root: Path, module: str) -> Path | None:
    """Return ``solutions/NN_<module>...py``, or None where the checkout lacks it."""
    found = sorted((root / "solutions").glob(f"[0-9][0-9]_{module}*.py"))
    return found[0] if found else None


def cells(path: Path) -> list[tuple[list[str], str]]:
    """Return (tags, code) of every cell of a percent script; Markdown is left out.

    The text of a cell in another language (a memo) stands in comments; they are opened.
    """
    text = path.read_text("utf-8")
    starts = list(_CELL.finditer(text))
    ends = [start.start() for start in starts[1:]] + [len(text)]
    found = []
    for start, end in zip(starts, ends, strict=True):
        head = start.group(1)
        if "[markdown]" in head or "[raw]" in head:
            continue
        tags = _TAGS.search(head)
        code = text[start.end() : end].strip()
        if "language=" in head:
            code = re.sub(r"^# ?", "", code, flags=re.MULTILINE)
        found.append((json.loads(tags.group(1)) if tags else [], code))
    return found


def solved_cells(root: Path, exercise) -> list[tuple[str, str]]:
    """Return (title, code) of the solved answer cells of ``exercise``.

    Parameters
    ----------
    root : Path
        The folder of the clone.
    exercise
        Has ``module`` and ``name``.
    """
    path = solved_file(root, exercise.module)
    if path is None:
        return []
    answer, essay = f"answer:{exercise.name}.", f"essay:{exercise.name}"
    code = [
        _MARKER.sub("", text).strip()
        for tags, text in cells(path)
        if any(tag.startswith(answer) or tag == essay for tag in tags)
    ]
    return [("The course's solution", "\n\n\n".join(code))] if code else []


def alternatives(root: Path, exercise) -> list[tuple[str, str]]:
    """Return (title, code) of the other right answers that the suite accepts."""
    path = root / "tests" / "answers" / exercise.module / f"{exercise.name}.py"
    if not path.is_file():
        return []
    text = path.read_text("utf-8")
    found = []
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("alternative_"):
            words = node.name.removeprefix("alternative_").replace("_", " ")
            title = ast.get_docstring(node) or words
            code = ast.get_source_segment(text, node)
            found.append((f"Also right: {title.splitlines()[0].rstrip('.')}", code))
    return found
