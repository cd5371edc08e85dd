"""Answers to `meets_sla`: other rules for a percentile, and two that break the log."""

import math
from bisect import bisect_right

import numpy as np


def reference() -> dict:
    def meets_sla(latencies_ms, percentile, target_ms):
        if len(latencies_ms) < 10 / (1 - percentile / 100):
            return None
        return bool(np.percentile(latencies_ms, percentile) <= target_ms)

    return {"meets_sla": meets_sla}


def alternative_nearest_rank() -> dict:
    """The nearest rank in a sorted copy, in plain Python."""

    def meets_sla(latencies_ms, percentile, target_ms):
        n = len(latencies_ms)
        if n * (100 - percentile) < 1000:
            return None
        return sorted(latencies_ms)[math.ceil(n * percentile / 100) - 1] <= target_ms

    return {"meets_sla": meets_sla}


def alternative_higher() -> dict:
    """NumPy's own rule "higher"; a NumPy bool comes back."""

    def meets_sla(latencies_ms, percentile, target_ms):
        if len(latencies_ms) * (1 - percentile / 100) < 10:
            return None
        value = np.percentile(latencies_ms, percentile, method="higher")
        return value <= target_ms

    return {"meets_sla": meets_sla}


def alternative_weibull() -> dict:
    """Another rule of interpolation."""

    def meets_sla(latencies_ms, percentile, target_ms):
        if len(latencies_ms) < 10 / (1 - percentile / 100):
            return None
        share = percentile / 100
        return bool(np.quantile(latencies_ms, share, method="weibull") <= target_ms)

    return {"meets_sla": meets_sla}


def alternative_counting() -> dict:
    """Count how many requests keep the target; no percentile at all."""

    def meets_sla(latencies_ms, percentile, target_ms):
        n = len(latencies_ms)
        if n < 10 / (1 - percentile / 100):
            return None
        return bisect_right(sorted(latencies_ms), target_ms) / n >= percentile / 100

    return {"meets_sla": meets_sla}


def wrong_sorted_in_place() -> dict:
    def meets_sla(latencies_ms, percentile, target_ms):
        if len(latencies_ms) < 10 / (1 - percentile / 100):
            return None
        latencies_ms.sort()
        return bool(
            latencies_ms[int(len(latencies_ms) * percentile / 100)] <= target_ms
        )

    return {"meets_sla": meets_sla}


def wrong_needs_array() -> list:
    def by_share(latencies_ms, percentile, target_ms):
        if len(latencies_ms) < 10 / (1 - percentile / 100):
            return None
        return bool((latencies_ms <= target_ms).mean() >= percentile / 100)

    def by_size(latencies_ms, percentile, target_ms):
        if latencies_ms.size < 10 / (1 - percentile / 100):
            return None
        return bool(np.percentile(latencies_ms, percentile) <= target_ms)

    return [{"meets_sla": by_share}, {"meets_sla": by_size}]
