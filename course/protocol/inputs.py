"""The models and the rows that a comparison is given, checked and named."""

import statistics
from collections.abc import Iterable, Mapping
from typing import Any

from course.errors import CourseError


def named(models: Mapping[str, Any] | Iterable[Any]) -> dict[str, Any]:
    """Return name -> estimator; models of ours know their short names."""
    if isinstance(models, Mapping):
        pairs = [(str(name), model) for name, model in models.items()]
    elif hasattr(models, "fit"):
        pairs = [(_name(models), models)]
    else:
        pairs = [(_name(model), model) for model in models]
    names = [name for name, _ in pairs]
    double = statistics.multimode(names)[0] if names else ""
    if not names or names.count(double) > 1:
        what = f"two models are called {double!r}" if names else "there are no models"
        raise CourseError(
            f"{what}. Pass a dict: compare({{'small': ..., 'large': ...}}, data)."
        )
    for name, model in pairs:
        if isinstance(model, type) or not hasattr(model, "fit"):
            raise CourseError(
                f"the model {name!r} is {model!r} and has no `fit` to call. Pass an "
                "estimator, as in models.logistic() with its brackets."
            )
    return dict(pairs)


def _name(model: Any) -> str:
    """Return the short name of a model of ours, else that of its class."""
    steps = getattr(model, "steps", None)
    last = steps[-1][1] if isinstance(steps, list) and steps else model
    return getattr(model, "_course_name", type(last).__name__)


def rows_of(data: Any) -> tuple[Any, Any, str]:
    """Return X, y and a name; the two parts of a `Dataset` are put together."""
    import numpy as np

    if hasattr(data, "X_train"):
        X = join(data.X_train, data.X_test)
        y = np.concatenate([np.asarray(data.y_train), np.asarray(data.y_test)])
        name = str(data.name)
    else:
        try:
            X, y = data
        except (TypeError, ValueError) as error:
            raise CourseError(
                f"{type(data).__name__} is no data to compare on. Pass a Dataset of "
                "course.data or a pair (X, y)."
            ) from error
        X = X if hasattr(X, "shape") else np.asarray(X)
        y, name = np.asarray(y), "these rows"
    if y.ndim != 1 or len(X) != len(y):
        raise CourseError(
            f"X has {len(X)} rows and y the shape {y.shape}. Give one target a row."
        )
    return X, y, name


def join(first: Any, second: Any) -> Any:
    """Put the rows of two frames or two arrays below each other."""
    import numpy as np

    if hasattr(first, "iloc"):
        import pandas as pd

        return pd.concat([first, second], ignore_index=True)
    return np.concatenate([np.asarray(first), np.asarray(second)])


def take(values: Any, rows: Any) -> Any:
    """Return the rows at these positions, of a frame or an array, as a copy."""
    return values.iloc[rows] if hasattr(values, "iloc") else values[rows]


def are_classifiers(models: Mapping[str, Any], y: Any) -> bool:
    """Say whether classes are learned; all the models have to agree.

    A model that does not tell its kind goes with the targets: floats are numbers.
    """
    from sklearn.base import is_classifier, is_regressor

    kinds = {}
    for name, model in models.items():
        if is_classifier(model):
            kinds[name] = True
        elif is_regressor(model):
            kinds[name] = False
        else:
            kinds[name] = y.dtype.kind != "f"
    if len(set(kinds.values())) > 1:
        regressors = [name for name, is_class in kinds.items() if not is_class]
        raise CourseError(
            f"{', '.join(regressors)} predict numbers, the other models classes. "
            "Compare models of one kind."
        )
    return next(iter(kinds.values()))
