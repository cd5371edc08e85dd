"""One session of asking: every call of an answer, timed, copied and recorded."""

from __future__ import annotations

import copy
import linecache
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path

from course.checks.engine.guard import TimeLimit, time_limit
from course.checks.engine.plain import NotPlain, plain, same, show


@dataclass
class Call:
    """What went into an answer and what came back."""

    answer: str
    verb: str
    args: tuple
    kwargs: dict
    value: object = None
    error: str | None = None  # class name of what was raised
    error_names: tuple[str, ...] = ()  # the same with its base classes
    message: str = ""
    line: str = ""  # the learner's own line that raised
    problem: str | None = None  # the rung that broke
    mutated: bool = False
    late: bool = False  # the time was up

    def text(self) -> str:
        """Return the call as the learner would write it."""
        parts = [show(_shown(a), 60) for a in self.args]
        parts += [f"{k}={show(_shown(v), 60)}" for k, v in self.kwargs.items()]
        name = self.answer if self.verb in ("call", "construct") else self.verb
        return f"{name}({', '.join(parts)})"


class AnswerBroke(Exception):
    """An answer raised, ran out of time or returned the wrong kind of thing."""

    def __init__(self, call: Call):
        super().__init__(call.text())
        self.call = call


class Here:
    """The transport of a notebook: the answer lives in this process."""

    def fetch(self, value):
        """Return ``value`` as a plain value."""
        return plain(value)

    def call(self, function, args, kwargs):
        """Return the plain result, and whether a plain argument was changed."""
        sent_args, sent_kwargs = copy.deepcopy((args, kwargs))
        value = plain(function(*sent_args, **sent_kwargs))
        before, after = (args, kwargs), (sent_args, sent_kwargs)
        return value, not _unchanged(before, after)


@dataclass
class Session:
    """Answers of one submission to one exercise.

    Parameters
    ----------
    seconds : float
        Wall time for all calls together.
    transport
        `Here`, or the stand-in that encodes everything.
    """

    seconds: float
    transport: object = field(default_factory=Here)
    calls: list[Call] = field(default_factory=list)
    left: float = field(init=False)

    def __post_init__(self):
        self.left = self.seconds

    def fetch(self, value):
        """Return a plain copy of ``value``; what is not plain becomes a text."""
        try:
            return self.transport.fetch(value)
        except NotPlain as problem:
            return str(problem)

    def call(self, answer, function, args, kwargs, verb="call") -> Call:
        """Call ``function`` on copies of the arguments; never raise."""
        call = Call(answer, verb, args, kwargs)
        self.calls.append(call)
        if self.left <= 0:
            call.error, call.late = "TimeLimit", True
            return call
        start = time.monotonic()
        try:
            with time_limit(self.left):
                call.value, call.mutated = self.transport.call(function, args, kwargs)
        except NotPlain as problem:
            call.error, call.error_names = "NotPlain", ("NotPlain",)
            call.problem = str(problem)
        except TimeLimit:
            call.error, call.late = "TimeLimit", True
            self.left = 0
        except BaseException as error:  # an answer may raise SystemExit or worse
            call.error = type(error).__name__
            call.error_names = tuple(kind.__name__ for kind in type(error).__mro__)
            call.message = _safe_text(error)
            call.line = _own_line(error)
        finally:
            self.left -= time.monotonic() - start
        return call


def replay(function, call: Call):
    """Return a `Call` of ``function`` with the arguments of ``call``."""
    session = Session(seconds=30.0)
    return session.call(call.answer, function, call.args, call.kwargs, call.verb)


def _shown(value):
    try:
        return plain(value)
    except NotPlain:
        return type(value).__name__


def _unchanged(before, after) -> bool:
    try:
        return same(only_plain(before), only_plain(after), rtol=0.0)
    except RecursionError:
        return True


def only_plain(value):
    """Return the part of the arguments that can be compared; the rest as names."""
    if type(value) in (list, tuple):
        return type(value)(only_plain(item) for item in value)
    if type(value) is dict:
        return {key: only_plain(item) for key, item in value.items()}
    return _shown(value)


def _safe_text(error) -> str:
    try:
        return str(error)[:300]
    except Exception:
        return ""


def _own_line(error) -> str:
    """Return the deepest source line of the traceback that the learner wrote."""
    found = ""
    for frame in traceback.extract_tb(error.__traceback__):
        if not any(place in frame.filename for place in _NOT_THE_LEARNERS):
            line = frame.line or linecache.getline(frame.filename, frame.lineno or 0)
            found = line.strip() or found
    return found


_NOT_THE_LEARNERS = (
    str(Path(__file__).parents[2]),  # this package
    "site-packages",
    str(Path(linecache.__file__).parent),  # the standard library
)
