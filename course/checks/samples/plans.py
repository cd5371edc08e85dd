"""Two plans for 600 votes: their cells in a table, trained again, and who leads."""

from course.checks.engine import Open

#: Name -> items, votes for each.
PLANS = {"600x1": (600, 1), "200x3": (200, 3)}
MODELS = ("lr", "cnn")
P = 0.8  # how often one voter is right
NO_WINNER = "no clear winner"


def cell(table, plan, model):
    """Return the rows of one plan and one model."""
    return table[(table.plan == plan) & (table.model == model)]


def mean_of(table, plan, model) -> float:
    """Return the mean accuracy of a cell; a table without it is not answered yet."""
    rows = cell(table, plan, model)
    if rows.empty:
        raise Open
    return float(rows.accuracy.mean())


def trained_again(plan, seeds) -> float:
    """Return the mean accuracy of the linear model on a plan, with our own seeds."""
    import numpy as np

    from course import cost, data, models

    digits = data.load_digits()
    n, k = PLANS[plan]
    scores = []
    for seed in seeds:
        rows = np.random.default_rng(seed).permutation(len(digits.y_train))[:n]
        labels = cost.voted_labels(
            digits.y_train[rows] % 2, p=P, n_votes=k, random_state=seed
        )
        model = models.logistic().fit(digits.X_train[rows], labels)
        scores.append(model.score(digits.X_test, digits.y_test % 2))
    return float(np.mean(scores))


def lead(table, model) -> dict | None:
    """Return how far 600x1 leads 200x3 on the same seeds, with two intervals."""
    from course.protocol import paired_interval

    one, other = (cell(table, plan, model).set_index("seed").accuracy for plan in PLANS)
    if not one.index.is_unique or not other.index.is_unique:
        return None
    d = (one - other).dropna().to_numpy()
    if len(d) < 2:
        return None
    plain = paired_interval(d, n_train=10**9, n_test=1)
    low, high = paired_interval(d, n_train=600, n_test=450)
    facts = {"model": model, "mean": float(d.mean()), "low": low, "high": high}
    return facts | {"plain": plain, "corrected": (low, high)}


def side(leads, kind) -> str:
    """Return the plan that all leads favour, by one kind of interval, or none."""
    if all(one[kind][0] > 0 for one in leads):
        return "600x1"
    return "200x3" if all(one[kind][1] < 0 for one in leads) else NO_WINNER
