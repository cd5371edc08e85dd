"""A transport that behaves as if the answers lived in another process.

Everything crosses as JSON text: plain values both ways, fitted estimators to the
learner's side by pickle, callables as proxies whose calls come back. The suite runs
every check through it; a grader replaces the function call in the middle by a pipe.
"""

from course.checks.engine.calls import only_plain
from course.checks.engine.plain import plain
from course.checks.engine.wire import decode, encode


class StandIn:
    """Encode and decode at every crossing; see `course.checks.engine.wire`."""

    def __init__(self):
        self._lent = []

    def fetch(self, value):
        """Return ``value`` as it arrives at the asker."""
        return decode(encode(plain(value)))

    def call(self, function, args, kwargs):
        """Call ``function`` on decoded copies; return the decoded result, mutated."""
        there = decode(encode([args, kwargs], lend=self._lend), borrow=self._borrow)
        sent_args, sent_kwargs = there
        before = encode(only_plain(there))
        value = decode(encode(plain(function(*sent_args, **sent_kwargs))))
        return value, encode(only_plain(there)) != before

    def _lend(self, function) -> int:
        self._lent.append(function)
        return len(self._lent) - 1

    def _borrow(self, number):
        def proxy(*args, **kwargs):
            args, kwargs = decode(encode(plain([args, kwargs])))
            value = self._lent[number](*args, **kwargs)
            return decode(encode(value, lend=self._lend), borrow=self._borrow)

        return proxy
