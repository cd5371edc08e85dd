"""The `.tflite` file that ships says what the net says, where LiteRT is installed.

Budget: 6 s.
"""

import importlib.util
import sys

import numpy as np
import pytest

from course import data, deploy
from course.errors import DeployError

needs_litert = pytest.mark.skipif(
    importlib.util.find_spec("ai_edge_litert") is None,
    reason="LiteRT is not installed: pip install 'seven-differences[edge]'",
)


def test_the_file_that_ships_is_the_one_that_was_made(monkeypatch, tmp_path):
    from course.deploy import litert

    assert deploy.digits_file().stat().st_size < 60_000
    copy = tmp_path / "digits_cnn.tflite"
    copy.write_bytes(litert.FILE.read_bytes()[:-1])
    monkeypatch.setattr(litert, "FILE", copy)
    with pytest.raises(DeployError, match="Get it back"):
        deploy.digits_file()


def test_without_litert_the_message_says_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "ai_edge_litert", None)
    monkeypatch.setitem(sys.modules, "ai_edge_litert.interpreter", None)
    with pytest.raises(DeployError, match="edge"):
        deploy.LiteRtModel(deploy.digits_file())


@needs_litert
def test_litert_says_what_the_net_says(capfd):
    from functools import partial

    import torch

    from course.models import networks
    from course.training import TorchClassifier

    build = partial(networks.small_cnn, width=8)
    weights = deploy.digits_file().with_suffix(".safetensors")
    net = TorchClassifier.load(weights, build)
    digits = data.load_digits()
    model = deploy.LiteRtModel(deploy.digits_file())
    with torch.no_grad():
        there = net.module_.cpu()(torch.from_numpy(digits.X_test)).numpy()
    np.testing.assert_allclose(model(digits.X_test), there, atol=1e-4)
    assert (model.predict(digits.X_test) == digits.y_test).mean() > 0.96
    assert model.shape == (1, 8, 8)
    with pytest.raises(DeployError, match="rows of shape"):
        model(np.zeros((2, 64)))
    assert capfd.readouterr() == ("", "")


@needs_litert
@pytest.mark.parametrize("size", [0, 10, 20_000])
def test_a_truncated_file_is_refused(size, tmp_path):
    path = tmp_path / "cut.tflite"
    path.write_bytes(deploy.digits_file().read_bytes()[:size])
    with pytest.raises(DeployError, match=r"no complete \.tflite"):
        deploy.LiteRtModel(path)
    assert path.stat().st_size == size
