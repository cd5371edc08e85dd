"""Every figure that is used twice: one look, from arrays and frames, with alt text.

`look` holds the colours and the style, `picture` shows a figure so that it can be read
in every theme and by a screen reader. `counts` draws what is counted (parameters,
multiply-adds, bytes), `results` draws what is measured (scores, differences, training).

A figure function takes a frame and returns a matplotlib figure. Only `show` displays.
"""

from course.plots.counts import layer_bars, sizes, timeline
from course.plots.look import PALETTE, bytes_text, colour, count_text, style
from course.plots.picture import as_html, show
from course.plots.results import depth_curves, differences, history, scores

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
