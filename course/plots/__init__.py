"""Every figure that is used twice: one look, from arrays and frames, with alt text.

`look` holds the colours and the style, `picture` shows a figure so that it can be read
in every theme and by a screen reader. `counts` and `timeline` draw what is counted
(parameters, multiply-adds, bytes), `results` and `curves` what is measured (scores,
differences, training). `paper` is what they all stand on.

A figure function takes a frame and returns a matplotlib figure. Only `show` displays.
"""

from course.plots.counts import layer_bars, sizes
from course.plots.curves import depth_curves, history
from course.plots.look import PALETTE, colour, style
from course.plots.paper import bytes_text, count_text
from course.plots.picture import as_html, show
from course.plots.results import differences, scores
from course.plots.timeline import timeline

__all__ = [
    "PALETTE",
    "as_html",
    "bytes_text",
    "colour",
    "count_text",
    "depth_curves",
    "differences",
    "history",
    "layer_bars",
    "scores",
    "show",
    "sizes",
    "style",
    "timeline",
]
