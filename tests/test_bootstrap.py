"""The script that makes the environment, with pip left out.

Budget: 10 s.
"""

import importlib.util
import os
import subprocess
import sys
import types
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def bootstrap(monkeypatch, tmp_path):
    """Return the script as a module, at work in an empty folder, with no pip calls."""
    path = ROOT / ".ci" / "bootstrap.py"
    spec = importlib.util.spec_from_file_location("bootstrap", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("VENV", "STAMP", "STARTED", "VENV_PYTHON"):
        place = tmp_path / getattr(module, name).relative_to(ROOT)
        monkeypatch.setattr(module, name, place)
    module.pip_calls = []
    monkeypatch.setattr(module, "pip", lambda *line: module.pip_calls.append(line))
    monkeypatch.setattr(module, "works", lambda: True)
    module.VENV.mkdir()
    monkeypatch.delenv("TORCH_INDEX", raising=False)
    return module


def test_installs_once(bootstrap):
    bootstrap.install()
    assert len(bootstrap.pip_calls) == 1
    assert bootstrap.pip_calls[0][-2:] == ("-e", f"{ROOT}[test]")
    bootstrap.install()
    assert len(bootstrap.pip_calls) == 1


def test_installs_again_when_the_wishes_changed(bootstrap, monkeypatch):
    bootstrap.install()
    monkeypatch.setattr(bootstrap, "fingerprint", lambda: "other")
    bootstrap.install()
    assert len(bootstrap.pip_calls) == 2


def test_goes_on_after_an_interruption(bootstrap, monkeypatch):
    """What pip wrote without its RECORD goes; whole packages stay."""
    site = bootstrap.VENV / ("Lib" if os.name == "nt" else "lib/python3")
    site = site / "site-packages"
    for name in ("torn-1.dist-info", "whole-1.dist-info", "~orn"):
        (site / name).mkdir(parents=True)
    (site / "whole-1.dist-info" / "RECORD").touch()

    def interrupted(*line):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(bootstrap, "pip", interrupted)
        with pytest.raises(KeyboardInterrupt):
            bootstrap.install()
    assert not bootstrap.STAMP.exists()
    bootstrap.install()
    assert [path.name for path in site.iterdir()] == ["whole-1.dist-info"]
    assert len(bootstrap.pip_calls) == 1


def test_takes_the_pair_from_a_cpu_index(bootstrap, monkeypatch):
    monkeypatch.setenv("TORCH_INDEX", "https://example.org/cpu")
    bootstrap.install()
    first = bootstrap.pip_calls[0]
    assert first[:3] == ("--no-deps", "--index-url", "https://example.org/cpu")
    assert [pin.partition("==")[0] for pin in first[3:]] == ["torch", "torchvision"]


def test_says_the_cure_without_space(bootstrap, monkeypatch):
    full = types.SimpleNamespace(free=1e9)
    monkeypatch.setattr(bootstrap.shutil, "disk_usage", lambda path: full)
    with pytest.raises(SystemExit, match=r"1\.0 GB are free(.|\n)*Make room"):
        bootstrap.install()


def test_says_the_cure_when_pip_fails():
    path = ROOT / ".ci" / "bootstrap.py"
    code = (
        "import runpy, subprocess, sys; subprocess.call = lambda *a, **k: 1\n"
        f"module = runpy.run_path({str(path)!r})\n"
        "module['pip']('x')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1
    assert "HTTPS_PROXY" in done.stderr


def test_says_the_cure_in_an_old_python(bootstrap, monkeypatch):
    monkeypatch.setattr(bootstrap, "works", lambda: False)
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match=r"3\.11 or newer(.|\n)*PYTHON="):
        bootstrap.newer_python(["test"])


@pytest.mark.parametrize(("value", "modules"), [("all", "all"), ("", "1")])
def test_demo_takes_the_modules_from_make(bootstrap, monkeypatch, value, modules):
    calls = []
    monkeypatch.setenv("MODULES", value)
    monkeypatch.setattr(bootstrap, "run", lambda line, env: calls.append(line) or 0)
    assert bootstrap.main(["demo"]) == 0
    assert calls[0][-3:] == ["demo", "--modules", modules]


def test_tests_run_on_one_thread_a_process(bootstrap, monkeypatch):
    seen = []
    monkeypatch.setattr(bootstrap, "run", lambda line, env: seen.append(env) or 3)
    assert bootstrap.main(["test"]) == 3
    assert seen[0]["OMP_NUM_THREADS"] == "1"
    assert seen[0]["COURSE_SCALE"] == "quick"


def test_an_unknown_task_shows_the_list(bootstrap, capsys):
    assert bootstrap.main(["dinner"]) == 2
    assert "make test" in capsys.readouterr().out
