"""The experiment with towers: what is fixed, what is measured, and against what.

The gradient is held against backpropagation written out in NumPy.

Budget: 10 s; the slow test 90 s.
"""

import numpy as np
import pytest
import torch
from torch import nn

from course import data, device, measure
from course.errors import CourseError
from course.models import depth
from course.models.depth import PlainBlock, first_gradient, stack, train_stack


class Skip(nn.Module):
    """The residual block of the exercise."""

    def __init__(self, dim, scale=1.0):
        super().__init__()
        self.linear, self.scale = nn.Linear(dim, dim), scale

    def forward(self, x):
        return x + self.scale * torch.relu(self.linear(x))


def softmax(scores):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def gradient_by_hand(tower, X, y):
    """Backpropagate through linear layers with ReLU between them; plain NumPy."""
    layers = [m for m in tower.modules() if isinstance(m, nn.Linear)]
    weights = [layer.weight.detach().double().numpy() for layer in layers]
    biases = [layer.bias.detach().double().numpy() for layer in layers]
    ins = [X.double().numpy()]
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        ins.append(np.maximum(ins[-1] @ W.T + b, 0))
    back = softmax(ins[-1] @ weights[-1].T + biases[-1])
    back[np.arange(len(y)), y.numpy()] -= 1
    back /= len(y)
    for place in range(len(layers) - 1, 0, -1):
        back = (back @ weights[place]) * (ins[place] > 0)
    return float(np.linalg.norm(back.T @ ins[0]))


@pytest.mark.parametrize("n_floors", [1, 2, 10])
@pytest.mark.parametrize("init", ["torch", "he"])
def test_the_first_gradient_is_that_of_backpropagation_by_hand(n_floors, init, seed):
    with device.seeded(seed):
        tower = stack(PlainBlock, n_floors, init=init)
        X, y = torch.rand(50, 64), torch.randint(10, (50,))
    want = gradient_by_hand(tower, X, y)
    assert first_gradient(tower, X, y) == pytest.approx(want, rel=1e-3)


def test_the_first_gradient_leaves_no_trace_in_the_tower():
    tower = stack(PlainBlock, 2)
    first_gradient(tower, torch.rand(5, 64), torch.arange(5))
    assert all(parameter.grad is None for parameter in tower.parameters())


def test_a_tower_has_as_many_parameters_as_counted_by_hand():
    floor, ends = 32 * 32 + 32, 64 * 32 + 32 + 32 * 10 + 10
    for n_floors in (1, 2, 30):
        for block in (PlainBlock, Skip):
            tower = stack(block, n_floors)
            assert measure.n_parameters(tower) == ends + n_floors * floor
            assert tower(torch.rand(3, 64)).shape == (3, 10)


def test_every_floor_gets_one_part_of_the_change_unless_told_otherwise():
    def scales(**settings):
        return [m.scale for m in stack(Skip, 5, **settings) if isinstance(m, Skip)]

    assert scales() == [0.2] * 5
    assert scales(scale=0.7) == [0.7] * 5
    assert scales(scale=0.0) == [0.0] * 5


def test_the_first_weights_of_he_have_their_variance():
    with device.seeded(0):
        floors = list(stack(PlainBlock, 40, init="he"))[2:-1]
    weights = torch.stack([floor.linear.weight for floor in floors])
    assert weights.var().item() == pytest.approx(2 / 32, rel=0.05)  # 8 standard errors
    assert all(not floor.linear.bias.any() for floor in floors)


@pytest.mark.parametrize("settings", [{"depth": 0}, {"depth": 2, "init": "zero"}])
def test_what_is_no_tower_is_refused_with_a_cure(settings):
    with pytest.raises(CourseError, match="Take one floor or more"):
        train_stack(PlainBlock, random_state=0, **settings)


# -- training -----------------------------------------------------------------


def test_the_same_seed_gives_the_same_numbers_and_another_one_others():
    first, again, other = (
        train_stack(Skip, 2, random_state=seed) for seed in (3, 3, 4)
    )
    assert first == again
    assert first["gradient_norm"] != other["gradient_norm"]


def test_towers_of_one_seed_share_their_ends_and_their_images(monkeypatch):
    """So a difference between two blocks is theirs, not that of the dice."""
    towers, batches = [], []

    def spy(block, n_floors, **settings):
        towers.append(stack(block, n_floors, **settings))
        first, last = towers[-1][0], towers[-1][-1]
        ends.append((first.weight.clone(), last.weight.clone()))
        return towers[-1]

    def watched(scores, y):
        batches[-1].append(y.clone())
        return real(scores, y)

    ends, real = [], depth.F.cross_entropy
    monkeypatch.setattr(depth, "stack", spy)
    monkeypatch.setattr(depth.F, "cross_entropy", watched)
    for block in (PlainBlock, Skip):
        batches.append([])
        train_stack(block, 3, random_state=1)
    assert all(torch.equal(a, b) for a, b in zip(*ends, strict=True))
    assert len(batches[0]) == len(batches[1]) == 1 + depth.STEPS[device.scale()]
    assert all(torch.equal(a, b) for a, b in zip(*batches, strict=True))


def test_training_changes_nothing_outside():
    state, threads = torch.get_rng_state(), torch.get_num_threads()
    train_stack(PlainBlock, 1, random_state=5)
    assert torch.equal(torch.get_rng_state(), state)
    assert torch.get_num_threads() == threads


def test_the_accuracies_are_shares_of_the_test_and_the_training_images(no_network):
    digits, run = data.load_digits(), train_stack(Skip, 1, random_state=0)
    for name, images in (
        ("accuracy", digits.X_test),
        ("train_accuracy", digits.X_train),
    ):
        n_right = run[name] * len(images)
        assert n_right == pytest.approx(round(n_right), abs=1e-6)
        assert run[name] > 0.2  # chance is 0.1; even 20 steps are above it


def test_the_gradient_vanishes_without_the_skip_at_any_scale(seeds):
    """Measured -12.7 and -0.68 (log10) with standard deviations 0.30 and 0.05."""
    for seed in seeds:
        runs = [train_stack(b, 30, random_state=seed) for b in (PlainBlock, Skip)]
        plain, skip = (np.log10(run["gradient_norm"]) for run in runs)
        assert plain < -10 < -1.2 < skip < -0.2


@pytest.mark.slow
def test_the_table_of_measurements_holds(monkeypatch):
    """Ten fresh seeds stay within what `residual_depth.md` reports; means, 6 errors."""
    monkeypatch.setenv("COURSE_SCALE", "cpu")

    def accuracy(block, n_floors, **settings):
        runs = [
            train_stack(block, n_floors, random_state=100 + seed, **settings)
            for seed in range(10)
        ]
        return np.mean([run["accuracy"] for run in runs])

    assert accuracy(PlainBlock, 2) == pytest.approx(0.927, abs=0.03)
    assert accuracy(Skip, 2) == pytest.approx(0.952, abs=0.02)
    assert accuracy(PlainBlock, 30) == pytest.approx(0.101, abs=0.01)
    assert accuracy(Skip, 30) == pytest.approx(0.949, abs=0.02)
    # A better start helps the plain tower, a branch without a scale is not safe.
    assert 0.3 < accuracy(PlainBlock, 30, init="he") < 0.75
    assert 0.4 < accuracy(Skip, 30, scale=1.0) < 0.93
