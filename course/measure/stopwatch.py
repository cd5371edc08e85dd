"""Seconds, measured so that they can be believed: warm, synchronised, with a spread."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from course import device
from course.errors import CourseError

QUARTERS = (25.0, 75.0)


@dataclass(frozen=True, repr=False)
class Run:
    """The seconds of repeated runs of one thing, and where they were measured.

    >>> Run((0.010, 0.011, 0.013, 0.030), machine="a laptop")
    Run(median 11 ms, spread 3 ms, n = 4, on a laptop)

    Attributes
    ----------
    values
        Seconds, one number a run, in the order of measurement; warm-up left out.
    machine
        One sentence: processor, cores, memory, versions.
    """

    values: tuple[float, ...]
    machine: str

    @property
    def n(self) -> int:
        """Return the number of runs that were measured."""
        return len(self.values)

    @property
    def median(self) -> float:
        """Return the median in seconds; of an even number, the lower middle one."""
        return self.percentile(50)

    @property
    def spread(self) -> float:
        """Return the distance from the 25th to the 75th percentile, in seconds."""
        low, high = map(self.percentile, QUARTERS)
        return high - low

    @property
    def p50(self) -> float:
        """Return the time that half of the runs kept, in seconds."""
        return self.percentile(50)

    @property
    def p95(self) -> float:
        """Return the time that 95 of 100 runs kept, in seconds."""
        return self.percentile(95)

    @property
    def p99(self) -> float:
        """Return the time that 99 of 100 runs kept; below 100 runs, the slowest."""
        return self.percentile(99)

    def percentile(self, q: float) -> float:
        """Return the least measured time that at least `q` percent of runs kept.

        The nearest-rank rule: the answer is one of the measured values.
        """
        ordered = sorted(self.values)
        rank = -int(-q * len(ordered) // 100)  # rounded up
        return ordered[min(max(rank, 1), len(ordered)) - 1]

    def __repr__(self) -> str:
        return (
            f"Run(median {say_seconds(self.median)}, spread {say_seconds(self.spread)},"
            f" n = {self.n}, on {self.machine})"
        )


def seconds(
    function: Callable[[], Any],
    *,
    repeats: int = 10,
    warmup: int = 1,
    clock: Callable[[], float] = time.perf_counter,
) -> Run:
    """Time `function()` several times, after a warm-up that is not counted.

    Where a GPU is in use the clock is read only after it has finished its queue.

    Parameters
    ----------
    function
        What to run, without arguments; its result is thrown away.
    repeats
        Number of measured runs, at least 1.
    warmup
        Number of runs before, at least 0: first runs fill caches and load libraries.
    clock
        Returns seconds; another one only for tests.

    Returns
    -------
    A `Run`.

    Raises
    ------
    CourseError
        If `repeats` or `warmup` is too small.
    """
    if repeats < 1 or warmup < 0:
        raise CourseError(
            f"repeats={repeats} and warmup={warmup} measure nothing. Use repeats of 1 "
            "or more and a warmup of 0 or more."
        )
    for _ in range(warmup):
        function()
    values = []
    for _ in range(repeats):
        _wait()
        start = clock()
        function()
        _wait()
        values.append(clock() - start)
    return Run(tuple(values), device.describe())


def latency(
    function: Callable[[], Any],
    *,
    n: int = 200,
    clock: Callable[[], float] = time.perf_counter,
) -> Run:
    """Time `n` single requests, one after the other; look at p50, p95 and p99.

    A tenth as many requests, at least three, go before as a warm-up.

    Parameters
    ----------
    function
        Answers one request, such as `lambda: model.predict(one_row)`.
    n
        Number of requests; for a p99 that is more than the slowest, above 100.
    clock
        Returns seconds; another one only for tests.

    Returns
    -------
    A `Run`.

    Raises
    ------
    CourseError
        If `n` is below 1.
    """
    return seconds(function, repeats=n, warmup=max(3, n // 10), clock=clock)


def _wait() -> None:
    """Wait until the GPU has done what it was told; without one, do nothing."""
    torch = sys.modules.get("torch")  # whoever uses a GPU has loaded it
    if torch is None:
        return
    if torch.cuda.is_initialized():
        torch.cuda.synchronize()
    elif torch.backends.mps.is_available():
        torch.mps.synchronize()


def say_seconds(value: float) -> str:
    """Return seconds in the unit that reads best.

    >>> say_seconds(0.00234), say_seconds(12.3), say_seconds(4.2e-7)
    ('2.34 ms', '12.3 s', '0.42 µs')
    """
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if abs(value) >= size or unit == "µs":
            break
    return f"{value / size:.3g} {unit}"
