"""Which models nobody should choose: the front of cost and score.

`fronts.py` holds the points, the right front and the wrong ways to find it;
`marking.py` what may be wrong with the learner's own table.
"""

from course.checks.compute import fronts
from course.checks.compute.fronts import Point
from course.checks.compute.marking import LEAST, MISTAKES, dominators, marks, names
from course.checks.engine import Exercise, Function, Mapping, Table, show

FEWEST = 8  # models on the learner's own table

pareto_front = Exercise(
    __name__,
    points=12,
    answers={
        "pareto": Function(lambda value: flags(value)),
        "front": Table(("model", "cost", "score", "on_front"), ("cost", "score")),
        "dominated_by": Mapping(),
    },
    covers=("S5.5", "S5.13", "S6.8"),
    hints=(
        "When would nobody choose a model, whatever a point of score is worth?",
        "A point is off the front if some other one costs no more and scores no less, "
        "and is strictly better in at least one of both.",
        "`q.cost <= p.cost and q.score >= p.score and (q.cost < p.cost or ___)`",
    ),
    takeaway="A front answers without a price: whatever is off it, nobody should "
    "choose. Between the points on it your money decides.",
)


def flags(value) -> str | None:
    """Ask for a list or an array of True and False."""
    items = value.tolist() if hasattr(value, "tolist") else value
    if type(items) not in (list, tuple):
        return f"{show(value, 60)}, where a list of True and False belongs"
    for item in items:
        if type(item) is not bool:
            return f"{show(item, 40)} in the list, where True or False belongs"
    return None


@pareto_front.cases
def cases(rng):
    """Draw three lists of points."""
    return [fronts.drawn(rng) for _ in range(3)]


def asked(pareto, points) -> list[bool]:
    """Return the learner's marks as a list."""
    return [bool(mark) for mark in pareto(points)]


def compared(got, points):
    """Return what was tried, and whether every mark is right."""
    want = fronts.front(points)
    if len(got) != len(want):
        return f"for {len(points)} points you returned {len(got)} marks", False
    for i, p in enumerate(points):
        if got[i] and not want[i]:
            j = next(j for j, q in enumerate(points) if fronts.dominates(q, p))
            return (
                f"you marked point {i} {text(p)}, and point {j} {text(points[j])} "
                "dominates it",
                False,
            )
        if want[i] and not got[i]:
            return f"you left out point {i} {text(p)}, which nobody dominates", False
    return f"{sum(got)} of {len(points)} points marked", True


def text(point) -> str:
    """Return a point in words."""
    return f"(cost {point[0]:,.4g}, score {point[1]:.4g})"


@pareto_front.holds(4, needs=("pareto",))
def same_front(points, pareto):
    """Every point that nobody dominates, and no other"""
    yield (
        *compared(asked(pareto, points), points),
        "Compare each point with *all* others. It is off the front if one of them "
        "costs no more, scores no less, and is better in one of the two.",
    )


@pareto_front.holds(2, needs=("pareto",), once=True)
def ties(cases, pareto):
    """Ties and twins"""
    look = "Equal in both: neither dominates the other, both stay. Equal in one: the "
    look += "other decides. A point by itself is on the front."
    for one, other in (
        ((3.0, 0.5), (3.0, 0.5)),
        ((3.0, 0.5), (3.0, 0.4)),
        ((4.0, 0.5), (3.0, 0.5)),
    ):
        points = [Point(*one), Point(*other)]
        yield *compared(asked(pareto, points), points), look
    yield *compared(asked(pareto, [Point(3.0, 0.5)]), [Point(3.0, 0.5)]), look


@pareto_front.holds(1, needs=("pareto",))
def unit_free(points, pareto):
    """Other units and one hopeless point more change nothing"""
    want = fronts.front(points)
    cents = [Point(100 * p.cost, 50 + p.score / 2) for p in points]
    yield (
        "with the cost in cents and the scores on another scale you marked "
        f"{sum(asked(pareto, cents))} points, {sum(want)} are on the front",
        asked(pareto, cents) == want,
        "A front knows no units. Compare cost with cost and score with score, and "
        "never one with the other.",
    )
    dearest = max(p.cost for p in points)
    hopeless = Point(2 * dearest, min(p.score for p in points) / 2)
    got = asked(pareto, [hopeless, *points])
    yield (
        f"one point more, {text(hopeless)}, which everybody dominates: you marked "
        f"{sum(got)} points, {sum(want)} are on the front",
        got == [False, *want],
        "A point that is dominated cannot push anybody off the front, and has no "
        "place on it.",
    )


@pareto_front.holds(3, needs=("front",), once=True)
def own_front(cases, front):
    """The front of your own models"""
    found, right = names(front), dict(zip(names(front), marks(front), strict=True))
    yield (
        f"your table has {len(front)} rows and {len(set(found))} different models",
        len(set(found)) == len(front) >= FEWEST,
        f"One row for each model, {FEWEST} models or more, none twice.",
        {"n_rows": len(front), "n_models": len(set(found))},
    )
    yield (
        f"the costs of your table go from {front.cost.min():,.4g} to "
        f"{front.cost.max():,.4g}",
        front.cost.max() >= LEAST and front.cost.min() > 0,
        "Take the operations for one picture as the cost. They are the same on every "
        "machine and at every run, and seconds are not.",
        {"most": f"{front.cost.max():.3g}"},
    )
    given = dict(zip(found, front.on_front.tolist(), strict=True))
    wrong = [name for name in right if given[name] is not right[name]]
    first = wrong[0] if wrong else ""
    yield (
        f"`on_front` of {first} is {show(given[first], 20)}, by cost and score of your "
        f"table it is {right[first]}"
        if wrong
        else f"{sum(right.values())} models are on the front",
        not wrong,
        "Call your `pareto` on the points of the table, in the order of its rows, and "
        "put what it returns into the column `on_front`.",
        {"wrong": len(wrong), "n_on": sum(map(bool, given.values()))},
    )


@pareto_front.holds(2, needs=("front", "dominated_by"), once=True)
def losers(cases, front, dominated_by):
    """For each of the others, one that dominates it"""
    better = dominators(front)
    look = "For each model that is off the front, name one that costs no more and "
    look += "scores no less. The models on the front have no entry."
    lacking = [name for name, others in better.items() if others]
    lacking = [name for name in lacking if name not in dominated_by]
    tried = f"{len(dominated_by)} entries"
    yield (
        f"{tried}; {', '.join(lacking)} is off the front and has none"
        if lacking
        else tried,
        not lacking,
        look,
        {"lacking": ", ".join(lacking)},
    )
    for loser, winner in dominated_by.items():
        known = loser in better and show(winner) and winner in names(front)
        yield (
            f"you wrote that {show(winner, 30)} dominates {show(loser, 30)}",
            bool(known) and winner in better[loser],
            look,
            {"loser": loser, "winner": winner},
        )


WRONG = {
    "both_max": (
        fronts.turned,
        "You treat high cost as good. A cost is better when it is lower: another point "
        "beats yours if it costs *no more* and scores no less.",
    ),
    "low_score_good": (
        fronts.low_score,
        "You treat a low score as good, as if it were an error. A score is better when "
        "it is higher: `q.score >= p.score`.",
    ),
    "strict_ties": (
        fronts.without_twins,
        "Two identical points: neither dominates the other; keep both. Domination "
        "needs one of the two axes to be strictly better.",
    ),
    "first_of_twins": (
        fronts.first_twin,
        "Of two identical points you kept the first and dropped the second. Neither "
        "dominates the other, wherever it stands in the list: keep both.",
    ),
    "strict_in_both": (
        fronts.strictly_both,
        "You drop a point only if another is better in *both* axes. One that costs the "
        "same and scores less is dominated too: no worse in both, better in one.",
    ),
    "best_ratio": (
        fronts.best_ratio,
        "Score for cost picks one point and depends on the units of both. A front does "
        "not: it keeps every point that nobody beats in both axes.",
    ),
    "sort_bug": (
        fronts.neighbour_only,
        "You compared each point only with its neighbour by cost. One further away can "
        "dominate it too: keep the best score so far, or compare with all.",
    ),
    "sorted_order": (
        fronts.in_order_of_cost,
        "Your marks are right and stand in the order of the costs. They have to stand "
        "in the order in which the points came: put them back.",
    ),
    "convex_hull": (
        fronts.on_the_hull,
        "You returned the convex hull. A point inside the dent between two corners can "
        "still be undominated: nobody offers that score for that money.",
    ),
    "inverted": (
        fronts.off_the_front,
        "You marked the points that are dominated. True belongs to the others, those "
        "that stay on the front: turn the answer around with `not`.",
    ),
}  # fmt: skip

for name, (wrong, message) in WRONG.items():
    pareto_front.mistake(name, message, replaces="pareto")(wrong)

for name, message, shows in MISTAKES:
    pareto_front.symptom(name, message)(shows)
