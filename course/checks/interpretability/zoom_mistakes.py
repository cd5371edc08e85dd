"""What goes wrong with a local surrogate, and how it shows."""

from course.checks.engine import Mistakes

SLOPES = ("plane", "narrow", "wide", "eight")
MISTAKES = Mistakes()


def failed(observed) -> list[dict]:
    """Return the facts of all slopes that were not right."""
    return [facts for item in SLOPES for facts in observed.facts(item)]


def gives(name):
    """Return a predicate: all slopes that were not right are those of one version."""

    def shows(observed):
        found = failed(observed)
        return found[0] if found and all(name in f["near"] for f in found) else None

    return shows


@MISTAKES.symptom(
    "returns_prediction",
    "You returned a single number where {d} columns want {d} slopes: the value of the "
    "line at x0, say, or one slope for all. The explanation is the coefficients, one "
    "for each column.",
)
def _(observed):
    sizes = [f for f in failed(observed) if f["size"] != f["d"]]
    if any(f["size"] == 1 for f in sizes):
        return sizes[0]
    single = [c for c in observed.calls("local_surrogate") if type(c.value) is float]
    return {"d": len(single[0].args[1])} if single else None


@MISTAKES.symptom(
    "with_intercept",
    "You returned {size} numbers for {d} columns: the intercept came along. It is "
    "needed in the fit, but it is no slope: return the coefficients of the columns.",
)
def _(observed):
    sizes = [f for f in failed(observed) if f["size"] == f["d"] + 1]
    return sizes[0] if sizes else None


@MISTAKES.symptom(
    "around_zero",
    "Your points lie around 0 instead of around x0={x0:.2f}: their mean is "
    "{centre:.2f}. The line shall hold near this row, so the points have to be there: "
    "add x0 to what you draw.",
)
def _(observed):
    found = observed.facts("points")
    return found[0] if found and all(f["zero"] for f in found) else None


@MISTAKES.symptom(
    "spread_is_width",
    "You drew points with the kernel width as standard deviation, {spread:.2f}, and "
    "then weighted them too, so the zoom acts twice. Draw with standard deviation 1; "
    "the width belongs into the weights.",
)
def _(observed):
    found = observed.facts("points")
    return found[0] if found and all(f["width"] for f in found) else None


@MISTAKES.symptom(
    "ignores_n",
    "f was asked about {rows:,} points where n={n}. How far the slope moves from run "
    "to run depends on that number, so it must be the one that was asked for.",
)
def _(observed):
    found = observed.facts("points")
    return found[0] if found and all(f["count"] for f in found) else None


MESSAGES = {
    "unweighted": (
        "Narrow and wide give the same kind of slope, {got:.2f} at width {width}: the "
        "weights are not used in the fit. Pass them on, as `sample_weight` in "
        "scikit-learn."
    ),
    "weights_inverted": (
        "Far points dominate your fit. A weight has to fall with the distance, from 1 "
        "at x0 towards 0 far away: `exp(-(d / width)**2)`, with the minus."
    ),
    "weights_twice": (
        "Your zoom is narrower than asked: you multiplied both the columns and the "
        "values by the weights, which squares them. In least squares multiply by their "
        "square root, or use `sample_weight`."
    ),
    "kernel_exp_d": (
        "You used exp(-d/width). It is local too, but sharp at x0 and with a long "
        "tail, so far points keep a say. The definition squares the distance before "
        "the minus."
    ),
    "no_intercept": (
        "A constant in f changes your slopes, here {got:.3g} at width {width}: without "
        "an intercept the line has to pass through the origin. Fit one, or centre "
        "points and values."
    ),
}  # fmt: skip
for name, message in MESSAGES.items():
    MISTAKES.symptom(name, message)(gives(name))


@MISTAKES.symptom(
    "own_rng",
    "Your points do not come from `rng`. With a generator of your own, or `np.random`, "
    "nobody can repeat your run, or nobody can get another one. Use `rng.normal`.",
)
def _(observed):
    return bool(observed.facts("seeded"))
