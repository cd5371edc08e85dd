"""The feedback that a learner reads: what I saw, why it matters, what to try next."""

from __future__ import annotations

from course.checks.engine.calls import Call
from course.checks.engine.guard import Heard
from course.checks.engine.judge import Verdict
from course.checks.engine.markup import compose
from course.checks.engine.score import Feedback, Score
from course.checks.engine.texts import show

MARKS = {"held": "✓", "failed": "✗", "not attempted": "○", "left out": "–"}


def verdict_panel(exercise, verdict: Verdict, heard: Heard) -> Score:
    """Return the `Score` of ``verdict`` with its panel in HTML and text."""
    kind = verdict.outcome
    if kind == "crashed" and verdict.broke is not None and verdict.broke.late:
        kind = "late"
    head = f"{exercise.name} · {verdict.score:g} of {exercise.points:g} points"
    lines = sentences(exercise, verdict, printed=bool(heard.text.strip()))
    html, text = compose(kind, head, lines, rows(verdict), said(heard))
    return Score(verdict.score, exercise.points, verdict.outcome, html, text)


def failure_panel(exercise, error: BaseException, wrong_call: bool) -> Score:
    """Return a `Score` of 0 where the check could not run at all."""
    if wrong_call:
        names = ", ".join(exercise.answers)
        lines = [
            ("I saw", f"`check.{exercise.name}` was not called as it should be: "
             f"{error}."),
            ("Next", f"The line of the check cell is `check.{exercise.name}({names})`. "
             "Write it so, or take a fresh copy of the notebook."),
        ]  # fmt: skip
    else:
        lines = [
            ("I saw", "The check itself broke, not your answer: "
             f"`{type(error).__name__}: {error}`."),
            ("Next", "Restart the kernel and run the notebook from the top. If this "
             "line comes back, please report it."),
        ]  # fmt: skip
    head = f"{exercise.name} · 0 of {exercise.points:g} points"
    html, text = compose("unasked", head, lines)
    return Score(0.0, exercise.points, "crashed", html, text)


def note(kind: str, head: str, lines, rows=(), extra=()) -> Feedback:
    """Return a panel without a score."""
    return Feedback(*compose(kind, head, lines, rows, extra))


def rows(verdict: Verdict) -> list[tuple[str, str, str]]:
    """Return mark, title and points of every property."""
    return [
        (
            MARKS[r.state],
            f"{r.title}{' (left out at this scale)' * (r.state == 'left out')}",
            f"{r.points if r.state == 'held' else 0:g} of {r.points:g}",
        )
        for r in verdict.results
    ]


def said(heard: Heard) -> list[tuple[str, str]]:
    """Return what the learner's code printed, warned and logged."""
    extra = []
    if heard.text.strip():
        extra.append(("Your code printed", heard.text.strip()))
    if heard.warnings:
        extra.append(("Warnings", "\n".join(heard.warnings)))
    if heard.logs:
        extra.append(("Log", "\n".join(heard.logs)))
    return extra


# -- the sentences ------------------------------------------------------------


def sentences(
    exercise, verdict: Verdict, *, printed: bool = False
) -> list[tuple[str, str]]:
    """Return the labelled sentences of the panel: saw, why, next.

    Parameters
    ----------
    exercise, verdict
    printed : bool
        Whether the learner's code printed something.
    """
    hint = f"`check.{exercise.name}.hint()`"
    broken = [item.bug for r in verdict.results for item in r.seen if item.bug]
    if broken:
        return [
            ("I saw", "The check itself broke, not your answer. Your answer is not "
             "judged yet, and nothing in it has to change because of this."),
            ("Next", "Restart the kernel and run the notebook from the top. If this "
             f"comes back, please report the line: `{broken[0]}`"),
        ]  # fmt: skip
    if verdict.outcome == "not attempted":
        if printed and verdict.calls:
            return [_PRINTED, ("Next", f"Replace `print` by `return`. Stuck? {hint}")]
        *others, last = (f"`{name}`" for name in exercise.answers)
        names = f"{', '.join(others)} and {last}" if others else last
        if any(call.verb != "construct" and not call.error for call in verdict.calls):
            hint += " If your answer is there, it returns nothing: look for a `return`."
        return [
            ("I saw", f"{names}: no answer yet. Nothing is lost and nothing is "
             "wrong; an empty answer simply has no points."),
            ("Next", "Write your answer in the cell above in place of the `...`, run "
             f"it, then run this cell again. To start, take a hint: {hint}"),
        ]  # fmt: skip
    if verdict.outcome == "correct":
        n_tried = sum(len(r.seen) for r in verdict.results)
        return [
            ("I saw", exercise.praise.format(n=n_tried)),
            ("Why", exercise.takeaway),
        ]
    if verdict.first_failure is None:
        missing = [r.title for r in verdict.results if r.state == "not attempted"]
        return [
            ("I saw", "What you answered holds. Another part of this exercise is still "
             f"without an answer: {missing[0]}. Nothing in it is wrong, it has no "
             "points yet."),
            ("Next", "Write that part in its cell in place of the `...`, run the cell, "
             f"then run this one again. Stuck? {hint}"),
        ]  # fmt: skip
    following = (
        "Change one thing and run both cells again: the numbers will be new, the rule "
        f"stays. Stuck? {hint}"
    )
    lines = [("I saw", _saw(verdict)), ("Why", _why(verdict)), ("Next", following)]
    return [(label, body) for label, body in lines if body]


_PRINTED = (
    "I saw",
    "Your function printed something and returned nothing. A check, like every other "
    "caller, gets only what stands after `return`; what is printed is lost to it.",
)


def _saw(verdict: Verdict) -> str:
    if verdict.diagnosis and verdict.diagnosis.call:
        return _returned(verdict.diagnosis.call)
    failure = verdict.first_failure
    if verdict.unfit and failure.look == verdict.unfit:
        return _sentence(verdict.unfit)
    broken = failure.facts.get("broke")
    if broken is not None:
        return _returned(broken)
    if failure.calls and failure.tried == failure.calls[-1].text():
        return _returned(failure.calls[-1])
    return _sentence(failure.tried)


def _returned(call: Call) -> str:
    text = f"`{call.text()}`"
    if call.late:
        return f"{text} did not come back: the time for this exercise was up."
    if call.problem:
        return f"{text} returned {call.problem}."
    if call.error:
        where = f" Your line: `{call.line}`." if call.line else ""
        return f"{text} raised `{call.error}: {call.message}`.{where}"
    if call.mutated:
        return f"{text} changed the argument that it was given."
    return f"{text} returned `{show(call.value)}`."


def _why(verdict: Verdict) -> str:
    if verdict.diagnosis:
        return verdict.diagnosis.message
    failure = verdict.first_failure
    broken = failure.facts.get("broke")
    if broken is not None:
        return _broken_why(broken)
    if verdict.unfit and failure.look == verdict.unfit:
        return (
            "The check looks first at the kind of thing that you hand in, then at its "
            "values. The values were not looked at yet."
        )
    return failure.look


def _broken_why(call: Call) -> str:
    if call.late:
        return (
            "An answer has a fixed time, so that a loop without an end stops nobody. "
            "Look for a loop whose condition never becomes false, or for work that "
            "grows with the size of the numbers."
        )
    if call.problem:
        return (
            "The value was not looked at yet: first the kind of thing has to be "
            "right. Look at your `return` line, and at what it gives for this input."
        )
    if call.error:
        return (
            "Read the last line of the message first: it names what Python could not "
            "do. Then call your function by hand with the same input."
        )
    return (
        "Whoever calls a function does not expect the input to change. Work on a copy, "
        "for example `x = x.copy()`, and return the copy."
    )


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else text + "."
