"""Copies of what a check gives to an answer, so that no answer changes the original."""

import copy
import functools
import sys

from course.checks.engine.equality import same
from course.checks.engine.plain import NotPlain, plain


def is_spy(value) -> bool:
    """Return whether a value is a callable that stays with the asker.

    Estimators and networks are callables too, but travel whole.
    """
    torch = sys.modules.get("torch")
    if hasattr(torch, "nn") and isinstance(value, torch.nn.Module):
        return False
    return callable(value) and not hasattr(value, "get_params")


def given(value):
    """Return a copy for the answer; a callable becomes a proxy that calls back."""
    if type(value) in (list, tuple):
        return type(value)(given(item) for item in value)
    if type(value) is dict:
        return {given(key): given(item) for key, item in value.items()}
    return proxy(value, given) if is_spy(value) else copy.deepcopy(value)


def proxy(spy, back):
    """Return a function that calls ``spy`` with plain copies of its arguments.

    Parameters
    ----------
    spy : callable
        Belongs to the asker.
    back : callable
        Turns the spy's result into what the answer gets.
    """

    @functools.wraps(spy, updated=())
    def call(*args, **kwargs):
        try:
            args, kwargs = plain([args, kwargs])
        except NotPlain as problem:
            name = getattr(spy, "__name__", "this function")
            raise TypeError(f"`{name}` was given {problem}") from None
        return back(spy(*args, **kwargs))

    del call.__wrapped__  # the original stays out of reach
    return call


def only_plain(value):
    """Return the part of the arguments that can be compared; the rest as type names."""
    if type(value) in (list, tuple):
        return type(value)(only_plain(item) for item in value)
    if type(value) is dict:
        return {key: only_plain(item) for key, item in value.items()}
    try:
        return plain(value)
    except NotPlain:
        return type(value).__name__


def unchanged(before, after) -> bool:
    """Return whether two results of `only_plain` are equal to the last bit."""
    return same(before, after, rtol=0.0)
