"""Which processor, which precision, how many threads, which seed; said in a sentence.

Nothing here changes the process for good, and torch is imported only by the functions
that need it.
"""

from course.device.choose import pick, pick_precision, scale
from course.device.context import n_threads, seed_of, seeded, threads
from course.device.machine import cores, describe
from course.device.quiet import quiet

__all__ = [
    "cores",
    "describe",
    "n_threads",
    "pick",
    "pick_precision",
    "quiet",
    "scale",
    "seed_of",
    "seeded",
    "threads",
]
