"""Gradients that float16 loses, the share that it loses, and wrong ways to count it."""

import math

#: The largest power of two that is a scale in this exercise.
MOST = 24
FEW = 0.001  # share that may underflow


def drawn(rng):
    """Return gradients as a float32 tensor, and the power of two that is right.

    They span 37 powers of two below the largest; float16 holds 41. The largest is
    negative and a tenth of all values is exactly 0.
    """
    import numpy as np
    import torch

    top = int(rng.integers(-5, 4))
    sizes = 2.0 ** (top - 37 * rng.beta(3, 3, size=2_400))
    values = sizes * rng.choice([-1.0, 1.0], size=sizes.shape)
    values = np.minimum(values, 2.0**top / 6)
    values[rng.random(values.shape) < 0.1] = 0.0
    values[int(rng.integers(0, 2_400))] = -rng.uniform(1.1, 1.9) * 2.0**top
    grads = torch.from_numpy(values.astype("float32").reshape(40, 60))
    return grads, 15 - top


def halved(grads, scale):
    """Return the gradients times the scale, in float16."""
    return (grads * scale).half()


def lost(grads, scale) -> float:
    """Return the share of the non-zero values that are 0 in float16."""
    alive = grads != 0
    return float((halved(grads, scale)[alive] == 0).double().mean())


def n_infinite(grads, scale) -> int:
    """Return how many values are infinite in float16."""
    return int(halved(grads, scale).isinf().sum())


def scales(grads) -> list[float]:
    """Return every power of two with which little underflows, the least first."""
    found = [2.0**power for power in range(MOST + 1)]
    return [scale for scale in found if lost(grads, scale) < FEW]


def largest(grads) -> float:
    """Return the right scale."""
    return max(scale for scale in scales(grads) if not n_infinite(grads, scale))


#: Name -> a wrong share, and what the learner reads.
WRONG_SHARE = {
    "scale_after": (
        lambda grads, scale: lost(grads, 1.0),
        "Your share does not depend on the scale: you stored the values in float16 "
        "first. What is 0 there stays 0 whatever it is multiplied by. Scale in "
        "float32, then store.",
    ),
    "divided": (
        lambda grads, scale: lost(grads, 1 / scale),
        "A larger scale made your share larger: you divided by it. Multiply, so that "
        "small values move up to where float16 has numbers.",
    ),
    "zeros_lost": (
        lambda grads, scale: float((halved(grads, scale) == 0).double().mean()),
        "You count values that were exactly 0 before. They lose nothing in float16. "
        "Look only at those that were not 0, for the count and for the share.",
    ),
    "share_of_all": (
        lambda grads, scale: lost(grads, scale)
        * float((grads != 0).double().mean()),
        "You divide by the number of all values. Asked is the share of those that were "
        "not 0, so divide by how many of them there are.",
    ),
    "below_normal": (
        lambda grads, scale: float(
            ((grads * scale).abs()[grads != 0] < 2.0**-14).double().mean()
        ),
        "You count everything below the smallest *normal* float16, 6.1e-5. Below it "
        "there are coarser numbers down to 6e-8, and they are not 0. Store the values "
        "and look.",
    ),
    "share_kept": (
        lambda grads, scale: 1 - lost(grads, scale),
        "That is the share which survives. Asked is the share which underflows: those "
        "values that are 0 afterwards and were not before.",
    ),
    "per_cent": (
        lambda grads, scale: 100 * lost(grads, scale),
        "That is in per cent. A share goes from 0 to 1: leave out the factor 100, or "
        "the limit of 0.001 is never met.",
    ),
}  # fmt: skip


def _without_sign(grads) -> float:
    top, power = float(grads.max()), 0
    while power < MOST and top * 2 ** (power + 1) < 65_520:
        power += 1
    return 2.0**power


#: Name -> a wrong scale, and what the learner reads.
WRONG_SCALE = {
    "overflow_scale": (
        lambda grads: max(scales(grads)),
        "Your scale {got} makes {n} of the values infinite in float16, and one is "
        "enough to spoil a step. Ask for `isfinite` of all values as well.",
    ),
    "without_sign": (
        _without_sign,
        "Your scale {got} makes {n} of the values infinite, and those are negative. "
        "Look at the size, `grads.abs().max()`, and not at the largest value.",
    ),
    "one_too_far": (
        lambda grads: 2 * largest(grads),
        "Your scale is twice the right one, and {n} of the values became infinite. It "
        "is the first that fails; the last one before it was asked.",
    ),
    "one_too_small": (
        lambda grads: largest(grads) / 2,
        "Twice your scale {got} still overflows nowhere. float16 goes up to 65,504, so "
        "a value of 32,768 is fine; the *largest* power of two is asked.",
    ),
    "smallest_scale": (
        lambda grads: min(scales(grads)),
        "Your scale {got} is the smallest that will do. It leaves no room: gradients "
        "shrink while a net learns. Begin at the large end and go down.",
    ),
    "no_power_of_two": (
        lambda grads: 65_504 / float(grads.abs().max()),
        "Your scale fills float16 to the brim, but it is no power of two. Those change "
        "only the exponent, so scaling back gives the same digits; others round.",
    ),
    "exponent": (
        lambda grads: round(math.log2(largest(grads))),
        "You return the exponent, {got}, and not the scale. What the gradients are "
        "multiplied by is two to that power: return `2.0 ** power`.",
    ),
}  # fmt: skip
