"""Answers to `rotation`: right ones written differently, and wrong ones."""

import functools

import numpy as np
import pandas as pd
from sklearn.preprocessing import StandardScaler

from course import data, models

SPLIT = "trees split along single columns"


def random_rotation(d, rng):
    return np.linalg.qr(rng.standard_normal((d, d)))[0]


def nobody(X, Q):
    return X


def both(X, Q):
    return X @ Q


@functools.cache
def table(seeds=(0, 1, 2), boosting="hgb", train=both, test=both):
    """Train every model on every table, with the rows turned as told."""
    makes = {
        "lr": models.logistic,
        "mlp": lambda: models.mlp(epochs=5, progress=False),
        "hgb": lambda: models.boosting(n_trees=60),
        "xgb": lambda: models.xgboost(n_trees=60),
    }
    rows = []
    for seed in seeds:
        drawn = data.load_irregular(2000, random_state=seed)
        scaler = StandardScaler().fit(drawn.X_train)
        X, T = scaler.transform(drawn.X_train), scaler.transform(drawn.X_test)
        Q = random_rotation(X.shape[1], np.random.default_rng(seed))
        for rotated in (False, True):
            for name in ("lr", "mlp", boosting):
                model = makes[name]().fit(train(X, Q) if rotated else X, drawn.y_train)
                right = model.score(test(T, Q) if rotated else T, drawn.y_test)
                rows.append((name, rotated, seed, right))
    return pd.DataFrame(rows, columns=["model", "rotated", "seed", "accuracy"])


def answer(makes=random_rotation, rows=None, explanation=SPLIT):
    """Return the three answers as the check wants them."""
    return {
        "random_rotation": makes,
        "rotation_table": table() if rows is None else rows,
        "explanation": explanation,
    }


def reference() -> dict:
    return answer()


def alternative_scipy() -> dict:
    """SciPy's draw from the orthogonal group; XGBoost, other seeds, a column more."""
    from scipy.stats import ortho_group

    def random_rotation(d, rng):
        return ortho_group.rvs(d, random_state=rng)

    rows = table((5, 6, 7), "xgb")
    return answer(random_rotation, rows.assign(note="mine").sample(frac=1))


def alternative_singular_vectors() -> dict:
    """The left singular vectors of a normal matrix; 0 and 1 for plain and rotated."""

    def random_rotation(d, rng):
        U, _, _ = np.linalg.svd(rng.normal(size=(d, d)))
        return U

    rows = table()
    return answer(random_rotation, rows.assign(rotated=rows.rotated.astype(int)))


def alternative_gram_schmidt() -> dict:
    """Columns made perpendicular one after the other, with determinant 1."""

    def random_rotation(d, rng):
        columns = []
        for _ in range(d):
            v = rng.standard_normal(d)
            for _ in range(2):  # twice, for accuracy
                for u in columns:
                    v = v - (u @ v) * u
            columns.append(v / np.linalg.norm(v))
        Q = np.column_stack(columns)
        Q[:, 0] *= np.sign(np.linalg.det(Q))
        return Q

    return answer(random_rotation)


def wrong_columns_reordered() -> list[dict]:
    return [
        answer(lambda d, rng: np.eye(d)[rng.permutation(d)]),
        answer(lambda d, rng: np.eye(d)),
    ]


def wrong_few_planes() -> dict:
    def one_plane(d, rng):
        Q, (i, j) = np.eye(d), rng.permutation(d)[:2]
        angle = rng.uniform(0.3, 1.2)
        Q[[i, j], [i, j]] = np.cos(angle)
        Q[i, j], Q[j, i] = -np.sin(angle), np.sin(angle)
        return Q

    return answer(one_plane)


def wrong_not_orthogonal() -> list[dict]:
    """Columns of length 1 that are not perpendicular; numbers around 0."""

    def unit_columns(d, rng):
        A = rng.standard_normal((d, d))
        return A / np.linalg.norm(A, axis=0)

    return [answer(unit_columns), answer(lambda d, rng: rng.uniform(-1, 1, (d, d)))]


def wrong_ignores_rng() -> dict:
    return answer(lambda d, rng: random_rotation(d, np.random.default_rng(0)))


def wrong_own_generator() -> dict:
    fresh = np.random.default_rng(1)
    return answer(lambda d, rng: random_rotation(d, fresh))


def wrong_few_seeds() -> dict:
    rows = table()
    return answer(rows=rows[rows.seed < 2])


def wrong_copied_seed() -> dict:
    rows = table()
    same = rows.groupby(["model", "rotated"]).accuracy.transform("first")
    return answer(rows=rows.assign(accuracy=same))


def wrong_per_cent() -> dict:
    rows = table()
    return answer(rows=rows.assign(accuracy=100 * rows.accuracy))


def wrong_upside_down() -> dict:
    rows = table()
    return answer(rows=rows.assign(rotated=~rows.rotated))


def wrong_rotated_test_only() -> dict:
    return answer(rows=table(train=nobody))


def wrong_never_turned() -> dict:
    return answer(rows=table(train=nobody, test=nobody))


def wrong_other_table() -> list[dict]:
    """Scores of training rows; a table of 6,000 rows that is no longer irregular."""
    rows = table()
    plain = (rows.model == "hgb") & ~rows.rotated
    one = rows.accuracy.where(~plain, 1 - 0.0001 * rows.seed)
    other = rows.accuracy.where(~plain, 0.86 + 0.001 * rows.seed)
    return [answer(rows=rows.assign(accuracy=column)) for column in (one, other)]


def wrong_info_lost() -> list[dict]:
    return [
        answer(explanation="the rotation loses information"),
        answer(explanation="the rotation adds noise"),
    ]


def wrong_more_rows() -> dict:
    return answer(explanation="trees need more rows")
