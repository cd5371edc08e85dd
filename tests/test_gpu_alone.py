"""The rooms that compute work on a bare GPU machine, and on its GPU where there is one.

Budget: 20 s.
"""

import pickle
import re
import subprocess
import sys
import textwrap
import tomllib
from pathlib import Path

import numpy as np
import pytest
import torch
from nets import classifier, cnn, mlp, regressor
from sklearn.datasets import load_digits

from course.training import TorchClassifier

ROOT = Path(__file__).resolve().parent.parent

#: What such a machine has, and what they need themselves (scipy, joblib, pillow ...).
BARE = {"torch", "torchvision", "scikit-learn", "numpy", "scipy", "matplotlib"}
#: What it lacks, by the names under which it is imported.
LACKS = (
    "IPython", "captum", "ipykernel", "ipywidgets", "jupyter_client", "jupyterlab",
    "jupytext", "lazy_loader", "lime", "nbformat", "nbgrader", "notebook", "onnx",
    "onnxruntime", "onnxscript", "pandas", "platformdirs", "pooch", "rich",
    "safetensors", "shap", "skimage", "skl2onnx", "skops", "tqdm", "traitlets", "typer",
    "xgboost", "yaml",
)  # fmt: skip

HIDE = f"""
import sys

class Hiding:
    def __init__(self, finder):
        self.finder = finder

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in {set(LACKS)}:
            return self.finder.find_spec(name, path, target)

    def __getattr__(self, name):
        return getattr(self.finder, name)

sys.meta_path[:] = map(Hiding, sys.meta_path)
"""


def on_a_bare_machine(code: str) -> str:
    """Run Python code where only torch and its like can be imported."""
    line = [sys.executable, "-c", HIDE + textwrap.dedent(code)]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return done.stdout


def test_every_dependency_is_hidden_or_needed():
    """A library that is added to the project has to be put on one of the two lists."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = {re.match(r"[\w-]+", line).group() for line in project["dependencies"]}
    imported = {"scikit-image": "skimage", "xgboost-cpu": "xgboost", "pyyaml": "yaml"}
    rest = {imported.get(name, name.replace("-", "_")) for name in names - BARE}
    assert rest <= set(LACKS), rest - set(LACKS)


def test_the_libraries_are_hidden():
    code = f"""
    hidden = []
    for name in {LACKS}:
        try:
            __import__(name)
        except ModuleNotFoundError:
            hidden.append(name)
    print(*hidden)
    """
    assert on_a_bare_machine(code).split() == list(LACKS)


def test_networks_train_there():
    code = """
    import pickle
    import torch
    from sklearn.datasets import load_digits
    from course import device, measure, models
    from course.training import TorchClassifier, TorchRegressor

    X, y = load_digits(return_X_y=True)
    X = (X / 16).reshape(-1, 1, 8, 8)
    net = models.small_cnn(epochs=3).fit(X[:1000], y[:1000])
    print(pickle.loads(pickle.dumps(net)).score(X[1000:], y[1000:]))

    def build(shape, n_outputs):
        return torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(64, n_outputs))

    settings = dict(epochs=3, batch_size=32, lr=0.01, random_state=0)
    line = TorchRegressor(build, **settings).fit(X, y)
    print(line.score(X, y))
    print(measure.n_parameters(line.module_), device.pick(), device.describe())
    """
    accuracy, r2, count, *_ = on_a_bare_machine(code).split()
    assert float(accuracy) > 0.8
    assert float(r2) > 0.2
    assert int(count) == 65


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA GPU here")
class TestOnTheGpu:
    """Run `python -m pytest tests/test_gpu_alone.py` where there is one."""

    X = (load_digits().images[:, None] / 16).astype(np.float32)
    y = load_digits().target

    @pytest.mark.parametrize("precision", ["float32", "bfloat16", "float16", "auto"])
    def test_it_learns_in_every_precision(self, precision):
        net = classifier(build=cnn, epochs=8, precision=precision)
        net.fit(self.X[:1400], self.y[:1400])
        assert net.device_.type == "cuda"
        assert next(net.module_.parameters()).is_cuda
        assert net.score(self.X[1400:], self.y[1400:]) > 0.9

    def test_rows_that_lie_there_stay_there(self):
        X, y = torch.tensor(self.X).cuda(), torch.tensor(self.y).cuda()
        devices = []

        def note(batch):
            devices.append(batch.device.type)
            return batch

        net = classifier(build=cnn, epochs=2, augment=note).fit(X, y)
        same = classifier(build=cnn, epochs=2, augment=note).fit(self.X, self.y)
        assert set(devices) == {"cuda"}
        assert np.allclose(net.predict_proba(X), same.predict_proba(self.X), atol=0.05)
        X[3] = float("nan")
        with pytest.raises(ValueError, match="NaN"):
            net.predict(X)

    def test_it_agrees_with_the_processor(self):
        X = self.X.reshape(len(self.X), -1)
        here = regressor(precision="float32").fit(X, self.y)
        there = regressor(precision="float32", device="cpu").fit(X, self.y)
        assert abs(here.score(X, self.y) - there.score(X, self.y)) < 0.05

    def test_no_random_state_is_touched(self):
        before = torch.get_rng_state(), torch.cuda.get_rng_state()
        for _ in range(2):
            classifier(epochs=1).fit(self.X, self.y)
        assert torch.equal(before[0], torch.get_rng_state())
        assert torch.equal(before[1], torch.cuda.get_rng_state())

    def test_a_pickle_opens_on_the_processor(self):
        net = classifier(build=cnn, epochs=2).fit(self.X, self.y)
        copy = pickle.loads(pickle.dumps(net))
        assert net.device_.type == "cuda"
        assert copy.device_.type == "cpu"
        assert not next(copy.module_.parameters()).is_cuda
        expected = net.predict_proba(self.X)
        assert np.allclose(copy.predict_proba(self.X), expected, atol=1e-2)

    def test_a_file_opens(self, tmp_path):
        pytest.importorskip("safetensors")
        net = classifier(epochs=1).fit(self.X, self.y)
        net.save(tmp_path / "net")
        loaded = TorchClassifier.load(tmp_path / "net", mlp)
        assert (loaded.predict(self.X) == net.predict(self.X)).all()
