"""What goes wrong with residual blocks and with tables of towers, and how it shows.

`residual_depth` registers these in their order: first the block, then the table.
"""

from course.checks.architecture import towers
from course.checks.engine import Mistakes

MISTAKES = Mistakes()


def every(observed, name, fits) -> dict | None:
    """Return the first facts of property ``name`` if all that it noted fit."""
    facts = observed.facts(name)
    return facts[0] if facts and all(map(fits, facts)) else None


@MISTAKES.symptom(
    "no_super",
    "Every `nn.Module` keeps a register of its layers, and the register does not exist "
    "yet. Make `super().__init__()` the first line of your `__init__`; after it, "
    "layers can be kept in `self`.",
)
def _(observed):
    calls = observed.calls("ResidualBlock")
    return any("before Module.__init__" in call.message for call in calls)


@MISTAKES.symptom(
    "in_place",
    "Your block writes into its input, as `x += ...` does. The same x is needed again "
    "on the way back, and by whoever called you. Make a new tensor: `x + ...`.",
)
def _(observed):
    return any(call.mutated for call in observed.calls("ResidualBlock"))


@MISTAKES.symptom(
    "no_parameters",
    "The block has no parameter that training could change. A layer counts only if "
    "`__init__` keeps it in `self`; one made inside `forward` is new at each call, and "
    "one in a plain list is not seen.",
)
def _(observed):
    return every(observed, "own_weights", lambda facts: not facts["n_learned"])


@MISTAKES.symptom(
    "shared_layer",
    "Changing the weights of one block changed another one, so a tower of 30 floors "
    "would learn a single floor. Every block needs its own layer: call `nn.Linear` "
    "inside `__init__`, not in the class body or outside.",
)
def _(observed):
    return every(observed, "own_weights", lambda facts: not facts["kept"])


@MISTAKES.symptom(
    "concat",
    "The output has twice the features of x: you put x and f(x) side by side. A "
    "residual *adds* them number by number, so the shape stays and floors can be "
    "stacked.",
)
def _(observed):
    return every(
        observed, "learned_nothing", lambda f: f["out"].shape[-1:] == (2 * f["dim"],)
    )


@MISTAKES.symptom(
    "relu_after_all_dead",
    "Whatever the weights are, f adds exactly 0, or the whole block returns 0. A ReLU "
    "after a value that is never positive is always 0, and so is its gradient. Apply "
    "ReLU once, to what the linear layer returns.",
)
def _(observed):
    return every(observed, "scaled", lambda facts: facts.get("dead"))


@MISTAKES.symptom(
    "no_skip",
    "With all weights at zero your block returns zeros, not x. The way around f is "
    "missing: what came in is lost, on the way forward and on the way back. Add x to "
    "the change.",
)
def _(observed):
    return every(observed, "learned_nothing", lambda facts: not facts["out"].any())


@MISTAKES.symptom(
    "scales_skip",
    "With all weights at zero your block returns x times {scale}. You scaled the sum. "
    "Thirty such floors in a row shrink the signal to nothing. Scale the change only: "
    "`x + scale * f(x)`.",
)
def _(observed):
    return every(
        observed,
        "learned_nothing",
        lambda f: towers.near(f["out"], f["scale"] * f["x"]),
    )


@MISTAKES.symptom(
    "relu_outside",
    "With all weights at zero the negative numbers of x came back as 0: a ReLU is "
    "around the whole sum. The first ResNet did that; here the way around stays free. "
    "Apply ReLU inside f, before x is added.",
)
def _(observed):
    return every(
        observed, "learned_nothing", lambda f: towers.near(f["out"], f["x"].clip(0))
    )


@MISTAKES.symptom(
    "cut_gradient",
    "The numbers forward are right, but on the way back one of the two paths is cut. "
    "`detach`, `.data` and `no_grad` stop the gradient. Leave them out: both x and "
    "f(x) must carry it.",
)
def _(observed):
    right = not observed.facts("learned_nothing") and not observed.facts("scaled")
    cut = every(
        observed, "way_back", lambda f: f.get("stopped") or not f.get("enters", True)
    )
    return right and cut


@MISTAKES.symptom(
    "ignores_scale",
    "`scale` has no effect: with {scale} and with 1.0 the block returns the same. Keep "
    "it in `self.scale` and multiply f(x) by it. Without it a tower of 100 floors "
    "breaks, residual or not.",
)
def _(observed):
    found = every(observed, "scaled", lambda facts: facts.get("ignored"))
    return found and {"scale": observed.cases[0].scale}


@MISTAKES.symptom(
    "one_seed",
    "In a cell of the table the number of different seeds is {n_seeds}. That can be "
    "luck: plain towers of depth 10 ended anywhere between 0.20 and 0.76 in 30 of "
    "ours. Run at least three: `seeds=range(3)`.",
)
def _(observed):
    few = every(observed, "complete", lambda f: f.get("n_seeds") in (1, 2))
    return few and {"n_seeds": few["n_seeds"]}


@MISTAKES.symptom(
    "copied_seed",
    "Different seeds gave the same numbers to the last digit, so the seed never "
    "reached the training. Hand it on in your `run`: "
    "`train_stack(block, depth, random_state=random_state)`.",
)
def _(observed):
    return every(
        observed, "complete", lambda f: f.get("n_seeds", 0) > f.get("n_runs", 0)
    )


@MISTAKES.symptom(
    "same_block",
    "With and without the skip the towers have the same gradient to the last digit: "
    "both were built from the same block. Look at how your `run` uses `residual`.",
)
def _(observed):
    return every(observed, "arrives", lambda f: f["plain"] == f["skip"] > -40)


@MISTAKES.symptom(
    "swapped_arms",
    "The gradient vanishes in the rows that say residual=True and arrives where it "
    "says False. The two blocks are swapped: True is the tower of your block, False "
    "the one of PlainBlock.",
)
def _(observed):
    return every(
        observed, "arrives", lambda f: f["plain"] - f["skip"] > 8 > -f["plain"]
    )


@MISTAKES.symptom(
    "stale_table",
    "In the rows that say residual=True the gradient is even smaller than in the plain "
    "towers, so the block behind them had no skip. Did you correct the block "
    "afterwards? Then run the table again.",
)
def _(observed):
    return every(observed, "arrives", lambda f: f["plain"] - f["skip"] > 3)
