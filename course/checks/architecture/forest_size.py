"""What does a forest store? Nodes, leaves and numbers, read from its fitted trees.

A split stores two numbers (feature, threshold), a leaf one for each class. The forests
are small and fresh; among their trees are some that never split.
"""

from types import SimpleNamespace

from course.checks.engine import Exercise, Function, integer, mapping

KEYS = ("nodes", "leaves", "stored_numbers")

forest_size = Exercise(
    __name__,
    points=12,
    answers={"forest_size": Function(mapping(*KEYS, of=integer))},
    covers=("S1.7", "S7.8"),
    hints=(
        "What does a fitted tree know about itself? See `dir(rf.estimators_[0].tree_)`",
        "`children_left == -1` marks the leaves of a tree, `node_count` counts all its "
        "nodes. What is no leaf is a split: 2 numbers. A leaf has one for each class.",
        "`nodes = sum(tree.tree_.node_count for tree in ___)`",
    ),
    takeaway="A forest has no layers, yet it stores numbers by the million: it grows "
    "with its trees and with the noise in the data, not with your settings alone.",
)


@forest_size.cases
def cases(rng):
    """Grow forests to the end, of limited depth, and with trees of a single node."""
    from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier

    kinds = (
        (RandomForestClassifier, {}),
        (ExtraTreesClassifier, {"max_depth": 4}),
        (RandomForestClassifier, {"max_samples": 2}),  # one split, or none
        (ExtraTreesClassifier, {"min_impurity_decrease": 1.0}),  # never a split
    )
    forests = []
    for (kind, settings), n_classes in zip(kinds, (3, 4, 2, 3), strict=True):
        X, y = rng.normal(size=(60, 4)), rng.permutation(60) % n_classes
        settings |= {"n_estimators": int(rng.integers(3, 7))}
        settings |= {"random_state": int(rng.integers(2**31))}
        forests.append(kind(**settings).fit(X, y))
    return forests


def measured(rf) -> SimpleNamespace:
    """Return what scikit-learn says about the trees of ``rf``."""
    n_trees, n_classes = len(rf.estimators_), len(rf.classes_)
    nodes = sum(tree.tree_.node_count for tree in rf.estimators_)
    leaves = sum(int(tree.get_n_leaves()) for tree in rf.estimators_)
    return SimpleNamespace(**locals(), splits=nodes - leaves)


def compare(forest_size, rf, key, want, look):
    """Ask for one count; return what was tried, whether it held, what to look at."""
    got, n_trees = forest_size(rf)[key], len(rf.estimators_)
    tried = f"for {n_trees} trees and {len(rf.classes_)} classes `{key}` is {got:,}"
    return f"{tried}; scikit-learn's own trees have {want:,}", got == want, look


@forest_size.holds(2)
def identity(rf, forest_size):
    """Nodes and leaves fit together"""
    got, n_trees = forest_size(rf), len(rf.estimators_)
    nodes, leaves = got["nodes"], got["leaves"]
    tried = f"you found {nodes:,} nodes and {leaves:,} leaves in {n_trees} trees"
    look = (
        "Every split adds one leaf to its tree, so each tree has one leaf more than it "
        "has splits. Over a forest that makes nodes = 2·leaves − trees, always."
    )
    yield tried, nodes == 2 * leaves - n_trees, look


@forest_size.holds(3)
def nodes(rf, forest_size):
    """Nodes of all trees"""
    look = (
        "Nodes are splits and leaves together, over all trees in `rf.estimators_`. "
        "Fit a forest of two small trees, print `tree_.node_count` of each, and "
        "compare the sum with what your function returns."
    )
    yield compare(forest_size, rf, "nodes", measured(rf).nodes, look)


@forest_size.holds(3)
def leaves(rf, forest_size):
    """Leaves of all trees"""
    look = (
        "A leaf is a node without children: in the arrays of a tree its "
        "`children_left` is -1. A tree that never split is a single leaf and counts "
        "too. Try your function on a forest of two trees."
    )
    yield compare(forest_size, rf, "leaves", measured(rf).leaves, look)


@forest_size.holds(4)
def stored(rf, forest_size):
    """Numbers stored in splits and leaves"""
    forest = measured(rf)
    want = 2 * forest.splits + forest.n_classes * forest.leaves
    look = (
        "Two numbers for each split, one number for each class in each leaf, and "
        "nothing else. Splits are the nodes that are no leaves. Work it out by hand "
        "for one small tree first."
    )
    yield compare(forest_size, rf, "stored_numbers", want, look)


def right(forest) -> dict:
    """Return the right answer, from what was `measured`."""
    numbers = 2 * forest.splits + forest.n_classes * forest.leaves
    return dict(zip(KEYS, (forest.nodes, forest.leaves, numbers), strict=True))


def wrong(name, message, change):
    """Register an answer that is right but for ``change(measured forest, rf)``."""

    def body(rf):
        forest = measured(rf)
        return right(forest) | change(forest, rf)

    def values(call):
        return vars(measured(call.args[0]))

    forest_size.mistake(name, message, replaces="forest_size", values=values)(body)


def full(forest, depths) -> dict:
    """Return the answer for full binary trees of these depths."""
    leaves = sum(2**depth for depth in depths)
    n_trees = len(depths)
    return right(
        SimpleNamespace(
            nodes=2 * leaves - n_trees,
            leaves=leaves,
            splits=leaves - n_trees,
            n_classes=forest.n_classes,
        )
    )


wrong(
    "one_tree_only",
    "You looked at one tree, `estimators_[0]`. This forest has {n_trees} trees, each "
    "grown on its own sample and each with its own size: go through all of "
    "`rf.estimators_` and add.",
    lambda forest, rf: right(
        measured(SimpleNamespace(estimators_=rf.estimators_[:1], classes_=rf.classes_))
    ),
)
wrong(
    "nodes_without_leaves",
    "You counted the {splits} splits as nodes and left out the leaves. A leaf is a "
    "node too, one where the tree ends: this forest has {leaves} of them, so add them.",
    lambda forest, rf: {"nodes": forest.splits},
)
wrong(
    "one_number_per_node",
    "You counted one number for each node. A split needs two, the feature and the "
    "threshold; a leaf needs one for each of the {n_classes} classes, to predict with.",
    lambda forest, rf: {"stored_numbers": forest.nodes},
)
wrong(
    "ignored_leaf_values",
    "You counted the splits only. They lead the way, but the predictions live in the "
    "leaves: {leaves} leaves with {n_classes} class shares each. Add these numbers to "
    "those of the splits.",
    lambda forest, rf: {"stored_numbers": 2 * forest.splits},
)
wrong(
    "one_value_per_leaf",
    "You stored one number in each leaf. With {n_classes} classes a leaf stores "
    "{n_classes} class shares, because the forest averages them over its trees before "
    "it decides. Multiply the {leaves} leaves by the classes.",
    lambda forest, rf: {"stored_numbers": 2 * forest.splits + forest.leaves},
)
wrong(
    "splits_everywhere",
    "You gave every node a feature and a threshold. A leaf asks nothing, so only the "
    "{splits} splits store these two numbers, not all {nodes} nodes. Leaves store "
    "class shares alone.",
    lambda forest, rf: {
        "stored_numbers": 2 * forest.nodes + forest.n_classes * forest.leaves
    },
)
wrong(
    "values_everywhere",
    "You counted class shares in all {nodes} nodes. scikit-learn keeps them there, but "
    "a prediction reads only the {leaves} leaves. The exercise asks for those: "
    "multiply classes by leaves, not by nodes.",
    lambda forest, rf: {
        "stored_numbers": 2 * forest.splits + forest.n_classes * forest.nodes
    },
)
wrong(
    "one_tree_identity",
    "leaves = (nodes + 1) / 2 is true for one tree. Over {n_trees} trees the ones add "
    "up: leaves = (nodes + trees) / 2. Count the leaves, or count tree by tree.",
    lambda forest, rf: right(
        SimpleNamespace(
            nodes=forest.nodes,
            leaves=(forest.nodes + 1) // 2,
            splits=forest.nodes - (forest.nodes + 1) // 2,
            n_classes=forest.n_classes,
        )
    ),
)
wrong(
    "full_trees",
    "You assumed full trees, 2^(depth + 1) − 1 nodes each. Real trees stop early in "
    "most places, wherever a leaf is pure: this forest has only {nodes} nodes. Count "
    "them instead of computing them.",
    lambda forest, rf: full(forest, [tree.get_depth() for tree in rf.estimators_]),
)
wrong(
    "reads_max_depth",
    "`max_depth` is a setting, a limit from before the fit; None means no limit. The "
    "fitted trees are in `rf.estimators_`. Count what grew there: {nodes} nodes in "
    "this forest.",
    lambda forest, rf: full(forest, [rf.max_depth + 0 for _ in rf.estimators_]),
)
wrong(
    "float",
    "The numbers are right, but some are floats. A count is a whole number, an `int`. "
    "In Python `/` always makes a float: divide with `//`, or count the leaves.",
    lambda forest, rf: {
        "leaves": forest.leaves / 1,
        "stored_numbers": right(forest)["stored_numbers"] / 1,
    },
)
