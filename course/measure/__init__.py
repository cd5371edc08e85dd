"""How large is a model, how much does it compute, how long does it take.

`sizes` counts what a model stores: parameters, bytes, the numbers in a forest.
`layers` counts multiply-accumulates layer by layer, on the meta device: shapes only,
no numbers, no memory, so that GPT-3 fits on a laptop. `stopwatch` measures seconds,
`energy` kilowatt-hours where the machine has a meter.

One multiply-accumulate (MAC) is one product added to a sum. Papers that count
floating-point operations (FLOPs) count it as two.
"""

from course.measure.energy import Energy, energy, has_meter
from course.measure.layers import layer_table, macs
from course.measure.sizes import n_bytes, n_parameters, on_meta, stored_numbers
from course.measure.stopwatch import Run, latency, seconds

__all__ = [
    "Energy",
    "Run",
    "energy",
    "has_meter",
    "latency",
    "layer_table",
    "macs",
    "n_bytes",
    "n_parameters",
    "on_meta",
    "seconds",
    "stored_numbers",
]
