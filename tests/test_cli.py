"""The command `course`: what each command hands on, and what it says.

Budget: 15 s.
"""

import importlib
import json
import os
import subprocess
import sys
import time
import types
from pathlib import Path

import pytest
from typer.testing import CliRunner

from course import cli
from course.cli import health
from course.errors import CourseError, DataError

ROOT = Path(__file__).resolve().parent.parent


def run(*words: str):
    return CliRunner().invoke(cli.app, list(words))


def stand_in(monkeypatch, name: str, **members) -> None:
    """Put a module of our own in the place of a room below."""
    package, _, last = name.rpartition(".")
    module = types.ModuleType(name)
    vars(module).update(members)
    importlib.import_module(package)
    monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setattr(sys.modules[package], last, module, raising=False)


def card(name: str, **more):
    fields = {"kind": "image", "n_bytes": 3_100_000, "licence": "MIT", "sha256": "0"}
    fields |= {"name": name, "summary": "Clothes.", **more}
    return types.SimpleNamespace(**fields)


# -- commands -----------------------------------------------------------------


def test_help_is_quick_and_lists_every_command():
    def seconds():
        start = time.perf_counter()
        line = [sys.executable, "-m", "course.cli", "--help"]
        out = subprocess.run(line, capture_output=True, text=True, check=True).stdout
        for name in (
            "lab", "build", "data", "decide", "grade", "demo", "doctor", "progress",
        ):  # fmt: skip
            assert f"\n  {name} " in out
        return time.perf_counter() - start

    assert min(seconds() for _ in range(5)) < 0.5


@pytest.mark.parametrize("words", [(), ("data",)])
def test_no_command_shows_the_help(words):
    assert "Usage" in run(*words).output


@pytest.mark.parametrize(("words", "check"), [((), False), (("--check",), True)])
@pytest.mark.parametrize("code", [0, 1])
def test_build_hands_on_check_and_the_exit_code(monkeypatch, words, check, code):
    asked = []

    def main(**options):
        asked.append(options)
        return code

    stand_in(monkeypatch, "course.build", main=main)
    assert run("build", *words).exit_code == code
    assert asked == [{"check": check}]


def test_demo_hands_on_the_modules(monkeypatch):
    asked = []
    stand_in(monkeypatch, "course.grading.demo", run=lambda which: asked.append(which))
    assert run("demo").exit_code == 0
    assert run("demo", "--modules", "all").exit_code == 0
    assert asked == ["1", "all"]
    assert run("demo", "--modules", "9").exit_code == 2


def test_grade_hands_on_the_folder(monkeypatch, tmp_path):
    asked = []
    stand_in(monkeypatch, "course.grading.nbgrader_run", grade=asked.append)
    assert run("grade", str(tmp_path)).exit_code == 0
    assert asked == [tmp_path]


def test_progress_shows_the_summary(monkeypatch):
    stand_in(monkeypatch, "course.progress", summary=lambda: "3 of 7 solved")
    assert run("progress").output == "3 of 7 solved\n"


def test_data_commands(monkeypatch):
    def shipped(name):
        if name == "torn":
            raise DataError("data/torn.npz is damaged: course data restore torn")

    cards = [card("whole"), card("torn"), card("made", sha256="", n_bytes=0)]
    stand_in(
        monkeypatch,
        "course.data",
        catalog=lambda: cards,
        shipped=shipped,
        restore=lambda name: f"{name} restored",
    )
    listing = run("data", "list").output.splitlines()
    assert [row.split()[0] for row in listing] == ["whole", "torn", "made"]
    assert "3.1 MB" in listing[0]
    assert run("data", "restore", "torn").output == "torn restored\n"
    result = run("data", "verify")
    assert result.exit_code == 1
    assert "course data restore torn" in result.output
    cards.pop(1)
    assert run("data", "verify").exit_code == 0


def test_a_known_error_is_one_sentence(monkeypatch, capsys):
    def main(**options):
        raise CourseError("no folder here. Make one.")

    stand_in(monkeypatch, "course.build", main=main)
    monkeypatch.setattr(sys, "argv", ["course", "build"])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == "course: no folder here. Make one."


# -- lab ----------------------------------------------------------------------


def test_copies_never_write_over_a_file(tmp_path):
    release, work = tmp_path / "notebooks", tmp_path / "work"
    for name in ("a/a.ipynb", "b/b.ipynb", "b/.ipynb_checkpoints/b.ipynb"):
        (release / name).parent.mkdir(parents=True, exist_ok=True)
        (release / name).write_text("released")
    (work / "a").mkdir(parents=True)
    (work / "a" / "a.ipynb").write_text("mine")
    assert cli.copy_missing(release, work) == [work / "b" / "b.ipynb"]
    assert (work / "a" / "a.ipynb").read_text() == "mine"
    assert not (work / "b" / ".ipynb_checkpoints").exists()
    assert cli.copy_missing(release, work) == []


@pytest.mark.parametrize("words", [("--no-browser", "--port", "8123"), ()])
def test_lab_opens_the_first_notebook(monkeypatch, tmp_path, words):
    first = tmp_path / "notebooks" / cli.START / f"{cli.START}.ipynb"
    first.parent.mkdir(parents=True)
    first.write_text("{}")
    calls = []

    def start(line, **_):
        calls.append(line)
        return types.SimpleNamespace(poll=lambda: 0, returncode=0)

    monkeypatch.setattr(cli, "project_root", lambda: tmp_path)
    monkeypatch.setattr(subprocess, "Popen", start)
    assert run("lab", *words, "--allow-root").exit_code == 0
    (line,) = calls
    assert f"--ServerApp.root_dir={tmp_path / 'work'}" in line
    assert f"--LabApp.default_url=/lab/tree/{cli.START}/{cli.START}.ipynb" in line
    assert ("--no-browser" in line, "--port=8123" in line) == (bool(words),) * 2
    assert line[-1] == "--allow-root"
    assert (tmp_path / "work" / cli.START / first.name).exists()


def test_local_sockets_only_where_their_names_fit(monkeypatch):
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", "/home/me/.local/share/jupyter/runtime")
    assert cli.ipc_fits() == (os.name != "nt")
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", "/" + "long/" * 20)
    assert not cli.ipc_fits()


def test_without_a_clone_the_cure_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(cli, "__file__", str(tmp_path / "course/cli/__init__.py"))
    with pytest.raises(CourseError, match="Clone the project"):
        cli.project_root()


def test_kernel_and_settings_are_installed():
    """Both lie where Jupyter looks, as they stand in the project."""
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_core.paths import jupyter_config_path

    spec = KernelSpecManager().get_kernel_spec("course")
    assert spec.display_name == "Seven Differences"
    assert spec.env["OMP_WAIT_POLICY"] == "PASSIVE"
    name = "labconfig/default_setting_overrides.json"
    found = [Path(folder) / name for folder in jupyter_config_path()]
    settings = [json.loads(path.read_text()) for path in found if path.exists()]
    news = "@jupyterlab/apputils-extension:notification"
    assert any(s.get(news, {}).get("fetchNews") == "false" for s in settings)


# -- doctor -------------------------------------------------------------------


def test_doctor_reports_whatever_is_broken(monkeypatch):
    def broken():
        raise OSError("two\nlines")

    for name in [n for n in dir(health) if n.startswith("look_at_")]:
        monkeypatch.setattr(health, name, broken)
    result = run("doctor")
    assert result.exit_code == 1
    rows = result.output.splitlines()
    assert 8 <= len(rows) <= 12
    assert all(row.startswith("MISSING") and "two lines" in row for row in rows)


@pytest.mark.parametrize(("mark", "code"), [("ok", 0), ("note", 0), ("MISSING", 1)])
def test_doctor_fails_only_for_what_is_needed(monkeypatch, mark, code):
    monkeypatch.setattr(health, "examine", lambda: [(mark, "kernel", "...")])
    assert run("doctor").exit_code == code


def test_doctor_names_what_a_missing_kernel_needs(monkeypatch):
    from jupyter_client import kernelspec

    def missing(self, name):
        raise kernelspec.NoSuchKernel(name)

    monkeypatch.setattr(kernelspec.KernelSpecManager, "get_kernel_spec", missing)
    mark, text = health.look_at_kernel()
    assert mark == "MISSING"
    assert "pip install -e . --no-deps" in text


def test_doctor_names_the_command_for_an_extra(monkeypatch):
    monkeypatch.setattr(health, "extras", lambda: [("bench", "no-such-package")])
    mark, text = health.look_at_extras()
    assert mark == "note"
    assert "pip install -e '.[bench]'" in text


def test_doctor_knows_the_extras():
    found = set(health.extras())
    assert ("test", "pytest") in found
    assert ("bench", "skorch") in found
    assert "numpy" not in {name for _, name in found}
