"""What surrounds a check: nothing gets out, nothing global changes.

Prints, warnings, log records and raw writes to the file descriptors 1 and 2 are kept
and shown in the panel (in nbgrader anything on stderr costs all points). Random states
are put back. What runs inside an answer has a soft time limit.
"""

import contextlib
import io
import logging
import os
import random
import sys
import tempfile
import threading
import warnings
from dataclasses import dataclass, field

MAX_TEXT = 2_000


@dataclass
class Heard:
    """What was printed, warned and logged while a check ran."""

    text: str = ""
    warnings: list[str] = field(default_factory=list)
    logs: list[str] = field(default_factory=list)


class _Sink(io.TextIOBase):
    """A text stream that keeps the first 2,000 characters and counts the rest."""

    encoding = "utf-8"

    def __init__(self):
        self.kept, self.size = [], 0

    def writable(self):
        return True

    def write(self, text):
        if self.size < MAX_TEXT:
            self.kept.append(str(text)[: MAX_TEXT - self.size])
        self.size += len(text)
        return len(text)

    def text(self) -> str:
        more = f"\n… {self.size - MAX_TEXT:,} more characters"
        return "".join(self.kept) + (more if self.size > MAX_TEXT else "")


class _Records(logging.Handler):
    def __init__(self, heard):
        super().__init__()
        self.heard = heard

    def emit(self, record):
        if len(self.heard.logs) < 20:
            self.heard.logs.append(f"{record.levelname}: {record.getMessage()}"[:300])


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
        stack.enter_context(_random_states())
        stack.enter_context(contextlib.redirect_stdout(sink))
        stack.enter_context(contextlib.redirect_stderr(sink))
        try:
            yield heard
        finally:
            heard.warnings = [
                f"{item.category.__name__}: {item.message}"[:300] for item in seen[:20]
            ]
            heard.text = sink.text()
    heard.text += raw()


@contextlib.contextmanager
def _descriptors():
    """Send raw writes to descriptors 1 and 2 into a file; yield a reader of it."""
    saved, text = [], ""
    with contextlib.suppress(Exception):
        sys.stdout.flush()
        sys.stderr.flush()
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
        for number, copy in saved:
            os.dup2(copy, number)
            os.close(copy)
        with contextlib.suppress(OSError, ValueError):
            spool.seek(0)
            text = spool.read(MAX_TEXT).decode("utf-8", "replace")
        spool.close()


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


@contextlib.contextmanager
def _random_states():
    """Put the global random states of Python, NumPy and torch back afterwards."""
    state = random.getstate()
    np = sys.modules.get("numpy")
    torch = sys.modules.get("torch")
    np_state = np.random.get_state() if np else None
    torch_state = torch.get_rng_state() if hasattr(torch, "get_rng_state") else None
    try:
        yield
    finally:
        random.setstate(state)
        if np_state is not None:
            np.random.set_state(np_state)
        if torch_state is not None:
            torch.set_rng_state(torch_state)


class TimeLimit(BaseException):
    """Raised inside an answer that has used up its time."""


# After the limit the alarm repeats, ever faster: an answer that swallows exceptions in
# an endless loop is hit in the few bytecodes between its `except` and its next `try`.
_REPEATS = (0.2, 0.05, 0.01, 0.002, 0.0005, 0.0001, 0.00003)


@contextlib.contextmanager
def time_limit(seconds: float):
    """Raise `TimeLimit` in the body after ``seconds`` of wall time.

    Works in the main thread of Linux and macOS; elsewhere it does nothing, and the
    limit of the notebook cell holds.
    """
    import signal

    usable = (
        hasattr(signal, "setitimer")
        and threading.current_thread() is threading.main_thread()
    )
    if not usable:
        yield
        return
    swallowed = 0

    def ring(signum, frame):
        nonlocal swallowed
        pause = _REPEATS[min(swallowed, len(_REPEATS) - 1)]
        swallowed += 1
        signal.setitimer(signal.ITIMER_REAL, pause)
        raise TimeLimit

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 1e-3))
    try:
        yield
    finally:
        signal.signal(signal.SIGALRM, signal.SIG_IGN)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
