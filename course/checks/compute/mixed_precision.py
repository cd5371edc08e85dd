"""What float16 loses, the scale that saves it, and one step in mixed precision.

`halves.py` draws gradients, `steps.py` follows a step from inside, `step_mistakes.py`
names what goes wrong in it. Thresholds were measured: see ``mixed_precision.md``.
"""

import math
from types import SimpleNamespace

from course.checks.compute import halves
from course.checks.compute.step_mistakes import MISTAKES, right_order
from course.checks.compute.steps import take_steps
from course.checks.engine import Exercise, Function, number

N_ROWS, N_STEPS = 128, 30

mixed_precision = Exercise(
    __name__,
    points=16,
    answers={
        "underflow_share": Function(number),
        "choose_scale": Function(number),
        "train_step": Function(lambda value: something(value)),
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


def something(value) -> str | None:
    """Ask for what was seen of the steps: there is none if no loss came back."""
    return "None, where the loss belongs" if value is None else None


@mixed_precision.cases
def cases(rng):
    """Draw gradients of many sizes, rows of digits, and seeds."""
    from course import data

    digits = data.load_digits()
    X = digits.X_train.reshape(len(digits.X_train), -1).astype("float32")
    drawn = []
    for _ in range(3):
        grads, power = halves.drawn(rng)
        rows = rng.choice(len(X), N_ROWS, replace=False)
        batch = X[rows], digits.y_train[rows].astype("int64")
        seed = int(rng.integers(1, 2**31 - 1))
        case = {"grads": grads, "power": power, "batch": batch, "seed": seed}
        drawn.append(SimpleNamespace(**case, asked={}))
    return drawn


@mixed_precision.holds(2, needs=("underflow_share",))
def share(case, underflow_share):
    """The share that becomes 0, at four scales"""
    for power in (0, 7, 12, case.power):
        got = underflow_share(case.grads, 2.0**power)
        want = halves.lost(case.grads, 2.0**power)
        yield (
            f"at the scale 2^{power} you found {got:.4g}; in float16 {want:.4g} of the "
            "values that were not 0 are 0",
            abs(got - want) < 1e-6,
            "Multiply in float32, store in float16, and see which of the values that "
            "were not 0 are 0 now: `(grads * scale).half() == 0`.",
        )


@mixed_precision.holds(1, needs=("underflow_share",))
def zeros(case, underflow_share):
    """Values that were 0 before do not count"""
    import torch

    more = torch.cat([case.grads, torch.zeros_like(case.grads)])
    got, want = underflow_share(more, 8.0), halves.lost(case.grads, 8.0)
    yield (
        f"with as many zeros again you found {got:.4g}; without them it is {want:.4g}",
        abs(got - want) < 1e-6,
        "A gradient that is exactly 0 loses nothing. Choose the others first, "
        "`grads[grads != 0]`, and work with those.",
    )


@mixed_precision.holds(3, needs=("choose_scale",))
def scale(case, choose_scale):
    """The scale: nothing infinite, little lost, a power of two"""
    got, grads = choose_scale(case.grads), case.grads
    usable = 0 < got < 2**100
    infinite = halves.n_infinite(grads, got) if usable else grads.numel()
    gone = halves.lost(grads, got) if usable else 1.0
    yield (
        f"with your scale {got:,.6g}, {infinite} of {grads.numel():,} values are "
        f"infinite in float16 and {gone:.2%} of them underflow",
        infinite == 0 and gone < halves.FEW,
        "Try the powers of two from the largest down, and take the first that makes "
        "no value infinite and less than 0.1 % of them 0.",
    )
    yield (
        f"your scale is {got:,.6g}",
        usable and math.frexp(got)[0] == 0.5,
        "Take a power of two, `2.0 ** power`. It changes only the exponent of a "
        "number, so that scaling back gives the same digits.",
    )


@mixed_precision.holds(1, needs=("choose_scale",))
def largest(case, choose_scale):
    """The scale is the largest of them"""
    got = choose_scale(case.grads)
    yield (
        f"your scale is {got:,.6g}; the largest without overflow is 2^{case.power} = "
        f"{2**case.power:,}",
        got == 2.0**case.power,
        "float16 ends at 65,504. The largest size in `grads` times your scale has to "
        "stay below that; with twice your scale it must not.",
    )


def followed(case, train_step, n_steps, **how) -> dict:
    """Return what so many steps did; asked once, then kept."""
    key = (n_steps, *how.values())
    if key not in case.asked:
        case.asked[key] = train_step.run(
            take_steps, *case.batch, n_steps=n_steps, seed=case.seed, **how
        )
    return case.asked[key]


@mixed_precision.holds(3, needs=("train_step",))
def low_precision(case, train_step):
    """The first layer computes in bfloat16, the weights stay float32"""
    for kind, place in (("cpu", "the processor"), ("cuda", "CUDA")):
        seen = followed(case, train_step, 2, kind=kind)
        if "missing" not in seen:
            first, weights = (" and ".join(seen[key]) for key in ("first", "weights"))
            yield (
                f"on {place} the first layer gave {first or 'nothing'}, and after the "
                f"step the weights are {weights}",
                (first, weights) == ("bfloat16", "float32"),
                "Put the forward pass inside `torch.autocast(device.type, dtype=torch."
                "bfloat16)`. It casts what it multiplies and leaves the weights alone.",
                seen,
            )


@mixed_precision.holds(1, needs=("train_step",))
def loss(case, train_step):
    """The loss comes back as one float32 tensor"""
    seen = followed(case, train_step, 2, kind="cpu")
    yield (
        f"the loss that `train_step` returned is {seen['loss']}",
        seen["loss"] == "float32",
        "Return the loss itself, one number in a float32 tensor. Compute it inside "
        "`torch.autocast`, which keeps the cross-entropy in float32.",
        seen,
    )
    if seen["returned"] is not None:
        want = seen["losses"][-2]
        yield (
            f"it is {seen['returned']:.4g}, and in float32 the loss of this batch is "
            f"{want:.4g}",
            abs(seen["returned"] - want) < 0.05 * want,
            "Return the cross-entropy of this batch before the step, as it is: not "
            "scaled, not summed over the rows.",
            seen,
        )


@mixed_precision.holds(2, needs=("train_step",))
def one_step(case, train_step):
    """Each step follows the gradient of its own batch"""
    seen = followed(case, train_step, 2, kind="cpu")
    yield (
        f"the second step was {seen['ratio']:.2f} times as long as the gradient asks, "
        f"with a cosine of {seen['cosine']:.3f} to it",
        seen["cosine"] > 0.95 and 0.8 < seen["ratio"] < 1.25,
        "Clear the gradients, go backward once, step once: `opt.zero_grad()`, "
        "`loss.backward()`, `opt.step()`.",
        seen,
    )


@mixed_precision.holds(2, needs=("train_step",), once=True)
def learns(cases, train_step):
    """Thirty steps on digits lower the loss by a third"""
    seen = followed(cases[0], train_step, N_STEPS, kind="cpu")
    first, last = seen["losses"][0], seen["losses"][-1]
    yield (
        f"in {N_STEPS} steps the loss went from {first:.3f} to {last:.3f}",
        last < 0.7 * first,
        "Fewer bits are no reason not to learn. Is the loss the one of this batch, and "
        "does the optimiser step on its gradient?",
        seen,
    )


@mixed_precision.holds(1, needs=("train_step",))
def scaler(case, train_step):
    """A scaler works with float16 on CUDA, and is ignored on the processor"""
    seen = followed(case, train_step, 2, kind="cpu", scaler=True)
    called = [event for event in seen["events"] if event != "backward"]
    yield (
        "on the processor, `train_step` called "
        f"{', '.join(called) or 'nothing'} of the scaler that it was given",
        not called and seen["first"] == ["bfloat16"] and seen["ratio"] < 1.25,
        "bfloat16 has the exponents of float32, so nothing underflows that would not "
        "underflow there. Use the scaler only if `device.type` is `cuda`.",
        seen,
    )
    for kind in ("named cuda", "cuda"):
        seen = followed(case, train_step, 2, kind=kind, scaler=True)
        if not {"missing", "broke"} & set(seen):
            yield (
                f"on a device called cuda, two steps did: {', '.join(seen['events'])}",
                fitting(seen["first"], seen["events"]),
                "float16 needs four calls in this order: `scaler.scale(loss)."
                "backward()`, `scaler.step(opt)`, `scaler.update()`. bfloat16 needs "
                "none of them.",
                seen | {"kind": kind},
            )


def fitting(first, events) -> bool:
    """Return whether the scaler was used as what the first layer gave asks for."""
    used = set(events) != {"backward"}
    if first == ["bfloat16"]:
        return not used
    return right_order(events) if used or first == ["float16"] else True


for name, (wrong, message) in halves.WRONG_SHARE.items():
    mixed_precision.mistake(name, message, replaces="underflow_share")(wrong)

for name, (wrong, message) in halves.WRONG_SCALE.items():
    mixed_precision.mistake(
        name,
        message,
        replaces="choose_scale",
        values=lambda call: {"n": halves.n_infinite(call.args[0], call.value)},
    )(wrong)

for name, message, shows in MISTAKES:
    mixed_precision.symptom(name, message)(shows)
