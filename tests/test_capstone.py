"""The capstone's notebook, untouched and solved, from top to bottom.

Budget: 1 s; the slow ones train at the scale `quick` for a minute.
"""

from pathlib import Path

import pytest

from course import build
from course.build import regions
from course.decision.marks import Report
from course.decision.notes import Note

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "solutions" / "08_capstone.py"


def run(form, folder: Path, monkeypatch) -> dict:
    """Run all cells in a folder; return what they defined, and the last value."""
    monkeypatch.chdir(folder)
    names: dict = {"__name__": "capstone"}
    for cell in build.read(SOURCE):
        if cell.kind == "code":
            text = form(cell.text)
            exec(compile(text, f"cell {cell.number}", "exec"), names)
    return names


def test_it_has_no_exercises_and_so_no_points():
    assert build.exercises_of(SOURCE) == {}
    tags = {tag.partition(":")[0] for cell in build.read(SOURCE) for tag in cell.tags}
    assert tags == {"practice"}


@pytest.mark.slow
def test_untouched_it_runs_and_the_benchmark_stays_locked(tmp_path, monkeypatch, capfd):
    names = run(regions.stubbed, tmp_path, monkeypatch)
    mine = names["mine"]
    assert mine.card == {}
    assert isinstance(mine.suggest(), Note)
    assert "locked" in mine.suggest().text
    assert mine.report().points == 0
    for sheet in names["sheets"].values():
        assert sheet.card["decision"]["choice"]
    assert capfd.readouterr().err == ""


@pytest.mark.slow
def test_solved_it_earns_its_automatic_points(tmp_path, monkeypatch, capfd):
    names = run(regions.solved, tmp_path, monkeypatch)
    report = names["mine"].report()
    assert isinstance(report, Report)
    assert report.points == 50, report
    assert names["mine"].card["decision"]["choice"] == "lr"
    for name, choice in (("bikes", "xgb"), ("moved", "cnn")):
        card = names["sheets"][name].card
        assert card["results"]["verdict"] == choice
        assert card["decision"]["choice"] == choice
    assert capfd.readouterr().err == ""
