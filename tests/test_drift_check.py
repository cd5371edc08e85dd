"""Right answers to `drift_alarm` keep their budget of false alarms, and see a shift.

The check itself asks few windows and has a wide band; here the band is narrow. Slow:
1,500 quiet windows for each number of rows.
"""

import numpy as np
import pytest
from answer_files import alternatives, reference

from course.checks.deployment.windows import alarms

KEY = "deployment.drift_alarm"
RIGHT = {"reference": reference(KEY)} | alternatives(KEY)

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("n", [100, 300, 1000])
@pytest.mark.parametrize("name", RIGHT)
def test_one_to_ten_percent_of_quiet_windows_ring(name, n, record_property):
    alarm, rng = RIGHT[name]["drift_alarm"], np.random.default_rng([n, 7])
    share = alarms(alarm, rng, n, 1500) / 1500
    record_property("figure", f"{name}, {n} rows: {share:.1%} of 1,500 quiet windows")
    assert 0.01 <= share <= 0.10


@pytest.mark.parametrize("n", [300, 1000])
@pytest.mark.parametrize("name", RIGHT)
def test_a_shift_of_half_a_deviation_is_seen(name, n, record_property):
    alarm, rng = RIGHT[name]["drift_alarm"], np.random.default_rng([n, 8])
    share = alarms(alarm, rng, n, 500, shift=0.5) / 500
    record_property("figure", f"{name}, {n} rows: {share:.1%} of 500 shifts were seen")
    assert share >= 0.95
