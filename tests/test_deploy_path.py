"""The whole way of two models, on real files and a real server: one story, one test.

Budget: 30 s.
"""

import importlib.util
import json
import shlex
from pathlib import Path

import numpy as np
import pytest
import yaml

from course import compress, data, deploy, measure, models
from course.errors import DeployError

ROOT = Path(__file__).resolve().parent.parent


def test_a_net_and_a_forest_go_all_the_way(tmp_path, record_property):
    digits = data.load_digits()
    X, y, fresh = digits.X_train, digits.y_train, digits.X_test
    calibration = X[:200]  # training rows, never test rows
    made = {
        "cnn": models.small_cnn(width=8, epochs=6, progress=False),
        "forest": models.forest(n_trees=50),
    }
    registry = deploy.Registry(tmp_path / "registry")
    rows = deploy.fingerprint(X, y)

    # export, and the same answers on rows that the export did not see
    files = {}
    for name, model in made.items():
        model.fit(X, y)
        files[name] = deploy.export_onnx(model, tmp_path / f"{name}.onnx", X[:1])
        assert deploy.parity(model, files[name], fresh) <= 1e-4, name

    # int8: at least 2 times smaller, hardly worse
    files["int8"] = compress.quantize_static(
        files["cnn"], tmp_path / "int8.onnx", calibration
    )
    sizes = {name: path.stat().st_size for name, path in files.items()}
    assert sizes["cnn"] >= 2 * sizes["int8"]
    accuracy = {
        name: float((deploy.OnnxModel(path).predict(fresh) == digits.y_test).mean())
        for name, path in files.items()
    }
    assert min(accuracy.values()) > 0.9
    assert accuracy["int8"] > accuracy["cnn"] - 0.03
    run = measure.latency(lambda: deploy.OnnxModel(files["int8"])(fresh[:1]), n=3)
    assert run.p50 > 0

    # registered with a manifest; served from the registry, under load
    versions = {
        name: registry.register(path, {"accuracy": accuracy[name]}, rows)
        for name, path in files.items()
    }
    registry.promote(versions["cnn"])
    registry.promote(versions["int8"])
    with deploy.serve(registry.load_path()) as server:
        got = server.predict(fresh[:20])
        assert (got == deploy.OnnxModel(files["int8"]).predict(fresh[:20])).all()
        load = deploy.load_test(server.url, fresh, n_requests=80, n_clients=4)
        assert load["errors"] == 0
        assert load["p50_ms"] <= load["p95_ms"] <= load["p99_ms"]
        health = server.health()
    manifest = registry.manifest(versions["int8"])
    assert health["sha256"] == manifest["sha256"]
    assert manifest["data_fingerprint"] == rows
    record_property(
        "figure",
        f"served int8: p50 {load['p50_ms']:.1f}, p95 {load['p95_ms']:.1f}, p99 "
        f"{load['p99_ms']:.1f} ms, {health['rss_bytes'] / 1e6:.0f} MB",
    )

    # one flipped byte is refused, and the version before still stands
    live = registry.load_path()
    content = bytearray(live.read_bytes())
    content[len(content) // 2] ^= 1
    live.write_bytes(content)
    with pytest.raises(DeployError, match="damaged"):
        registry.load_path()
    assert registry.rollback() == versions["cnn"]
    assert deploy.parity(made["cnn"], registry.load_path(), fresh) <= 1e-4

    # bad input: a truncated model, a manifest with a wrong hash
    cut = tmp_path / "cut.onnx"
    cut.write_bytes(files["forest"].read_bytes()[:-1000])
    for refuse in (deploy.OnnxModel, deploy.serve):
        with pytest.raises(DeployError, match="no complete ONNX"):
            refuse(cut)
    assert cut.stat().st_size == sizes["forest"] - 1000
    assert not deploy.verify(manifest | {"sha256": "0" * 64}, files["int8"])
    assert deploy.verify(json.loads(json.dumps(manifest)), files["int8"])


@pytest.mark.parametrize("n", [100, 300, 1000])
def test_drift_alarms_keep_their_budget(n):
    rng = np.random.default_rng(n)
    quiet = [
        deploy.drift_alarm(rng.normal(size=n), rng.normal(size=n)) for _ in range(500)
    ]
    assert 0.01 <= np.mean(quiet) <= 0.10


def test_a_month_in_the_registry_retrains_and_rolls_back(tmp_path):
    """Real files each time: the border moves, then labels come in wrong for days."""
    rng = np.random.default_rng(0)

    def day(number):
        border = 0.0 if number < 6 else 1.0
        X = rng.normal(size=(150, 3)).astype(np.float32)
        truth = (X[:, 0] + 0.5 * X[:, 1] > border).astype(int)
        wrong = 14 <= number < 20
        return X, (1 - truth if wrong else truth), truth

    train = day(0)[:2]
    days = [day(number) for number in range(1, 31)]
    registry = deploy.Registry(tmp_path / "registry")
    frame = deploy.simulate_month(
        days,
        fit=lambda X, y: models.logistic().fit(X, y),
        train=train,
        registry=registry,
        rules=deploy.Rules(watch=10),
    )
    actions = list(frame["action"])
    first = actions.index("promoted")
    assert 6 < first + 1 <= 14
    assert "rolled back" in actions[first:]
    history = registry.history()
    assert (history["action"] == "rollback").sum() == actions.count("rolled back")
    assert (history["action"] == "promote").sum() == actions.count("promoted") + 1
    assert frame["accuracy"].iloc[-4:].mean() > 0.8  # it never learned that labels lie
    model = deploy.OnnxModel(registry.load_path())
    X, _, truth = days[-1]
    assert (model.predict(X) == truth).mean() == frame["accuracy"].iloc[-1]


# -- the workflow -------------------------------------------------------------


def workflow() -> dict:
    text = (ROOT / ".github" / "workflows" / "model.yml").read_text("utf-8")
    return yaml.safe_load(text)


def commands() -> list[list[str]]:
    """Return the words after `.ci/model.py` of each step that calls it."""
    steps = workflow()["jobs"]["release"]["steps"]
    lines = [shlex.split(step["run"]) for step in steps if "run" in step]
    ours = [line for line in lines if ".ci/model.py" in line]
    assert lines[0] == ["python", ".ci/bootstrap.py", "install"]
    assert len(ours) == len(lines) - 1
    return [line[line.index(".ci/model.py") + 1 :] for line in ours]


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("model", ROOT / ".ci" / "model.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_steps_of_the_workflow_run_and_the_check_can_fail(
    script, tmp_path, capsys, monkeypatch
):
    for words in commands():
        assert script.main([*words, "--quick", "--out", str(tmp_path)]) == 0
    assert "version 1 is live at production" in capsys.readouterr().out
    registry = deploy.Registry(tmp_path / "registry")
    assert registry.manifest(1)["metrics"]["parity"] <= 1e-4
    assert json.loads((tmp_path / "check.json").read_text())["broken"] == []

    # the second time the candidate is held to the live version
    assert script.main(["check", "--quick", "--out", str(tmp_path)]) == 0
    assert "gain 0" in capsys.readouterr().out

    # a model under the floor stops the line, and nothing is registered
    monkeypatch.setitem(script.QUICK, "floor", 0.999)
    for step in ("check", "register"):
        with pytest.raises(SystemExit, match="accuracy is at least"):
            script.main([step, "--quick", "--out", str(tmp_path)])
    assert registry.versions() == [1]
