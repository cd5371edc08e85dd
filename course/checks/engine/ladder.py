"""Hints step by step, and solutions after real attempts."""

from __future__ import annotations

import hashlib
from pathlib import Path

from course import progress
from course.checks.engine.panel import note
from course.checks.engine.plain import show
from course.checks.engine.score import Feedback

ATTEMPTS_BEFORE_SOLUTION = 3
_steps: dict[str, int] = {}


def remember(exercise, verdict) -> None:
    """Write the outcome to the local log; attempts count once per different output."""
    if verdict.outcome == "not attempted":
        return
    seen = [(c.answer, c.error, show(c.value)) for c in verdict.calls]
    states = [(r.name, r.state) for r in verdict.results]
    mark = hashlib.sha256(repr((len(seen), states, verdict.mistake)).encode())
    progress.record(
        "checked",
        exercise=f"{exercise.module}.{exercise.name}",
        outcome=verdict.outcome,
        score=verdict.score,
        out_of=exercise.points,
        mark=mark.hexdigest()[:12],
    )


def hint(exercise) -> Feedback:
    """Return the next hint; after the last one the ladder starts again."""
    key = f"{exercise.module}.{exercise.name}"
    step = _steps.get(key, 0) % len(exercise.hints)
    _steps[key] = step + 1
    progress.record("hint", exercise=key, step=step + 1)
    more = (
        "Run it again for the next step."
        if step + 1 < len(exercise.hints)
        else "That was the last step; the next call starts from the first."
    )
    head = f"{exercise.name} · step {step + 1} of {len(exercise.hints)}"
    return note("hint", head, [("Think", exercise.hints[step]), ("Then", more)])


def solution(exercise) -> Feedback:
    """Return the course's solution and another correct one."""
    key = f"{exercise.module}.{exercise.name}"
    attempts = progress.attempts(key)
    if attempts < ATTEMPTS_BEFORE_SOLUTION:
        left = ATTEMPTS_BEFORE_SOLUTION - attempts
        return note(
            "solution",
            exercise.name,
            [
                ("Not yet", f"You have made {attempts} attempts that differ. The "
                 f"solution opens after {left} more; a wrong try teaches more than "
                 "a right answer read."),
                ("Next", f"Take a step of the ladder: `check.{exercise.name}.hint()`"),
            ],
        )  # fmt: skip
    sources = _sources(exercise)
    if not sources:
        return note(
            "solution",
            exercise.name,
            [
                ("Not here", "This installation does not hold the solutions. They are "
                 "in the folder `solutions/` of the course's repository.")
            ],
        )  # fmt: skip
    return note("solution", exercise.name, [("Compare", "Yours may differ.")], (), sources)


def _sources(exercise) -> list[tuple[str, str]]:
    """Return (title, code) of the solved cells and of the alternatives at hand."""
    from course.checks.engine.sources import alternatives, solved_cells

    root = Path(__file__).parents[3]
    found = [("The course's solution", code) for code in solved_cells(root, exercise)]
    return found + alternatives(root, exercise)
