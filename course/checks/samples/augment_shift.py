"""Move every image by its own random step; what leaves is gone, what enters is dark.

Batches of two kinds: images whose ink stays clear of the border, so that a shift loses
nothing and can be read off, and images with ink up to the edge, so that what happens at
the edge can be seen.
"""

from types import SimpleNamespace

from course.checks.engine import Exercise, Function, array

augment_shift = Exercise(
    __name__,
    points=10,
    answers={"augment_shift": Function(array)},
    covers=("S4.6",),
    hints=(
        "Where do pixels go that fall off the edge, and what comes in on the other "
        "side?",
        "Put a frame of zeros, `max_shift` wide, around each image. Then cut a window "
        "of the old size out of it, at a random place, another one for each image.",
        "`out[i] = padded[i, top[i] : top[i] + height, left[i] : left[i] + ___]`",
    ),
    takeaway="A shift that keeps the label makes new training images from old ones. It "
    "helps where test images really move, and nowhere else.",
)


@augment_shift.cases
def cases(rng):
    """Draw a large batch with clear borders and small ones; some ink touches edges."""
    import numpy as np

    drawn = []
    for n, m in ((200, 2), (60, 1), (60, 3)):
        height, width = 2 * m + rng.choice(range(4, 8), size=2, replace=False)
        shape = (n, int(height), int(width))
        full = rng.uniform(0.2, 1.0, size=shape).astype(np.float32)
        clear = np.zeros(shape, np.float32)
        clear[:, m:-m, m:-m] = full[:, m:-m, m:-m]
        seeds = rng.integers(1, 2**31, size=2).tolist()
        case = {"full": full, "clear": clear, "max_shift": m, "seeds": seeds}
        drawn.append(SimpleNamespace(**case))
    return drawn


def moved(case, augment_shift, batch, which: int = 0):
    """Ask for an augmented batch with the case's first or second generator."""
    import numpy as np

    rng = np.random.default_rng(case.seeds[which])
    return augment_shift(batch, case.max_shift, rng)


def shifted(batch, down: int, right: int):
    """Return the images moved by one step, with zeros where nothing came from."""
    import numpy as np

    height, width = batch.shape[1:]
    out = np.zeros_like(batch)
    y0, y1 = max(down, 0), min(height, height + down)
    x0, x1 = max(right, 0), min(width, width + right)
    old = batch[:, y0 - down : y1 - down, x0 - right : x1 - right]
    out[:, y0:y1, x0:x1] = old
    return out


def steps_of(before, after, reach: int) -> list:
    """Return the step (down, right) of every image; None where none explains it."""
    found = [None] * len(before)
    for down in range(-reach, reach + 1):
        for right in range(-reach, reach + 1):
            off = abs(shifted(before, down, right) - after).max(axis=(1, 2))
            for place in (off < 1e-5).nonzero()[0]:
                found[place] = (down, right)
    return found


@augment_shift.holds(2)
def same_kind(case, augment_shift):
    """Shape and dtype stay"""
    out = moved(case, augment_shift, case.full)
    yield (
        f"a batch of shape {case.full.shape}, {case.full.dtype}, became "
        f"{out.shape}, {out.dtype}",
        out.shape == case.full.shape and out.dtype == case.full.dtype,
        "Whatever comes next was built for this shape and this dtype. Make the result "
        "with `np.zeros_like(batch)` and fill it.",
        {"dtype": str(out.dtype), "shape": out.shape, "want": case.full.shape},
    )


@augment_shift.holds(3)
def edges(case, augment_shift):
    """What leaves is gone, zeros come in"""
    import numpy as np

    out = moved(case, augment_shift, case.full)
    if out.shape != case.full.shape:
        yield "the shape of the batch changed", False, "Keep the shape first."
        return
    m, before, after = case.max_shift, case.full[:40], out[:40]
    odd = [i for i, step in enumerate(steps_of(before, after, m + 2)) if step is None]
    rolled = any(
        np.allclose(np.roll(before[i], (down, right), (0, 1)), after[i], atol=1e-5)
        for i in odd[:3]
        for down in range(-m, m + 1)
        for right in range(-m, m + 1)
    )
    yield (
        f"{len(odd)} of 40 images are no shifted copy of what came in, with zeros "
        "where nothing came from",
        not odd,
        "Take one image with ink at its edge and look at the edge that it moves away "
        "from: there must be zeros, and every other pixel must be an old one.",
        {"rolled": rolled, "n_odd": len(odd), "low": float(out.min())},
    )


@augment_shift.holds(2)
def each_its_own(case, augment_shift):
    """Each image moves by itself, in all directions"""
    out = moved(case, augment_shift, case.clear)
    if out.shape != case.clear.shape:
        yield "the shape of the batch changed", False, "Keep the shape first."
        return
    m = case.max_shift
    steps = steps_of(case.clear, out, m)
    known = {step for step in steps if step is not None}
    possible = (2 * m + 1) ** 2
    least = {1: 6, 2: 20, 3: 20}[m]
    yield (
        f"{len(steps)} images moved by {len(known)} different steps of {possible} "
        "possible ones",
        len(known) >= least,
        "Draw two whole numbers from −max_shift to max_shift for each image: one down, "
        "one to the right.",
        {
            "n_steps": len(known),
            "one": str(next(iter(known))) if len(known) == 1 else "",
            "one_sided": bool(known) and _one_sided(known),
        },
    )


def _one_sided(steps) -> bool:
    downs, rights = zip(*steps, strict=True)
    return any(min(side) >= 0 or max(side) <= 0 for side in (downs, rights))


@augment_shift.holds(1)
def not_too_far(case, augment_shift):
    """No image moves farther than asked"""
    out = moved(case, augment_shift, case.clear)
    if out.shape != case.clear.shape:
        yield "the shape of the batch changed", False, "Keep the shape first."
        return
    found = steps_of(case.clear[:60], out[:60], case.max_shift + 2)
    steps = [step for step in found if step is not None]
    farthest = max((max(map(abs, step)) for step in steps), default=0)
    yield (
        f"with max_shift={case.max_shift} the farthest step I found was {farthest}",
        bool(steps) and farthest <= case.max_shift,
        "The step is at most max_shift each way. A larger one pushes ink out of the "
        "image, and with it what makes the label.",
        {"farthest": farthest, "most": case.max_shift},
    )


@augment_shift.holds(2)
def generator(case, augment_shift):
    """The generator decides the steps"""
    import numpy as np

    one, again = (moved(case, augment_shift, case.clear) for _ in range(2))
    other = moved(case, augment_shift, case.clear, 1)
    same, repeats = np.array_equal(one, other), np.array_equal(one, again)
    yield (
        f"the same generator gave {'the same' if repeats else 'other'} images again, "
        f"another one {'the same' if same else 'others'}",
        repeats and not same,
        "Let all chance come from `rng`, so that an experiment can be repeated and two "
        "epochs still see different images.",
        {"same": same, "repeats": repeats},
    )


@augment_shift.symptom(
    "in_place",
    "The batch that you were given changed. In the next epoch images that are shifted "
    "already would be shifted again, until they have left. Write into a new array, "
    "`np.zeros_like(batch)`.",
)
def _(observed):
    return any(call.mutated for call in observed.calls("augment_shift"))


@augment_shift.symptom(
    "shape_or_dtype",
    "A float32 batch of shape {want} came back as {dtype} of shape {shape}. The "
    "network expects what it was built for; float64 also takes twice the memory. "
    "Start from `np.zeros_like(batch)`.",
)
def _(observed):
    found = observed.facts("same_kind")
    return found[0] if found else None


@augment_shift.symptom(
    "wraps_around",
    "Pixels that left on one side came back on the other: `np.roll` turns the image "
    "around. No photograph does that, so the network would learn something false. Fill "
    "with zeros.",
)
def _(observed):
    found = observed.facts("edges")
    return bool(found) and all(facts["rolled"] for facts in found)


@augment_shift.symptom(
    "same_shift_for_batch",
    "All images of a batch moved by the same step, {one}. In one epoch a network then "
    "sees a handful of steps only. Draw one step for each image.",
)
def _(observed):
    found = [facts for facts in observed.facts("each_its_own") if facts["one"]]
    return found[0] if len(found) == len(observed.cases) else None


@augment_shift.symptom(
    "one_sided",
    "Your images move to one side only. Test images move both ways; draw from "
    "−max_shift to max_shift, and mind that the end of `rng.integers` is left out "
    "unless you say `endpoint=True`.",
)
def _(observed):
    found = observed.facts("each_its_own")
    return bool(found) and all(facts["one_sided"] for facts in found)


@augment_shift.symptom(
    "one_way_short",
    "The step max_shift itself never came. The end of `rng.integers(low, high)` is "
    "left out, so images moved less far to one side than to the other. Add 1 or say "
    "`endpoint=True`.",
)
def _(observed):
    found = observed.facts("each_its_own")
    counts = [facts["n_steps"] for facts in found]
    return bool(counts) and any(n in (4, 16) for n in counts)


@augment_shift.symptom(
    "changes_content",
    "{n_odd} of 40 images are no plain shift: where nothing came from there is "
    "something else than 0, or old pixels have new values. Move whole pixels and fill "
    "with zeros.",
)
def _(observed):
    found = observed.facts("edges")
    return found[0] if found else None


@augment_shift.symptom(
    "too_far",
    "An image moved by {farthest} pixels although max_shift is {most}. Then ink leaves "
    "the image, and a 7 without its bar is no 7. Keep each step within max_shift.",
)
def _(observed):
    found = observed.facts("not_too_far")
    return found[0] if found and found[0]["farthest"] > found[0]["most"] else None


@augment_shift.symptom(
    "ignores_rng",
    "Two different generators gave the same steps, or one gave other steps the second "
    "time. Draw every step from the `rng` that you are given, and from nothing else.",
)
def _(observed):
    return bool(observed.facts("generator"))
