"""Answers to `baselines`: right ones written differently, and wrong ones."""

import functools

import pandas as pd
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler, scale

from course import data, device, models, protocol

TABLES = {"magic": data.load_magic, "flights": data.load_flights}
LADDER = ("dummy", "lr", "rf", "xgb", "hgb", "mlp")
N_SPLITS = 4 if device.scale() == "quick" else 10
SIZES = {"train_size": 1000, "test_size": 250}


def make_models():
    return {
        "dummy": DummyClassifier(),
        "lr": make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)),
        "rf": RandomForestClassifier(30, random_state=0),
        "xgb": models.xgboost(n_trees=40),
        "mlp": models.mlp(widths=(32,), epochs=6, progress=False),
    }


@functools.cache
def bench(random_state=0):
    """Score all models on both tables; small models, so that it takes seconds."""
    return pd.concat(
        [
            protocol.compare(
                make_models(), load(), n_splits=N_SPLITS, random_state=random_state,
                **SIZES,
            ).frame.assign(data=name)
            for name, load in TABLES.items()
        ],
        ignore_index=True,
    )  # fmt: skip


def climb(rows, share=1.0):
    """Walk up the ladder on each table, with intervals of a share of the width."""
    ladder = {}
    for name, part in rows.groupby("data"):
        scores = part.pivot(index="split", columns="model", values="score")
        here = "dummy"
        for rung in LADDER[1:]:
            if rung not in scores:
                continue
            d = (scores[rung] - scores[here]).to_numpy()
            low, high = protocol.paired_interval(d, n_train=1000, n_test=250)
            if (low + high) / 2 - share * (high - low) / 2 > 0:
                here = rung
        ladder[name] = here
    return ladder


def answer(makes=make_models, rows=None, ladder=None):
    """Return the three answers as the check wants them."""
    rows = bench() if rows is None else rows
    ladder = climb(rows) if ladder is None else ladder
    return {"make_models": makes, "bench": rows, "ladder": ladder}


def reference() -> dict:
    return answer()


def alternative_columns_and_a_small_search() -> dict:
    """A ColumnTransformer, every family tuned with six fits; another set of splits."""
    from sklearn.compose import ColumnTransformer
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.model_selection import GridSearchCV

    def all_columns(X):
        return list(range(X.shape[1]))

    def scaled(model):
        columns = ColumnTransformer(
            [("scale", StandardScaler(), all_columns)], remainder="passthrough"
        )
        return make_pipeline(columns, model)

    def tuned(model, **grid):
        return GridSearchCV(model, grid, cv=3)

    def makes():
        return {
            "dummy": DummyClassifier(strategy="stratified", random_state=0),
            "lr": tuned(scaled(LogisticRegression()), logisticregression__C=[0.1, 1]),
            "rf": tuned(RandomForestClassifier(20), max_depth=[5, None]),
            "hgb": tuned(
                HistGradientBoostingClassifier(max_iter=20), max_leaf_nodes=[7, 31]
            ),
            "mlp": tuned(
                scaled(MLPClassifier((16,), learning_rate_init=0.02, max_iter=60)),
                mlpclassifier__alpha=[0.01, 1],
            ),
        }

    rows = bench(random_state=7).replace({"model": {"xgb": "hgb"}})
    return answer(makes, rows.sample(frac=1, random_state=0))


def alternative_courses_models() -> dict:
    """The course's own models; a sixth family, and the narrowest right interval."""

    def makes():
        found = [models.dummy(), models.logistic(), models.forest(n_trees=40)]
        found += [models.xgboost(n_trees=40), models.mlp(epochs=10, progress=False)]
        return dict(zip(("dummy", "lr", "rf", "xgb", "mlp"), found, strict=True)) | {
            "svm": models.svm()
        }

    rows = bench(random_state=3)
    return answer(makes, rows.assign(note="mine"), climb(rows, share=0.86))


def changed(**models_) -> dict:
    """Return the answers with some models changed; None takes one out."""

    def makes():
        both = make_models() | models_
        return {name: model for name, model in both.items() if model is not None}

    return answer(makes)


def wrong_no_dummy() -> list[dict]:
    rows = bench()
    return [changed(dummy=None), answer(rows=rows[rows.model != "dummy"], ladder={})]


def wrong_scaler_leak() -> dict:
    """Rows to predict are standardised by their own mean and spread."""
    leaking = make_pipeline(FunctionTransformer(scale), LogisticRegression())
    return changed(lr=leaking)


def wrong_unscaled() -> list[dict]:
    bare = models.mlp(epochs=20, progress=False).steps[-1][1]
    return [
        changed(mlp=bare),
        changed(mlp=MLPClassifier((32,), max_iter=80, random_state=0)),
    ]


def wrong_unequal_tuning() -> dict:
    from sklearn.model_selection import GridSearchCV

    grid = {"max_depth": [3, 6], "n_estimators": [10, 20, 40]}
    xgb = models.xgboost(n_trees=10).steps[-1][1]
    return changed(xgb=GridSearchCV(xgb, grid, cv=3))


def wrong_different_splits() -> dict:
    rows = bench().copy()
    rows.loc[rows.model == "mlp", "split_hash"] = "other"
    return answer(rows=rows)


def wrong_few_splits() -> dict:
    rows = bench()
    return answer(rows=rows[rows.split < 2])


def wrong_per_cent() -> dict:
    rows = bench()
    return answer(rows=rows.assign(score=100 * rows.score))


def wrong_train_score() -> dict:
    rows = bench()
    trees = rows.model.isin(["rf", "xgb"])
    return answer(rows=rows.assign(score=rows.score.where(~trees, rows.train_score)))


def wrong_highest_mean() -> dict:
    """On flights the forest has the highest mean, and no certain lead."""
    rows = bench().copy()
    cells = [(rows.data == "flights") & (rows.model == m) for m in ("rf", "dummy")]
    forest, dummy = (rows[cell].score for cell in cells)
    rows.loc[cells[0], "score"] = forest + dummy.mean() - forest.mean() + 0.003
    return answer(rows=rows, ladder=climb(rows) | {"flights": "rf"})


def wrong_never_climbed() -> dict:
    return answer(ladder={"magic": "dummy", "flights": "dummy"})
