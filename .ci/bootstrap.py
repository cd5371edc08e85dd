"""Make the environment `.venv` where it is missing, then run one task of the project.

    python .ci/bootstrap.py TASK

Needs nothing but Python 3.11 with its venv module. Stop it whenever you like: the next
call goes on where this one stopped. Settings: TORCH_INDEX, the address of an index of
CPU-only torch wheels (saves about 5 GB on Linux); MODULES=all for the demo.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
CONSTRAINTS = ROOT / ".ci" / "constraints.txt"
STAMP = VENV / "course-installed"
STARTED = VENV / "course-installing"
WINDOWS = os.name == "nt"
VENV_PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
OLDEST = (3, 11)

#: One thread a process: two processes already fill a small machine.
TEST_ENV = {
    "OMP_NUM_THREADS": "1",
    "OMP_WAIT_POLICY": "PASSIVE",
    "MPLBACKEND": "Agg",
}
PYTEST = ["-m", "pytest", "-n", "2", "--dist", "loadfile"]
COURSE = ["-m", "course.cli"]


def tasks():
    """Return name -> (one line, list of Python command lines, environment)."""
    modules = os.environ.get("MODULES") or "1"
    passive = {"OMP_WAIT_POLICY": "PASSIVE"}
    quick = dict(TEST_ENV, COURSE_SCALE="quick")
    cpu = dict(TEST_ENV, COURSE_SCALE="cpu")
    ruff = [["-m", "ruff", "check"], ["-m", "ruff", "format", "--check"]]
    return {
        "install": ("make or update .venv, nothing else", [], {}),
        "demo": (
            "build, run, train, grade a sample class; MODULES=all for every module",
            [[*COURSE, "demo", "--modules", modules]],
            passive,
        ),
        "test": (
            "the test suite at quick scale",
            [[*PYTEST, "-m", "not slow"]],
            quick,
        ),
        "test-slow": (
            "the long tests: kernels at cpu scale, 20 seeds, browser",
            [[*PYTEST, "-m", "slow"]],
            cpu,
        ),
        "lab": ("open JupyterLab on your copies in work/", [[*COURSE, "lab"]], passive),
        "build": ("solutions/*.py to notebooks/", [[*COURSE, "build"]], passive),
        "lint": ("ruff check and ruff format --check", ruff, {}),
        "doctor": ("what works here and what is missing", [[*COURSE, "doctor"]], {}),
    }


def main(argv):
    """Run the task that `argv` names; return its exit code."""
    task = argv[0] if argv else "help"
    extra = argv[1:]
    if task == "clean":
        return clean()
    if task not in tasks():
        print(helptext())
        return 0 if task in ("help", "-h", "--help") else 2
    newer_python(argv)
    install()
    _, commands, env = tasks()[task]
    for command in commands:
        line = [str(VENV_PYTHON), *command, *extra]
        code = run(line, dict(os.environ, **env))
        if code:
            return code
    return 0


def run(line, env):
    """Run a command; Ctrl-C is for it, we wait until it has ended."""
    process = subprocess.Popen(line, cwd=str(ROOT), env=env)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def helptext():
    """Return one line a task."""
    rows = {name: line for name, (line, _, _) in tasks().items()}
    rows["clean"] = "delete .venv, build/ and caches; your work/ stays"
    return "\n".join("make {:<10} {}".format(*row) for row in rows.items())


def clean():
    """Delete what can be made again."""
    for name in (".venv", "build", "dist", ".pytest_cache", ".ruff_cache"):
        shutil.rmtree(str(ROOT / name), ignore_errors=True)
    return 0


def newer_python(argv):
    """Go on in a newer Python from the path where this one is too old."""
    if sys.version_info >= OLDEST or works():
        return
    for name in ("python3.13", "python3.12", "python3.11"):
        found = shutil.which(name)
        if found and not subprocess.call([found, "-c", "import ensurepip"]):
            sys.exit(subprocess.call([found, __file__, *argv]))
    stop(
        "This is Python {}.{}, the course needs 3.11 or newer.".format(
            *sys.version_info
        ),
        "Install a newer Python and name it: make PYTHON=python3.12 ...",
    )


def install():
    """Bring .venv to what pyproject.toml and the constraints ask for."""
    wanted = fingerprint()
    if STAMP.exists() and STAMP.read_text() == wanted and works():
        return
    check_disk()
    if not works():
        make_venv()
    if STARTED.exists():
        drop_half_installed()
    STARTED.touch()
    if STAMP.exists():
        STAMP.unlink()
    index = os.environ.get("TORCH_INDEX")
    if index:
        pair = [
            line.split()[0]
            for line in CONSTRAINTS.read_text().splitlines()
            if line.startswith(("torch==", "torchvision=="))
        ]
        pip("--no-deps", "--index-url", index, *pair)
    pip("-c", str(CONSTRAINTS), "-e", str(ROOT) + "[test]")
    STARTED.unlink()
    STAMP.write_text(wanted)
    say("The environment is ready in .venv; later calls skip this step.")


def fingerprint():
    """Return a hash of all that decides what is installed."""
    files = (ROOT / "pyproject.toml", CONSTRAINTS)
    parts = [path.read_bytes() for path in files] + [str(ROOT).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def works():
    """Return whether .venv has a Python that is new enough and has pip."""
    if not VENV_PYTHON.exists():
        return False
    code = f"import sys, pip; sys.exit(sys.version_info < {OLDEST})"
    return (
        subprocess.call([str(VENV_PYTHON), "-c", code], stderr=subprocess.DEVNULL) == 0
    )


def make_venv():
    """Make .venv, from nothing or over a half-made one."""
    say("Making .venv with Python {}.{}.{}".format(*sys.version_info))
    if subprocess.call([sys.executable, "-m", "venv", "--clear", str(VENV)]):
        stop(
            "Python could not make a virtual environment.",
            "On Debian and Ubuntu: apt-get install python3-venv. Then run this again.",
        )


def drop_half_installed():
    """Remove what an interrupted pip left, so that pip installs it afresh.

    pip writes a package's RECORD last; without it pip would take the package as there.
    """
    for site in site_packages():
        for info in site.glob("*.dist-info"):
            if not (info / "RECORD").exists():
                shutil.rmtree(str(info))
        for rest in site.glob("~*"):
            shutil.rmtree(str(rest), ignore_errors=True)


def site_packages():
    """Return where .venv keeps its packages: one folder, or none yet."""
    return list(VENV.glob("Lib/site-packages" if WINDOWS else "lib/*/site-packages"))


def check_disk():
    """Say what is coming; stop where it cannot fit."""
    if any((site / "torch" / "version.py").exists() for site in site_packages()):
        say("Completing the environment in .venv.")
        return
    cuda = sys.platform == "linux" and not os.environ.get("TORCH_INDEX")
    needed = 7 if cuda else 2
    say(f"Installing the course into .venv, once: about {needed} GB on disk.")
    if cuda:
        say("No GPU? TORCH_INDEX=<index of CPU wheels> saves about 5 GB of it.")
    free = shutil.disk_usage(str(ROOT)).free / 1e9
    if free < needed + 1:
        stop(
            f"Only {free:.1f} GB are free here, {needed + 1} are needed.",
            "Make room or move this folder to a larger disk, then run this again.",
        )


def pip(*arguments):
    """Install with pip, its progress in view."""
    line = [str(VENV_PYTHON), "-m", "pip", "install", "--disable-pip-version-check"]
    if subprocess.call([*line, *arguments], cwd=str(ROOT)):
        stop(
            "pip stopped; its last lines above say why.",
            "Offline, or behind a proxy (set HTTPS_PROXY)? Disk full? Then run this "
            "again: what is already downloaded is used.",
        )


def say(text):
    """Print one line at once."""
    print(text, flush=True)


def stop(what, cure):
    """End with what was wrong and what to do."""
    sys.exit(what + "\n" + cure)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("\nStopped. Run the same command again to go on.")
