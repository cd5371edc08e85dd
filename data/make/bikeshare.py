"""Make data/bikeshare.csv.gz: the file Bikeshare.csv of the package ISLP, packed.

    pip download --no-deps ISLP==0.6.0
    python data/make/bikeshare.py islp-0.6.0-py3-none-any.whl

Not one byte of the table is changed.
"""

import sys
import zipfile
from pathlib import Path

from pack import gz

GOAL = Path(__file__).resolve().parents[1] / "bikeshare.csv.gz"
MEMBER = "ISLP/data/Bikeshare.csv"


def make(wheel: Path) -> bytes:
    """Return the .csv.gz.

    Parameters
    ----------
    wheel : Path
        The wheel of ISLP.
    """
    with zipfile.ZipFile(wheel) as archive:
        return gz(archive.read(MEMBER))


if __name__ == "__main__":
    GOAL.write_bytes(make(Path(sys.argv[1])))
