"""The kinds of answers, and how a check reaches each: by value or by call, never else.

A check receives functions and networks as stand-ins that record every call, and
everything else as plain values. So the answer may as well live in another process.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from course.checks.engine import networks
from course.checks.engine.calls import AnswerBroke, Call, Session
from course.checks.engine.plain import attempted
from course.checks.engine.rungs import Rung, array
from course.checks.engine.texts import show


class Unfit(Exception):
    """The answer is of the wrong kind; the text says what was found, what belongs."""


class Kind:
    """What an answer has to be."""

    def attempted(self, value) -> bool:
        """Return whether ``value`` is more than what a stub leaves."""
        return attempted(value)

    def bind(self, name: str, value, session: Session):
        """Return what the properties get; raise `Unfit` for another kind of thing."""
        raise NotImplementedError


@dataclass(frozen=True)
class Function(Kind):
    """A function that the learner writes; ``returns`` is the rung of its value."""

    returns: Rung | None = None

    def __post_init__(self):
        if self.returns is not None and not callable(self.returns):
            raise TypeError(
                f"Function({self.returns!r}): give a rung of course.checks.engine, "
                "as in Function(integer)"
            )

    def bind(self, name: str, value, session: Session):
        if not callable(value):
            found = show(session.fetch(value))
            raise Unfit(f"`{name}` is {found}, where a function belongs")
        return FunctionStandIn(name, value, self.returns, session)


class ByCall:
    """What a property holds in place of an answer that it can only call.

    ``VERB`` is what its calls through a function of ours count as.
    """

    VERB = "call"

    def __init__(self, name: str, answer, session: Session):
        self.name, self._answer, self._session = name, answer, session

    def run(self, function, *args, **kwargs):
        """Return ``function(the answer, *args, **kwargs)``, run on the learner's side.

        For what cannot cross, such as a derivative, or a network with its optimiser.

        Parameters
        ----------
        function : callable
            A module-level function of `course` that gives a plain value, or None where
            the answer gave None.
        """
        ours = self._session.call_through
        return _value(ours(function, self.name, self._answer, args, kwargs, self.VERB))


def _value(call):
    if call.broke:
        raise AnswerBroke(call)
    return call.value


class FunctionStandIn(ByCall):
    """Call the learner's function on copies; record what went in and what came back."""

    def __init__(self, name, function, rung, session):
        super().__init__(name, function, session)
        self._rung = rung

    def __call__(self, *args, **kwargs):
        call = self.attempt(*args, **kwargs)
        if call.error is None and self._rung is not None:
            call.problem = self._rung(call.value)
        return _value(call)

    def attempt(self, *args, **kwargs) -> Call:
        """Return the `Call`, whether it broke or not."""
        return self._session.call(self.name, self._answer, args, kwargs)

    def raises(self, error: type, *args, **kwargs) -> bool:
        """Return whether the call raises ``error`` (or a subclass of it)."""
        return error.__name__ in self.attempt(*args, **kwargs).error_names


@dataclass(frozen=True)
class Network(Kind):
    """An ``nn.Module`` class; a check may construct it, run it and read its state."""

    def bind(self, name: str, value, session: Session):
        if not isinstance(value, type):
            found = "a function" if callable(value) else show(session.fetch(value))
            raise Unfit(f"`{name}` is {found}, where a class (nn.Module) belongs")
        return NetworkStandIn(name, value, session)


class NetworkStandIn(ByCall):
    """Construct the learner's network on the learner's side; return a handle."""

    VERB = "run"

    def __call__(self, *args, **kwargs):
        kept = []
        construct = networks.constructor(self._answer, kept)
        self._ask("construct", construct, args, kwargs)
        return NetworkHandle(kept[0], self._ask)

    def _ask(self, verb, function, args, kwargs=None):
        call = self._session.call(self.name, function, args, kwargs or {}, verb=verb)
        if call.error is None and verb in networks.GIVE_ARRAYS:
            call.problem = array(call.value)
        return _value(call)


class NetworkHandle:
    """The verbs on one of the learner's networks; arrays in, arrays out."""

    def __init__(self, module, ask):
        self._module, self._ask = module, ask

    def _verb(self, verb, *args):
        return self._ask(verb, networks.bound(verb, self._module), args)

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
class Table(Kind):
    """A tidy frame, one row a run; extra columns are allowed.

    In the columns ``numbers`` every cell has to be a finite number. In the column
    ``files`` every cell names a file; the check gets a `File` in its place.
    """

    columns: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    files: str | None = None

    def bind(self, name: str, value, session: Session):
        frame = session.fetch(value)
        if not hasattr(frame, "columns"):
            raise Unfit(f"`{name}` is {show(frame)}, where a data frame belongs")
        missing = [column for column in self.columns if column not in frame.columns]
        if missing:
            names = ", ".join(map(repr, missing))
            raise Unfit(f"`{name}` has no column {names}; it has {_listed(frame)}")
        if not len(frame):
            raise Unfit(f"`{name}` has no rows")
        for column in self.numbers:
            wrong = [item for item in frame[column].tolist() if not _finite(item)]
            if wrong:
                raise Unfit(
                    f"`{name}` has in column {column!r} {len(wrong)} of {len(frame)} "
                    f"cells without a finite number; the first is {show(wrong[0])}"
                )
        if self.files is not None:
            cells = frame[self.files].tolist()
            wrong = [cell for cell in cells if type(cell) is not str]
            if wrong:
                raise Unfit(
                    f"`{name}` has in column {self.files!r} {show(wrong[0])}, where "
                    "the path of a file belongs"
                )
            frame[self.files] = [session.read(cell) for cell in cells]
        return frame


def _listed(frame) -> str:
    return ", ".join(repr(str(column)) for column in frame.columns)


def _finite(item) -> bool:
    return type(item) in (int, float) and math.isfinite(item)


@dataclass(frozen=True)
class Choice(Kind):
    """One text out of ``options``."""

    options: tuple[str, ...]

    def bind(self, name: str, value, session: Session):
        chosen = session.fetch(value)
        by_key = {option.lower(): option for option in self.options}
        key = chosen.strip().lower() if type(chosen) is str else None
        if key not in by_key:
            allowed = ", ".join(f"`{option!r}`" for option in self.options)
            raise Unfit(f"`{name}` is `{show(chosen)}`; choose one of {allowed}")
        return by_key[key]


@dataclass(frozen=True)
class Number(Kind):
    """One number; ``rung`` says of which kind."""

    rung: Rung

    def bind(self, name: str, value, session: Session):
        found = session.fetch(value)
        problem = self.rung(found)
        if problem:
            raise Unfit(f"`{name}` is {problem}")
        return found


@dataclass(frozen=True)
class Mapping(Kind):
    """A dict, as it is; the check looks at its keys itself."""

    def bind(self, name: str, value, session: Session):
        found = session.fetch(value)
        if type(found) is not dict:
            raise Unfit(f"`{name}` is {show(found)}, where a dict belongs")
        return found


@dataclass(frozen=True)
class Text(Kind):
    """A text, such as a memo."""

    def bind(self, name: str, value, session: Session):
        found = session.fetch(value)
        if type(found) is not str:
            raise Unfit(f"`{name}` is {show(found)}, where a text belongs")
        return found
