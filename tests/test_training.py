"""The training loop, against plain torch and scikit-learn's models.

Budget: 40 s.
"""

import copy
import itertools
import math

import numpy as np
import pytest
import torch
from nets import classifier, cnn, linear, mlp, regressor
from sklearn.datasets import (
    load_diabetes,
    load_digits,
    load_wine,
    make_classification,
)
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.preprocessing import scale
from torch import nn
from torch.nn.functional import cross_entropy, mse_loss
from torch.optim.lr_scheduler import OneCycleLR

from course.training import loop


@pytest.fixture(scope="module")
def wine():
    X, y = load_wine(return_X_y=True)
    return scale(X), y


@pytest.fixture(scope="module")
def pictures():
    digits = load_digits()
    return (digits.images[:, None] / 16).astype(np.float32), digits.target


# -- the loop against torch -----------------------------------------------------


def test_one_cycle_is_torchs():
    n_steps = 1000
    optimiser = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=1.0)
    schedule = OneCycleLR(optimiser, max_lr=1.0, total_steps=n_steps)
    theirs = []
    for step in range(n_steps):
        theirs.append(schedule.get_last_lr()[0])
        optimiser.step()
        if step < n_steps - 1:
            schedule.step()
    ours = [loop.one_cycle(step, n_steps) for step in range(n_steps)]
    assert np.abs(np.subtract(ours, theirs)).max() < 0.002


@pytest.mark.parametrize("n_steps", [1, 2, 3, 7])
def test_one_cycle_of_few_steps_still_trains(n_steps):
    rates = [loop.one_cycle(step, n_steps) for step in range(n_steps)]
    assert max(rates) > 0.6
    assert 0 < min(rates) <= max(rates) <= 1


@pytest.mark.parametrize(
    ("kind", "loss_of"), [("class", cross_entropy), ("number", mse_loss)]
)
def test_the_weights_are_those_of_a_loop_written_by_hand(seed, kind, loss_of):
    """With one batch an epoch the order of the rows does not matter."""
    torch.manual_seed(seed)
    X, y = torch.randn(40, 6), torch.randn(40, 3)
    y = y.argmax(1) if kind == "class" else y
    theirs = mlp((6,), 3)
    ours = copy.deepcopy(theirs)
    settings = {"n_epochs": 15, "batch_size": 40, "lr": 0.03}
    history, stopped = loop.train(ours, X, y, loss_of=loss_of, **settings)
    optimiser = torch.optim.Adam(theirs.parameters())
    losses = []
    for step in range(15):
        optimiser.param_groups[0]["lr"] = 0.03 * loop.one_cycle(step, 15)
        loss = loss_of(theirs(X), y)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert stopped == "epochs"
    assert np.allclose(history["loss"], losses, rtol=1e-4)
    for a, b in zip(ours.parameters(), theirs.parameters(), strict=True):
        assert torch.allclose(a, b, atol=1e-4)


@pytest.mark.parametrize(("n", "batch_size"), [(33, 16), (32, 16), (17, 16), (5, 9)])
def test_an_epoch_shows_every_row_once_in_even_batches(n, batch_size):
    seen = []

    def note(batch):
        seen.append(batch[:, 0].int().tolist())
        return batch

    X, y = torch.arange(n, dtype=torch.float32)[:, None] / 1, torch.arange(n) % 2
    settings = {"n_epochs": 2, "batch_size": batch_size, "lr": 0.01}
    loop.train(linear((1,), 2), X, y, loss_of=cross_entropy, augment=note, **settings)
    n_batches = math.ceil(n / batch_size)
    assert len(seen) == 2 * n_batches
    for epoch in (seen[:n_batches], seen[n_batches:]):
        assert sorted(itertools.chain(*epoch)) == list(range(n))
        sizes = [len(batch) for batch in epoch]
        assert max(sizes) <= batch_size
        assert max(sizes) - min(sizes) <= 1
    if n > 10:
        assert seen[:n_batches] != seen[n_batches:]


def test_the_loss_of_an_epoch_is_the_mean_over_its_rows():
    X, y = torch.randn(10, 2), torch.tensor([0, 1] * 5)
    module = linear((2,), 2)
    settings = {"n_epochs": 1, "batch_size": 4, "lr": 1e-12}
    history, _ = loop.train(module, X, y, loss_of=cross_entropy, **settings)
    assert history["loss"][0] == pytest.approx(cross_entropy(module(X), y).item())


# -- against scikit-learn's models ------------------------------------------------


def test_a_linear_net_is_logistic_regression(seed):
    X, y = make_classification(300, 5, class_sep=0.5, flip_y=0.2, random_state=seed)
    ours = classifier(build=linear, epochs=60, lr=0.05).fit(X, y).predict_proba(X)
    theirs = LogisticRegression(C=1e6).fit(X, y).predict_proba(X)
    assert np.abs(ours - theirs).max() < 0.02


@pytest.mark.parametrize("unit", [1.0, 1e6, 1e-6])
def test_a_linear_net_is_linear_regression_in_any_unit(unit):
    X, y = load_diabetes(return_X_y=True)
    X, y = scale(X), (y - 500) * unit
    ours = regressor(build=linear, epochs=80, lr=0.05).fit(X, y).predict(X)
    theirs = LinearRegression().fit(X, y).predict(X)
    assert np.abs(ours - theirs).max() < 0.1 * y.std()


def test_a_small_cnn_learns_digits(pictures):
    X, y = pictures
    net = classifier(build=cnn, epochs=6).fit(X[:1400], y[:1400])
    assert net.score(X[1400:], y[1400:]) > 0.85
    assert net.n_features_in_ == 1
    # batch norm counts the batches that it saw in training mode
    assert net.module_[1].num_batches_tracked == 6 * math.ceil(1400 / 32)
    assert not net.module_.training


def test_pictures_lie_with_their_channels_last(pictures):
    lie = []

    def note(batch):
        lie.append(batch.is_contiguous(memory_format=torch.channels_last))
        return batch

    X, y = np.repeat(pictures[0][:100], 3, axis=1), pictures[1][:100]
    net = classifier(build=cnn, augment=note, epochs=1).fit(X, y)
    assert all(lie)
    assert net.module_[3].weight.is_contiguous(memory_format=torch.channels_last)
    lie.clear()
    classifier(build=mlp, augment=note, epochs=1).fit(X, y)
    assert not any(lie)


# -- when it stops -----------------------------------------------------------------


def test_patience_stops_and_keeps_the_best_weights():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(200, 20)), rng.integers(0, 2, 200)
    net = classifier(epochs=200, patience=4, lr=0.05).fit(X, y)
    losses = net.history_["held_out_loss"]
    assert net.stopped_ == "patience"
    assert len(losses) < 200
    assert len(losses) - 1 - losses.argmin() == 4
    alone = classifier(epochs=3, patience=4).fit(X, y)
    assert (alone.stopped_, len(alone.history_["loss"])) == ("epochs", 3)


def test_the_best_weights_are_put_back(seed):
    torch.manual_seed(seed)
    X, y = torch.randn(60, 10), torch.randint(0, 2, (60,))
    module = mlp((10,), 2)
    few, rest = (X[:20], y[:20]), (X[20:], y[20:])
    history, _ = loop.train(
        module, *rest, loss_of=cross_entropy, held_out=few, lr=0.1, n_epochs=20,
        batch_size=10, patience=50,
    )  # fmt: skip
    losses = history["held_out_loss"]
    assert min(losses) < losses[-1]
    with torch.no_grad():
        now = cross_entropy(module.eval()(few[0]), few[1]).item()
    assert now == pytest.approx(min(losses), rel=1e-5)


def test_the_clock_stops_it_in_the_middle_of_an_epoch(wine):
    net = classifier(max_seconds=1e-9).fit(*wine)
    assert net.stopped_ == "max_seconds"
    assert list(net.history_["epoch"]) == [1]
    assert np.isfinite(net.history_["loss"]).all()
    patient = classifier(max_seconds=3600).fit(*wine)
    assert (patient.stopped_, len(patient.history_["epoch"])) == ("epochs", 20)


def test_one_row_is_enough_for_a_regressor():
    net = regressor(patience=2, epochs=3).fit([[1.0, 2.0]], [5.0])
    assert net.predict([[1.0, 2.0]]).shape == (1,)
