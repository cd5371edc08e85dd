"""The questions of a quiz: read from TOML, shown in a notebook, compared with answers.

A file holds an array of tables ``question``, each with ``slug``, ``kind`` ("choice",
"multiple" or "number"), ``text``, ``right`` and ``why`` (said of a right answer), and

- a choice: ``options`` (slug = text), ``wrong`` (slug = sentence) for each wrong one;
- multiple: the same, and ``missing``, said where a right option is left out;
- a number: ``tolerance`` (relative), ``other`` (said of any other number), and an array
  ``known`` of wrong numbers, each with ``number`` and ``why``; ``unit`` if it has one.

``refresher``, where there is one, is said after every wrong answer.
"""

from __future__ import annotations

import html
import tomllib
from dataclasses import dataclass
from pathlib import Path

from course.checks.engine.markup import with_code
from course.checks.engine.score import Feedback
from course.checks.engine.texts import show
from course.errors import BuildError

KINDS = ("choice", "multiple", "number")
EXACT = 1e-9


@dataclass(frozen=True)
class Question:
    """One question; see the docstring of this file."""

    slug: str
    kind: str
    text: str
    right: object
    why: str
    options: dict[str, str]
    wrong: dict[str, str]
    known: tuple[tuple[float, str], ...] = ()
    other: str = ""
    missing: str = ""
    tolerance: float = 0.0
    unit: str = ""
    refresher: str = ""
    covers: tuple[str, ...] = ()
    retrieval: bool = False

    def wrong_with(self, given) -> str | None:
        """Return None for a right answer, else the sentence that belongs to it."""
        if self.kind == "number":
            return self._wrong_with_number(given)
        chosen = self._chosen(given)
        if chosen is None:
            return f"{show(given, 60)} is no option; choose from {self._listed()}."
        right = {self.right} if self.kind == "choice" else set(self.right)
        if chosen == right:
            return None
        first = next((slug for slug in self.options if slug in chosen - right), None)
        return self.missing if first is None else self.wrong[first]

    def _wrong_with_number(self, given) -> str | None:
        if type(given) not in (int, float) or given != given:
            return (
                f"{show(given, 60)} is no number; write it in digits, without a unit."
            )
        if self.equal(given, self.right):
            return None
        for number, why in self.known:
            if self.equal(given, number):
                return why
        return self.other

    def _chosen(self, given) -> set[str] | None:
        """Return the chosen options, or None where one of them is none."""
        several = self.kind == "multiple" and type(given) in (list, tuple)
        found = set()
        for item in given if several else [given]:
            slug = item.strip().lower() if type(item) is str else None
            if slug not in self.options:
                return None
            found.add(slug)
        return found

    def equal(self, given, value) -> bool:
        """Return whether an answer says ``value``."""
        if self.kind != "number":
            wanted = self._chosen(value)
            return wanted is not None and self._chosen(given) == wanted
        if type(given) not in (int, float):
            return False
        return abs(given - value) <= max(self.tolerance, EXACT) * abs(value)

    def mistakes(self) -> list[tuple[str, object, str]]:
        """Return (name, answer, sentence) of every known wrong answer."""
        found = []
        if self.kind == "choice":
            found = [(slug, slug, self.wrong[slug]) for slug in self.wrong]
        elif self.kind == "multiple":
            right = list(self.right)
            found = [(slug, [*right, slug], self.wrong[slug]) for slug in self.wrong]
            found.append(("missing", right[:-1], self.missing))
        else:
            found = [(f"{number:g}", number, why) for number, why in self.known]
        return [(f"{self.slug}.{name}", value, why) for name, value, why in found]

    def _listed(self) -> str:
        return ", ".join(f"`{slug}`" for slug in self.options)


def read(path: Path) -> tuple[Question, ...]:
    """Return the questions of a file, in order.

    Raises
    ------
    BuildError
        Where a question lacks a part; names the file and the question.
    """
    with path.open("rb") as file:
        tables = tomllib.load(file).get("question", [])
    found = tuple(_question(path, table) for table in tables)
    slugs = [question.slug for question in found]
    if len(set(slugs)) < len(slugs):
        raise BuildError(f"{path.name}: two questions share a slug")
    return found


def _question(path: Path, table: dict) -> Question:
    slug = table.get("slug", "without a slug")
    table = {"options": {}, "wrong": {}} | table
    table["known"] = tuple((k["number"], k["why"]) for k in table.pop("known", ()))
    table["covers"] = tuple(table.pop("covers", ()))
    try:
        question = Question(**table)
    except TypeError as error:
        raise BuildError(f"{path.name}, question {slug}: {error}") from None
    fault = _fault(question)
    if fault:
        raise BuildError(f"{path.name}, question {slug}: {fault}")
    return question


def _fault(question: Question) -> str | None:
    if question.kind not in KINDS:
        return f"kind is {question.kind!r}, not one of {', '.join(KINDS)}"
    if question.kind == "number":
        if any(question.equal(number, question.right) for number, _ in question.known):
            return "a known wrong number is within the tolerance of the right one"
        return None if question.other else "`other` is missing"
    right = question.right if question.kind == "multiple" else [question.right]
    lost = set(right) - set(question.options)
    if lost:
        return f"the right option {sorted(lost)} is not among the options"
    bare = set(question.options) - set(right) - set(question.wrong)
    if bare:
        return f"no sentence for the wrong option {sorted(bare)}"
    if set(question.wrong) & set(right):
        return "a right option has a sentence under `wrong`"
    if question.kind == "multiple" and not question.missing:
        return "`missing` is missing"
    return None


# -- in the notebook ----------------------------------------------------------


def listing(questions: tuple[Question, ...]) -> Feedback:
    """Return all questions with the names to answer with, as HTML and text."""
    parts, text = ['<ol style="line-height:1.5;max-width:46em">'], []
    for place, question in enumerate(questions, start=1):
        how = _how(question)
        parts.append(
            f'<li style="margin:.6em 0"><code>{html.escape(question.slug)}</code> · '
            f"{with_code(question.text)} <em>{html.escape(how)}</em>"
        )
        text.append(f"{place}. {question.slug}: {question.text} {how}")
        if question.options:
            parts.append('<ul style="margin:.2em 0">')
            for slug, option in question.options.items():
                parts.append(
                    f"<li><code>{html.escape(slug)}</code> · {with_code(option)}</li>"
                )
                text.append(f"     {slug}: {option}")
            parts.append("</ul>")
        parts.append("</li>")
    parts.append("</ol>")
    return Feedback("".join(parts), "\n".join(text))


def _how(question: Question) -> str:
    if question.kind == "multiple":
        return "(a list: one or more)"
    if question.kind == "choice":
        return ""
    unit = f" in {question.unit}" if question.unit else ""
    within = f", within {question.tolerance:.0%}" if question.tolerance else ""
    return f"(a number{unit}{within})"
