"""Run an experiment at every point of a grid, with every seed, into one tidy table."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from course.errors import CourseError

if TYPE_CHECKING:
    import pandas as pd


def grid(
    run: Callable[..., Mapping[str, Any]],
    *,
    seeds: Iterable[int],
    progress: bool = True,
    **axes: Iterable,
) -> pd.DataFrame:
    """Call ``run`` for every combination of the axes and every seed, one by one.

    The last axis changes fastest but for the seed, as in nested loops.

    Parameters
    ----------
    run : callable
        ``run(**point, random_state=seed)`` returns a dict of results.
    seeds : iterable of int
    progress : bool
        Show a bar.
    **axes : iterable
        The values of each argument of ``run`` that varies, as in ``depth=(2, 8, 32)``.

    Returns
    -------
    DataFrame
        One row a run: the axes, ``seed``, the results.

    Raises
    ------
    CourseError
        For an axis without values, no seeds, and results that are no dict or that are
        named like an axis.

    Examples
    --------
    >>> def area(width, height, random_state):
    ...     return {"area": width * height}
    >>> grid(area, seeds=[0], progress=False, width=[1, 2], height=[3, 5])
       width  height  seed  area
    0      1       3     0     3
    1      1       5     0     5
    2      2       3     0     6
    3      2       5     0    10
    """
    import pandas as pd

    values = {name: _some(name, axis) for name, axis in axes.items()}
    values["seed"] = _some("seeds", seeds)
    points = list(itertools.product(*values.values()))
    table = []
    for numbers in _bar(points) if progress else points:
        point = dict(zip(values, numbers, strict=True))
        settings = {name: point[name] for name in axes}
        results = run(**settings, random_state=point["seed"])
        table.append(point | _fresh(results, point))
    return pd.DataFrame(table)


def _some(name: str, values: Iterable) -> list:
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise CourseError(
            f"{name} is {values!r}; give a list, as in {name}=[{values!r}]"
        )
    values = list(values)
    if not values:
        raise CourseError(f"{name} is empty, so there is nothing to run; give values")
    return values


def _fresh(results: Mapping[str, Any], point: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(results, Mapping):
        raise CourseError(
            f"run returned {type(results).__name__} at {dict(point)}; let it return a "
            "dict, as in {'score': 0.9}"
        )
    taken = sorted(set(results) & set(point))
    if taken:
        raise CourseError(
            f"run returned {', '.join(taken)}, which is an axis; name the result "
            "differently"
        )
    return dict(results)


def _bar(points: list) -> Iterable:
    from course.progress import bar

    return bar(points, label="runs")
