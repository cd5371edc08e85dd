"""What goes wrong with an interval over splits, and how it shows.

`paired_interval` registers these in their order: wrong formulas, then symptoms.
"""

from course.checks.engine import Mistakes, show

MISTAKES = Mistakes()


def three(value) -> str | None:
    """Ask for three numbers; NaN is one here, so that it can be spoken of."""
    items = value.tolist() if hasattr(value, "tolist") else value
    if type(items) not in (list, tuple) or len(items) != 3:
        return f"{show(value, 60)}, where three numbers (mean, low, high) belong"
    for item in items:
        number = item.tolist() if hasattr(item, "tolist") else item  # of a tensor
        if type(number) not in (int, float):
            return f"{show(item, 40)} among the three, where a number belongs"
    return None


def student(d, inside, alpha):
    """Return mean, low and high with the variance ``inside`` of the mean."""
    import numpy as np
    from scipy.stats import t

    half = t.ppf(1 - alpha / 2, len(d) - 1) * np.sqrt(inside)
    return float(d.mean()), float(d.mean() - half), float(d.mean() + half)


def corrected(d, n_train, n_test):
    """Return the corrected variance of the mean of ``d``."""
    return d.var(ddof=1) * (1 / len(d) + n_test / n_train)


@MISTAKES.mistake(
    "sign",
    "The width is right and the sign is turned: you returned the interval of b − a. "
    "The first argument is the model that would be ahead with a positive number, so "
    "return that of a − b.",
    replaces="paired_interval",
)
def _(a, b, n_train, n_test, alpha=0.05):
    return student(b - a, corrected(b - a, n_train, n_test), alpha)


@MISTAKES.mistake(
    "order",
    "The ends stand in the wrong order: `low` has to be below the mean and `high` "
    "above it. Subtract the half width for the first end, add it for the second.",
    replaces="paired_interval",
)
def _(a, b, n_train, n_test, alpha=0.05):
    mean, low, high = student(a - b, corrected(a - b, n_train, n_test), alpha)
    return mean, high, low


@MISTAKES.mistake(
    "unpaired",
    "Too wide: you added the variances of a and of b. A hard split is hard for both "
    "models, and that luck cancels if you subtract split by split. Take the variance "
    "of a − b.",
    replaces="paired_interval",
)
def _(a, b, n_train, n_test, alpha=0.05):
    both = a.var(ddof=1) + b.var(ddof=1)
    return student(a - b, both * (1 / len(a) + n_test / n_train), alpha)


@MISTAKES.mistake(
    "spread_of_one",
    "Too wide: this is where a *single* difference lies. Asked is the mean of all k, "
    "which varies less: its variance is that of d times (1/k + n_test/n_train).",
    replaces="paired_interval",
)
def _(a, b, n_train, n_test, alpha=0.05):
    return student(a - b, (a - b).var(ddof=1), alpha)


@MISTAKES.mistake(
    "ratio_alone",
    "You have n_test/n_train under the root, and 1/k is lost. The ratio says what "
    "splits have in common, 1/k what ten of them tell more than two: the variance of "
    "d is multiplied by the sum of both.",
    replaces="paired_interval",
)
def _(a, b, n_train, n_test, alpha=0.05):
    return student(a - b, (a - b).var(ddof=1) * n_test / n_train, alpha)


@MISTAKES.mistake(
    "share_not_ratio",
    "You added n_test/(n_train + n_test), the share of rows that are tested. That is "
    "the correlation ρ of two splits; what belongs under the root is ρ/(1 − ρ), and "
    "that is n_test/n_train.",
    replaces="paired_interval",
)
def _(a, b, n_train, n_test, alpha=0.05):
    d = a - b
    inside = d.var(ddof=1) * (1 / len(d) + n_test / (n_train + n_test))
    return student(d, inside, alpha)


@MISTAKES.mistake(
    "ratio_upside_down",
    "You added n_train/n_test, so that more training rows would make the difference "
    "*less* certain. The other way round: n_test/n_train, which is small where the "
    "training parts are large.",
    replaces="paired_interval",
)
def _(a, b, n_train, n_test, alpha=0.05):
    d = a - b
    return student(d, d.var(ddof=1) * (1 / len(d) + n_train / n_test), alpha)


@MISTAKES.mistake(
    "one_sided",
    "Your quantile leaves alpha on *each* side, so this is a 90 % interval for "
    "alpha = 0.05. Two ends share alpha: ask the t-distribution for 1 − alpha/2.",
    replaces="paired_interval",
)
def _(a, b, n_train, n_test, alpha=0.05):
    return student(a - b, corrected(a - b, n_train, n_test), 2 * alpha)


@MISTAKES.symptom(
    "bootstrap_folds",
    "Your interval has {r:.0%} of the honest width. Drawing the k splits again with "
    "replacement treats them as independent, and they are not: they share training "
    "rows. Add n_test/n_train under the root.",
)
def _(observed):
    found = observed.facts("width")
    narrow = found and all(0.6 < facts["of_naive"] < 1.1 for facts in found)
    drawn = any(facts["off_centre"] > 0.001 for facts in found)  # not symmetric
    near = all(facts["off_centre"] < 0.3 for facts in found)
    return found[0] if narrow and drawn and near else None


@MISTAKES.symptom(
    "naive_t",
    "Your interval has {r:.0%} of the honest width. The splits share training rows, so "
    "their differences are not independent, and k of them tell less than k experiments "
    "would. Add n_test/n_train to 1/k under the root.",
)
def _(observed):
    found = observed.facts("width")
    naive = [f for f in found if 0.8 < f["of_naive"] < 1.02]
    return found[0] if found and len(naive) == len(found) else None


@MISTAKES.symptom(
    "alpha_ignored",
    "Your interval is equally wide for alpha = 0.3 and alpha = 0.01. Whoever asks for "
    "99 % confidence gets a wider one: compute the quantile from `alpha` instead of "
    "writing 1.96 or 2.",
)
def _(observed):
    found = observed.facts("level")
    same = [f for f in found if abs(f["wide"] / (f["narrow"] or 1) - 1) < 0.02]
    return bool(found) and len(same) == len(found)


@MISTAKES.symptom(
    "nan_on_equal",
    "Two equal columns of scores give NaN. Their differences have a spread of 0; "
    "`stats.t.interval(..., scale=0)` and a division by it end in NaN. Compute the "
    "half width as quantile times error: 0 times anything is 0.",
)
def _(observed):
    found = observed.facts("equal")
    nan = bool(found) and all(facts["nan"] for facts in found)
    return nan and not observed.facts("width")
