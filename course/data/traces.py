"""GENERATED: what a service sees in a month, made by us: seconds, requests, labels."""

from dataclasses import dataclass, field

import numpy as np

from course.data.cards import Card, card
from course.errors import DataError

COLUMNS = ("price", "discount", "basket", "tenure", "distance", "hour")
DRIFTS = ("none", "sudden", "slow", "concept")


def make_latencies(
    n_requests: int = 10_000,
    *,
    median_ms: float = 20.0,
    spread: float = 0.5,
    bursts: float = 0.02,
    random_state: int | np.random.Generator = 0,
) -> np.ndarray:
    """Draw how long each request of a service takes, in milliseconds, in their order.

    Most take about the median, some much longer: log-normal times. Now and then the
    service is busy with something else (a burst): about 50 requests in a row then take
    eight times as long. So slow requests come together, and the mean says little.

    Parameters
    ----------
    n_requests : int
        1 or more.
    median_ms : float
        Median outside of bursts, above 0.
    spread : float
        Standard deviation of the logarithm, 0 or more.
    bursts : float
        Share of the requests that fall into a burst, on average: 0 to 0.5.
    random_state : int or numpy Generator
        Decides all times.

    Returns
    -------
    ndarray of shape (n_requests,), float64
        Milliseconds.

    Raises
    ------
    DataError
        For a number outside of its range.

    Examples
    --------
    >>> ms = make_latencies(100_000)
    >>> [round(float(np.percentile(ms, q))) for q in (50, 95, 99)]
    [20, 52, 174]
    """
    _whole("n_requests", n_requests, 1)
    if not median_ms > 0 or not spread >= 0 or not 0 <= bursts <= 0.5:
        raise DataError(
            f"median_ms={median_ms!r}, spread={spread!r}, bursts={bursts!r}: the "
            "median is above 0, the spread 0 or more, the share of bursts 0 to 0.5."
        )
    rng = np.random.default_rng(random_state)
    times = median_ms * np.exp(spread * rng.standard_normal(n_requests))
    length = 50
    starts = rng.random(n_requests + length) < -np.log1p(-bursts) / length
    begun = np.concatenate([[0], np.cumsum(starts)])
    busy = begun[length + 1 :] > begun[1:-length]  # one of the last 50 began it
    return np.where(busy, 8.0, 1.0) * times


@dataclass(frozen=True, repr=False, eq=False)
class Traffic:
    """A month of requests to a model, and when the truth about each became known.

    Attributes
    ----------
    day : ndarray of shape (n,), int64
        Day of each request, from 0, in rising order.
    X : ndarray of shape (n, 6), float64
        What the model was asked.
    y : ndarray of shape (n,), int64
        The truth, 0 or 1: known from the evening of `label_day` on, not before.
    label_day : ndarray of shape (n,), int64
        One to many days after `day`; may lie beyond the month.
    feature_names : tuple of str
    drift : str
        What was changed.
    drift_day : int
        First day of the change; the number of days where there is none.
    n_days : int
    card : Card
    """

    day: np.ndarray
    X: np.ndarray
    y: np.ndarray
    label_day: np.ndarray
    drift: str
    drift_day: int
    n_days: int
    feature_names: tuple[str, ...] = COLUMNS
    card: Card = field(default_factory=lambda: card("traffic"))

    def __len__(self) -> int:
        return len(self.day)

    def __repr__(self) -> str:
        when = f" from day {self.drift_day}" if self.drift != "none" else ""
        return (
            f"Traffic({len(self):,} requests in {self.n_days} days, "
            f"drift {self.drift}{when})"
        )

    def on(self, day: int) -> np.ndarray:
        """Return what was asked on a day: (n, 6); its truth is not known yet."""
        return self.X[self.day == day]

    def labelled(self, today: int, *, last: int | None = None) -> tuple:
        """Return the requests whose truth is known on the evening of a day.

        Parameters
        ----------
        today : int
        last : int, optional
            Only requests of that many days up to today.

        Returns
        -------
        X, y : ndarray
        """
        known = self.label_day <= today
        if last is not None:
            known &= self.day > today - last
        return self.X[known], self.y[known]


def make_traffic(
    drift: str = "none",
    *,
    n_days: int = 30,
    per_day: int = 1000,
    size: float = 0.5,
    random_state: int | np.random.Generator = 0,
) -> Traffic:
    """Draw a month of orders in a shop: which will be sent back (1)?

    Six columns, each normal with mean 0 and standard deviation 1, as scaled on the
    month before: price, discount, basket, tenure, distance, hour. The log-odds of a
    return are -1 + 0.8 price + 1.2 discount - 0.7 tenure + 0.6 price discount; the
    other three say nothing. On a weekend there are 0.6 times as many orders. A parcel
    comes back one day later or more, three on average.

    Parameters
    ----------
    drift : {"none", "sudden", "slow", "concept"}
        "sudden": from the middle of the month on prices are higher, by `size` standard
        deviations. "slow": from a third of the month on they rise evenly, to twice
        `size` on the last day. "concept": no column changes, but from the middle on
        the effect of the discount is turned round.
    n_days : int
        3 or more.
    per_day : int
        Orders on a working day, on average; 10 or more.
    size : float
        See `drift`.
    random_state : int or numpy Generator
        Decides all orders.

    Raises
    ------
    DataError
        For another drift, and for a number outside of its range.

    Examples
    --------
    >>> month = make_traffic("sudden")
    >>> month.drift_day, month.X.shape[1]
    (15, 6)
    >>> X, y = month.labelled(10, last=7)
    """
    if drift not in DRIFTS:
        raise DataError(f"drift is {drift!r}; take {', '.join(DRIFTS)}.")
    _whole("n_days", n_days, 3)
    _whole("per_day", per_day, 10)
    rng = np.random.default_rng(random_state)
    days = np.arange(n_days)
    counts = rng.poisson(per_day * np.where(days % 7 < 5, 1.0, 0.6))
    day = np.repeat(days, counts)
    X = rng.standard_normal((len(day), len(COLUMNS)))
    begins = {"none": n_days, "slow": n_days // 3}.get(drift, n_days // 2)
    if drift == "sudden":
        X[:, 0] += size * (day >= begins)
    if drift == "slow":
        X[:, 0] += 2 * size * np.maximum(0, day - begins + 1) / (n_days - begins)
    price, discount, tenure = X[:, 0], X[:, 1], X[:, 3]
    turned = -1.0 if drift == "concept" else 1.0
    effect = 1.2 * np.where(day >= begins, turned, 1.0)
    odds = -1 + 0.8 * price + effect * discount - 0.7 * tenure + 0.6 * price * discount
    y = (rng.random(len(day)) < 1 / (1 + np.exp(-odds))).astype(np.int64)
    return Traffic(
        day=day,
        X=X,
        y=y,
        label_day=day + 1 + rng.poisson(2, len(day)),
        drift=drift,
        drift_day=int(begins),
        n_days=n_days,
    )


def _whole(name: str, number: int, least: int) -> None:
    if not isinstance(number, int | np.integer) or number < least:
        raise DataError(f"{name} is {number!r}; take a whole number, {least} or more.")
