"""A transport that behaves as if the answers lived in another process.

Everything crosses as JSON text: plain values both ways; networks of ours, frames and
fitted estimators to the learner's side by pickle; callables as proxies whose calls come
back. The suite runs every check through it; a grader replaces the function call in the
middle by a pipe.
"""

import base64

from course.checks.engine import files
from course.checks.engine.copies import only_plain, proxy, unchanged
from course.checks.engine.plain import plain
from course.checks.engine.wire import decode, encode


class StandIn:
    """Encode and decode at every crossing; see `course.checks.engine.wire`."""

    def __init__(self):
        self._lent = []

    def fetch(self, value):
        """Return ``value`` as it arrives at the asker."""
        return decode(encode(plain(value)))

    def pack(self, args: tuple, kwargs: dict) -> str:
        """Return the arguments as they travel: a text."""
        return encode([args, kwargs], lend=self._lend)

    def call(self, function, packed: str):
        """Call ``function`` on what was packed; return the decoded result, mutated."""
        args, kwargs = decode(packed, borrow=self._borrow)
        with files.placed(args, kwargs) as (args, kwargs):
            before = only_plain([args, kwargs])
            value = decode(encode(plain(function(*args, **kwargs))))
            return value, not unchanged(before, only_plain([args, kwargs]))

    def read(self, path: str) -> tuple[bytes, str]:
        """Return the bytes of a file; they cross as a text of base64."""
        content, problem = files.read(path)
        crossed, problem = decode(encode([base64.b64encode(content).decode(), problem]))
        return base64.b64decode(crossed), problem

    def _lend(self, spy) -> int:
        self._lent.append(spy)
        return len(self._lent) - 1

    def _borrow(self, number: int):
        """Return the proxy on the learner's side; its calls cross twice."""

        def spy(*args, **kwargs):
            args, kwargs = decode(encode([args, kwargs]))
            return encode(self._lent[number](*args, **kwargs), lend=self._lend)

        return proxy(spy, lambda text: decode(text, borrow=self._borrow))
