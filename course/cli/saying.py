"""What `course decide` prints: the table, what its words mean, leaks, the decision."""

from collections.abc import Sequence
from typing import Any

#: What the makers of the baselines make, for people who do not train models.
MODELS = {
    "dummy": "no model; it gives every row the same answer",
    "logistic": "logistic regression, a weighted sum of the columns",
    "ridge": "linear regression, a weighted sum of the columns",
    "xgboost": "boosted trees, many small decision trees in a row",
    "svm": "a support vector machine",
    "hog_svm": "a support vector machine on the directions of edges",
    "tfidf": "logistic regression on counted words",
    "mlp": "a small neural net",
    "mlp_regressor": "a small neural net",
    "small_cnn": "a small convolutional neural net",
    "conv_words": "a small neural net that reads words in their order",
}
METRICS = {
    "accuracy": "accuracy is the share of right answers",
    "R2": "R2 is 1 for a perfect model and 0 for one that always says the mean",
}


def lines_of(
    outcome: Any, results: dict[str, Any], candidates: Sequence[dict[str, Any]]
) -> list[str]:
    """Return what is printed after a comparison.

    Parameters
    ----------
    outcome
        Of `decision.decide`.
    results, candidates
        Of the card.
    """
    table = outcome.table.to_string(float_format=_short, na_rep="-")
    lines = [
        "",
        f"{results['metric']} on {results['n_splits']} splits of "
        f"{results['n_train']:,} rows to train on and {results['n_test']:,} to test:",
    ]
    lines += [f"  {row}" for row in table.splitlines()]
    words = "; ".join(
        f"{x['name']}: {MODELS.get(x['make'], x['make'])}" for x in candidates
    )
    lines += [
        f"Models: {words}.",
        f"Columns: {METRICS[results['metric']]}; sd is its spread over the splits; "
        f"{results['percentile']:g} of 100 answers come within "
        f"p{results['percentile']:g}_ms; reads counts the numbers that a person would "
        "have to read, where one can.",
    ]
    lines += [f"Note: {note}" for note in outcome.notes]
    songs = [song for song in outcome.songs if song.sings]
    if songs:
        lines += ["", "Settle this first, or do not believe what follows:"]
        lines += [f"  - {song.canary}: {song.why}" for song in songs]
    return [*lines, "", str(outcome.choice), "", f"Measured on {results['machine']}."]


def _short(value: float) -> str:
    return f"{value:.4g}"
