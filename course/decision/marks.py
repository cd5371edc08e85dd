"""The report of a card as a page: points, reasons, a sum."""

import html
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One point of the report."""

    name: str
    title: str
    points: int
    of: int
    why: str


@dataclass(frozen=True, repr=False)
class Report:
    """What the card proves by itself; the other 50 points are read by a person.

    Attributes
    ----------
    lines
        c1 to c8.
    """

    lines: tuple[Line, ...]

    @property
    def points(self) -> int:
        """Return the sum."""
        return sum(line.points for line in self.lines)

    @property
    def of(self) -> int:
        """Return what can be had."""
        return sum(line.of for line in self.lines)

    def __repr__(self) -> str:
        head = f"{self.points} of {self.of} automatic points"
        rows = [f"{_mark(x)} {x.name} {x.points}/{x.of} {x.title}: {x.why}"
                for x in self.lines]  # fmt: skip
        return "\n".join([head, *rows])

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><th scope="row">{_mark(x)} {x.name}</th><td>{x.points}/{x.of}</td>'
            f'<td style="text-align:left"><b>{html.escape(x.title)}</b><br>'
            f"{html.escape(x.why)}</td></tr>"
            for x in self.lines
        )
        return (
            f'<table><caption style="text-align:left">{self.points} of {self.of} '
            f"automatic points; a person reads the rest.</caption>{rows}</table>"
        )


def _mark(line: Line) -> str:
    return "✓" if line.points == line.of else "✗"
