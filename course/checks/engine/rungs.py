"""The ladder below the value: what kind of thing did a function return?

A rung is a function of a plain value that returns None if the value stands on it, or
the sentence that says what was found instead.
"""

import math
from collections.abc import Callable

from course.checks.engine.texts import show

Rung = Callable[[object], str | None]


def integer(value) -> str | None:
    """Ask for a whole number: ``int`` (or a NumPy integer), never bool, float, text.

    Examples
    --------
    >>> integer(3) is None, integer(3.0)
    (True, 'a float, 3.0, where a whole number (int) belongs')
    """
    if type(value) is int:
        return None
    return f"{_kind(value)}, where a whole number (int) belongs"


def number(value) -> str | None:
    """Ask for one finite number, int or float."""
    if type(value) in (int, float):
        if math.isfinite(value):
            return None
        return f"{value}, which is not a finite number"
    return f"{_kind(value)}, where one number belongs"


def boolean(value) -> str | None:
    """Ask for True or False."""
    if type(value) is bool:
        return None
    return f"{_kind(value)}, where True or False belongs"


def array(value) -> str | None:
    """Ask for an array or a tensor."""
    if type(value).__name__ == "ndarray":
        return None
    return f"{_kind(value)}, where an array or a tensor belongs"


def mapping(*keys: str, of: Rung = number) -> Rung:
    """Return a rung that asks for a dict with ``keys``, each value on rung ``of``."""

    def rung(value) -> str | None:
        if type(value) is not dict:
            return f"{_kind(value)}, where a dict with the keys {_names(keys)} belongs"
        missing = [key for key in keys if key not in value]
        if missing:
            return f"a dict without the key {_names(missing)}"
        for key in keys:
            problem = of(value[key])
            if problem:
                return f"under {key!r} {problem}"
        return None

    return rung


def _names(names) -> str:
    return ", ".join(repr(name) for name in names)


_ARTICLES = {
    "int": "a whole number", "float": "a float", "bool": "a bool", "str": "the text",
    "list": "a list", "tuple": "a tuple", "dict": "a dict", "ndarray": "an array",
    "DataFrame": "a table",
}  # fmt: skip


def _kind(value) -> str:
    if value is None:
        return "None"
    name = _ARTICLES.get(type(value).__name__, type(value).__name__)
    if getattr(value, "ndim", None) == 0:
        return f"an array of one number, {show(value, 60)} (`.item()` takes it out)"
    return f"{name}, {show(value, 60)}"
