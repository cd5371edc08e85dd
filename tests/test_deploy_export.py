"""Models as ONNX files: the same answers, any number of rows, and clear refusals.

Budget: 25 s.
"""

import warnings

import numpy as np
import pytest
import torch
from sklearn.datasets import load_diabetes, load_digits, load_iris
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler
from torch import nn

from course import compress, deploy, models
from course.errors import DeployError
from course.training import TorchClassifier


def digits(n: int = 400):
    images, y = load_digits(return_X_y=True)
    return (images.reshape(-1, 1, 8, 8) / 16).astype(np.float32)[:n], y[:n]


@pytest.fixture(scope="module")
def cnn():
    """A small CNN that has seen a few digits."""
    X, y = digits()
    return models.small_cnn(width=8, epochs=3, progress=False).fit(X[:300], y[:300])


@pytest.fixture(scope="module")
def cnn_file(cnn, tmp_path_factory):
    path = tmp_path_factory.mktemp("cnn") / "cnn.onnx"
    return deploy.export_onnx(cnn, path, digits(2)[0])


# -- nets ---------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 2, 100])
def test_a_net_in_a_file_says_the_same(cnn, cnn_file, n):
    X = digits()[0][300 : 300 + n]
    model = deploy.OnnxModel(cnn_file)
    assert deploy.parity(cnn, cnn_file, X) < 1e-4
    assert model.shape == (1, 8, 8)
    assert model(X).shape == (n, 10)
    assert (model.predict(X) == cnn.predict(X)).all()
    np.testing.assert_allclose(model.predict_proba(X), cnn.predict_proba(X), atol=1e-5)
    assert (model(torch.from_numpy(X)) == model(X)).all()


def test_export_is_quiet_and_leaves_the_model_alone(tmp_path, capfd):
    net = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Dropout(0.5))
    net = net.append(nn.Linear(8, 3)).train()
    before = {name: value.clone() for name, value in net.state_dict().items()}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        path = deploy.export_onnx(net, tmp_path / "net.onnx", np.zeros((1, 4)))
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")
    assert net.training
    for name, value in net.state_dict().items():
        assert torch.equal(value, before[name])
    X = np.random.default_rng(0).normal(size=(5, 4)).astype(np.float32)
    assert deploy.parity(net, path, X) < 1e-5
    assert list(deploy.OnnxModel(path).classes_) == [0, 1, 2]
    assert [each.name for each in tmp_path.iterdir()] == ["net.onnx"]


def test_a_file_knows_nothing_of_the_machine_that_made_it(cnn_file):
    content = cnn_file.read_bytes()
    for word in (
        b"site-packages",
        b".py",
        b"stack_trace",
        str(cnn_file.parent).encode(),
    ):
        assert word not in content


def test_what_stands_before_the_net_travels_with_it(tmp_path):
    X, y = load_iris(return_X_y=True)
    names = np.array(["setosa", "versicolor", "virginica"])[y]
    model = models.mlp(epochs=3, progress=False).fit(X[::2], names[::2])
    path = deploy.export_onnx(model, tmp_path / "mlp.onnx", X[:1])
    assert deploy.parity(model, path, X[1::2]) < 1e-4
    got = deploy.OnnxModel(path).predict(X)
    assert (got == model.predict(X)).mean() > 0.98  # float32 at the border


def test_a_reader_of_words_can_be_exported_and_refuses_unknown_ones(tmp_path):
    ids = np.random.default_rng(0).integers(0, 20, size=(40, 9))
    model = models.conv1d(n_tokens=20, epochs=1, progress=False).fit(ids, ids[:, 0] % 2)
    path = deploy.export_onnx(model, tmp_path / "words.onnx", ids[:1])
    assert deploy.parity(model, path, ids) < 1e-4
    with pytest.raises(DeployError, match="cannot compute these rows"):
        deploy.OnnxModel(path)(ids + 100)


def test_parity_says_who_gives_nan(tmp_path):
    net = nn.Linear(2, 2)
    path = deploy.export_onnx(net, tmp_path / "net.onnx", np.zeros((1, 2)))
    nn.init.constant_(net.weight, float("nan"))
    with pytest.raises(DeployError, match="the model itself gives NaN"):
        deploy.parity(net, path, np.ones((3, 2)))


def test_a_regressor_answers_in_the_unit_of_y(tmp_path):
    X, y = load_diabetes(return_X_y=True)
    model = models.mlp_regressor(epochs=2, progress=False).fit(X, y)
    path = deploy.export_onnx(model, tmp_path / "r.onnx", X[:2])
    got = deploy.OnnxModel(path)
    assert got.kind == "regressor"
    assert got.predict(X).shape == (len(X),)
    assert deploy.parity(model, path, X) < 1e-2  # y goes to 346
    with pytest.raises(DeployError, match="no classes"):
        got.predict_proba(X)


# -- classical models ---------------------------------------------------------


@pytest.mark.parametrize("name", ["logistic", "forest", "xgboost"])
def test_a_classical_model_in_a_file_says_the_same(name, tmp_path):
    X, y = digits()
    small = {} if name == "logistic" else {"n_trees": 20}
    model = getattr(models, name)(**small).fit(X[:300], y[:300])
    path = deploy.export_onnx(model, tmp_path / "m.onnx", X[:1])
    got = deploy.OnnxModel(path)
    assert got.output == "probabilities"
    assert deploy.parity(model, path, X[300:]) < 1e-4
    assert (got.predict(X[300:]) == model.predict(X[300:])).mean() > 0.98
    np.testing.assert_allclose(got.predict_proba(X).sum(axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("name", ["forest", "xgboost"])
def test_two_classes_and_numbers(name, tmp_path):
    X, y = load_diabetes(return_X_y=True)
    X = X.astype(np.float32)
    make = getattr(models, name)
    ill = y > 150
    binary = make(n_trees=10).fit(X, ill)
    path = deploy.export_onnx(binary, tmp_path / "b.onnx", X)
    assert deploy.parity(binary, path, X) < 1e-5
    assert (deploy.OnnxModel(path).predict(X) == binary.predict(X)).mean() > 0.98
    numbers = make(n_trees=10, regression=True).fit(X, y)
    path = deploy.export_onnx(numbers, tmp_path / "n.onnx", X)
    assert deploy.parity(numbers, path, X) < 1e-2
    assert deploy.OnnxModel(path).predict(X).shape == y.shape


def test_xgboost_sends_missing_values_where_the_tree_does(tmp_path):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(300, 4)).astype(np.float32)
    y = (X[:, 0] > 0).astype(int)
    X[rng.random(X.shape) < 0.2] = np.nan
    from xgboost import XGBClassifier

    model = XGBClassifier(n_estimators=20, n_jobs=1).fit(X, y)
    path = deploy.export_onnx(model, tmp_path / "x.onnx", X)
    assert deploy.parity(model, path, X) < 1e-5


# -- refusals -----------------------------------------------------------------


def fitted(model):
    X, y = load_iris(return_X_y=True)
    return model.fit(X, y)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: models.logistic(), "not fitted"),
        (lambda: models.small_cnn(), "not fitted"),
        (lambda: fitted(models.svm()), "no probabilities"),
        (lambda: fitted(models.boosting(n_trees=2)), "skl2onnx cannot"),
        (lambda: "a word", "no model"),
        (
            lambda: fitted(
                make_pipeline(
                    MinMaxScaler(),
                    TorchClassifier(
                        lambda shape, n: nn.Linear(*shape, n),
                        epochs=1,
                        batch_size=50,
                        lr=0.1,
                        progress=False,
                    ),
                )
            ),
            "MinMaxScaler",
        ),
    ],
)
def test_what_cannot_be_exported_says_why(make, says, tmp_path):
    path = tmp_path / "old.onnx"
    path.write_bytes(b"precious")
    with pytest.raises(DeployError, match=says):
        deploy.export_onnx(make(), path, np.zeros((2, 4)))
    assert path.read_bytes() == b"precious"
    assert [each.name for each in tmp_path.iterdir()] == ["old.onnx"]


def test_a_net_that_counts_its_rows_is_refused(tmp_path):
    class Fixed(nn.Module):
        def forward(self, x):
            return x.reshape(2, 3)

    with pytest.raises(DeployError, match="number of rows"):
        deploy.export_onnx(Fixed(), tmp_path / "f.onnx", np.zeros((2, 3)))


@pytest.mark.parametrize(
    "X", [np.zeros(3), np.zeros((0, 4)), [["a", "b"]], [[1], [2, 3]]]
)
def test_an_example_has_to_be_rows_of_numbers(X, tmp_path):
    with pytest.raises(DeployError, match="X_example"):
        deploy.export_onnx(nn.Linear(4, 2), tmp_path / "f.onnx", X)


def test_a_truncated_file_is_refused_wherever_it_was_cut(cnn_file, tmp_path):
    content = cnn_file.read_bytes()
    rng = np.random.default_rng(0)
    for size in [0, 1, 8, *rng.integers(9, len(content) - 1, 20), len(content) - 1]:
        path = tmp_path / "cut.onnx"
        path.write_bytes(content[:size])
        with pytest.raises(DeployError, match="no complete ONNX"):
            deploy.OnnxModel(path)
        with pytest.raises(DeployError, match="no complete ONNX"):
            compress.quantize_static(path, tmp_path / "q.onnx", digits()[0])
        assert path.read_bytes() == content[:size]
    with pytest.raises(DeployError, match="cannot be read"):
        deploy.OnnxModel(tmp_path / "missing.onnx")


def test_rows_of_another_shape_are_refused(cnn_file):
    model = deploy.OnnxModel(cnn_file)
    for X in (np.zeros((3, 64)), np.zeros((1, 1, 8, 9)), np.zeros((0, 1, 8, 8))):
        with pytest.raises(DeployError, match=r"rows of shape \(1, 8, 8\)"):
            model(X)


# -- int8 ---------------------------------------------------------------------


def test_int8_is_smaller_and_still_a_classifier(cnn, cnn_file, tmp_path, capfd):
    X, y = digits(1200)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        small = compress.quantize_static(cnn_file, tmp_path / "int8.onnx", X[:200])
    assert capfd.readouterr() == ("", "")
    assert cnn_file.stat().st_size > 2 * small.stat().st_size
    got = deploy.OnnxModel(small)
    assert list(got.classes_) == list(range(10))
    assert got(X[:1]).shape == (1, 10)
    full = (cnn.predict(X[400:]) == y[400:]).mean()
    assert (got.predict(X[400:]) == y[400:]).mean() > full - 0.03
    assert 0 < deploy.parity(cnn, small, X[400:500]) < 3
    assert [each.name for each in tmp_path.iterdir()] == ["int8.onnx"]


def test_what_cannot_be_quantised_says_why(cnn_file, tmp_path):
    X, y = load_iris(return_X_y=True)
    trees = deploy.export_onnx(
        models.forest(n_trees=3).fit(X, y), tmp_path / "trees.onnx", X
    )
    out = tmp_path / "q.onnx"
    with pytest.raises(DeployError, match="no layer to quantise"):
        compress.quantize_static(trees, out, X)
    with pytest.raises(DeployError, match="calibration rows have shape"):
        compress.quantize_static(cnn_file, out, X)
    with pytest.raises(DeployError, match="NaN"):
        compress.quantize_static(cnn_file, out, np.full((2, 1, 8, 8), np.nan))
    assert not out.exists()
