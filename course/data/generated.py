"""Tables that we make ourselves, so that the truth behind them is known."""

import numpy as np

from course.data.cards import card
from course.data.dataset import Dataset, fixed_split
from course.errors import DataError

CREDIT = (
    "income", "debt_share", "late_payments", "years_employed", "owns_home",
    "account_ending", "district", "commute", "group",
)  # fmt: skip
BASE = 0.7  # log-odds of an applicant whose reasons add up to 0


def load_credit(
    n_samples: int = 2000, *, random_state: int | np.random.Generator = 0
) -> Dataset:
    """Draw applicants for a loan, and whether each repaid (1) or defaulted (0).

    The log-odds of repaying are 0.7 plus the nine numbers of `credit_truth`; the answer
    is drawn with that probability. Only the first five columns matter. What no bank
    knows, you know here: why somebody is a risk.

    - `income`: thousand euros a month, log-normal around 2.6; grows with the years,
      and is 14 % lower in group 1;
    - `debt_share`: share of the income that goes into debts, 0 to 1, Beta(2, 4);
    - `late_payments`: in the last two years; Poisson, more where debts are high;
    - `years_employed`: exponential with mean 7, cut at 40;
    - `owns_home`: 0 or 1, more often 1 where the income is high;
    - `account_ending`: the last digits of an account, 0 to 100: pure noise;
    - `district`: 0 or 1; equal to `group` for 85 % of the applicants;
    - `commute`: minutes to work, Gamma; mean 25 in group 0 and 40 in group 1;
    - `group`: 0, or 1 for 40 %: what no law lets a bank ask. `district` and `commute`
      are its proxies. All three are without any effect of their own.

    Parameters
    ----------
    n_samples : int
        Applicants, 20 or more.
    random_state : int or numpy Generator
        Decides who applies.

    Returns
    -------
    Dataset
        Table (n, 9) float64, a quarter of the rows to test on.

    Raises
    ------
    DataError
        For fewer than 20 applicants.

    Examples
    --------
    >>> load_credit()
    Dataset('credit': 1,500 + 500 rows of shape (9,) -> 2 classes)
    >>> load_credit(100).feature_names[:3]
    ('income', 'debt_share', 'late_payments')
    """
    if not isinstance(n_samples, int | np.integer) or n_samples < 20:
        raise DataError(
            f"n_samples is {n_samples!r}; it takes a whole number of 20 or more, so "
            "that both classes are in both halves."
        )
    rng = np.random.default_rng(random_state)
    # shuffled, for `fixed_split` orders rows by the bits that seed 0 gives first
    X = rng.permutation(_applicants(int(n_samples), rng))
    chance = 1 / (1 + np.exp(-BASE - credit_truth(X).sum(axis=1)))
    y = (rng.random(len(X)) < chance).astype(np.int64)
    train, test = fixed_split(y)
    about = card("credit")
    return Dataset(
        name="credit",
        X_train=X[train],
        y_train=y[train],
        X_test=X[test],
        y_test=y[test],
        target_names=about.classes,
        feature_names=CREDIT,
        card=about,
    )


def credit_truth(X: np.ndarray) -> np.ndarray:
    """Return what each column of each applicant adds to the log-odds of repaying.

    A contribution of 0 is that of a usual value: an income of 2,600 euros, a third of
    it for debts, one late payment, six years at work. Beyond ten, years add nothing.

    Parameters
    ----------
    X : ndarray of shape (n, 9)
        As `load_credit` gives it.

    Returns
    -------
    ndarray of shape (n, 9)
        Contributions; the last four columns are 0.

    Examples
    --------
    >>> refused = np.array([[1.3, 1 / 3, 3, 6, 0, 50, 1, 40, 1]])
    >>> credit_truth(refused)[0, :5].round(2).tolist()
    [-1.39, 0.0, -2.4, 0.0, -0.8]
    """
    X = np.asarray(X, dtype=float)
    if X.ndim != 2 or X.shape[1] != len(CREDIT):
        raise DataError(
            f"credit_truth got shape {X.shape}; it takes (n, {len(CREDIT)}), the "
            "columns of `load_credit`, `group` included."
        )
    income, debts, late, years, home = X.T[:5]
    parts = np.zeros_like(X)
    parts[:, 0] = 2 * np.log(income / 2.6)
    parts[:, 1] = 6 * (1 / 3 - debts)
    parts[:, 2] = 1.2 * (1 - late)
    parts[:, 3] = 0.15 * (np.minimum(years, 10) - 6)
    parts[:, 4] = 1.6 * (home - 0.5)
    return parts


def _applicants(n: int, rng: np.random.Generator) -> np.ndarray:
    """Draw the columns in an order in which each rests on earlier ones only."""
    group = (rng.random(n) < 0.4).astype(float)
    district = np.where(rng.random(n) < 0.85, group, 1 - group)
    commute = rng.gamma(9, (25 + 15 * group) / 9)
    years = np.minimum(rng.exponential(7, n), 40)
    spread = rng.normal(0, 0.4, n) + 0.015 * (years - 7) - 0.15 * group
    income = 2.6 * np.exp(spread)
    debts = rng.beta(2, 4, n)
    late = rng.poisson(0.3 + 1.6 * debts).astype(float)
    home = (rng.random(n) < 1 / (1 + (income / 2.6) ** -1.5)).astype(float)
    ending = rng.uniform(0, 100, n)
    columns = [income, debts, late, years, home, ending, district, commute, group]
    return np.column_stack(columns)
