"""Every figure that is used twice: one look, from arrays and frames, with alt text.

`look` holds the colours and the style, `picture` shows a figure so that it can be read
in every theme and by a screen reader. `counts` and `timeline` draw what is counted
(parameters, multiply-adds, bytes), `results` and `curves` what is measured (scores,
differences, training), `learning` scores over the number of rows, `features` the
figures of module 2, `maps` explanations of pictures and words, `savings` what training
costs, `winners` who leads where, `shrinking` networks that are made smaller, `serving`
models at work. `paper` is what they all stand on.

A figure function takes a frame and returns a matplotlib figure. Only `show` displays.
"""

from course.plots.counts import layer_bars, sizes
from course.plots.curves import depth_curves, history
from course.plots.features import dial, pictures, transfer_curves
from course.plots.learning import learning_curves, power_laws
from course.plots.look import PALETTE, colour, style
from course.plots.maps import agreement, image_maps, word_weights
from course.plots.paper import bytes_text, count_text
from course.plots.picture import as_html, show
from course.plots.results import differences, scores
from course.plots.savings import fronts, saved_times
from course.plots.serving import month, rules_over_days, tails
from course.plots.shrinking import pruning
from course.plots.timeline import timeline
from course.plots.winners import items_needed, winner_map

__all__ = [
    "PALETTE",
    "agreement",
    "as_html",
    "bytes_text",
    "colour",
    "count_text",
    "depth_curves",
    "dial",
    "differences",
    "fronts",
    "history",
    "image_maps",
    "items_needed",
    "layer_bars",
    "learning_curves",
    "month",
    "pictures",
    "power_laws",
    "pruning",
    "rules_over_days",
    "saved_times",
    "scores",
    "show",
    "sizes",
    "style",
    "tails",
    "timeline",
    "transfer_curves",
    "winner_map",
    "word_weights",
]
