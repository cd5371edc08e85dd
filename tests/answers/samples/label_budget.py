"""Answers to `label_budget`: right ones written differently, and more wrong ones."""

import math

import numpy as np


def label_cost(n, price, votes=1, qa_rate=0.0, fixed=0.0):
    return fixed + n * price * votes * (1 + qa_rate)


def cheapest_route(routes, target_error, pool=None):
    found = []
    for name, (a, b, price, votes, fixed) in routes.items():
        if b <= 0:
            continue
        n = math.ceil((a / target_error) ** (1 / b))
        if pool is None or n <= pool:
            found.append((name, n, label_cost(n, price, votes, fixed=fixed)))
    return min(found, key=lambda route: route[2]) if found else None


def break_even_n(route1, route2):
    _, _, price1, votes1, fixed1 = route1
    _, _, price2, votes2, fixed2 = route2
    saved = price1 * votes1 - price2 * votes2
    if saved == 0 or (fixed2 - fixed1) / saved <= 0:
        return float("inf")
    return math.ceil((fixed2 - fixed1) / saved)


def reference() -> dict:
    return {
        "label_cost": label_cost,
        "cheapest_route": cheapest_route,
        "break_even_n": break_even_n,
    }


def alternative_grid() -> dict:
    """Try every number of labels, in one array for each route."""

    def cheapest_route(routes, target_error, pool=None):
        n = np.arange(1, 50_000 if pool is None else pool + 1)
        best = None
        for name, (a, b, price, votes, fixed) in routes.items():
            enough = np.flatnonzero(a * n ** float(-b) <= target_error)
            if len(enough):
                first = n[enough[0]]
                bill = fixed + first * price * votes
                if best is None or bill < best[2]:
                    best = [name, first, bill]
        return best

    def break_even_n(route1, route2):
        n = np.arange(100_000)
        gap = (route1[4] + n * route1[2] * route1[3]) - (
            route2[4] + n * route2[2] * route2[3]
        )
        turned = np.flatnonzero(np.sign(gap) == -np.sign(gap[0]))
        return turned[0] if len(turned) and gap[0] else np.inf

    return reference() | {
        "cheapest_route": cheapest_route,
        "break_even_n": break_even_n,
    }


def alternative_search() -> dict:
    """Walk up one label at a time; sort the bills."""

    def label_cost(n, price, votes=1, qa_rate=0.0, fixed=0.0):
        looks = n + qa_rate * n
        return sum([fixed] + [looks * price] * votes)

    def cheapest_route(routes, target_error, pool=None):
        limit = math.inf if pool is None else pool
        bills = []
        for name, route in routes.items():
            n = float("inf")
            if route[1] > 0:
                n = 10 ** (math.log10(route[0] / target_error) / route[1])
            if n < math.inf and math.ceil(n) <= limit:
                n = math.ceil(n)
                bills.append((label_cost(n, *route[2:4], 0.0, route[4]), name, n))
        return (sorted(bills)[0][1:] + sorted(bills)[0][:1]) if bills else None

    def break_even_n(route1, route2):
        first = label_cost(0, *route1[2:4], 0.0, route1[4])
        other = label_cost(0, *route2[2:4], 0.0, route2[4])
        dear, cheap = (route1, route2) if first > other else (route2, route1)
        if dear[2] * dear[3] >= cheap[2] * cheap[3]:
            return math.inf
        n = 0
        while label_cost(n, *dear[2:4], 0.0, dear[4]) > label_cost(
            n, *cheap[2:4], 0.0, cheap[4]
        ):
            n += 1
        return n

    return {
        "label_cost": label_cost,
        "cheapest_route": cheapest_route,
        "break_even_n": break_even_n,
    }
