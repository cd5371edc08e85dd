"""What a learner expected before running: saying it counts, being right does not."""

from __future__ import annotations

import math
from dataclasses import dataclass

from course.checks.engine.answers import Kind, Unfit
from course.checks.engine.calls import Session
from course.checks.engine.exercise import Exercise
from course.checks.engine.plain import NotPlain, attempted, plain
from course.checks.engine.texts import show

HINTS = (
    "What would you bet on, if you had to bet now?",
    "A prediction needs a value and how sure you are. 50 says that a coin would do as "
    "well, 100 that you would be shocked to be wrong.",
    '`p1 = predict("...", choice="___", confidence=60)`',
)
TAKEAWAY = (
    "You committed yourself before you saw the result. Where you turn out to be wrong, "
    "you will remember it; that is what predictions are for."
)


@dataclass(frozen=True)
class Prediction(Kind):
    """One prediction, as `course.predict` returns it.

    Parameters
    ----------
    id : str
        Name of the prediction.
    options : tuple of str
        What may be chosen; empty for a number.
    order : bool
        Whether the answer puts all options into an order.
    points : float
        For a complete prediction, right or wrong.
    """

    id: str
    options: tuple[str, ...] = ()
    order: bool = False
    points: float = 1.0

    @property
    def asks(self) -> str:
        """The keyword of `predict` that holds the value."""
        if not self.options:
            return "number"
        return "order" if self.order else "choice"

    def attempted(self, value) -> bool:
        """Return whether a value or a confidence is given; the name alone is none."""
        try:
            found = plain(value)
        except NotPlain:
            return True
        if type(found) is dict:
            found = {key: item for key, item in found.items() if key != "id"}
            return bool(found) and attempted(found)
        return attempted(found)

    def bind(self, name: str, value, session: Session):
        found = session.fetch(value)
        if type(found) is not dict or "id" not in found:
            raise Unfit(
                f"`{name}` is {show(found, 60)}, where `predict({self.id!r}, ...)` "
                "belongs"
            )
        if found["id"] != self.id:
            raise Unfit(
                f"`{name}` is the prediction {show(found['id'])}; `{self.id!r}` "
                "belongs here"
            )
        return found

    def missing(self, found: dict) -> str | None:
        """Return what a complete prediction lacks, in a sentence; None if complete."""
        given = found.get(self.asks)
        if not attempted(given):
            return f"The value is missing: fill in `{self.asks}=`."
        if self.asks == "number" and not _finite(given):
            return f"`number` is {show(given, 40)}, where a finite number belongs."
        if self.asks == "choice" and given not in self.options:
            return f"`choice` is {show(given, 40)}; choose one of {self._listed()}."
        if self.asks == "order" and _sorted(given) != sorted(self.options):
            return f"`order` has to hold each of {self._listed()} once."
        sure = found.get("confidence")
        if not attempted(sure):
            return "Say how sure you are: `confidence` from 50 to 100."
        if not _finite(sure) or not 50 <= sure <= 100:
            return f"`confidence` is {show(sure, 40)}; it goes from 50 to 100."
        return None

    def _listed(self) -> str:
        return ", ".join(f"`{option!r}`" for option in self.options)


def _finite(value) -> bool:
    return type(value) in (int, float) and math.isfinite(value)


def _sorted(value) -> list:
    return sorted(map(str, value)) if type(value) in (list, tuple) else []


class Predictions(Exercise):
    """The predictions of a module; the points are for making them.

    Parameters
    ----------
    module : str
        ``__name__`` of the file.
    points : float
        The points of the predictions add up to it.
    answers : dict
        Answer name -> `Prediction`.
    """

    praise = (
        "All your predictions are complete. They are kept as they are now; whether "
        "they come true has no points."
    )

    def __init__(
        self,
        module: str,
        *,
        points: float,
        answers: dict[str, Prediction],
        covers: tuple[str, ...] = (),
        hints: tuple[str, ...] = HINTS,
        takeaway: str = TAKEAWAY,
    ):
        super().__init__(
            module,
            points=points,
            answers=answers,
            covers=covers,
            hints=hints,
            takeaway=takeaway,
        )
        for name, kind in answers.items():
            self.holds(kind.points, needs=(name,), once=True)(_complete(name, kind))


def _complete(name: str, kind: Prediction):
    def body(cases, found):
        missing = kind.missing(found)
        look = (
            f"{missing} A prediction is complete with a value and a confidence; "
            "whether it comes true has no points."
        )
        yield f"`{name}` is not complete: {show(found, 80)}", missing is None, look

    body.__name__ = name
    body.__doc__ = f"Prediction `{name}`: {kind.id.replace('_', ' ')}"
    return body
