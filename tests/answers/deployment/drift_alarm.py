"""Answers to `drift_alarm`: right ones written differently, and wrong ones."""

import functools
import math

import numpy as np
import pandas as pd
from scipy import stats

from course import data, deploy

TRACES = ("none", "sudden", "slow")


def counts_of(expected, actual, bins):
    edges = np.quantile(expected, np.linspace(0, 1, bins + 1))
    edges[[0, -1]] = -np.inf, np.inf
    return [np.histogram(sample, edges)[0] for sample in (expected, actual)]


def psi(expected, actual, bins=10):
    p, q = (c / c.sum() + 1e-6 for c in counts_of(expected, actual, bins))
    return float(((p - q) * np.log(p / q)).sum())


def chi2(expected, actual, bins=10, false_alarm=0.05):
    spread = 1 / len(expected) + 1 / len(actual)
    limit = stats.chi2.isf(false_alarm, bins - 1) * spread
    return bool(psi(expected, actual, bins) > limit)


@functools.cache
def prices(trace, seed):
    """Return the prices of last month, of each day, and the first day of the change."""
    before = data.make_traffic("none", n_days=3, random_state=seed + 1000).X[:, 0]
    month = data.make_traffic(trace, random_state=seed)
    days = [month.on(day)[:, 0] for day in range(month.n_days)]
    return before, days, month.drift_day


def month(trace, seed, alarm, *, renew=True, since=True, only_after=True) -> dict:
    reference, days, begins = prices(trace, seed)
    detected, retrains = math.nan, 0
    for day, now in enumerate(days):
        if alarm(reference, now, false_alarm=0.01):
            reference = now if renew else reference
            retrains += 1
            if (day >= begins or not only_after) and math.isnan(detected):
                detected = day - begins * since
    return {"trace": trace, "seed": seed, "days_to_detect": detected} | {
        "retrains": retrains
    }


def table(alarm, seeds=range(5), **how) -> pd.DataFrame:
    rows = [month(trace, s, alarm, **how) for s in seeds for trace in TRACES]
    return pd.DataFrame(rows)


@functools.cache
def reference_table() -> pd.DataFrame:
    return table(chi2)


def reference() -> dict:
    return {"psi": psi, "drift_alarm": chi2, "policy": reference_table()}


def alternative_half_rows() -> dict:
    """The course's own distance and alarm; None where nothing was detected."""
    policy = table(deploy.drift_alarm, range(100, 106)).astype(
        {"days_to_detect": object}
    )
    policy.loc[policy.trace == "none", "days_to_detect"] = None
    return {
        "psi": deploy.psi,
        "drift_alarm": deploy.drift_alarm,
        "policy": policy.drop(columns="seed"),
    }


def alternative_permutation() -> dict:
    """Deal the pooled rows out again."""

    def drift_alarm(expected, actual, bins=10, false_alarm=0.05):
        rng = np.random.default_rng(0)
        pooled = np.concatenate([expected, actual])
        edges = np.unique(np.quantile(pooled, np.linspace(0, 1, bins + 1))[1:-1])
        place = np.searchsorted(edges, pooled)
        both = np.bincount(place, minlength=bins)
        first = np.bincount(place[: len(expected)], minlength=bins)
        dealt = rng.multivariate_hypergeometric(both, len(expected), size=499)

        def distance(p):
            q = both - p
            p, q = p + 0.5, q + 0.5
            p, q = p / p.sum(-1, keepdims=True), q / q.sum(-1, keepdims=True)
            return ((p - q) * np.log(p / q)).sum(-1)

        beyond = (distance(dealt) >= distance(first) - 1e-12).sum()
        return (beyond + 1) / 500 <= false_alarm

    return {"drift_alarm": drift_alarm, "policy": table(drift_alarm)}


def alternative_kolmogorov_smirnov() -> dict:
    """Another test for the alarm; bins by counting in a sorted sample."""

    def drift_alarm(expected, actual, bins=10, false_alarm=0.05):
        return stats.ks_2samp(expected, actual).pvalue < false_alarm

    def ranked(expected, actual, bins=10):
        ordered = np.sort(expected)
        cuts = ordered[[len(ordered) * k // bins for k in range(1, bins)]]
        p, q = (
            np.bincount(np.digitize(sample, cuts), minlength=bins)
            for sample in (expected, actual)
        )
        n, m = p.sum(), q.sum()
        p, q = np.maximum(p, 0.5) / n, np.maximum(q, 0.5) / m
        p = np.where(np.diff([-np.inf, *cuts, np.inf]) == 0, q, p)
        return sum(float(a - b) * math.log(a / b) for a, b in zip(p, q, strict=True))

    return {"psi": ranked, "drift_alarm": drift_alarm, "policy": table(drift_alarm)}


# -- wrong distances ----------------------------------------------------------


def shares(expected, actual, bins):
    return [c / c.sum() + 1e-6 for c in counts_of(expected, actual, bins)]


def wrong_one_sided_kl() -> list:
    def forward(expected, actual, bins=10):
        p, q = shares(expected, actual, bins)
        return float((p * np.log(p / q)).sum())

    def backward(expected, actual, bins=10):
        p, q = shares(expected, actual, bins)
        return float((q * np.log(q / p)).sum())

    return [{"psi": forward}, {"psi": backward}]


def wrong_other_logarithm() -> list:
    def with_log(log):
        def wrong(expected, actual, bins=10):
            p, q = shares(expected, actual, bins)
            return float(((p - q) * log(p / q)).sum())

        return {"psi": wrong}

    return [with_log(np.log10), with_log(np.log2)]


def wrong_counts_not_shares() -> dict:
    def wrong(expected, actual, bins=10):
        p, q = (c + 0.5 for c in counts_of(expected, actual, bins))
        return float(((p - q) * np.log(p / q)).sum())

    return {"psi": wrong}


def wrong_mean_over_bins() -> dict:
    def wrong(expected, actual, bins=10):
        return psi(expected, actual, bins) / bins

    return {"psi": wrong}


def wrong_bins_from_actual() -> dict:
    def wrong(expected, actual, bins=10):
        p, q = shares(actual, expected, bins)
        return float(((p - q) * np.log(p / q)).sum())

    return {"psi": wrong}


def wrong_equal_width_bins() -> list:
    def of_expected(expected, actual, bins=10):
        edges = np.linspace(np.min(expected), np.max(expected), bins + 1)[1:-1]
        p, q = (
            np.bincount(np.searchsorted(edges, s), minlength=bins) / len(s) + 1e-4
            for s in (expected, actual)
        )
        return float(((p - q) * np.log(p / q)).sum())

    def of_both(expected, actual, bins=10):
        low = min(np.min(expected), np.min(actual))
        high = max(np.max(expected), np.max(actual))
        p, q = (
            np.histogram(s, bins, (low, high))[0] / len(s) + 1e-4
            for s in (expected, actual)
        )
        return float(((p - q) * np.log(p / q)).sum())

    return [{"psi": of_expected}, {"psi": of_both}]


def wrong_drops_out_of_range() -> list:
    def closed(of_all):
        def wrong(expected, actual, bins=10):
            edges = np.unique(np.quantile(expected, np.linspace(0, 1, bins + 1)))
            if len(edges) == 1:
                return 0.0
            counts = [np.histogram(s, edges)[0] for s in (expected, actual)]
            rows = [len(expected), len(actual)] if of_all else map(np.sum, counts)
            p, q = (c / n + 1e-6 for c, n in zip(counts, rows, strict=True))
            return float(((p - q) * np.log(p / q)).sum())

        return {"psi": wrong}

    return [closed(True), closed(False)]


def wrong_empty_bins_inf() -> dict:
    def wrong(expected, actual, bins=10):
        p, q = (c / c.sum() for c in counts_of(expected, actual, bins))
        with np.errstate(all="ignore"):
            return float(((p - q) * np.log(p / q)).sum())

    return {"psi": wrong}


# -- wrong alarms -------------------------------------------------------------


def fixed(limit):
    def drift_alarm(expected, actual, bins=10, false_alarm=0.05):
        return psi(expected, actual, bins) > limit

    return {"drift_alarm": drift_alarm}


def wrong_fixed_threshold() -> list:
    return [fixed(0.1), fixed(0.2)]


def with_limit(limit):
    def drift_alarm(expected, actual, bins=10, false_alarm=0.05):
        n, m = len(expected), len(actual)
        return psi(expected, actual, bins) > limit(n, m, bins, false_alarm)

    return {"drift_alarm": drift_alarm}


def wrong_limit_too_low() -> list:
    def quantile(n, m, bins, level):
        return stats.chi2.isf(level, bins - 1) / m

    def average(n, m, bins, level):
        return (bins - 1) * (1 / n + 1 / m)

    return [with_limit(quantile), with_limit(average)]


def wrong_blind() -> list:
    return [fixed(0.5), {"drift_alarm": lambda e, a, bins=10, false_alarm=0.05: False}]


def wrong_rings_when_quiet() -> dict:
    def drift_alarm(expected, actual, bins=10, false_alarm=0.05):
        return not chi2(expected, actual, bins, false_alarm)

    return {"drift_alarm": drift_alarm}


def wrong_ignores_false_alarm() -> list:
    def at_five(n, m, bins, level):
        return stats.chi2.isf(0.05, bins - 1) * (1 / n + 1 / m)

    return [with_limit(at_five)]


# -- wrong tables -------------------------------------------------------------


def wrong_detection_in_quiet() -> list:
    policy = reference_table().copy()
    policy.loc[policy.trace == "none", "days_to_detect"] = [0.0, 3, 30, 0, 0]
    thirty = reference_table().copy()
    thirty.loc[thirty.trace == "none", "days_to_detect"] = 30
    return [{"policy": policy}, {"policy": thirty}]


def wrong_before_the_change() -> dict:
    policy = reference_table().copy()
    place = policy.index[policy.trace == "sudden"][0]
    policy.loc[place, "days_to_detect"] = -7
    return {"policy": policy}


def wrong_counted_from_the_first() -> dict:
    return {"policy": table(chi2, since=False)}


def wrong_reference_stays() -> dict:
    return {"policy": table(chi2, renew=False)}
