"""Answers to `transfer`: other right tables, and wrong ones."""

from answer_files import solved

from course import models
from course.models.transfer import labelled, moved_digits

SHRINKS = "the lead shrinks as labels grow"


def table():
    """Return the table of the solved cells: it takes long to train."""
    return solved("representation.transfer")["transfer"]


def until(rows):
    """Return the largest n whose paired interval lies above 0."""
    from scipy.stats import t

    wide = rows.pivot_table(index=["n", "seed"], columns="regime", values="accuracy")
    lead = (wide["frozen"] - wide["scratch"]).groupby("n")
    k = lead.count()
    low = lead.mean() - t.ppf(0.975, k - 1) * lead.sem()
    return int(max([0, *low.index[low > 0]]))


def answer(rows=None, n=None, comment=SHRINKS):
    rows = table() if rows is None else rows
    return {
        "transfer": rows,
        "frozen_beats_scratch_until": until(rows) if n is None else n,
        "crossover_comment": comment,
    }


def alternative_nearest_centroid() -> dict:
    """Frozen features and the nearest class mean in place of a trained layer."""
    import torch
    from sklearn.neighbors import NearestCentroid

    digits, encoder = moved_digits(), models.letters_net()
    with torch.no_grad():
        F, G = (encoder(torch.from_numpy(X)) for X in (digits.X_train, digits.X_test))
    rows = table().copy()
    for place in rows.index[rows.regime == "frozen"]:
        picked = labelled(int(rows.n[place]), int(rows.seed[place]))
        model = NearestCentroid().fit(F[picked].numpy(), digits.y_train[picked])
        rows.loc[place, "accuracy"] = model.score(G.numpy(), digits.y_test)
    return answer(rows)


def alternative_shuffled_rows_and_more_columns() -> dict:
    """Rows in another order, the encoder's change in other decimals."""
    rows = table().sample(frac=1, random_state=1).assign(note="mine")
    return answer(rows.round({"accuracy": 3}))


def wrong_few_seeds() -> dict:
    rows = table()
    return answer(rows[rows.seed == 0], n=10)


def wrong_unpaired_seeds() -> dict:
    rows = table()
    return answer(rows.assign(rows=rows["rows"] + rows.regime))


def wrong_frozen_moves() -> dict:
    rows = table()
    moved = rows.encoder_change.where(rows.regime != "frozen", 0.12)
    return answer(rows.assign(encoder_change=moved))


def wrong_finetune_frozen() -> dict:
    rows = table()
    moved = rows.encoder_change.where(rows.regime != "finetune", 0.0)
    return answer(rows.assign(encoder_change=moved))


def wrong_scratch_pretrained() -> dict:
    rows = table()
    tuned = rows[rows.regime == "finetune"].assign(regime="scratch")
    import pandas as pd

    both = pd.concat([rows[rows.regime != "scratch"], tuned], ignore_index=True)
    return answer(both)


def wrong_always_better() -> dict:
    return answer(comment="pretrained features always win")


def wrong_no_interval() -> dict:
    found = until(table())
    return answer(n=300 if found < 300 else 10)
