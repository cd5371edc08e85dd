"""Solution regions: what stands between BEGIN and END is the answer."""

from __future__ import annotations

import re

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
STUB = "..."

# Anything that looks as if it were meant as a marker, in any case, near enough.
_LIKE = re.compile(r"^\s*#+\s*(begin|end)\W*sol", re.IGNORECASE)


def fault(text: str) -> tuple[str, int] | None:
    """Return what is wrong with the markers and on which line (from 0), or None.

    Examples
    --------
    >>> fault("### BEGIN SOLUTION\\nx = 1\\n### END SOLUTION")
    >>> fault("### BEGIN SOLUTION\\nx = 1")
    ('BEGIN SOLUTION without an END SOLUTION', 0)
    """
    opened = None
    for number, line in enumerate(text.splitlines()):
        mark = line.strip()
        if mark == BEGIN:
            if opened is not None:
                return "BEGIN SOLUTION inside a solution; END the first one", number
            opened = number
        elif mark == END:
            if opened is None:
                return "END SOLUTION without a BEGIN SOLUTION", number
            opened = None
        elif _LIKE.match(line) or "BEGIN SOLUTION" in line or "END SOLUTION" in line:
            return f"`{mark}` is no marker; write `{BEGIN}` or `{END}`", number
    if opened is not None:
        return "BEGIN SOLUTION without an END SOLUTION", opened
    return None


def has_region(text: str) -> bool:
    """Return whether ``text`` holds a solution."""
    return any(line.strip() == BEGIN for line in text.splitlines())


def solved(text: str) -> str:
    """Return ``text`` without the marker lines: what a perfect learner hands in."""
    lines = text.splitlines()
    return "\n".join(line for line in lines if line.strip() not in (BEGIN, END))


def stubbed(text: str) -> str:
    """Return ``text`` with a stub for every region, as nbgrader makes it.

    Examples
    --------
    >>> print(stubbed("def f():\\n    ### BEGIN SOLUTION\\n    return 1\\n"
    ...               "    ### END SOLUTION"))
    def f():
        ...
    """
    kept, inside = [], False
    for line in text.splitlines():
        if line.strip() == BEGIN:
            kept.append(line[: len(line) - len(line.lstrip())] + STUB)
            inside = True
        elif line.strip() == END:
            inside = False
        elif not inside:
            kept.append(line)
    return "\n".join(kept)
