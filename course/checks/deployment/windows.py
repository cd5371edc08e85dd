"""Windows of traffic without and with a shift, and what a table says of months."""


def drawn(rng, n):
    """Return n values of a feature, standard normal."""
    return rng.standard_normal(n)


def generator(case, number):
    """Return a generator for the windows of one property."""
    import numpy as np

    return np.random.default_rng([case.windows, number])


def alarms(alarm, rng, n, windows, *, shift=0.0, **settings) -> int:
    """Return in how many windows of n rows, against n others, an alarm rings."""
    return sum(
        alarm(drawn(rng, n), shift + drawn(rng, n), **settings) for _ in range(windows)
    )


def of_trace(policy, trace):
    """Return the rows of a trace."""
    return policy[policy.trace.map(str) == trace]


def days_of(rows) -> list[float]:
    """Return the days to detection; NaN where nothing was detected."""
    return [
        float(day) if type(day) in (int, float) else float("nan")
        for day in rows.days_to_detect.tolist()
    ]


def mean(values) -> float:
    """Return the mean of the finite ones; NaN without any."""
    found = [value for value in values if value == value and abs(value) < 1e6]
    return sum(found) / len(found) if found else float("nan")
