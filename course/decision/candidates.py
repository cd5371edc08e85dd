"""The models of a comparison, written so that somebody else can make them again."""

import functools
import inspect
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course.errors import DecisionError

#: A hybrid is a net that somebody trained before, with a classical model on top.
FAMILIES = ("dummy", "classical", "deep", "hybrid")


@dataclass(frozen=True)
class Candidate:
    """A model by the name of its maker, not as an object: so it can be made again.

    Attributes
    ----------
    name
        As in the tables.
    family
        "dummy", "classical", "deep" or "hybrid".
    make
        A maker of `course.models`, as in "logistic"; one of `baselines`, as in
        "hog_svm"; or "mine.py:my_model", a function in a file beside the card.
    settings
        Arguments of the maker.
    tuning_runs
        Settings that you tried before you took these; 1 means that you took the first.
    """

    name: str
    family: str
    make: str
    settings: dict[str, Any] = field(default_factory=dict)
    tuning_runs: int = 1

    def model(self, folder: str | Path = ".") -> Any:
        """Return the model, not yet fitted.

        Parameters
        ----------
        folder
            Where a file of your own lies.

        Raises
        ------
        DecisionError
            If there is no such maker, or it does not take these settings.
        """
        maker = found(self.make, folder, _makers, "models")
        model = called(f"candidates.{self.name}: {self.make}", maker, self.settings)
        if not hasattr(model, "fit"):
            raise DecisionError(
                f"candidates.{self.name}: {self.make} returned {type(model).__name__}, "
                "which has no `fit`. Return a model that is not fitted yet."
            )
        return model

    def row(self) -> dict[str, Any]:
        """Return the candidate as it stands on the card."""
        return {
            "name": self.name,
            "family": self.family,
            "make": self.make,
            "settings": dict(self.settings),
            "tuning_runs": self.tuning_runs,
        }


def from_card(rows: Any) -> list[Candidate]:
    """Return the candidates of a card.

    Raises
    ------
    DecisionError
        For a row with unknown or missing fields.
    """
    try:
        return [Candidate(**row) for row in rows]
    except TypeError as error:
        raise DecisionError(
            f"candidates: {error}. Each has name, family, make, settings, tuning_runs."
        ) from error


def found(make: str, folder: str | Path, ours: Any, what: str) -> Any:
    """Return a function by its name: ours, or one in a file of yours.

    A file of yours is executed, as when you import it.

    Raises
    ------
    DecisionError
        If there is none.
    """
    name, colon, function = str(make).partition(":")
    if not colon:
        maker = ours(name)
        if maker is None:
            raise DecisionError(
                f"there is no {name!r} among the {what} of the course. Your own: "
                f'"mine.py:{name}", with a file mine.py beside the card.'
            )
        return maker
    path = Path(folder) / name
    if not path.is_file():
        raise DecisionError(f"{make!r}: there is no file {path}. Put it there.")
    namespace = _executed(path.resolve(), path.stat().st_mtime_ns)
    if not callable(namespace.get(function)):
        raise DecisionError(f"{path} has no function {function!r}.")
    return namespace[function]


def called(what: str, function: Any, settings: dict[str, Any]) -> Any:
    """Return what a function returns; say so where it does not take the settings.

    What happens inside of it is its own business and comes out as it is.

    Raises
    ------
    DecisionError
        For a missing or an unknown argument.
    """
    try:
        inspect.signature(function).bind(**settings)
    except TypeError as error:
        raise DecisionError(
            f"{what} does not take these settings ({error})."
        ) from error
    return function(**settings)


@functools.cache
def _executed(path: Path, changed: int) -> dict[str, Any]:
    """Return what a file of the learner defines, in the state that its time tells."""
    import runpy

    try:
        return runpy.run_path(str(path))
    except Exception as error:
        raise DecisionError(
            f"{path.name} stops with {type(error).__name__}: {error}. Mend it first."
        ) from error


def _makers(name: str) -> Any:
    from course import models
    from course.decision import baselines

    if name in baselines.__all__:
        return getattr(baselines, name)
    if name in models.__all__ and name not in models.MODULES:
        return getattr(models, name)
    return None
