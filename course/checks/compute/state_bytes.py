"""The bytes that a training run keeps for each parameter, and whether they fit."""

from course.checks.engine import Choice, Exercise, Function, boolean, integer

PARTS = ("weights", "gradients", "optimizer state", "activations")

state_bytes = Exercise(
    __name__,
    points=14,
    answers={
        "state_bytes": Function(integer),
        "fits": Function(boolean),
        "where_is_the_saving": Choice(PARTS),
    },
    covers=("S5.9", "S5.10"),
    hints=(
        "What has to be remembered for one weight until the next step, and by whom?",
        "In fp32: 4 bytes for the weight, 4 for its gradient. In mixed precision: 2 "
        "and 2, and 4 for the master copy. Momentum adds 4 in either, Adam adds 8.",
        '`moments = {"sgd": 0, "sgd_momentum": 4, "adam": ___}[optimizer]`',
    ),
    takeaway="Adam needs 16 bytes for each parameter, in fp32 and in mixed precision. "
    "What mixed precision saves is activations and time.",
)


@state_bytes.holds(14)
def table(case, state_bytes, fits, where_is_the_saving):
    """To be written"""
    yield "", bool(state_bytes(1, "fp32", "sgd") and fits(1, 1)), ""
