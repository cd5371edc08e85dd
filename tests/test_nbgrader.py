"""nbgrader's own commands, formgrader and the demo work, with the same points.

Budget: 25 s.
"""

import csv
import json
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest
import tiny_class
from tiny_class import FULL, NAME, environment, graded, hand_in, points, project

from course import build
from course.build import generate, session
from course.grading import demo, intake, nbgrader_run, report, sample, scores


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory):
    return tiny_class.course_of(tmp_path_factory.mktemp("course"))


# -- nbgrader's own commands --------------------------------------------------


def nbgrader(root: Path, *words: str) -> str:
    """Run a command of nbgrader as a teacher does, from the root of the project."""
    line = [sys.executable, "-m", "nbgrader", *words]
    done = subprocess.run(
        line, cwd=root, env=environment(), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout + done.stderr


def test_nbgrader_autograde_gives_the_same_points(notebooks, tmp_path, monkeypatch):
    root = project(tmp_path, monkeypatch)
    build.build(root)
    mine = {}
    for student in ("perfect", "mistaken"):
        notebook = hand_in(notebooks, student)
        mine[student] = points(graded(notebooks, tmp_path, student, notebook))
        path = root / "build" / "submitted" / student / NAME / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
    nbgrader(root, "autograde", NAME)
    for student, expected in mine.items():
        found = scores.grades_of(root / "build", NAME, student)
        assert {g.exercise: g.points for g in found} == expected


@pytest.mark.slow
def test_every_command_of_nbgrader(notebooks, tmp_path, monkeypatch):
    root = project(tmp_path, monkeypatch)
    build.build(root)
    (root / "build" / "gradebook.db").unlink()
    nbgrader(root, "generate_assignment", NAME, "--force")
    for student in ("perfect", "mistaken"):
        path = root / "build" / "submitted" / student / NAME / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(hand_in(notebooks, student), path)
    nbgrader(root, "autograde", NAME)
    nbgrader(root, "generate_feedback", NAME)
    page = root / "build" / "feedback" / "mistaken" / NAME / f"{NAME}.html"
    assert "Its double is the number added to itself." in page.read_text("utf-8")
    nbgrader(root, "export", f"--to={root / 'grades.csv'}")
    rows = list(csv.DictReader((root / "grades.csv").open()))
    totals = {row["student_id"]: float(row["score"]) for row in rows}
    assert totals == {"perfect": 6.0, "mistaken": 1.0}
    handed_out = root / "notebooks" / NAME / f"{NAME}.ipynb"
    assert "failed" in nbgrader(root, "validate", str(handed_out)).lower()
    solved = root / "build" / "source" / NAME / f"{NAME}.ipynb"
    assert "Success" in nbgrader(root, "validate", str(solved))
    left = {path.name for path in root.iterdir()}
    assert left == {
        "build", "solutions", "notebooks", session.CONFIG, "grades.csv"
    }  # fmt: skip


@pytest.mark.slow
def test_formgrader_grades_too(notebooks, tmp_path, monkeypatch):
    root = project(tmp_path, monkeypatch)
    build.build(root)
    path = root / "build" / "submitted" / "mistaken" / NAME / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(hand_in(notebooks, "mistaken"), path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    line = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    line += ["--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}"]
    line += ["--IdentityProvider.token=", "--ServerApp.disable_check_xsrf=True"]
    log = (tmp_path / "server.log").open("w")
    server = subprocess.Popen(line, cwd=root, env=environment(), stderr=log, stdout=log)
    try:
        api = f"http://127.0.0.1:{port}/formgrader/api"
        (assignment,) = asked(f"{api}/assignments", patience=90)
        assert (assignment["name"], assignment["max_score"]) == (NAME, FULL)
        done = asked(f"{api}/submission/{NAME}/mistaken/autograde", post=True)
        assert done["success"], done["log"]
        assert asked(f"{api}/submission/{NAME}/mistaken")["score"] == 1.0
    finally:
        server.terminate()
        server.wait(30)
        log.close()


def asked(url: str, *, post: bool = False, patience: float = 0):
    """Return the JSON at ``url``; wait ``patience`` seconds for the server to start."""
    until = time.monotonic() + patience
    while True:
        try:
            with urllib.request.urlopen(url, b"" if post else None, 120) as answer:
                return json.load(answer)
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.5)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["perfect", "untouched"])
def test_every_module_under_nbgrader(name, tmp_path):
    solved = build.assemble(build.ROOT)
    texts = generate.release(solved, tmp_path)
    for assignment, notebook in solved.items():
        path = tmp_path / f"{assignment}.ipynb"
        exercises = build.exercises_of(Path(f"{assignment}.py"))
        released = nbformat.reads(texts[assignment], as_version=4)
        nbformat.write(sample.submission(name, notebook, released, exercises), path)
        one = nbgrader_run.grade_one(
            intake.Submission(name, assignment, path), tmp_path
        )
        assert demo.unexpected(one) == ""
        assert one.points == (one.out_of if name == "perfect" else 0)


@pytest.mark.slow
def test_our_version_of_the_tables_is_nbgraders():
    code = "from nbgrader import api; print(api.get_alembic_version())"
    line = [sys.executable, "-c", code]
    done = subprocess.run(
        line, env=environment(), capture_output=True, text=True, check=True
    )
    assert session._alembic_head() == done.stdout.strip()


# -- the demo -----------------------------------------------------------------


def test_the_demo_from_end_to_end(tmp_path, monkeypatch, capsys):
    root = project(tmp_path, monkeypatch)
    assert demo.run("1") == 0
    said = capsys.readouterr().out
    for student in sample.STUDENTS:
        assert student in said
    page = root / "build" / "demo" / "report.html"
    assert "report.html" in said
    text = page.read_text("utf-8")
    for link in re.findall(r'href="([^"]+)"', text):
        assert (page.parent / link).is_file()
    assert (root / "notebooks" / NAME / f"{NAME}.ipynb").is_file()
    assert not (root / "build" / "gradebook.db").exists()  # a real class is untouched
    executed = report.executed(page.parent, NAME, "perfect")
    assert report.times(executed)


def test_the_demo_says_what_is_wrong(tmp_path, monkeypatch, capsys):
    project(tmp_path, monkeypatch)
    poor = scores.Outcome(
        "perfect", NAME, (scores.Grade("double", 1, 4), scores.Grade("constant", 2, 2))
    )
    gone = scores.Outcome("half", NAME, trouble="the kernel is missing")
    monkeypatch.setattr(demo, "grade_class", lambda *args: [poor, gone])
    assert demo.run("all") == 1
    said = capsys.readouterr().out
    assert "full points were due in double." in said
    assert "half/01_tiny: the kernel is missing." in said
    assert "Cure: `course doctor`" in said
