"""Answers to `power_law`: right ones written differently."""

import math

import numpy as np

STRAIGHT = "while the curve stays straight on log-log axes"


def reference() -> dict:
    def fit_power_law(n, error):
        slope, intercept = np.polyfit(np.log(n), np.log(error), 1)
        return np.exp(intercept), -slope

    def samples_needed(a, b, target):
        return float("inf") if b <= 0 else (a / target) ** (1 / b)

    return {
        "fit_power_law": fit_power_law,
        "samples_needed": samples_needed,
        "extrapolation_note": STRAIGHT,
    }


def alternative_curve_fit() -> dict:
    """Fit the curve itself by least squares, without logarithms."""
    from scipy.optimize import curve_fit

    def fit_power_law(n, error):
        n = np.asarray(n, dtype=float)
        (a, b), _ = curve_fit(lambda n, a, b: a * n**-b, n, error, p0=(1.0, 0.5))
        return [a, b]

    def samples_needed(a, b, target):
        return math.exp(math.log(a / target) / b) if b > 0 else math.inf

    return {"fit_power_law": fit_power_law, "samples_needed": samples_needed}


def alternative_normal_equations() -> dict:
    """Work the line out by hand, with logarithms to the base 10."""

    def fit_power_law(n, error):
        x, y = np.log10(n), np.log10(error)
        b = -((x - x.mean()) @ (y - y.mean())) / ((x - x.mean()) @ (x - x.mean()))
        return 10 ** (y.mean() + b * x.mean()), b

    def samples_needed(a, b, target):
        if b <= 0:
            return np.inf
        return 10 ** ((np.log10(a) - np.log10(target)) / b)

    return {"fit_power_law": fit_power_law, "samples_needed": samples_needed}


def alternative_regression() -> dict:
    """scikit-learn's straight line, and a search for the number of samples."""
    from scipy.optimize import brentq
    from sklearn.linear_model import LinearRegression

    def fit_power_law(n, error):
        line = LinearRegression().fit(np.log(n)[:, None], np.log(error))
        return np.array([np.exp(line.intercept_), -line.coef_[0]])

    def samples_needed(a, b, target):
        if b <= 0:
            return float("inf")
        return math.exp(
            brentq(lambda x: math.log(a / target) - b * x, 0, 200, xtol=1e-12)
        )

    return {"fit_power_law": fit_power_law, "samples_needed": samples_needed}
