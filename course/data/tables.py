"""Tables that need no network: three from scikit-learn, and a year of bike rentals."""

import csv
import gzip
from functools import cache

import numpy as np

from course.data.cards import card
from course.data.dataset import Dataset, fixed_split
from course.data.files import shipped

MONTHS = (
    *("Jan", "Feb", "March", "April", "May", "June"),
    *("July", "Aug", "Sept", "Oct", "Nov", "Dec"),
)
WEATHER = ("clear", "cloudy/misty", "light rain/snow", "heavy rain/snow")
#: Our names of the columns, and those in the file.
BIKE_COLUMNS = {
    "season": "season",
    "month": "mnth",
    "hour": "hr",
    "holiday": "holiday",
    "weekday": "weekday",
    "workingday": "workingday",
    "weather": "weathersit",
    "temperature": "temp",
    "felt_temperature": "atemp",
    "humidity": "hum",
    "windspeed": "windspeed",
}


def load_breast_cancer() -> Dataset:
    """Load 569 biopsies, 30 measures of cell nuclei each: malignant (0) or benign (1).

    Returns
    -------
    Dataset
        Table (n, 30) float64, in the units of the source; a quarter to test on.

    Examples
    --------
    >>> load_breast_cancer()
    Dataset('breast_cancer': 427 + 142 rows of shape (30,) -> 2 classes)
    """
    return _from_sklearn("breast_cancer")


def load_wine() -> Dataset:
    """Load 178 wines, 13 chemical measures each, of three cultivars.

    Returns
    -------
    Dataset
        Table (n, 13) float64, in the units of the source; a quarter to test on.

    Examples
    --------
    >>> load_wine().X_test.shape
    (45, 13)
    """
    return _from_sklearn("wine")


def load_diabetes() -> Dataset:
    """Load 442 patients, 10 measures each, and how their disease went on.

    The measures are raw. scikit-learn's scaled version was centred with the test rows
    in it; scale inside your pipeline instead.

    Returns
    -------
    Dataset
        Table (n, 10) float64; the target is a score from 25 to 346, a year later.

    Examples
    --------
    >>> load_diabetes().feature_names[:3]
    ('age', 'sex', 'bmi')
    """
    return _from_sklearn("diabetes", scaled=False)


def load_bikeshare() -> Dataset:
    """Load 8,645 hours of bike rentals in Washington, D.C., in 2011.

    The target is ``log(1 + rentals in that hour)``: counts run from 1 to 651 and
    their spread grows with them; ``numpy.expm1`` brings rentals back. Left out are
    `casual` and `registered`, whose sum is the answer, and `day`, with which a random
    split could look up the other hours of the same day.

    Returns
    -------
    Dataset
        Table (n, 11) float64. `month`, `hour`, `weekday`, `season` and `weather` are
        numbered in their order, and the numbering is a choice: 23 o'clock is as far
        from 0 as can be. A quarter of the hours, drawn at random, to test on.

    Raises
    ------
    DataError
        Where the shipped file is missing or damaged; says the cure.

    Examples
    --------
    >>> load_bikeshare()
    Dataset('bikeshare': 6,484 + 2,161 rows of shape (11,) -> a number)
    """
    with gzip.open(shipped("bikeshare"), "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    table = {name: [row[column] for row in rows] for name, column in _columns()}
    table["month"] = [MONTHS.index(month) + 1 for month in table["month"]]
    table["weather"] = [WEATHER.index(weather) + 1 for weather in table["weather"]]
    X = np.array([table[name] for name in BIKE_COLUMNS], dtype=float).T
    y = np.log1p(np.array(table["bikers"], dtype=float))
    return _split("bikeshare", np.ascontiguousarray(X), y, tuple(BIKE_COLUMNS))


def _columns() -> list[tuple[str, str]]:
    return [*BIKE_COLUMNS.items(), ("bikers", "bikers")]


def _from_sklearn(name: str, **options) -> Dataset:
    X, y, names = _sklearn(name, *options.items())
    return _split(name, X, y, names)


@cache
def _sklearn(name: str, *options) -> tuple:
    """Return a table of scikit-learn; kept, so only ever index it by rows."""
    from sklearn import datasets

    bunch = getattr(datasets, f"load_{name}")(**dict(options))
    names = tuple(map(str, bunch.feature_names))
    target = np.int64 if "target_names" in bunch else np.float64
    return bunch.data.astype(np.float64), bunch.target.astype(target), names


def _split(name, X, y, feature_names) -> Dataset:
    """Return the data set with a quarter of the rows, of each class, to test on."""
    about = card(name)
    train, test = fixed_split(y if about.classes else np.zeros(len(y)))
    return Dataset(
        name=name,
        X_train=X[train],
        y_train=y[train],
        X_test=X[test],
        y_test=y[test],
        target_names=about.classes,
        feature_names=feature_names,
        card=about,
    )
