"""What labels cost, which route to a target is the cheapest, and where two routes meet.

What a route is, and how routes are drawn, stands in ``routes.py``.
"""

from types import SimpleNamespace

from course.checks.engine import Exercise, Function, number, show
from course.checks.samples.routes import (
    INF,
    answered,
    choice,
    crossing,
    drawn_lines,
    drawn_routes,
    exact_n,
    route_or_none,
    whole_or_inf,
)

label_budget = Exercise(
    __name__,
    points=14,
    answers={
        "label_cost": Function(number),
        "cheapest_route": Function(route_or_none),
        "break_even_n": Function(whole_or_inf),
    },
    covers=("S4.9", "S4.10", "S4.11", "S2.14"),
    hints=(
        "What do you pay before the first label, and what for each label after it?",
        "total(n) = fixed + n · price · votes · (1 + qa). For each route that can "
        "reach the target, take n from the power law, round up, and keep the cheapest "
        "total. Two totals are two straight lines in n.",
        "`n = math.ceil((a / target_error) ** (1 / b)); cost = fixed + n * ___`",
    ),
    takeaway="The cheapest label is rarely the cheapest way to a target: count labels, "
    "votes and what you pay before the first one. The answer flips with the price.",
)


@label_budget.cases
def cases(rng):
    """Draw prices, routes to a target, and pairs of lines that cross or never do."""
    return [
        SimpleNamespace(
            n=int(rng.integers(50, 900)),
            price=float(rng.integers(3, 90)) / 16,
            votes=int(rng.choice([2, 3, 5])),
            qa=float(rng.choice([0.125, 0.25, 0.375])),
            fixed=float(rng.integers(40, 400)),
            **drawn_routes(rng, trap),
            crossing=drawn_lines(rng),
        )
        for trap in range(4)
    ]


def near(got, want) -> bool:
    """Return whether two costs agree to a millionth."""
    return abs(got - want) <= 1e-6 * abs(want)


@label_budget.holds(4, needs=("label_cost",))
def formula(case, label_cost):
    """Votes, second looks and what is paid first"""
    n, price, k, qa, fixed = case.n, case.price, case.votes, case.qa, case.fixed
    look = (
        "Each label takes `votes` votes, the share `qa_rate` of the labels is voted on "
        "once more, and `fixed` is paid once. Put in small numbers and count by hand."
    )
    asked = (
        ({}, n * price),
        ({"votes": k}, n * price * k),
        ({"votes": k, "qa_rate": qa}, n * price * k * (1 + qa)),
        ({"votes": k, "qa_rate": qa, "fixed": fixed}, n * price * k * (1 + qa) + fixed),
    )
    for options, want in asked:
        got = label_cost(n, price, **options)
        call = ", ".join([f"{n}, {price}", *(f"{k}={v}" for k, v in options.items())])
        tried = f"`label_cost({call})` returned {got:,.6g}; the bill is {want:,.6g}"
        yield tried, near(got, want), look


@label_budget.holds(4, needs=("cheapest_route",))
def cheapest(case, cheapest_route):
    """The cheapest route, its labels and its cost"""
    name, n, cost = choice(case.routes, case.target)
    got = cheapest_route(case.routes, case.target)
    tried = f"for error {case.target:.3f} you returned {show(got, 60)}"
    tried += f"; {name} needs {n:,} labels and costs {cost:,.6g}"
    held = got is not None and got[0] == name and got[1] == n and near(got[2], cost)
    look = "Work out n, rounded up, and the total for every route; the smallest total "
    look += "wins, whatever one label costs."
    yield tried, bool(held), look


@label_budget.holds(3, needs=("cheapest_route",))
def unreachable(case, cheapest_route):
    """Routes that never get there are left out"""
    a, _, price, votes, _ = case.routes["classical"]
    flat = case.routes | {"flat": (a, 0.0, price / 8, votes, 0.0)}
    look = "Leave a route out if b is 0 or less, or if it needs more labels than the "
    look += "pool has. If none is left, return None."
    for routes, pool in ((flat, None), (case.routes, case.pool), (case.routes, 2)):
        want = choice(routes, case.target, pool)
        got = cheapest_route(routes, case.target, pool=pool)
        where = "with a flat curve among them" if pool is None else f"and pool={pool}"
        tried = f"for error {case.target:.3f} {where} you returned {show(got, 60)}; "
        tried += f"right is {show(want, 60)}"
        if want is None or got is None:
            yield tried, got is want, look
        else:
            held = got[0] == want[0] and got[1] == want[1] and near(got[2], want[2])
            yield tried, held, look


@label_budget.holds(3, needs=("break_even_n",))
def meet(case, break_even_n):
    """Where two totals cross, and where they never do"""
    one, two = case.crossing
    n = crossing(one, two)
    worse = (*two[:2], one[2] * 2, one[3], two[4])
    look = (
        "Below the answer one route is the cheaper one, from the answer on the other. "
    )
    look += "If the dearer start is also dearer a label, they never meet."
    for pair, want in (((one, two), n), ((two, one), n), ((one, worse), INF),
                       ((one, one), INF)):  # fmt: skip
        got = break_even_n(*pair)
        words = "they never cross" if want == INF else f"they cross at n = {want:,}"
        tried = f"for (price, votes, fixed) = {pair[0][2:]} and {pair[1][2:]} you "
        yield f"{tried}returned {show(got)}; {words}", got == want, look


@label_budget.mistake(
    "no_votes",
    "You charged one vote for each label. {votes} people look at each of the {n} "
    "items, and each of them is paid: multiply by `votes`.",
    replaces="label_cost",
)
def _(n, price, votes=1, qa_rate=0.0, fixed=0.0):
    return n * price * (1 + qa_rate) + fixed


@label_budget.mistake(
    "no_fixed",
    "The {fixed:g} that you pay before the first label is missing. Guidelines, tools "
    "and a person to answer questions cost the same for one label and for a thousand.",
    replaces="label_cost",
    values=lambda call: {"fixed": call.kwargs.get("fixed", 0.0)},
)
def _(n, price, votes=1, qa_rate=0.0, fixed=0.0):
    return n * price * votes * (1 + qa_rate)


@label_budget.mistake(
    "qa_discount",
    "You took the second looks off the bill. Looking at a share of {qa_rate:g} of the "
    "items again is more work, not less: multiply by one plus `qa_rate`.",
    replaces="label_cost",
)
def _(n, price, votes=1, qa_rate=0.0, fixed=0.0):
    return n * price * votes * (1 - qa_rate) + fixed


@label_budget.mistake(
    "float_n",
    "Your n is the float {n}. Labels are counted, so n has to be an `int`: `np.ceil` "
    "gives a float, `math.ceil` a whole number.",
    replaces="cheapest_route",
    values=answered,
)
def _(routes, target_error, pool=None):
    found = choice(routes, target_error, pool)
    return found and (found[0], float(found[1]), found[2])


@label_budget.mistake(
    "no_ceil",
    "You return {n} labels for `{name}`. Nobody sells a part of a label, and one label "
    "fewer misses the target: round up with `math.ceil`, then work out the cost.",
    replaces="cheapest_route",
    values=answered,
)
def _(routes, target_error, pool=None):
    found = choice(routes, target_error, pool)
    if found is None:
        return None
    route, n = routes[found[0]], exact_n(routes[found[0]], target_error)
    return found[0], n, route[4] + n * route[2] * route[3]


@label_budget.mistake(
    "rounded_down",
    "With {n:,} labels `{name}` is still above the target of {target:.3f}. `int` and "
    "`round` cut the fraction off; the next whole label is needed: use `math.ceil`.",
    replaces="cheapest_route",
    values=answered,
)
def _(routes, target_error, pool=None):
    found = choice(routes, target_error, pool)
    if found is None:
        return None
    return (
        found[0],
        found[1] - 1,
        found[2] - routes[found[0]][2] * routes[found[0]][3],
    )


@label_budget.mistake(
    "cheapest_per_label",
    "You chose the cheapest *label*, `{name}`, not the cheapest way to the target. It "
    "needs {n:,} of them; `{right}` needs {needs:,} and costs {paid:,.0f} in all.",
    replaces="cheapest_route",
    values=answered,
)
def _(routes, target_error, pool=None):
    return choice(
        routes,
        target_error,
        pool,
        key=lambda found: routes[found[0]][2] * routes[found[0]][3],
    )


@label_budget.mistake(
    "ignores_fixed",
    "You compared what the labels cost and forgot what each route costs before the "
    "first one. With it `{right}` is the cheapest, at {paid:,.0f}. Add `fixed` to "
    "every total.",
    replaces="cheapest_route",
    values=answered,
)
def _(routes, target_error, pool=None):
    found = choice(
        routes, target_error, pool, key=lambda item: item[2] - routes[item[0]][4]
    )
    return found and (found[0], found[1], found[2] - routes[found[0]][4])


@label_budget.mistake(
    "unreachable_chosen",
    "You chose `{name}` with {n:,} labels, but the pool has only {pool}. What nobody "
    "can collect reaches no target: leave such a route out, and return None if none "
    "is left.",
    replaces="cheapest_route",
    values=answered,
)
def _(routes, target_error, pool=None):
    return choice(routes, target_error)


@label_budget.mistake(
    "one_label_early",
    "At n = {got} the order of the two totals has not turned yet: you cut the fraction "
    "off. The answer is the first whole n at which it has: round up.",
    replaces="break_even_n",
)
def _(route1, route2):
    return crossing(route1, route2, down=True)


@label_budget.mistake(
    "without_votes",
    "You divided by the difference of the prices and left the votes out. What a route "
    "charges for one more label is price times votes: use that slope for both lines.",
    replaces="break_even_n",
)
def _(route1, route2):
    return crossing(route1, route2, votes=False)


@label_budget.mistake(
    "negative_n",
    "You returned {got}. A route that starts dearer and also charges more for every "
    "label never catches up, and nobody buys a negative number of labels: return "
    "`float('inf')` there.",
    replaces="break_even_n",
)
def _(route1, route2):
    return crossing(route1, route2, negative=True)


@label_budget.mistake(
    "flat_curve",
    "A curve with b = 0 does not fall, so no number of labels reaches the target, and "
    "1 / b breaks. Leave out routes with b of 0 or less before you divide.",
    replaces="cheapest_route",
)
def _(routes, target_error, pool=None):
    found = [1 / b for _, b, *_ in routes.values()]
    return found and choice(routes, target_error, pool)
