"""The machine in one sentence, without starting CUDA and without torch."""

from __future__ import annotations

import contextlib
import functools
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

#: Where Linux says what a container may use: the second and the first version.
CGROUPS = ("/sys/fs/cgroup", "/sys/fs/cgroup/cpu")


def describe() -> str:
    """Return one sentence about this machine; every measurement carries it.

    As in "AMD EPYC, 2 cores, 25 GB memory, no GPU, Linux, Python 3.12.4, torch 2.14.1".
    """
    memory = _memory()
    parts = [
        _processor(),
        f"{cores()} core{'s' * (cores() > 1)}",
        f"{memory / 1e9:.0f} GB memory" if memory else "memory unknown",
        _gpu() or "no GPU",
        platform.system() or sys.platform,
        f"Python {platform.python_version()}",
        f"torch {_torch_version()}",
    ]
    return ", ".join(parts)


def _torch_version() -> str:
    from importlib import metadata

    try:
        return metadata.version("torch")
    except metadata.PackageNotFoundError:
        return "missing"


def cores() -> int:
    """Return how many cores this process may use, within its container's quota."""
    try:
        usable = len(os.sched_getaffinity(0))
    except AttributeError:  # macOS, Windows
        usable = os.cpu_count() or 1
    quota = _quota()
    return usable if quota is None else max(1, min(usable, round(quota)))


def _quota(groups: tuple[str, ...] = CGROUPS) -> float | None:
    """Return the cores that a Linux container may fill; None for no limit."""
    for group in groups:
        with contextlib.suppress(OSError, ValueError, ZeroDivisionError):
            both = Path(group, "cpu.max")
            if both.exists():  # second version: "200000 100000" or "max 100000"
                quota, period = both.read_text().split()
            else:
                quota = Path(group, "cpu.cfs_quota_us").read_text()
                period = Path(group, "cpu.cfs_period_us").read_text()
            return float(quota) / float(period) if float(quota) > 0 else None
    return None


@functools.cache
def _processor() -> str:
    """Return the processor's trade name, as far as the system tells it."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return " ".join(line.partition(":")[2].split())
    if sys.platform == "darwin":
        name = _output("sysctl", "-n", "machdep.cpu.brand_string")
        if name:
            return name
    return platform.processor() or platform.machine() or "unknown processor"


def _memory() -> int:
    """Return bytes of main memory, 0 where the system does not tell."""
    with contextlib.suppress(AttributeError, ValueError, OSError):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with contextlib.suppress(AttributeError, OSError):  # Windows, in KiB
        import ctypes

        size = ctypes.c_ulonglong()
        ctypes.windll.kernel32.GetPhysicallyInstalledSystemMemory(ctypes.byref(size))
        return size.value * 1024
    return 0


@functools.cache
def _gpu() -> str:
    """Return the GPU's name without starting CUDA, or an empty string."""
    if sys.platform == "darwin" and platform.machine() == "arm64":
        return "Apple GPU"
    if os.environ.get("CUDA_VISIBLE_DEVICES", "all") in ("", "-1"):
        return ""
    names = _output("nvidia-smi", "--query-gpu=name", "--format=csv,noheader")
    names = names.splitlines()
    return f"{len(names)} x {names[0]}" if len(names) > 1 else "".join(names)


def _output(command: str, *arguments: str) -> str:
    """Return what a command prints, or an empty string where it fails."""
    path = shutil.which(command)
    if path is None:
        return ""
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        line = [path, *arguments]
        done = subprocess.run(line, capture_output=True, text=True, timeout=10)
        return done.stdout.strip() if done.returncode == 0 else ""
    return ""
