"""What `transfer` reads from a table of runs, and the cells that it trains again."""

from functools import cache

REGIMES = ("scratch", "frozen", "finetune")
SIZES = (10, 20, 50, 100, 300)


def cell(table, regime: str, n: int):
    """Return the rows of one cell."""
    return table[(table.regime == regime) & (table.n == n)]


def mean(table, regime: str, n: int) -> float:
    """Return the mean accuracy of one cell; NaN if it is empty."""
    return float(cell(table, regime, n).accuracy.mean())


def share_equal(table, one: str, other: str) -> float:
    """Return the share of n and seeds at which two regimes have the same accuracy."""
    keys = ["n", "seed"]
    both = table[table.regime == one].merge(table[table.regime == other], on=keys)
    return float((both.accuracy_x == both.accuracy_y).mean()) if len(both) else 0.0


def leads(table) -> dict:
    """Return n -> frozen minus scratch, one number a seed that both regimes have."""
    found = {}
    for n in SIZES:
        one, other = (
            cell(table, regime, n).groupby("seed").accuracy.mean()
            for regime in ("frozen", "scratch")
        )
        found[n] = (one - other).dropna().to_numpy()
    return found


def until(table) -> tuple[int, int]:
    """Return the smallest and the largest n that a 95 % interval may end at.

    Student's t is the widest of the usual intervals, a bootstrap of few seeds the
    narrowest; the largest n whose interval lies above 0 is between the two.
    """
    import numpy as np
    from scipy.stats import t

    ends = []
    for student in (True, False):
        above = [0]
        for n, lead in leads(table).items():
            k = len(lead)
            if k < 2:
                continue
            error = lead.std(ddof=1) / np.sqrt(k)
            wide = t.ppf(0.975, k - 1) if student else 1.6 * np.sqrt((k - 1) / k)
            if lead.mean() - wide * error > 0:
                above.append(n)
        ends.append(max(above))
    return min(ends), max(ends)


@cache
def trained_again(regime: str, n: int, seeds: tuple[int, ...]) -> float:
    """Train a cell with other seeds; return its mean accuracy."""
    from course.models import letters_net
    from course.models.transfer import train_on_digits

    found = []
    for seed in seeds:
        encoder = letters_net(pretrained=regime != "scratch", random_state=seed)
        learns = "head" if regime == "frozen" else "all"
        run = train_on_digits(encoder, n, learns=learns, random_state=seed)
        found.append(run["accuracy"])
    return sum(found) / len(found)
