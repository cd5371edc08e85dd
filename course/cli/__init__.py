"""The command `course`: what a terminal needs; each command only calls a room below."""

import contextlib
import os
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from course.errors import CourseError

START = "00_start_here"

app = typer.Typer(
    help="Seven Differences: when deep learning, when classical machine learning.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
data_app = typer.Typer(help="The data sets that ship.", no_args_is_help=True)
app.add_typer(data_app, name="data")


def main() -> None:
    """Run the command line; a known error is one sentence and exit code 1."""
    try:
        app()
    except CourseError as error:
        sys.exit(f"course: {error}")


# -- working ------------------------------------------------------------------


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True}
)
def lab(
    context: typer.Context,
    browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True,
    port: Annotated[int | None, typer.Option(help="Port of the server.")] = None,
    prepare: Annotated[bool, typer.Option(help="Only copy what is missing.")] = False,
) -> None:
    """Open JupyterLab on your own copies of the notebooks, in work/.

    Other options go to JupyterLab as they are, for example --allow-root.
    """
    root = project_root()
    work = root / "work"
    copied = copy_missing(root / "notebooks", work)
    typer.echo(f"work/: {len(copied)} new, everything else is as you left it.")
    if prepare:
        return
    import subprocess

    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={work}"]
    first = work / START / f"{START}.ipynb"
    if first.exists():
        page = f"/lab/tree/{first.relative_to(work).as_posix()}"
        command.append(f"--LabApp.default_url={page}")
    if not browser:
        command.append("--no-browser")
    if port is not None:
        command += [f"--port={port}", "--ServerApp.port_retries=0"]
    if ipc_fits():
        command.append("--KernelManager.transport=ipc")
    command += context.args
    env = {"OMP_WAIT_POLICY": "PASSIVE", **os.environ}
    process = subprocess.Popen(command, cwd=root, env=env)
    while process.poll() is None:
        # Ctrl-C is for JupyterLab, which asks whether it is meant
        with contextlib.suppress(KeyboardInterrupt):
            process.wait()
    raise typer.Exit(process.returncode)


def copy_missing(source: Path, target: Path) -> list[Path]:
    """Copy the files that `target` lacks; never write over one. Return the new ones."""
    copied = []
    for path in sorted(source.rglob("*")):
        goal = target / path.relative_to(source)
        if path.is_dir() or ".ipynb_checkpoints" in path.parts or goal.exists():
            continue
        goal.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, goal)
        copied.append(goal)
    target.mkdir(parents=True, exist_ok=True)
    return copied


def ipc_fits() -> bool:
    """Return whether kernels can talk over local sockets, whose paths are short."""
    from jupyter_core.paths import jupyter_runtime_dir

    # the longest name there: kernel-<36 characters>-ipc-<port>, and 104 on macOS
    return os.name != "nt" and len(jupyter_runtime_dir()) < 104 - 55


def project_root() -> Path:
    """Return the folder of the clone; say so where there is none."""
    root = Path(__file__).resolve().parents[2]
    if not (root / "notebooks").is_dir():
        cure = "Clone the project and install it with `pip install -e .` there."
        raise CourseError(f"no folder notebooks/ beside the package, in {root}. {cure}")
    return root


@app.command()
def progress() -> None:
    """Show what you predicted and solved on this computer."""
    from course import progress as log

    typer.echo(log.summary())


@app.command()
def doctor() -> None:
    """Say what works here, what is missing and how to get it."""
    from course.cli.health import examine

    healthy = True
    for mark, name, text in examine():
        typer.echo(f"{mark:<7} {name:<12} {text}")
        healthy = healthy and mark != "MISSING"
    raise typer.Exit(0 if healthy else 1)


# -- deciding -----------------------------------------------------------------


@app.command()
def decide(
    path: Annotated[Path, typer.Argument(help="A CSV file, or a folder: see below.")],
    target: Annotated[str | None, typer.Option(help="Column to predict.")] = None,
    text: Annotated[str | None, typer.Option(help="Column of texts.")] = None,
    card: Annotated[Path | None, typer.Option(help="A card; no questions.")] = None,
    out: Annotated[Path | None, typer.Option(help="New folder for the card.")] = None,
    seconds: Annotated[float, typer.Option(help="About so long.", min=5)] = 60,
    task: Annotated[str, typer.Option(help="guess, classes, number.")] = "guess",
    missing: Annotated[str, typer.Option(help="refuse, drop, fill.")] = "refuse",
    broken: Annotated[str, typer.Option(help="Pictures: refuse, drop.")] = "refuse",
    drop: Annotated[list[str] | None, typer.Option(help="Column to leave out.")] = None,
    group: Annotated[str | None, typer.Option(help="Column: same patient...")] = None,
    time: Annotated[
        str | None, typer.Option(help="Column: when. Trains on earlier rows.")
    ] = None,
    side: Annotated[int, typer.Option(help="Pixels of a picture.")] = 32,
    encoding: Annotated[
        str | None, typer.Option(help="Of the file: utf-8, cp1252.")
    ] = None,
    decimal: Annotated[str, typer.Option(help="A comma for 0,5.")] = ".",
    defaults: Annotated[bool, typer.Option(help="Ask nothing.")] = False,
) -> None:
    """Decide between classical and deep for your own table, pictures or texts.

    Asks four questions, or reads them from a card; then compares quick baselines on
    your rows, says which to take, with its numbers, and what would change that.

    A folder holds pictures, one folder for each class. For one that holds a card.yaml
    of the capstone you get its report: 50 automatic points, each with the reason.
    """
    from course.cli import deciding as room

    if (path / "card.yaml").is_file():
        typer.echo(room.report(path))
        return
    asked = room.Asked(
        path=path, target=target, text=text, card=card, out=out, seconds=seconds,
        task=task, missing=missing, broken=broken, drop=tuple(drop or ()), group=group,
        time=time, side=side, encoding=encoding, decimal=decimal,
    )  # fmt: skip

    def ask() -> room.Answers:
        if defaults:
            return room.Answers()
        typer.echo("Four questions, in this order; Enter takes what is in brackets.")
        return room.Answers(
            typer.prompt("1 Data: how many more labels could you get?", 0, type=int),
            typer.prompt("2 Compute: hours that one training may take?", 1.0),
            typer.confirm("3 Must a person be able to read the model?", False),
            typer.prompt("4 Latency: milliseconds for 95 of 100 answers?", 100.0),
        )

    room.run(asked, ask, typer.echo)


# -- teaching -----------------------------------------------------------------


@app.command()
def build(
    check: Annotated[bool, typer.Option(help="Only say whether it drifted.")] = False,
) -> None:
    """Turn solutions/*.py into the notebooks that learners open."""
    from course import build as builder

    raise typer.Exit(builder.main(check=check))


@app.command()
def grade(
    folder: Annotated[Path, typer.Argument(help="One folder a student.")],
) -> None:
    """Grade a folder of submissions with nbgrader."""
    from course.grading import nbgrader_run

    raise typer.Exit(nbgrader_run.grade(folder))


@app.command()
def demo(
    modules: Annotated[str, typer.Option(help="1, or all.")] = "1",
) -> None:
    """Build, run, train, and grade a small sample class."""
    if modules not in ("1", "all"):
        raise typer.BadParameter(f"{modules!r}: say 1 or all", param_hint="--modules")
    from course.grading import demo as show

    raise typer.Exit(show.run(modules))


@data_app.command("list")
def list_data() -> None:
    """List the data sets: name, kind, size, licence, what it is."""
    from course import data

    for card in data.catalog():
        size = f"{card.n_bytes / 1e6:.1f} MB" if card.n_bytes else "-"
        row = f"{card.name:<18} {card.kind:<8} {size:>8}  {card.licence:<14}"
        typer.echo(f"{row} {card.summary}")


@data_app.command()
def restore(name: str) -> None:
    """Bring the file of one data set back to what was shipped."""
    from course import data

    typer.echo(data.restore(name))


@data_app.command()
def verify() -> None:
    """Compare every shipped file with its sha256."""
    from course.cli.health import damaged_data

    faults = damaged_data()
    for fault in faults:
        typer.echo(fault, err=True)
    typer.echo("Data: " + (f"{len(faults)} to restore." if faults else "all intact."))
    raise typer.Exit(1 if faults else 0)
