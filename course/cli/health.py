"""What `course doctor` looks at: one line a part, and the cure where it is missing."""

import shutil
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

PROJECT = "seven-differences"
KERNEL = "course"


def examine() -> Iterator[tuple[str, str, str]]:
    """Yield `ok`, `note` or `MISSING`, what was looked at, and one line about it."""
    for name, look in (
        ("Python", look_at_python),
        ("machine", look_at_machine),
        ("libraries", look_at_libraries),
        ("GPU", look_at_gpu),
        ("kernel", look_at_kernel),
        ("notebooks", look_at_notebooks),
        ("disk", look_at_disk),
        ("data", look_at_data),
        ("extras", look_at_extras),
    ):
        try:
            mark, text = look()
        except Exception as error:  # a doctor reports, whatever is broken
            mark, text = "MISSING", f"{type(error).__name__}: {error}"
        yield mark, name, " ".join(str(text).split())


def look_at_python() -> tuple[str, str]:
    version = ".".join(map(str, sys.version_info[:3]))
    return "ok", f"{version} in {sys.prefix}"


def look_at_machine() -> tuple[str, str]:
    from course import device

    return "ok", device.describe()


def look_at_libraries() -> tuple[str, str]:
    import importlib

    found = []
    for name in ("numpy", "sklearn", "torch", "torchvision"):
        module = importlib.import_module(name)
        found.append(f"{name} {module.__version__}")
    return "ok", ", ".join(found)


def look_at_gpu() -> tuple[str, str]:
    import torch

    if torch.cuda.is_available():
        return "ok", torch.cuda.get_device_name()
    if torch.backends.mps.is_available():
        return "ok", "Apple GPU (mps)"
    return "note", "none; every module runs on the processor alone"


def look_at_kernel() -> tuple[str, str]:
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        spec = KernelSpecManager().get_kernel_spec(KERNEL)
    except NoSuchKernel:
        return "MISSING", f"no kernel {KERNEL!r}; get it: pip install -e . --no-deps"
    return "ok", f"{spec.display_name}, {spec.resource_dir}"


def look_at_notebooks() -> tuple[str, str]:
    names = ("jupyterlab", "nbgrader", "ipywidgets")
    return "ok", ", ".join(f"{name} {metadata.version(name)}" for name in names)


def look_at_disk() -> tuple[str, str]:
    free = shutil.disk_usage(Path.cwd()).free / 1e9
    mark = "ok" if free > 2 else "note"
    return mark, f"{free:.0f} GB free here"


def look_at_data() -> tuple[str, str]:
    from course import data

    faults = damaged_data()
    if faults:
        return "MISSING", " ".join(faults)
    return "ok", f"{len(data.catalog())} data sets, shipped files intact"


def look_at_extras() -> tuple[str, str]:
    missing = {}
    for extra, name in extras():
        try:
            metadata.version(name)
        except metadata.PackageNotFoundError:
            missing.setdefault(extra, []).append(name)
    if not missing:
        return "ok", "all optional packages are here"
    parts = [
        f"{', '.join(names)}: pip install -e '.[{extra}]'"
        for extra, names in missing.items()
    ]
    return "note", "optional, not here: " + "; ".join(parts)


def extras() -> Iterator[tuple[str, str]]:
    """Yield (extra, package) for every optional dependency."""
    from packaging.requirements import Requirement

    for line in metadata.requires(PROJECT) or []:
        requirement = Requirement(line)
        marker = requirement.marker
        for extra in metadata.metadata(PROJECT).get_all("Provides-Extra") or []:
            if marker is None or marker.evaluate({"extra": ""}):
                continue
            if marker.evaluate({"extra": extra}):
                yield extra, requirement.name


def damaged_data() -> list[str]:
    """Return one sentence for every shipped file that is missing or damaged."""
    from course import data
    from course.errors import DataError

    faults = []
    for card in data.catalog():
        if not card.sha256:
            continue
        try:
            data.shipped(card.name)
        except DataError as error:
            faults.append(str(error))
    return faults
