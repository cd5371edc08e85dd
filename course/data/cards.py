"""The one list of data sets: ``data/catalog.toml``, a card for each."""

import html
import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from course.errors import DataError

PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Remote:
    """One file of the publisher; `payload_sha256` is of what the gzip file holds.

    Where nobody published the length or the sha256, `n_bytes` is 0 or `sha256` empty;
    `at_most` is then the length that is still believed, 0 for the usual 64 MiB.
    """

    name: str
    n_bytes: int = 0
    sha256: str = ""
    md5: str = ""
    payload_sha256: str = ""
    at_most: int = 0

    @property
    def known_hash(self) -> str:
        """The best published hash with its kind, such as "sha256:3aed..."."""
        return f"sha256:{self.sha256}" if self.sha256 else f"md5:{self.md5}"


@dataclass(frozen=True, repr=False)
class Card:
    """What a data set is, whence it comes, and what it does not show."""

    name: str
    kind: str
    summary: str
    source: str
    licence: str
    made_by: str
    n_samples: int
    shape: tuple[int, ...]
    target: str
    classes: tuple[str, ...] = ()
    known_faults: tuple[str, ...] = ()
    does_not_show: tuple[str, ...] = ()
    file: str = ""
    licence_file: str = ""
    n_bytes: int = 0
    sha256: str = ""
    urls: tuple[str, ...] = ()
    remote: tuple[Remote, ...] = ()

    def __repr__(self) -> str:
        size = f", {self.n_bytes / 1e6:.1f} MB" if self.n_bytes else ""
        count = f"{self.n_samples:,} samples of shape {self.shape}"
        return f"Card({self.name!r}, {self.kind}, {count}{size}, {self.licence})"

    def _repr_html_(self) -> str:
        rows = {
            "kind": self.kind,
            "samples": f"{self.n_samples:,}, each of shape {self.shape}",
            "target": self.target,
            "classes": ", ".join(self.classes),
            "source": self.source,
            "licence": self.licence,
            "how made": self.made_by,
            "file": self.file and f"{self.file}, {self.n_bytes:,} bytes",
            "sha256": self.sha256,
            "known faults": self.known_faults,
            "does not show": self.does_not_show,
        }
        body = "".join(
            f'<tr><th scope="row" style="text-align:left;vertical-align:top">{label}'
            f'</th><td style="text-align:left">{_cell(value)}</td></tr>'
            for label, value in rows.items()
            if value
        )
        caption = f"<b>{html.escape(self.name)}</b>: {html.escape(self.summary)}"
        style = "text-align:left;caption-side:top"
        return f'<table><caption style="{style}">{caption}</caption>{body}</table>'


def _cell(value: str | tuple[str, ...]) -> str:
    if isinstance(value, str):
        return html.escape(value)
    return "<br>".join(html.escape(line) for line in value)


def folders() -> list[Path]:
    """Return the folders that hold the data: the package's own, then the clone's."""
    places = (PACKAGE / "_shipped" / "data", PACKAGE.parent / "data")
    return [place for place in places if (place / "catalog.toml").is_file()]


def folder() -> Path:
    """Return the folder that holds ``catalog.toml`` and the shipped files.

    Raises
    ------
    DataError
        Where neither the package nor a clone around it has one.
    """
    found = folders()
    if not found:
        raise DataError(
            f"no catalog.toml in {PACKAGE.parent / 'data'} nor inside the package. "
            "In a clone: git checkout -- data. Elsewhere: install the package again."
        )
    return found[0]


def catalog() -> tuple[Card, ...]:
    """Return the card of every data set, in the order of ``catalog.toml``.

    Examples
    --------
    >>> [card.name for card in catalog()][:2]
    ['digits', 'shifted_digits']
    """
    return _read(folder() / "catalog.toml")


def card(name: str) -> Card:
    """Return the card of one data set.

    Parameters
    ----------
    name : str

    Raises
    ------
    DataError
        For a name that the catalog does not have; lists those that it has.

    Examples
    --------
    >>> card("digits")
    Card('digits', images, 1,797 samples of shape (1, 8, 8), BSD-3-Clause)
    """
    cards = {known.name: known for known in catalog()}
    if name not in cards:
        raise DataError(f"no data set {name!r}; there are {', '.join(cards)}")
    return cards[name]


@cache
def _read(path: Path) -> tuple[Card, ...]:
    try:
        table = tomllib.loads(path.read_text("utf-8"))
        return tuple(_card(entry) for entry in table["set"])
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise DataError(
            f"{path} is damaged ({error}). In a clone: git checkout -- data/{path.name}"
        ) from error


def _card(entry: dict) -> Card:
    """Return a card from a table of TOML, its lists turned into tuples."""
    remote = tuple(Remote(**line) for line in entry.pop("remote", ()))
    frozen = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in entry.items()
    }
    unknown = set(frozen) - {field.name for field in fields(Card)}
    if unknown:
        raise KeyError(f"{entry.get('name')} has unknown entries {sorted(unknown)}")
    return Card(**frozen, remote=remote)
