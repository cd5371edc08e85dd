"""A figure as an image with a description, readable in light and dark themes."""

import base64
import html
import io
import sys
from typing import TYPE_CHECKING

from course.errors import CourseError
from course.plots.look import style

if TYPE_CHECKING:
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

DOTS = 200  # an inch: twice what a screen shows, so that the text stays sharp
SHARPNESS = DOTS // 100


def show(fig: "Figure", *, alt: str) -> None:
    """Show a figure below the cell, with a description for those who cannot see it.

    JupyterLab drops the alt text of ordinary figures; here the image is written as
    HTML and keeps it. Outside Jupyter nothing is shown.

    Parameters
    ----------
    fig
        A matplotlib figure; it is closed afterwards.
    alt
        What the figure shows, in one or two sentences: the finding, not the colours.

    Raises
    ------
    CourseError
        If `alt` is empty, or the figure lacks its title or the label of an axis.
    """
    picture, width = _checked(fig, alt)
    _close(fig)
    if "IPython" not in sys.modules:
        return
    from IPython import get_ipython
    from IPython.display import display

    if get_ipython() is not None:
        data = {"text/html": _img(picture, width, alt), "text/plain": alt}
        display(data, raw=True)


def as_html(fig: "Figure", *, alt: str) -> str:
    """Return a figure as an HTML `<img>` with its description; `show` displays it.

    Parameters, errors as for `show`.
    """
    picture, width = _checked(fig, alt)
    _close(fig)
    return _img(picture, width, alt)


def _checked(fig: "Figure", alt: str) -> tuple[bytes, int]:
    """Return the figure as PNG and its width on the screen in pixels, or refuse it."""
    if not isinstance(alt, str) or not alt.strip():
        raise CourseError(
            'the figure has no description. Pass alt="...": one or two sentences '
            "that say what one can see in it."
        )
    problem = missing_words(fig)
    if problem:
        raise CourseError(f"{problem} A reader has to know what is drawn.")
    sink = io.BytesIO()
    with style():
        fig.savefig(
            sink, format="png", dpi=DOTS, facecolor="white", bbox_inches="tight"
        )
    picture = sink.getvalue()
    # bytes 16 to 19 of a PNG file are its width
    return picture, round(int.from_bytes(picture[16:20], "big") / SHARPNESS)


def _img(picture: bytes, width: int, alt: str) -> str:
    """Return the HTML; decoded before it is painted, so that a change is no flash."""
    coded = base64.b64encode(picture).decode("ascii")
    return (
        f'<img alt="{html.escape(alt.strip(), quote=True)}" width="{width}" '
        f'decoding="sync" style="max-width:100%;height:auto;background:#fff" '
        f'src="data:image/png;base64,{coded}">'
    )


def missing_words(fig: "Figure") -> str:
    """Return a sentence about the title or axis label that is missing, or ""."""
    panels = [axes for axes in fig.axes if axes.get_visible()]
    titles = [axes.get_title(loc=where) for axes in panels for where in _PLACES]
    if not (any(title.strip() for title in titles) or fig.get_suptitle().strip()):
        return 'The figure has no title: ax.set_title("...").'
    for number, axes in enumerate(panels, start=1):
        if not axes.axison:
            continue
        which = f"panel {number}" if len(panels) > 1 else "the figure"
        x, y = _speaks(axes.xaxis), _speaks(axes.yaxis)
        if hasattr(axes, "_colorbar"):  # a colour bar has one labelled side
            x = y = x and y if axes.get_xlabel() or axes.get_ylabel() else False
            if not x:
                return f'The colour bar ({which}) has no label: set_label("...").'
            continue
        if not x and not fig.get_supxlabel().strip():
            return f'The x axis of {which} has no label: ax.set_xlabel("...", units).'
        if not y and not fig.get_supylabel().strip():
            return f'The y axis of {which} has no label: ax.set_ylabel("...", units).'
    return ""


_PLACES = ("left", "center", "right")


def _speaks(axis: "Axis") -> bool:
    """Return whether an axis has a label, or needs none: hidden, or without numbers."""
    if not axis.get_visible() or axis.get_label_text().strip():
        return True
    ticks = axis.get_major_ticks()
    shown = (tick.label1.get_visible() or tick.label2.get_visible() for tick in ticks)
    texts = (text.get_text().strip() for text in axis.get_ticklabels())
    return not ticks or not any(shown) or not any(texts)


def _close(fig: "Figure") -> None:
    """Let pyplot forget the figure, so that it is not shown twice."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close(fig)
