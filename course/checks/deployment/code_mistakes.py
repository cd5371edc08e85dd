"""What goes wrong with small codes: in the step, in the code of 0, at the ends.

`quantization` registers the symptoms first, then the mistakes, in their order.
"""

from course.checks.engine import Mistakes

MISTAKES = Mistakes()


def round_(x):
    """Round as NumPy does."""
    import numpy as np

    return np.round(x)


# -- predicates: scale and zero_point come in many spellings ------------------


@MISTAKES.symptom(
    "swapped",
    "The pair stands in the wrong order: the whole number came first. `scale`, the "
    "length of a step, is the first of the two, then `zero_point`, the code of 0.",
)
def _(observed):
    values = [call.value for call in observed.calls("quant_params")]
    pairs = [v for v in values if type(v) in (list, tuple) and len(v) == 2]
    return bool(pairs) and all(type(p[0]) is int and type(p[1]) is float for p in pairs)


@MISTAKES.symptom(
    "zero_point_not_whole",
    "zero_point is {zero_point}: it is a code, and codes are whole numbers. If it is "
    "no `int`, the number 0 lies between two codes and comes back as something else. "
    "Round it, and make it an `int`.",
)
def _(observed):
    calls = [c for c in observed.calls("quant_params") if not c.error]
    wrong = [c for c in calls if (c.problem or "").startswith("the zero_point")]
    return {"zero_point": wrong[0].value[1]} if wrong else None


@MISTAKES.symptom(
    "range_excludes_zero",
    "For values in [{low:.3g}, {high:.3g}] your grid leaves out 0: padding and ReLU, "
    "which give exact zeros, would come back as something else. Extend the range to 0 "
    "first, with `min(x_min, 0)` and `max(x_max, 0)`.",
)
def _(observed):
    found = [f for f in observed.facts("step") if f["low"] * f["high"] > 0]
    others = [f for f in observed.facts("step") if f["low"] * f["high"] <= 0]
    alone = [abs((f["high"] - f["low"]) / f["most"] / f["scale"] - 1) for f in found]
    fits = len(found) == 2 * len(observed.cases) and not others
    return found[0] if fits and max(alone) < 0.01 else None


@MISTAKES.symptom(
    "zero_range",
    "For a tensor of zeros the range is 0 long, and your scale is 0 or a division by "
    "0. Untrained biases look like that. Return 1 as the scale there: `... or 1.0`.",
)
def _(observed):
    calls = observed.calls("quant_params")
    empty = [c for c in calls if c.args[:2] == (0.0, 0.0)]
    others = [c for c in calls if c.args[:2] != (0.0, 0.0)]
    broke = all(
        c.error or c.problem or (type(c.value) is tuple and c.value[0] == 0)
        for c in empty
    )
    return bool(empty) and broke and not any(c.broke for c in others)


@MISTAKES.symptom(
    "symmetric_range",
    "Your step is {times:.2g} times as long as needed: the grid reaches from "
    "−{reach:.3g} to {reach:.3g}, and the values only from {low:.3g} to {high:.3g}. "
    "Codes that start at 0 need no symmetric range.",
)
def _(observed):
    found = observed.facts("step")
    fits = [
        f["scale"] * f["most"] / 2 / max(abs(f["low"]), abs(f["high"])) for f in found
    ]
    if not found or not all(0.95 < r < 1.55 for r in fits):
        return None
    f = found[0]
    if not all(abs(g["zero_point"] - g["most"] / 2) <= 1 for g in found):
        return None
    return f | {
        "times": f["scale"] / f["best"],
        "reach": max(abs(f["low"]), abs(f["high"])),
    }


@MISTAKES.symptom(
    "wraps_around",
    "Values beyond the range got the codes {found}: a narrow integer type starts again "
    "at 0 after {most}. Clip first, then convert to `uint8`.",
)
def _(observed):
    found = observed.facts("ends")
    calls = [c for c in observed.calls("quantize") if hasattr(c.value, "dtype")]
    narrow = all(c.value.dtype.itemsize == 1 for c in calls)
    return found[0] if found and calls and narrow else None


@MISTAKES.symptom(
    "codes_wrap_on_the_way_back",
    "Your codes come in a type of eight bits, and `q - zero_point` stays in it: below "
    "0 it starts again at 255. The way back is off by up to {off:.3g}. Convert the "
    "codes first, with `q.astype(float)`.",
)
def _(observed):
    found = [f for f in observed.facts("there_and_back") if f["off"] > 0.3 * f["range"]]
    parts = ("zero", "step", "nearest", "ends", "back")
    alone = all(seen.held for name in parts for seen in observed.seen[name])
    return found[0] if found and alone else None


# -- wrong answers, compared by what they return ------------------------------


def params(x_min, x_max, n_steps):
    """Return scale and zero_point for a number of steps."""
    low, high = min(x_min, 0.0), max(x_max, 0.0)
    scale = (high - low) / n_steps or 1.0
    return scale, round(-low / scale)


@MISTAKES.mistake(
    "ignores_bits",
    "{bits} bits have {bits}-bit codes, and you always take the 255 steps of eight: "
    "the step is too small for the codes there are. Use `2**bits - 1`.",
    replaces="quant_params",
)
def _(x_min, x_max, bits=8):
    return params(x_min, x_max, 255)


@MISTAKES.mistake(
    "one_step_too_many",
    "2^bits codes have 2^bits − 1 steps between them, as ten fence posts have nine "
    "gaps. With {bits} bits your last code does not reach the end of the range.",
    replaces="quant_params",
)
def _(x_min, x_max, bits=8):
    return params(x_min, x_max, 2**bits)


@MISTAKES.mistake(
    "sign_of_zero_point",
    "zero_point has the wrong sign. For a range that starts below 0 the code of 0 "
    "counts steps *up* from the lowest value: −min / scale, which is positive.",
    replaces="quant_params",
)
def _(x_min, x_max, bits=8):
    scale, zero_point = params(x_min, x_max, 2**bits - 1)
    return scale, -zero_point


@MISTAKES.mistake(
    "no_clip",
    "A value beyond the range got a code that {bits} bits do not have. Saturate: "
    "`np.clip(codes, 0, 2**bits - 1)` gives it the code at the end.",
    replaces="quantize",
)
def _(x, scale, zero_point, bits=8):
    return (round_(x / scale) + zero_point).astype(int)


@MISTAKES.mistake(
    "clips_at_255",
    "You clip at 255 for any number of bits. With {bits} bits the last code is "
    "2^{bits} − 1; clip at `2**bits - 1`.",
    replaces="quantize",
)
def _(x, scale, zero_point, bits=8):
    return (round_(x / scale) + zero_point).clip(0, 255).astype(int)


@MISTAKES.mistake(
    "clips_before_the_shift",
    "You clip before you add zero_point. Then everything below 0 is lost, and codes "
    "may lie above the last one. Shift first, clip last.",
    replaces="quantize",
)
def _(x, scale, zero_point, bits=8):
    return (round_(x / scale).clip(0, 2**bits - 1) + zero_point).astype(int)


@MISTAKES.mistake(
    "forgets_zero_point",
    "You left zero_point out, so the codes are counted from 0 and everything negative "
    "gets the code 0. Add zero_point = {zero_point} before you clip.",
    replaces="quantize",
)
def _(x, scale, zero_point, bits=8):
    return round_(x / scale).clip(0, 2**bits - 1).astype(int)


@MISTAKES.mistake(
    "cuts_off",
    "You cut the fraction off instead of rounding: `astype(int)` drops everything "
    "behind the point, and an error of a whole step is possible where half a step is. "
    "Round first.",
    replaces="quantize",
)
def _(x, scale, zero_point, bits=8):
    return (x / scale + zero_point).clip(0, 2**bits - 1).astype(int)


@MISTAKES.mistake(
    "divides_back",
    "The way back multiplies: a code counts steps, and a step is `scale` long. You "
    "divided by it, as on the way there, so the numbers come out as counts of counts.",
    replaces="dequantize",
)
def _(q, scale, zero_point):
    return (q - zero_point) / scale


@MISTAKES.mistake(
    "adds_zero_point",
    "You added zero_point once more. Going there it was added, so coming back it has "
    "to be taken away: scale · (q − zero_point).",
    replaces="dequantize",
)
def _(q, scale, zero_point):
    return scale * (q + zero_point)


@MISTAKES.mistake(
    "zero_point_unscaled",
    "zero_point is a code, not a length: you took it away after multiplying. Take it "
    "from the code first, then multiply: scale · (q − zero_point).",
    replaces="dequantize",
)
def _(q, scale, zero_point):
    return scale * q - zero_point


@MISTAKES.mistake(
    "forgets_zero_point_back",
    "You multiplied the codes by the scale and left zero_point = {zero_point} in them, "
    "so everything comes back too high. Take it away first: scale · (q − zero_point).",
    replaces="dequantize",
)
def _(q, scale, zero_point):
    return scale * q
