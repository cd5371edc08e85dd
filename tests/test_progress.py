"""The local log and the progress bars: what is kept, what is never shown.

Budget: 5 s.
"""

import io
import json
import sys
import threading

import pytest

from course import card_line, predict, progress
from course.errors import CourseError


@pytest.fixture(autouse=True)
def log(tmp_path, monkeypatch):
    for name in ("NBGRADER_EXECUTION", "COURSE_GRADING_SEED"):
        monkeypatch.delenv(name, raising=False)
    file = tmp_path / "folder" / "log.jsonl"
    monkeypatch.setenv("COURSE_PROGRESS", str(file))
    return file


# -- bars ---------------------------------------------------------------------


class Screen(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_sees_the_bar_on_standard_output(monkeypatch):
    screen, errors = Screen(), Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr(sys, "stderr", errors)
    assert list(progress.bar([1, 2, 3], label="training")) == [1, 2, 3]
    assert "training" in screen.getvalue()
    assert errors.getvalue() == ""


@pytest.mark.parametrize("reason", ["pipe", "closed", "muted", "nbgrader", "seed"])
def test_a_bar_is_silent_where_nobody_looks(reason, monkeypatch):
    screen = io.StringIO() if reason == "pipe" else Screen()
    monkeypatch.setattr(sys, "stdout", None if reason == "closed" else screen)
    monkeypatch.setattr(sys, "stderr", Screen())
    if reason == "nbgrader":
        monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    if reason == "seed":
        monkeypatch.setenv("COURSE_GRADING_SEED", "7")
    if reason == "muted":
        with progress.muted():
            assert list(progress.bar(range(3))) == [0, 1, 2]
    else:
        assert list(progress.bar(range(3))) == [0, 1, 2]
    assert screen.getvalue() == ""
    assert sys.stderr.getvalue() == ""


def test_a_bar_may_be_moved_by_hand(monkeypatch):
    monkeypatch.setattr(sys, "stdout", Screen())
    with progress.bar(total=5) as bar:
        bar.update(2)
        bar.set_postfix(loss=0.5)
        assert (bar.n, bar.total) == (2, 5)
    with progress.muted(), progress.muted():
        pass
    assert "%" in sys.stdout.getvalue()


# -- the log ------------------------------------------------------------------


def test_events_come_back_in_order(log):
    progress.record("checked", exercise="a.b", mark="1", points=2)
    progress.record("hint", exercise="a.b", step=1)
    first, second = progress.events()
    assert (first["kind"], first["points"]) == ("checked", 2)
    assert (second["kind"], second["step"]) == ("hint", 1)
    assert first["time"] <= second["time"]
    assert len(log.read_text().splitlines()) == 2


def test_the_log_never_raises(log, monkeypatch):
    progress.record("odd", value={1, 2}, other=object())
    assert len(progress.events()) == 1
    progress.record("broken", value={(1, 2): 3})  # no key of JSON
    assert len(progress.events()) == 1
    monkeypatch.setenv("COURSE_PROGRESS", str(log / "below" / "a" / "file"))
    progress.record("nowhere")
    assert progress.events() == []
    assert progress.attempts("a.b") == 0
    assert "Nothing yet" in progress.summary()


def test_damaged_lines_are_left_out(log):
    progress.record("checked", exercise="a.b", mark="1", score=1, out_of=2)
    with log.open("ab") as file:
        file.write(b'{"kind": "checked", "exer\n[1, 2]\n\xff\xfe\n{"kind": 3}\n\n')
        file.write(b'{"kind": "checked", "exercise": "a.b", "score": "x"}\n')
        file.write(b'{"kind": "checked"}\n')
    progress.record("checked", exercise="a.b", mark="2", score=0, out_of=2)
    assert len(progress.events()) == 4
    assert progress.attempts("a.b") == 3
    assert "1 of 2" in progress.summary()


def test_nothing_is_written_while_something_is_graded(log, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    progress.record("checked", exercise="a.b", mark="1")
    predict("x", choice="a", confidence=60)
    assert not log.exists()


def test_many_threads_write_whole_lines(log):
    def write(number):
        for i in range(50):
            progress.record("line", text=f"{number} {i} " + "x" * 300)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(progress.events()) == 200


def test_attempts_count_what_differs():
    for key, mark in [("a.b", "1"), ("a.b", "1"), ("a.b", "2"), ("a.c", "3")]:
        progress.record("checked", exercise=key, mark=mark, outcome="wrong")
    assert progress.attempts("a.b") == 2
    assert progress.attempts("a.c") == 1
    assert progress.attempts("a.d") == 0
    assert not progress.solved("a.b")
    progress.record("checked", exercise="a.b", mark="x", outcome="correct")
    assert progress.solved("a.b")
    assert not progress.solved("a.c")


def test_the_default_file_is_the_users(monkeypatch, tmp_path):
    monkeypatch.delenv("COURSE_PROGRESS")
    assert progress.path().name == "progress.jsonl"
    assert progress.path().is_absolute()


# -- predictions --------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"choice": "net", "confidence": 60}, {"choice": "net", "confidence": 60}),
        ({"number": 3.5, "confidence": 50}, {"number": 3.5, "confidence": 50}),
        ({"order": ("b", "a"), "confidence": 100},
         {"order": ["b", "a"], "confidence": 100}),
        ({"number": ..., "confidence": ...}, {"number": None, "confidence": None}),
        ({"choice": "...", "confidence": None}, {"choice": None, "confidence": None}),
        ({"number": 0, "confidence": 77.5}, {"number": 0, "confidence": 77.5}),
        ({"choice": None, "number": 2, "confidence": 60},
         {"number": 2, "confidence": 60}),
        ({}, {"choice": None, "confidence": None}),
    ],
)  # fmt: skip
def test_a_prediction_is_a_plain_dict(given, kept):
    found = predict("a bet", **given)
    assert found == {"id": "a bet"} | kept
    assert type(found) is dict
    assert json.loads(json.dumps(found)) == found


@pytest.mark.parametrize("confidence", [49, 101, 0.6, -1, "60", True, float("nan")])
def test_a_confidence_is_a_percentage(confidence):
    with pytest.raises(CourseError, match="from 50"):
        predict("a bet", choice="a", confidence=confidence)
    assert progress.events() == []


def test_a_prediction_has_one_value():
    with pytest.raises(CourseError, match="only one"):
        predict("a bet", choice="a", number=3, confidence=60)
    assert predict("a bet", choice=..., number=3, confidence=60)["number"] == 3


def test_only_complete_predictions_are_kept_and_the_first_counts():
    predict("a bet", choice=..., confidence=60)
    predict("a bet", choice="a", confidence=...)
    assert progress.events() == []
    predict("a bet", choice="a", confidence=60)
    predict("a bet", choice="b", confidence=90)
    text = progress.summary()
    assert "a bet: a (60 % sure)" in text
    assert "90" not in text


# -- the card and the summary -------------------------------------------------


def test_the_card_keeps_the_last_line_of_each_module():
    assert card_line("architecture", ...) == card_line("architecture", "...") == ""
    assert progress.events() == []
    assert card_line("architecture", "  Count\n first. ") == "Count first."
    card_line("samples", "Label less.")
    card_line("architecture", "Count, then train.")
    text = progress.summary()
    assert "architecture: Count, then train." in text
    assert "Count first." not in text
    assert text.index("architecture:") < text.index("samples: Label less.")


def test_the_summary_has_the_best_of_each_exercise():
    assert "Nothing yet" in progress.summary()
    for score, mark in [(3, "a"), (10, "b"), (7, "c")]:
        progress.record(
            "checked", exercise="m.one", score=score, out_of=10, mark=mark, outcome="x"
        )
    progress.record("checked", exercise="m.two", score=0, out_of=4, mark="a")
    progress.record(
        "checked", exercise="m.memo", score=0, out_of=0, mark="a", outcome="correct"
    )
    lines = progress.summary().splitlines()
    assert lines[0] == "Exercises: 2 solved, 3 tried"
    assert " ".join(lines[3].split()) == "✓ m.memo read by a person 1 attempt"
    one, two = (" ".join(line.split()) for line in lines[1:3])
    assert one == "✓ m.one 10 of 10 points 3 attempts"
    assert two == "✗ m.two 0 of 4 points 1 attempt"
    assert str(progress.path()) in lines[-1]
