"""Answers to `stopwatch`: right ones written differently, and wrong ones."""

import statistics
import time

import numpy as np

from course.checks.compute import stopwatch_mistakes as timed


def reference() -> dict:
    def measure(fn, repeats, warmup, clock, sync):
        for _ in range(warmup):
            fn()
        seconds = []
        for _ in range(repeats):
            sync()
            start = clock()
            fn()
            sync()
            seconds.append(clock() - start)
        return float(np.median(seconds))

    return {"measure": measure}


def alternative_timed_warmup() -> dict:
    """Time the warm-up as well and throw it away; a quantile."""

    def measure(fn, repeats, warmup, clock, sync):
        seconds = []
        for _ in range(warmup + repeats):
            sync()
            before = clock()
            fn()
            sync()
            seconds.append(clock() - before)
        return np.quantile(seconds[warmup:], 0.5)

    return {"measure": measure}


def alternative_chain() -> dict:
    """One reading between two calls serves both; the middle of a sorted list."""

    def measure(fn, repeats, warmup, clock, sync):
        def now():
            sync()
            return clock()

        [fn() for _ in range(warmup)]
        readings = [now()]
        for _ in range(repeats):
            fn()
            readings.append(now())
        return sorted(np.diff(readings))[repeats // 2]

    return {"measure": measure}


def alternative_one_wait() -> dict:
    """Wait once before the loop: after that the device is idle at every start."""

    def measure(fn, repeats, warmup, clock, sync):
        for _ in range(warmup):
            fn()
        sync()
        seconds = []
        for _ in range(repeats):
            start = clock()
            fn()
            sync()
            stop = clock()
            seconds.append(stop - start)
        return statistics.median(seconds)

    return {"measure": measure}


def wrong_own_clock() -> dict:
    def measure(fn, repeats, warmup, clock, sync):
        for _ in range(warmup):
            fn()
        seconds = []
        for _ in range(repeats):
            sync()
            start = time.perf_counter()
            fn()
            sync()
            seconds.append(time.perf_counter() - start)
        return float(np.median(seconds))

    return {"measure": measure}


def wrong_wrong_number_of_calls() -> list[dict]:
    """No warm-up at all; repeats that include it; one call more before the clock."""

    def none(fn, repeats, warmup, clock, sync):
        return timed.middle(timed.times(fn, repeats, 0, clock, sync))

    def included(fn, repeats, warmup, clock, sync):
        found = timed.times(fn, repeats - warmup, warmup, clock, sync)
        return timed.middle(found)

    def one_more(fn, repeats, warmup, clock, sync):
        return timed.middle(timed.times(fn, repeats, warmup + 1, clock, sync))

    return [{"measure": each} for each in (none, included, one_more)]


def wrong_no_sync() -> list[dict]:
    """Never wait; wait once at the very beginning."""

    def at_first(fn, repeats, warmup, clock, sync):
        sync()
        return timed.unsynchronised(fn, repeats, warmup, clock, sync)

    return [{"measure": timed.unsynchronised}, {"measure": at_first}]


def wrong_warmup_counted() -> dict:
    return {"measure": timed.with_warmup(timed.middle)}


def wrong_warmup_in_mean() -> dict:
    return {"measure": timed.with_warmup(np.mean)}


def wrong_mean_not_median() -> dict:
    return {"measure": timed.of_times(np.mean)}


def wrong_total_not_each() -> dict:
    return {"measure": timed.together}


def wrong_fastest() -> dict:
    return {"measure": timed.of_times(min)}


def wrong_sum() -> dict:
    return {"measure": timed.of_times(sum)}


def wrong_milliseconds() -> dict:
    return {"measure": timed.of_times(lambda found: float(np.median(found)) * 1e3)}


def wrong_no_sync_before() -> dict:
    def measure(fn, repeats, warmup, clock, sync):
        for _ in range(warmup):
            fn()
        seconds = []
        for _ in range(repeats):
            start = clock()
            fn()
            sync()
            seconds.append(clock() - start)
        return float(np.median(seconds))

    return {"measure": measure}


def wrong_no_sync_after() -> dict:
    def measure(fn, repeats, warmup, clock, sync):
        for _ in range(warmup):
            fn()
        seconds = []
        for _ in range(repeats):
            sync()
            start = clock()
            fn()
            seconds.append(clock() - start)
        return float(np.median(seconds))

    return {"measure": measure}
