"""Pruned networks against torch's own pruning, and against sums done by hand.

Budget: 20 s.
"""

import copy
import itertools

import pytest
import torch
from torch import nn
from torch.nn.utils import prune as torch_prune

from course import compress, data, measure, models
from course.errors import CourseError
from course.models import networks

SHAPE = (1, 12, 12)


def net(kind: str, seed: int = 0) -> nn.Module:
    """Return a network with random weights and norms that have seen something."""
    torch.manual_seed(seed)
    made = {
        "cnn": lambda: networks.small_cnn(SHAPE, 7, width=6),
        "separable": lambda: networks.separable_cnn(SHAPE, 7, width=6),
        "mlp": lambda: networks.mlp((20,), 7, widths=(16, 10), dropout=0.1),
    }[kind]()
    for layer in made.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.running_mean.normal_()
            layer.running_var.uniform_(0.5, 2)
            nn.init.uniform_(layer.weight, 0.5, 2)
            nn.init.normal_(layer.bias)
    return made.eval()


def rows(kind: str, n: int = 5) -> torch.Tensor:
    return torch.randn(n, 20) if kind == "mlp" else torch.randn(n, *SHAPE)


def weighted(module: nn.Module) -> list[nn.Module]:
    return [m for m in module.modules() if isinstance(m, nn.Linear | nn.Conv2d)]


KINDS = ["cnn", "separable", "mlp"]


# -- single weights -----------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.0, 0.31, 0.9])
def test_the_same_weights_as_torch_sets_to_zero(kind, share, seed):
    model = net(kind, seed)
    other = copy.deepcopy(model)
    places = [(layer, "weight") for layer in weighted(other)]
    torch_prune.global_unstructured(places, torch_prune.L1Unstructured, amount=share)
    pruned = compress.prune_weights(model, share)
    for ours, theirs in zip(weighted(pruned), weighted(other), strict=True):
        assert torch.equal(ours.weight, theirs.weight)
    n_weights = sum(layer.weight.numel() for layer in weighted(model))
    before = compress.count_zeros(model)
    assert compress.count_zeros(pruned) - before == round(share * n_weights)


def test_zeros_save_neither_bytes_nor_multiply_adds():
    model = net("cnn")
    pruned = compress.prune_weights(model, 0.9)
    assert measure.n_bytes(pruned) == measure.n_bytes(model)
    assert measure.macs(pruned, SHAPE) == measure.macs(model, SHAPE)
    assert (
        compress.count_zeros(model) == 12 + 24 + 6 or compress.count_zeros(model) == 0
    )


# -- channels -----------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.25, 0.5, 0.8])
def test_the_small_network_computes_what_the_large_one_does_with_dead_channels(
    kind, share, seed
):
    """Silencing the channels in the large network must give the same numbers."""
    model = net(kind, seed)
    small = compress.prune_channels(model, share)
    silenced = copy.deepcopy(model)
    cut = [m for m in weighted(silenced) if getattr(m, "groups", 1) == 1][:-1]
    layers = list(silenced)
    for layer in cut:
        mask = torch_prune.ln_structured(
            copy.deepcopy(layer), "weight", amount=share, n=2, dim=0
        ).weight_mask.flatten(1)[:, 0]
        place = next(i for i, m in enumerate(layers) if m is layer)
        dead = mask == 0
        layer.weight.data[dead] = 0
        if layer.bias is not None:
            layer.bias.data[dead] = 0
        # what follows until the next mixing layer must hand on zeros
        for after in layers[place + 1 :]:
            if isinstance(after, nn.BatchNorm2d):
                after.weight.data[dead] = 0
                after.bias.data[dead] = 0
            elif isinstance(after, nn.Conv2d) and after.groups > 1:
                after.weight.data[dead] = 0
            elif isinstance(after, nn.Conv2d | nn.Linear):
                break
    x = rows(kind)
    assert torch.allclose(small(x), silenced(x), atol=1e-4, rtol=1e-4)
    assert [m.weight.shape[0] for m in weighted(small)][-1] == 7


@pytest.mark.parametrize("kind", KINDS)
def test_fewer_channels_are_fewer_bytes_and_multiply_adds(kind):
    model = net(kind)
    shape = (20,) if kind == "mlp" else SHAPE
    counts = [
        (measure.n_parameters(m), measure.n_bytes(m), measure.macs(m, shape))
        for m in (compress.prune_channels(model, share) for share in (0, 0.3, 0.6))
    ]
    for one, other in itertools.pairwise(counts):
        assert all(less < more for less, more in zip(other, one, strict=True))
    assert counts[0] == (
        measure.n_parameters(model), measure.n_bytes(model), measure.macs(model, shape)
    )  # fmt: skip


def test_one_channel_always_stays():
    small = compress.prune_channels(net("cnn"), 0.999)
    assert [m.weight.shape[0] for m in weighted(small)] == [1, 1, 1, 7]
    assert small(rows("cnn")).shape == (5, 7)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("cut", [compress.prune_weights, compress.prune_channels])
def test_what_was_passed_stays_as_it_was(kind, cut):
    model = net(kind)
    before = copy.deepcopy(model.state_dict())
    cut(model, 0.5)
    after = model.state_dict()
    assert before.keys() == after.keys()
    assert all(torch.equal(before[name], after[name]) for name in before)


@pytest.mark.parametrize("share", [-0.1, 1, 1.5, float("nan")])
@pytest.mark.parametrize("cut", [compress.prune_weights, compress.prune_channels])
def test_an_impossible_share_is_refused(cut, share):
    with pytest.raises(CourseError, match="below 1"):
        cut(net("mlp"), share)


def test_networks_that_cannot_be_cut_are_refused():
    with pytest.raises(CourseError, match="no dense or convolution"):
        compress.prune_weights(nn.ReLU(), 0.5)
    with pytest.raises(CourseError, match="Residual"):
        compress.prune_channels(
            networks.residual_mlp((20,), 3, depth=1, width=8, gate=0.0), 0.5
        )
    with pytest.raises(CourseError, match="groups=1"):
        compress.prune_channels(nn.Sequential(nn.Conv2d(4, 8, 3, groups=2)), 0.5)
    with pytest.raises(CourseError, match="torch module"):
        compress.prune_weights("a model", 0.5)


# -- training on --------------------------------------------------------------


def test_training_on_keeps_zeros_and_recovers():
    digits = data.load_digits()
    X, y = digits.X_train, digits.y_train
    model = models.small_cnn(width=6, epochs=5, progress=False).fit(X, y)

    def score(module):
        with torch.no_grad():
            guess = module.eval()(torch.from_numpy(digits.X_test)).argmax(1).numpy()
        return float((guess == digits.y_test).mean())

    pruned = compress.prune_weights(model, 0.8)
    back = compress.finetune(pruned, X, y, epochs=3)
    dense = compress.finetune(pruned, X, y, epochs=1, keep_zeros=False)
    for before, after in zip(weighted(pruned), weighted(back), strict=True):
        assert bool((after.weight[before.weight == 0] == 0).all())
        assert not torch.equal(before.weight, after.weight)
    assert compress.count_zeros(dense) < compress.count_zeros(back)
    assert score(back) > score(pruned) + 0.05
    small = compress.finetune(compress.prune_channels(model, 0.5), X, y, epochs=3)
    assert score(small) > 0.85
    again = compress.finetune(pruned, X, y, epochs=3)
    assert all(
        torch.equal(a, b)
        for a, b in zip(back.parameters(), again.parameters(), strict=True)
    )
