"""The same registry in MLflow, where it is installed (extra `mlops`).

Budget: 20 s.
"""

import importlib.util

import pytest

from course import deploy
from course.errors import DeployError


def test_without_mlflow_the_message_says_what_to_do(monkeypatch, tmp_path):
    import sys

    monkeypatch.setitem(sys.modules, "mlflow", None)
    with pytest.raises(DeployError, match="mlops"):
        deploy.MlflowRegistry(tmp_path)


@pytest.mark.skipif(
    importlib.util.find_spec("mlflow") is None,
    reason="MLflow is not installed: pip install 'seven-differences[mlops]'",
)
def test_a_file_goes_to_mlflow_and_back(tmp_path, capfd):
    file = tmp_path / "digits.onnx"
    file.write_bytes(bytes(range(256)) * 20)
    registry = deploy.MlflowRegistry(tmp_path / "store")
    with pytest.raises(DeployError, match="nothing is live"):
        registry.load_path()
    one = registry.register(file, {"accuracy": 0.9}, "rows of May")
    registry.promote(one)
    file.write_bytes(b"better")
    two = registry.register(file, {"accuracy": 0.95}, "rows of June")
    assert (one, two) == (1, 2)
    assert registry.load_path().stat().st_size == 5120
    registry.promote(two)
    again = deploy.MlflowRegistry(tmp_path / "store")  # another process would see it
    assert again.current() == 2
    assert again.load_path().read_bytes() == b"better"
    live = next((tmp_path / "store" / "artifacts").rglob("digits.onnx"))
    for stored in (tmp_path / "store" / "artifacts").rglob("digits.onnx"):
        if stored.read_bytes() == b"better":
            live = stored
    live.write_bytes(b"bettes")
    with pytest.raises(DeployError, match="damaged"):
        again.load_path()
    assert capfd.readouterr() == ("", "")
