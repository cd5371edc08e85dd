"""Learning curves: the same test rows for all sizes, and an interval at each size."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from course.errors import CourseError
from course.protocol.inputs import are_classifiers, named, rows_of
from course.protocol.running import Bar, frame_of, run
from course.protocol.splits import TEST_SHARE, Split, draw, nested

if TYPE_CHECKING:
    import pandas as pd


def learning_curve(
    models: Mapping[str, Any] | Iterable[Any],
    data: Any,
    sizes: Iterable[int],
    *,
    n_splits: int = 5,
    test_size: int | None = None,
    random_state: int = 0,
) -> "pd.DataFrame":
    """Score all models after training on more and more rows.

    The test rows are the same for all sizes of one split. The smaller training sets lie
    inside the larger ones, and keep the shares of the classes.

    Parameters
    ----------
    models
        As for `compare`. In a dict a function `size -> estimator` may stand in place of
        an estimator: a network that trains as many steps on 50 rows as on 1,000 needs
        more epochs there.
    data
        As for `compare`.
    sizes
        Numbers of training rows.
    n_splits
        Number of random splits, at least 2.
    test_size
        Rows that test. None: a quarter.
    random_state
        Seed of the splits.

    Returns
    -------
    The columns of `compare(...).frame` and `train_size` before them; one row for each
    size, split and model.

    Raises
    ------
    CourseError
        As `compare`, and if a size is larger than the training part or smaller than
        the number of classes.
    """
    sizes = [int(size) for size in sizes]
    models = _at_every_size(models, sizes)
    X, y, name = rows_of(data)
    classes = are_classifiers(models[sizes[0]] if sizes else models[0], y)
    splits = draw(
        y,
        n_splits=n_splits,
        train_size=None if test_size is None else len(y) - test_size,
        test_size=test_size,
        stratify=classes,
        random_state=random_state,
    )
    most, least = len(splits[0].train), len(set(y.tolist())) if classes else 2
    if not sizes or min(sizes) < least or max(sizes) > most:
        share = f"{TEST_SHARE:.0%}" if test_size is None else f"{test_size}"
        raise CourseError(
            f"sizes={sizes} do not fit {name}: {len(y)} rows, of which "
            f"{share} test. Use sizes from {least} to {most}."
        )
    rows = []
    total = len(splits) * sum(len(models[size]) for size in sizes)
    with Bar(total, f"learning {name}") as bar:
        for split in splits:
            seed = random_state + split.number
            order = nested(y, split.train, stratify=classes, seed=seed)
            for size in sizes:
                part = Split(split.number, order[:size], split.test)
                for key, model in models[size].items():
                    rows.append((size, key, *run(model, X, y, part, classes)))
                    bar.step()
    return frame_of(rows, "train_size")


def _at_every_size(models: Any, sizes: list[int]) -> dict[int, dict[str, Any]]:
    """Return size -> name -> estimator; functions of the size are called here."""
    if not isinstance(models, Mapping):
        ready = named(models)
        return {size: ready for size in sizes or [0]}
    return {
        size: named({key: _made(model, size) for key, model in models.items()})
        for size in sizes or [0]
    }


def _made(model: Any, size: int) -> Any:
    is_maker = callable(model) and not isinstance(model, type)
    return model(size) if is_maker and not hasattr(model, "fit") else model


def curve_summary(frame: "pd.DataFrame", *, alpha: float = 0.05) -> "pd.DataFrame":
    """Return mean score and interval of every model at every size.

    The interval is the usual one of a mean (Student's t) over the splits. It knows the
    luck of the training rows, of the test rows and of the start. Two splits share few
    training rows while the size is small against the data; towards all rows they share
    nearly all, and there the interval is too narrow. For a verdict use `compare`.

    Parameters
    ----------
    frame
        With `model, train_size, split, score`, as `learning_curve` returns it.
    alpha
        One minus the confidence.

    Returns
    -------
    One row a model and size: `model, train_size, mean, low, high, n_splits`.
    """
    import pandas as pd

    groups = frame.groupby(["model", "train_size"], sort=False)["score"]
    rows = [(*key, *_interval(part, alpha), len(part)) for key, part in groups]
    columns = ["model", "train_size", "mean", "low", "high", "n_splits"]
    return pd.DataFrame(rows, columns=columns)


def curve_differences(
    frame: "pd.DataFrame", a: str, b: str, *, alpha: float = 0.05
) -> "pd.DataFrame":
    """Return score of a minus score of b at every size, paired split by split.

    Parameters
    ----------
    frame, alpha
        As for `curve_summary`, with its caution about large sizes.
    a, b
        Names of two models.

    Returns
    -------
    One row a size: `train_size, mean, low, high, n_splits`.

    Raises
    ------
    CourseError
        If a model is not in the frame, or was not scored on every split.
    """
    import pandas as pd

    known = list(frame["model"].unique())
    missing = [name for name in (a, b) if name not in known]
    if missing:
        raise CourseError(
            f"the curve has no model {', '.join(map(repr, missing))}; it has "
            f"{', '.join(map(repr, known))}."
        )
    table = frame.pivot_table(
        index=["train_size", "split"], columns="model", values="score"
    )[[a, b]]
    if table.isna().to_numpy().any():
        raise CourseError(
            f"{a!r} and {b!r} were not scored on the same splits. Put both into one "
            "call of `learning_curve`."
        )
    groups = (table[a] - table[b]).groupby("train_size")
    rows = [(size, *_interval(part, alpha), len(part)) for size, part in groups]
    return pd.DataFrame(rows, columns=["train_size", "mean", "low", "high", "n_splits"])


def _interval(values: Any, alpha: float) -> tuple[float, float, float]:
    """Return the mean of independent values and the two ends of its interval."""
    from scipy.stats import t

    mean, n = float(values.mean()), len(values)
    if n < 2:
        raise CourseError("an interval needs two splits or more; set n_splits=5.")
    half = float(t.ppf(1 - alpha / 2, n - 1) * values.std(ddof=1) / n**0.5)
    return mean, mean - half, mean + half
