"""The house keeps its plan: floors, file sizes, commands, links, environments.

Budget: 10 s.
"""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

import course

ROOT = Path(__file__).resolve().parent.parent
COURSE = ROOT / "course"
SOURCES = sorted(COURSE.rglob("*.py"))
ROOMS = [path for path in SOURCES if path != COURSE / "__init__.py"]
MOST_LINES = 300
HEAVY = (
    "torch",
    "torchvision",
    "sklearn",
    "matplotlib.pyplot",
    "IPython",
    "pandas",
    "scipy",
    "ipywidgets",
)


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def files() -> list[Path]:
    """Return the files that git tracks or would track."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("not a git checkout: which files are tracked is unknown")
    line = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    out = subprocess.run(line, cwd=ROOT, capture_output=True, check=True).stdout
    paths = [ROOT / name for name in out.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


# -- floors -------------------------------------------------------------------


def floors() -> dict[str, int]:
    """Return room -> floor, read from the table in the package's docstring."""
    text = ast.get_docstring(ast.parse((COURSE / "__init__.py").read_text("utf-8")))
    rows = re.findall(r"^(\d)\s+(\w+)\s+\S", text, flags=re.MULTILINE)
    return {room: int(floor) for floor, room in rows}


def room_of(path: Path) -> str:
    return path.relative_to(COURSE).parts[0].removesuffix(".py")


def rooms_imported(tree: ast.AST) -> list[tuple[str, int]]:
    """Return (room, line) for every import of ours, also inside functions."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import"
            module = node.module or ""
            names = [module]
            if module == "course":
                names = [
                    f"course.{course.LENT.get(alias.name, alias.name)}"
                    for alias in node.names
                ]
        else:
            continue
        for name in names:
            first, _, rest = name.partition(".")
            if first == "course" and rest:
                found.append((rest.partition(".")[0], node.lineno))
    return found


@pytest.mark.parametrize("path", ROOMS, ids=relative)
def test_imports_go_down(path):
    table, room = floors(), room_of(path)
    assert room in table, f"{room} stands on no floor; add it to course/__init__.py"
    for other, line in rooms_imported(ast.parse(path.read_text("utf-8"))):
        where = f"{relative(path)}:{line} imports course.{other}"
        assert other in table or other == "__version__", f"{where}, an unknown room"
        assert other == room or table.get(other, 0) < table[room], (
            f"{where} (floor {table[other]}) from floor {table[room]}"
        )


def test_the_reader_of_imports_sees_every_form():
    text = (
        "import course.cli\n"
        "from course import data, predict\n"
        "def f():\n    from course.checks.engine import plain\n"
    )
    found = rooms_imported(ast.parse(text))
    assert found == [("cli", 1), ("data", 2), ("progress", 2), ("checks", 4)]


def test_every_room_is_on_the_table():
    rooms = {room_of(path) for path in ROOMS}
    assert rooms == set(floors())
    assert rooms <= set(course.__all__)


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_files_are_short(path):
    n_lines = len(path.read_text("utf-8").splitlines())
    assert n_lines <= MOST_LINES, f"{relative(path)} has {n_lines} lines"


# -- light imports ------------------------------------------------------------


def in_fresh_python(code: str, *options: str) -> subprocess.CompletedProcess:
    line = [sys.executable, *options, "-c", code]
    return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True)


LIGHT = ("course", "course.checks", "course.cli", "course.decision")


@pytest.mark.parametrize("module", LIGHT)
def test_import_is_light(module):
    code = f"import {module}, sys, json; print(json.dumps(sorted(sys.modules)))"
    loaded = set(json.loads(in_fresh_python(code).stdout))
    assert module in loaded
    assert not loaded & set(HEAVY)


def test_import_is_fast():
    """Processor seconds, the least of five: another process must not decide."""
    code = (
        "import time; start = time.process_time()\n"
        "import course, course.checks\n"
        "print(time.process_time() - start)"
    )
    seconds = min(float(in_fresh_python(code).stdout) for _ in range(5))
    assert seconds < 0.15


# -- commands and links -------------------------------------------------------


def make_targets() -> set[str]:
    text = (ROOT / "Makefile").read_text("utf-8")
    phony = re.search(r"^\.PHONY:(.*)$", text, flags=re.MULTILINE)
    return set(phony.group(1).split())


def course_commands() -> set[str]:
    import typer

    from course.cli import app

    group = typer.main.get_command(app)
    names = set(group.commands)
    names |= {f"data {name}" for name in group.commands["data"].commands}
    return names


def pages() -> list[Path]:
    found = [ROOT / "README.md"]
    found += sorted((ROOT / "docs").rglob("*.md"))
    return found + sorted((ROOT / "tests").rglob("*.md"))


def code_in(text: str) -> str:
    """Return the code of a Markdown text: fenced blocks and words in backticks."""
    fenced = re.findall(r"^```\w*\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    rest = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    return "\n".join(fenced + re.findall(r"`([^`]+)`", rest))


def missing_commands(text: str) -> set[str]:
    """Return the commands in a Markdown text that do not exist."""
    code = code_in(text)
    targets = set(re.findall(r"^\s*make ([a-z][\w-]*)", code, flags=re.MULTILINE))
    missing = {f"make {name}" for name in targets - make_targets()}
    scripts = re.findall(r"bootstrap\.py ([a-z][\w-]*)", code)
    missing |= {f"bootstrap.py {name}" for name in set(scripts) - make_targets()}
    ours = course_commands()
    for one, two in re.findall(
        r"^\s*course ([a-z]+)(?: ([a-z]+))?", code, flags=re.MULTILINE
    ):
        wanted = f"data {two}" if one == "data" and two else one
        if wanted not in ours:
            missing.add(f"course {wanted}")
    return missing


@pytest.mark.parametrize("page", pages(), ids=relative)
def test_commands_in_the_pages_exist(page):
    assert not missing_commands(page.read_text("utf-8"))


def test_missing_commands_are_seen():
    text = "```sh\nmake dinner\ncourse data list\n```\nor `course fly` or `make test`"
    assert missing_commands(text) == {"make dinner", "course fly"}


def test_the_readme_starts_with_the_two_commands():
    code = code_in((ROOT / "README.md").read_text("utf-8"))
    assert re.findall(r"^make [\w-]+", code, flags=re.MULTILINE)[:2] == [
        "make demo",
        "make test",
    ]


@pytest.mark.parametrize("page", pages(), ids=relative)
def test_relative_links_resolve(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if re.match(r"[a-z]+:|#", target):
            continue
        goal = page.parent / target.partition("#")[0]
        assert goal.exists(), f"{relative(page)} links to {target}"


def test_no_machine_paths():
    """No address of the machine that something was written on."""
    pattern = re.compile(rb"(?<![\w.~$}/-])/(work|root|opt|mnt|Users)/\w")
    for path in files():
        for number, line in enumerate(path.read_bytes().splitlines(), start=1):
            found = pattern.search(line)
            assert not found, f"{relative(path)}:{number}: {found.group()!r}"


# -- environments and continuous integration ----------------------------------


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def constraints() -> list[Requirement]:
    lines = (ROOT / ".ci" / "constraints.txt").read_text("utf-8").splitlines()
    return [Requirement(line) for line in lines if line and line[0] != "#"]


def workflow() -> dict:
    path = ROOT / ".github" / "workflows" / "tests.yml"
    return yaml.safe_load(path.read_text("utf-8"))


def test_environment_yml_equals_pyproject():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    *conda, pip = environment["dependencies"]
    assert environment["name"] == project()["name"]
    python = Requirement(conda[0])
    assert (python.name, conda[1:]) == ("python", ["pip"])
    assert set(SpecifierSet(project()["requires-python"])) <= set(python.specifier)
    for version in workflow()["jobs"]["test"]["strategy"]["matrix"]["python"]:
        assert version in python.specifier
    assert pip == {"pip": ["-c .ci/constraints.txt", "-e .[test]"]}
    assert "test" in project()["optional-dependencies"]


def test_constraints_allow_and_pin_every_dependency():
    """Each direct dependency is pinned, within its bounds, on all three systems."""
    pins = constraints()
    lines = project()["dependencies"] + project()["optional-dependencies"]["test"]
    for system in ("linux", "darwin", "win32"):
        for python in ("3.11.2", "3.12.0", "3.13.0"):
            here = {
                "sys_platform": system,
                "python_full_version": python,
                "python_version": python.rpartition(".")[0],
            }
            pinned = {
                pin.name: next(iter(pin.specifier)).version
                for pin in pins
                if pin.marker is None or pin.marker.evaluate(here)
            }
            for wanted in map(Requirement, lines):
                if wanted.marker is None or wanted.marker.evaluate(here):
                    assert wanted.specifier.contains(pinned[wanted.name]), wanted


def test_constraints_leave_to_torch_what_is_torchs():
    names = {pin.name for pin in constraints()}
    assert {"torch", "torchvision"} <= names
    assert not [name for name in names if re.match(r"nvidia|cuda|triton", name)]


def test_workflow_runs_our_commands():
    job = workflow()["jobs"]["test"]
    assert len(job["strategy"]["matrix"]["os"]) == 3
    lines = [step["run"] for step in job["steps"] if "run" in step]
    assert lines
    for line in lines:
        words = line.split()
        task = words[1] if words[0] == "make" else words[2]
        assert words[0] == "make" or words[:2] == ["python", ".ci/bootstrap.py"]
        assert task in make_targets(), line


def test_ci_runs_what_the_readme_says():
    text = (ROOT / ".ci" / "run").read_text("utf-8")
    commands = [line for line in text.splitlines() if line.startswith("make ")]
    assert commands == ["make test", "make lint"]
    if os.name != "nt":
        assert os.access(ROOT / ".ci" / "run", os.X_OK)
        assert not subprocess.call(["bash", "-n", str(ROOT / ".ci" / "run")])


def test_makefile_and_bootstrap_know_the_same_tasks():
    line = [sys.executable, str(ROOT / ".ci" / "bootstrap.py"), "help"]
    out = subprocess.run(line, capture_output=True, text=True, check=True).stdout
    listed = {row.split()[1] for row in out.splitlines()}
    assert listed == make_targets() - {"help"}
