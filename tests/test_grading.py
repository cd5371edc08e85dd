"""Grading: a submission gets what it deserves, and none stops the others.

Budget: 40 s.
"""

import csv
import os
import re
import shutil

import nbformat
import pytest
import tiny_class
from nbformat import v4
from tiny_class import FULL, NAME, graded, hand_in, points, project

from course import build
from course.build import generate
from course.errors import GradingError
from course.grading import demo, intake, nbgrader_run, sample


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory):
    return tiny_class.course_of(tmp_path_factory.mktemp("course"))


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
            "double__shift": "import threading, time\n"
            "def shift(n):\n    return n + 1\n"
            "def late():\n"
            "    for _ in range(100):\n"
            "        time.sleep(0.02)\n"
            "        print('late', file=sys.__stderr__)\n"
            "        sys.stderr.write('late')\n"
            "threading.Thread(target=late, daemon=True).start()\n",
            "constant__seven": "seven = 7\n1 / 0",
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
    "check deleted": (
        {
            "double": None,
            "constant__seven": "seven = 1\nclass check:\n"
            "    double = check.double\n    constant = lambda x: 99.0\n",
        },
        {"double": 4, "constant": 0},
    ),
    "check edited": (
        {"double": "4.0", "constant__seven": "seven = 8"},
        {"double": 4, "constant": 0},
    ),
    "check replaced": (
        {"constant__seven": "class check:\n    constant = print\nseven = 7\n"},
        {"double": 4, "constant": 0},
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
    # from where nbgrader keeps it, one of them again
    for student in ("bee", "fay"):
        shutil.rmtree(root / "build" / "submitted" / student)
    assert nbgrader_run.grade(root / "build" / "submitted") == 0


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
