"""Routes to a target error: what each needs, what it costs, and how they are drawn.

A route is (a, b, price, votes, fixed). Its error is a · n^(−b), each of its labels
costs price · votes, and fixed is paid before the first.
"""

import math
from itertools import pairwise

from course.checks.engine import number, show

INF = float("inf")


def exact_n(route, target) -> float:
    """Return the labels that a route needs, with the fraction."""
    a, b = route[:2]
    return (a / target) ** (1 / b)


def total(route, n, *, fixed=None, votes=None) -> float:
    """Return what n labels, rounded up, cost on a route."""
    price, k = route[2], route[3] if votes is None else votes
    return (route[4] if fixed is None else fixed) + math.ceil(n) * price * k


def choice(routes, target, pool=None, *, key=None):
    """Return (name, n, cost) of the cheapest route, or of the least by another key."""
    found = []
    for name, route in routes.items():
        n = exact_n(route, target) if route[1] > 0 else INF
        if n < INF and (pool is None or math.ceil(n) <= pool):
            found.append((name, math.ceil(n), total(route, n)))
    return min(found, key=key or (lambda item: item[2]), default=None)


def crossing(one, two, *, down=False, votes=True, negative=False):
    """Return where two totals cross: rightly, or wrongly in one of three ways."""
    units = [route[2] * (route[3] if votes else 1) for route in (one, two)]
    if units[0] == units[1]:
        return INF
    n = (two[4] - one[4]) / (units[0] - units[1])
    if n <= 0 and not negative:
        return INF
    return math.floor(n) if down else math.ceil(n)


def drawn_routes(rng, trap: int) -> dict:
    """Draw until nothing is close, and one wrong rule chooses another route.

    ``trap`` 0: what is paid first is forgotten; 1: the votes are; 2 and more: the price
    of one label decides.
    """
    while True:
        target = float(rng.uniform(0.04, 0.1))
        names = rng.permutation(["classical", "scratch", "pretrained"]).tolist()
        routes = {name: drawn_route(rng) for name in names}
        needed = {name: exact_n(route, target) for name, route in routes.items()}
        if any(not 0.05 < n % 1 < 0.95 or not 15 < n < 4e4 for n in needed.values()):
            continue
        rules = (
            {name: total(r, needed[name], fixed=0) for name, r in routes.items()},
            {name: total(r, needed[name], votes=1) for name, r in routes.items()},
            {name: r[2] * r[3] for name, r in routes.items()},
            {name: total(r, needed[name]) for name, r in routes.items()},
        )
        lines = [sorted(rule.values()) for rule in rules]
        if any(high < 1.03 * low for line in lines for low, high in pairwise(line)):
            continue
        wrong, right = rules[min(trap, 2)], rules[3]
        right = min(right, key=right.get)
        if right != min(wrong, key=wrong.get):
            pool = int(needed[right])  # one label too few for the best route
            return {"routes": routes, "target": target, "pool": pool}


def drawn_route(rng) -> tuple:
    """Draw one route; its cost is exact in binary."""
    return (
        float(rng.uniform(0.8, 2.5)),
        float(rng.uniform(0.35, 0.7)),
        float(rng.integers(2, 60)) / 16,
        int(rng.choice([1, 2, 3])),
        float(rng.integers(50, 2_500)),
    )


def drawn_lines(rng) -> tuple:
    """Draw two routes whose totals cross between two whole numbers."""
    while True:
        low, high = sorted(rng.integers(20, 900, size=2).tolist())
        cheap, dear = sorted(rng.integers(3, 200, size=2).tolist())
        one = (1.5, 0.5, dear / 16, int(rng.choice([2, 3])), float(low))
        two = (1.2, 0.4, cheap / 16, 1, float(high))
        if dear == cheap or high <= low + 5:
            continue
        n = (high - low) / (one[2] * one[3] - two[2])
        without = (high - low) / (one[2] - two[2])  # the votes left out
        if n > 3 and 0.1 < n % 1 < 0.9 and 0.05 < without % 1 < 0.95:
            return one, two


def route_or_none(value) -> str | None:
    """Ask for a name, a whole number and a cost, or for None."""
    if value is None:
        return None
    if type(value) not in (tuple, list) or len(value) != 3:
        return f"{show(value, 60)}, where (name, n, cost) or None belongs"
    name, n, cost = value
    if type(name) is not str:
        return f"{show(value, 60)}, where (name, n, cost) belongs"
    if type(n) is not int:
        return f"{show(value, 60)}, where n has to be a whole number (int)"
    return number(cost)


def whole_or_inf(value) -> str | None:
    """Ask for a number; infinity is one."""
    if type(value) in (int, float) and value == value:
        return None
    return f"{show(value, 60)}, where a whole number or `float('inf')` belongs"


def answered(call) -> dict:
    """Return what was chosen, and what was right, for a message."""
    routes, target = call.args[:2]
    found = call.value or ("None", 0, 0.0)
    pool = call.kwargs.get("pool")
    right = choice(routes, target, pool) or ("None", 0, 0.0)
    return {"name": found[0], "n": found[1], "target": target, "pool": pool,
            "right": right[0], "needs": right[1], "paid": right[2]}  # fmt: skip
