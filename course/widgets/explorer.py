"""Sliders over a function that draws; without a front end it draws once."""

import html
import inspect
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from course import plots
from course.errors import CourseError
from course.widgets.names import speaker

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Set by nbgrader and by our graders while they run a notebook; nobody watches then.
GRADED = "NBGRADER_EXECUTION"

Plot = Callable[..., "tuple[Figure, str]"]


def explore(plot: Plot, **sliders: Any) -> "Explorer":
    """Put a slider over each argument of a function that draws.

    The figure is drawn once with the function's own defaults, and again after each
    move. Where there is no front end (a script, a grader), there are no sliders and
    the first figure is all there is.

    >>> from matplotlib.figure import Figure
    >>> def line(slope=2):
    ...     figure = Figure()
    ...     axes = figure.subplots()
    ...     axes.plot([0, 1], [0, slope])
    ...     axes.set(title="A line", xlabel="x", ylabel="y")
    ...     return figure, f"A line that rises by {slope}."
    >>> view = explore(line, slope=(0, 5))
    >>> view
    Explorer(line: slope=2)
    >>> view.move(slope=3)
    'A line that rises by 3.'

    Parameters
    ----------
    plot
        Called with one keyword argument a slider; returns a figure and a sentence
        that says what it shows. The sentence stands below the figure and is its alt
        text. Every argument has a default.
    **sliders
        Name of an argument -> `(low, high)` or `(low, high, step)` for numbers, a list
        of choices (a menu where they are words), or `bool` for a box to tick.

    Returns
    -------
    An `Explorer`; a notebook shows it.

    Raises
    ------
    CourseError
        If a slider fits no argument, a default lies outside its slider, or a slider
        is none of the three kinds.
    """
    return Explorer(plot, sliders)


class Explorer:
    """A figure, its sentence and its sliders.

    Attributes
    ----------
    values
        Argument -> value, as last drawn.
    sentence
        What the figure says now.
    controls
        Argument -> ipywidgets control; empty where there is no front end.
    """

    def __init__(self, plot: Plot, sliders: dict[str, Any]) -> None:
        self._plot = plot
        defaults = _defaults(plot)
        for name, slider in sliders.items():
            _check(name, slider, defaults)
        self._sliders = sliders
        self._defaults = {name: defaults[name] for name in sliders}
        self.values = dict(self._defaults)
        self.controls: dict[str, Any] = {}
        self.sentence = ""
        self._box = self._picture = self._words = None
        self._image = ""
        self._draw()
        if has_front_end():
            self._assemble()

    def move(self, **values: Any) -> str:
        """Set arguments as if their sliders were moved; return the new sentence.

        Raises
        ------
        CourseError
            If there is no such slider or it does not reach this value.
        """
        for name, value in values.items():
            if name not in self._sliders:
                known = ", ".join(self._sliders)
                raise CourseError(f"no slider is called {name!r}; there are: {known}.")
            _check(name, self._sliders[name], {name: value})
        for name, value in values.items():
            if name in self.controls:
                self.controls[name].value = value  # redraws by itself
            else:
                self.values[name] = value
        if not self.controls:
            self._draw()
        return self.sentence

    def __repr__(self) -> str:
        name = getattr(self._plot, "__name__", "plot")
        values = ", ".join(f"{key}={value!r}" for key, value in self.values.items())
        return f"Explorer({name}: {values})"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict:
        """Return the sliders for a front end, and the plain figure for all others."""
        plain = {
            "text/plain": self.sentence,
            "text/html": f"{self._image}{_paragraph(self.sentence)}",
        }
        if self._box is None:
            return plain
        live = self._box._repr_mimebundle_() or {}
        live = live[0] if isinstance(live, tuple) else live
        return {**live, **plain}

    def _draw(self) -> None:
        """Draw with the present values; a live picture changes in one step."""
        figure, self.sentence = self._plot(**self.values)
        self._image = plots.as_html(figure, alt=self.sentence)
        if self._picture is not None:
            self._picture.value = self._image
            self._words.value = _paragraph(self.sentence)

    def _assemble(self) -> None:
        """Make the controls and join them to the picture."""
        import ipywidgets as w

        for name, slider in self._sliders.items():
            control = _control(name, slider, self._defaults[name])
            control.observe(self._moved, names="value")
            self.controls[name] = control
        back = w.Button(description="Back to the start", tooltip="Back to the start")
        back.on_click(lambda _: self.move(**self._defaults))
        self._picture = w.HTML(self._image)
        self._words = w.HTML(_paragraph(self.sentence))
        rows = w.Box(
            [*self.controls.values(), back],
            layout=w.Layout(flex_flow="row wrap", width="100%"),
        )
        self._box = w.VBox([rows, self._picture, self._words, speaker()])

    def _moved(self, _: Any) -> None:
        """Draw again after a control was moved, if that changed anything."""
        values = {name: control.value for name, control in self.controls.items()}
        if values != self.values:
            self.values = values
            self._draw()


def has_front_end() -> bool:
    """Return whether somebody could move a slider: a kernel that no grader runs."""
    if os.environ.get(GRADED) or "IPython" not in sys.modules:
        return False
    from IPython import get_ipython

    if getattr(get_ipython(), "kernel", None) is None:
        return False
    try:
        import ipywidgets  # noqa: F401
    except ImportError:
        return False
    return True


def _defaults(plot: Plot) -> dict[str, Any]:
    """Return argument -> default; an argument without one is refused."""
    found = {}
    for name, parameter in inspect.signature(plot).parameters.items():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        if parameter.default is parameter.empty:
            raise CourseError(
                f"the argument {name!r} of the plot has no default, so the first "
                f"figure cannot be drawn. Write `{name}=...` in its `def` line."
            )
        found[name] = parameter.default
    return found


def _check(name: str, slider: Any, values: dict[str, Any]) -> None:
    """Refuse a slider of no known kind, or one that does not hold the value."""
    if name not in values:
        raise CourseError(
            f"the plot has no argument {name!r}; it has: {', '.join(values)}. Name "
            "each slider like an argument."
        )
    value = values[name]
    if slider is bool:
        fits = isinstance(value, bool)
    elif isinstance(slider, list) and slider:
        fits = value in slider
    elif _is_range(slider):
        fits = not isinstance(value, bool) and slider[0] <= value <= slider[1]
    else:
        raise CourseError(
            f"the slider {name!r} is {slider!r}. Pass (low, high), (low, high, step), "
            "a list of choices, or bool."
        )
    if not fits:
        raise CourseError(
            f"{name}={value!r} does not fit its slider {slider!r}. Change one of them."
        )


def _is_range(slider: Any) -> bool:
    """Return whether it is (low, high) or (low, high, step) with low < high."""
    return (
        isinstance(slider, tuple)
        and len(slider) in (2, 3)
        and all(isinstance(end, int | float) for end in slider)
        and slider[0] < slider[1]
    )


def _control(name: str, slider: bool | Sequence[Any], value: Any) -> Any:
    """Return the ipywidgets control for one argument, with its name and a tooltip."""
    import ipywidgets as w

    words = name.replace("_", " ")
    shared = {
        "value": value,
        "description": words,
        "tooltip": words,
        "style": {"description_width": "9em"},
        "layout": w.Layout(width="25em"),
    }
    if slider is bool:
        return w.Checkbox(**{**shared, "indent": True})
    if isinstance(slider, list):
        # A slider cuts long words off; a menu shows them whole.
        kind = w.Dropdown if isinstance(value, str) else w.SelectionSlider
        return kind(options=[(str(v), v) for v in slider], **shared)
    low, high, *step = slider
    whole = all(isinstance(number, int) for number in (*slider, value))
    make = w.IntSlider if whole else w.FloatSlider
    return make(min=low, max=high, **({"step": step[0]} if step else {}), **shared)


def _paragraph(sentence: str) -> str:
    """Return the sentence as a paragraph that a screen reader reads when it changes."""
    return f'<p role="status" style="line-height:1.5">{html.escape(sentence)}</p>'
