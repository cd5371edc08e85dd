"""What a check returns: a number for nbgrader, a panel for the learner."""

from __future__ import annotations

import math
from dataclasses import dataclass, field


@dataclass(frozen=True, eq=False)
class Feedback:
    """A panel without a score."""

    html: str
    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html


@dataclass(frozen=True, eq=False)
class Score:
    """Points with their panel.

    ``float(score)`` is the points; ``repr`` is a plain number, because nbgrader reads
    partial credit from the text of the last value; ``str`` is the panel as text. The
    points lie between 0 and ``out_of``: above that, nbgrader stops grading.

    Examples
    --------
    >>> Score(7.0, 10, "partly"), Score(12, 10, "correct"), Score(2 / 3, 1, "partly")
    (7, 10, 0.6667)
    """

    points: float
    out_of: float
    outcome: str
    html: str = field(repr=False, default="")
    text: str = field(repr=False, default="")

    def __post_init__(self):
        points = float(self.points)
        points = 0.0 if math.isnan(points) else min(max(points, 0.0), self.out_of)
        object.__setattr__(self, "points", float(points))

    def __float__(self) -> float:
        return self.points

    def __repr__(self) -> str:
        text = f"{self.points:.4f}".rstrip("0").rstrip(".")
        return text if float(text) <= self.out_of else repr(self.points)

    def __str__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html
