"""Module 3's second widget: a tree that imitates a forest, one question deeper each."""

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from course import data, explain, models, plots
from course.plots.look import FAINT, INK, PALETTE
from course.plots.paper import canvas, grid
from course.widgets.explorer import Explorer, explore

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DEPTHS = (1, 12, 1)
READABLE = 16  # leaves; a line that we draw, not a law
N_TREES = 50


def tree_depth() -> Explorer:
    """Let a tree imitate a forest that reads digits: how much is there to read?

    Returns
    -------
    An `Explorer` over the depth of the tree.
    """
    return explore(draw_depth, depth=DEPTHS)


def draw_depth(depth: int = 4) -> "tuple[Figure, str]":
    """Draw agreement over leaves for trees of depth 1 to 12, and mark one of them.

    Parameters
    ----------
    depth
        Most questions in a row, of the tree that is marked.

    Returns
    -------
    A figure, and a sentence with the leaves and the agreement of the marked tree.
    """
    leaves, fidelity = imitations()
    marked = depth - DEPTHS[0]
    with plots.style():
        figure, axes = canvas(height=3.8)
        axes.set_title(f"A tree of depth {depth} in place of a forest")
        axes.axvspan(
            1.5, READABLE, color=PALETTE["neighbours"], alpha=0.35, linewidth=0
        )
        axes.text(1.6, 0.03, f"up to {READABLE} leaves", color=INK, fontsize=10)
        axes.plot(leaves, fidelity, "-^", color=PALETTE["forest"])
        for place in (0, 1, 2, 3, 5, 8):
            away = (-18, 11) if place == 8 else (7, -13)
            axes.annotate(
                f"depth {place + 1}", (leaves[place], fidelity[place]), away,
                textcoords="offset points", color=FAINT, fontsize=10,
            )  # fmt: skip
        axes.plot(
            leaves[marked], fidelity[marked], "o", color=PALETTE["network"],
            markersize=11, markeredgecolor=INK, zorder=5,
        )  # fmt: skip
        axes.set_xscale("log", base=2)
        ticks = 2 ** np.arange(1, 8)
        axes.set_xticks(ticks, [str(tick) for tick in ticks])
        axes.set_xlabel("leaves, that is rules to read (log scale)")
        axes.set_ylabel("agreement on new digits")
        axes.set_xlim(1.5, 220)
        axes.set_ylim(0, 1.02)
        grid(axes, "y")
    return figure, _sentence(depth, int(leaves[marked]), float(fidelity[marked]))


@cache
def imitations() -> tuple[np.ndarray, np.ndarray]:
    """Return leaves and fidelity of the trees of every depth: two arrays (12,)."""
    digits = data.load_digits()
    rows, new = (part.reshape(-1, 64) for part in (digits.X_train, digits.X_test))
    forest = models.forest(n_trees=N_TREES).fit(rows, digits.y_train)
    found = [
        explain.surrogate_tree(forest.predict, rows, new, max_depth=depth)
        for depth in range(DEPTHS[0], DEPTHS[1] + 1)
    ]
    return (
        np.array([tree.n_leaves for tree in found]),
        np.array([tree.fidelity for tree in found]),
    )


def _sentence(depth: int, leaves: int, fidelity: float) -> str:
    """Say what the tree costs to read, how often it agrees, and what follows."""
    text = (
        f"Depth {depth}: {leaves} leaves to read, and the tree agrees with the forest "
        f"on {fidelity:.2f} of the new digits. "
    )
    if leaves <= READABLE:
        return text + (
            "Short enough to read, but for the other digits it tells a story about "
            "another model."
        )
    return text + (
        f"More than {READABLE} rules: who reads them all? And it still is not the "
        "forest."
    )
