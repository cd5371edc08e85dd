"""Figures that answer to sliders, and are plain figures where nobody can move one.

`explore` puts sliders over any function that draws. `architecture_builder` is module
1's: a network whose parameters and multiply-adds move apart. `hog_under_the_hood` is
module 2's: a letter turns, and the histogram of its gradients turns along.
`lime_zoom` and `tree_depth` are module 3's: how near is near, and how much is there to
read. `price_of_a_point` is module 4's: the same curves over labels and over dollars.
`price_of_a_run` is module 5's: what a training run costs, before it starts.
`structure_dial` is module 6's: from tables to text, and who leads where.
`squeeze_a_network` is module 7's: weights cut and rounded, and what gets smaller.
`checklist` is the capstone's: four questions, and the models that they leave.
"""

from course.widgets.bill import price_of_a_run
from course.widgets.builder import architecture_builder
from course.widgets.explorer import Explorer, explore
from course.widgets.hog import hog_under_the_hood
from course.widgets.limits import checklist
from course.widgets.network import REFERENCES, count_layers
from course.widgets.price import price_of_a_point
from course.widgets.reading import tree_depth
from course.widgets.squeeze import squeeze_a_network
from course.widgets.winners import structure_dial
from course.widgets.zoom import lime_zoom

__all__ = [
    "REFERENCES",
    "Explorer",
    "architecture_builder",
    "checklist",
    "count_layers",
    "explore",
    "hog_under_the_hood",
    "lime_zoom",
    "price_of_a_point",
    "price_of_a_run",
    "squeeze_a_network",
    "structure_dial",
    "tree_depth",
]
