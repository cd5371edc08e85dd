"""Hints step by step, and solutions after real attempts."""

from __future__ import annotations

import hashlib
from pathlib import Path

from course import progress
from course.checks.engine.panel import note
from course.checks.engine.plain import NotPlain, plain
from course.checks.engine.wire import encode

ATTEMPTS_BEFORE_SOLUTION = 3
SECONDS_TO_ASK_AGAIN = 1.0
_steps: dict[str, int] = {}


# -- attempts -----------------------------------------------------------------


def mark(exercise, answers: dict, verdict) -> str:
    """Return a short text that differs where answers do different things.

    The inputs of a check are fresh every time, so a quick exercise is asked once more
    on fixed inputs, and what came back is the mark. Where that would take long, it is
    the compiled code of the functions.
    """
    if verdict.outcome in ("correct", "not attempted"):
        return verdict.outcome
    if exercise.trains or verdict.seconds > SECONDS_TO_ASK_AGAIN:
        did = [_code(value) for value in answers.values() if callable(value)]
        did.append([(r.name, r.state) for r in verdict.results])
    else:
        again = exercise.ask(answers, seed="mark")
        did = [(c.verb, c.error, c.late, _readable(c.value)) for c in again.calls]
    said = [_readable(value) for value in verdict.values.values()]
    text = repr((did, said, verdict.mistake))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


def _readable(value) -> str:
    try:
        return encode(plain(value))
    except (NotPlain, TypeError) as problem:
        return str(problem)


def _code(value):
    """Return what decides how a function or a class behaves, without its comments."""
    if isinstance(value, type):
        return [(name, _code(item)) for name, item in vars(value).items()]
    code = getattr(value, "__code__", value)
    if not hasattr(code, "co_code"):
        return type(value).__name__
    constants = [
        _code(item) if hasattr(item, "co_code") else repr(item)
        for item in code.co_consts
    ]
    return code.co_code.hex(), code.co_names, code.co_varnames, constants


def remember(exercise, verdict, mark: str) -> None:
    """Write the outcome to the local log; attempts count once per different mark."""
    if verdict.outcome == "not attempted":
        return
    progress.record(
        "checked",
        exercise=exercise.key,
        outcome=verdict.outcome,
        score=verdict.score,
        out_of=exercise.points if verdict.possible else 0,  # a memo: by hand
        mark=mark,
    )


# -- hints and solutions ------------------------------------------------------


def hint(exercise):
    """Return the next hint; after the last one the ladder starts again."""
    step = _steps.get(exercise.key, 0) % len(exercise.hints)
    _steps[exercise.key] = step + 1
    progress.record("hint", exercise=exercise.key, step=step + 1)
    more = (
        "Run it again for the next step."
        if step + 1 < len(exercise.hints)
        else "That was the last step; the next call starts from the first."
    )
    head = f"{exercise.name} · step {step + 1} of {len(exercise.hints)}"
    return note("hint", head, [("Think", exercise.hints[step]), ("Then", more)])


def solution(exercise):
    """Return the course's solution and other correct ones."""
    attempts = progress.attempts(exercise.key)
    if attempts < ATTEMPTS_BEFORE_SOLUTION and not progress.solved(exercise.key):
        made = {0: "no attempt yet", 1: "one attempt"}.get(
            attempts, f"{attempts} attempts that differ"
        )
        left = ATTEMPTS_BEFORE_SOLUTION - attempts
        lines = [
            ("Not yet", f"You have made {made}. The solution opens after {left} more; "
             "a wrong try teaches more than a right answer read."),
            ("Next", f"Take a step of the ladder: `check.{exercise.name}.hint()`"),
        ]  # fmt: skip
        return note("solution", exercise.name, lines)
    sources = _sources(exercise)
    if not sources:
        lines = [
            ("Not here", "This installation does not hold the solutions. They are in "
             "the folder `solutions/` of the course's repository."),
        ]  # fmt: skip
        return note("solution", exercise.name, lines)
    lines = [
        ("Compare", "There is more than one right answer, and yours may be another. "
         "Look for the step that you had not seen."),
    ]  # fmt: skip
    return note("solution", exercise.name, lines, extra=sources)


def _sources(exercise) -> list[tuple[str, str]]:
    """Return (title, code) of the solved cells and of the alternatives at hand."""
    from course.checks.engine.sources import alternatives, solved_cells

    root = Path(__file__).parents[3]
    return solved_cells(root, exercise) + alternatives(root, exercise)
