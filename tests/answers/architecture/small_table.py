"""Answers to `small_table`: other right comparisons, and wrong ones."""

import functools

from course import data, models, protocol

NO_WINNER = "no clear winner"


@functools.cache
def frame(name, random_state=0, n_splits=10):
    """Score one model; equal seeds give equal splits."""
    make = {
        "lr": models.logistic,
        "rf": models.forest,
        "xgb": models.xgboost,
        "hgb": models.boosting,
        "mlp": models.mlp,
    }
    table = data.load_breast_cancer()
    settings = {"train_size": 100, "random_state": random_state, "n_splits": n_splits}
    return protocol.compare({name: make[name]()}, table, **settings).frame


def results(*names):
    """Put the frames of some models below each other."""
    import pandas as pd

    return pd.concat([frame(name) for name in names], ignore_index=True)


def largest_gap(rows):
    return (rows.train_score - rows.score).groupby(rows.model).mean().idxmax()


def answer(rows=None, verdict=NO_WINNER, gap=None):
    """Return the three answers as the check wants them."""
    rows = results("lr", "rf", "xgb", "mlp") if rows is None else rows
    gap = largest_gap(rows) if gap is None else gap
    return {"results": rows, "verdict": verdict, "gap_train_test": gap}


def reference() -> dict:
    return answer()


def alternative_hist_gradient_boosting() -> dict:
    """Boosting from scikit-learn in place of XGBoost."""
    return answer(results("lr", "rf", "hgb", "mlp"))


def alternative_own_loop() -> dict:
    """StratifiedShuffleSplit and a loop, own hashes, smaller models."""
    import time

    import numpy as np
    import pandas as pd
    from sklearn.base import clone
    from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedShuffleSplit
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    table = data.load_breast_cancer()
    X = np.concatenate([table.X_train, table.X_test])
    y = np.concatenate([table.y_train, table.y_test])
    contenders = {
        "lr": make_pipeline(StandardScaler(), LogisticRegression()),
        "rf": RandomForestClassifier(60, random_state=0),
        "hgb": HistGradientBoostingClassifier(max_iter=60),
        "mlp": make_pipeline(
            StandardScaler(), MLPClassifier(max_iter=150, tol=1e-3, random_state=0)
        ),
    }
    splitter = StratifiedShuffleSplit(10, train_size=100, random_state=5)
    rows = []
    import warnings

    for number, (train, test) in enumerate(splitter.split(X, y)):
        for name, model in contenders.items():
            start = time.perf_counter()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                fitted = clone(model).fit(X[train], y[train])
            seconds = time.perf_counter() - start
            rows.append(
                {
                    "model": name,
                    "split": number,
                    "split_hash": str(hash(tuple(test.tolist()))),
                    "score": fitted.score(X[test], y[test]),
                    "train_score": fitted.score(X[train], y[train]),
                    "fit_seconds": seconds,
                    "predict_seconds": 0.001,
                }
            )
    return answer(pd.DataFrame(rows))


def wrong_train_score() -> dict:
    rows = results("lr", "rf", "xgb", "mlp")
    return answer(rows.assign(score=rows.train_score), gap="xgb")


def wrong_different_splits() -> dict:
    import pandas as pd

    rows = results("lr", "rf", "xgb")
    return answer(pd.concat([rows, frame("mlp").assign(split_hash="other")]))


def wrong_few_splits() -> dict:
    rows = results("lr", "rf", "xgb", "mlp")
    return answer(rows[rows.split < rows.split.min() + 3])


def wrong_best_mean() -> dict:
    rows = results("lr", "rf", "xgb", "mlp")
    return answer(rows, verdict=rows.groupby("model").score.mean().idxmax())


def wrong_not_the_leader() -> dict:
    return answer(verdict="rf")


def wrong_smallest_gap() -> dict:
    rows = results("lr", "rf", "xgb", "mlp")
    gap = (rows.train_score - rows.score).groupby(rows.model).mean().idxmin()
    return answer(rows, gap=gap)


def wrong_percent() -> dict:
    rows = results("lr", "rf", "xgb", "mlp")
    in_percent = {"score": 100 * rows.score, "train_score": 100 * rows.train_score}
    return answer(rows.assign(**in_percent))


def wrong_all_rows() -> list[dict]:
    """Three quarters of the table train; in the second form scores are rounded."""
    contenders = {
        "lr": models.logistic(),
        "rf": models.forest(n_trees=20),
        "xgb": models.xgboost(n_trees=30),
        "mlp": models.mlp(epochs=15),
    }
    rows = protocol.compare(contenders, data.load_breast_cancer(), n_splits=10).frame
    return [answer(rows), answer(rows.round({"train_score": 3}))]


def wrong_time_once() -> dict:
    rows = results("lr", "rf", "xgb", "mlp")
    first = rows.groupby("model").fit_seconds.transform("first")
    return answer(rows.assign(fit_seconds=first))


def wrong_unscaled() -> dict:
    """Take the scaler out of the network's pipeline."""
    import pandas as pd

    bare = models.mlp().steps[-1][1]
    table = data.load_breast_cancer()
    rows = protocol.compare({"mlp": bare}, table, n_splits=10, train_size=100).frame
    return answer(pd.concat([results("lr", "rf", "xgb"), rows], ignore_index=True))


def wrong_by_heart() -> dict:
    rows = results("lr", "rf", "xgb", "mlp")
    return answer(rows, gap="rf" if largest_gap(rows) == "xgb" else "xgb")
