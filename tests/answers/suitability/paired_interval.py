"""Answers to `paired_interval`: right ones written differently, and wrong ones."""

import math

import numpy as np
from scipy import stats


def reference() -> dict:
    def paired_interval(a, b, n_train, n_test, alpha=0.05):
        d = np.asarray(a, dtype=float) - np.asarray(b, dtype=float)
        error = math.sqrt(d.var(ddof=1) * (1 / len(d) + n_test / n_train))
        half = stats.t.ppf(1 - alpha / 2, len(d) - 1) * error
        return float(d.mean()), float(d.mean() - half), float(d.mean() + half)

    return {"paired_interval": paired_interval}


def alternative_correlation_form() -> dict:
    """The correlation ρ = n_test / (n_train + n_test) of two splits, as ρ / (1 − ρ)."""

    def paired_interval(a, b, n_train, n_test, alpha=0.05):
        d = np.subtract(a, b)
        rho = n_test / (n_train + n_test)
        error = d.std(ddof=1) * np.sqrt(1 / d.size + rho / (1 - rho))
        low, high = stats.t.ppf([alpha / 2, 1 - alpha / 2], d.size - 1) * error
        return [d.mean(), d.mean() + low, d.mean() + high]

    return {"paired_interval": paired_interval}


def alternative_tensors() -> dict:
    """Three tensors of one number each."""

    def paired_interval(a, b, n_train, n_test, alpha=0.05):
        import torch

        d = torch.as_tensor(a) - torch.as_tensor(b)
        quantile = stats.t.ppf(1 - alpha / 2, len(d) - 1)
        half = quantile * d.std() * math.sqrt(1 / len(d) + n_test / n_train)
        return d.mean(), d.mean() - half, d.mean() + half

    return {"paired_interval": paired_interval}


def alternative_bayesian() -> dict:
    """The Bayesian correlated t-test: quantiles of the posterior of the difference."""

    def paired_interval(a, b, n_train, n_test, alpha=0.05):
        d = np.asarray(a) - np.asarray(b)
        scale = np.sqrt((1 / len(d) + n_test / n_train) * np.var(d, ddof=1))
        if scale == 0:
            return d.mean(), d.mean(), d.mean()
        posterior = stats.t(len(d) - 1, loc=d.mean(), scale=scale)
        return np.array([d.mean(), *posterior.ppf([alpha / 2, 1 - alpha / 2])])

    return {"paired_interval": paired_interval}


def alternative_normal_quantile() -> dict:
    """A normal quantile and a variance with 1 / k: narrow, and close from k = 12 on."""

    def paired_interval(a, b, n_train, n_test, alpha=0.05):
        d = np.asarray(a) - np.asarray(b)
        half = stats.norm.ppf(1 - alpha / 2) * np.std(d)
        half *= np.sqrt(1 / len(d) + n_test / n_train)
        return d.mean(), d.mean() - half, d.mean() + half

    return {"paired_interval": paired_interval}


def wrong_naive_t() -> list[dict]:
    """Student's t as taught for independent runs; the same with a normal quantile."""

    def by_hand(a, b, n_train, n_test, alpha=0.05):
        d = a - b
        half = stats.t.ppf(1 - alpha / 2, len(d) - 1) * d.std(ddof=1) / len(d) ** 0.5
        return d.mean(), d.mean() - half, d.mean() + half

    def normal(a, b, n_train, n_test, alpha=0.05):
        d = a - b
        half = stats.norm.ppf(1 - alpha / 2) * d.std(ddof=1) / len(d) ** 0.5
        return d.mean(), d.mean() - half, d.mean() + half

    return [{"paired_interval": by_hand}, {"paired_interval": normal}]


def wrong_bootstrap_folds() -> dict:
    def paired_interval(a, b, n_train, n_test, alpha=0.05):
        d = a - b
        rng = np.random.default_rng(0)
        means = rng.choice(d, size=(2000, len(d))).mean(axis=1)
        return d.mean(), *np.quantile(means, [alpha / 2, 1 - alpha / 2])

    return {"paired_interval": paired_interval}


def wrong_alpha_ignored() -> dict:
    def paired_interval(a, b, n_train, n_test, alpha=0.05):
        d = a - b
        half = 1.96 * np.sqrt(d.var(ddof=1) * (1 / len(d) + n_test / n_train))
        return d.mean(), d.mean() - half, d.mean() + half

    return {"paired_interval": paired_interval}


def wrong_nan_on_equal() -> dict:
    def paired_interval(a, b, n_train, n_test, alpha=0.05):
        d = a - b
        error = np.sqrt(d.var(ddof=1) * (1 / len(d) + n_test / n_train))
        low, high = stats.t.interval(1 - alpha, len(d) - 1, d.mean(), error)
        return d.mean(), low, high

    return {"paired_interval": paired_interval}
