"""Progress bars, and the local log of what you predicted, tried and solved.

The log is one JSON object a line in a file on this computer. Nothing that is graded
rests on it: a grade comes from the notebook alone. `COURSE_PROGRESS` names another
file; while something is graded nothing is written.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import sys
import time
from pathlib import Path

from course.errors import CourseError

_GRADING = ("NBGRADER_EXECUTION", "COURSE_GRADING_SEED")
_muted = 0


# -- bars ---------------------------------------------------------------------


def bar(iterable=None, *, total: int | None = None, label: str = ""):
    """Return a progress bar over ``iterable``, or one to `update` by hand.

    It is a tqdm bar: a widget in a notebook, a line on standard output in a terminal,
    never anything on standard error, and nothing at all in a pipe, in a check or while
    nbgrader runs the notebook.

    Parameters
    ----------
    iterable : iterable, optional
    total : int, optional
        Number of steps, where ``len(iterable)`` does not say it.
    label : str
        What is being done.

    Examples
    --------
    >>> sum(bar(range(4), label="adding"))
    6
    """
    kind, silent = _bar_kind()
    return kind(
        iterable,
        total=total,
        desc=label or None,
        file=sys.stdout,
        disable=silent,
        leave=False,
        dynamic_ncols=True,
    )


@contextlib.contextmanager
def muted():
    """Show no bar in the body."""
    global _muted
    _muted += 1
    try:
        yield
    finally:
        _muted -= 1


def _bar_kind():
    """Return the class of bar that fits this place, and whether it has to be silent."""
    from tqdm.std import tqdm

    if _muted or any(os.environ.get(name) for name in _GRADING):
        return tqdm, True
    if _in_kernel():
        # without ipywidgets `tqdm.auto` warns on standard error, which costs points
        with contextlib.suppress(ImportError):
            import ipywidgets  # noqa: F401
            from tqdm.notebook import tqdm as widget

            return widget, False
        return tqdm, True
    try:
        return tqdm, not sys.stdout.isatty()
    except (AttributeError, ValueError):
        return tqdm, True


def _in_kernel() -> bool:
    interactive = sys.modules.get("IPython.core.interactiveshell")
    shell = interactive and interactive.InteractiveShell._instance
    return bool(shell) and "IPKernelApp" in getattr(shell, "config", {})


# -- the log ------------------------------------------------------------------


def path() -> Path:
    """Return the file of the log; `COURSE_PROGRESS` names another."""
    named = os.environ.get("COURSE_PROGRESS")
    if named:
        return Path(named)
    import platformdirs

    folder = platformdirs.user_data_dir("seven-differences", appauthor=False)
    return Path(folder) / "progress.jsonl"


def record(kind: str, **fields) -> None:
    """Append one event to the log; a full disk or a read-only home is no error."""
    if any(os.environ.get(name) for name in _GRADING):
        return
    with contextlib.suppress(Exception):
        event = {"kind": kind, "time": round(time.time(), 3)} | fields
        line = json.dumps(event, default=str) + "\n"
        file = path()
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("ab") as out:
            out.write(line.encode())


def events() -> list[dict]:
    """Return everything in the log, oldest first; damaged lines are left out."""
    found = []
    with contextlib.suppress(OSError):
        for line in path().read_text("utf-8", errors="replace").splitlines():
            with contextlib.suppress(ValueError):
                event = json.loads(line)
                if type(event) is dict and type(event.get("kind")) is str:
                    found.append(event)
    return found


def attempts(key: str) -> int:
    """Return how many attempts at the exercise ``key`` differ in what they gave.

    Parameters
    ----------
    key : str
        Module and name, as in ``"architecture.layer_params"``.
    """
    return len({str(event.get("mark")) for event in _checked(key)})


def solved(key: str) -> bool:
    """Return whether the exercise ``key`` was correct once."""
    return any(event.get("outcome") == "correct" for event in _checked(key))


def _checked(key: str | None = None) -> list[dict]:
    return [
        event
        for event in events()
        if event["kind"] == "checked" and key in (None, event.get("exercise"))
    ]


# -- what a learner commits to ------------------------------------------------


def predict(
    id: str, *, choice=None, number=None, order=None, confidence=...
) -> dict[str, object]:
    """Write down what you expect before you run it, and how sure you are.

    Parameters
    ----------
    id : str
        Name of the prediction.
    choice : str, optional
    number : int or float, optional
    order : sequence of str, optional
        Give one of the three; ``...`` is "not yet".
    confidence : float
        From 50 (a coin toss) to 100 (certain), in percent.

    Returns
    -------
    dict
        ``id``, the value under its kind, and ``confidence``; None for what is missing.

    Raises
    ------
    CourseError
        For two kinds at once and for a confidence outside 50 to 100.

    Examples
    --------
    >>> predict("largest_file", choice="...", confidence=...)
    {'id': 'largest_file', 'choice': None, 'confidence': None}
    """
    given = {"choice": choice, "number": number, "order": order}
    named = {kind: value for kind, value in given.items() if value is not None}
    filled = {kind: value for kind, value in named.items() if value not in (..., "...")}
    if len(filled) > 1 or (len(named) > 1 and not filled):
        raise CourseError(
            f"the prediction {id!r} has {' and '.join(named)}; keep only one of them"
        )
    kind = next(iter(filled or named), "choice")
    value = filled.get(kind)
    if kind == "order" and value is not None:
        value = [value] if isinstance(value, str) else list(value)
    sure = None if confidence is ... else confidence
    _between_50_and_100(id, sure)
    answer = {"id": str(id), kind: value, "confidence": sure}
    if value is not None and sure is not None:
        record("predicted", prediction=answer["id"], value=value, confidence=sure)
    return answer


def _between_50_and_100(id, sure) -> None:
    if sure is None:
        return
    try:
        fine = not isinstance(sure, bool) and math.isfinite(sure) and 50 <= sure <= 100
    except TypeError:
        fine = False
    if not fine:
        raise CourseError(
            f"the prediction {id!r} has confidence {sure!r}; it is a percentage, from "
            "50 (a coin toss) to 100 (certain)"
        )


def card_line(module: str, text: str) -> str:
    """Return your line of the decision card, and remember it for `course progress`.

    Parameters
    ----------
    module : str
        Name of the module, as in ``"architecture"``.
    text : str
        One sentence; ``...`` is "not yet" and gives an empty line.
    """
    line = "" if text is None or text is ... else " ".join(str(text).split())
    if line in ("", "..."):
        return ""
    record("card", module=str(module), text=line)
    return line


# -- the summary --------------------------------------------------------------


def summary() -> str:
    """Return what the log knows: exercises, predictions, lines of the decision card."""
    log = events()
    if not log:
        return f"Nothing yet. Your progress will be kept in {path()}"
    return "\n".join([*_solved(), *_predicted(log), *_card(log), f"Kept in {path()}"])


def _solved() -> list[str]:
    rows = []
    for key in dict.fromkeys(event.get("exercise") for event in _checked()):
        tried = _checked(key)
        best = max(_number(event.get("score")) for event in tried)
        out_of = _number(tried[-1].get("out_of"))
        done = solved(key) or 0 < out_of <= best
        mark = "✓" if done else "◐" if best > 0 else "✗"
        word = "attempt" if attempts(key) == 1 else "attempts"
        points = f"{best:g} of {out_of:g} points" if out_of else "read by a person"
        rows.append(f"  {mark} {key!s:<36} {points:<18} {attempts(key)} {word}")
    n_solved = sum(row.startswith("  ✓") for row in rows)
    return [f"Exercises: {n_solved} solved, {len(rows)} tried", *rows]


def _predicted(log: list[dict]) -> list[str]:
    """The first value counts: a prediction that was changed afterwards is none."""
    first: dict[str, dict] = {}
    for event in log:
        if event["kind"] == "predicted":
            first.setdefault(str(event.get("prediction")), event)
    rows = [
        f"  {name}: {event.get('value')} ({event.get('confidence')} % sure)"
        for name, event in first.items()
    ]
    return [f"Predictions: {len(rows)} made", *rows] if rows else []


def _card(log: list[dict]) -> list[str]:
    last = {
        str(event.get("module")): event.get("text")
        for event in log
        if event["kind"] == "card"
    }
    rows = [f"  {module}: {text}" for module, text in last.items()]
    return ["Decision card:", *rows] if rows else []


def _number(value) -> float:
    return float(value) if type(value) in (int, float) else 0.0
