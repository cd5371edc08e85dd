"""Memos: text that a person grades; the check looks only at its form."""

from __future__ import annotations

import re

from course.checks.engine.answers import Text
from course.checks.engine.beside import beside
from course.checks.engine.exercise import Exercise
from course.checks.engine.guard import Heard
from course.checks.engine.judge import Verdict
from course.checks.engine.panel import MARKS, note, said
from course.checks.engine.score import Feedback

FEWEST, MOST = 120, 220  # words
HINTS = (
    "What would you write on a card with four lines: data, compute, interpretability, "
    "latency? Fill it in before you write.",
    "Choose two numbers from your own tables. Say for each what it rules out.",
    '"Because ___ (number), I choose ___, although ___; I would change my mind if ___ '
    '(number)."',
)

#: The checklist in its order, and the words by which an item is named.
CHECKLIST = (
    ("data", r"\bdata\b|\bdataset|\brows\b|\bexamples\b|\bimages\b"),
    ("compute", r"\bcomput|\bGPU|\bCPU\b|\btraining (time|cost)|\bhardware\b"),
    (
        "interpretability",
        r"\binterpretab|\bexplain|\bexplanation|\btransparen|\breadable\b|\breasons\b",
    ),
    ("latency", r"\blatenc|\bresponse time|\bmilliseconds?\b|\bms\b|\bdelay"),
)
RISK = (
    r"\brisk|\bdanger|\bhazard|\bthreat|\bcaveat|\bweakness|\bdownside|\bharm"
    r"|\bworr(y|ies)|\bfail|\bgo(es)? wrong|\bmay break|\bcould break|\blimitation"
)
CHANGE = (
    r"\bchange (my|our|the|this|that|your|its)\b|\bwould change"
    r"|\bchanges? (my|our) mind"
    r"|\breconsider|\brevisit|\brevise|\bswitch|\bunless\b|\brethink|\bturn to\b"
    r"|\b(would|will) (then )?(choose|take|prefer|pick|use|move|drop|go)\b"
)
_NUMBER = re.compile(r"(?<![\w.\-])[-+−]?\d[\d.,\u202f]*")
_LIST_MARK = re.compile(r"^\s*\d+[.)]\s", flags=re.MULTILINE)


class Memo(Exercise):
    """A memo of 120 to 220 words. Calling it looks at the form and gives no points.

    Parameters
    ----------
    module : str
        ``__name__`` of the file; its last part is the name of the memo and of the one
        answer.
    points : float
        What a person gives by the rubric.
    covers, hints : tuple of str
    """

    praise = "The form fits. What it says is read by a person, with the rubric."

    def __init__(
        self,
        module: str,
        *,
        points: float,
        covers: tuple[str, ...] = (),
        hints: tuple[str, ...] = HINTS,
    ):
        self._file = beside(module, "memo.md")
        name = module.rpartition(".")[2]
        super().__init__(
            module,
            points=points,
            answers={name: Text()},
            covers=covers,
            hints=hints,
            takeaway=self.praise,
        )
        for part in (_length, _checklist, _numbers, _risk, _change):
            self.holds(0, once=True)(part)

    @property
    def rubric(self) -> str:
        """The rubric and the examples for the person who grades, in Markdown."""
        return self._file.read_text("utf-8")

    @property
    def rubric_rows(self) -> tuple[str, ...]:
        """The names of the rows under ``## Rubric``; each is worth two points."""
        _, _, part = self.rubric.partition("## Rubric")
        table = re.findall(r"^\|\s*([^|]+?)\s*\|", part.partition("\n## ")[0], re.M)
        return tuple(table[2:])

    def panel(self, verdict: Verdict, heard: Heard) -> Feedback:
        """Return what the learner reads about the form."""
        name = self.name
        head = f"{name} · {self.points:g} points, given by a person"
        if verdict.outcome == "not attempted":
            lines = [
                ("I saw", f"`{name}` is empty. Nothing is lost."),
                ("Next", f"Write your text below the line `%%memo {name}`, run that "
                 f"cell, then this one. To start, take a hint: `check.{name}.hint()`"),
            ]  # fmt: skip
            return note("not attempted", head, lines)
        rows = [
            (MARKS[r.state], r.seen[0].tried if r.seen else r.title, "form")
            for r in verdict.results
        ]
        looks = [r.seen[0].look for r in verdict.results if r.state == "failed"]
        if not looks:
            return note("form", head, [("I saw", self.praise)], rows, said(heard))
        lines = [("Look at" if i == 0 else "And", look) for i, look in enumerate(looks)]
        lines.append(("Next", "Change the text, run its cell, then this one again."))
        return note("form", head, lines, rows, said(heard))


def _length(cases, text):
    """Length"""
    n_words = sum(any(c.isalnum() for c in word) for word in text.split())
    look = f"A memo has {FEWEST} to {MOST} words, yours has {n_words}. " + (
        "Give the reasons their numbers."
        if n_words < FEWEST
        else "Drop what does not help to decide."
    )
    yield f"{n_words} words", FEWEST <= n_words <= MOST, look


def _checklist(cases, text):
    """The checklist, in order"""
    place, found = 0, []
    for item, words in CHECKLIST:
        match = re.search(words, text[place:], re.IGNORECASE)
        if match is None:
            break
        place, found = place + match.end(), [*found, item]
    items = [item for item, _ in CHECKLIST]
    lacks = items[len(found)] if len(found) < len(items) else ""
    look = (
        f"Name all four in this order: {', '.join(items)}. I looked for {lacks}"
        + (f" after {found[-1]}" if found else "")
        + " and did not find it."
    )
    yield "data, compute, interpretability, latency, in this order", not lacks, look


def _numbers(cases, text):
    """At least two numbers"""
    n_numbers = len(_NUMBER.findall(_LIST_MARK.sub(" ", text)))
    look = (
        f"I found {n_numbers} of at least two numbers. Take them from your own tables, "
        "written in digits, and say what each rules out."
    )
    yield f"{n_numbers} numbers", n_numbers >= 2, look


def _risk(cases, text):
    """One risk"""
    look = "State one risk of your choice: what can go wrong, and for whom?"
    yield "a risk is stated", re.search(RISK, text, re.IGNORECASE) is not None, look


def _change(cases, text):
    """What would change the decision"""
    look = "Say which result would change your decision: I would switch if ..."
    found = re.search(CHANGE, text, re.IGNORECASE) is not None
    yield "says what would change the decision", found, look


# -- the cell magic -----------------------------------------------------------


def register(shell) -> None:
    """Teach an IPython shell the cell magic ``%%memo NAME``."""

    def memo(line: str, cell: str) -> None:
        """Bind the text of the cell to NAME, and show it as Markdown."""
        from IPython.core.error import UsageError
        from IPython.display import Markdown, display

        name = line.strip()
        if not name.isidentifier():
            raise UsageError(
                f"the first line of a memo is `%%memo NAME`, here it is `%%memo {name}`"
            )
        shell.user_ns[name] = cell.strip()
        if cell.strip() not in ("", "..."):
            display(Markdown(cell))

    shell.register_magic_function(memo, "cell", "memo")
