"""Any table of OpenML by its number; Adult, Covertype and phoneme by their names."""

import contextlib
import dataclasses
import json
import re
from pathlib import Path

import numpy as np

from course.data.arff import read_arff
from course.data.bring import home, present
from course.data.cards import Card, Remote, card
from course.data.coded import design
from course.data.dataset import Dataset, fixed_split
from course.data.download import FAULTS, Resumable
from course.data.own import few, labels
from course.errors import DataError

#: Number of the tables that have a card here.
KNOWN = {"adult": 1590, "covertype": 1596, "phoneme": 1489}
API = "https://www.openml.org/api/v1/json/data/"
#: Where OpenML's tables may lie.
HOSTS = (
    "https://www.openml.org/", "https://openml.org/", "https://api.openml.org/",
    "https://data.openml.org/",
)  # fmt: skip
#: Bytes of a description, and of a table, that are believed.
DESCRIPTION, TABLE = 1 << 20, 512 << 20


def fetch_openml_table(
    which: str | int,
    *,
    target: str | None = None,
    categories: str = "one_hot",
    most: int = 50_000,
) -> Dataset:
    """Get a table of OpenML, over the network the first time.

    Its description and its file go to ``openml/<number>`` in the folder `COURSE_DATA`.
    The file is compared with the md5 that the description states. That finds
    accidents; against somebody who changes both, only the encrypted connection helps.

    Parameters
    ----------
    which : str or int
        "adult", "covertype", "phoneme", or the number of any other dense table.
    target : str, optional
        Column to predict; by default the one that OpenML names.
    categories : {"one_hot", "numbers", "frame"}
        What becomes of columns of words; see `load_flights`.
    most : int
        Where the table has more rows, so many are drawn at random, always the same.

    Returns
    -------
    Dataset
        A quarter of the rows, of each class, to test on. Missing numbers take the
        median of the train rows, missing words the word "(missing)"; the card says so.

    Raises
    ------
    DataError
        Where the files did not come or are not what they should be; says what to do.
    """
    number = _number(which)
    folder = home() / "openml" / str(number)
    cure = _cure(which, folder)
    said = _description(number, folder, cure)
    about = _card(which, number, said, folder, cure)
    (path,) = present(about, folder, label=said["name"], cure=cure).values()
    table, levels, total = read_arff(path, most)
    target = target or said.get("default_target_attribute") or ""
    if target not in table:
        raise DataError(
            f"OpenML's table {number} has no column {target!r} to predict; say "
            f"target=... of {', '.join(map(str, table.columns[:12]))}."
        )
    notes = [f"{len(table):,} of {total:,} rows (`most`)"] if total > len(table) else []
    known = table[table[target].notna()]
    few(path, len(known))
    y, classes = known[target].to_numpy(), ()
    if target in levels:
        y, classes = labels(path, target, known[target].tolist())
    train, test = fixed_split(y if classes else np.zeros(len(y)))
    left_out = {target, *_ignored(said)}
    columns = [name for name in known.columns if name not in left_out]
    filled, words = {}, {}
    for name in columns:
        filled[name] = known[name]
        if gaps := int(known[name].isna().sum()):
            notes.append(f"{gaps:,} empty cells of {name} were filled")
            middle = "(missing)" if name in levels else known[name].iloc[train].median()
            filled[name] = known[name].fillna(middle)
        if name in levels:
            words[name] = levels[name] + (("(missing)",) if gaps else ())
    X, names = design(filled, words, categories)
    pick = X.iloc if categories == "frame" else X
    about = dataclasses.replace(
        about,
        n_samples=len(y),
        shape=(len(names),),
        classes=classes,
        target=about.target or target,
        known_faults=(*notes, *about.known_faults),
    )
    arrays = pick[train], y[train], pick[test], y[test]
    return Dataset(about.name, *arrays, classes, names, about)


def _number(which: str | int) -> int:
    if isinstance(which, int) and not isinstance(which, bool) and which > 0:
        return which
    if which not in KNOWN:
        raise DataError(
            f"which is {which!r}; take {', '.join(KNOWN)}, or the number of a table at "
            "openml.org."
        )
    return KNOWN[which]


def _description(number: int, folder: Path, cure: str) -> dict:
    """Return what OpenML says of a table; asked once, then kept beside it."""
    path = folder / "description.json"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / "description.json.part"
        part.unlink(missing_ok=True)  # what there was before may be of another day
        fetched = folder / "description.json.new"
        try:
            Resumable(part, 0, lambda n: None, DESCRIPTION)(f"{API}{number}", fetched)
            _read(number, fetched, cure)
            fetched.replace(path)
        except FAULTS as error:
            raise DataError(
                f"OpenML's description of {number} was not fetched "
                f"({type(error).__name__}: {error}). {cure}"
            ) from error
        finally:
            fetched.unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                part.unlink()
    return _read(number, path, cure)


def _read(number: int, path: Path, cure: str) -> dict:
    """Return a description that has all that is needed, or say what it lacks."""
    try:
        said = json.loads(path.read_bytes())["data_set_description"]
        safe = re.sub("^http:", "https:", said["url"])
        url = safe if safe.startswith(HOSTS) else said["url"]
        is_right = (
            int(said["id"]) == number
            and said["format"].lower() == "arff"
            and re.fullmatch("[0-9a-f]{32}", said["md5_checksum"])
            and url.startswith(HOSTS)
            and re.fullmatch(r"[\w][\w.-]*", url.rpartition("/")[2])
            and isinstance(said["name"], str)
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DataError(f"what came is no description of a table. {cure}") from error
    if not is_right:
        raise DataError(
            f"OpenML describes {number} as another kind of table than this function "
            f"reads (dense ARFF with an md5, at openml.org). {cure}"
        )
    return said | {"url": url}


def _card(which, number: int, said: dict, folder: Path, cure: str) -> Card:
    """Return our card of the table, or one made of OpenML's words."""
    base, _, name = said["url"].rpartition("/")
    remote = (Remote(name, md5=said["md5_checksum"], at_most=TABLE),)
    found = {"urls": (f"{base}/",), "remote": remote}
    if which in KNOWN:
        return dataclasses.replace(card(which), **found)
    return Card(
        name=f"openml_{number}",
        kind="table",
        summary=said["name"],
        source=f"OpenML's table {number}, {said['name']}",
        licence=str(said.get("licence") or "none stated"),
        made_by="fetched; md5 as OpenML's description states it",
        n_samples=0,
        shape=(),
        target="",
        known_faults=("nobody of this course has looked at this table",),
        does_not_show=("anything that you did not check: read OpenML's page first",),
        **found,
    )


def _ignored(said: dict) -> set[str]:
    """Return the columns that OpenML calls no features, such as record numbers."""
    ignored: set[str] = set()
    for key in ("ignore_attribute", "row_id_attribute"):
        value = said.get(key) or []
        ignored |= set(value) if isinstance(value, list) else set(value.split(","))
    return ignored


def _cure(which: str | int, folder: Path) -> str:
    return (
        f"Call fetch_openml_table({which!r}) again to go on where it stopped. Without "
        "a network, load_flights() and load_magic() are real tables; or put "
        f"description.json and the table's file into {folder}."
    )
