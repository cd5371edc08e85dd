"""Answers to `forest_size`: correct ones written differently, and wrong ones."""

import numpy as np


def alternative_children() -> dict:
    """Read the array of children: -1 means that there is none."""

    def forest_size(rf):
        children = np.concatenate([tree.tree_.children_left for tree in rf.estimators_])
        leaves = np.count_nonzero(children == -1)
        splits = np.count_nonzero(children != -1)
        return {
            "nodes": children.size,
            "leaves": leaves,
            "stored_numbers": 2 * splits + leaves * len(rf.classes_),
        }

    return {"forest_size": forest_size}


def alternative_decision_path() -> dict:
    """Ask the forest for a decision path: its columns are all nodes of all trees."""

    def forest_size(rf):
        path, ends = rf.decision_path(np.zeros((1, rf.n_features_in_)))
        nodes = path.shape[1]
        leaves = sum(tree.get_n_leaves() for tree in rf.estimators_)
        stored = 2 * (nodes - leaves) + rf.n_classes_ * leaves
        return {"nodes": ends[-1], "leaves": leaves, "stored_numbers": stored}

    return {"forest_size": forest_size}


def alternative_walk() -> dict:
    """Walk through each tree from its root, one node after the other."""

    def forest_size(rf):
        size = {"nodes": 0, "leaves": 0, "stored_numbers": 0}
        for estimator in rf.estimators_:
            tree, to_visit = estimator.tree_, [0]
            while to_visit:
                node = to_visit.pop()
                size["nodes"] += 1
                if tree.children_left[node] == tree.children_right[node]:
                    size["leaves"] += 1
                    size["stored_numbers"] += tree.value[node].size
                else:
                    to_visit += [tree.children_left[node], tree.children_right[node]]
                    size["stored_numbers"] += 2
        return size

    return {"forest_size": forest_size}


def alternative_printed_rules() -> dict:
    """Print the rules of each tree; every line with a class is a leaf."""
    from sklearn.tree import export_text

    def forest_size(rf):
        rules = [export_text(tree, max_depth=1000) for tree in rf.estimators_]
        leaves = sum(text.count("class:") for text in rules)
        splits = leaves - len(rules)
        stored = 2 * splits + rf.n_classes_ * leaves
        return {"nodes": splits + leaves, "leaves": leaves, "stored_numbers": stored}

    return {"forest_size": forest_size}


def wrong_float() -> list[dict]:
    """Compute the leaves from the nodes with `/`; once only where it is returned."""

    def all_of_it(rf):
        nodes = sum(tree.tree_.node_count for tree in rf.estimators_)
        leaves = (nodes + len(rf.estimators_)) / 2
        stored = 2 * (nodes - leaves) + rf.n_classes_ * leaves
        return {"nodes": nodes, "leaves": leaves, "stored_numbers": stored}

    def stored_only(rf):
        size = alternative_children()["forest_size"](rf)
        return size | {"stored_numbers": float(size["stored_numbers"])}

    return [{"forest_size": all_of_it}, {"forest_size": stored_only}]


def wrong_reads_max_depth() -> dict:
    """Compute the size from the settings."""

    def forest_size(rf):
        leaves = rf.n_estimators * 2**rf.max_depth
        nodes = rf.n_estimators * (2 ** (rf.max_depth + 1) - 1)
        stored = 2 * (nodes - leaves) + rf.n_classes_ * leaves
        return {"nodes": nodes, "leaves": leaves, "stored_numbers": stored}

    return {"forest_size": forest_size}


def wrong_full_trees() -> dict:
    """Compute the size from the depth that each tree reached."""

    def forest_size(rf):
        leaves = sum(2**tree.tree_.max_depth for tree in rf.estimators_)
        nodes = 2 * leaves - len(rf.estimators_)
        stored = 2 * (nodes - leaves) + rf.n_classes_ * leaves
        return {"nodes": nodes, "leaves": leaves, "stored_numbers": stored}

    return {"forest_size": forest_size}
