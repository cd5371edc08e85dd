"""What a check returns: a number for nbgrader, a panel for the learner."""

from __future__ import annotations

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
    partial credit from the text of the last value; ``str`` is the panel as text.
    """

    points: float
    out_of: float
    outcome: str
    html: str = field(repr=False, default="")
    text: str = field(repr=False, default="")

    def __float__(self) -> float:
        return float(self.points)

    def __repr__(self) -> str:
        return f"{float(self.points):g}"

    def __str__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html
