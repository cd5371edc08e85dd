"""The one way in which two models are compared.

Every model sees the same rows, learns from the training rows alone, and is judged on
the rows held back; then each pair is compared row set by row set, with an interval that
knows that the training sets overlap.
"""

from course.protocol.comparison import Comparison
from course.protocol.curves import curve_differences, curve_summary, learning_curve
from course.protocol.intervals import NO_WINNER, paired_interval, verdict
from course.protocol.leaders import leaders, measured_cells, measured_on
from course.protocol.running import compare

__all__ = [
    "NO_WINNER",
    "Comparison",
    "compare",
    "curve_differences",
    "curve_summary",
    "leaders",
    "learning_curve",
    "measured_cells",
    "measured_on",
    "paired_interval",
    "verdict",
]
