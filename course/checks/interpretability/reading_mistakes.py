"""What goes wrong with surrogates and promises: symptoms, and wrong sweeps."""

import numpy as np

from course.checks.engine import Mistakes

MISTAKES = Mistakes()
TREE = ("imitates", "held_out", "depth_kept")


@MISTAKES.symptom(
    "counts",
    "You returned {fidelity:g} as the fidelity: a number of rows, or per cent. It is a "
    "share from 0 to 1, so that it means the same for every number of rows.",
)
def _(observed):
    found = observed.facts("imitates")
    fits = found and all(f["fidelity"] > 1.5 for f in found)
    return found[0] if fits else None


@MISTAKES.symptom(
    "train_fidelity",
    "Noise cannot be foreseen, yet you report {fidelity:.2f}: you compared on the "
    "training rows, which a deep tree knows by heart. Compare on X_test, which the "
    "tree has not seen.",
)
def _(observed):
    found = observed.facts("held_out")
    fits = found and all(f["fidelity"] > 0.8 and not f["test"] for f in found)
    return found[0] if fits else None


@MISTAKES.symptom(
    "fits_test",
    "Noise cannot be foreseen, yet you report {fidelity:.2f}: your tree learned from "
    "X_test, the rows that it is measured on. Fit it on X_train, and keep X_test for "
    "the comparison.",
)
def _(observed):
    found = observed.facts("held_out")
    fits = found and all(f["fidelity"] > 0.8 and f["test"] for f in found)
    return found[0] if fits else None


@MISTAKES.symptom(
    "disagreement",
    "A tree that says the same as the black box everywhere has a fidelity of 1; you "
    "returned {fidelity:.2f}. You counted where they differ. Fidelity is the share of "
    "rows on which they agree.",
)
def _(observed):
    found = observed.facts("imitates")
    fits = found and all(f["fidelity"] == 0 and f["leaves"] == f["want"] for f in found)
    return found[0] if fits else None


@MISTAKES.symptom(
    "nodes",
    "You counted {leaves} leaves in a tree that has {want}: those are all nodes, the "
    "questions among them. A rule ends in a leaf; `get_n_leaves()` counts them.",
)
def _(observed):
    found = observed.facts("imitates")
    fits = found and all(f["leaves"] == 2 * f["want"] - 1 for f in found)
    return found[0] if fits else None


@MISTAKES.symptom(
    "depth_as_size",
    "You returned {leaves} as the leaves of a tree with {want}: that is its depth. "
    "Depth hides how much there is to read, which is why leaves are asked.",
)
def _(observed):
    found = observed.facts("imitates")
    fits = found and all(2 ** f["leaves"] == f["want"] for f in found)
    return found[0] if fits else None


@MISTAKES.symptom(
    "ignores_depth",
    "At max_depth={depth} your tree has {leaves} leaves: it grew as deep as it liked. "
    "Hand `max_depth` on to the tree. A surrogate that nobody can read explains "
    "nothing.",
)
def _(observed):
    found = observed.facts("depth_kept")
    return found[0] if found and found[0]["leaves"] > 2 ** found[0]["depth"] else None


@MISTAKES.symptom(
    "deeper_than_needed",
    "Your own function reaches {fidelity:.3f} at depth {shallower} already, with "
    "{leaves} leaves; you named {depth}. The smallest depth is asked, for each "
    "further question doubles what there may be to read.",
)
def _(observed):
    found = observed.facts("first_depth")
    return found[0] if found and found[0]["shallower"] else None


@MISTAKES.symptom(
    "too_shallow",
    "At depth {depth} your own function gives a fidelity of {fidelity:.3f}, below "
    "0.85: on more than one applicant in seven this tree tells another story than the "
    "forest. Go deeper.",
)
def _(observed):
    found = observed.facts("first_depth")
    return found[0] if found and 0 < found[0]["fidelity"] < 0.85 else None


def curves(predict, X, j, grid):
    """Return the predictions of each row along the grid: (rows, grid)."""
    found = []
    for value in grid:
        moved = np.array(X, dtype=float)
        moved[:, j] = value
        found.append(predict(moved))
    return np.array(found).T


@MISTAKES.mistake(
    "violations_average",
    "You returned the share of all steps that go the wrong way. A row that breaks the "
    "promise once has broken it. Ask `.any` along the grid first, then take the mean "
    "over rows.",
    replaces="monotone_violations",
)
def _(predict, X, j, direction, grid):
    steps = direction * np.diff(curves(predict, X, j, grid), axis=1)
    return float((steps < -1e-9).mean())


@MISTAKES.mistake(
    "mean_curve",
    "You looked at the mean curve of all rows. There those that rise hide those that "
    "fall, so it says 0 or 1 and nothing about one applicant. Look at every row's own "
    "curve.",
    replaces="monotone_violations",
)
def _(predict, X, j, direction, grid):
    steps = direction * np.diff(curves(predict, X, j, grid).mean(axis=0))
    return float((steps < -1e-9).any())


@MISTAKES.mistake(
    "ends_only",
    "You compared the first grid value with the last. A curve that turns back in "
    "between passes that test. Compare every value with the next one: `np.diff` along "
    "the grid.",
    replaces="monotone_violations",
)
def _(predict, X, j, direction, grid):
    found = curves(predict, X, j, grid)
    return float((direction * (found[:, -1] - found[:, 0]) < -1e-9).mean())


@MISTAKES.mistake(
    "wrong_direction",
    "You count the moves that are allowed. For direction 1 a fall breaks the promise, "
    "for direction -1 a rise does. Multiply the differences by the direction and look "
    "for negative ones.",
    replaces="monotone_violations",
)
def _(predict, X, j, direction, grid):
    steps = direction * np.diff(curves(predict, X, j, grid), axis=1)
    return float((steps > 1e-9).any(axis=1).mean())


@MISTAKES.mistake(
    "ignores_direction",
    "You look for falls whatever the direction is. Direction -1 promises that the "
    "prediction does not rise, so there a rise is the violation. Multiply the "
    "differences by the direction.",
    replaces="monotone_violations",
)
def _(predict, X, j, direction, grid):
    steps = np.diff(curves(predict, X, j, grid), axis=1)
    return float((steps < -1e-9).any(axis=1).mean())


@MISTAKES.mistake(
    "rounding_counts",
    "You count steps of 1e-12, which are rounding: a model that keeps its promise "
    "fails your test. Let a step count only below -1e-9, after the multiplication by "
    "the direction.",
    replaces="monotone_violations",
)
def _(predict, X, j, direction, grid):
    steps = direction * np.diff(curves(predict, X, j, grid), axis=1)
    return float((steps < 0).any(axis=1).mean())


@MISTAKES.mistake(
    "flat_counts",
    "You count flat steps as violations. The promise is that the prediction does not "
    "move the wrong way; it may stay where it is. Ask for less than -1e-9, not for at "
    "most 0.",
    replaces="monotone_violations",
)
def _(predict, X, j, direction, grid):
    steps = direction * np.diff(curves(predict, X, j, grid), axis=1)
    return float((steps <= 1e-9).any(axis=1).mean())


@MISTAKES.mistake(
    "count_of_rows",
    "You returned a number of rows, {got}. Divide by the number of rows: a share from "
    "0 to 1 means the same for every table.",
    replaces="monotone_violations",
)
def _(predict, X, j, direction, grid):
    steps = direction * np.diff(curves(predict, X, j, grid), axis=1)
    return int((steps < -1e-9).any(axis=1).sum())
