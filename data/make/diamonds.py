"""Make data/diamonds.csv.gz: one in five diamonds of the package plotnine.

    pip download --no-deps plotnine==0.15.9
    python data/make/diamonds.py plotnine-0.15.9-py3-none-any.whl

Dropped are 146 rows that are in the table twice; of the 53,794 others every fifth is
taken, in their order.
"""

import csv
import io
import sys
import zipfile
from pathlib import Path

from pack import checked, table

GOAL = Path(__file__).resolve().parents[1] / "diamonds.csv.gz"
SHA256 = "36f4526235b3ddd9ea379dd677093ea2ee1b58ab98adec1bde891930283448cd"
MEMBER = "plotnine/data/diamonds.csv"


def make(wheel: Path) -> bytes:
    """Return the .csv.gz.

    Parameters
    ----------
    wheel : Path
        The wheel of plotnine.
    """
    with zipfile.ZipFile(checked(wheel, SHA256)) as archive:
        header, *rows = csv.reader(io.StringIO(archive.read(MEMBER).decode()))
    return table(header, list(dict.fromkeys(map(tuple, rows)))[::5])


if __name__ == "__main__":
    GOAL.write_bytes(make(Path(sys.argv[1])))
