"""Four more real tables that ship: flights, diamonds, gamma rays, German credits."""

import csv
import gzip
from functools import cache

import numpy as np

from course.data.cards import card
from course.data.coded import design
from course.data.dataset import Dataset, fixed_split
from course.data.files import shipped
from course.errors import DataError

#: Minutes after which an arrival counts as late.
LATE = 15
#: Our names of the columns of flights.csv.gz, and those in the file.
FLIGHT_COLUMNS = {
    "month": "month",
    "weekday": "weekday",
    "hour": "hour",
    "carrier": "carrier",
    "origin": "origin",
    "destination": "dest",
    "distance": "distance",
    "temperature": "temp",
    "humidity": "humid",
    "wind_speed": "wind_speed",
    "precipitation": "precip",
    "visibility": "visib",
}
#: Columns of german_credit.csv.gz that are numbers; the others hold codes.
GERMAN_NUMBERS = (
    "months", "amount", "rate", "residence", "age", "credits", "dependants",
)  # fmt: skip
CUT = ("Fair", "Good", "Very Good", "Premium", "Ideal")
COLOUR = ("J", "I", "H", "G", "F", "E", "D")
CLARITY = ("I1", "SI2", "SI1", "VS2", "VS1", "VVS2", "VVS1", "IF")


def load_flights(*, categories: str = "one_hot", split: str = "random") -> Dataset:
    """Load 25,056 flights that left New York in 2013: on time (0) or late (1)?

    Late is 16 minutes or more behind the schedule on arrival. The columns are what is
    known before take-off: month, weekday (1 is Monday), scheduled hour, airline, both
    airports, distance in miles, and the weather at the airport in that hour (°F, %,
    miles an hour, inches, miles).

    Parameters
    ----------
    categories : {"one_hot", "numbers", "frame"}
        What becomes of airline, origin and destination: a column of 0 and 1 for each;
        their number in the alphabet, an order that means nothing; or a pandas frame
        with columns of the type `category`.
    split : {"random", "time"}
        A quarter of the flights, drawn at random, to test on; or the last three
        months, as in a year that goes on.

    Returns
    -------
    Dataset
        Table (n, d) float64, or frames; d is 130 with "one_hot", else 12.

    Raises
    ------
    DataError
        For another word, and where the shipped file is missing or damaged.

    Examples
    --------
    >>> load_flights(categories="numbers")
    Dataset('flights': 18,792 + 6,264 rows of shape (12,) -> 2 classes)
    """
    if split not in ("random", "time"):
        raise DataError(f"split is {split!r}; take random or time.")
    columns = _columns("flights")
    words = ("carrier", "origin", "destination")
    table = {
        ours: columns[theirs] if ours in words else np.array(columns[theirs], float)
        for ours, theirs in FLIGHT_COLUMNS.items()
    }
    levels = {name: tuple(sorted(set(table[name]))) for name in words}
    X, names = design(table, levels, categories)
    y = (np.array(columns["arr_delay"], dtype=int) > LATE).astype(np.int64)
    train, test = fixed_split(y)
    if split == "time":
        order, month = np.concatenate([train, test]), table["month"]
        train, test = order[month[order] <= 9], order[month[order] > 9]
    return _dataset("flights", X, y, names, train, test)


def load_diamonds() -> Dataset:
    """Load 10,759 diamonds, and the logarithm of their price in dollars.

    `cut`, `colour` and `clarity` are grades; their numbers rise with the quality (1 to
    5, 7 and 8), for each has an order that the trade agrees on. `carat` is the weight,
    x, y and z are lengths in mm, `depth` and `table` percentages of the shape.

    Returns
    -------
    Dataset
        Table (n, 9) float64, a quarter of the rows to test on; ``numpy.exp`` of the
        target is dollars.

    Raises
    ------
    DataError
        Where the shipped file is missing or damaged; says the cure.

    Examples
    --------
    >>> load_diamonds()
    Dataset('diamonds': 8,069 + 2,690 rows of shape (9,) -> a number)
    """
    columns = _columns("diamonds")
    graded = {"cut": CUT, "color": COLOUR, "clarity": CLARITY}
    table = {
        name.replace("color", "colour"): [graded[name].index(v) + 1 for v in values]
        if name in graded
        else values
        for name, values in columns.items()
        if name != "price"
    }
    X, names = design(table, {}, "numbers")
    y = np.log(np.array(columns["price"], dtype=float))
    return _dataset("diamonds", X, y, names, *fixed_split(np.zeros(len(y))))


def load_magic() -> Dataset:
    """Load 9,453 showers of light in a telescope: from a gamma ray (1) or a hadron (0)?

    Ten measures of an ellipse laid over the picture of the shower. The showers are
    simulated, by physicists, for a telescope that stands on La Palma.

    Returns
    -------
    Dataset
        Table (n, 10) float64, a quarter of the rows to test on.

    Raises
    ------
    DataError
        Where the shipped file is missing or damaged; says the cure.

    Examples
    --------
    >>> load_magic()
    Dataset('magic': 7,089 + 2,364 rows of shape (10,) -> 2 classes)
    """
    columns = dict(_columns("magic"))
    y = np.array([kind == "g" for kind in columns.pop("class")], dtype=np.int64)
    X, names = design(columns, {}, "numbers")
    return _dataset("magic", X, y, names, *fixed_split(y))


def load_german_credit(*, categories: str = "one_hot") -> Dataset:
    """Load 1,000 credits of a German bank of the 1970s: bad (0) or good risk (1)?

    Seven columns are numbers, such as `months` and `amount` (in Deutsche Mark). The
    others hold codes such as A11. The legend of the codes that goes round is known to
    be wrong in places, so the codes stay codes.

    Parameters
    ----------
    categories : {"one_hot", "numbers", "frame"}
        What becomes of the codes; as in `load_flights`.

    Returns
    -------
    Dataset
        Table (n, d) float64, or frames; d is 59 with "one_hot", else 20. A quarter of
        the rows of each class to test on.

    Raises
    ------
    DataError
        For another word, and where the shipped file is missing or damaged.

    Examples
    --------
    >>> load_german_credit(categories="numbers")
    Dataset('german_credit': 750 + 250 rows of shape (20,) -> 2 classes)
    """
    columns = dict(_columns("german_credit"))
    y = np.array([kind == "1" for kind in columns.pop("class")], dtype=np.int64)
    levels = {
        name: tuple(sorted(set(values)))
        for name, values in columns.items()
        if name not in GERMAN_NUMBERS
    }
    X, names = design(columns, levels, categories)
    return _dataset("german_credit", X, y, names, *fixed_split(y))


@cache
def _columns(name: str) -> dict[str, tuple[str, ...]]:
    """Return the columns of a shipped table, as words; kept, never written to."""
    with gzip.open(shipped(name), "rt", encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return dict(zip(header, zip(*rows, strict=True), strict=True))


def _dataset(name, X, y, names, train, test) -> Dataset:
    about = card(name)
    pick = X.iloc if hasattr(X, "iloc") else X
    return Dataset(
        name=name,
        X_train=pick[train],
        y_train=y[train],
        X_test=pick[test],
        y_test=y[test],
        target_names=about.classes,
        feature_names=names,
        card=about,
    )
