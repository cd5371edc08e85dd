"""A clock, and a device that works while Python goes on; both exist only in a check.

A call of `fn` puts work into a queue and comes back at once, as on a GPU; `sync` waits
until the queue is empty. Nothing here looks at a real clock. All times are multiples of
1/1024 s, so that differences are exact.
"""

from dataclasses import dataclass

LAUNCH = 1 / 1024  # seconds that Python needs to put one call into the queue


class Device:
    """Note every call of `fn`, `sync` and `clock`.

    Parameters
    ----------
    seconds : list of float
        What each call of `fn` takes, in order; the last one goes for all that follow.
    start : float
        What the clock shows first.
    queued : float
        Seconds of other people's work in the queue when the measuring starts.
    """

    def __init__(self, seconds, start, queued):
        self.seconds, self.now, self.free = seconds, start, start + queued
        self.n_calls = self.n_readings = self.n_busy = 0

    def fn(self):
        """Put the next piece of work into the queue."""
        took = self.seconds[min(self.n_calls, len(self.seconds) - 1)]
        self.n_calls += 1
        self.now += LAUNCH
        self.free = max(self.free, self.now) + took

    def sync(self):
        """Wait until the queue is empty."""
        self.now = max(self.now, self.free)

    def clock(self):
        """Return the seconds that the clock shows."""
        self.n_readings += 1
        self.n_busy += self.now < self.free
        return self.now


@dataclass(frozen=True)
class Schedule:
    """What a device is to do: seconds of each call, and how it is to be measured."""

    seconds: list[float]
    warmup: int
    repeats: int
    usual: float  # the right answer
    start: float
    queued: float

    def device(self) -> Device:
        """Return a fresh device."""
        return Device(self.seconds, self.start, self.queued)

    def arguments(self, device) -> tuple:
        """Return what a stopwatch is called with."""
        return device.fn, self.repeats, self.warmup, device.clock, device.sync
