"""Counts against torch's own counters, published numbers and sums done by hand.

Budget: 15 s.
"""

import math
import pickle
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
import torch
from sklearn.ensemble import (
    ExtraTreesClassifier,
    GradientBoostingClassifier,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from course import measure
from course.errors import CourseError
from course.models import blueprints

#: name -> (parameters, billions of MACs at 224 pixels), as published with the weights
PUBLISHED = {
    "alexnet": (61_100_840, 0.714),
    "resnet152": (60_192_808, 11.514),
    "mobilenet_v2": (3_504_872, 0.301),
    "vgg16": (138_357_544, 15.470),
    "vit_b_16": (86_567_656, 17.564),
}


def on_meta(name: str) -> nn.Module:
    from torchvision import models

    return measure.on_meta(models.get_model, name, weights=None)


def counted_by_torch(module: nn.Module, *shape: int) -> int:
    with FlopCounterMode(display=False) as counter:
        module(torch.zeros(1, *shape))
    return counter.get_total_flops() // 2


# -- parameters and MACs ------------------------------------------------------


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_counts(name, no_network):
    from torchvision import models

    meta = models.get_model_weights(name).DEFAULT.meta
    net = on_meta(name)
    n_parameters, n_macs = PUBLISHED[name]
    assert measure.n_parameters(net) == n_parameters == meta["num_params"]
    counted = measure.macs(net, (3, 224, 224)) / 1e9
    assert round(counted, 3) == pytest.approx(n_macs) == pytest.approx(meta["_ops"])


NETS = {
    "dense": (nn.Linear(7, 5), (7,)),
    "dense over places": (nn.Linear(7, 5), (3, 7)),
    "strides and padding": (nn.Conv2d(4, 6, 3, stride=2, padding=1), (4, 9, 12)),
    "groups and holes": (nn.Conv2d(4, 6, (3, 2), dilation=2, groups=2), (4, 9, 12)),
    "depthwise": (nn.Conv2d(6, 6, 3, groups=6), (6, 8, 7)),
    "sound": (nn.Conv1d(3, 8, 5), (3, 40)),
    "volume": (nn.Conv3d(2, 3, 2), (2, 4, 5, 6)),
    "transposed": (nn.ConvTranspose2d(4, 6, 3, stride=2), (4, 5, 7)),
    "transformer": (nn.TransformerEncoderLayer(12, 3, 20, batch_first=True), (9, 12)),
}


@pytest.mark.parametrize("name", NETS)
def test_layers_agree_with_torchs_counter(name):
    net, shape = NETS[name]
    table = measure.layer_table(net, shape)
    assert "outside" not in set(table["layer"])  # every product was found in a layer
    assert table["macs"].sum() == counted_by_torch(net, *shape) > 0


def test_attention_with_other_widths():
    class Reader(nn.Module):
        def __init__(self):
            super().__init__()
            self.attend = nn.MultiheadAttention(8, 2, kdim=6, vdim=5, batch_first=True)

        def forward(self, x):
            return self.attend(x, key=x[:, :4, :6], value=x[:, :4, :5])[0]

    net = Reader()
    table = measure.layer_table(net, (10, 8))
    assert list(table["kind"]) == ["MultiheadAttention"]
    by_hand = 10 * 8 * 8 + 4 * 6 * 8 + 4 * 5 * 8 + 2 * 10 * 4 * 8 + 10 * 8 * 8
    assert measure.macs(net, (10, 8)) == by_hand == counted_by_torch(net, 10, 8)


@pytest.mark.parametrize(("kind", "gates"), [(nn.RNN, 1), (nn.GRU, 3), (nn.LSTM, 4)])
def test_recurrent_layers(kind, gates):
    net = kind(5, 7, num_layers=2, bidirectional=True, batch_first=True)
    one = gates * 7 * (5 + 7)  # input and state to each gate
    two = gates * 7 * (2 * 7 + 7)  # the second layer hears both directions
    table = measure.layer_table(net, (11, 5))
    assert list(table["macs"]) == [11 * 2 * (one + two)]
    assert list(table["parameters"]) == [measure.n_parameters(net)]


def test_products_outside_of_layers_are_found():
    class Own(nn.Module):
        def __init__(self):
            super().__init__()
            self.weight = nn.Parameter(torch.zeros(6, 4))
            self.dense = nn.Linear(4, 3)

        def forward(self, x):
            return self.dense(x @ self.weight)

    table = measure.layer_table(Own(), (6,)).set_index("layer")
    assert table["macs"].to_dict() == {"network": 0, "dense": 12, "outside": 24}
    assert table["parameters"].to_dict() == {"network": 24, "dense": 15, "outside": 0}
    assert measure.macs(Own(), (6,)) == 36


def test_a_shared_layer_is_stored_once_and_works_twice():
    layer = nn.Linear(5, 5)
    net = nn.Sequential(layer, nn.ReLU(), layer)
    table = measure.layer_table(net, (5,))
    assert (table["parameters"].sum(), table["macs"].sum()) == (30, 50)
    assert measure.n_parameters(net) == 30


def test_where_alexnets_numbers_sit():
    table = measure.layer_table(on_meta("alexnet"), (3, 224, 224))
    share = table.groupby("kind")[["parameters", "macs"]].sum() / table[
        ["parameters", "macs"]
    ].sum().to_numpy(dtype=float)
    assert list(table.columns) == ["layer", "kind", "output", "parameters", "macs"]
    assert list(table["kind"]) == ["Conv2d"] * 5 + ["Linear"] * 3
    assert table["output"][0] == (64, 55, 55)
    assert round(share["parameters"]["Linear"], 2) == 0.96
    assert round(share["macs"]["Conv2d"], 2) == 0.92


def test_every_layer_can_be_listed():
    net = blueprints.lenet5()
    few = measure.layer_table(net, (1, 32, 32))
    every = measure.layer_table(net, (1, 32, 32), every=True)
    assert (len(few), len(every)) == (5, len(net))
    assert every["macs"].sum() == few["macs"].sum()


def test_counting_leaves_the_network_alone():
    net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4)).train()
    before = {name: tensor.clone() for name, tensor in net.state_dict().items()}
    measure.macs(net, (3, 8, 8))
    assert net.training
    assert not any(layer._forward_hooks for layer in net.modules())
    for name, tensor in net.state_dict().items():
        assert torch.equal(tensor, before[name])


def test_frozen_layers_are_counted_too():
    net = NETS["transformer"][0]
    wanted = measure.macs(net, (9, 12))
    frozen = nn.TransformerEncoderLayer(12, 3, 20, batch_first=True).eval()
    frozen.requires_grad_(False)
    assert measure.macs(frozen, (9, 12)) == wanted


@pytest.mark.parametrize("count", [measure.n_parameters, measure.layer_table])
def test_what_is_no_network_is_refused(count):
    given = [LogisticRegression()] + [(3,)] * (count is measure.layer_table)
    with pytest.raises(CourseError, match="LogisticRegression"):
        count(*given)


# -- famous networks ----------------------------------------------------------


def test_lenet5():
    net = blueprints.lenet5()
    by_hand = 6 * 26 + 16 * 151 + 120 * 401 + 84 * 121 + 10 * 85
    assert measure.n_parameters(net) == by_hand == 61_706
    assert measure.macs(net, (1, 32, 32)) == 416_520
    assert net(torch.zeros(2, 1, 32, 32)).shape == (2, 10)


def test_gpt3_without_memory():
    net = measure.on_meta(blueprints.gpt)
    d = 12288
    by_hand = 96 * (12 * d * d + 13 * d) + (50257 + 2048) * d + 2 * d
    assert measure.n_parameters(net) == by_hand == 174_604_259_328
    assert measure.n_parameters(net.blocks[0]) == 1_812_099_072
    assert all(tensor.is_meta for tensor in net.parameters())
    assert measure.n_bytes(net) == 4 * by_hand


def test_a_small_gpt_never_looks_ahead():
    torch.manual_seed(0)
    net = blueprints.gpt(n_layers=2, d_model=16, n_heads=2, n_vocab=11, n_ctx=8).eval()
    text = torch.arange(8)[None]
    changed = text.clone()
    changed[0, 5] = 10
    with torch.no_grad():
        moved = (net(text) - net(changed)).abs().amax(dim=2)[0]
    assert moved[:5].max() < 1e-5
    assert moved[5:].min() > 1e-5
    # a decoder multiplies every token by every matrix, the tied one included
    table = measure.layer_table(net, (8,), tokens=True)
    matrices = 2 * 12 * 16 * 16 + 11 * 16
    attention = 2 * 2 * 8 * 16
    assert table["macs"].sum() == 8 * (matrices + attention)
    assert table["parameters"].sum() == measure.n_parameters(net)


def test_builders_that_calculate_are_told_so():
    with pytest.raises(CourseError, match="without on_meta"):
        on_meta("regnet_y_400mf")


# -- bytes and forests --------------------------------------------------------


def test_bytes_of_networks():
    net = nn.Sequential(nn.Linear(10, 4), nn.BatchNorm1d(4))
    n_floats = 10 * 4 + 4 + 4 * 4  # weights, biases, norm and its running statistics
    assert measure.n_bytes(net) == 4 * n_floats + 8  # and one int64 counter
    assert measure.n_bytes(net.half()) == 2 * n_floats + 8
    assert measure.n_bytes(on_meta("mobilenet_v2")) == pytest.approx(14.0e6, rel=0.02)


def test_bytes_of_others_are_those_of_the_file(tmp_path):
    X, y = labelled(n_classes=3)
    model = make_pipeline(StandardScaler(), RandomForestClassifier(20)).fit(X, y)
    file = tmp_path / "model.pickle"
    with file.open("wb") as out:
        pickle.dump(model, out, protocol=pickle.HIGHEST_PROTOCOL)
    assert measure.n_bytes(model) == file.stat().st_size


def labelled(*, n_classes: int, seed: int = 0, n: int = 150):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 5)), np.arange(n) % n_classes


def counted_by_walking(forest, per_leaf: int) -> dict:
    """Follow every branch from the root; nothing is read but children."""
    splits = leaves = 0
    for one in forest.estimators_:
        waiting = [0]
        while waiting:
            node = waiting.pop()
            if one.tree_.children_left[node] < 0:
                leaves += 1
                continue
            splits += 1
            waiting += [one.tree_.children_left[node], one.tree_.children_right[node]]
    return {
        "nodes": splits + leaves,
        "leaves": leaves,
        "stored_numbers": 2 * splits + per_leaf * leaves,
    }


@pytest.mark.parametrize("kind", [RandomForestClassifier, ExtraTreesClassifier])
@pytest.mark.parametrize("n_classes", [2, 3, 4])
def test_forests(kind, n_classes, seed):
    X, y = labelled(n_classes=n_classes, seed=seed)
    forest = kind(n_estimators=7, max_depth=6, random_state=seed).fit(X, y)
    size = measure.stored_numbers(forest)
    assert size == counted_by_walking(forest, n_classes)
    assert size["nodes"] == 2 * size["leaves"] - 7
    assert measure.stored_numbers(make_pipeline(StandardScaler(), forest)) == size


def test_stumps_regression_and_single_trees():
    X, y = labelled(n_classes=3)
    stumps = RandomForestClassifier(9).fit(X, np.zeros(len(X)))
    assert measure.stored_numbers(stumps) == {
        "nodes": 9,
        "leaves": 9,
        "stored_numbers": 9,
    }
    numbers = RandomForestRegressor(5, random_state=0).fit(X, X[:, 0])
    assert measure.stored_numbers(numbers) == counted_by_walking(numbers, 1)
    tree = DecisionTreeClassifier(max_depth=1).fit(X, y)
    assert measure.stored_numbers(tree)["stored_numbers"] == 2 + 2 * 3


def test_other_ensembles_are_refused():
    X, y = labelled(n_classes=3)
    for model in (RandomForestClassifier(), GradientBoostingClassifier().fit(X, y)):
        with pytest.raises(CourseError, match=type(model).__name__):
            measure.stored_numbers(model)


# -- seconds ------------------------------------------------------------------


class Clock:
    """Time that passes only when somebody works."""

    def __init__(self, *durations: float) -> None:
        self.now, self.durations, self.calls = 0.0, list(durations), 0

    def __call__(self) -> float:
        return self.now

    def work(self) -> None:
        self.now += self.durations[self.calls % len(self.durations)]
        self.calls += 1


def test_seconds_leave_the_warm_up_out():
    clock = Clock(100.0, 50.0, 1.0, 2.0, 4.0)
    run = measure.seconds(clock.work, repeats=3, warmup=2, clock=clock)
    assert run.values == (1.0, 2.0, 4.0)
    assert (run.n, run.median, run.spread, clock.calls) == (3, 2.0, 3.0, 5)
    assert "Python" in run.machine


def test_latency_measures_every_request():
    clock = Clock(*[0.001] * 20, *np.arange(1, 201) / 1000)
    run = measure.latency(clock.work, n=200, clock=clock)
    assert run.n == 200
    assert np.round((run.p50, run.p95, run.p99), 6).tolist() == [0.1, 0.19, 0.198]


def test_percentiles_are_measured_values(seed):
    values = np.random.default_rng(seed).exponential(size=37 + seed)
    run = measure.Run(tuple(values), machine="a test")
    for q in (1, 25, 50, 75, 95, 99, 100):
        assert run.percentile(q) == np.percentile(values, q, method="inverted_cdf")


def test_the_gpu_is_waited_for_before_each_look_at_the_clock(monkeypatch):
    seen = []
    monkeypatch.setattr(torch.cuda, "is_initialized", lambda: True)
    monkeypatch.setattr(torch.cuda, "synchronize", lambda: seen.append("wait"))

    def clock():
        seen.append("look")
        return 0.0

    measure.seconds(lambda: seen.append("work"), repeats=2, warmup=1, clock=clock)
    once = ["wait", "look", "work", "wait", "look"]
    assert seen == ["work", *once, *once]


def test_the_real_clock_runs():
    run = measure.seconds(lambda: math.factorial(2000), repeats=3)
    assert all(value > 0 for value in run.values)


def test_a_run_is_frozen_and_short():
    run = measure.Run((0.0021, 0.0023), machine="a test")
    with pytest.raises(FrozenInstanceError):
        run.machine = "another"
    assert repr(run) == "Run(median 2.1 ms, spread 200 µs, n = 2, on a test)"


@pytest.mark.parametrize("wrong", [{"repeats": 0}, {"repeats": 3, "warmup": -1}])
def test_nothing_measured_is_an_error(wrong):
    with pytest.raises(CourseError, match="repeats"):
        measure.seconds(lambda: None, **wrong)
