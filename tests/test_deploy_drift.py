"""Drift: the distance, the budget of false alarms, and a month with a trigger.

Budget: 15 s.
"""

import numpy as np
import pandas as pd
import pytest

from course import deploy
from course.errors import DeployError

# -- psi ----------------------------------------------------------------------


def test_psi_of_known_samples():
    rng = np.random.default_rng(0)
    x = rng.normal(size=50_000)
    assert deploy.psi(x, x) == 0
    assert deploy.psi(x, rng.permutation(x)) == 0
    for d in (0.2, 0.5):
        shifted = deploy.psi(x, rng.normal(d, size=50_000))
        assert 0.7 * d**2 < shifted < 1.25 * d**2
    half = np.where(np.arange(len(x)) % 2, x, x.max() + 1)
    assert deploy.psi(x, half) > 0.5
    assert deploy.psi(x, half - 2 * x.max()) > 0.5


def test_psi_is_the_formula_on_equal_bins():
    expected = np.repeat(np.arange(4.0), 250)
    actual = np.repeat(np.arange(4.0), [100, 200, 300, 400])
    p, q = np.full(4, 0.25), np.array([0.1, 0.2, 0.3, 0.4])
    want = ((p - q) * np.log(p / q)).sum()
    assert deploy.psi(expected, actual) == pytest.approx(want, rel=0.01)


def test_psi_knows_only_the_order(seed):
    rng = np.random.default_rng(seed)
    x, y = rng.lognormal(size=500), rng.lognormal(0.3, size=400)
    assert deploy.psi(np.log(x), np.log(y)) == pytest.approx(deploy.psi(x, y))
    assert deploy.psi(x, y) >= 0


def test_constants_empty_bins_and_categories():
    same, other = np.full(100, 3.0), np.full(80, 5.0)
    assert deploy.psi(same, same[:50]) == 0
    for moved in (other, other - 4):  # to either side
        assert np.isfinite(deploy.psi(same, moved))
        assert deploy.psi(same, moved) > 1
        assert deploy.drift_alarm(same, moved)
        assert deploy.drift_alarm(same, moved, method="permutation")
    for method in ("chi2", "permutation"):
        assert not deploy.drift_alarm(same, same[:50], method=method)
    coin, unfair = np.arange(1000) % 2, np.arange(1000) % 5 > 0
    assert deploy.drift_alarm(coin, unfair)
    assert not deploy.drift_alarm(coin, coin[:300])


@pytest.mark.parametrize(
    "change",
    [
        {"expected": []},
        {"actual": [1.0, np.nan]},
        {"actual": [np.inf]},
        {"bins": 1},
        {"bins": 2.5},
        {"bins": True},
        {"false_alarm": 0},
        {"false_alarm": 5},
        {"method": "fixed"},
    ],
)
def test_what_makes_no_sense_is_refused(change):
    good = {"expected": [1.0, 2.0, 3.0], "actual": [1.0, 2.0]}
    with pytest.raises(DeployError):
        deploy.drift_alarm(**good | change)


# -- the budget of false alarms -----------------------------------------------


def alarm_rate(n, *, n_windows, shift=0.0, method="chi2", seed=0):
    rng = np.random.default_rng(seed)
    alarms = [
        deploy.drift_alarm(
            rng.normal(size=n), rng.normal(shift, size=n), method=method,
            n_permutations=199, random_state=rng,
        )
        for _ in range(n_windows)
    ]  # fmt: skip
    return float(np.mean(alarms))


@pytest.mark.parametrize("method", ["chi2", "permutation"])
@pytest.mark.parametrize("n", [100, 300, 1000])
def test_false_alarms_stay_in_the_budget(n, method, record_property):
    rate = alarm_rate(n, n_windows=600, method=method)
    record_property("figure", f"quiet windows, N={n}, {method}: {rate:.1%} alarms")
    assert 0.01 < rate < 0.10


@pytest.mark.slow
@pytest.mark.parametrize("method", ["chi2", "permutation"])
@pytest.mark.parametrize("n", [100, 300, 1000])
def test_false_alarms_in_many_windows(n, method, record_property):
    rate = alarm_rate(n, n_windows=6000, method=method, seed=1)
    record_property("figure", f"6,000 windows, N={n}, {method}: {rate:.2%} alarms")
    assert 0.01 < rate < 0.10


@pytest.mark.parametrize("n", [300, 1000])
def test_half_a_standard_deviation_is_seen(n):
    assert alarm_rate(n, n_windows=200, shift=0.5) > 0.95


def test_a_fixed_limit_cries_wolf_on_few_rows():
    """Why the limit has to know the number of rows."""
    rng = np.random.default_rng(0)
    quiet = [
        deploy.psi(rng.normal(size=100), rng.normal(size=100)) > 0.1 for _ in range(200)
    ]
    assert np.mean(quiet) > 0.6


@pytest.mark.parametrize("n_columns", [1, 10])
def test_the_budget_is_for_the_whole_window(n_columns):
    rng = np.random.default_rng(0)
    shape = (300, n_columns)
    alarms = [
        deploy.monitor(rng.normal(size=shape), rng.normal(size=shape))["alarm"].any()
        for _ in range(300)
    ]
    assert 0.01 < np.mean(alarms) < 0.10


def test_the_monitor_names_the_column_that_moved():
    rng = np.random.default_rng(0)
    before = pd.DataFrame(rng.normal(size=(500, 3)), columns=["age", "income", "debt"])
    after = pd.DataFrame(rng.normal(size=(400, 3)), columns=before.columns)
    after["income"] += 1
    found = deploy.monitor(before, after)
    assert list(found.columns) == ["column", "psi", "threshold", "alarm"]
    assert list(found["column"][found["alarm"]]) == ["income"]
    with pytest.raises(DeployError, match=r"\['income'\] missing"):
        deploy.monitor(before, after.drop(columns="income"))
    with pytest.raises(DeployError, match="2 columns in the window, 3 in training"):
        deploy.monitor(before.to_numpy(), after.to_numpy()[:, :2])


# -- guard --------------------------------------------------------------------


def test_intervals_of_a_gain_hold_what_they_promise():
    rng = np.random.default_rng(0)
    held = []
    for _ in range(1500):
        old = rng.random(150) < 0.8
        new = np.where(rng.random(150) < 0.2, rng.random(150) < 0.85, old)
        truth = 0.2 * (0.85 - 0.8)
        _, low, high = deploy.gain_interval(new, old)
        held.append(low <= truth <= high)
    assert 0.93 < np.mean(held) < 0.98


def test_a_model_that_says_the_same_is_no_gain():
    right = np.arange(100) % 3 > 0
    gain, low, high = deploy.gain_interval(right, right)
    assert (gain, low < 0 < high) == (0, True)
    with pytest.raises(DeployError, match="same rows"):
        deploy.gain_interval(right, right[:5])


def test_a_fall_of_accuracy_has_a_budget_too():
    rng = np.random.default_rng(0)
    before, after = rng.binomial(300, 0.85, 4000), rng.binomial(100, 0.85, 4000)
    alarms = [
        deploy.accuracy_fell(a, 100, b, 300, 0.05)
        for a, b in zip(after, before, strict=True)
    ]
    assert 0.02 < np.mean(alarms) < 0.08


# -- a month ------------------------------------------------------------------


class Cut:
    """Learns where to cut the first column; quick."""

    def fit(self, X, y):
        cuts = np.quantile(X[:, 0], np.linspace(0, 1, 41))
        right = [((X[:, 0] > cut) == y).mean() for cut in cuts]
        self.cut = cuts[int(np.argmax(right))]
        return self

    def predict(self, X):
        return (X[:, 0] > self.cut).astype(int)


def fit(X, y):
    return Cut().fit(X, y)


def traffic(rng, n, *, shift=0.0, border=0.0, wrong=0.1):
    """Rows around `shift`, of class 1 beyond `border`, some labels wrong."""
    X = rng.normal(shift, 1, (n, 2))
    y = (X[:, 0] > border).astype(int)
    return X, np.where(rng.random(n) < wrong, 1 - y, y)


def month(seed=0, n=200, n_days=30, **days):
    """Return (train, days); `days` maps a name to a function of the day."""
    rng = np.random.default_rng(seed)
    train = traffic(rng, 600)
    return train, [
        traffic(rng, n, **{name: of(day) for name, of in days.items()})
        for day in range(1, n_days + 1)
    ]


def run(train, days, **rules):
    return deploy.simulate_month(
        days, fit=fit, train=train, rules=deploy.Rules(**rules)
    )


def test_a_quiet_month_is_quiet():
    n_tries = 0
    for seed in range(5):
        frame = run(*month(seed))
        assert len(frame) == 30
        assert (frame["version"] == 1).mean() > 0.6
        n_tries += int(frame["retrains"].iloc[-1])
    assert n_tries <= 8  # expected: 2 monitors x 30 days x 1 % = 0.6 a month


def test_labels_tell_what_inputs_do_not():
    """The border moves and the inputs stay: only a monitor of labels can see it."""
    train, days = month(border=lambda day: 0.0 if day < 10 else 1.0)
    blind = run(train, days, trigger="inputs")
    assert blind["accuracy"].iloc[15:].mean() < 0.7
    seeing = run(train, days, trigger="labels")
    assert seeing["accuracy"].iloc[20:].mean() > 0.8
    promoted = seeing[seeing["action"] == "promoted"]
    assert 10 + 2 <= promoted["day"].iloc[0] <= 20
    assert (promoted["gain_low"] > 0).all()


def test_the_guard_refuses_what_is_not_better():
    """Inputs move, the rule stays: retraining on a few days gains nothing."""
    train, days = month(shift=lambda day: 0.0 if day < 10 else 0.4, n=100)
    guarded = run(train, days, trigger="inputs")
    trusting = run(train, days, trigger="inputs", guard=False, watch=0)
    assert guarded["input_alarm"].any()
    assert "refused" in set(guarded["action"])
    assert guarded["version"].max() == 1
    assert trusting["version"].max() > 1


def test_bad_labels_pass_the_guard_and_are_rolled_back(tmp_path):
    """For some days labels come in upside down; then they are right again."""
    train, days = month(wrong=lambda day: 0.9 if 10 <= day < 18 else 0.1)
    days = [(X, y, (X[:, 0] > 0).astype(int)) for X, y in days]
    seen = []
    frame = deploy.simulate_month(
        days, fit=flipped_fit, train=train, rules=deploy.Rules(watch=12),
        on_day=seen.append,
    )  # fmt: skip
    actions = list(frame["action"])
    assert "promoted" in actions
    assert "rolled back" in actions[actions.index("promoted") :]
    back = frame[frame["action"] == "rolled back"].iloc[0]
    assert back["gain_high"] < 0
    assert frame["version"].iloc[-1] == 1
    assert frame["accuracy"].iloc[-1] > 0.95
    assert pd.DataFrame(seen).equals(frame)


class Either(Cut):
    """Also learns that the classes have changed places."""

    def fit(self, X, y):
        super().fit(X, y)
        self.turned = (super().predict(X) == y).mean() < 0.5
        return self

    def predict(self, X):
        return super().predict(X) ^ self.turned


def flipped_fit(X, y):
    return Either().fit(X, y)


def test_today_decides_nothing_before_its_labels_are_there():
    """Whatever comes after day 12, the table until day 12 is the same."""
    train, days = month(border=lambda day: 0.0 if day < 8 else 1.0)
    whole = run(train, days)
    short = run(train, days[:12])
    pd.testing.assert_frame_equal(whole.iloc[:12], short)
    late = [(X, 1 - y) if day >= 10 else (X, y) for day, (X, y) in enumerate(days)]
    changed = run(train, late)  # days 11, 12 lie; their labels come on day 13, 14
    known = [name for name in short if name != "accuracy"]
    pd.testing.assert_frame_equal(whole[known].iloc[:12], changed[known].iloc[:12])


@pytest.mark.parametrize(
    "rules",
    [{"trigger": "moon"}, {"window": 0}, {"label_delay": -1}, {"held_out": 1.0}],
)
def test_rules_that_make_no_sense_are_refused(rules):
    with pytest.raises(DeployError):
        deploy.Rules(**rules)


def test_a_month_without_days_is_refused():
    with pytest.raises(DeployError, match="no days"):
        run(month()[0], [])


@pytest.mark.parametrize("trigger", ["always", "never"])
def test_the_simple_policies(trigger):
    train, days = month(n_days=10, n=60)
    frame = run(train, days, trigger=trigger, guard=False, watch=0, wait=1)
    assert frame["retrains"].iloc[-1] == (8 if trigger == "always" else 0)
