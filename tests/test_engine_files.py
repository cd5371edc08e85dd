"""Files cross as bytes, both ways; functions of ours run around a learner's function.

Budget: 5 s.
"""

import os
from pathlib import Path

import pandas as pd
import pytest
from engine_demo import TRANSPORTS

from course.checks.engine import Exercise, Function, GivenFile, Table, files, integer
from course.checks.engine.answers import Unfit
from course.checks.engine.calls import Session
from course.checks.engine.plain import plain

BYTES = bytes(range(256)) * 5


@pytest.fixture(params=TRANSPORTS)
def session(request):
    return Session(5.0, TRANSPORTS[request.param]())


def table(*paths):
    return pd.DataFrame({"name": [str(i) for i in range(len(paths))], "path": paths})


# -- from the learner to the check --------------------------------------------


def test_a_table_brings_its_files_as_bytes(session, tmp_path):
    (tmp_path / "model.bin").write_bytes(BYTES)
    paths = [tmp_path / "model.bin", str(tmp_path / "none.bin"), str(tmp_path)]
    frame = Table(("path",), files="path").bind("t", table(*paths), session)
    found = frame.path.tolist()
    assert [file.content for file in found] == [BYTES, b"", b""]
    assert [file.path for file in found] == [str(path) for path in paths]
    assert [file.problem for file in found] == ["", *2 * ["there is no such file"]]
    assert repr(found[0]).endswith("model.bin' (1,280 bytes)")
    assert "no such file" in repr(found[1])


def test_a_relative_path_is_the_learners(session, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("model.bin").write_bytes(BYTES)
    assert session.read("model.bin").content == BYTES


def test_what_is_no_path_is_said(session):
    with pytest.raises(Unfit, match="in column 'path' 3, where the path of a file"):
        Table(("path",), files="path").bind("t", table("a.bin", 3), session)


def test_too_large_or_unreadable_files_stay_where_they_are(
    session, tmp_path, monkeypatch
):
    path = tmp_path / "large.bin"
    path.write_bytes(BYTES)
    monkeypatch.setattr(files, "MAX_BYTES", 1000)
    assert session.read(str(path)).problem == (
        "it has 1,280 bytes, more than a check reads"
    )
    assert session.read("a\0b").problem
    assert not session.read(str(path)).content


def test_a_path_is_plain():
    assert plain([Path("a/b"), {"c": Path("d")}]) == ["a/b", {"c": "d"}]


# -- from the check to the learner --------------------------------------------


def test_an_answer_gets_a_path_and_the_file_is_gone_afterwards(session):
    def learner(path, size, other=None):
        assert Path(path).read_bytes() == BYTES[:size]
        return [path, other, os.listdir(Path(path).parent)]

    small = GivenFile("small.bin", BYTES[:9])
    large = GivenFile("large.bin", BYTES)
    call = session.call("learner", learner, (large, len(BYTES)), {"other": small})
    path, other, beside = call.value
    assert (Path(path).name, Path(other).name) == ("large.bin", "small.bin")
    assert beside == ["large.bin"]
    assert not Path(path).exists()
    assert not Path(other).exists()
    assert not call.mutated
    assert call.text() == "learner('large.bin', 1280, other='small.bin')"


def test_the_file_is_gone_after_a_crash_as_well(session):
    kept = []

    def learner(path):
        kept.append(path)
        raise ValueError("no")

    call = session.call("learner", learner, (GivenFile("a.bin", BYTES),), {})
    assert call.error == "ValueError"
    assert not Path(kept[0]).exists()


# -- functions of ours around a learner's -------------------------------------


def twice(function, n):
    """Return what a function gives for n, and for that."""
    return function(function(n))


twice.__module__ = "course.demo"


def doubled_twice(*, wrong=None):
    exercise = Exercise(
        "course.checks.demo.doubled",
        points=1,
        answers={"double": Function(integer)},
        covers=(),
        hints=(),
        takeaway="",
    )

    @exercise.holds(1)
    def four_times(case, double):
        """Twice the double"""
        got = double.run(twice, 3)
        yield f"got {got}", got == 12 and double(2) == 4, "look"
        call = double.attempt("a", "b")
        yield "two arguments", call.error == "TypeError", "look"

    exercise.mistake("adds", "You add two to {got}.", replaces="double")(
        lambda n: n + 2
    )
    return exercise


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_function_runs_inside_ours(transport):
    def ask(double):
        answers = {"double": double}
        return doubled_twice().ask(answers, transport=TRANSPORTS[transport]())

    assert ask(lambda n: 2 * n).outcome == "correct"
    verdict = ask(lambda n: n + 2)
    assert verdict.mistake == "adds"
    assert verdict.diagnosis.call.text() == "twice(double, 3)"
    assert ask(lambda n: n**2).mistake is None
    assert ask(lambda n: 1 / 0).broke.error == "ZeroDivisionError"


def test_only_functions_of_the_course_run_there(session):
    with pytest.raises(TypeError, match="is no module of the course"):
        session.call_through(test_a_path_is_plain, "double", len, (), {})
