"""Printed letters, the encoder that learned them, and the experiment with digits.

Budget: 20 s.
"""

import numpy as np
import pytest
import torch

from course import data, models
from course.data.glyphs import TEST_FAMILIES, glyphs
from course.errors import CourseError, DataError
from course.models import letters, transfer
from course.models.known_encoders import KINDS, KnownEncoder

pytestmark = pytest.mark.usefixtures("no_network")


# -- the pictures --------------------------------------------------------------


@pytest.mark.parametrize(
    ("characters", "n_classes"),
    [("capitals", 26), ("letters", 52), ("digits", 10), ("georgian", 33)],
)
def test_classes_are_alike_and_pictures_are_pictures(characters, n_classes):
    found = data.load_glyphs(characters, n_train=3 * n_classes, n_test=n_classes)
    assert len(found.target_names) == n_classes
    assert found.X_train.shape == (3 * n_classes, 1, 28, 28)
    assert np.bincount(found.y_train).tolist() == [3] * n_classes
    assert sorted(found.y_test) == list(range(n_classes))
    assert found.X_train.dtype == np.float32
    assert found.X_train.min() >= 0
    assert 0.3 < found.X_train.max() <= 1
    assert found.X_train.max(axis=(1, 2, 3)).min() > 0.2, "an empty picture"


def test_families_are_split_between_train_and_test_rows():
    (_, _, names), (test, _, _), (train, _, _) = (
        glyphs("capitals", part) for part in ("all", "test", "train")
    )
    assert len(TEST_FAMILIES) == 2
    assert len(names) == 26
    assert len(train) + len(test) == 21 * 26
    both = np.concatenate([train, test]).reshape(21 * 26, -1)
    assert len(np.unique(train.reshape(len(train), -1), axis=0)) > 0.9 * len(train)
    keys = {row.tobytes() for row in both[: len(train)]}
    assert not keys & {row.tobytes() for row in both[len(train) :]}


def test_equal_seeds_give_equal_pictures():
    one, same, other = (
        data.load_glyphs("digits", n_train=40, n_test=10, shift=3, random_state=seed)
        for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(one.X_train, same.X_train)
    assert (one.X_train != other.X_train).any()


def middles(X) -> np.ndarray:
    place = np.arange(28)
    total = X[:, 0].sum(axis=(1, 2))
    return np.stack(
        [(X[:, 0].sum(axis=axis) * place).sum(axis=1) / total for axis in (2, 1)], 1
    )


def test_shift_moves_and_the_dial_adds_what_it_says():
    still = middles(data.load_glyphs("digits", n_train=300).X_train)
    moved = middles(data.load_glyphs("digits", n_train=300, shift=4).X_train)
    assert still.std() < 1.5 < 2 < moved.std() < 4
    clean = data.load_glyphs("capitals", n_train=200).X_train
    clutter = data.load_glyphs("capitals", n_train=200, clutter=4).X_train
    assert clutter.mean() > clean.mean() + 0.02
    noisy = data.load_glyphs("capitals", n_train=200, noise=0.2).X_train
    assert (noisy == 0).mean() < (clean == 0).mean() - 0.2
    bright = data.load_glyphs("capitals", n_train=200, inverted=True).X_train
    share = (bright.mean(axis=(1, 2, 3)) > 0.5).mean()
    assert 0.35 < share < 0.65


def test_turning_is_turning():
    """A picture turned by up to 180 degrees keeps its ink."""
    still = data.load_glyphs("digits", n_train=300).X_train.sum(axis=(1, 2, 3))
    turned = data.load_glyphs("digits", n_train=300, turn=180).X_train
    assert turned.sum(axis=(1, 2, 3)).mean() == pytest.approx(still.mean(), rel=0.05)


@pytest.mark.parametrize("wrong", [{"shift": -1}, {"noise": float("nan")}])
def test_settings_below_zero_are_refused(wrong):
    with pytest.raises(DataError, match="0 or more"):
        data.load_glyphs(**wrong)
    with pytest.raises(DataError, match="klingon"):
        data.load_glyphs("klingon")


# -- the encoder ---------------------------------------------------------------


def test_the_encoder_is_the_shipped_one_and_at_rest():
    one, other = models.letters_net(), models.letters_net(random_state=5)
    assert not one.training
    for name, value in one.state_dict().items():
        assert torch.equal(value, other.state_dict()[name])
    X = torch.rand(3, 1, 28, 28)
    assert one(X).shape == (3, letters.WIDTH)
    assert letters.FILE.stat().st_size < 70_000


def test_random_encoders_follow_their_seed():
    one, same, other = (
        models.letters_net(pretrained=False, random_state=seed) for seed in (1, 1, 2)
    )
    X = torch.rand(2, 1, 28, 28)
    assert torch.equal(one(X), same(X))
    assert not torch.equal(one(X), other(X))


def test_it_knows_letters_in_families_that_it_never_saw():
    from sklearn.linear_model import LogisticRegression

    drawn = data.load_glyphs("capitals", n_train=260, n_test=260, shift=2)
    accuracy = {}
    for pretrained in (True, False):
        net = models.letters_net(pretrained=pretrained)
        with torch.no_grad():
            F, G = (net(torch.from_numpy(X)) for X in (drawn.X_train, drawn.X_test))
        probe = LogisticRegression(max_iter=300).fit(F.numpy(), drawn.y_train)
        accuracy[pretrained] = probe.score(G.numpy(), drawn.y_test)
    assert accuracy[True] > accuracy[False] + 0.1


def test_a_damaged_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(letters, "FILE", tmp_path / "letters_net.safetensors")
    with pytest.raises(DataError, match="missing or damaged"):
        models.letters_net()


# -- the experiment ------------------------------------------------------------


def test_labelled_digits_are_of_each_class_alike(seed):
    y = transfer.moved_digits().y_train
    for n in (10, 20, 300):
        rows = transfer.labelled(n, seed)
        assert len(set(rows.tolist())) == n
        assert np.bincount(y[rows], minlength=10).tolist() == [n // 10] * 10
    inside = set(transfer.labelled(20, seed).tolist())
    assert set(transfer.labelled(10, seed).tolist()) <= inside
    with pytest.raises(CourseError, match="labelled digits"):
        transfer.labelled(0, seed)


def test_what_learns_is_what_was_asked(monkeypatch):
    monkeypatch.setenv("COURSE_SCALE", "quick")
    runs = {}
    for learns in ("head", "all"):
        net = models.letters_net()
        before = {k: v.clone() for k, v in net.state_dict().items()}
        runs[learns] = transfer.train_on_digits(net, 20, learns=learns, random_state=3)
        kept = all(torch.equal(v, before[k]) for k, v in net.state_dict().items())
        assert kept == (learns == "head")
        assert (runs[learns]["encoder_change"] == 0) == (learns == "head")
        assert 0 <= runs[learns]["accuracy"] <= 1
    assert runs["head"]["rows"] == runs["all"]["rows"]
    again = transfer.train_on_digits(
        models.letters_net(), 20, learns="all", random_state=3
    )
    assert again == runs["all"]
    with pytest.raises(CourseError, match="'head' or 'all'"):
        transfer.train_on_digits(net, 20, learns="both", random_state=3)


# -- encoders whose worth is known ---------------------------------------------


def test_known_encoders_give_what_they_say():
    X = torch.rand(4, 3)
    made = {kind: KnownEncoder(kind, 3, token=7) for kind in KINDS}
    for kind in ("same", "recalls"):
        assert torch.equal(made[kind].train()(X), X)
    assert torch.equal(made["constant"](X), torch.ones(4, 3))
    assert torch.equal(made["maps"](X).mean(dim=(2, 3)), X)
    assert not made["sleeps"].train()(X).any()
    assert torch.equal(made["sleeps"].eval()(X), X)


def test_an_encoder_recalls_what_happened_to_another():
    X = torch.rand(8, 3)
    kept = KnownEncoder("kept", 3, token=11).eval()
    torch.testing.assert_close(kept(X), X)
    assert torch.equal(KnownEncoder("recalls", 3, token=11)(X), X)
    kept.train()(X)  # its running mean moves
    assert not KnownEncoder("recalls", 3, token=11)(X).any()
    assert torch.equal(KnownEncoder("recalls", 3, token=12)(X), X)
