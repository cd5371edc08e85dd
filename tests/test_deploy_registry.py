"""Manifests and the registry: every byte checked, nothing lost in a crash.

Budget: 6 s.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from course import deploy
from course.deploy import registry as registry_module
from course.errors import DeployError

KEYS = ["schema", "sha256", "bytes", "created_utc", "metrics", "data_fingerprint"]
KEYS += ["packages"]
METRICS = {"accuracy": 0.9}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "digits.onnx"
    path.write_bytes(bytes(range(256)) * 20)
    return path


def flip(path: Path, place: int = 1000) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


# -- manifests ----------------------------------------------------------------


def test_a_manifest_says_what_the_file_is(file, tmp_path):
    stated = deploy.manifest(file, "rows of May", {"accuracy": np.float32(0.5), "n": 3})
    assert list(stated) == KEYS
    assert stated["bytes"] == 5120
    assert stated["metrics"] == {"accuracy": 0.5, "n": 3}
    assert "numpy" in stated["packages"]
    again = json.loads(json.dumps(stated))
    assert again == stated
    assert str(tmp_path) not in json.dumps(stated)
    copy = shutil.copy(file, tmp_path / "copy.bin")
    assert deploy.verify(again, copy)
    assert deploy.manifest(copy, "x", METRICS)["sha256"] == stated["sha256"]


def test_verify_sees_one_flipped_byte_and_a_wrong_hash(file):
    stated = deploy.manifest(file, "rows", METRICS)
    assert not deploy.verify(stated | {"sha256": "0" * 64}, file)
    assert not deploy.verify(stated | {"bytes": 1}, file)
    flip(file)
    assert not deploy.verify(stated, file)
    file.unlink()
    assert not deploy.verify(stated, file)


def test_an_older_schema_is_held_to_the_keys_it_has(file):
    digest = deploy.manifest(file, "rows", METRICS)["sha256"]
    assert deploy.verify({"sha256": digest}, file)
    assert deploy.verify({"schema": 0, "sha256": digest.upper()}, file)
    for nothing in ({}, {"bytes": 5120}, {"sha256": None}, {"sha256": "abc"}, None, []):
        assert not deploy.verify(nothing, file)


@pytest.mark.parametrize(
    ("fingerprint", "metrics", "names"),
    [
        ("", METRICS, "data_fingerprint"),
        (None, METRICS, "data_fingerprint"),
        ("  ", METRICS, "data_fingerprint"),
        ("rows", {}, "metrics"),
        ("rows", None, "metrics"),
        ("rows", {"accuracy": None}, "accuracy"),
        ("rows", {"accuracy": float("nan")}, "accuracy"),
        ("rows", {"accuracy": "0.9"}, "accuracy"),
        ("rows", {"accuracy": True}, "accuracy"),
        ("rows", {"accuracy": np.ones(2)}, "accuracy"),
    ],
)
def test_what_is_missing_is_named(file, fingerprint, metrics, names):
    with pytest.raises(ValueError, match=names):
        deploy.manifest(file, fingerprint, metrics)


def test_a_large_file_is_read_in_pieces(tmp_path):
    path = tmp_path / "large.bin"
    with open(path, "wb") as large:
        large.truncate(64 << 20)
    tracemalloc.start()
    stated = deploy.manifest(path, "rows", METRICS)
    assert deploy.verify(stated, path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 << 20


def test_fingerprints_know_values_order_and_kind():
    X = np.arange(12.0).reshape(4, 3)
    words = np.array(["a", "b"], dtype=object)
    seen = [
        deploy.fingerprint(*arrays)
        for arrays in [
            (X,), (X[::-1],), (X.astype(int),), (X.ravel(),), (X, X), (X + 1e-9,),
            (words,), (words[::-1],), (pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}),),
        ]
    ]  # fmt: skip
    assert len(set(seen)) == len(seen)
    assert deploy.fingerprint(X.T.copy().T) == seen[0]
    with pytest.raises(DeployError, match="rows"):
        deploy.fingerprint()


# -- registry -----------------------------------------------------------------


def test_register_promote_load_roll_back(file, tmp_path):
    registry = deploy.Registry(tmp_path / "registry")
    assert registry.current() is None
    with pytest.raises(DeployError, match="nothing is live"):
        registry.load_path()
    one = registry.register(file, {"accuracy": 0.8}, "May")
    file.write_bytes(b"better")
    two = registry.register(file, {"accuracy": 0.9}, "June")
    assert (one, two) == (1, 2)
    registry.promote(one, "production")
    registry.promote(two, "staging")
    assert registry.load_path("production").stat().st_size == 5120
    assert registry.load_path("staging").read_bytes() == b"better"
    registry.promote(two, "production")
    other = deploy.Registry(tmp_path / "registry")  # another process would see it
    assert other.current("production") == 2
    assert other.rollback("production") == 1
    assert registry.load_path("production").name == "digits.onnx"
    assert registry.load_path(2).read_bytes() == b"better"
    with pytest.raises(DeployError, match="nothing to roll back"):
        registry.rollback("production")
    frame = registry.history()
    assert list(frame.columns) == ["utc", "action", "version", "stage", "accuracy"]
    words = "register register promote promote promote rollback"
    assert list(frame["action"]) == words.split()
    assert list(frame["version"]) == [1, 2, 1, 2, 2, 1]
    assert "production: 1" in repr(registry).replace("'", "")
    assert file.read_bytes() == b"better"


def test_an_empty_registry_has_an_empty_history(tmp_path):
    frame = deploy.Registry(tmp_path / "new").history()
    assert frame.empty
    assert list(frame.columns) == ["utc", "action", "version", "stage"]


def test_a_flipped_byte_is_refused_and_the_way_back_is_open(file, tmp_path):
    registry = deploy.Registry(tmp_path / "registry")
    for _ in range(2):
        registry.promote(registry.register(file, METRICS, "rows"))
    flip(registry.load_path())
    with pytest.raises(DeployError, match="version 2 is damaged"):
        registry.load_path()
    with pytest.raises(DeployError, match="damaged"):
        registry.promote(2, "staging")
    assert registry.rollback() == 1
    assert registry.load_path().read_bytes() == file.read_bytes()
    assert len(registry.history()) == 5


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"sha256": 3}'])
def test_a_damaged_manifest_is_refused(file, tmp_path, content):
    registry = deploy.Registry(tmp_path / "registry")
    registry.promote(registry.register(file, METRICS, "rows"))
    (registry.load_path().parent / "manifest.json").write_bytes(content)
    with pytest.raises(DeployError, match="damaged"):
        registry.load_path()


def test_what_makes_no_sense_is_refused(file, tmp_path):
    registry = deploy.Registry(tmp_path / "registry")
    with pytest.raises(DeployError, match="no version 7"):
        registry.promote(7)
    with pytest.raises(DeployError, match="cannot be read"):
        registry.register(tmp_path / "missing", METRICS, "rows")
    with pytest.raises(ValueError, match="metrics"):
        registry.register(file, {}, "rows")
    one = registry.register(file, METRICS, "rows")
    with pytest.raises(DeployError, match="stage"):
        registry.promote(one, "")
    assert registry.versions() == [1]
    assert len(registry.history()) == 1


# -- crashes and crowds -------------------------------------------------------


class Killed(BaseException):
    """A crash, as far as a test in one process can have one."""


@pytest.mark.parametrize("name", ["os.fsync", "os.rename", "shutil.copyfile"])
@pytest.mark.parametrize("call", [1, 2, 3, 4])
def test_a_kill_in_the_middle_loses_nothing(file, tmp_path, monkeypatch, name, call):
    registry = deploy.Registry(tmp_path / "registry")
    registry.promote(registry.register(file, METRICS, "May"))
    module = {"os": os, "shutil": shutil}[name.partition(".")[0]]
    real, counted = getattr(module, name.partition(".")[2]), []

    def crash(*args, **kwargs):
        counted.append(1)
        if len(counted) == call:
            raise Killed
        return real(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(module, name.partition(".")[2], crash)
        # a killed process cleans nothing up
        patch.setattr(registry_module.shutil, "rmtree", lambda *a, **k: None)
        with contextlib.suppress(Killed):
            registry.promote(registry.register(file, METRICS, "June"))
    again = deploy.Registry(tmp_path / "registry")
    assert again.current() in (1, 2)
    assert again.load_path().read_bytes() == file.read_bytes()
    for version in again.versions():
        assert again.load_path(version).exists()
    again.history()
    again.promote(again.register(file, METRICS, "July"))
    assert again.current() == max(again.versions())


def test_a_process_killed_at_any_time_leaves_whole_versions(file, tmp_path):
    code = (
        "import sys\n"
        "from course import deploy\n"
        "registry = deploy.Registry(sys.argv[2])\n"
        "print('ready', flush=True)\n"
        "while True:\n"
        "    registry.promote(registry.register(sys.argv[1], {'a': 1.0}, 'rows'))\n"
    )
    command = [sys.executable, "-c", code, str(file), str(tmp_path / "registry")]
    for wait in (0.02, 0.05):
        worker = subprocess.Popen(command, stdout=subprocess.PIPE)
        worker.stdout.readline()
        try:
            worker.wait(wait)
        except subprocess.TimeoutExpired:
            worker.kill()
        worker.wait()
        worker.stdout.close()
        registry = deploy.Registry(tmp_path / "registry")
        for version in registry.versions():
            registry.load_path(version)
        registry.history()


def test_what_a_crash_left_is_swept_up_later(file, tmp_path):
    registry = deploy.Registry(tmp_path / "registry")
    old = tmp_path / "registry" / "versions" / ".part-old"
    old.mkdir()
    registry.register(file, METRICS, "rows")
    assert old.exists()  # another writer may be at work on it
    os.utime(old, (0, 0))
    registry.register(file, METRICS, "rows")
    assert not old.exists()


def test_two_writers_never_take_one_number(file, tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    registry = deploy.Registry(tmp_path / "registry")
    with ThreadPoolExecutor(8) as pool:
        took = list(
            pool.map(lambda i: registry.register(file, {"i": i}, "rows"), range(24))
        )
    assert sorted(took) == list(range(1, 25))
    for i, version in enumerate(took):
        assert registry.manifest(version)["metrics"] == {"i": i}
