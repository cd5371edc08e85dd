"""Answers to `items_needed`: right ones written differently, and wrong ones."""

import math

import numpy as np
from scipy.stats import norm


def reference() -> dict:
    def items_needed(p, delta, alpha=0.05, power=0.8):
        q, mean = p + delta, p + delta / 2
        sure = norm.ppf(1 - alpha / 2) * math.sqrt(2 * mean * (1 - mean))
        seen = norm.ppf(power) * math.sqrt(p * (1 - p) + q * (1 - q))
        return math.ceil(((sure + seen) / delta) ** 2)

    def gap_is_noise(acc1, acc2, n, label_error=0.0):
        gap, mean = abs(acc1 - acc2), (acc1 + acc2) / 2
        noise = 1.96 * math.sqrt(2 * mean * (1 - mean) / n)
        return bool(gap <= max(noise, label_error))

    return {"items_needed": items_needed, "gap_is_noise": gap_is_noise}


def alternative_arcsine() -> dict:
    """Cohen's h: accuracies as angles, whose variance is the same everywhere."""

    def items_needed(p, delta, alpha=0.05, power=0.8):
        h = 2 * np.arcsin(np.sqrt(p + delta)) - 2 * np.arcsin(np.sqrt(p))
        return int(np.ceil(2 * ((norm.ppf(1 - alpha / 2) + norm.ppf(power)) / h) ** 2))

    def gap_is_noise(acc1, acc2, n, label_error=0.0):
        h = 2 * np.arcsin(np.sqrt(acc1)) - 2 * np.arcsin(np.sqrt(acc2))
        p_value = 2 * norm.sf(abs(h) / np.sqrt(2 / n))
        return p_value > 0.05 or abs(acc1 - acc2) <= label_error

    return {"items_needed": items_needed, "gap_is_noise": gap_is_noise}


def alternative_power_curve() -> dict:
    """Search the n at which the power of the unpooled test is reached."""

    def power_of(n, p, q, alpha):
        error = math.sqrt((p * (1 - p) + q * (1 - q)) / n)
        border, gap = norm.ppf(1 - alpha / 2) * error, abs(p - q)
        return norm.sf((border - gap) / error) + norm.cdf((-border - gap) / error)

    def items_needed(p, delta, alpha=0.05, power=0.8):
        low, high = 1, 1
        while power_of(high, p, p + delta, alpha) < power:
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            reached = power_of(middle, p, p + delta, alpha) >= power
            low, high = (low, middle) if reached else (middle, high)
        return high

    def gap_is_noise(acc1, acc2, n, label_error=0.0):
        """Noise, if the interval of the difference reaches into the label error."""
        error = math.sqrt((acc1 * (1 - acc1) + acc2 * (1 - acc2)) / n)
        return abs(acc1 - acc2) - 1.96 * error <= label_error

    return {"items_needed": items_needed, "gap_is_noise": gap_is_noise}


def alternative_continuity() -> dict:
    """Fleiss' correction, for accuracies are counts."""

    def items_needed(p, delta, alpha=0.05, power=0.8):
        plain = reference()["items_needed"](p, delta, alpha, power)
        more = 1 + math.sqrt(1 + 4 / (plain * abs(delta)))
        return math.ceil(plain / 4 * more**2)

    return {"items_needed": items_needed}


def wrong_setting_ignored() -> list[dict]:
    """The quantiles of the defaults, whatever alpha and power are."""
    right = reference()["items_needed"]

    def both(p, delta, alpha=0.05, power=0.8):
        return right(p, delta)

    def no_power(p, delta, alpha=0.05, power=0.8):
        return right(p, delta, alpha)

    return [{"items_needed": body} for body in (both, no_power)]


def wrong_n_ignored() -> list[dict]:
    """A fixed number for a gap; always noise; never noise; wrong labels alone."""

    def fixed(acc1, acc2, n, label_error=0.0):
        return abs(acc1 - acc2) < 0.01 + label_error

    def always(acc1, acc2, n, label_error=0.0):
        return True

    def never(acc1, acc2, n, label_error=0.0):
        return False

    def labels_alone(acc1, acc2, n, label_error=0.0):
        return abs(acc1 - acc2) <= label_error

    bodies = (fixed, always, never, labels_alone)
    return [{"gap_is_noise": body} for body in bodies]
