"""Points of cost and score, the front that is right, and wrong ways to find it."""

from itertools import pairwise
from typing import NamedTuple


class Point(NamedTuple):
    """What a model costs (lower is better) and scores (higher is better)."""

    cost: float
    score: float


def dominates(one, other) -> bool:
    """Return whether nobody would choose `other` while `one` is on offer."""
    no_worse = one[0] <= other[0] and one[1] >= other[1]
    return no_worse and (one[0] < other[0] or one[1] > other[1])


def front(points) -> list[bool]:
    """Return for each point whether no other one dominates it."""
    return [not any(dominates(q, p) for q in points) for p in points]


def drawn(rng) -> list[Point]:
    """Draw points in which every wrong way leaves a wrong mark.

    Five points on the front, the third of them below the line from the second to the
    fourth; a twin of one; and others that fail by one axis only, by both, or behind
    somebody who is dominated too.
    """
    scale = float(10 ** rng.integers(0, 6))
    cost = (rng.integers(3, 12, size=5).cumsum() * scale).tolist()
    score = (rng.uniform(0.5, 0.6) + rng.uniform(0.05, 0.08, size=5).cumsum()).tolist()
    share = (cost[2] - cost[1]) / (cost[3] - cost[1])
    chord = score[1] + share * (score[3] - score[1])
    score[2] = score[1] + 0.4 * (chord - score[1])
    best = [Point(*pair) for pair in zip(cost, score, strict=True)]
    room = cost[4] - cost[3]
    others = [
        best[int(rng.integers(0, 5))],  # a twin on the front
        Point(cost[2], score[2] - 0.01),  # as cheap, worse
        Point(cost[3] + 0.6 * room, score[3]),  # as good, dearer
        Point(cost[3] + 0.2 * room, score[0] - 0.1),  # worse in both
        Point(cost[3] + 0.4 * room, score[2] - 0.02),  # behind that one by cost
    ]
    others.append(others[-1])  # a twin off the front
    points = best + others
    return [points[place] for place in rng.permutation(len(points)).tolist()]


# -- wrong ways ---------------------------------------------------------------


def turned(points) -> list[bool]:
    """Take high cost for good."""
    return front([(-cost, score) for cost, score in points])


def low_score(points) -> list[bool]:
    """Take a low score for good, as if it were an error."""
    return front([(cost, -score) for cost, score in points])


def without_twins(points) -> list[bool]:
    """Let two equal points dominate each other."""
    return [
        not any(
            q[0] <= p[0] and q[1] >= p[1]
            for j, q in enumerate(points)
            if j != i
        )
        for i, p in enumerate(points)
    ]  # fmt: skip


def first_twin(points) -> list[bool]:
    """Keep only the first of equal points."""
    return [
        on and points.index(p) == i
        for i, (p, on) in enumerate(zip(points, front(points), strict=True))
    ]


def strictly_both(points) -> list[bool]:
    """Ask for better in both axes before a point is dropped."""
    return [not any(q[0] < p[0] and q[1] > p[1] for q in points) for p in points]


def best_ratio(points) -> list[bool]:
    """Mark whoever has most score for its cost."""
    ratios = [score / cost for cost, score in points]
    return [ratio == max(ratios) for ratio in ratios]


def neighbour_only(points) -> list[bool]:
    """Sort by cost and compare each point with the one before it."""
    order = sorted(range(len(points)), key=lambda i: (points[i][0], -points[i][1]))
    marks = [True] * len(points)
    for before, place in pairwise(order):
        marks[place] = not dominates(points[before], points[place])
    return marks


def in_order_of_cost(points) -> list[bool]:
    """Find the right front, and return it sorted by cost."""
    return front(sorted(points))


def on_the_hull(points) -> list[bool]:
    """Keep the corners of the upper hull from the cheapest to the best point."""
    corners: list = []
    for p in sorted({p for p, on in zip(points, front(points), strict=True) if on}):
        while len(corners) > 1 and not _bends_down(*corners[-2:], p):
            corners.pop()
        corners.append(p)
    return [p in corners for p in points]


def _bends_down(a, b, c) -> bool:
    return (b[1] - a[1]) * (c[0] - b[0]) > (c[1] - b[1]) * (b[0] - a[0])


def off_the_front(points) -> list[bool]:
    """Mark whoever is dominated."""
    return [not on for on in front(points)]
