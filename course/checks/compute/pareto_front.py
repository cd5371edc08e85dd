"""Which models nobody should choose: the front of cost and score."""

from course.checks.engine import Exercise, Function, Mapping, Table

pareto_front = Exercise(
    __name__,
    points=12,
    answers={
        "pareto": Function(None),
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


@pareto_front.holds(12)
def same(case, pareto, front, dominated_by):
    """To be written"""
    yield "", bool(pareto([(1, 1)])), ""
