"""One session of asking: every call of an answer, timed, copied and recorded."""

from __future__ import annotations

import linecache
import os
import time
import traceback
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from course.checks.engine import files
from course.checks.engine.copies import given, only_plain, unchanged
from course.checks.engine.limit import TimeLimit, limited
from course.checks.engine.plain import NotPlain, plain
from course.checks.engine.texts import show

MAX_MESSAGE = 160  # characters of the text of an error


@dataclass
class Call:
    """What went into an answer and what came back."""

    answer: str
    verb: str  # call, construct, ...; "run:" or "call:" and a function of ours
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
    through: object = None  # the function of ours that called it

    @property
    def broke(self) -> bool:
        """Whether it raised, was late, changed its input or gave the wrong kind."""
        return bool(self.error or self.problem or self.mutated)

    def text(self) -> str:
        """Return the call as the learner would write it."""
        parts = [_shown(value) for value in self.args]
        parts += [f"{name}={_shown(value)}" for name, value in self.kwargs.items()]
        name = self.answer
        ours = self.verb.partition(":")[2]
        if ours:
            name = ours
            parts.insert(0, self.answer)
        elif self.verb not in ("call", "construct"):
            name = f"{self.answer}.{self.verb}"
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

    def pack(self, args: tuple, kwargs: dict):
        """Return the arguments as they travel."""
        return given(args), given(kwargs)

    def call(self, function, packed):
        """Return the plain result, and whether a plain argument was changed."""
        with files.placed(*packed) as (args, kwargs):
            before = only_plain([args, kwargs])
            value = plain(function(*args, **kwargs))
            return value, not unchanged(before, only_plain([args, kwargs]))

    def read(self, path: str) -> tuple[bytes, str]:
        """Return the bytes of a file of the learner, or why there are none."""
        return files.read(path)


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
            return limited(max(self.left, 1.0), lambda: self.transport.fetch(value))
        except NotPlain as problem:
            return str(problem)
        except TimeLimit:
            return "a value that takes too long to read"

    def read(self, path: str) -> files.File:
        """Return a file of the learner as bytes, unopened."""
        try:
            found = limited(max(self.left, 1.0), lambda: self.transport.read(path))
        except TimeLimit:
            found = b"", "it takes too long to read"
        return files.File(path, *found)

    def call(self, answer, function, args, kwargs, verb="call") -> Call:
        """Call ``function`` on copies of the arguments; never raise what it raises."""
        call = Call(answer, verb, args, kwargs)
        self.calls.append(call)
        if self.left <= 0:
            call.error, call.late = "TimeLimit", True
            return call
        packed = self.transport.pack(args, kwargs)
        start = time.monotonic()
        try:
            limited(self.left, lambda: self._fill(call, function, packed))
        except TimeLimit:
            call.error, call.late = "TimeLimit", True
            self.left = 0
        finally:
            self.left -= time.monotonic() - start
        return call

    def call_through(self, function, answer, inside, args, kwargs, verb="call") -> Call:
        """Call ``function(inside, ...)``, one of `course`, on the learner's side."""
        if not function.__module__.startswith("course."):
            raise TypeError(f"{function.__module__} is no module of the course")
        ours = partial(function, inside)
        call = self.call(answer, ours, args, kwargs, f"{verb}:{function.__name__}")
        call.through = function
        return call

    def _fill(self, call, function, packed) -> None:
        try:
            call.value, call.mutated = self.transport.call(function, packed)
        except TimeLimit:
            raise
        except NotPlain as problem:
            call.error, call.error_names = "NotPlain", ("NotPlain",)
            call.problem = f"{problem}, which no check can read"
        except BaseException as error:  # an answer may raise SystemExit or worse
            call.error = type(error).__name__
            call.error_names = tuple(kind.__name__ for kind in type(error).__mro__)
            call.message = _text_of(error)
            call.line = _own_line(error)


def replay(function, call: Call) -> Call:
    """Return a `Call` of ``function`` with the arguments of ``call``."""
    session = Session(seconds=30.0)
    if call.through is not None:
        verb = call.verb.partition(":")[0]
        return session.call_through(
            call.through, call.answer, function, call.args, call.kwargs, verb
        )
    return session.call(call.answer, function, call.args, call.kwargs, call.verb)


def _shown(argument) -> str:
    """Return an argument as text; a function or an object by its name."""
    try:
        return show(plain(argument), 60)
    except NotPlain:
        return getattr(argument, "__name__", f"{type(argument).__name__}(…)")


def _text_of(error) -> str:
    try:
        text = str.__str__(str(error))  # the text of an error is the learner's code too
    except TimeLimit:
        raise
    except BaseException:
        return "(an error whose text cannot be read)"
    text = " ".join(text.split())
    return text if len(text) <= MAX_MESSAGE else text[: MAX_MESSAGE - 1] + "…"


def _own_line(error) -> str:
    """Return the deepest source line of the traceback that the learner wrote."""
    found = ""
    for frame in traceback.extract_tb(error.__traceback__):
        if not _belongs_to_a_library(frame.filename):
            line = frame.line or linecache.getline(frame.filename, frame.lineno or 0)
            found = line.strip() or found
    return found


_OURS = str(Path(__file__).parents[2]) + os.sep
_PYTHONS = str(Path(linecache.__file__).parent) + os.sep


def _belongs_to_a_library(filename: str) -> bool:
    return (
        filename.startswith((_OURS, _PYTHONS, "<frozen"))
        or "site-packages" in filename
        or "dist-packages" in filename
    )
