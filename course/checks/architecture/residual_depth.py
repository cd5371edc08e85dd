"""A block with a way around it, 18 towers, and the reason why the plain one fails.

The block is probed forwards and backwards, with weights of zero and weights drawn
here. The table is the learner's own; one of its six cells is trained again. What was
measured for each threshold stands in ``residual_depth.md``.
"""

from types import SimpleNamespace

from course.checks.architecture import towers
from course.checks.architecture.tower_mistakes import MISTAKES
from course.checks.engine import Choice, Exercise, Network, Table

SEEDS = 3
NUMBERS = ("depth", "gradient_norm", "accuracy")

residual_depth = Exercise(
    __name__,
    points=16,
    answers={
        "ResidualBlock": Network(),
        "depth_table": Table((*NUMBERS, "residual", "seed"), numbers=NUMBERS),
        "cause": Choice(("vanishing gradient", "overfitting", "too few parameters")),
    },
    covers=("S1.5", "S1.6", "S1.11"),
    hints=(
        "What must the block return if it has learned nothing yet?",
        "What came in, x, plus a change of the same shape. The ReLU belongs to the "
        "change, not to the sum. For the table, `sweep.grid` runs the 18 towers.",
        "`return x + self.scale * torch.relu(self.linear(___))`",
    ),
    takeaway="Adding the input lets the error signal pass every floor unchanged. That "
    "made depth trainable here; it did not make 30 floors better than 2.",
    trains=True,
)


@residual_depth.cases
def cases(rng):
    """Draw widths, inputs, directions to push back, scales and seeds."""
    drawn = []
    for dim in rng.choice(range(6, 13), size=3, replace=False).tolist():
        x, v = rng.normal(size=(2, 5, dim)).astype("float32")
        scale = float(rng.choice([0.25, 0.375, 0.625]))
        draw, seed = rng.integers(1000, 2**31 - 1, size=2).tolist()
        case = {"dim": dim, "x": x, "v": v, "scale": scale, "draw": draw, "seed": seed}
        drawn.append(SimpleNamespace(**case))
    return drawn


@residual_depth.holds(2, needs=("ResidualBlock",))
def learned_nothing(case, ResidualBlock):
    """With weights of zero, x comes out"""
    block = towers.silenced(ResidualBlock(case.dim, scale=case.scale))
    out = block.forward(case.x)
    yield (
        f"with all parameters 0, x = {towers.first(case.x)} of shape {case.x.shape} "
        f"became {towers.first(out)} of shape {out.shape}",
        towers.near(out, case.x),
        "A block that has learned nothing has to hand on x unchanged.",
        {"out": out, "x": case.x, "scale": case.scale, "dim": case.dim},
    )


@residual_depth.holds(2, needs=("ResidualBlock",))
def scaled(case, ResidualBlock):
    """The change is scale times f(x)"""
    blocks = ResidualBlock(case.dim), ResidualBlock(case.dim, scale=case.scale)
    one, part = (towers.filled(block, case.draw).forward(case.x) for block in blocks)
    if one.shape != case.x.shape:
        tried = f"x of shape {case.x.shape} became {one.shape}"
        yield tried, False, "What is added to x must have the shape of x."
        return
    change, smaller = one - case.x, part - case.x
    size, less = float(abs(change).max()), float(abs(smaller).max())
    yield (
        f"scale=1.0 changed x by up to {size:.3g}, scale={case.scale} by up to "
        f"{less:.3g}, with the same weights",
        size > 1e-6 and towers.near(smaller / size, case.scale * change / size),
        "Let f work on x, multiply by scale, then add x.",
        {"dead": size == 0 or not one.any(), "ignored": towers.near(one, part)},
    )


@residual_depth.holds(2, needs=("ResidualBlock",))
def way_back(case, ResidualBlock):
    """The gradient passes around f, and through it"""
    block = towers.filled(ResidualBlock(case.dim), case.draw)
    if block.forward(case.x).shape != case.x.shape:
        yield "the block changed the shape of x", False, "Keep the shape of x."
        return
    both = block.vjp(case.x, case.v)
    around = towers.silenced(block).vjp(case.x, case.v)
    passes, enters = towers.near(around, case.v), not towers.near(both, case.v)
    yield (
        f"the gradient {towers.first(case.v)}, sent back through a block with all "
        f"parameters 0, came out as {towers.first(around)}; with other parameters as "
        f"{towers.first(both)}",
        passes and enters,
        "Through x it must pass unchanged; through f it must pick up something.",
        {"stopped": not around.any(), "passes": passes, "enters": enters},
    )


@residual_depth.holds(1, needs=("ResidualBlock",))
def own_weights(case, ResidualBlock):
    """Two blocks learn separately"""
    one, other = ResidualBlock(case.dim), ResidualBlock(case.dim)
    before = towers.filled(other, case.draw).state_dict()
    towers.silenced(one)
    after = other.state_dict()
    kept = all(towers.near(after[name], before[name]) for name in before)
    tried = f"after one block was set to 0, the other had {'' if kept else 'not '}kept "
    look = "Make a new layer in `__init__` and keep it as `self.linear`."
    facts = {"n_learned": len(before), "kept": kept, "dim": case.dim}
    yield f"{tried}its weights", bool(before) and kept, look, facts


@residual_depth.holds(2, needs=("depth_table",), once=True)
def complete(cases, table):
    """Six cells, three seeds in each"""
    for depth, residual in towers.every_cell():
        rows = towers.cell(table, depth, residual)
        n_seeds = rows.seed.nunique()
        n_runs = rows.gradient_norm.nunique() if rows.gradient_norm.any() else n_seeds
        yield (
            f"depth {depth}, residual {residual}: {n_seeds} different seeds, {n_runs} "
            "different gradients",
            min(n_seeds, n_runs) >= SEEDS,
            "Run each depth with and without your block, with three seeds; residual "
            "is True or False.",
            {"n_rows": len(rows), "n_seeds": n_seeds, "n_runs": n_runs},
        )
    inside = table.accuracy.between(0, 1).all() and (table.gradient_norm >= 0).all()
    tried = ", ".join(
        f"`{name}` goes from {table[name].min():.3g} to {table[name].max():.3g}"
        for name in ("accuracy", "gradient_norm")
    )
    look = "Accuracy is a share from 0 to 1, not per cent; a gradient's length is not "
    yield tried, inside, f"{look}negative. Keep what `train_stack` returns."


@residual_depth.holds(2, needs=("depth_table",), once=True)
def arrives(cases, table):
    """At depth 30 the gradient arrives only with the skip"""
    plain, skip = (towers.gradient(table, 30, residual) for residual in (False, True))
    yield (
        f"at depth 30 the first gradient is about 1e{plain:.0f} without and "
        f"1e{skip:.0f} with your block",
        skip - plain >= 3,
        "With a way around every floor it is at least 1,000 times larger. Did the "
        "towers with residual=True get your block?",
        {"plain": plain, "skip": skip},
    )


@residual_depth.holds(2, needs=("depth_table",), once=True, scale="cpu")
def learns(cases, table):
    """At depth 2 both towers learn, at depth 30 one"""
    low, high = (towers.accuracy(table, 2, residual) for residual in (False, True))
    tried = f"at depth 2 the accuracy is {low:.2f} without and {high:.2f} with the skip"
    yield tried, min(low, high) >= 0.85, "Two floors learn these digits either way."
    low, high = (towers.accuracy(table, 30, residual) for residual in (False, True))
    tried = f"at depth 30 it is {low:.2f} without and {high:.2f} with the skip"
    yield tried, high - low >= 0.3, "The tower with your block leads by 0.3 or more."


@residual_depth.holds(1, needs=("depth_table",), once=True, scale="cpu")
def again(cases, table):
    """One cell, trained again"""
    ours, ours_g = towers.trained_again(case.seed for case in cases)
    yours, yours_g = towers.accuracy(table, 2, False), towers.gradient(table, 2, False)
    yield (
        f"depth 2 without skip: your accuracy is {yours:.3f}, trained again with three "
        f"other seeds {ours:.3f}; your gradient is {10**yours_g:.2g}, again "
        f"{10**ours_g:.2g}",
        abs(yours - ours) <= 0.08 and abs(yours_g - ours_g) <= 0.5,
        "Fill the table by `train_stack` as it is given, with PlainBlock where "
        "residual is False.",
    )


@residual_depth.holds(2, needs=("cause",), once=True)
def reason(cases, cause):
    """The reason"""
    look = "Compare the first gradient and the training accuracy of the two towers."
    yield f"you named {cause!r}", cause == "vanishing gradient", look


residual_depth.mistakes.extend(MISTAKES)


@residual_depth.mistake(
    "overfit",
    "A model that overfits is good on its training rows. Look at `train_accuracy`: the "
    "plain tower of depth 30 gets about 0.10 there too. It cannot even fit, so this is "
    "a failure of training.",
    replaces="cause",
)
def _():
    return "overfitting"


@residual_depth.mistake(
    "too_few",
    "Both towers of one depth have the same number of parameters, for the skip adds "
    "none, and 30 floors have far more than 2. Something else keeps the plain tower "
    "from using them. What arrives at its first layer?",
    replaces="cause",
)
def _():
    return "too few parameters"
