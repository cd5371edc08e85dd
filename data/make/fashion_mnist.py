"""Make data/fashion_mnist.npz: 5,000 + 2,000 images, the same number of each class.

The source is Debian's package `dataset-fashion-mnist`, which holds all 70,000:

    apt-get install dataset-fashion-mnist
    python data/make/fashion_mnist.py

or, without installing it, `apt-get download`, `dpkg-deb -x`, and the folder that holds
the four .gz files as the argument. The bytes depend on zlib; another implementation of
it packs the same arrays differently.
"""

import gzip
import sys
from pathlib import Path

import numpy as np
from pack import npz

from course.data.idx import read_idx

DEBIAN = Path("/usr/share/datasets/fashion-mnist")
GOAL = Path(__file__).resolve().parents[1] / "fashion_mnist.npz"
#: Seconds since 1970 when the publisher packed each file.
PACKED = {
    "train-images-idx3-ubyte.gz": 1504176606,
    "train-labels-idx1-ubyte.gz": 1504176606,
    "t10k-images-idx3-ubyte.gz": 1504176627,
    "t10k-labels-idx1-ubyte.gz": 1504176627,
}


def make(folder: Path = DEBIAN) -> bytes:
    """Return the .npz: the first 500 and the first 200 of each class, in their order.

    Parameters
    ----------
    folder : Path
        Where the four .gz files lie.
    """
    arrays = {}
    for part, prefix, n_each in (("train", "train", 500), ("test", "t10k", 200)):
        images = _read(folder / f"{prefix}-images-idx3-ubyte.gz")
        labels = _read(folder / f"{prefix}-labels-idx1-ubyte.gz")
        rows = first_of_each(labels, n_each)
        arrays[f"X_{part}"] = images[rows]
        arrays[f"y_{part}"] = labels[rows]
    return npz(arrays)


def first_of_each(labels: np.ndarray, n_each: int) -> np.ndarray:
    """Return the row numbers of the first `n_each` of every class, in rising order."""
    rows = [np.flatnonzero(labels == label)[:n_each] for label in range(10)]
    return np.sort(np.concatenate(rows))


def published(name: str, debian: bytes) -> bytes:
    """Return the publisher's .gz from Debian's: its header had a name and a time.

    Debian strips both from what it packs, and leaves the compressed content alone. Put
    back, they give a file with the publisher's md5: that proves the content the same.

    Parameters
    ----------
    name : str
        One of `PACKED`.
    debian : bytes
        Debian's file of that name.
    """
    time = PACKED[name].to_bytes(4, "little")
    header = b"\x1f\x8b\x08\x08" + time + b"\x00\x03"
    return header + name.removesuffix(".gz").encode() + b"\x00" + debian[10:]


def _read(path: Path) -> np.ndarray:
    return read_idx(gzip.decompress(path.read_bytes()))


if __name__ == "__main__":
    GOAL.write_bytes(make(*map(Path, sys.argv[1:])))
