"""`course demo`: build, run a solved module, train its models, grade a sample class."""

from __future__ import annotations

import time
from pathlib import Path

from course import build
from course.build.generate import release, text_of, write
from course.errors import CourseError, GradingError
from course.grading import nbgrader_run, report, sample, scores
from course.grading.intake import Submission
from course.grading.scores import Outcome


def run(modules: str = "1") -> int:
    """Show the whole course at work, with progress and times.

    The perfect submission is the solved module: its run, by nbgrader in a fresh kernel
    at the scale ``cpu``, is the one whose figures the report shows.

    Parameters
    ----------
    modules : str
        ``"1"``, or ``"all"`` for every module with exercises.

    Returns
    -------
    int
        0; 1 where a sample student did not get what such a submission deserves.
    """
    from rich.console import Console

    console = Console(highlight=False)
    try:
        return _run(modules, console)
    except CourseError:
        raise
    except Exception as error:
        raise GradingError(
            f"the demo stopped: {type(error).__name__}: {error}. `course doctor` says "
            "what is missing here; `make demo` again starts afresh."
        ) from error


def _run(modules: str, console) -> int:
    start = time.monotonic()
    place = fresh(build.ROOT / "build" / "demo")
    with console.status("building the notebooks"):
        changed = build.build(build.ROOT, place)
        solved = _chosen(build.assemble(build.ROOT), modules)
    said = f"{len(changed)} changed" if changed else "all fresh"
    console.print(f"1. notebooks/ is built from solutions/ ({said}).")
    n_runs = len(solved) * len(sample.STUDENTS)
    console.print(f"2. Running the solved module and a sample class, {n_runs} runs:")
    outcomes, faults = [], []
    for name, notebook in solved.items():
        exercises = build.exercises_of(build.ROOT / "solutions" / f"{name}.py")
        for one in grade_class(name, notebook, exercises, place, console):
            outcomes.append(one)
            fault = unexpected(one)
            faults += [f"{one.student}/{name}: {fault}"] if fault else []
        title = f"3. Scores, {name}"
        console.print(
            scores.table([o for o in outcomes if o.assignment == name], title)
        )
    nbgrader_run.write_csv(outcomes, place)
    page = report.write_report(place, outcomes)
    seconds = time.monotonic() - start
    console.print(f"4. The report, with figures: {page}", soft_wrap=True)
    console.print(f"   It took {seconds:.0f} seconds.")
    for fault in faults:
        console.print(f"Not as it should be: {fault}.", markup=False, soft_wrap=True)
    if faults:
        console.print(
            "Cure: `course doctor` for this machine, `make test` for the code."
        )
    return 1 if faults else 0


def fresh(place: Path) -> Path:
    """Return ``place``, emptied: the demo never mixes with a real class."""
    from nbgrader.utils import rmtree

    if place.exists():
        rmtree(str(place))
    place.mkdir(parents=True)
    return place


def _chosen(solved: dict, modules: str) -> dict:
    graded = {
        name: notebook
        for name, notebook in solved.items()
        if any(
            cell.metadata.get("nbgrader", {}).get("grade") for cell in notebook.cells
        )
    }
    if modules == "1":
        graded = {n: nb for n, nb in graded.items() if n.startswith("01_")}
    if not graded:
        raise GradingError("no source with exercises in solutions/. `git status`?")
    return graded


def grade_class(name, notebook, exercises, place, console) -> list[Outcome]:
    """Make the submissions of the sample students and grade them, progress in view."""
    import nbformat

    path = place / "release" / name / f"{name}.ipynb"
    if not path.is_file():
        release({name: notebook}, place)
    released = nbformat.read(path, as_version=4)
    outcomes = []
    for student, what in sample.STUDENTS.items():
        handed_in = sample.submission(student, notebook, released, exercises)
        source = place / "class" / student / f"{name}.ipynb"
        write(source, text_of(handed_in))
        with console.status(f"{student}: starting") as status:
            one = nbgrader_run.grade_one(
                Submission(student, name, source),
                place,
                watch=_watcher(status, student),
            )
        outcomes.append(one)
        said = one.trouble or f"{one.points:g} of {one.out_of:g} points"
        console.print(
            f"   {student:<10} {what:<36} {said}, {one.seconds:.0f} s", markup=False
        )
    return outcomes


def _watcher(status, student: str):
    def watch(index: int, total: int) -> None:
        status.update(f"{student}: cell {index + 1} of {total}")

    return watch


def unexpected(one: Outcome) -> str:
    """Return what is wrong with the result of a sample student, or nothing."""
    if one.trouble:
        return one.trouble
    full = sum(grade.out_of for grade in one.grades if grade.points is not None)
    said = f"{one.points:g} of {one.out_of:g} points"
    if one.student == "perfect" and one.points < full:
        lost = [g.exercise for g in one.grades if (g.points or 0) < g.out_of]
        return f"{said}; full points were due in {', '.join(lost)}"
    if one.student == "untouched" and one.points > 0:
        return f"{said}; an empty notebook is due none"
    if one.student in ("half", "mistaken") and not 0 <= one.points < full:
        return f"{said}; less was due"
    return ""
