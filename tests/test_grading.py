"""Grading: nbgrader and `course grade` agree; no submission stops the others.

Budget: 60 s.
"""

import csv
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest
import tiny
from nbformat import v4

from course import build
from course.build import generate, session
from course.errors import GradingError
from course.grading import demo, execute, intake, nbgrader_run, report, sample, scores

NAME = tiny.NAME
FULL = 6.0


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory):
    """The solved and the released notebook of `tiny`, and the course they lie in."""
    place = tmp_path_factory.mktemp("course")
    path = place / f"{NAME}.py"
    path.write_text(tiny.SOURCE, "utf-8")
    solved = build.compose(build.read(path), tiny.EXERCISES)
    texts = generate.release({NAME: solved}, place)
    return solved, nbformat.reads(texts[NAME], as_version=4), place


def hand_in(notebooks, student, **sources):
    """Return a sample submission with other sources in some cells; None deletes one."""
    solved, released, _ = notebooks
    notebook = sample.submission(student, solved, released, tiny.EXERCISES)
    sources = {name.replace("__", "--"): text for name, text in sources.items()}
    notebook.cells = [c for c in notebook.cells if sources.get(c.id, "") is not None]
    for cell in notebook.cells:
        cell.source = sources.get(cell.id, cell.source)
    return notebook


def graded(notebooks, folder: Path, student: str, notebook) -> scores.Outcome:
    path = folder / f"{NAME}.ipynb"
    nbformat.write(notebook, path)
    return nbgrader_run.grade_one(intake.Submission(student, NAME, path), notebooks[2])


def points(outcome: scores.Outcome) -> dict:
    return {grade.exercise: grade.points for grade in outcome.grades}


# -- what a submission deserves -----------------------------------------------


def test_the_sample_class_gets_what_it_deserves(notebooks, tmp_path):
    found = {
        student: graded(notebooks, tmp_path, student, hand_in(notebooks, student))
        for student in sample.STUDENTS
    }
    assert not [one.trouble for one in found.values() if one.trouble]
    assert points(found["perfect"]) == {"double": 4, "constant": 2}
    assert points(found["half"]) == {"double": 4, "constant": 0}
    assert points(found["mistaken"]) == {"double": 1, "constant": 0}  # partial credit
    assert points(found["untouched"]) == {"double": 0, "constant": 0}
    assert not [demo.unexpected(one) for one in found.values() if demo.unexpected(one)]
    page = found["mistaken"].feedback.read_text("utf-8")
    assert "Its double is the number added to itself." in page  # the panel
    assert re.search(r"1(\.0)?\s*/\s*4", page)


#: A right answer that makes noise, or a wrong one that looks right -> what it deserves.
ODD = {
    "noisy": (
        {
            "double__twice": "import sys, warnings, logging, os\n"
            "def twice(n):\n"
            "    warnings.warn('look out')\n"
            "    print('to stderr', file=sys.stderr)\n"
            "    os.write(2, b'raw bytes')\n"
            "    logging.getLogger('x').warning('logged')\n"
            "    return n + n\n",
        },
        {"double": 4, "constant": 2},
    ),
    "late stderr": (
        {
            "double__shift": "import sys, threading, time\n"
            "def shift(n):\n    return n + 1\n"
            "def late():\n"
            "    for _ in range(100):\n"
            "        time.sleep(0.02)\n        print('late', file=sys.__stderr__)\n"
            "        sys.stderr.write('late')\n"
            "threading.Thread(target=late, daemon=True).start()\n",
        },
        {"double": 4, "constant": 2},
    ),
    "much output": (
        {
            "double__twice": "def twice(n):\n    print('x' * 3_000_000)\n"
            "    return 2 * n\nprint('y' * 5_000_000)\nprint('z' * 5_000_000)\n"
        },
        {"double": 4, "constant": 2},
    ),
    "check deleted": ({"double": None}, {"double": 4, "constant": 2}),
    "check edited": (
        {"double": "4.0", "constant__seven": "seven = 8"},
        {"double": 4, "constant": 0},
    ),
    "check replaced": (
        {"constant__seven": "class check:\n    constant = print\nseven = 7\n"},
        {"double": 4, "constant": 0},
    ),
    "more than all points": (
        {"constant__seven": "seven = 1\nclass check:\n    constant = lambda x: 99.0\n"},
        {"double": 4, "constant": 0},
    ),
    "error on the way": (
        {"constant__seven": "seven = 7\n1 / 0"},
        {"double": 4, "constant": 2},
    ),
    "for ever": (
        {"double__twice": "def twice(n):\n    while True:\n        pass\n"},
        {"double": 0, "constant": 2},  # the time is for all answers of an exercise
    ),
    "kernel dies": (
        {"constant__seven": "import os\nos._exit(0)"},
        {"double": 4, "constant": 0},
    ),
}


@pytest.mark.parametrize("case", ODD)
def test_odd_submissions(case, notebooks, tmp_path):
    changes, deserved = ODD[case]
    notebook = hand_in(notebooks, "perfect", **changes)
    outcome = graded(notebooks, tmp_path, case.replace(" ", "-"), notebook)
    assert outcome.trouble == ""
    assert points(outcome) == deserved
    assert outcome.out_of == FULL
    assert outcome.feedback.stat().st_size < 2_000_000


def test_broken_files_are_named_and_do_not_stop(notebooks, tmp_path, monkeypatch):
    """The whole command, with a class of which half cannot be read."""
    root = project(tmp_path / "project", monkeypatch)
    folder = tmp_path / "class"
    texts = {
        "ada/01_tiny.ipynb": generate.text_of(hand_in(notebooks, "perfect")),
        "bee/01_tiny/01_tiny.ipynb": generate.text_of(hand_in(notebooks, "half")),
        "cut/01_tiny.ipynb": generate.text_of(hand_in(notebooks, "perfect"))[:500],
        "dir/other.ipynb": "{}",
        "eve/01_tiny.ipynb": '{"cells": [], "nbformat": "x"}',
        "fay/01_tiny (1).ipynb": generate.text_of(hand_in(notebooks, "mistaken")),
        "gus/01_tiny (1).ipynb": "{}",
        "gus/01_tiny (2).ipynb": "{}",
        "two names [1]/01_tiny.ipynb": "{}",
    }
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True) if not path.parent.exists() else None
        path.write_text(text, "utf-8")
    (folder / ".DS_Store").write_text("")
    assert nbgrader_run.grade(folder) == 1
    rows = list(csv.DictReader((root / "build/scores/01_tiny.csv").open()))
    found = {row["student"]: row for row in rows}
    assert (found["ada"]["points"], found["ada"]["out_of"]) == ("6", "6")
    assert (found["bee"]["double"], found["bee"]["constant"]) == ("4", "0")
    assert found["fay"]["points"] == "1"
    assert "cut off (no JSON from line" in found["cut"]["trouble"]
    assert "cannot be read" in found["eve"]["trouble"]
    assert "several notebooks" in found["gus"]["trouble"]
    assert found["cut"]["points"] == ""
    rest = list(csv.DictReader((root / "build/scores/not_graded.csv").open()))
    said = {row["student"]: row["trouble"] for row in rest}
    assert "no notebook named 01_tiny.ipynb" in said["dir"]
    assert "letters, digits" in said["two names [1]"]
    # the same folder again, now from where nbgrader keeps it
    assert nbgrader_run.grade(root / "build" / "submitted") == 0


def project(root: Path, monkeypatch) -> Path:
    """Make a clone with `tiny` as its one source, and let the commands work in it."""
    (root / "solutions").mkdir(parents=True)
    (root / "notebooks").mkdir()
    (root / "solutions" / f"{NAME}.py").write_text(tiny.SOURCE, "utf-8")
    shutil.copy(session.ROOT / session.CONFIG, root)
    monkeypatch.setattr(build, "ROOT", root)
    monkeypatch.setattr(build, "exercises_of", lambda path: tiny.EXERCISES)
    return root


def test_stripped_marks_are_named(notebooks, tmp_path):
    notebook = hand_in(notebooks, "perfect")
    for cell in notebook.cells:
        cell.metadata = {}
    outcome = graded(notebooks, tmp_path, "stripped", notebook)
    assert "fresh copy of the notebook" in outcome.trouble
    log = notebooks[2] / "logs" / f"stripped.{NAME}.txt"
    assert "Traceback" in log.read_text("utf-8")


def test_only_the_notebook_of_a_student_is_copied(notebooks, tmp_path):
    home = tmp_path / "ada"
    home.mkdir()
    nbformat.write(hand_in(notebooks, "perfect"), home / f"{NAME}.ipynb")
    (home / "results.pkl").write_bytes(b"cos\nsystem\n(S'true'\ntR.")
    (home / "sitecustomize.py").write_text("1 / 0")
    (found,) = intake.find(tmp_path, [NAME])
    collected = intake.collect(found, tmp_path / "course")
    files = [p.name for p in (tmp_path / "course").rglob("*") if p.is_file()]
    assert files == [f"{NAME}.ipynb"]
    assert collected.path.read_text("utf-8").count('"outputs": []') > 5


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_is_no_submission(tmp_path):
    (tmp_path / "ada").mkdir()
    secret = tmp_path / "secret.ipynb"
    nbformat.write(v4.new_notebook(), secret)
    (tmp_path / "ada" / f"{NAME}.ipynb").symlink_to(secret)
    (found,) = intake.find(tmp_path, [NAME])
    assert "is a link" in intake.collect(found, tmp_path / "course").trouble


def test_grading_never_loads_pickles():
    """No module on the way from a submission to its points names pickle."""
    for path in (build.ROOT / "course" / "grading").glob("*.py"):
        text = path.read_text("utf-8")
        assert not re.search(
            r"import (pickle|dill|joblib|cloudpickle)|torch\.load", text
        )


@pytest.mark.parametrize("kind", ["missing", "empty"])
def test_a_folder_without_students_is_an_error(kind, tmp_path):
    folder = tmp_path / kind
    if kind == "empty":
        folder.mkdir()
    with pytest.raises(GradingError, match="folder"):
        intake.find(folder, [NAME])


# -- nbgrader's own commands --------------------------------------------------


def environment() -> dict:
    """Return the environment of an activated .venv; `alembic` is called by name."""
    scripts = str(Path(sys.executable).parent)
    return dict(os.environ, PATH=scripts + os.pathsep + os.environ["PATH"])


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


# -- the parts ----------------------------------------------------------------


def check_cell(*outputs):
    metadata = {
        "nbgrader": {
            "grade": True, "solution": False, "points": 4, "grade_id": "double",
            "locked": True, "schema_version": 3, "task": False, "cell_type": "code",
        }
    }  # fmt: skip
    return v4.new_code_cell(
        "check.double(twice)", outputs=list(outputs), metadata=metadata
    )


def result(text: str):
    return v4.new_output("execute_result", {"text/plain": text}, execution_count=1)


def stream(name: str, text: str = "x"):
    return v4.new_output("stream", name=name, text=text)


@pytest.mark.parametrize(
    ("outputs", "score"),
    [
        ([result("2.5")], 2.5),
        ([result("0")], 0),
        ([result("4")], 4),
        ([stream("stderr"), result("3")], 3),
        ([stream("stdout"), result("3")], 3),
        ([], 0),
        ([stream("stdout", "4.0")], 0),
        ([result("np.float64(4.0)")], 0),
        ([result("True")], 0),
        ([result("-1.0")], 0),
        ([result("4.01")], 0),
        ([result("nan")], 0),
        ([result("inf")], 0),
        ([result("")], 0),
        ([result("1"), result("4")], 0),
        ([v4.new_output("error", ename="E", evalue="", traceback=[]), result("4")], 0),
        ([result("4"), v4.new_output("error", ename="E", evalue="", traceback=[])], 0),
    ],
)
def test_nbgrader_reads_points_only_where_there_are_points(outputs, score):
    from nbgrader.utils import determine_grade

    cell = check_cell(*outputs)
    execute.settle(cell)
    assert determine_grade(cell) == (score, 4.0)


def test_output_is_cut_to_a_readable_size():
    cell = check_cell(
        stream("stdout", "a" * 40_000), stream("stderr", "b" * 40_000), result("4")
    )
    execute.limit(cell)
    assert sum(len(o.get("text", "")) for o in cell.outputs) < 51_000
    assert cell.outputs[1].text.endswith("… 30,000 more characters\n")
    assert cell.outputs[2].data["text/plain"] == "4"


def test_the_seed_belongs_to_the_student(monkeypatch):
    monkeypatch.delenv("COURSE_SECRET", raising=False)
    public = execute.seed("ada", NAME)
    assert public == execute.seed("ada", NAME)
    assert public != execute.seed("bee", NAME)
    assert public != execute.seed("ada", "02_other")
    monkeypatch.setenv("COURSE_SECRET", "only the teacher knows")
    assert execute.seed("ada", NAME) != public


def test_a_graded_run_is_seeded_at_cpu_scale_and_has_no_secret(
    notebooks, tmp_path, monkeypatch
):
    monkeypatch.setenv("COURSE_SECRET", "only the teacher knows")
    monkeypatch.setenv("COURSE_SCALE", "quick")
    code = (
        "import os, json\n"
        "names = 'COURSE_GRADING_SEED', 'COURSE_SCALE', 'COURSE_SECRET'\n"
        "print(json.dumps([os.environ.get(name) for name in names]))\n"
        "seven = 7"
    )
    notebook = hand_in(notebooks, "perfect", constant__seven=code)
    nbformat.write(notebook, tmp_path / f"{NAME}.ipynb")
    seen = []
    nbgrader_run.grade_one(
        intake.Submission("ada", NAME, tmp_path / f"{NAME}.ipynb"),
        notebooks[2],
        watch=lambda index, total: seen.append((index, total)),
    )
    total = len(notebook.cells)
    assert seen == [(index, total) for index in range(total)]  # progress, cell by cell
    done = report.executed(notebooks[2], NAME, "ada")
    (cell,) = [cell for cell in done.cells if cell.id == "constant--seven"]
    assert json.loads(cell.outputs[0].text) == [execute.seed("ada", NAME), "cpu", None]
    assert "COURSE_GRADING_SEED" not in os.environ


def test_csv_holds_every_exercise_and_no_formula():
    grade = scores.Grade
    one = scores.Outcome(
        "=1+1", NAME, (grade("double", 2.5, 4), grade("note", None, 12)), 3.0
    )
    two = scores.Outcome("ada", NAME, trouble="cannot be read, sorry")
    rows = list(csv.DictReader(scores.as_csv([one, two]).splitlines()))
    assert rows[0] == {
        "student": "'=1+1", "double": "2.5", "note": "", "points": "2.5",
        "out_of": "4", "by_hand": "12", "trouble": "",
    }  # fmt: skip
    assert rows[1]["trouble"] == "cannot be read, sorry"
    assert rows[1]["points"] == ""


def test_mistakes_become_code_that_a_learner_could_write():
    text = (
        "def twice(n):\n    ### BEGIN SOLUTION\n    return n + n\n    ### END SOLUTION"
    )
    names = {}
    exec(sample.with_mistake(tiny.double, text), names)
    assert names["twice"](5) == 25
    assert sample.with_mistake(tiny.constant, "seven = 7").endswith("seven = 8")


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
    monkeypatch.setattr(sample, "STUDENTS", {"untouched": "", "perfect": ""})
    monkeypatch.setattr(
        sample, "submission", lambda student, solved, released, exercises: released
    )
    assert demo.run("all") == 1  # a perfect student without points: it must say so
    assert "full points were due in double, constant" in capsys.readouterr().out


def test_figures_are_found_in_both_forms():
    image = "iVBORw0KGgo="
    cells = [
        v4.new_code_cell(outputs=[v4.new_output("display_data", {"image/png": image})]),
        v4.new_code_cell(
            outputs=[
                v4.new_output(
                    "display_data",
                    {
                        "text/html": f"<img alt='A &lt; B' src='data:image/png;base64,"
                        f"{image}'>"
                    },
                )
            ]
        ),
    ]
    one, two = report.figures(v4.new_notebook(cells=cells))
    assert f"data:image/png;base64,{image}" in one
    assert two.count("A &lt; B") == 2
    assert f"data:image/png;base64,{image}" in two
