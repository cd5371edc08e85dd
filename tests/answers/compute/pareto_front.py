"""Answers to `pareto_front`: right ones written differently, and wrong ones."""

import numpy as np
import pandas as pd

from course.checks.compute import fronts

BENCH = pd.DataFrame(
    {
        "model": ["lr", "tree", "forest", "svm", "mlp", "cnn", "small cnn", "wide cnn"],
        "cost": [640, 12, 3_000, 50_000, 2_400, 900_000, 40_000, 3_600_000],
        "score": [0.95, 0.82, 0.955, 0.985, 0.96, 0.988, 0.98, 0.987],
    }
)
LOSERS = {"forest": "mlp", "wide cnn": "cnn"}


def marked(pareto) -> pd.DataFrame:
    points = [fronts.Point(row.cost, row.score) for row in BENCH.itertuples()]
    return BENCH.assign(on_front=pareto(points))


def reference() -> dict:
    def pareto(points):
        return [
            not any(
                q.cost <= p.cost
                and q.score >= p.score
                and (q.cost < p.cost or q.score > p.score)
                for q in points
            )
            for p in points
        ]

    return {"pareto": pareto, "front": marked(pareto), "dominated_by": LOSERS}


def alternative_best_so_far() -> dict:
    """Sort by cost and keep what beats the best score so far; twins stay together."""

    def pareto(points):
        marks, best, last = [False] * len(points), float("-inf"), None
        order = sorted(range(len(points)), key=lambda i: (points[i][0], -points[i][1]))
        for place in order:
            cost, score = points[place]
            if score > best or (cost, score) == last:
                marks[place], best, last = True, score, (cost, score)
        return np.array(marks)

    table = marked(pareto)[::-1].assign(seconds=1.0)
    return {"pareto": pareto, "front": table}


def alternative_arrays() -> dict:
    """All pairs at once in two matrices; a Series of marks; another dominator."""

    def pareto(points):
        cost, score = np.array([tuple(p) for p in points], dtype=float).T
        no_worse = (cost[:, None] <= cost) & (score[:, None] >= score)
        better = (cost[:, None] < cost) | (score[:, None] > score)
        return pd.Series(~(no_worse & better).any(axis=0))

    return {
        "pareto": pareto,
        "front": marked(pareto).set_index("model"),
        "dominated_by": LOSERS | {"wide cnn": "cnn"},
    }


def table(**columns) -> dict:
    return {"front": marked(fronts.front).assign(**columns)}


def wrong_seconds_as_cost() -> dict:
    timed = BENCH.assign(cost=BENCH.cost / 1e6)
    points = [fronts.Point(row.cost, row.score) for row in timed.itertuples()]
    return {"front": timed.assign(on_front=fronts.front(points))}


def wrong_few_models() -> list[dict]:
    """Half of the models; two runs of each."""
    whole = marked(fronts.front)
    few = whole[whole.model.isin(["lr", "mlp", "cnn"])]
    twice = pd.concat([whole, whole])
    return [{"front": few, "dominated_by": {}}, {"front": twice}]


def wrong_all_marked() -> dict:
    return table(on_front=True)


def wrong_one_marked() -> list[dict]:
    return [table(on_front=BENCH.score == BENCH.score.max()), best_ratio_marked()]


def best_ratio_marked() -> dict:
    return {"front": marked(fronts.best_ratio)}


def wrong_marks_turned() -> dict:
    return {"front": marked(fronts.off_the_front)}


def wrong_reversed_entries() -> dict:
    turned = {winner: loser for loser, winner in LOSERS.items()}
    return {"dominated_by": LOSERS | turned}


def wrong_one_axis_only() -> list[dict]:
    """Cheaper but worse; better but dearer."""
    return [
        {"dominated_by": LOSERS | {"forest": "lr"}},
        {"dominated_by": LOSERS | {"forest": "svm"}},
    ]


def wrong_missing_entries() -> dict:
    return {"dominated_by": {"forest": "mlp"}}


def wrong_best_ratio() -> dict:
    return {"pareto": fronts.best_ratio, "front": marked(fronts.best_ratio)}
