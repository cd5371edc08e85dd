"""Fit and score every model on every split."""

import time
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from course import device, progress
from course.protocol.comparison import Comparison
from course.protocol.inputs import are_classifiers, named, rows_of, take
from course.protocol.splits import Split, draw

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "model",
    "split",
    "split_hash",
    "score",
    "train_score",
    "fit_seconds",
    "predict_seconds",
)
#: A bar is shown when the work takes longer than this.
PATIENCE_SECONDS = 2.0


def compare(
    models: Mapping[str, Any] | Iterable[Any],
    data: Any,
    *,
    n_splits: int = 10,
    train_size: int | float | None = None,
    test_size: int | None = None,
    random_state: int = 0,
    groups: Any = None,
    times: Any = None,
) -> Comparison:
    """Train and test all models on the same random splits of the same rows.

    In each split every model is cloned, fitted on the training rows and then scored on
    the test rows: accuracy for classes, R2 for numbers. Test rows never reach `fit`; a
    model that tunes itself does so inside its training rows, and its fit seconds show
    it. A seed inside a model (`random_state`, if it is a number) goes up by one a
    split, so that the luck of the start counts too.

    Parameters
    ----------
    models
        A dict name -> unfitted estimator, or a list of models of `course.models`.
    data
        A `Dataset`, whose training and test rows are pooled and split anew, or a pair
        `(X, y)` with X of shape (n, ...), array or frame, and y of shape (n,).
    n_splits
        Number of random splits, at least 2. Classes keep their shares in both parts.
    train_size
        Rows to train on (int) or their share (float). None: three quarters.
    test_size
        Rows to test on. None: all others. Far more test rows than training rows make
        the intervals wider than they need to be: see `paired_interval`.
    random_state
        Seed of the splits: the same seed gives the same rows, as their hashes show.
    groups
        Shape (n,), for all rows of `data`: rows with the same value (a patient, a
        device, a voice) are never on both sides of a split.
    times
        Shape (n,), for all rows of `data`: the splits go forward in time, each test
        part after its training part; half of the rows train where no size is given.
        The intervals were made for random splits and are a rough guide then.

    Returns
    -------
    A `Comparison`; show it, or take its `frame`, `summary`, `differences`, `verdict`.

    Raises
    ------
    CourseError
        If names are missing or double, classifiers are mixed with regressors, or the
        sizes do not fit the data.
    """
    models = named(models)
    X, y, name = rows_of(data)
    classes = are_classifiers(models, y)
    splits = draw(
        y,
        n_splits=n_splits,
        train_size=train_size,
        test_size=test_size,
        stratify=classes,
        random_state=random_state,
        groups=groups,
        times=times,
    )
    rows = []
    with Bar(len(splits) * len(models), f"comparing on {name}") as bar:
        for split in splits:
            for key, model in models.items():
                rows.append((key, *run(model, X, y, split, classes)))
                bar.step()
    return Comparison(
        frame=frame_of(rows),
        data=name,
        metric="accuracy" if classes else "R2",
        n_train=round(sum(len(split.train) for split in splits) / n_splits),
        n_test=round(sum(len(split.test) for split in splits) / n_splits),
        machine=device.describe(),
    )


# -- one model on one split ---------------------------------------------------


def run(model: Any, X: Any, y: Any, split: Split, classes: bool) -> tuple:
    """Return split, hash, both scores and both times of a fresh clone."""
    from sklearn.metrics import accuracy_score, r2_score

    metric = accuracy_score if classes else r2_score
    fresh = unfitted(model, split.number)
    X_train, y_train = take(X, split.train), take(y, split.train)
    X_test, y_test = take(X, split.test), take(y, split.test)
    with progress.muted():
        fit_seconds, _ = _timed(lambda: fresh.fit(X_train, y_train))
        predict_seconds, predicted = _timed(lambda: fresh.predict(X_test))
        score = float(metric(y_test, predicted))
        train_score = float(metric(y_train, fresh.predict(X_train)))
    return split.number, split.hash, score, train_score, fit_seconds, predict_seconds


def unfitted(model: Any, number: int) -> Any:
    """Return an unfitted copy whose seeds have gone up by the split's number."""
    from sklearn.base import clone

    fresh = clone(model)
    for name, value in fresh.get_params().items():
        last = name.rpartition("__")[2]
        if last == "random_state" and isinstance(value, int):
            fresh.set_params(**{name: value + number})
    return fresh


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds that `work()` takes, and what it returns."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def frame_of(rows: list[tuple], *first: str) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(rows, columns=[*first, *COLUMNS])


class Bar:
    """A progress bar that appears only when the work takes long."""

    def __init__(self, total: int, label: str) -> None:
        self.total, self.label = total, label
        self.done, self.bar, self.start = 0, None, time.monotonic()

    def __enter__(self) -> "Bar":
        return self

    def step(self) -> None:
        self.done += 1
        if self.bar is not None:
            self.bar.update()
        elif time.monotonic() - self.start > PATIENCE_SECONDS:
            self.bar = progress.bar(total=self.total, label=self.label)
            self.bar.update(self.done)

    def __exit__(self, *error: Any) -> None:
        if self.bar is not None:
            self.bar.close()
