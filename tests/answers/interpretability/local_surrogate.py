"""Answers to `local_surrogate`: right ones written differently, and wrong ones."""

import numpy as np


def kernel(d2, width):
    return np.exp(-d2 / width**2)


def slopes(Z, values, weight):
    from sklearn.linear_model import LinearRegression

    return LinearRegression().fit(Z, values, sample_weight=weight).coef_


def make(weigh=kernel, fit=slopes, around=1, spread=None, count=None, source=None):
    """Return a function that is right but for what is given."""

    def local_surrogate(f, x0, kernel_width, n, rng):
        rng = rng if source is None else source()
        n = n if count is None else count
        sd = 1 if spread is None else kernel_width
        steps = rng.normal(size=(n, len(x0))) * sd
        Z = around * x0 + steps
        d2 = ((Z - x0) ** 2).sum(axis=1)
        return fit(Z, f(Z), weigh(d2, kernel_width))

    return {"local_surrogate": local_surrogate}


def alternative_library_kernel() -> dict:
    """Weigh as the library lime does, by the square root of the kernel."""
    return make(lambda d2, width: np.sqrt(np.exp(-d2 / width**2)))


def alternative_normal_equations() -> dict:
    """Solve the weighted normal equations; measure from x0."""

    def local_surrogate(f, x0, kernel_width, n, rng):
        steps = rng.standard_normal((n, x0.size))
        weight = np.exp(-(np.linalg.norm(steps, axis=1) ** 2) / kernel_width**2)
        design = np.hstack([np.ones((n, 1)), steps])
        weighted = design.T * weight
        return np.linalg.solve(weighted @ design, weighted @ f(x0 + steps))[1:]

    return {"local_surrogate": local_surrogate}


def alternative_ridge() -> dict:
    """A ridge regression with a penalty too small to matter."""
    from sklearn.linear_model import Ridge

    def ridge(Z, values, weight):
        return Ridge(alpha=1e-4).fit(Z, values, sample_weight=weight).coef_

    return make(fit=ridge)


def alternative_centred() -> dict:
    """Subtract weighted means in place of an intercept; ask f about x0 too."""

    def local_surrogate(f, x0, kernel_width, n, rng):
        Z = np.vstack([x0, rng.normal(loc=x0, scale=1.0, size=(n, len(x0)))])
        values = np.concatenate([f(Z[:100]), f(Z[100:])])
        weight = np.exp(-((Z - x0) ** 2).sum(1) / kernel_width**2)
        Z = Z - np.average(Z, axis=0, weights=weight)
        values = values - np.average(values, weights=weight)
        root = np.sqrt(weight)
        return np.linalg.lstsq(Z * root[:, None], values * root, rcond=None)[0]

    return {"local_surrogate": local_surrogate}


def wrong_returns_prediction() -> list[dict]:
    def at_x0(f, x0, kernel_width, n, rng):
        from sklearn.linear_model import LinearRegression

        Z = x0 + rng.normal(size=(n, len(x0)))
        weight = kernel(((Z - x0) ** 2).sum(1), kernel_width)
        return LinearRegression().fit(Z, f(Z), sample_weight=weight).predict([x0])

    def plain(f, x0, kernel_width, n, rng):
        return float(at_x0(f, x0, kernel_width, n, rng)[0])

    return [{"local_surrogate": at_x0}, {"local_surrogate": plain}]


def wrong_with_intercept() -> dict:
    def fit(Z, values, weight):
        root = np.sqrt(weight)[:, None]
        design = np.hstack([np.ones((len(Z), 1)), Z]) * root
        return np.linalg.lstsq(design, values * root[:, 0], rcond=None)[0]

    return make(fit=fit)


def wrong_around_zero() -> dict:
    return make(around=0)


def wrong_spread_is_width() -> dict:
    return make(spread="width")


def wrong_ignores_n() -> dict:
    return make(count=1000)


def wrong_unweighted() -> dict:
    return make(lambda d2, width: np.ones(len(d2)))


def wrong_weights_inverted() -> list[dict]:
    return [
        make(lambda d2, width: 1 - np.exp(-d2 / width**2)),
        make(lambda d2, width: np.sqrt(d2)),
    ]


def wrong_weights_twice() -> dict:
    def fit(Z, values, weight):
        design = np.hstack([np.ones((len(Z), 1)), Z]) * weight[:, None]
        return np.linalg.lstsq(design, values * weight, rcond=None)[0][1:]

    return make(fit=fit)


def wrong_kernel_exp_d() -> dict:
    return make(lambda d2, width: np.exp(-np.sqrt(d2) / width))


def wrong_no_intercept() -> list[dict]:
    def fit(Z, values, weight):
        from sklearn.linear_model import LinearRegression

        model = LinearRegression(fit_intercept=False)
        return model.fit(Z, values, sample_weight=weight).coef_

    def solved(f, x0, kernel_width, n, rng):
        steps = rng.normal(size=(n, len(x0)))
        weight = np.exp(-(steps**2).sum(1) / kernel_width**2)
        moment = (steps.T * weight) @ steps
        return np.linalg.solve(moment, (steps.T * weight) @ f(x0 + steps))

    return [make(fit=fit), {"local_surrogate": solved}]


def wrong_own_rng() -> list[dict]:
    def fixed():
        return np.random.default_rng(0)

    return [make(source=fixed), make(source=np.random.default_rng)]
