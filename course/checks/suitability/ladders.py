"""What `baselines` reads from a bench, and the linear cells that it fits again."""

from functools import cache

#: Name -> how near the linear model has to be to 20 fresh splits.
TABLES = {"magic": 0.03, "flights": 0.054}
LADDER = ("dummy", "lr", "rf", "xgb", "hgb", "mlp")
N_TRAIN, N_TEST = 1000, 250
TOO_GOOD = 0.95  # for trees on either table
NARROW = 0.852  # share of the width: the narrowest right interval of `paired_interval`


def lacking(names) -> list[str]:
    """Return the families that these names lack."""
    lacks = [name for name in ("dummy", "lr", "rf", "mlp") if name not in names]
    return lacks + ([] if {"xgb", "hgb"} & set(names) else ["xgb"])


def scores(bench, name: str):
    """Return the scores on a table, a row a split and a column a model; or None."""
    rows = bench[bench.data == name]
    rows = rows[rows.model.isin(LADDER)]
    if rows.empty or rows.duplicated(["split", "model"]).any():
        return None
    wide = rows.pivot(index="split", columns="model", values="score")
    if len(wide) < 2 or wide.isna().any(axis=None) or "dummy" not in wide:
        return None
    return wide


def interval(scores, one: str, other: str, share=1.0) -> tuple[float, float]:
    """Return the interval of the lead of ``one``, made narrower by a share."""
    from course.protocol import paired_interval

    d = (scores[one] - scores[other]).to_numpy()
    low, high = paired_interval(d, n_train=N_TRAIN, n_test=N_TEST)
    middle, half = (low + high) / 2, share * (high - low) / 2
    return middle - half, middle + half


def ends(scores) -> list[str]:
    """Return the rungs where one ends, by Student's t and by the narrowest interval."""
    found = []
    for share in (1.0, NARROW):
        here = "dummy"
        for rung in LADDER[1:]:
            if rung in scores and interval(scores, rung, here, share)[0] > 0:
                here = rung
        found.append(here)
    return found


def lead(scores, said, end: str) -> dict:
    """Return by how much the rung that was said leads the one where one ends."""
    if said not in scores or said == end:
        return {}
    low, high = interval(scores, said, end)
    mean = float((scores[said] - scores[end]).mean())
    return {"mean": mean, "low": low, "high": high}


@cache
def linear_again(name: str, seed: int) -> float:
    """Return the mean score of a logistic regression on 20 other splits."""
    from course import data, models, protocol

    table = {"magic": data.load_magic, "flights": data.load_flights}[name]()
    found = protocol.compare(
        {"lr": models.logistic()},
        table,
        n_splits=20,
        train_size=N_TRAIN,
        test_size=N_TEST,
        random_state=seed,
    )
    return float(found.frame.score.mean())
