"""How much to compute, on which device, in which number format."""

from __future__ import annotations

import functools
import os
import platform
from typing import TYPE_CHECKING

from course.errors import CourseError

if TYPE_CHECKING:
    import torch

SCALES = ("quick", "cpu", "gpu")
PRECISIONS = ("auto", "float32", "bfloat16", "float16")

#: A net with fewer parameters stays in float32: casting costs more than it saves. On a
#: processor with bfloat16 a CNN of 20,000 parameters trained 1.3 to 2 times as fast in
#: it, the smallest nets 0.6 times.
HALF_PAYS_FROM = 20_000


def scale() -> str:
    """Return how much to compute: ``"quick"``, ``"cpu"`` or ``"gpu"``.

    The environment variable ``COURSE_SCALE`` says it; without it the answer is ``cpu``,
    the scale at which everything is graded.

    Raises
    ------
    CourseError
        For any other value.
    """
    value = os.environ.get("COURSE_SCALE", "").strip().lower() or "cpu"
    if value not in SCALES:
        raise CourseError(
            f"the environment variable COURSE_SCALE is {value!r}; set it to one of "
            f"{', '.join(SCALES)}, or unset it (that means cpu)"
        )
    return value


def pick(device: str | torch.device = "auto") -> torch.device:
    """Return the device to compute on.

    Parameters
    ----------
    device : str or torch.device
        ``"auto"`` takes the first there is of CUDA GPU, Apple GPU, processor.

    Raises
    ------
    CourseError
        If the device that you name is not here.
    """
    import torch

    here = {"cpu": True, "cuda": torch.cuda.is_available()}
    here["mps"] = torch.backends.mps.is_available()
    if str(device) == "auto":
        return torch.device(next(name for name in ("cuda", "mps", "cpu") if here[name]))
    try:
        chosen = torch.device(device)
    except (RuntimeError, TypeError) as error:
        raise CourseError(
            f"{device!r} is no device; use 'auto', 'cpu', 'cuda' or 'mps'"
        ) from error
    if not here.get(chosen.type, False):
        there = ", ".join(name for name, found in here.items() if found)
        raise CourseError(
            f"there is no device {str(chosen)!r} here, only {there}; use device='auto'"
        )
    return chosen


def pick_precision(precision: str, device: torch.device, n_parameters: int) -> str:
    """Return the number format for the forward pass: a name of a torch dtype.

    ``"auto"`` takes a half format only where the hardware multiplies in it and the net
    is large enough to gain; everywhere else it takes ``"float32"``.

    Parameters
    ----------
    precision : {"auto", "float32", "bfloat16", "float16"}
    device : torch.device
    n_parameters : int
        Size of the net.

    Raises
    ------
    CourseError
        For another name, and for float16 without a CUDA GPU: processors emulate it,
        some hundred times slower than float32.
    """
    if precision not in PRECISIONS:
        raise CourseError(
            f"precision={precision!r} is unknown; use one of {', '.join(PRECISIONS)}"
        )
    if precision == "float16" and device.type != "cuda":
        raise CourseError(
            f"float16 on device {str(device)!r} is emulated and very slow; "
            "use precision='auto' or 'float32'"
        )
    if precision != "auto":
        return precision
    if n_parameters < HALF_PAYS_FROM:
        return "float32"
    if device.type == "cuda":
        return _half_of_gpu(device)
    if device.type == "cpu" and _cpu_has_bfloat16():
        return "bfloat16"
    return "float32"


def _half_of_gpu(device: torch.device) -> str:
    """Tensor cores know float16 since capability 7, bfloat16 since 8."""
    import torch

    major = torch.cuda.get_device_capability(device)[0]
    return "bfloat16" if major >= 8 else "float16" if major >= 7 else "float32"


@functools.cache
def _cpu_has_bfloat16() -> bool:
    """Say whether the processor multiplies bfloat16 itself; torch also emulates it."""
    import torch

    if platform.machine().lower() in ("arm64", "aarch64"):
        return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
    names = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
    return any(getattr(torch.cpu, name, bool)() for name in names)
