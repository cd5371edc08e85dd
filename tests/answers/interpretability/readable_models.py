"""Answers to `readable_models`: right ones written differently, and wrong ones."""

import numpy as np
from sklearn.tree import DecisionTreeClassifier


def make(fit="train", compare="test", result=None, **settings):
    """Return a surrogate that is right but for what is given."""

    def surrogate_tree(black_box, X_train, X_test, max_depth):
        rows = {"train": X_train, "test": X_test}
        options = {"max_depth": max_depth, "random_state": 0} | settings
        tree = DecisionTreeClassifier(**options)
        tree.fit(rows[fit], black_box(rows[fit]))
        new = rows[compare]
        agree = tree.predict(new) == black_box(new)
        if result is not None:
            return result(tree, agree)
        return int(tree.get_n_leaves()), float(agree.mean())

    return {"surrogate_tree": surrogate_tree}


def monotone_violations(predict, X, j, direction, grid):
    curves = []
    for value in grid:
        moved = X.copy()
        moved[:, j] = value
        curves.append(predict(moved))
    steps = direction * np.diff(curves, axis=0)
    return (steps < -1e-9).any(axis=0).mean()


def reference() -> dict:
    return make() | {
        "monotone_violations": monotone_violations,
        "smallest_depth_085": 3,
    }


def alternative_one_table() -> dict:
    """Predict the whole grid in one call; grow the tree by entropy."""

    def at_once(predict, X, j, direction, grid):
        many = np.repeat(X, len(grid), axis=0)
        many[:, j] = np.tile(grid, len(X))
        curves = np.reshape(predict(many), (len(X), len(grid)))
        worst = (direction * np.diff(curves)).min(axis=1)
        return float(np.mean(worst < -1e-9))

    return make(criterion="entropy") | {"monotone_violations": at_once}


def alternative_row_by_row() -> dict:
    """Walk along the grid with one row at a time, and stop at the first violation."""

    def walk(predict, X, j, direction, grid):
        broken = 0
        for row in X:
            last = None
            for value in grid:
                moved = row.copy()
                moved[j] = value
                now = direction * float(predict(moved[None])[0])
                if last is not None and now < last - 1e-9:
                    broken += 1
                    break
                last = now
        return broken / len(X)

    return {"monotone_violations": walk}


def alternative_accuracy_score() -> dict:
    """Let scikit-learn compare the answers; a list in place of a tuple."""
    from sklearn.metrics import accuracy_score

    def surrogate_tree(black_box, X_train, X_test, max_depth):
        tree = DecisionTreeClassifier(max_depth=max_depth, min_samples_leaf=2)
        tree.fit(X_train, black_box(X_train))
        n_leaves = (tree.tree_.children_left == -1).sum()
        return [n_leaves, accuracy_score(black_box(X_test), tree.predict(X_test))]

    return {"surrogate_tree": surrogate_tree}


def wrong_train_fidelity() -> dict:
    return make(compare="train")


def wrong_fits_test() -> dict:
    return make(fit="test")


def wrong_disagreement() -> dict:
    return make(result=lambda tree, agree: (int(tree.get_n_leaves()), 1 - agree.mean()))


def wrong_counts() -> list[dict]:
    return [
        make(result=lambda tree, agree: (int(tree.get_n_leaves()), int(agree.sum()))),
        make(result=lambda tree, agree: (int(tree.get_n_leaves()), 100 * agree.mean())),
    ]


def wrong_nodes() -> dict:
    return make(result=lambda tree, agree: (tree.tree_.node_count, agree.mean()))


def wrong_depth_as_size() -> dict:
    return make(result=lambda tree, agree: (int(tree.get_depth()), agree.mean()))


def wrong_ignores_depth() -> dict:
    return make(max_depth=None)


def wrong_deeper_than_needed() -> list[dict]:
    return [{"smallest_depth_085": depth} for depth in (4, 9)]


def wrong_too_shallow() -> list[dict]:
    return [{"smallest_depth_085": depth} for depth in (1, 2)]
