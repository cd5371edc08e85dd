"""Which weights go? Those nearest to zero, of all layers together."""

from types import SimpleNamespace

from course.checks.engine import Exercise, Function, show

prune_masks = Exercise(
    __name__,
    points=10,
    answers={"prune_masks": Function(lambda value: masks(value))},
    covers=("S7.9", "S5.11"),
    hints=(
        "Which weights matter least: the most negative ones, or those closest to zero?",
        "Collect the sizes |w| of all layers in one long array and find the size below "
        "which the share `sparsity` lies. The same limit then holds in every layer.",
        "`limit = np.quantile(np.concatenate([np.abs(w).ravel() for w in weights]), "
        "___)`, then `[np.abs(w) > limit for w in weights]`",
    ),
    takeaway="One limit for all layers takes more from layers whose weights are small. "
    "A mask alone makes no file smaller: zeros are numbers too.",
)


def masks(value) -> str | None:
    """Ask for a list or tuple of boolean arrays."""
    if type(value) not in (list, tuple):
        return f"{show(value, 60)}, where a list of boolean arrays belongs"
    for place, mask in enumerate(value):
        if type(mask).__name__ != "ndarray":
            return (
                f"a list with {show(mask, 40)} at place {place}, where an array belongs"
            )
        if mask.dtype != bool:
            return f"a mask of dtype {mask.dtype} at place {place}, where bool belongs"
    return None


@prune_masks.cases
def cases(rng):
    """Draw layers of several shapes whose weights differ in size, and shares to cut."""
    shares = rng.permutation([0.2, 0.35, 0.7, 0.85])
    return [
        SimpleNamespace(
            weights=[
                rng.normal(0.02, scale, size=shape).astype(np_type)
                for scale, shape, np_type in zip(
                    rng.permutation([0.02, 0.06, 0.15]).tolist(),
                    (
                        (8, int(rng.integers(1, 4)), 3, 3),
                        (int(rng.integers(20, 40)), 12),
                        (90,),
                    ),
                    ("float32", "float64", "float32"),
                    strict=True,
                )
            ],
            share=float(share + rng.uniform(-0.04, 0.04)),
        )
        for share in shares[:3]
    ]


def flat(arrays):
    """Return arrays of any shapes as one long one."""
    import numpy as np

    return np.concatenate([np.ravel(array) for array in arrays])


def look_at(case, share, kept) -> dict:
    """Return what was cut: how much, in which layers, and how large it was."""
    import numpy as np

    weights, keep = flat(case.weights).astype(float), flat(kept)
    cut = weights[~keep]
    edges = {
        "least_kept": np.abs(weights[keep]).min(initial=np.inf),
        "most_cut": np.abs(cut).max(initial=-np.inf),
        "most_kept": np.abs(weights[keep]).max(initial=-np.inf),
        "least_cut": np.abs(cut).min(initial=np.inf),
        "low_kept": weights[keep].min(initial=np.inf),
        "high_cut": cut.max(initial=-np.inf),
    }
    each = [
        np.abs(w[~k]).max(initial=-np.inf) <= np.abs(w[k]).min(initial=np.inf)
        for w, k in zip(case.weights, kept, strict=True)
    ]
    return {
        "cut": float(np.mean(~keep)),
        "wanted": float(share),
        "off": 2 / len(keep) + 1e-3,
        "layers": [float(np.mean(~mask)) for mask in kept],
        "step": 1.5 / min(mask.size for mask in kept),
        "each": all(each),
        "below": float(np.mean(np.abs(weights) <= share)),
        **{name: float(value) for name, value in edges.items()},
    }


def shaped(case, found) -> bool:
    """Return whether there is one mask for each layer, of its shape."""
    return [mask.shape for mask in found] == [w.shape for w in case.weights]


@prune_masks.holds(2)
def shapes(case, prune_masks):
    """One mask for each layer, of its shape"""
    found = prune_masks(case.weights, case.share)
    yield (
        f"layers of shapes {[w.shape for w in case.weights]} got masks of shapes "
        f"{[mask.shape for mask in found]}",
        shaped(case, found),
        "Give every layer back a mask of its own shape: True where the weight stays.",
    )


@prune_masks.holds(4)
def amount(case, prune_masks):
    """The share that goes"""
    for share in (case.share, 0.0, 1.0):
        found = prune_masks(case.weights, share)
        if not shaped(case, found):
            yield "the masks have other shapes than the layers", False, SHAPES_FIRST
            continue
        facts = look_at(case, share, found)
        yield (
            f"for sparsity {share:.3f} the masks cut {facts['cut']:.1%} of the weights",
            abs(facts["cut"] - share) <= facts["off"],
            "`sparsity` is the share of all weights that go: 0 keeps every one, 1 "
            "keeps none.",
            facts,
        )


SHAPES_FIRST = "Bring the shapes in order first; then the weights that go can be seen."


@prune_masks.holds(4)
def smallest(case, prune_masks):
    """The smallest of all layers go"""
    found = prune_masks(case.weights, case.share)
    if not shaped(case, found):
        yield "the masks have other shapes than the layers", False, SHAPES_FIRST
        return
    facts = look_at(case, case.share, found)
    yield (
        f"the smallest weight that stays has the size {facts['least_kept']:.3g}, the "
        f"largest that goes {facts['most_cut']:.3g}",
        facts["least_kept"] >= facts["most_cut"],
        "No weight that goes may be larger than one that stays, in whatever layers the "
        "two are. Compare sizes, |w|, and use one limit for all layers.",
        facts,
    )


def first(observed, fits):
    """Return the facts of the first case, if ``fits`` is true of what was seen of all.

    What was seen at the drawn shares counts; 0 and 1 tell nothing apart.
    """
    found = [
        facts
        for facts in (*observed.facts("amount"), *observed.facts("smallest"))
        if 0 < facts["wanted"] < 1
    ]
    return found[0] if found and all(fits(facts) for facts in found) else None


def right_amount(facts) -> bool:
    """Return whether the wanted share was cut."""
    return abs(facts["cut"] - facts["wanted"]) <= facts["off"]


def other_amount(facts) -> bool:
    """Return whether the wanted share was kept."""
    return abs(1 - facts["cut"] - facts["wanted"]) <= facts["off"]


@prune_masks.symptom(
    "in_place",
    "The weights that you were given changed. A mask is asked, and the network that "
    "they belong to would lose its weights before anybody has looked at the mask. Work "
    "on copies.",
)
def _(observed):
    return any(call.mutated for call in observed.calls("prune_masks"))


@prune_masks.symptom(
    "marks_what_goes",
    "Your masks are turned round: True stands where the weight is small. True means "
    "that a weight *stays*, so that `weight * mask` is the pruned layer. Turn the "
    "comparison round.",
)
def _(observed):
    return first(
        observed,
        lambda facts: other_amount(facts) and facts["most_kept"] <= facts["least_cut"],
    )


@prune_masks.symptom(
    "keeps_instead_of_prunes",
    "You kept {wanted:.0%} of the weights and should cut {wanted:.0%}. The small ones "
    "go, that is right; take the limit at the share `sparsity` of the sorted sizes, "
    "not at 1 − sparsity.",
)
def _(observed):
    return first(
        observed,
        lambda facts: other_amount(facts) and facts["most_cut"] <= facts["least_kept"],
    )


@prune_masks.symptom(
    "largest_pruned",
    "The largest weights went and the smallest stayed. A weight of 0.001 changes next "
    "to nothing when it becomes 0; a large one carries what the network learned. Sort "
    "the other way.",
)
def _(observed):
    return first(
        observed,
        lambda facts: right_amount(facts) and facts["most_kept"] <= facts["least_cut"],
    )


@prune_masks.symptom(
    "signed_values",
    "You cut the most negative weights: everything below {high_cut:.3g} went. A weight "
    "of −3 is as large as one of 3, and only those near zero can go. Compare sizes, "
    "`np.abs(w)`.",
)
def _(observed):
    return first(
        observed,
        lambda facts: right_amount(facts) and facts["high_cut"] <= facts["low_kept"],
    )


@prune_masks.symptom(
    "per_layer",
    "Every layer lost the same share, {wanted:.0%}. Then a layer of large weights "
    "loses some that are larger than those another layer keeps. Find one limit for "
    "all layers together.",
)
def _(observed):
    return first(
        observed,
        lambda facts: (
            facts["each"]
            and all(abs(s - facts["wanted"]) <= facts["step"] for s in facts["layers"])
        ),
    )


@prune_masks.symptom(
    "at_random",
    "As many weights went as should, but large ones among them: one of size "
    "{most_cut:.3g} goes, while one of {least_kept:.2g} stays. Their size has to "
    "decide, not chance and not their place in the list.",
)
def _(observed):
    return first(observed, right_amount)


@prune_masks.symptom(
    "share_as_limit",
    "You compared sizes with {wanted:.3g} itself, and {cut:.1%} went. `sparsity` is a "
    "share of the weights, not a size: find the size below which that share lies, with "
    "`np.quantile`.",
)
def _(observed):
    return first(observed, lambda facts: abs(facts["cut"] - facts["below"]) < 1e-9)


@prune_masks.symptom(
    "percent_for_share",
    "{cut:.1%} of the weights went, not {wanted:.0%}. `np.percentile` wants 80 where "
    "`np.quantile` wants 0.8: you asked it for less than one percent.",
)
def _(observed):
    return first(
        observed,
        lambda facts: abs(facts["cut"] - facts["wanted"] / 100) <= facts["off"],
    )
