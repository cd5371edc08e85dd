"""Explanations of tables against scikit-learn, shap, lime and closed forms.

Budget: 25 s.
"""

from types import SimpleNamespace

import numpy as np
import pytest

from course import data, explain
from course.errors import CourseError, DataError
from course.explain import importance

# -- the table whose reasons are known -----------------------------------------


def test_credit_follows_its_formula():
    """A logistic regression on the true contributions finds every weight to be 1."""
    from sklearn.linear_model import LogisticRegression

    loaded = data.load_credit(40_000, random_state=5)
    X = np.concatenate([loaded.X_train, loaded.X_test])
    y = np.concatenate([loaded.y_train, loaded.y_test])
    parts = data.credit_truth(X)
    assert (parts[:, 5:] == 0).all()
    known = np.column_stack([parts[:, :5], X[:, 5:]])
    fit = LogisticRegression(C=1e6, max_iter=5000, tol=1e-8).fit(
        (known - known.mean(axis=0)) / known.std(axis=0), y
    )
    slopes = fit.coef_[0] / known.std(axis=0)
    assert np.allclose(slopes[:5], 1, atol=0.12)
    assert (abs(fit.coef_[0, 5:]) < 0.08).all()  # six standard errors of about 0.013


def test_credit_has_its_proxies_and_a_fair_split():
    loaded = data.load_credit(20_000)
    X = np.concatenate([loaded.X_train, loaded.X_test])
    income, district, commute, group = X[:, 0], X[:, 6], X[:, 7], X[:, 8]
    assert abs((district == group).mean() - 0.85) < 0.02
    assert abs(commute[group == 1].mean() - commute[group == 0].mean() - 15) < 1
    ratio = np.log(income[group == 1]).mean() - np.log(income[group == 0]).mean()
    assert abs(ratio + 0.15) < 0.04
    # the split does not follow the order in which the rows were drawn
    gap = loaded.X_test.mean(axis=0) - loaded.X_train.mean(axis=0)
    assert (abs(gap) < 6 * X.std(axis=0) * (1 / 5000 + 1 / 15000) ** 0.5).all()


def test_credit_follows_its_seed():
    one, same, other = (data.load_credit(200, random_state=s) for s in (3, 3, 4))
    assert np.array_equal(one.X_train, same.X_train)
    assert np.array_equal(one.y_test, same.y_test)
    assert not np.array_equal(one.X_train, other.X_train)


@pytest.mark.parametrize("wrong", [19, 100.0, "many"])
def test_impossible_tables_are_refused(wrong):
    with pytest.raises(DataError, match="20 or more"):
        data.load_credit(wrong)
    with pytest.raises(DataError, match="columns of `load_credit`"):
        data.credit_truth(np.zeros((3, 8)))


# -- permutation importance ------------------------------------------------------


def test_permutation_importance_is_scikit_learns(seed):
    from sklearn.inspection import permutation_importance
    from sklearn.linear_model import LogisticRegression

    loaded = data.load_credit(600, random_state=seed)
    model = LogisticRegression(max_iter=2000).fit(loaded.X_train, loaded.y_train)
    ours = explain.permutation_importance(
        model, loaded.X_test, loaded.y_test, n_repeats=60, random_state=seed
    )
    theirs = permutation_importance(
        model, loaded.X_test, loaded.y_test, n_repeats=60, random_state=seed
    ).importances
    assert ours.shape == theirs.shape == (9, 60)
    error = np.sqrt(ours.var(axis=1, ddof=1) / 60 + theirs.var(axis=1, ddof=1) / 60)
    assert (abs(ours.mean(axis=1) - theirs.mean(axis=1)) <= 6 * error + 1e-12).all()


def test_permutation_importance_of_a_sum_is_twice_its_variance(seed):
    rng = np.random.default_rng(seed)
    X, weights = rng.normal(size=(3000, 3)), np.array([2.0, -1.0, 0.0])
    model = SimpleNamespace(predict=lambda X: X @ weights)
    before = X.copy()
    grown = explain.permutation_importance(
        model, X, X @ weights, loss=lambda a, b: np.mean((a - b) ** 2), n_repeats=20
    ).mean(axis=1)
    assert np.array_equal(X, before)
    assert np.allclose(grown, 2 * weights**2 * X.var(axis=0), rtol=0.06)
    assert grown[2] == 0


def test_a_frame_reaches_the_model_as_a_frame():
    import pandas as pd

    rng = np.random.default_rng(0)
    X = pd.DataFrame({"a": rng.normal(size=300), "b": ["x", "y", "z"] * 100})
    X.index = rng.permutation(300)
    model = SimpleNamespace(predict=lambda X: (X["b"] == "x").astype(int).to_numpy())
    grown = explain.permutation_importance(model, X, model.predict(X)).mean(axis=1)
    assert grown[0] == 0
    assert abs(grown[1] - 4 / 9) < 0.05  # 2 p (1 - p) for p = 1/3
    assert importance.wrong_share([1, 0], [1, 1]) == 0.5


# -- local surrogates --------------------------------------------------------------


@pytest.mark.parametrize("width", [0.3, 1.0, 4.0])
def test_the_surrogate_of_a_wave_has_steins_slope(width):
    """The slope is the mean derivative under the narrower normal distribution."""
    f = lambda Z: np.sin(2 * Z[:, 0]) - 3 * Z[:, 1] + 50  # noqa: E731
    x0 = np.array([0.4, -7.0])
    runs = np.array(
        [
            explain.local_surrogate(
                f, x0, kernel_width=width, n_samples=8000, random_state=run
            )
            for run in range(12)
        ]
    )
    v = 1 / (1 + 2 / width**2)
    want = np.array([2 * np.cos(0.8) * np.exp(-2 * v), -3])
    error = 6 * runs.std(axis=0, ddof=1) / 12**0.5 + 1e-6
    assert (abs(runs.mean(axis=0) - want) < error).all()


def test_the_surrogate_counts_in_units_of_its_scale():
    f = lambda Z: 5 * Z[:, 0] + Z[:, 1]  # noqa: E731
    slopes = explain.local_surrogate(
        f, np.zeros(2), kernel_width=1.0, scale=np.array([0.1, 10.0])
    )
    assert np.allclose(slopes, [0.5, 10])


def test_lime_agrees_with_our_surrogate_where_they_ask_the_same():
    """On numbers, without bins and around a row at the centre, both are one method."""
    rng = np.random.default_rng(1)
    X = rng.normal(size=(500, 3)) * [1, 2, 3]
    weights = np.array([0.05, -0.02, 0.01])

    def chance(rows):
        p = np.clip(0.5 + rows @ weights, 0, 1)
        return np.column_stack([1 - p, p])

    told = explain.lime(chance, X, X.mean(axis=0), n_samples=2000)
    ours = explain.local_surrogate(
        lambda rows: chance(rows)[:, 1],
        X.mean(axis=0),
        kernel_width=1.3,
        scale=X.std(axis=0),
    )
    assert np.allclose(told, ours, rtol=0.02, atol=2e-3)
    again = explain.lime(chance, X, X.mean(axis=0), n_samples=2000)
    assert np.array_equal(told, again)


# -- Shapley values ----------------------------------------------------------------


def test_shapley_is_the_librarys(seed):
    rng = np.random.default_rng(seed)
    background, x = rng.normal(size=(15, 5)), rng.normal(size=5)
    f = lambda X: X[:, 0] * X[:, 1] * X[:, 2] + np.sin(X[:, 3])  # noqa: E731
    ours = explain.shapley_exact(f, x, background)
    assert np.allclose(ours, explain.shap(f, x[None], background)[0], atol=1e-8)
    assert np.isclose(ours.sum(), f(x[None])[0] - f(background).mean())
    assert abs(ours[4]) < 1e-12


def test_shapley_of_a_boosted_model_is_treeshaps(seed):
    import shap
    from sklearn.ensemble import GradientBoostingRegressor

    loaded = data.load_credit(300, random_state=seed)
    X = loaded.X_train[:, :6]
    model = GradientBoostingRegressor(n_estimators=15, random_state=0)
    model.fit(X, loaded.X_train[:, 7])
    background, x = X[:25], X[40]
    theirs = shap.TreeExplainer(model, background).shap_values(x[None])[0]
    ours = explain.shapley_exact(model.predict, x, background)
    assert np.allclose(ours, theirs, atol=1e-5 * abs(theirs).max())


def test_too_many_columns_are_refused():
    with pytest.raises(CourseError, match="coalitions"):
        explain.shapley_exact(lambda X: X.sum(1), np.zeros(15), np.zeros((2, 15)))


# -- trees, promises, students -------------------------------------------------------


def test_a_surrogate_finds_a_tree_again_and_counts_its_leaves():
    from sklearn.tree import DecisionTreeClassifier

    rng = np.random.default_rng(0)
    X = rng.uniform(0.2, 1, size=(400, 3)) * rng.choice([-1, 1], size=(400, 3))
    box = lambda X: 2 * (X[:, 1] > 0) + (X[:, 0] > 0)  # noqa: E731
    found = explain.surrogate_tree(box, X[:300], X[300:], max_depth=2)
    assert (found.fidelity, found.n_leaves) == (1.0, 4)
    assert "4 leaves" in repr(found)
    text = found.text(["a", "b", "c"], ["n", "w", "s", "e"])
    assert text.count("class:") == 4
    assert "c <=" not in text

    noise = lambda X: (np.sin(1e5 * X.sum(1)) > 0).astype(int)  # noqa: E731
    deep = explain.surrogate_tree(noise, X[:300], X[300:], max_depth=None)
    tree = DecisionTreeClassifier(random_state=0).fit(X[:300], noise(X[:300]))
    assert deep.fidelity == (tree.predict(X[300:]) == noise(X[300:])).mean() < 0.75
    assert deep.text(["a", "b", "c"]).count("class:") == deep.n_leaves > 50


def test_monotone_constraints_are_kept_and_violations_counted():
    from sklearn.ensemble import HistGradientBoostingClassifier

    loaded = data.load_credit(800)
    X, grid = loaded.X_train, np.linspace(1, 6, 15)
    for promised, low, high in ((None, 0.3, 1.0), ([1] + [0] * 8, 0.0, 0.0)):
        model = HistGradientBoostingClassifier(monotonic_cst=promised, max_iter=40)
        model.fit(X, loaded.y_train)
        share = explain.monotone_violations(
            lambda rows, model=model: model.predict_proba(rows)[:, 1],
            X[:100],
            0,
            direction=1,
            grid=grid,
        )
        assert low <= share <= high
    bent = lambda X: np.where(X[:, 1] > 0, X[:, 0], -X[:, 0])  # noqa: E731
    rows = np.column_stack([np.zeros(10), np.repeat([1, -1], [7, 3])])
    for direction, want in ((1, 0.3), (-1, 0.7)):
        share = explain.monotone_violations(
            bent, rows, 0, direction=direction, grid=grid
        )
        assert np.isclose(share, want)
    assert (rows[:, 0] == 0).all()


def test_students_learn_the_odds_of_their_teacher():
    X = np.random.default_rng(0).normal(size=(1500, 2))
    teacher = lambda X: 1 / (1 + np.exp(-3 * X[:, 0]))  # noqa: E731
    tree = explain.distill_tree(teacher, X, max_depth=3)
    net = explain.distill_net(teacher, X, width=3)
    assert (tree.size, net.size) == (8, 3 * 2 + 3 + 3 + 1)
    for student in (tree, net):
        chance = student.predict_proba(X)
        assert np.allclose(chance.sum(axis=1), 1)
        assert np.array_equal(student.predict(X), (chance[:, 1] > 0.5).astype(int))
        assert (student.predict(X) == (X[:, 0] > 0)).mean() > 0.97
    assert np.abs(net.predict_proba(X)[:, 1] - teacher(X)).max() < 0.03
    assert np.isfinite(explain.log_odds(np.array([0.0, 1.0]))).all()


# -- a model that pretends ------------------------------------------------------


@pytest.fixture(scope="module")
def pretender():
    loaded = data.load_credit()
    fake = [
        explain.explainer_rows(
            loaded.X_train, kind="lime", categorical=(4, 6, 8), random_state=seed
        )
        for seed in range(2)
    ]
    made = explain.Pretender(8, 5).fit(loaded.X_train, np.concatenate(fake))
    return made, loaded


def test_the_pretender_decides_like_its_biased_rule(pretender):
    made, loaded = pretender
    open_rule = made.biased(loaded.X_test)
    assert np.array_equal(open_rule[:, 0], loaded.X_test[:, 8])
    same = (made.predict_proba(loaded.X_test) == open_rule).all(axis=1).mean()
    assert same > 0.97


@pytest.mark.parametrize(("bins", "seen"), [(False, 0.0), (True, 1.0)])
def test_lime_sees_the_group_in_the_open_rule_only(pretender, bins, seen):
    """Without bins the disguise works; with bins, which it does not know, it fails."""
    made, loaded = pretender

    def first(model):
        def told(row):
            return explain.lime(
                model, loaded.X_train, row, categorical=(4, 6, 8), n_samples=500,
                discretize=bins,
            )  # fmt: skip

        return explain.top_share(told, loaded.X_test[:8], 8)

    assert first(made.biased) == 1
    assert first(made.predict_proba) == seen


def test_rows_of_explainers_are_what_they_say():
    X = data.load_credit(400).X_train
    normal = explain.explainer_rows(X, kind="lime", categorical=(4,), random_state=0)
    assert set(np.unique(normal[:, 4])) == {0, 1}
    assert abs(normal[:, 0].std() / X[:, 0].std() - 1) < 0.25
    mixed = explain.explainer_rows(X, kind="shap", random_state=0)
    for column in range(9):
        assert np.isin(mixed[:, column], X[:, column]).all()
    kept = (mixed == X).sum(axis=1)
    assert kept.min() >= 1
    assert kept.mean() < 8
