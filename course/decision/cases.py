"""The rows of a decision, by the name of their loader, with groups and times."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from course.decision.candidates import called, found
from course.errors import DecisionError


@dataclass(frozen=True, repr=False, eq=False)
class Case:
    """What the models learn from, and how to get it again.

    Attributes
    ----------
    name
        Of the data.
    X, y
        All rows, shape (n, ...), and their targets, (n,).
    classes
        Number of classes, 0 for a quantity.
    feature_names
        Of the columns of a table.
    groups
        Which rows belong together (a patient, a device, a voice): (n,), or None.
    times
        When each row was taken, as something that can be sorted: (n,), or None.
    notes
        What the loader knows against the rows: what was filled, left out, drawn.
    recipe
        `loader` and `settings`, as they stand on the card.
    """

    name: str
    X: Any
    y: np.ndarray
    classes: int
    feature_names: tuple[str, ...] = ()
    groups: np.ndarray | None = None
    times: np.ndarray | None = None
    notes: tuple[str, ...] = ()
    recipe: dict[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        what = f"{self.classes} classes" if self.classes else "a quantity"
        return f"Case({self.name!r}: {len(self.y):,} rows -> {what})"


def load_case(
    loader: str,
    settings: Mapping[str, Any] | None = None,
    *,
    group: str | None = None,
    time: str | None = None,
    folder: str | Path = ".",
) -> Case:
    """Load rows so that a card can name them and anybody can load them again.

    Parameters
    ----------
    loader
        A `load_...` of `course.data`, which needs no network; or "mine.py:my_rows", a
        function in a file beside the card. It returns a `Dataset`, a pair (X, y), or
        a dict with X, y and, as you have them, groups, times, feature_names, name.
    settings
        Arguments of the loader; `path` counts from the folder of the card.
    group, time
        Columns of a table that say what belongs together and when it was. The splits
        keep to them, leaks are looked for with them, and no model sees them. A time is
        a number or a date such as 2024-01-31.
    folder
        Of the card.

    Raises
    ------
    DecisionError
        If there is no such loader, or its rows are no rows.
    DataError
        As the loader does.
    """
    settings = dict(settings or {})
    recipe = {"loader": loader, "settings": dict(settings)}
    recipe |= {k: v for k, v in (("group", group), ("time", time)) if v is not None}
    beside = {name: None for name in (group, time) if name}
    if "path" in settings:
        settings["path"] = shown(Path(folder) / settings["path"])
    if beside:
        if loader not in ("load_csv", "load_text"):
            raise DecisionError(
                "group and time are columns of a table, from load_csv or load_text; "
                "your own loader returns them itself."
            )
        if loader == "load_csv":
            settings["drop"] = [*settings.get("drop", ()), *beside]
    rows = called(loader, found(loader, folder, _loaders, "loaders"), settings)
    if beside:
        from course.decision.own import columns, moments

        if loader == "load_text":
            settings = {"text": "text", "target": "label"} | settings
        beside = columns(rows, settings, list(beside))
        if time:
            beside[time] = moments(time, beside[time])
    return _case(rows, recipe, beside.get(group), beside.get(time))


def shown(path: Path) -> str:
    """Return a path without detours, from where you are if it lies below."""
    whole = os.path.abspath(path)
    here = os.path.abspath(".") + os.sep
    return whole.removeprefix(here)


def _case(rows: Any, recipe: dict, groups: Any, times: Any) -> Case:
    """Return what a loader gave as a case."""
    from course.protocol.inputs import rows_of

    more: dict[str, Any] = {}
    if isinstance(rows, Mapping):
        more = dict(rows)
        if not {"X", "y"} <= set(more):
            raise DecisionError(f"{recipe['loader']} returned a dict without X and y.")
        rows = more.pop("X"), more.pop("y")
    X, y, name = rows_of(rows)
    is_set = hasattr(rows, "X_train")
    names = tuple(getattr(rows, "feature_names", ()) or more.get("feature_names", ()))
    if is_set:
        classes = len(rows.target_names)
    else:
        classes = 0 if np.asarray(y).dtype.kind == "f" else len(np.unique(y))
        name = more.get("name", recipe["loader"].rpartition(":")[2])
    case = Case(
        name=str(name),
        X=X,
        y=y,
        classes=classes,
        feature_names=names,
        groups=_beside(groups if groups is not None else more.get("groups"), y),
        times=_beside(times if times is not None else more.get("times"), y),
        notes=tuple(rows.card.known_faults) if is_set else (),
        recipe=recipe,
    )
    _usable(case)
    return case


def _beside(values: Any, y: np.ndarray) -> np.ndarray | None:
    if values is None:
        return None
    values = np.asarray(values)
    if values.shape != (len(y),):
        raise DecisionError(
            f"groups or times have shape {values.shape}, not ({len(y)},)."
        )
    return values


def _usable(case: Case) -> None:
    """Refuse rows that no comparison can be made on."""
    if len(case.y) < 20:
        raise DecisionError(
            f"{case.name} has {len(case.y)} rows; a comparison takes 20 or more, and "
            "says little below a few hundred. Collect more first."
        )
    if len(np.unique(case.y)) < 2:
        raise DecisionError(
            f"{case.name} has the same answer in all rows: nothing to tell apart."
        )
    numbers = (
        case.X.select_dtypes("number") if hasattr(case.X, "select_dtypes") else case.X
    )
    values = np.asarray(numbers)
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        rows = int((~np.isfinite(values).reshape(len(values), -1).all(axis=1)).sum())
        raise DecisionError(
            f"{case.name} has NaN or infinity in {rows:,} of {len(values):,} rows. "
            "Fill or drop them in the loader (load_csv: missing='fill')."
        )


def _loaders(name: str) -> Any:
    from course import data

    return (
        getattr(data, name)
        if name.startswith("load_") and name in data.__all__
        else None
    )
