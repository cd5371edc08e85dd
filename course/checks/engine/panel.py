"""The feedback that a learner reads: what I saw, why it matters, what to try next."""

from __future__ import annotations

import html as _html

from course.checks.engine.calls import Call
from course.checks.engine.guard import Heard
from course.checks.engine.judge import Verdict
from course.checks.engine.plain import show
from course.checks.engine.score import Feedback, Score

# Colour, mark and word: the meaning never hangs on the colour alone.
LOOKS = {
    "correct": ("#009E73", "✓", "Correct"),
    "partly": ("#E69F00", "◐", "Partly"),
    "wrong": ("#D55E00", "✗", "Not yet"),
    "crashed": ("#D55E00", "✗", "It stopped with an error"),
    "not attempted": ("#7F7F7F", "○", "Not attempted yet"),
    "form": ("#0072B2", "i", "Form"),
    "hint": ("#0072B2", "?", "Hint"),
    "solution": ("#0072B2", "=", "Solution"),
}
MARKS = {"held": "✓", "failed": "✗", "not attempted": "○", "left out": "–"}


def verdict_panel(exercise, verdict: Verdict, heard: Heard) -> Score:
    """Return the `Score` of ``verdict`` with its panel in HTML and text."""
    lines = sentences(exercise, verdict)
    rows = [
        (
            MARKS[r.state],
            f"{r.title}{' (left out at this scale)' * (r.state == 'left out')}",
            f"{r.points if r.state == 'held' else 0:g} of {r.points:g}",
        )
        for r in verdict.results
    ]
    head = f"{exercise.name} · {verdict.score:g} of {exercise.points:g} points"
    html, text = compose(verdict.outcome, head, lines, rows, _extra(heard))
    return Score(verdict.score, exercise.points, verdict.outcome, html, text)


def sentences(exercise, verdict: Verdict) -> list[tuple[str, str]]:
    """Return the labelled sentences of the panel: saw, why, next."""
    hint = f"`check.{exercise.name}.hint()`"
    if verdict.bugs:
        return [
            ("I saw", "The check itself broke, not your answer. Your points are safe "
             "to ask for."),
            ("Next", f"Please report this line: {verdict.bugs[0]}"),
        ]  # fmt: skip
    if verdict.outcome == "not attempted":
        names = " and ".join(f"`{name}`" for name in exercise.answers)
        return [
            ("I saw", f"{names}: no answer yet. Nothing is lost and nothing is "
             "wrong; an empty answer simply has no points."),
            ("Next", "Write your answer in the cell above in place of the `...`, run "
             f"it, then run this cell again. To start, take a hint: {hint}"),
        ]  # fmt: skip
    if verdict.outcome == "correct":
        n_tried = sum(len(r.seen) for r in verdict.results)
        return [
            ("I saw", f"Everything held in {n_tried} trials on fresh inputs. Run it "
             "again and the inputs change; the result should not."),
            ("Why", exercise.takeaway),
        ]  # fmt: skip
    lines = [("I saw", _saw(verdict)), ("Why", _why(verdict))]
    missing = [r for r in verdict.results if r.state == "not attempted"]
    if missing and verdict.diagnosis is None and verdict.first_failure is None:
        lines = [
            ("I saw", "What you answered holds. A part is still without an answer: "
             f"{missing[0].title.lower()}."),
        ]  # fmt: skip
    lines.append(("Next", f"Change one thing, run both cells again. Stuck? {hint}"))
    return [(label, body) for label, body in lines if body]


def _saw(verdict: Verdict) -> str:
    if verdict.unfit:
        return _sentence(verdict.unfit)
    if verdict.diagnosis and verdict.diagnosis.call:
        return _returned(verdict.diagnosis.call)
    failure = verdict.first_failure
    if failure is None:
        return ""
    broken = failure.facts.get("broke")
    if broken is not None:
        return _returned(broken)
    if failure.tried == (failure.calls[-1].text() if failure.calls else None):
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
    broken = failure.facts.get("broke") if failure else None
    if broken is not None:
        return _broken_why(broken)
    if verdict.unfit:
        return "The check looks at kind first, then at values."
    return failure.look if failure else ""


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
            "right. Look at your `return` line."
        )
    if call.mutated:
        return (
            "Whoever calls a function does not expect the input to change. Work on a "
            "copy: `x = x.copy()`."
        )
    return (
        "Read the last line of the message first: it names what Python could not do. "
        "Then call your function by hand with the same input."
    )


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else text + "."


def _extra(heard: Heard) -> list[tuple[str, str]]:
    extra = []
    if heard.text.strip():
        extra.append(("Your code printed", heard.text.strip()))
    if heard.warnings:
        extra.append(("Warnings", "\n".join(heard.warnings)))
    if heard.logs:
        extra.append(("Log", "\n".join(heard.logs)))
    return extra


def note(kind: str, head: str, lines, rows=(), extra=()) -> Feedback:
    """Return a panel without a score."""
    return Feedback(*compose(kind, head, lines, rows, extra))


def compose(kind, head, lines, rows=(), extra=()) -> tuple[str, str]:
    """Return a panel as HTML and as text.

    The HTML has no colour of its own but the bar and the mark, so that it is readable
    in JupyterLab's light and dark themes and in nbgrader's feedback pages.
    """
    colour, mark, word = LOOKS[kind]
    text = [f"{mark} {word} · {head}"]
    parts = [
        f'<section aria-label="{_html.escape(head)}" style="border-left:5px solid '
        f"{colour};padding:.3em .9em;margin:.2em 0;max-width:46em;"
        'line-height:1.5">',
        f'<p style="margin:.2em 0"><strong><span aria-hidden="true" '
        f'style="color:{colour}">{mark}</span> {word}</strong> · '
        f"{_html.escape(head)}</p>",
    ]
    for label, body in lines:
        text.append(f"{label}: {body}")
        parts.append(
            f'<p style="margin:.35em 0"><strong>{_html.escape(label)}.</strong> '
            f"{_code(body)}</p>"
        )
    if rows:
        parts.append('<ul style="list-style:none;margin:.35em 0;padding-left:.2em">')
        for symbol, title, points in rows:
            text.append(f"  {symbol} {title} ({points})")
            parts.append(
                f"<li>{symbol} {_code(title)} "
                f'<span style="opacity:.75">({_html.escape(points)})</span></li>'
            )
        parts.append("</ul>")
    for label, body in extra:
        text.append(f"{label}:\n{body}")
        parts.append(
            f"<details><summary>{_html.escape(label)}</summary>"
            f'<pre style="white-space:pre-wrap">{_html.escape(body)}</pre></details>'
        )
    parts.append("</section>")
    return "".join(parts), "\n".join(text)


def _code(text: str) -> str:
    """Escape ``text`` and turn `code` into <code>."""
    pieces = _html.escape(text).split("`")
    return "".join(
        f"<code>{piece}</code>" if i % 2 else piece.replace("\n", "<br>")
        for i, piece in enumerate(pieces)
    )
