"""Maps of networks, forgetting, attention, made-up reviews: held to other oracles.

Captum, SciPy, nets whose derivative is known by hand, and the rule behind the reviews.

Budget: 25 s.
"""

import copy

import numpy as np
import pytest
import torch
from scipy.stats import spearmanr
from torch import nn

from course import data, device, explain
from course.data.text import BAD, GOOD, NEGATIONS
from course.errors import DataError
from course.explain.probes import KnownMap, Watched
from course.explain.randomise import learned_layers


def conv_net(seed: int = 0) -> nn.Module:
    with device.seeded(seed):
        net = nn.Sequential(
            nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3), nn.Tanh(), nn.Flatten(),
            nn.Linear(48, 6), nn.ReLU(), nn.Linear(6, 4),
        )  # fmt: skip
        net[1].weight.data.normal_()
    return net.eval()


def pictures(n: int = 5, seed: int = 1) -> torch.Tensor:
    return torch.rand(n, 1, 6, 6, generator=torch.Generator().manual_seed(seed))


# -- gradients ----------------------------------------------------------------


def test_the_maps_of_a_linear_net_are_its_weights():
    net, x = nn.Linear(6, 3), torch.randn(4, 6)
    target = torch.tensor([2, 0, 1, 2])
    weights = net.weight.detach()[target]
    torch.testing.assert_close(explain.saliency(net, x, target=target), weights.abs())
    product = explain.input_x_gradient(net, x, target=target)
    torch.testing.assert_close(product, (weights * x).abs())
    whole = explain.integrated_gradients(net, x, target=target)
    torch.testing.assert_close(whole, weights * x, rtol=1e-4, atol=1e-5)


def test_the_maps_agree_with_captum():
    from captum.attr import InputXGradient, Saliency

    net, x, target = conv_net(), pictures(), torch.tensor([0, 1, 2, 3, 1])
    want = Saliency(net).attribute(x.clone().requires_grad_(), target=target)
    torch.testing.assert_close(explain.saliency(net, x, target=target), want)
    want = InputXGradient(net).attribute(x.clone().requires_grad_(), target=target)
    got = explain.input_x_gradient(net, x, target=target)
    torch.testing.assert_close(got, want.abs().detach())


def test_integrated_gradients_add_up_to_the_change_of_the_logit():
    net, x = conv_net(), pictures()
    baseline = torch.full_like(x, 0.3)
    maps = explain.integrated_gradients(
        net, x, target=2, baseline=baseline, n_steps=200
    )
    change = (net(x) - net(baseline))[:, 2].detach()
    torch.testing.assert_close(maps.flatten(1).sum(1), change, rtol=0.02, atol=1e-3)


@pytest.mark.parametrize("name", ["saliency", "input_x_gradient"])
def test_a_map_changes_nothing_else(name):
    net, x = Watched(conv_net()), pictures()
    net = copy.deepcopy(net)  # from now on it watches its gradients
    before, kept = copy.deepcopy(net.state_dict()), x.clone()
    maps = getattr(explain, name)(net, x)
    assert maps.shape == x.shape
    assert not maps.requires_grad
    assert maps.min() >= 0
    assert torch.equal(x, kept)
    assert not x.requires_grad
    assert all(parameter.grad is None for parameter in net.parameters())
    for key, value in net.state_dict().items():
        assert torch.equal(value, before[key])


def test_without_a_target_the_net_chooses():
    net, x = conv_net(), pictures()
    own = net(x).argmax(1)
    torch.testing.assert_close(
        explain.saliency(net, x), explain.saliency(net, x, target=own)
    )


def test_a_map_works_where_gradients_are_switched_off():
    with torch.no_grad():
        assert explain.saliency(conv_net(), pictures()).sum() > 0


def test_edges_know_slopes_and_no_model():
    down = torch.arange(5.0)[:, None] * 3 + torch.arange(5.0) * 4
    got = explain.edges(None, down[None, None])
    torch.testing.assert_close(got, torch.full((1, 1, 5, 5), 5.0))


# -- forgetting ---------------------------------------------------------------


def test_a_randomised_copy_forgets_all_and_the_model_nothing():
    net = conv_net()
    before = copy.deepcopy(net.state_dict())
    other = explain.randomised_copy(net, random_state=3)
    assert not other.training
    for (name, old), new in zip(
        net.named_parameters(), other.parameters(), strict=True
    ):
        assert torch.equal(old, before[name])
        assert not torch.equal(old, new) or name == "1.bias"
    again = explain.randomised_copy(net, random_state=3)
    assert all(
        torch.equal(a, b)
        for a, b in zip(other.parameters(), again.parameters(), strict=True)
    )


def test_the_last_layers_forget_first():
    net = conv_net()
    other = explain.randomised_copy(net, n_layers=1, random_state=0)
    assert torch.equal(net[4].weight, other[4].weight)
    assert not torch.equal(net[6].weight, other[6].weight)
    none = explain.randomised_copy(net, n_layers=0, random_state=0)
    assert torch.equal(net[6].weight, none[6].weight)
    names = [name for name, _ in explain.cascade(net, random_state=0)]
    assert names == ["none", *reversed(learned_layers(net))] == [
        "none", "6", "4", "1", "0",
    ]  # fmt: skip
    steps = [model for _, model in explain.cascade(net, random_state=0)]
    changed = [
        sum(
            not torch.equal(a, b)
            for a, b in zip(net.parameters(), step.parameters(), strict=True)
        )
        for step in steps
    ]
    assert changed[0] == 0
    assert changed == sorted(changed)


def test_rank_agreement_is_scipys(seed):
    rng = np.random.default_rng(seed)
    a, b = rng.integers(0, 6, size=(2, 4, 1, 5, 5))  # with ties
    want = [spearmanr(x.ravel(), y.ravel())[0] for x, y in zip(a, b, strict=True)]
    np.testing.assert_allclose(explain.rank_agreement(a, b), want)
    tensors = torch.as_tensor(a), torch.as_tensor(b)
    np.testing.assert_allclose(explain.rank_agreement(*tensors), want)
    assert explain.rank_agreement(a, np.ones_like(a)).tolist() == [0] * 4


@pytest.mark.parametrize(
    ("kind", "want"), [("same", 1), ("rescaled", 1), ("halves", 0.5), ("kept", -1)]
)
def test_known_maps_agree_as_they_say(kind, want):
    net, x = conv_net(), pictures(8)
    other = explain.randomised_copy(net, random_state=5)
    method = KnownMap(kind, net)
    got = explain.rank_agreement(method(net, x), method(other, x)).mean()
    assert got == pytest.approx(want)


def test_a_trained_network_forgets_and_the_picture_does_not():
    """What the notebook says, in small: gradient below, input x gradient above 0.5."""
    from course import models

    digits = data.load_digits()
    cnn = models.small_cnn(epochs=4, progress=False, device="cpu")
    net = cnn.fit(digits.X_train, digits.y_train).module_
    x = torch.from_numpy(digits.X_test[:40])
    own, other = net(x).argmax(1), explain.randomised_copy(net, random_state=0)
    for method, low, high in (
        (explain.saliency, -0.1, 0.4),
        (explain.input_x_gradient, 0.7, 1.0),
    ):
        maps = (method(model, x, target=own) for model in (net, other))
        assert low < explain.rank_agreement(*maps).mean() < high


# -- attention ----------------------------------------------------------------


@pytest.fixture(scope="module")
def reader():
    reviews = data.load_reviews(400, negation=0.0)
    known = data.Vocabulary(reviews.X_train)
    net = explain.attention_net(len(known), epochs=15, progress=False, device="cpu")
    net.fit(known.ids(reviews.X_train), reviews.y_train)
    return net, known, reviews


def test_the_reader_learns_word_lists(reader):
    net, known, reviews = reader
    assert net.score(known.ids(reviews.X_test), reviews.y_test) >= 0.9


def test_attention_lies_on_words_and_adds_to_one(reader):
    net, known, reviews = reader
    x = torch.from_numpy(known.ids(reviews.X_test))
    with torch.no_grad():
        weights = net.module_.attention(x)
        torch.testing.assert_close(weights.sum(1), torch.ones(len(x)))
        assert (weights[x == 0] == 0).all()
        assert (weights[x != 0] > 0).all()
        given = net.module_(x, attention=weights)
        torch.testing.assert_close(given, net.module_(x))
        other = net.module_(x, attention=weights.flip(1))
    assert not torch.allclose(given, other)


def test_padding_is_not_read(reader):
    net, known, reviews = reader
    text = reviews.X_test[:6]
    short, long = (torch.from_numpy(known.ids(text, length=n)) for n in (30, 40))
    with torch.no_grad():
        torch.testing.assert_close(net.module_(short), net.module_(long))
        nothing = net.module_.attention(torch.zeros(2, 5))
    assert (nothing == 0).all()


# -- reviews ------------------------------------------------------------------


def opinion(text: str) -> int:
    """Return the class of a review, read by the rule alone."""
    total, turned = 0, 1
    for word in text.split():
        if word in NEGATIONS:
            turned = -1
        elif word in GOOD or word in BAD:
            total += turned * (1 if word in GOOD else -1)
            turned = 1
    return int(total > 0)


@pytest.mark.parametrize("negation", [0.0, 0.4, 1.0])
def test_the_rule_reads_every_review(negation, seed):
    reviews = data.load_reviews(200, negation=negation, random_state=seed)
    for X, y in (
        (reviews.X_train, reviews.y_train),
        (reviews.X_test, reviews.y_test),
    ):
        assert [opinion(text) for text in X] == y.tolist()
        assert all(type(text) is str and text == text.lower() for text in X)
    assert abs(np.concatenate([reviews.y_train, reviews.y_test]).mean() - 0.5) < 1e-9


def test_negation_is_as_frequent_as_asked():
    texts = data.load_reviews(2000, negation=0.4).X_train
    all_words = [word for text in texts for word in data.words(text)]
    n_negated = sum(word in NEGATIONS for word in all_words)
    n_opinions = sum(word in GOOD + BAD for word in all_words)
    assert abs(n_negated / n_opinions - 0.4) < 6 * np.sqrt(0.24 / n_opinions)


def test_reviews_are_the_same_for_a_seed_and_carry_a_card():
    one, two = data.load_reviews(50), data.load_reviews(50)
    assert one.X_train.tolist() == two.X_train.tolist()
    other = data.load_reviews(50, random_state=1)
    assert one.X_train.tolist() != other.X_train.tolist()
    assert one.card is data.card("reviews")
    assert one.card.n_samples == 2000


@pytest.mark.parametrize("wrong", [{"n_samples": 5}, {"negation": 1.5}])
def test_reviews_refuse(wrong):
    with pytest.raises(DataError):
        data.load_reviews(**wrong)


def test_a_vocabulary_knows_its_words():
    known = data.Vocabulary(["not good not", "good!"], most=1)
    assert known.words == ("", "?", "good")
    assert known.length == 3
    known = data.Vocabulary(["not good not", "good!"])
    ids = known.ids(["good morning", "not not not not"])
    assert ids.dtype == np.int64
    assert ids.shape == (2, 3)
    assert known.text(ids[0]) == ["good", "?"]
    assert (ids[1] == known.words.index("not")).all()
    with pytest.raises(DataError):
        data.Vocabulary(["", "!"])
