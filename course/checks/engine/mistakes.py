"""Known wrong answers: which one fits what the learner's answer did on every case."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass

from course.checks.engine.calls import Call, replay
from course.checks.engine.equality import same
from course.checks.engine.texts import show


@dataclass(frozen=True)
class Mistake:
    """A wrong answer with its message.

    Parameters
    ----------
    name : str
    message : str
        Twelve to sixty words; braces are filled from the call that failed: its
        arguments, ``got``, ``call`` and what ``values`` returns.
    replaces : str or None
        The answer that ``body`` stands for; None for a symptom.
    body : callable
        The wrong answer itself (for an answer that is a value: a function without
        arguments that returns it), or the predicate of a symptom: takes what was
        `Observed` and returns the values for the message, True, or None.
    values : callable, optional
        Takes the failed `Call` (or the value) and returns more values for the message.
    where : callable, optional
        Takes a `Call`; calls of which it says False are not compared. So a wrong
        formula is named whether or not its author refuses bad input.
    """

    name: str
    message: str
    replaces: str | None
    body: Callable
    values: Callable | None = None
    where: Callable | None = None

    def compares(self, call: Call) -> bool:
        """Return whether ``call`` counts for this mistake."""
        return self.where is None or bool(self.where(call))


class Mistakes(list):
    """Mistakes in the order in which they are tried, kept by decorators.

    An exercise keeps its own. Where they would fill its file, another file keeps them
    and the exercise takes them: ``exercise.mistakes.extend(KNOWN)``.

    >>> KNOWN = Mistakes()
    >>> @KNOWN.mistake("halves", "You divided by two.", replaces="double")
    ... def _(numbers):
    ...     return [number / 2 for number in numbers]
    >>> [mistake.name for mistake in KNOWN]
    ['halves']
    """

    def mistake(
        self,
        name: str,
        message: str,
        *,
        replaces: str,
        values: Callable | None = None,
        where: Callable | None = None,
    ) -> Callable:
        """Keep a wrong answer; it is compared with the learner's by output."""

        def keep(body: Callable) -> Callable:
            self.append(Mistake(name, message, replaces, body, values, where))
            return body

        return keep

    def symptom(self, name: str, message: str) -> Callable:
        """Keep a predicate over what the properties saw (`Observed`)."""

        def keep(body: Callable) -> Callable:
            self.append(Mistake(name, message, None, body))
            return body

        return keep


@dataclass(frozen=True)
class Seen:
    """One thing that a property tried."""

    tried: str
    held: bool
    look: str
    facts: dict
    calls: tuple[Call, ...] = ()
    bug: str = ""


@dataclass(frozen=True)
class Observed:
    """What the properties saw of one submission."""

    cases: list
    answers: dict  # name -> plain value, for answers that are values
    seen: dict[str, tuple[Seen, ...]]  # property -> everything it tried
    calls_made: tuple[Call, ...]

    def calls(self, answer: str) -> list[Call]:
        """Return every call of ``answer``, in order."""
        return [call for call in self.calls_made if call.answer == answer]

    def facts(self, name: str) -> list[dict]:
        """Return the facts that property ``name`` noted where it did not hold.

        Where the answer broke or was of the wrong kind, it could note none.
        """
        return [
            item.facts
            for item in self.seen.get(name, ())
            if not item.held and item.facts and "broke" not in item.facts
        ]

    def failed_calls(self, answer: str) -> list[Call]:
        """Return the calls of ``answer`` in what did not hold."""
        return [
            call
            for items in self.seen.values()
            for item in items
            if not item.held
            for call in item.calls
            if call.answer == answer
        ]


@dataclass(frozen=True)
class Diagnosis:
    """The mistake that fits, with its message filled."""

    name: str
    message: str
    call: Call | None


def diagnose(mistakes, observed: Observed) -> tuple[Diagnosis | None, list[str]]:
    """Return the first mistake that fits on every case, and faults of the check.

    Exact values are compared first, then int and float are taken for each other.
    """
    faults = []
    for loose in (False, True):
        for mistake in mistakes:
            try:
                found = _fits(mistake, observed, loose)
            except Exception as error:  # a fault of ours must not cost points
                faults.append(f"{mistake.name}: {type(error).__name__}: {error}")
                continue
            if found is not None:
                return found, faults
    return None, faults


def _fits(mistake: Mistake, observed: Observed, loose: bool) -> Diagnosis | None:
    if mistake.replaces is None:
        values = None if loose else mistake.body(observed)
        if not values:
            return None
        values = values if isinstance(values, dict) else {}
        return Diagnosis(mistake.name, mistake.message.format(**values), None)
    if mistake.replaces in observed.answers:
        got = observed.answers[mistake.replaces]
        if not same(got, mistake.body(), loose=loose):
            return None
        more = mistake.values(got) if mistake.values else {}
        message = mistake.message.format(**{"got": show(got)} | more)
        return Diagnosis(mistake.name, message, None)
    name, counts = mistake.replaces, mistake.compares
    failed = [call for call in observed.failed_calls(name) if counts(call)]
    calls = [call for call in observed.calls(name) if counts(call)]
    if not failed or not all(_matches(mistake.body, call, loose) for call in calls):
        return None
    return Diagnosis(mistake.name, _fill(mistake, failed[0]), failed[0])


def _matches(body, call: Call, loose: bool) -> bool:
    if call.late:
        return False
    wrong = replay(body, call)
    if wrong.error or call.error:
        return wrong.error == call.error
    if wrong.mutated != call.mutated:
        return False
    return same(call.value, wrong.value, loose=loose)


def _fill(mistake: Mistake, call: Call) -> str:
    values = {"got": show(call.value), "call": call.text()}
    try:
        bound = inspect.signature(mistake.body).bind(*call.args, **call.kwargs)
        bound.apply_defaults()
        values |= bound.arguments
    except TypeError:
        pass
    if mistake.values is not None:
        values |= mistake.values(call)
    return mistake.message.format(**values)
