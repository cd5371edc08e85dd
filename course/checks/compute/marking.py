"""What a learner's table of models says about its own front, and how it goes wrong."""

from course.checks.compute.fronts import dominates, front

#: The dearest of eight models needs more operations than this for one picture.
LEAST = 1_000


def names(table) -> list[str]:
    """Return the models of the rows, as texts."""
    return [str(name) for name in table.model.tolist()]


def points(table) -> list[tuple[float, float]]:
    """Return cost and score of the rows."""
    return list(zip(table.cost.tolist(), table.score.tolist(), strict=True))


def marks(table) -> list[bool]:
    """Return which rows are on the front, by cost and score of the table."""
    return front(points(table))


def dominators(table) -> dict[str, list[str]]:
    """Return name -> the names of all models that dominate it."""
    rows = list(zip(names(table), points(table), strict=True))
    return {
        name: [other for other, q in rows if dominates(q, p)] for name, p in rows
    }  # fmt: skip


# -- how it goes wrong --------------------------------------------------------


def few(observed):
    """Say how many models there are, where they are too few or not different."""
    seen = [facts for facts in observed.facts("own_front") if "n_rows" in facts]
    return seen[0] if seen else None


def marked(which):
    """Return a predicate over the column of marks: given, right."""

    def shows(observed):
        table = observed.answers.get("front")
        if not hasattr(table, "on_front") or few(observed):
            return None
        given, right = table.on_front.tolist(), marks(table)
        n_on = sum(given) if all(type(mark) is bool for mark in given) else None
        return which(given, right) and {"n": len(given), "n_on": n_on}

    return shows


def entries(observed) -> list[tuple[str, str]]:
    """Return (loser, winner) of the entries that do not hold."""
    seen = observed.facts("losers")
    pairs = [(facts["loser"], facts["winner"]) for facts in seen if "loser" in facts]
    return [(str(loser), str(winner)) for loser, winner in pairs]


def reversed_entries(observed):
    """Say which entry holds only the other way round, where that is true of all."""
    pairs = entries(observed)
    better = dominators(observed.answers["front"]) if pairs else {}
    if pairs and all(loser in better.get(winner, ()) for loser, winner in pairs):
        return {"loser": pairs[0][0], "winner": pairs[0][1]}
    return None


def one_axis(observed):
    """Say which entry names a model that is better in one axis only."""
    pairs = entries(observed)
    if not pairs:
        return None
    table = observed.answers["front"]
    place = dict(zip(names(table), points(table), strict=True))
    for loser, winner in pairs:
        if loser not in place or winner not in place:
            return None
    (cost, score), (cost_w, score_w) = (place[name] for name in pairs[0])
    if cost_w < cost and score_w < score:
        how = "cheaper, and scores less"
    elif cost_w > cost and score_w > score:
        how = "better, and costs more"
    else:
        return None
    return {"loser": pairs[0][0], "winner": pairs[0][1], "how": how}


def lacking(observed):
    """Say which models have no entry."""
    seen = [facts for facts in observed.facts("losers") if "lacking" in facts]
    return seen[0] if seen else None


def seconds(observed):
    """Say what the dearest model costs, where no cost can be a count of operations."""
    seen = [facts for facts in observed.facts("own_front") if "most" in facts]
    return seen[0] if seen else None


MISTAKES = (
    (
        "seconds_as_cost",
        "The dearest model of your table costs {most}. Those are seconds, and they "
        "change from run to run and from machine to machine. Here the cost is the "
        "operations for one picture.",
        seconds,
    ),
    (
        "few_models",
        "Your table has {n_rows} rows and {n_models} different models; eight models "
        "are asked, one row each. If a model has several runs, take their mean first.",
        few,
    ),
    (
        "all_marked",
        "You marked all {n} models. Some of them cost more than another one and score "
        "no better: nobody should choose those. Use your `pareto`.",
        marked(lambda given, right: all(m is True for m in given) and not all(right)),
    ),
    (
        "one_marked",
        "You marked one model only. The best score, or the lowest cost, is one end of "
        "the front; between the ends stand all those that nobody dominates.",
        marked(lambda given, right: sum(m is True for m in given) == 1 < sum(right)),
    ),
    (
        "marks_turned",
        "Your marks are the wrong way round: True stands beside the models that "
        "somebody dominates. `on_front` is True for the others.",
        marked(lambda given, right: given == [not mark for mark in right]),
    ),
    (
        "reversed_entries",
        "You wrote that {winner} dominates {loser}; it is the other way round. In "
        "`dominated_by` the key is the model that nobody should choose, the value the "
        "one that beats it.",
        reversed_entries,
    ),
    (
        "one_axis_only",
        "{winner} is {how} than {loser}. That is a trade, not a domination: some would "
        "pay for it, some would not. Name one that is no worse in both.",
        one_axis,
    ),
    (
        "missing_entries",
        "No entry for {lacking}. Every model off the front has at least one that "
        "dominates it, else it would be on the front: name one for each.",
        lacking,
    ),
)
