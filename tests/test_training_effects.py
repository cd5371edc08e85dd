"""What training leaves behind, and what it leaves alone: seeds, threads, history.

Budget: 20 s.
"""

import math
import pickle
import random
import shutil

import numpy as np
import pytest
import torch
from nets import classifier, cnn, lazy
from sklearn.datasets import load_digits, load_wine
from sklearn.preprocessing import scale


@pytest.fixture(scope="module")
def wine():
    X, y = load_wine(return_X_y=True)
    return scale(X), y


@pytest.fixture(scope="module")
def pictures():
    digits = load_digits()
    return (digits.images[:, None] / 16).astype(np.float32), digits.target


def test_a_seed_decides_and_no_global_state_is_touched(pictures):
    X, y = pictures[0][:200], pictures[1][:200]

    def states():
        legacy = repr(np.random.get_state())  # noqa: NPY002
        torchs = torch.get_rng_state().tolist(), torch.get_num_threads()
        return legacy, random.getstate(), *torchs

    def fitted(random_state):
        net = classifier(build=cnn, epochs=2, random_state=random_state)
        return net.fit(X, y).predict_proba(X)

    before = states()
    first, again, other = fitted(0), fitted(0), fitted(1)
    fresh, fresher = fitted(None), fitted(None)
    with pytest.raises(ZeroDivisionError):
        classifier(augment=lambda batch: batch / (1 // 0)).fit(X, y)
    assert states() == before
    assert (first == again).all()
    assert not np.allclose(first, other)
    assert not np.allclose(fresh, fresher)


def test_augment_works_on_batches_in_training_only(wine):
    X, y = wine
    shapes = []

    def zero(batch):
        shapes.append(tuple(batch.shape))
        return batch * 0

    net = classifier(augment=zero, epochs=3).fit(X, y)
    n_calls = len(shapes)
    assert n_calls == 3 * math.ceil(len(X) / 32)
    assert {shape[1:] for shape in shapes} == {(13,)}
    assert net.score(X, y) < classifier(epochs=3).fit(X, y).score(X, y)
    assert len(shapes) == n_calls


def test_a_tiny_net_trains_on_one_thread(wine):
    seen = set()

    def note(batch):
        seen.add(torch.get_num_threads())
        return batch

    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        classifier(augment=note, epochs=1).fit(*wine)
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)
    assert seen == {1}


def test_history(wine):
    net = classifier(patience=20).fit(*wine)
    frame = net.history_frame()
    names = ["epoch", "loss", "lr", "seconds", "held_out_loss"]
    assert set(net.history_) == set(frame.columns) == set(names)
    assert list(frame["epoch"]) == list(range(1, 21))
    assert frame["loss"].iloc[-1] < frame["loss"].iloc[0]
    assert frame["seconds"].is_monotonic_increasing
    assert frame["lr"].max() <= 0.02
    assert all(type(values) is np.ndarray for values in net.history_.values())
    assert net.n_parameters_ == 13 * 16 + 16 + 16 * 3 + 3
    assert net.device_.type == next(net.module_.parameters()).device.type


def test_it_is_silent_in_a_pipe(wine, capfd):
    classifier(progress=True, epochs=2).fit(*wine).predict(wine[0])
    assert capfd.readouterr() == ("", "")


def test_bfloat16_learns_and_predicts_in_float32(wine):
    net = classifier(precision="bfloat16", device="cpu").fit(*wine)
    assert net.score(*wine) > 0.95
    assert {weight.dtype for weight in net.module_.parameters()} == {torch.float32}


def test_lazy_layers_are_counted(wine):
    net = classifier(build=lazy, device="cpu").fit(*wine)
    assert net.n_parameters_ == 13 * 8 + 8 + 8 * 3 + 3


@pytest.mark.slow
@pytest.mark.skipif(
    not any(map(shutil.which, ("g++", "clang++", "cl"))), reason="no C++ compiler here"
)
def test_compiled_nets_train_alike(wine):
    plain = classifier(device="cpu").fit(*wine)
    compiled = classifier(device="cpu", compile=True).fit(*wine)
    assert np.allclose(plain.history_["loss"], compiled.history_["loss"], atol=1e-3)
    pickle.dumps(compiled)
