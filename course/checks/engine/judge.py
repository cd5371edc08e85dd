"""Run the properties of one exercise on one submission and say what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from course.checks.engine.answers import ByCall, Function, Network, Unfit
from course.checks.engine.calls import AnswerBroke, Call, Session
from course.checks.engine.mistakes import Diagnosis, Observed, Seen, diagnose


class Open(Exception):
    """Raised by a property whose part of an answer is not given yet."""


@dataclass(frozen=True)
class Property:
    """One thing that must hold on every case."""

    name: str
    title: str
    points: float
    needs: tuple[str, ...]
    body: Callable
    once: bool = False  # called once with all cases
    scale: str | None = None  # "cpu": left out at the scale "quick"


@dataclass(frozen=True)
class Result:
    """How one property ended: held, failed, not attempted or left out."""

    name: str
    title: str
    points: float
    state: str
    seen: tuple[Seen, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """Everything that is known after asking."""

    outcome: str  # correct, partly, wrong, crashed, not attempted
    score: float
    possible: float  # points of the properties that were asked
    results: tuple[Result, ...]
    diagnosis: Diagnosis | None = None
    broke: Call | None = None  # the call that the panel speaks of, where it broke
    unfit: str | None = None  # an answer of the wrong kind
    calls: tuple[Call, ...] = field(default=(), repr=False)
    values: dict = field(default_factory=dict, repr=False)  # answers that are values
    seconds: float = 0.0  # how long the learner's code ran
    faults: tuple[str, ...] = ()  # what went wrong while a diagnosis was looked for

    @property
    def mistake(self) -> str | None:
        """The name of the mistake that fits, if one does."""
        return self.diagnosis.name if self.diagnosis else None

    @property
    def bugs(self) -> list[str]:
        """What went wrong inside the check itself; empty unless the course is wrong."""
        seen = [item.bug for r in self.results for item in r.seen if item.bug]
        return [*seen, *self.faults]

    @property
    def first_failure(self) -> Seen | None:
        """The first thing that did not hold, among the properties that failed."""
        for result in self.results:
            for item in result.seen if result.state == "failed" else ():
                if not item.held:
                    return item
        return None


def judge(exercise, answers: dict, cases: list, session: Session, scale: str):
    """Return the `Verdict` on ``answers`` (name -> what the learner handed in)."""
    bound, unfit, given = {}, {}, {}
    for name, kind in exercise.answers.items():
        value = answers.get(name)
        if not kind.attempted(value):
            continue
        try:
            bound[name] = kind.bind(name, value, session)
        except Unfit as problem:
            unfit[name] = str(problem)
            if not isinstance(kind, Function | Network):
                given[name] = session.fetch(value)
    results = [
        _run(item, cases, bound, unfit, session, scale) for item in exercise.properties
    ]
    idle = _stubs(session.calls)
    results = [
        Result(r.name, r.title, r.points, "not attempted")
        if r.state == "failed" and idle & set(item.needs)
        else r
        for r, item in zip(results, exercise.properties, strict=True)
    ]
    values = {k: v for k, v in bound.items() if not isinstance(v, ByCall)}
    observed = Observed(
        cases, given | values, {r.name: r.seen for r in results}, tuple(session.calls)
    )
    failed = [r for r in results if r.state == "failed"]
    found, faults = diagnose(exercise.mistakes, observed) if failed else (None, [])
    broke = _spoken(failed) if found is None else None
    score = sum(r.points for r in results if r.state == "held")
    return Verdict(
        outcome=_outcome(results, score, broke),
        score=score,
        possible=sum(r.points for r in results if r.state != "left out"),
        results=tuple(results),
        diagnosis=found,
        broke=broke,
        unfit=next(iter(unfit.values()), None),
        calls=tuple(session.calls),
        values=given | values,
        seconds=session.seconds - session.left,
        faults=tuple(faults),
    )


def _run(item: Property, cases, bound, unfit, session, scale) -> Result:
    def ended(state, seen=()):
        return Result(item.name, item.title, item.points, state, tuple(seen))

    if item.scale == "cpu" and scale == "quick":
        return ended("left out")
    for name in item.needs:
        if name in unfit:
            return ended("failed", [Seen(f"`{name}`", False, unfit[name], {})])
    if any(name not in bound for name in item.needs):
        return ended("not attempted")
    seen: list[Seen] = []
    try:
        for case in [cases] if item.once else cases:
            seen += _try_case(item, case, [bound[n] for n in item.needs], session)
    except Open:
        return ended("not attempted")
    if not seen:
        seen = [Seen("", False, "", {}, (), f"{item.name}: it tried nothing")]
    return ended("held" if all(one.held for one in seen) else "failed", seen)


def _try_case(item: Property, case, answers, session) -> list[Seen]:
    seen, mark = [], len(session.calls)
    try:
        for tried, held, look, *facts in item.body(case, *answers):
            calls = tuple(session.calls[mark:])
            mark = len(session.calls)
            seen.append(Seen(tried, bool(held), look, dict(*facts), calls))
    except AnswerBroke as broken:
        calls = tuple(session.calls[mark:])
        tried = broken.call.text()
        seen.append(Seen(tried, False, "", {"broke": broken.call}, calls))
    except Open:
        raise
    except Exception as error:
        bug = f"{item.name}: {type(error).__name__}: {error}"
        calls = tuple(session.calls[mark:])
        seen.append(Seen("", False, "", {}, calls, bug))
    return seen


def _stubs(calls: list[Call]) -> set[str]:
    """Return the answers that are still stubs: they only ever gave None.

    For a function every call counts, for a network what it computes: a stub of a class
    can be constructed.
    """
    idle: dict[str, bool] = {}
    for call in calls:
        if call.verb.partition(":")[0] in ("call", "forward", "vjp"):
            idle[call.answer] = idle.get(call.answer, True) and _is_idle(call)
    return {name for name, all_idle in idle.items() if all_idle}


def _is_idle(call: Call) -> bool:
    if call.error is not None:
        return call.error == "NotImplementedError"
    return call.value is None


def _spoken(failed: list[Result]) -> Call | None:
    """Return the broken call behind the first thing that did not hold, if it broke."""
    for result in failed:
        for item in result.seen:
            if not item.held:
                return item.facts.get("broke")
    return None


def _outcome(results, score, broke) -> str:
    states = {r.state for r in results} - {"left out"}
    if states == {"held"}:
        return "correct"
    if states <= {"not attempted"}:
        return "not attempted"
    if score > 0:
        return "partly"
    if broke is not None and broke.error not in (None, "NotPlain"):
        return "crashed"
    return "wrong"
