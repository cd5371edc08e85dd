"""What grading is made of: readings of points, limits, seeds, tables, sample answers.

Budget: 10 s.
"""

import csv
import json
import os

import nbformat
import pytest
import tiny
import tiny_class
from nbformat import v4
from tiny_class import NAME, hand_in

from course.grading import execute, intake, nbgrader_run, report, sample, scores


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory):
    return tiny_class.course_of(tmp_path_factory.mktemp("course"))


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
