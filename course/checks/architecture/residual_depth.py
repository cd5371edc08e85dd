"""What depth needs: a residual block, towers with and without it, and the cause.

The thresholds rest on 30 seeds of `course.models.depth.train_stack` at `cpu` scale (two
shared x86 cores, torch 2.14), mean and sd over seeds:

===== ======== ======================= ==============
depth block    log10 of first gradient test accuracy
===== ======== ======================= ==============
2     plain    -1.50 ± 0.08            0.927 ± 0.013
10    plain    -4.66 ± 0.18            0.455 ± 0.122
30    plain    -12.72 ± 0.30           0.101 ± 0.001
2     residual -0.66 ± 0.05            0.952 ± 0.007
10    residual -0.67 ± 0.05            0.951 ± 0.008
30    residual -0.68 ± 0.05            0.949 ± 0.008
===== ======== ======================= ==============

With two linear layers, pre-activation or LayerNorm in the block (10 seeds each) the
residual rows stay within 0.944 to 0.962. The check re-trains a plain tower of depth 2,
which does not depend on the learner's block and has the smallest spread.
"""

import math

from course.checks.engine import Choice, Exercise, Network, Table

DEPTHS = (2, 10, 30)
CELLS = [(depth, residual) for depth in DEPTHS for residual in (False, True)]
CAUSES = ("vanishing gradient", "overfitting", "too few parameters")
LEAST_RATIO = 6.0  # of log10 gradients at depth 30; measured 12.0, sd 0.3
LEAST_GAP = 0.5  # of accuracies at depth 30; measured 0.85, sd 0.01
NEAR = 0.08  # accuracy of a re-trained tower; sd over seeds 0.013

residual_depth = Exercise(
    __name__,
    points=16,
    answers={
        "ResidualBlock": Network(),
        "depth_table": Table(
            columns=("depth", "residual", "seed", "gradient_norm", "accuracy"),
            numbers=("depth", "gradient_norm", "accuracy"),
        ),
        "cause": Choice(CAUSES),
    },
    covers=("S1.5", "S1.6", "S1.11"),
    hints=(
        "What should a block return as long as it has learned nothing yet?",
        "It returns its input, plus `scale` times what its layer and ReLU make of it; "
        "the shape stays. For the table, run both blocks at 2, 10 and 30 floors with "
        "seeds 0, 1 and 2.",
        "`return x + self.scale * torch.relu(self.linear(___))`",
    ),
    takeaway="The addition lets the gradient pass unchanged, so a tower of 30 floors "
    "learns. The plain tower failed on its training rows as well: that is "
    "optimisation, not overfitting.",
    trains=True,
)


@residual_depth.cases
def cases(rng):
    """Draw batches with values of both signs; widths differ."""
    import numpy as np

    widths = rng.choice([5, 8, 12, 17], size=3, replace=False)
    return [rng.normal(size=(4, int(width))).astype(np.float32) for width in widths]


def zeroed(block):
    """Set every parameter of a block to 0."""
    block.load_state_dict(
        {name: 0 * value for name, value in block.state_dict().items()}
    )
    return block


def close(a, b) -> bool:
    """Return whether two arrays agree in shape and to float32's precision."""
    import numpy as np

    return a.shape == b.shape and bool(np.allclose(a, b, rtol=1e-4, atol=1e-5))


@residual_depth.holds(2, needs=("ResidualBlock",))
def identity(X, ResidualBlock):
    """With all weights at 0, a block returns its input"""
    out = zeroed(ResidualBlock(X.shape[1])).forward(X)
    facts = {"X": X, "out": out}
    tried = f"with all weights at 0, an input of shape {X.shape} came back "
    tried += f"changed, as shape {out.shape}"
    yield (
        tried,
        close(out, X),
        "A block that has learned nothing is the identity.",
        facts,
    )


@residual_depth.holds(2, needs=("ResidualBlock",))
def way_back(X, ResidualBlock):
    """With all weights at 0, the gradient passes unchanged"""
    v = X[::-1].copy()
    back = zeroed(ResidualBlock(X.shape[1])).vjp(X, v)
    look = "The derivative of x + f(x) is 1 plus that of f. The 1 is the way back."
    yield "the gradient that came back differs from the one sent", close(back, v), look


@residual_depth.holds(2, needs=("ResidualBlock",))
def scaled(X, ResidualBlock):
    """`scale` multiplies the branch f, and nothing else"""
    one, three = ResidualBlock(X.shape[1], 1.0), ResidualBlock(X.shape[1], 3.0)
    three.load_state_dict(one.state_dict())
    added, more = one.forward(X), three.forward(X)
    facts = {"same": close(added, more)}
    held = added.shape == X.shape and close(more - X, 3 * (added - X))
    held = held and not close(added, X)
    tried = "with the same weights, `scale=3.0` did not add three times what "
    tried += "`scale=1.0` added"
    yield tried, held, "Compute `x + scale * f(x)`; f has weights of its own.", facts


@residual_depth.holds(2, needs=("ResidualBlock",))
def independent(X, ResidualBlock):
    """Two blocks have weights of their own"""
    first, second = ResidualBlock(X.shape[1]), ResidualBlock(X.shape[1])
    zeroed(first)
    left = max((abs(value).max() for value in second.state_dict().values()), default=0)
    facts = {"shared": bool(left == 0)}
    tried = "setting the weights of one block to 0 also emptied a second block"
    yield tried, left > 0, "Make the layers in `__init__`, anew for each block.", facts


def by_cell(table) -> dict:
    """Return (depth, residual) -> its rows, for the six cells that are asked."""
    found = {cell: [] for cell in CELLS}
    for row in table.to_dict("records"):
        residual = str(row["residual"]).strip().lower() in ("true", "1", "1.0", "yes")
        found.get((row["depth"], residual), []).append(row)
    return found


def medians(table, column) -> dict:
    """Return the median of ``column`` in each cell that has rows."""
    import statistics

    return {
        cell: statistics.median(row[column] for row in rows)
        for cell, rows in by_cell(table).items()
        if rows
    }


@residual_depth.holds(2, needs=("depth_table",), once=True)
def complete(_, depth_table):
    """The table has every tower, with three seeds"""
    cells = by_cell(depth_table)
    n_seeds = {
        cell: len({str(r["seed"]) for r in rows}) for cell, rows in cells.items()
    }
    cell, least = min(n_seeds.items(), key=lambda item: item[1])
    facts = {"n_seeds": least, "most": max(n_seeds.values())}
    tried = f"depth {cell[0]}, residual {cell[1]}: {least} different seeds"
    yield tried, least >= 3, "Each of the six towers needs three seeds or more.", facts
    possible = all(
        0 <= row["accuracy"] <= 1 and row["gradient_norm"] >= 0
        for rows in cells.values()
        for row in rows
    )
    tried = "an accuracy outside 0 to 1, or a gradient norm below 0"
    yield tried, possible, "Accuracy is a share from 0 to 1, a norm is never negative."


@residual_depth.holds(2, needs=("depth_table",), once=True)
def gradients(_, depth_table):
    """At 30 floors the residual gradient is far larger"""
    found = medians(depth_table, "gradient_norm")
    plain, residual = (found.get((30, which), 0.0) for which in (False, True))
    tiny = 1e-300
    ratio = math.log10(max(residual, tiny)) - math.log10(max(plain, tiny))
    facts = {"plain": plain, "residual": residual, "ratio": ratio}
    tried = f"median first gradients at depth 30: plain {plain:.1e}, residual "
    tried += f"{residual:.1e}"
    look = "Measure with your block where `residual` is True, and with `PlainBlock` "
    look += "where it is False."
    yield tried, ratio >= LEAST_RATIO, look, facts


@residual_depth.holds(1, needs=("depth_table",), once=True, scale="cpu")
def accuracies(_, depth_table):
    """At 30 floors the residual tower learns, the plain one does not"""
    found = medians(depth_table, "accuracy")
    plain, residual = (found.get((30, which), 0.0) for which in (False, True))
    tried = f"median accuracies at depth 30: plain {plain:.2f}, residual {residual:.2f}"
    look = "Train both with `train_stack`, unchanged, and look at the rows of depth 30."
    yield tried, residual - plain >= LEAST_GAP, look


@residual_depth.holds(1, needs=("depth_table",), once=True)
def repeated(_, depth_table):
    """One plain tower, trained again, agrees"""
    from course.models.depth import PlainBlock, train_stack

    rows = by_cell(depth_table)[2, False]
    if not rows:
        yield "no plain tower of depth 2", False, "Add the rows of depth 2."
        return
    row = rows[0]
    seed = row["seed"] if type(row["seed"]) is int else 0
    again = train_stack(PlainBlock, 2, random_state=seed)["accuracy"]
    tried = f"plain tower, depth 2, seed {row['seed']}: your table says accuracy "
    tried += f"{row['accuracy']:.3f}, trained again it has {again:.3f}"
    look = "Fill the table with what `train_stack` returns: test accuracy, not another."
    yield tried, abs(row["accuracy"] - again) <= NEAR, look


@residual_depth.holds(2, needs=("cause",), once=True)
def why(_, cause):
    """The cause of the failure"""
    look = "Look at the gradient and at the training accuracy of the tower that fails."
    yield f"`cause` is {cause!r}", cause == CAUSES[0], look


@residual_depth.symptom(
    "concat",
    "Your block returned {got} numbers for {sent}: you put input and branch side by "
    "side. A residual block *adds* them, so the width stays the same on every floor.",
)
def _(observed):
    for facts in observed.facts("identity"):
        sent, got = facts["X"].shape[-1], facts["out"].shape[-1]
        if got == 2 * sent:
            return {"sent": sent, "got": got}
    return None


@residual_depth.symptom(
    "no_skip",
    "With all its weights at 0 your block returned zeros, not its input. The way "
    "around the layer is missing: add `x` to what the layer returns.",
)
def _(observed):
    facts = observed.facts("identity")
    return bool(facts) and all(not item["out"].any() for item in facts)


@residual_depth.symptom(
    "relu_outside",
    "With all weights at 0, negative inputs came back as 0: the ReLU stands around the "
    "whole sum and blocks the way for every negative number. Put it inside f, so that "
    "`x` itself passes untouched.",
)
def _(observed):
    facts = observed.facts("identity")
    return bool(facts) and all(close(f["out"], f["X"].clip(min=0)) for f in facts)


@residual_depth.symptom(
    "shared_layer",
    "Two of your blocks hold the *same* layer: setting one to 0 emptied the other. A "
    "tower of them has a single floor, used again and again. Make the layer inside "
    "`__init__`, so that each block builds its own.",
)
def _(observed):
    facts = observed.facts("independent")
    return bool(facts) and all(item["shared"] for item in facts)


@residual_depth.symptom(
    "scale_ignored",
    "`scale=1.0` and `scale=3.0` gave the same output. Keep the number in `__init__` "
    "as `self.scale`, and multiply the branch by it before you add `x`.",
)
def _(observed):
    facts = observed.facts("scaled")
    return bool(facts) and all(item["same"] for item in facts)


@residual_depth.symptom(
    "one_seed",
    "A tower in your table has {n_seeds} seed, and one run cannot show a difference: "
    "the plain tower of 10 floors moves by more than 0.1 from seed to seed. Run each "
    "tower with at least three seeds.",
)
def _(observed):
    for facts in observed.facts("complete"):
        if facts and facts["n_seeds"] == facts["most"] == 1:
            return {"n_seeds": 1}
    return None


@residual_depth.symptom(
    "same_block",
    "At 30 floors your residual towers have nearly the same first gradient as the "
    "plain ones ({residual:.0e} and {plain:.0e}). Was one block used for both? "
    "Choose it by `residual` inside your `run`.",
)
def _(observed):
    for facts in observed.facts("gradients"):
        if facts["plain"] > 0 and abs(facts["ratio"]) < 1:
            return {"residual": facts["residual"], "plain": facts["plain"]}
    return None


@residual_depth.mistake(
    "overfit",
    "Overfitting means: good on the training rows, bad on the test rows. The plain "
    "tower of 30 floors stays near 10 % on its *training* rows too. It does not learn "
    "at all; that is optimisation.",
    replaces="cause",
)
def _():
    return "overfitting"


@residual_depth.mistake(
    "too_few",
    "The tower of 30 floors has more parameters than the one of 2 floors, which "
    "learns. Numbers are not what it lacks. Look at the gradient that "
    "reaches the first layer.",
    replaces="cause",
)
def _():
    return "too few parameters"
