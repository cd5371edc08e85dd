"""Fashion-MNIST as a whole, fetched once into one folder.

`COURSE_DATA` names the folder; without it, it is where your system keeps data of
programs. Every file is compared with its sha256, each time that it is read.
"""

import contextlib
import gzip
import hashlib
import zlib
from pathlib import Path

from course.data.bring import bring, home
from course.data.cards import Remote, card
from course.data.dataset import Dataset
from course.data.idx import read_idx
from course.data.images import fashion
from course.errors import DataError

#: Where Debian's package `dataset-fashion-mnist` puts the same files.
INSTALLED = Path("/usr/share/datasets/fashion-mnist")


def fetch_fashion_mnist() -> Dataset:
    """Get all 70,000 images of Fashion-MNIST, over the network the first time.

    The publisher's four files (30.9 MB) go to ``FashionMNIST/raw`` in the folder
    `COURSE_DATA`, where torchvision looks for them too. A download that broke off goes
    on where it stopped. Debian's package `dataset-fashion-mnist` is used where it is
    installed, without a network.

    Returns
    -------
    Dataset
        60,000 + 10,000 images (n, 1, 28, 28) float32 in [0, 1], 220 MB in memory.

    Raises
    ------
    DataError
        Where the files did not come or came damaged; says what to do offline.
    """
    about = card("fashion_mnist_full")
    folder = home() / "FashionMNIST" / "raw"
    found = {file.name: _payload(_places(file, folder), file) for file in about.remote}
    missing = [file for file in about.remote if found[file.name] is None]
    if missing:
        bring(missing, about.urls, folder, label="Fashion-MNIST", cure=_cure())
        found |= {file.name: _payload([folder / file.name], file) for file in missing}
    for name, payload in found.items():
        if payload is None:
            raise DataError(f"{folder / name} changed while it was read. {_cure()}")
    return fashion(about, *(read_idx(found[file.name]) for file in about.remote))


def _places(file: Remote, folder: Path) -> list[Path]:
    return [folder / file.name, INSTALLED / file.name]


def _payload(places: list[Path], file: Remote) -> bytes | None:
    """Return what the first place holds that has the right content, or None."""
    for place in places:
        with contextlib.suppress(OSError, EOFError, zlib.error):
            payload = gzip.decompress(place.read_bytes())
            if hashlib.sha256(payload).hexdigest() == file.payload_sha256:
                return payload
    return None


def _cure() -> str:
    return (
        "Call fetch_fashion_mnist() again to go on where it stopped. Without a "
        "network, load_fashion_mnist() has 7,000 of the same images; or put the "
        f"publisher's four .gz files into {home() / 'FashionMNIST' / 'raw'}; or, on "
        "Debian and Ubuntu, install the package dataset-fashion-mnist."
    )
