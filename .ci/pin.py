"""Rewrite `.ci/constraints.txt`: one set of versions for all systems and Pythons.

Run by a maintainer, seldom: `uv` on the path, then `python .ci/pin.py`. Versions in
the present file are kept where they still fit; delete a line to let it move.
"""

import re
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / ".ci" / "constraints.txt"
PYTHONS = "python_full_version < '3.15'"
SYSTEMS = (
    ("linux", "x86_64"),
    ("linux", "aarch64"),
    ("darwin", "arm64"),
    ("win32", "AMD64"),
)
#: torch chooses these itself, by system and by build (CUDA or CPU).
LEFT_TO_TORCH = re.compile(r"(nvidia|cuda|triton|setuptools)\b")
HEAD = """\
# One tested set of versions, read by `.ci/bootstrap.py`; `.ci/pin.py` writes it.
# It fits Python 3.11 to 3.14 on Linux, macOS 14 (Apple silicon) and Windows.
# torch and torchvision are a pair: change both or none. What torch brings along on
# Linux (CUDA libraries, triton) is left to torch.
"""


def main() -> None:
    """Resolve the dependencies for every system at once and write the file."""
    environments = [
        f"sys_platform == '{system}' and platform_machine == '{machine}' and {PYTHONS}"
        for system, machine in SYSTEMS
    ]
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
        text += f"\n[tool.uv]\nenvironments = {environments!r}\n"
        (work / "pyproject.toml").write_text(text, encoding="utf-8")
        pins = work / "pins.txt"
        pins.write_text(FILE.read_text(encoding="utf-8"), encoding="utf-8")
        command = "uv pip compile --universal --python-version 3.11 --no-header"
        command += " --no-annotate --all-extras pyproject.toml"
        # lime has no wheel; everything else must not need a compiler
        command += " --only-binary :all: --no-binary lime"
        subprocess.run(
            [*command.split(), "-o", pins.name],
            cwd=work,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        lines = [shorten(line) for line in pins.read_text().splitlines()]
    kept = [line for line in lines if not LEFT_TO_TORCH.match(line)]
    FILE.write_text(HEAD + "\n".join(kept) + "\n", encoding="utf-8")


def shorten(line: str) -> str:
    """Drop the markers that say no more than "on the systems we support"."""
    pin, _, marker = line.partition(" ; ")
    systems = {system for system, _ in SYSTEMS if f"'{system}'" in marker}
    parts = []
    if systems and len(systems) < 3:
        tests = [f"sys_platform == '{system}'" for system in sorted(systems)]
        parts.append(" or ".join(tests))
        if len(tests) > 1:
            parts = [f"({parts[0]})"]
    for test in re.findall(r"python_full_version [<>=]+ '[^']+'", marker):
        if test != PYTHONS and test not in parts:
            parts.append(test)
    return f"{pin} ; {' and '.join(parts)}" if parts else pin


if __name__ == "__main__":
    main()
