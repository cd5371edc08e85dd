"""What a step in a notebook has to say, in place of an exception."""

import functools
import html
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from course.errors import CourseError


@dataclass(frozen=True, repr=False)
class Note:
    """What a step has to say; a notebook shows it, nothing is raised.

    Attributes
    ----------
    text
        One line or more.
    good
        Whether the step was done.
    """

    text: str
    good: bool = True

    def __repr__(self) -> str:
        return f"{'✓' if self.good else '○'} {self.text}"

    def _repr_html_(self) -> str:
        lines = "<br>".join(html.escape(line) for line in repr(self).splitlines())
        style = "border-left:4px solid;padding-left:0.7em;line-height:1.5"
        return f'<div style="{style}">{lines}</div>'


def said(step: Callable[..., Any]) -> Callable[..., Any]:
    """Turn an error of ours into a note: a notebook runs on."""

    @functools.wraps(step)
    def careful(*args: Any, **kwargs: Any) -> Any:
        try:
            return step(*args, **kwargs)
        except CourseError as error:
            return Note(str(error), good=False)

    return careful
