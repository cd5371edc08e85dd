"""Explain one row by a straight line that holds near it; ours, and LIME's."""

from collections.abc import Callable, Sequence

import numpy as np


def local_surrogate(
    f: Callable[[np.ndarray], np.ndarray],
    x0: np.ndarray,
    *,
    kernel_width: float,
    n_samples: int = 1000,
    scale: float | np.ndarray = 1.0,
    random_state: int | np.random.Generator = 0,
) -> np.ndarray:
    """Return the slopes of the straight line that fits f best around x0.

    Rows are drawn around x0 and weighted by ``exp(-(d / kernel_width)**2)``, where d is
    their distance to x0 in units of `scale`; then a weighted linear fit. After Ribeiro,
    Singh and Guestrin (2016), arXiv:1602.04938.

    Parameters
    ----------
    f
        Takes rows (n, d), returns numbers (n,).
    x0 : array, (d,)
    kernel_width
        How far the surrogate looks, in units of `scale`.
    n_samples
        Rows to draw.
    scale : float or array, (d,)
        Standard deviation of the rows drawn, in each column.
    random_state
        Seed of the rows.

    Returns
    -------
    Array (d,): change of f for one unit of `scale` in each column.

    Examples
    --------
    >>> plane = lambda Z: 3 * Z[:, 0] - 2 * Z[:, 1] + 5
    >>> local_surrogate(plane, np.array([1.0, 7.0]), kernel_width=0.5).round(6).tolist()
    [3.0, -2.0]
    """
    rng = np.random.default_rng(random_state)
    x0 = np.asarray(x0, dtype=float)
    steps = rng.normal(size=(n_samples, len(x0)))
    root = np.exp(-(steps**2).sum(axis=1) / kernel_width**2 / 2)  # of the weight
    design = np.column_stack([np.ones(n_samples), steps]) * root[:, None]
    values = np.asarray(f(x0 + steps * scale), dtype=float)
    return np.linalg.lstsq(design, values * root, rcond=None)[0][1:]


def lime(
    predict_proba: Callable[[np.ndarray], np.ndarray],
    X_train: np.ndarray,
    row: np.ndarray,
    *,
    categorical: Sequence[int] = (),
    kernel_width: float | None = None,
    n_samples: int = 5000,
    discretize: bool = False,
    random_state: int = 0,
) -> np.ndarray:
    """Ask the library `lime` which columns speak for class 1 in one row.

    Parameters
    ----------
    predict_proba
        Takes rows (n, d), returns probabilities (n, 2).
    X_train : array, (n, d)
        Where LIME learns how far apart values usually are.
    row : array, (d,)
    categorical
        Numbers of the columns that hold codes; LIME draws them by their frequency and
        asks only whether they equal the row's.
    kernel_width
        In standard deviations, over all columns together; the library's default is
        0.75 times the square root of d.
    n_samples
        Rows to draw.
    discretize
        Whether LIME cuts columns into quarters first, as it does by itself.
    random_state
        Seed of the rows.

    Returns
    -------
    Array (d,): the weight of each column, per standard deviation where it is a number;
    where it is a code or cut into quarters, of having the row's value.
    """
    from lime.lime_tabular import LimeTabularExplainer

    explainer = LimeTabularExplainer(
        X_train,
        categorical_features=list(categorical),
        kernel_width=kernel_width,
        discretize_continuous=discretize,
        random_state=random_state,
    )
    told = explainer.explain_instance(
        np.asarray(row), predict_proba, num_features=len(row), num_samples=n_samples
    )
    weights = np.zeros(len(row))
    for column, weight in told.as_map()[1]:
        weights[column] = weight
    return weights
