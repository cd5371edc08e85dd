"""The energy of a run: measured where the machine has a meter, else watts times hours.

A meter is what the processor counts itself (RAPL: Intel and AMD on Linux, readable by
the administrator only on most systems) or what an NVIDIA driver reports. Without one
codecarbon too multiplies a typical power by the time; then we say so.
"""

import importlib.util
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course import device
from course.errors import CourseError

#: What Linux shows of the processor's own energy counters.
COUNTERS = Path("/sys/class/powercap")


@dataclass(frozen=True)
class Energy:
    """The energy of one run in kilowatt-hours, and how it is known.

    >>> Energy(2.5e-6, 0.9, "10 W times the processor's time")
    Energy(2.5e-06 kWh in 0.9 s; 10 W times the processor's time)
    """

    kwh: float
    seconds: float
    how: str

    def __repr__(self) -> str:
        return f"Energy({self.kwh:.2g} kWh in {self.seconds:.2g} s; {self.how})"


def has_meter(counters: Path = COUNTERS) -> bool:
    """Return whether this machine lets us read how much energy it uses."""
    for counter in counters.glob("*/energy_uj"):
        try:
            if int(counter.read_text()) >= 0:
                return True
        except (OSError, ValueError):
            continue
    return False


def energy(
    function: Callable[[], Any],
    *,
    watts: float,
    pue: float = 1.0,
    meter: bool | None = None,
) -> Energy:
    """Run `function()` once and return the energy that it took.

    Parameters
    ----------
    function
        What to run; its result is thrown away.
    watts
        What a core draws while it works: used where nothing can be measured.
    pue
        What the building draws over what the machine draws, 1 or more.
    meter
        Whether to measure with codecarbon; None: where it is installed and this
        machine has a meter.

    Returns
    -------
    An `Energy`; its `how` says whether it is measured or watts times seconds.

    Raises
    ------
    CourseError
        For watts of 0 or less, a PUE below 1, or `meter=True` without codecarbon.
    """
    if watts <= 0 or pue < 1:
        raise CourseError(
            f"watts={watts} and pue={pue} make no sense: watts are above 0, and a "
            "building draws at least what its machines draw, so a PUE is 1 or more."
        )
    installed = importlib.util.find_spec("codecarbon") is not None
    if meter and not installed:
        raise CourseError(
            "codecarbon is not installed: pip install codecarbon, or leave meter out."
        )
    if meter or (meter is None and installed and has_meter()):
        return _measured(function, pue)
    start = time.process_time()
    function()
    seconds = time.process_time() - start
    kwh = watts * pue * seconds / 3.6e6
    return Energy(kwh, seconds, f"not measured: {watts:g} W times processor seconds")


def _measured(function: Callable[[], Any], pue: float) -> Energy:
    """Let codecarbon measure the whole machine, without network, file or words."""
    from codecarbon import OfflineEmissionsTracker

    with device.quiet():
        tracker = OfflineEmissionsTracker(
            country_iso_code="USA",  # for grams of CO2, which we do not use
            measure_power_secs=1,
            save_to_file=False,
            log_level="critical",
            allow_multiple_runs=True,
        )
        tracker.start()  # looks for meters, which takes seconds
        start = time.perf_counter()
        try:
            function()
        finally:
            tracker.stop()
        seconds = time.perf_counter() - start
        kwh = float(tracker.final_emissions_data.energy_consumed)
    how = "by codecarbon, whole machine"
    if not has_meter():
        how += "; no meter here, so it multiplied a typical power by the time"
    return Energy(kwh * pue, seconds, how)
