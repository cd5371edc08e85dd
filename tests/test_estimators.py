"""The estimators around the loop: what goes in, mistakes, copies, files.

Budget: 90 s, most of it scikit-learn's own checks.
"""

import copy
import pickle
import re
import warnings

import numpy as np
import pandas as pd
import pytest
import torch
from nets import classifier, cnn, lazy, linear, mlp, regressor
from sklearn.base import clone
from sklearn.datasets import (
    load_breast_cancer,
    load_diabetes,
    load_digits,
    load_wine,
)
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler, scale
from sklearn.utils.estimator_checks import parametrize_with_checks
from torch import nn

from course.errors import CourseError, DataError
from course.training import TorchClassifier, TorchRegressor


@pytest.fixture(scope="module")
def wine():
    X, y = load_wine(return_X_y=True)
    return scale(X), y


@pytest.fixture(scope="module")
def pictures():
    digits = load_digits()
    return (digits.images[:, None] / 16).astype(np.float32), digits.target


# -- scikit-learn's own checks --------------------------------------------------


CHECKS = parametrize_with_checks(
    [
        # The processor: a pickle opens there, and rounds a little unlike a GPU.
        classifier(epochs=40, batch_size=16, device="cpu"),
        regressor(epochs=40, batch_size=16, device="cpu"),
    ]
)


def without_address(value) -> str | None:
    """Name a case alike in every process: pytest-xdist compares the names."""
    name = CHECKS.kwargs["ids"](value)
    return name and re.sub("at0x[0-9a-f]+", "", name)


@pytest.mark.parametrize(*CHECKS.args, ids=without_address)
def test_scikit_learn_agrees_that_it_is_an_estimator(estimator, check):
    """None is expected to fail; `check_array_api_input` is skipped unless asked for."""
    check(estimator)


def test_it_works_in_pipelines_and_cross_validation():
    X, y = load_breast_cancer(return_X_y=True)
    model = make_pipeline(StandardScaler(), classifier(epochs=5))
    assert cross_val_score(model, X, y, cv=3).min() > 0.93


# -- what goes in ------------------------------------------------------------------


@pytest.mark.parametrize(
    "names", [np.array(["a", "b", "c"]), np.array([7, -2, 30]), np.array([0, 1, 2])]
)
def test_labels_of_any_kind_come_back(wine, names):
    X, y = wine
    net = classifier().fit(X, names[y])
    assert set(net.classes_) == set(names)
    assert net.predict(X).dtype == names.dtype
    assert net.score(X, names[y]) > 0.95
    best = net.classes_[net.predict_proba(X).argmax(1)]
    assert (best == net.predict(X)).all()
    assert np.allclose(net.predict_proba(X).sum(1), 1)


def test_arrays_tensors_and_frames_are_the_same(wine):
    X, y = wine
    expected = classifier().fit(X, y).predict_proba(X)
    fortran = np.asfortranarray(X)
    frozen = X.astype(np.float32)
    frozen.flags.writeable = False
    backwards = X[:, ::-1][:, ::-1]
    tensor, labels = torch.tensor(X, requires_grad=True), torch.tensor(y)
    for same, answers in (
        (X.tolist(), y.tolist()),
        (fortran, y),
        (frozen, y),
        (backwards, y),
        (pd.DataFrame(X), pd.Series(y)),
        (tensor, labels),
        (X.astype(np.float32), y.astype(np.int8)),
    ):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found = classifier().fit(same, answers).predict_proba(same)
        assert np.allclose(found, expected, atol=1e-6)


def in_place(shape, n_outputs):
    return nn.Sequential(nn.ReLU(inplace=True), nn.Linear(*shape, n_outputs))


def test_what_you_hand_over_is_not_changed(wine):
    X, y = wine[0].astype(np.float32), wine[1].copy()
    before = X.copy(), y.copy()
    net = classifier(build=in_place, augment=lambda batch: batch.mul_(0)).fit(X, y)
    net.predict(X)
    net.predict(torch.from_numpy(X))
    assert (before[0] == X).all()
    assert (before[1] == y).all()


def test_targets_keep_their_shape():
    X, y = load_diabetes(return_X_y=True)
    X = scale(X)
    one = regressor(epochs=2).fit(X, y).predict(X)
    column = regressor(epochs=2).fit(X, y[:, None]).predict(X)
    two = regressor().fit(X, np.stack([y, -1000 * y], axis=1))
    assert (one.shape, column.shape) == (y.shape, (len(y), 1))
    assert np.allclose(one, column[:, 0])
    assert two.predict(X).shape == (len(y), 2)
    assert two.score(X, np.stack([y, -1000 * y], axis=1)) > 0.4
    assert np.allclose(regressor(epochs=1).fit(X, y * 0 + 3).predict(X), 3, atol=3)


def spoiled(value):
    X = np.ones((6, 2))
    X[3, 1] = value
    return X


Y6 = [0, 1] * 3


@pytest.mark.parametrize(
    ("X", "y", "message"),
    [
        (spoiled(np.nan), Y6, "NaN"),
        (spoiled(np.inf), Y6, "infinity"),
        (torch.tensor(spoiled(np.nan)), Y6, "NaN"),
        (np.ones((0, 2)), [], "0 sample"),
        (torch.ones(0, 2), [], r"shape \(0, 2\)"),
        (torch.ones(6), Y6, r"shape \(6,\)"),
        (np.ones(6), Y6, "2D array"),
        (np.ones((6, 2)), [0, 1], "inconsistent numbers of samples"),
        (torch.ones(6, 2), [0, 1], "inconsistent numbers of samples"),
        (np.ones((6, 2)), None, "requires y"),
        (np.ones((6, 2)), [4] * 6, "one class, .*4"),
        (np.ones((6, 2)), [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], "continuous"),
        (np.ones((6, 2)), [[1, 0]] * 6, "shape|1d"),
        (np.ones((6, 2)), [0, 1, np.nan, 0, 1, 0], "NaN"),
    ],
)
def test_rows_that_cannot_be_learned_from(X, y, message):
    with pytest.raises(ValueError, match=message):
        classifier().fit(X, y)


def test_rows_of_another_shape(pictures):
    X, y = pictures
    net = classifier(build=cnn, epochs=1).fit(X[:50], y[:50])
    for other in (np.ones((2, 1, 9, 8)), torch.ones(2, 1, 8, 9), torch.ones(2, 1)):
        with pytest.raises(ValueError, match=r"fitted on rows of shape \(1, 8, 8\)"):
            net.predict(other)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"epochs": 0}, "epochs is 0; give a whole number above 0"),
        ({"epochs": 2.5}, "epochs is 2.5"),
        ({"batch_size": True}, "batch_size is True"),
        ({"lr": -1}, "lr is -1; give a number above 0"),
        ({"lr": float("nan")}, "lr is nan"),
        ({"patience": 0}, "patience is 0; .* or None"),
        ({"max_seconds": "5"}, "max_seconds is '5'"),
        ({"device": "toaster"}, "'toaster' is no device"),
        ({"precision": "float16", "device": "cpu"}, "float16"),
        ({"precision": "int4"}, "'int4' is unknown"),
        ({"random_state": "x"}, "random_state is 'x'"),
        ({"build": lambda shape, n: "net"}, "returned str"),
        ({"build": lambda shape, n: linear(shape, n + 1)}, r"end in 3 outputs"),
        ({"build": lambda shape, n: nn.Flatten(0)}, r"end in 3 outputs"),
        ({"lr": 1e30}, "lr=1e.30 is too high"),
    ],
)
def test_settings_that_make_no_sense(wine, setting, message):
    with pytest.raises(CourseError, match=message):
        classifier(**setting).fit(*wine)


# -- copies and files ------------------------------------------------------------------


class Tied(nn.Module):
    """Its two layers are one; a file format that forgets that doubles them."""

    def __init__(self, shape, n_outputs):
        super().__init__()
        self.one = nn.Linear(*shape, *shape)
        self.two = self.one
        self.head = nn.Linear(*shape, n_outputs)

    def forward(self, x):
        return self.head(self.two(self.one(x).relu()))


@pytest.mark.parametrize("build", [mlp, cnn, Tied, lazy])
def test_pickles_and_files_predict_the_same(tmp_path, build, pictures):
    X, y = pictures[0][:300], pictures[1][:300]
    X = X if build is cnn else X.reshape(len(X), -1)
    net = classifier(build=build, epochs=2, patience=2, device="cpu").fit(X, y)
    expected = net.predict_proba(X)
    path = tmp_path / "net.safetensors"
    net.save(path)
    for same in (
        pickle.loads(pickle.dumps(net)),
        copy.deepcopy(net),
        TorchClassifier.load(str(path), build),
    ):
        # A file opens on a GPU where there is one, and that rounds a little otherwise.
        exact = same.device_.type == "cpu"
        assert np.allclose(
            same.predict_proba(X), expected, rtol=0, atol=0 if exact else 1e-2
        )
        assert (same.classes_ == net.classes_).all()
        assert same.history_frame().equals(net.history_frame())
        assert same.n_parameters_ == net.n_parameters_
        assert same.stopped_ == net.stopped_
        assert (same.epochs, same.lr) == (net.epochs, net.lr)
    assert same.fit(X, y).score(X, y) > 0.1


def test_regressors_names_and_columns_survive_a_file(tmp_path):
    frame, y = load_diabetes(return_X_y=True, as_frame=True)
    net = regressor(random_state=np.random.default_rng(0)).fit(frame, y)
    net.save(tmp_path / "net.safetensors")
    loaded = TorchRegressor.load(tmp_path / "net.safetensors", mlp)
    assert (loaded.predict(frame) == net.predict(frame)).all()
    assert (loaded.feature_names_in_ == frame.columns).all()
    with pytest.raises(ValueError, match="feature names"):
        loaded.predict(frame.rename(columns={"bmi": "b"}))
    names = np.array(["no", "yes"], dtype=object)[(y > 140).astype(int)]
    classifier().fit(frame, names).save(tmp_path / "names.safetensors")
    loaded = TorchClassifier.load(tmp_path / "names.safetensors", mlp)
    assert list(loaded.classes_) == ["no", "yes"]


def test_loading_leaves_torchs_random_state(tmp_path, wine):
    classifier(epochs=1).fit(*wine).save(tmp_path / "net")
    before = torch.get_rng_state()
    TorchClassifier.load(tmp_path / "net", mlp)
    assert torch.equal(before, torch.get_rng_state())


def test_files_that_cannot_be_opened(tmp_path, wine):
    path = tmp_path / "net.safetensors"
    classifier(epochs=1).fit(*wine).save(path)
    with pytest.raises(DataError, match=r"TorchClassifier\.load"):
        TorchRegressor.load(path, mlp)
    with pytest.raises(CourseError, match="another net"):
        TorchClassifier.load(path, linear)
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(DataError, match="no readable safetensors file"):
        TorchClassifier.load(path, mlp)
    with pytest.raises(DataError, match="missing"):
        TorchClassifier.load(tmp_path / "missing", mlp)
    from safetensors.torch import save_file

    save_file({"weight": torch.ones(2)}, path)
    with pytest.raises(DataError, match="not written by"):
        TorchClassifier.load(path, mlp)


def test_clone_forgets_what_was_learned(wine):
    net = classifier().fit(*wine)
    fresh = clone(net)
    assert fresh.get_params() == net.get_params()
    assert not hasattr(fresh, "module_")
    assert "TorchClassifier" in repr(net)
