"""Answers to `learning_curve`: right ones written differently, and wrong ones."""

import numpy as np
import pandas as pd


def curve(
    make_model, X, y, sizes, seeds, n_test, *, test="once", reuse=False, scored="test",
    seeded=True, pool="rest", labels="own", score=lambda value: value,
):  # fmt: skip
    """Build a curve; the keywords are what can go wrong."""
    rows, kept = [], make_model()
    for seed in seeds:
        rng = np.random.default_rng(seed if seeded else 0)
        order = rng.permutation(len(y))
        for size in sizes:
            if test == "each size":
                order = rng.permutation(len(y))
            held_back, rest = order[:n_test], order[n_test:]
            train = rng.choice(order if pool == "all" else rest, size, replace=False)
            if test == "the rest":
                held_back = np.setdiff1d(order, train)
            model = kept if reuse else make_model()
            y_train = y[train] if labels == "own" else rng.permutation(y[train])
            model.fit(X[train], y_train)
            test_rows = held_back if scored == "test" else train
            rows.append(
                {
                    "size": size,
                    "seed": seed,
                    "score": score(model.score(X[test_rows], y[test_rows])),
                    "train_score": score(model.score(X[train], y[train])),
                }
            )
    return pd.DataFrame(rows)


def changed(**how) -> dict:
    def learning_curve(make_model, X, y, sizes, seeds, n_test):
        return curve(make_model, X, y, sizes, seeds, n_test, **how)

    return {"learning_curve": learning_curve}


def reference() -> dict:
    return changed()


def alternative_stratified_and_nested() -> dict:
    """Stratified hold-out; the small training sets lie inside the large ones."""
    from sklearn.model_selection import train_test_split

    def learning_curve(make_model, X, y, sizes, seeds, n_test):
        rows = []
        for seed in seeds:
            rest, test = train_test_split(
                np.arange(len(y)), test_size=n_test, stratify=y, random_state=seed
            )
            for size in sizes:
                model = make_model().fit(X[rest[:size]], y[rest[:size]])
                test_score = model.score(X[test], y[test])
                train_score = model.score(X[rest[:size]], y[rest[:size]])
                rows.append((size, seed, test_score, train_score))
        return pd.DataFrame(rows, columns=["size", "seed", "score", "train_score"])

    return {"learning_curve": learning_curve}


def alternative_sklearn_learning_curve() -> dict:
    """scikit-learn's own curve, with one hold-out a seed in place of folds."""
    from sklearn import model_selection

    def learning_curve(make_model, X, y, sizes, seeds, n_test):
        frames = []
        for seed in seeds:
            order = np.random.default_rng(seed).permutation(len(y))
            n, train, test = model_selection.learning_curve(
                make_model(), X, y, train_sizes=sizes,
                cv=[(order[n_test:], order[:n_test])],
            )  # fmt: skip
            scores = {"score": test[:, 0], "train_score": train[:, 0]}
            frames.append(pd.DataFrame({"size": n, "seed": seed, **scores}))
        return pd.concat(frames, ignore_index=True)

    return {"learning_curve": learning_curve}


def alternative_one_frame_cell_by_cell() -> dict:
    """Sizes outside, seeds inside; an extra column; test rows follow from the seed."""

    def learning_curve(make_model, X, y, sizes, seeds, n_test):
        frame = pd.DataFrame({"size": [], "seed": [], "score": [], "train_score": []})
        for size in sizes:
            for seed in seeds:
                order = np.random.RandomState(seed).permutation(len(y))
                train, test = order[n_test : n_test + size], order[:n_test]
                model = make_model()
                model.fit(X[train], y[train])
                frame.loc[len(frame), ["size", "seed", "score", "train_score"]] = (
                    size, seed, model.score(X[test], y[test]),
                    model.score(X[train], y[train]),
                )  # fmt: skip
        return frame.assign(note="mine")

    return {"learning_curve": learning_curve}


def wrong_cv_score_on_train() -> dict:
    return changed(scored="train")


def wrong_test_in_train() -> dict:
    return changed(pool="all")


def wrong_test_is_the_rest() -> dict:
    return changed(test="the rest")


def wrong_test_varies() -> dict:
    return changed(test="each size")


def wrong_reused_model() -> dict:
    return changed(reuse=True)


def wrong_labels_out_of_step() -> dict:
    return changed(labels="mixed")


def wrong_one_seed() -> dict:
    return changed(seeded=False)


def wrong_one_test_set() -> dict:
    def learning_curve(make_model, X, y, sizes, seeds, n_test):
        fixed = np.random.default_rng(0).permutation(len(y))
        test, rest = fixed[:n_test], fixed[n_test:]
        rows = []
        for seed in seeds:
            rng = np.random.default_rng(seed)
            for size in sizes:
                train = rng.choice(rest, size, replace=False)
                model = make_model().fit(X[train], y[train])
                rows.append((size, seed, model.score(X[test], y[test]),
                             model.score(X[train], y[train])))  # fmt: skip
        return pd.DataFrame(rows, columns=["size", "seed", "score", "train_score"])

    return {"learning_curve": learning_curve}


def wrong_not_repeatable() -> dict:
    def learning_curve(make_model, X, y, sizes, seeds, n_test):
        other = [
            int(s) for s in np.random.default_rng().integers(2**31, size=len(seeds))
        ]
        frame = curve(make_model, X, y, sizes, other, n_test)
        return frame.assign(seed=np.repeat(seeds, len(sizes)))

    return {"learning_curve": learning_curve}


def wrong_own_score() -> list[dict]:
    def from_predictions(make_model, X, y, sizes, seeds, n_test):
        return curve(make_model, X, y, sizes, seeds, n_test).assign(score=0.9)

    rounded = changed(score=lambda value: round(value, 3))
    return [rounded, {"learning_curve": from_predictions}]
