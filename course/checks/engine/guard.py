"""What surrounds a check: nothing gets out, nothing global changes.

Prints, warnings, log records and raw writes to the file descriptors 1 and 2 are kept
and shown in the panel (in nbgrader anything on stderr costs all points).
"""

import contextlib
import io
import logging
import os
import sys
import tempfile
import warnings
from dataclasses import dataclass, field

from course import progress
from course.checks.engine.states import kept

MAX_TEXT = 2_000
MAX_LINES = 20  # warnings and log records


@dataclass
class Heard:
    """What was printed, warned and logged while a check ran."""

    text: str = ""
    warnings: list[str] = field(default_factory=list)
    logs: list[str] = field(default_factory=list)


@contextlib.contextmanager
def quiet():
    """Keep all output of the body; yield a `Heard` that is filled when it ends."""
    heard, sink = Heard(), _Sink()
    with contextlib.ExitStack() as stack:
        raw = stack.enter_context(_descriptors())
        stack.enter_context(_display())
        stack.enter_context(_loggers(heard))
        seen = stack.enter_context(warnings.catch_warnings(record=True))
        warnings.simplefilter("default")
        stack.enter_context(progress.muted())
        stack.enter_context(kept())
        stack.enter_context(contextlib.redirect_stdout(sink))
        stack.enter_context(contextlib.redirect_stderr(sink))
        try:
            yield heard
        finally:
            heard.warnings = [_warned(item) for item in seen[:MAX_LINES]]
            heard.text = sink.text()
    heard.text += raw()


class _Sink(io.TextIOBase):
    """A text stream that keeps the first 2,000 characters and counts the rest."""

    encoding = "utf-8"

    def __init__(self):
        self.pieces, self.size = [], 0

    def writable(self):
        return True

    def write(self, text):
        if self.size < MAX_TEXT:
            self.pieces.append(str(text)[: MAX_TEXT - self.size])
        self.size += len(text)
        return len(text)

    def text(self) -> str:
        more = f"\n… {self.size - MAX_TEXT:,} more characters"
        return "".join(self.pieces) + (more if self.size > MAX_TEXT else "")


def _warned(item) -> str:
    try:
        return f"{item.category.__name__}: {item.message}"[:300]
    except Exception:  # the text of a warning is the learner's code too
        return str(item.category)


class _Records(logging.Handler):
    def __init__(self, heard):
        super().__init__()
        self.heard = heard

    def emit(self, record):
        if len(self.heard.logs) < MAX_LINES:
            try:
                text = record.getMessage()
            except Exception:
                text = f"{record.msg!r}, with values that do not fit"
            self.heard.logs.append(f"{record.levelname}: {text}"[:300])


@contextlib.contextmanager
def _descriptors():
    """Send raw writes to descriptors 1 and 2 into a file; yield a reader of it."""
    saved, text = [], ""
    _flush()
    try:
        spool = tempfile.TemporaryFile()  # noqa: SIM115 (closed below)
    except OSError:
        yield lambda: ""
        return
    for number in (1, 2):
        with contextlib.suppress(OSError):
            saved.append((number, os.dup(number)))
            os.dup2(spool.fileno(), number)
    try:
        yield lambda: text
    finally:
        _flush()
        for number, copy in saved:
            os.dup2(copy, number)
            os.close(copy)
        with contextlib.suppress(OSError, ValueError):
            spool.seek(0)
            text = spool.read(MAX_TEXT).decode("utf-8", "replace")
        spool.close()


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        with contextlib.suppress(Exception):
            stream.flush()


@contextlib.contextmanager
def _display():
    """Keep what an answer would display in a notebook (figures, HTML)."""
    interactive = sys.modules.get("IPython.core.interactiveshell")
    shell = interactive and interactive.InteractiveShell._instance
    if not shell:
        yield
        return
    from IPython.core.displaypub import CapturingDisplayPublisher

    before, shell.display_pub = shell.display_pub, CapturingDisplayPublisher()
    try:
        yield
    finally:
        shell.display_pub = before


@contextlib.contextmanager
def _loggers(heard):
    """Collect log records; a handler that a learner set up earlier stays silent."""
    root = logging.getLogger()
    loggers = [root] + [
        item
        for item in list(root.manager.loggerDict.values())
        if isinstance(item, logging.Logger) and item.handlers
    ]
    before = [(item, item.handlers[:]) for item in loggers]
    for item in loggers:
        item.handlers = []
    root.handlers = [_Records(heard)]
    try:
        yield
    finally:
        for item, handlers in before:
            item.handlers = handlers
