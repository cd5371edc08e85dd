"""Real numbers as small codes: a step, a code for zero, and the way back."""

from types import SimpleNamespace

from course.checks.deployment.code_mistakes import MISTAKES
from course.checks.engine import Exercise, Function, array, show

quantization = Exercise(
    __name__,
    points=12,
    answers={
        "quant_params": Function(lambda value: step_and_code(value)),
        "quantize": Function(lambda value: codes(value)),
        "dequantize": Function(array),
    },
    covers=("S7.9", "S7.10", "S7.11"),
    hints=(
        "How many steps fit between the smallest and the largest value, and on which "
        "of them does 0 lie?",
        "Let the range hold 0 first: min(x_min, 0), max(x_max, 0). Then scale = (max − "
        "min) / (2^bits − 1), and the code of 0 is round(−min / scale). Codes are "
        "clipped.",
        "`low, high = min(x_min, 0), max(x_max, 0); scale = (high - low) / (2**bits - "
        "1) or 1.0`, then `int(round(___ / scale))`",
    ),
    takeaway="Eight bits are 256 codes on an even grid, and 0 has one of its own: "
    "padding and ReLU give exact zeros, and those have to stay exact.",
)


def step_and_code(value) -> str | None:
    """Ask for a pair of a finite number and a whole one."""
    import math

    items = value.tolist() if type(value).__name__ == "ndarray" else value
    if type(items) not in (list, tuple) or len(items) != 2:
        return f"{show(value, 60)}, where the pair (scale, zero_point) belongs"
    scale, zero_point = items
    if type(scale) not in (int, float) or not math.isfinite(scale):
        return f"the scale {show(scale, 40)}, where a finite number belongs"
    if type(zero_point) is not int:
        return (
            f"the zero_point {show(zero_point, 40)}, where a whole number (int) belongs"
        )
    return None


def codes(value) -> str | None:
    """Ask for an array of whole numbers, of whatever type."""
    problem = array(value)
    if problem or value.dtype.kind in "iu":
        return problem
    if value.dtype.kind == "f" and bool((value == value.round()).all()):
        return None
    return f"{show(value, 60)}, where an array of whole numbers belongs"


@quantization.cases
def cases(rng):
    """Draw ranges around 0 and beside it, values, and numbers of bits."""
    import numpy as np

    drawn = []
    for bits in rng.permutation([2, 3, 4, 5, 6, 7, 8])[:4].tolist():
        size = float(np.exp(rng.uniform(-2, 3)))
        low, high = -size * rng.uniform(0.2, 0.45), size * rng.uniform(0.6, 1.2)
        if rng.random() < 0.5:
            low, high = -high, -low
        beside = (
            float(size * rng.uniform(0.4, 0.7)),
            float(size * rng.uniform(1.1, 1.5)),
        )
        n = 2**bits - 1
        scale = float((high - low) / n)
        inside = rng.uniform(low, high, size=60)
        drawn.append(
            SimpleNamespace(
                bits=bits,
                around=(float(low), float(high)),
                beside=(beside, (-beside[1], -beside[0])),
                scale=scale,
                zero=int(np.round(-low / scale)),
                x=inside,
                outside=np.array(
                    [
                        low - 0.3 * size,
                        high + 0.3 * size,
                        low - 99 * size,
                        high + 99 * size,
                    ]
                ),
                q=rng.integers(0, n, size=40, endpoint=True),
            )
        )
    return drawn


def ranges(case) -> tuple:
    """Return the ranges that are asked: around 0, above and below it."""
    return case.around, *case.beside


def span(low, high) -> float:
    """Return the length of a range once it holds 0."""
    return max(high, 0.0) - min(low, 0.0)


@quantization.holds(3, needs=("quant_params",))
def zero(case, quant_params):
    """The number 0 has a code"""
    most = 2**case.bits - 1
    for low, high in ranges(case):
        scale, zero_point = quant_params(low, high, bits=case.bits)
        yield (
            f"for [{low:.3g}, {high:.3g}] and {case.bits} bits the code of 0 is "
            f"{zero_point}; codes go from 0 to {most}",
            0 <= zero_point <= most,
            "Let the range hold 0 before you compute the step: the code of 0 then lies "
            "among the codes.",
            {"low": low, "high": high, "bits": case.bits, "most": most}
            | {"scale": float(scale), "zero_point": zero_point},
        )


@quantization.holds(2, needs=("quant_params",))
def step(case, quant_params):
    """The step is as small as it can be, and covers the range"""
    most = 2**case.bits - 1
    for low, high in ranges(case):
        scale, zero_point = quant_params(low, high, bits=case.bits)
        best = span(low, high) / most
        lowest, highest = -zero_point * scale, (most - zero_point) * scale
        reach = max(lowest - min(low, 0), max(high, 0) - highest)
        yield (
            f"for [{low:.3g}, {high:.3g}] and {case.bits} bits the step is "
            f"{scale:.4g}; {span(low, high):.4g} / {most} is {best:.4g}",
            0.995 * best <= scale <= 1.1 * best and reach <= 0.51 * best,
            "2^bits codes have 2^bits − 1 steps between them, and the first and the "
            "last code stand for the ends of the range, 0 included.",
            {"low": low, "high": high, "bits": case.bits, "most": most}
            | {"scale": float(scale), "zero_point": zero_point, "best": best},
        )


@quantization.holds(1, needs=("quant_params",))
def constant(case, quant_params):
    """A tensor of zeros"""
    scale, zero_point = quant_params(0.0, 0.0, bits=case.bits)
    yield (
        f"for a tensor of zeros you gave scale {scale:g}, zero_point {zero_point}",
        scale > 0 and 0 <= zero_point < 2**case.bits,
        "The range is 0 long, and whoever divides by a scale of 0 gets NaN. Any step "
        "does; 1 is the usual one.",
    )


@quantization.holds(3, needs=("quantize",))
def nearest(case, quantize):
    """Each value gets the nearest code"""
    found = quantize(case.x, case.scale, case.zero, bits=case.bits)
    same_shape = found.shape == case.x.shape
    off = abs(found - (case.x / case.scale + case.zero)) if same_shape else case.x
    worst = int(off.argmax())
    yield (
        f"60 values gave codes of shape {found.shape}"
        if not same_shape
        else f"{case.x[worst]:.4g} lies {case.x[worst] / case.scale + case.zero:.2f} "
        f"steps above the first code and got the code {found[worst]:g}",
        same_shape and off.max() <= 0.5 + 1e-6,
        "Divide by the scale, round to the nearest whole number, add the code of 0.",
    )


@quantization.holds(1, needs=("quantize",))
def ends(case, quantize):
    """Values beyond the range get the code at its end"""
    most = 2**case.bits - 1
    found = quantize(case.outside, case.scale, case.zero, bits=case.bits).tolist()
    yield (
        f"with {case.bits} bits values far outside got the codes {show(found)}",
        found == [0, most, 0, most],
        "There is no code below 0 and none above 2^bits − 1. Clip, before the numbers "
        "become integers of a narrow type.",
        {"found": show(found), "most": most, "bits": case.bits},
    )


@quantization.holds(1, needs=("dequantize",))
def back(case, dequantize):
    """From codes to numbers"""
    import numpy as np

    found = dequantize(case.q, case.scale, case.zero)
    want = case.scale * (case.q - case.zero)
    yield (
        f"the codes {show(case.q[:3])} with scale {case.scale:.4g} and zero_point "
        f"{case.zero} gave {show(found.ravel()[:3])}",
        found.shape == want.shape and np.allclose(found, want, rtol=1e-5, atol=1e-9),
        "The code of 0 is subtracted first; what is left are steps, each as long as "
        "the scale.",
    )


@quantization.holds(1)
def there_and_back(case, quant_params, quantize, dequantize):
    """There and back: off by half a step"""
    import numpy as np

    for low, high in ranges(case):
        x = np.linspace(low, high, 41)
        scale, zero_point = quant_params(low, high, bits=case.bits)
        found = dequantize(
            quantize(x, scale, zero_point, bits=case.bits), scale, zero_point
        )
        off = abs(found - x).max() if found.shape == x.shape else np.inf
        zeros = quantize(np.zeros(3), scale, zero_point, bits=case.bits)
        zeros = dequantize(zeros, scale, zero_point)
        yield (
            f"[{low:.3g}, {high:.3g}] there and back with {case.bits} bits is off by "
            f"{off:.3g}, and 0 came back as {zeros[0]:.3g}",
            off <= 1.02 * span(low, high) / (2**case.bits - 1) and not zeros.any(),
            "What you decode lies at most about half a step from what went in, and 0 "
            "comes back as exactly 0.",
            {"off": off, "range": 256 * scale, "bits": case.bits},
        )


quantization.mistakes.extend(MISTAKES)
