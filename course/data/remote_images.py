"""Three sets of real images over the network: Omniglot, EuroSAT, PneumoniaMNIST."""

import io
from pathlib import Path

import numpy as np

from course.data.archive import members
from course.data.bring import home, present
from course.data.cards import card
from course.data.dataset import Dataset, fixed_split
from course.errors import DataError

MB = 1 << 20


def fetch_omniglot(*, side: int = 28) -> Dataset:
    """Get Omniglot: 1,623 characters of 50 alphabets, each drawn by 20 people.

    The publisher's two archives (15.9 MB) go to ``omniglot`` in `COURSE_DATA`. Train
    and test rows have **different characters** of different alphabets, as its authors
    want it: learn features on the one, few-shot on the other.

    Parameters
    ----------
    side : int
        Pixels to shrink the drawings of 105 x 105 to, by averaging.

    Returns
    -------
    Dataset
        19,280 images of 964 characters (classes 0 to 963) and 13,180 images of 659
        others (964 to 1,622): (n, 1, side, side) float32, ink 1. The names of the
        classes are "Alphabet/character01".

    Raises
    ------
    DataError
        Where the files did not come or are not what they should be; says what to do.
    """
    about = card("omniglot")
    if not 1 <= side <= 105:
        raise DataError(f"side is {side!r}; a drawing has 105 pixels, take 1 to 105.")
    paths = _present("omniglot", "load_glyphs() has printed characters")
    parts, names = [], []
    for path in paths.values():
        drawings = sorted(
            (Path(name).parent.as_posix(), name, content)
            for name, content in members(
                path, lambda name: name.endswith(".png"), largest=MB, together=99 * MB
            )
        )
        classes = sorted({folder for folder, _, _ in drawings})
        number = {name: len(names) + i for i, name in enumerate(classes)}
        names += ["/".join(name.split("/")[-2:]) for name in classes]
        X = np.array([_ink(content, side) for _, _, content in drawings])
        y = np.array([number[folder] for folder, _, _ in drawings], dtype=np.int64)
        parts += [X[:, None], y]
    return Dataset("omniglot", *parts, tuple(names), (), about)


def _ink(content: bytes, side: int) -> np.ndarray:
    """Return a drawing as ink from 0 to 1."""
    from PIL import Image

    with _picture(content) as picture:
        small = picture.convert("L").resize((side, side), Image.Resampling.BOX)
        return (1 - np.asarray(small, dtype=np.float32) / 255).astype(np.float32)


def fetch_eurosat(n_samples: int = 4_000) -> Dataset:
    """Get EuroSAT: pieces of Europe seen by a satellite, in ten classes of land use.

    One archive (94.3 MB) goes to ``eurosat`` in the folder `COURSE_DATA`, where
    torchvision looks for it too.

    Parameters
    ----------
    n_samples : int
        How many of the 27,000 images to take, train and test rows together; each has
        49 kB in memory. A smaller number takes a part of what a larger one takes.

    Returns
    -------
    Dataset
        Three quarters and a quarter: (n, 3, 64, 64) float32 in [0, 1].

    Raises
    ------
    DataError
        Where the file did not come or is not what it should be; says what to do.
    """
    about = card("eurosat")
    if not 40 <= n_samples <= about.n_samples:
        raise DataError(f"n_samples is {n_samples!r}; take 40 to {about.n_samples:,}.")
    (path,) = _present("eurosat", "load_fashion_mnist() has real images").values()

    def is_picture(name: str) -> bool:
        return name.endswith(".jpg")

    found = dict(members(path, is_picture, largest=MB, together=400 * MB))
    names = sorted(found, key=_by_class_and_number)
    y = np.array([about.classes.index(Path(name).parent.name) for name in names])
    share = n_samples / about.n_samples
    rows = [part[: round(share * len(part))] for part in fixed_split(y)]
    X_train, X_test = (
        np.array([_colours(found[names[row]]) for row in part]) for part in rows
    )
    y_train, y_test = (y[part].astype(np.int64) for part in rows)
    return Dataset(
        "eurosat", X_train, y_train, X_test, y_test, about.classes, (), about
    )


def _by_class_and_number(name: str) -> tuple[str, int]:
    stem = Path(name).stem
    return stem.partition("_")[0], int(stem.partition("_")[2])


def _colours(content: bytes) -> np.ndarray:
    """Return a photograph as (3, height, width) from 0 to 1."""
    with _picture(content) as picture:
        array = np.asarray(picture.convert("RGB"), dtype=np.float32)
    return np.moveaxis(array, 2, 0) / np.float32(255)


def fetch_pneumonia_mnist() -> Dataset:
    """Get PneumoniaMNIST: chest X-rays of children, shrunk to 28 x 28 pixels.

    One file (about 4.2 MB) goes to ``medmnist`` in the folder `COURSE_DATA`. For its
    length and sha256 nobody official stands up; it is compared with the md5.

    Returns
    -------
    Dataset
        5,232 + 624 images (n, 1, 28, 28) float32 in [0, 1]: the publisher's rows for
        training and validation together, and those for testing. 1 is pneumonia.

    Raises
    ------
    DataError
        Where the file did not come or is not what it should be; says what to do.
    """
    about = card("pneumonia_mnist")
    (path,) = _present(
        "pneumonia_mnist", "load_fashion_mnist() has real images"
    ).values()
    X, y = {}, {}
    try:
        arrays = {
            name: np.load(io.BytesIO(content), allow_pickle=False)
            for name, content in members(
                path, lambda name: True, largest=99 * MB, together=199 * MB
            )
        }
        for part in ("train", "val", "test"):
            images = arrays[f"{part}_images.npy"].astype(np.float32) / np.float32(255)
            X[part] = images.reshape(-1, 1, 28, 28)
            y[part] = arrays[f"{part}_labels.npy"].astype(np.int64).reshape(len(images))
    except (KeyError, ValueError) as error:
        raise DataError(f"{path} has other arrays than PneumoniaMNIST has.") from error
    return Dataset(
        "pneumonia_mnist",
        np.concatenate([X["train"], X["val"]]),
        np.concatenate([y["train"], y["val"]]),
        X["test"],
        y["test"],
        about.classes,
        (),
        about,
    )


def _picture(content: bytes):
    """Open a picture, or say that it is none."""
    from PIL import Image, UnidentifiedImageError

    try:
        return Image.open(io.BytesIO(content), formats=("PNG", "JPEG"))
    except UnidentifiedImageError as error:
        raise DataError("a member of the archive is no picture.") from error


FOLDERS = {"omniglot": "omniglot", "eurosat": "eurosat", "pneumonia_mnist": "medmnist"}


def _present(name: str, instead: str) -> dict[str, Path]:
    """Return the files of a set, brought if need be."""
    about = card(name)
    folder = home() / FOLDERS[name]
    files = " and ".join(file.name for file in about.remote)
    cure = (
        f"Call fetch_{name}() again to go on where it stopped. Without a network, "
        f"{instead}; or put {files} into {folder}."
    )
    return present(about, folder, label=name, cure=cure)
