"""A soft limit on what the learner's code may take: wall time, until it is stopped."""

import signal
import sys
import threading
import time


class TimeLimit(BaseException):
    """Raised inside an answer that has used up its time."""


class Stopped(KeyboardInterrupt):
    """A person pressed stop, as opposed to an answer that raises KeyboardInterrupt."""


# After the limit the alarm repeats, ever faster: an answer that swallows exceptions in
# an endless loop is hit in the few bytecodes between its `except` and its next `try`.
_REPEATS = (0.2, 0.05, 0.01, 0.002, 0.0005, 0.0001, 0.00003)


def limited(seconds: float, work):
    """Return ``work()``; raise `TimeLimit` inside it after ``seconds`` of wall time.

    Works in the main thread of Linux and macOS; elsewhere only the limit of the
    notebook cell holds. The alarm never rings outside ``work``: while this function's
    own frame runs, the handler lets it pass.

    Raises
    ------
    TimeLimit
        The time was up.
    Stopped
        Somebody interrupted the kernel, whatever ``work`` made of it.
    """
    if not (
        hasattr(signal, "setitimer")
        and threading.current_thread() is threading.main_thread()
    ):
        return work()
    here, rang, stopped, done = sys._getframe(), 0, False, False

    def ring(signum, frame):
        nonlocal rang
        if done:  # it was on its way when the work ended; set no other
            return
        pause = _REPEATS[min(rang, len(_REPEATS) - 1)]
        rang += 1
        signal.setitimer(signal.ITIMER_REAL, pause)
        if frame is not here and frame.f_code not in handlers:
            raise TimeLimit

    def stop(signum, frame):
        nonlocal stopped
        stopped = True
        if frame is not here and frame.f_code not in handlers:
            raise KeyboardInterrupt

    handlers = (ring.__code__, stop.__code__)
    start = time.monotonic()
    interrupt = signal.getsignal(signal.SIGINT)
    if callable(interrupt):
        signal.signal(signal.SIGINT, stop)
    alarm = signal.signal(signal.SIGALRM, ring)
    outer = signal.setitimer(signal.ITIMER_REAL, max(seconds, 1e-3))[0]
    try:
        return work()
    finally:
        done = True
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, alarm or signal.SIG_DFL)
        if callable(interrupt):
            signal.signal(signal.SIGINT, interrupt)
        if outer:  # somebody else's alarm goes on
            left = outer - (time.monotonic() - start)
            signal.setitimer(signal.ITIMER_REAL, max(left, 1e-3))
        if stopped:
            raise Stopped
