"""The kinds of answers, and how a check reaches each: by value or by call, never else.

A check receives functions and networks as stand-ins that record every call, and
everything else as plain values. So the answer may as well live in another process.
"""

from __future__ import annotations

from dataclasses import dataclass

from course.checks.engine.calls import AnswerBroke, Call, Session
from course.checks.engine.plain import show
from course.checks.engine.rungs import Rung


class Unfit(Exception):
    """The answer is of the wrong kind; the text says what was found and what belongs."""


@dataclass(frozen=True)
class Function:
    """A function that the learner writes; ``returns`` is the rung of its value."""

    returns: Rung | None = None

    def bind(self, name: str, value, session: Session):
        if not callable(value):
            found = show(session.fetch(value))
            raise Unfit(f"`{name}` is {found}, where a function belongs")
        return FunctionStandIn(name, value, self.returns, session)


class FunctionStandIn:
    """Call the learner's function on copies; record what went in and what came back."""

    def __init__(self, name, function, rung, session):
        self.name, self._function, self._rung = name, function, rung
        self._session = session

    def __call__(self, *args, **kwargs):
        call = self._session.call(self.name, self._function, args, kwargs)
        if call.error is None and self._rung is not None:
            call.problem = self._rung(call.value)
        if call.error is not None or call.problem or call.mutated:
            raise AnswerBroke(call)
        return call.value

    def raises(self, error: type, *args, **kwargs) -> bool:
        """Return whether the call raises ``error`` (or a subclass of it)."""
        call = self._session.call(self.name, self._function, args, kwargs)
        return error.__name__ in call.error_names


@dataclass(frozen=True)
class Network:
    """An ``nn.Module`` class; a check may construct it, run it and read its state."""

    def bind(self, name: str, value, session: Session):
        if not isinstance(value, type):
            found = "a function" if callable(value) else show(session.fetch(value))
            raise Unfit(f"`{name}` is {found}, where a class (nn.Module) belongs")
        return NetworkStandIn(name, value, session)


class NetworkStandIn:
    """Construct the learner's network on the learner's side; return a handle."""

    def __init__(self, name, factory, session):
        self.name, self._factory, self._session = name, factory, session

    def __call__(self, *args, **kwargs):
        from course.checks.engine import networks

        kept = []
        construct = networks.constructor(self._factory, kept)
        self._run("construct", construct, args, kwargs)
        return NetworkHandle(kept[0], self._run)

    def _run(self, verb, function, args, kwargs=None):
        call = self._session.call(self.name, function, args, kwargs or {}, verb=verb)
        if call.error is not None:
            raise AnswerBroke(call)
        return call.value


class NetworkHandle:
    """The verbs on one of the learner's networks; arrays in, arrays out."""

    def __init__(self, module, run):
        self._module, self._run = module, run

    def _verb(self, verb, *args):
        from course.checks.engine import networks

        return self._run(verb, networks.bound(verb, self._module), args)

    def forward(self, X):
        """Return the output for the batch ``X``, both NumPy arrays."""
        return self._verb("forward", X)

    def vjp(self, X, v):
        """Return ``v @ d forward(X) / d X``, shaped like ``X``."""
        return self._verb("vjp", X, v)

    def state_dict(self) -> dict:
        """Return name -> array of all parameters and buffers."""
        return self._verb("state_dict")

    def load_state_dict(self, state: dict) -> None:
        """Load what `state_dict` returned, changed or not."""
        self._verb("load_state_dict", state)


@dataclass(frozen=True)
class Table:
    """A tidy frame, one row a run; extra columns are allowed."""

    columns: tuple[str, ...]

    def bind(self, name: str, value, session: Session):
        frame = session.fetch(value)
        if not hasattr(frame, "columns"):
            raise Unfit(f"`{name}` is {show(frame)}, where a data frame belongs")
        missing = [column for column in self.columns if column not in frame.columns]
        if missing:
            raise Unfit(f"`{name}` has no column {', '.join(map(repr, missing))}")
        if not len(frame):
            raise Unfit(f"`{name}` has no rows")
        return frame


@dataclass(frozen=True)
class Choice:
    """One text out of ``options``."""

    options: tuple[str, ...]

    def bind(self, name: str, value, session: Session):
        chosen = session.fetch(value)
        text = chosen.strip().lower() if type(chosen) is str else chosen
        if text not in self.options:
            allowed = ", ".join(repr(option) for option in self.options)
            raise Unfit(f"`{name}` is {show(chosen)}; choose one of {allowed}")
        return text


@dataclass(frozen=True)
class Number:
    """One number; ``rung`` says of which kind."""

    rung: Rung

    def bind(self, name: str, value, session: Session):
        found = session.fetch(value)
        problem = self.rung(found)
        if problem:
            raise Unfit(f"`{name}` is {problem}")
        return found


@dataclass(frozen=True)
class Mapping:
    """A dict, as it is; the check looks at its keys itself."""

    def bind(self, name: str, value, session: Session):
        found = session.fetch(value)
        if type(found) is not dict:
            raise Unfit(f"`{name}` is {show(found)}, where a dict belongs")
        return found


Kind = Function | Network | Table | Choice | Number | Mapping
__all__ = [
    "AnswerBroke", "Call", "Choice", "Function", "Kind", "Mapping", "Network",
    "Number", "Session", "Table", "Unfit",
]  # fmt: skip
