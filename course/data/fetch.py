"""Data sets that are too large to ship, fetched once into one folder.

`COURSE_DATA` names the folder; without it, it is where your system keeps data of
programs. Every file is compared with its sha256, each time that it is read.
"""

import contextlib
import gzip
import hashlib
import logging
import os
import zlib
from collections.abc import Iterator
from pathlib import Path

from course.data.cards import Card, Remote, card
from course.data.dataset import Dataset
from course.data.download import FAULTS, Resumable
from course.data.idx import read_idx
from course.data.images import fashion
from course.errors import DataError

#: Where Debian's package `dataset-fashion-mnist` puts the same files.
INSTALLED = Path("/usr/share/datasets/fashion-mnist")


def home() -> Path:
    """Return the folder for fetched data: `COURSE_DATA`, or the system's own."""
    named = os.environ.get("COURSE_DATA")
    if named:
        return Path(named).expanduser()
    import platformdirs

    folder = platformdirs.user_data_path("seven-differences", appauthor=False)
    return folder / "data"


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
        _download(missing, about, folder)
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


def _download(files: list[Remote], about: Card, folder: Path) -> None:
    """Bring the files to `folder`, or say what went wrong and what to do."""
    from course import progress

    total = sum(file.n_bytes for file in files)
    with progress.bar(total=total, label="Fashion-MNIST, bytes") as bar, _quiet():
        for file in files:
            part = folder / f"{file.name}.part"
            downloader = Resumable(part, file.n_bytes, bar.update)
            bar.update(downloader.have())
            _bring(file, about.urls, folder, downloader)


def _bring(file: Remote, urls: tuple[str, ...], folder: Path, downloader) -> None:
    """Bring one file from the first address that has it."""
    import pooch

    reasons = {}
    for url in urls:
        for _ in range(2):
            try:
                pooch.retrieve(
                    url + file.name,
                    known_hash=f"sha256:{file.sha256}",
                    fname=file.name,
                    path=folder,
                    downloader=downloader,
                )
                return
            except ValueError:  # pooch's word for another sha256: it dropped the file
                downloader.advance(-file.n_bytes)
                reasons[url] = "what came has another sha256 than the published file"
            except FAULTS as error:
                reasons[url] = f"{type(error).__name__}: {error}"
                break
    said = "; ".join(f"{url}: {reason}" for url, reason in reasons.items())
    raise DataError(f"{file.name} was not fetched ({said}). {_cure()}")


def _cure() -> str:
    return (
        "Call fetch_fashion_mnist() again to go on where it stopped. Without a "
        "network, load_fashion_mnist() has 7,000 of the same images; or put the "
        f"publisher's four .gz files into {home() / 'FashionMNIST' / 'raw'}; or, on "
        "Debian and Ubuntu, install the package dataset-fashion-mnist."
    )


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep pooch from writing to standard error in the body."""
    import pooch

    logger = pooch.get_logger()
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)
