"""Answers to `permutation_importance`: right ones written differently, wrong ones."""

import numpy as np


def shuffle(X, j, order):
    """Return a copy of X with one column in another order."""
    moved = X.copy()
    if hasattr(X, "iloc"):
        moved[X.columns[j]] = X.iloc[:, j].to_numpy()[order]
    else:
        moved[:, j] = X[order, j]
    return moved


def make(result, change=shuffle, before=True):
    """Return a function that is right but for what is done to it."""

    def permutation_importance(model, X, y, metric, n_repeats, rng):
        base = metric(y, model.predict(X)) if before else 0.0
        grown = np.zeros((n_repeats, X.shape[1]))
        for repeat in range(n_repeats):
            for j in range(X.shape[1]):
                moved = change(X, j, rng.permutation(len(X)))
                grown[repeat, j] = metric(y, model.predict(moved)) - base
        return result(grown)

    return {"permutation_importance": permutation_importance}


def reference() -> dict:
    return make(lambda grown: grown.mean(axis=0))


def alternative_column_by_column() -> dict:
    """Put the table together anew, from the columns and one that is shuffled."""

    def permutation_importance(model, X, y, metric, n_repeats, rng):
        out = []
        for j in range(X.shape[1]):
            losses = []
            for _ in range(n_repeats):
                if hasattr(X, "columns"):
                    name = X.columns[j]
                    moved = X.assign(**{name: rng.permutation(X[name])})
                else:
                    mixed = rng.permutation(X[:, j])
                    moved = np.column_stack([X[:, :j], mixed, X[:, j + 1 :]])
                losses.append(metric(y, model.predict(moved)))
            out.append(np.mean(losses))
        return np.array(out) - metric(y, model.predict(X))

    return {"permutation_importance": permutation_importance}


def alternative_all_repeats_at_once() -> dict:
    """Predict all repeats of a column in one call."""
    import pandas as pd

    def permutation_importance(model, X, y, metric, n_repeats, rng):
        out = np.zeros(X.shape[1])
        base = metric(y, model.predict(X))
        for j in range(X.shape[1]):
            tables = [shuffle(X, j, rng.permutation(len(X))) for _ in range(n_repeats)]
            many = pd.concat(tables) if hasattr(X, "iloc") else np.concatenate(tables)
            predicted = np.split(np.asarray(model.predict(many)), n_repeats)
            out[j] = np.mean([metric(y, p) for p in predicted]) - base
        return out

    return {"permutation_importance": permutation_importance}


def alternative_sklearn() -> dict:
    """Leave it to scikit-learn, with the loss as a score to be kept high."""
    from sklearn.inspection import permutation_importance as theirs

    def permutation_importance(model, X, y, metric, n_repeats, rng):
        def score(model, X, y):
            return -metric(y, model.predict(X))

        seed = int(rng.integers(2**31))
        found = theirs(
            model, X, y, scoring=score, n_repeats=n_repeats, random_state=seed
        )
        return found.importances_mean

    return {"permutation_importance": permutation_importance}


def wrong_mutates_X() -> list[dict]:
    def in_place(model, X, y, metric, n_repeats, rng):
        base = metric(y, model.predict(X))
        out = np.zeros(X.shape[1])
        for j in range(X.shape[1]):
            if hasattr(X, "iloc"):
                X[X.columns[j]] = rng.permutation(X.iloc[:, j])
            else:
                X[:, j] = rng.permutation(X[:, j])
            out[j] = metric(y, model.predict(X)) - base
        return out

    return [{"permutation_importance": in_place}]


def wrong_refits() -> dict:
    from sklearn.base import clone

    def permutation_importance(model, X, y, metric, n_repeats, rng):
        out = np.zeros(X.shape[1])
        for j in range(X.shape[1]):
            moved = shuffle(X, j, rng.permutation(len(X)))
            fresh = clone(model, safe=False).fit(moved, y)
            out[j] = metric(y, fresh.predict(X)) - metric(y, model.predict(X))
        return out

    return {"permutation_importance": permutation_importance}


def wrong_frame_to_array() -> dict:
    right = reference()["permutation_importance"]

    def permutation_importance(model, X, y, metric, n_repeats, rng):
        return right(model, np.asarray(X), y, metric, n_repeats, rng)

    return {"permutation_importance": permutation_importance}


def wrong_frame_index() -> dict:
    def by_number(X, j, order):
        moved = X.copy()
        moved[:, j] = moved[order, j]
        return moved

    return make(lambda grown: grown.mean(axis=0), by_number)


def wrong_still() -> list[dict]:
    def sampled(X, j, order):
        if not hasattr(X, "iloc"):
            return shuffle(X, j, order)
        name = X.columns[j]
        return X.assign(**{name: X[name].sample(frac=1, random_state=int(order[0]))})

    def unchanged(X, j, order):
        return X.copy()

    return [make(lambda grown: grown.mean(axis=0), how) for how in (sampled, unchanged)]


def wrong_sign() -> dict:
    return make(lambda grown: -grown.mean(axis=0))


def wrong_no_baseline() -> dict:
    return make(lambda grown: grown.mean(axis=0), before=False)


def wrong_summed() -> dict:
    return make(lambda grown: grown.sum(axis=0))


def wrong_normalised() -> dict:
    return make(lambda grown: grown.mean(axis=0) / grown.mean(axis=0).sum())


def wrong_mean() -> dict:
    def at_mean(X, j, order):
        moved = X.copy()
        if not hasattr(X, "iloc"):
            moved[:, j] = X[:, j].mean()
        elif X.iloc[:, j].dtype.kind == "f":
            moved[X.columns[j]] = X.iloc[:, j].mean()
        else:
            moved[X.columns[j]] = X.iloc[:, j].mode()[0]
        return moved

    return make(lambda grown: grown.mean(axis=0), at_mean)


def wrong_rows() -> list[dict]:
    def whole_rows(X, j, order):
        return X.iloc[order] if hasattr(X, "iloc") else X[order]

    def answers(model, X, y, metric, n_repeats, rng):
        base, predicted = metric(y, model.predict(X)), model.predict(X)
        return (
            np.array(
                [
                    np.mean(
                        [
                            metric(rng.permutation(y), predicted)
                            for _ in range(n_repeats)
                        ]
                    )
                    for _ in range(X.shape[1])
                ]
            )
            - base
        )

    rows = make(lambda grown: grown.mean(axis=0), whole_rows)
    return [rows, {"permutation_importance": answers}]


def wrong_damaged() -> dict:
    def permutation_importance(model, X, y, metric, n_repeats, rng):
        out = np.zeros(X.shape[1])
        base = metric(y, model.predict(X))
        for _ in range(n_repeats):
            moved = X.copy()
            for j in range(X.shape[1]):
                moved = shuffle(moved, j, rng.permutation(len(X)))
                out[j] += (metric(y, model.predict(moved)) - base) / n_repeats
        return out

    return {"permutation_importance": permutation_importance}


def wrong_swapped() -> dict:
    right = reference()["permutation_importance"]

    def permutation_importance(model, X, y, metric, n_repeats, rng):
        return right(model, X, y, lambda a, b: metric(b, a), n_repeats, rng)

    return {"permutation_importance": permutation_importance}


def wrong_own_rng() -> list[dict]:
    right = reference()["permutation_importance"]

    def fixed(model, X, y, metric, n_repeats, rng):
        return right(model, X, y, metric, n_repeats, np.random.default_rng(0))

    def fresh(model, X, y, metric, n_repeats, rng):
        return right(model, X, y, metric, n_repeats, np.random.default_rng())

    return [{"permutation_importance": fixed}, {"permutation_importance": fresh}]
