"""What float16 loses, the scale that saves it, and one step in mixed precision."""

from course.checks.engine import Exercise, Function, number

mixed_precision = Exercise(
    __name__,
    points=16,
    answers={
        "underflow_share": Function(number),
        "choose_scale": Function(number),
        "train_step": Function(),
    },
    covers=("S5.10", "S7.4"),
    hints=(
        "Which numbers are too small for float16, and what becomes of them?",
        "Below about 3e-8 a value becomes 0, above 65,504 infinite. For the step: "
        "forward and loss inside `torch.autocast`, backward and step outside.",
        "`with torch.autocast(device.type, dtype=___): loss = F.cross_entropy(model(x),"
        " y)`",
    ),
    takeaway="Multiply and convolve in 16 bits, keep weights and sums in 32. bfloat16 "
    "has the range of float32 and needs no scale; float16 does.",
)


@mixed_precision.holds(16)
def share(case, underflow_share, choose_scale, train_step):
    """To be written"""
    yield "", bool(underflow_share(1, 1) and choose_scale(1) and train_step()), ""
