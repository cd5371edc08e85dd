"""Operations, hours and dollars of a training run, from a few counts."""

from course.checks.engine import Exercise, Function, mapping

training_bill = Exercise(
    __name__,
    points=12,
    answers={"training_bill": Function(mapping("flops", "gpu_hours", "usd"))},
    covers=("S5.1", "S5.2", "S5.3", "S5.4"),
    hints=(
        "How many operations does one parameter cost for one token, forward and "
        "backward?",
        "Two forward (multiply, add) and twice as many backward: 6 · N · D. A GPU "
        "reaches `peak_flops · utilisation` in a second; an hour has 3,600.",
        "`flops = 6 * n_params * n_tokens; hours = flops / (peak_flops * ___) / 3600`",
    ),
    takeaway="Six times parameters times tokens is the work, whoever does it. "
    "Throughput and price make the bill, and those are what estimates disagree about.",
)


@training_bill.holds(12)
def flops(case, training_bill):
    """To be written"""
    yield "", bool(training_bill(1e6, 1e6, 1e12, 1.0, 1.0)), ""
