"""Figures that answer to sliders, and are plain figures where nobody can move one.

`explore` puts sliders over any function that draws. `architecture_builder` is module
1's: a network whose parameters and multiply-adds move apart.
"""

from course.widgets.builder import architecture_builder
from course.widgets.explorer import Explorer, explore
from course.widgets.network import REFERENCES, count_layers

__all__ = [
    "REFERENCES",
    "Explorer",
    "architecture_builder",
    "count_layers",
    "explore",
]
