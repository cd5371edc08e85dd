"""Pictures of your own: a folder with one folder for each class."""

from pathlib import Path

import numpy as np

from course.data.dataset import Dataset, fixed_split
from course.data.own import few, labels, own_card
from course.errors import DataError

#: Endings that count as pictures, and the formats that are opened.
ENDINGS = {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp"}
FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP")
#: Bytes and pixels of one picture, and bytes of all arrays together, at most.
LARGEST, PIXELS, TOGETHER = 64 << 20, 50_000_000, 1 << 30
#: Names of the folders of a set that comes with a split of its own.
TRAIN, TEST = ("train",), ("val", "valid", "test")


def load_image_folder(
    path: str | Path,
    *,
    side: int = 64,
    most: int = 5_000,
    grey: bool = False,
    broken: str = "refuse",
) -> Dataset:
    """Load your own pictures from a folder that has a folder for each class.

    As ImageNet lies on a disk: ``folder/cat/1.jpg``, ``folder/dog/7.png``, or with
    ``train`` and ``val`` above the classes, which are then kept as the split. Pictures
    are only read. Each is cut to its middle square, then shrunk or enlarged.

    Parameters
    ----------
    path : str or Path
    side : int
        Pixels of the result, 8 to 512, each way.
    most : int
        Pictures at most, train and test together: of more, the same share of each
        class is drawn.
    grey : bool
        One channel instead of three.
    broken : {"refuse", "drop"}
        Files with the name of a picture that are none: an error that names them, or
        they are left out, and the card says how many.

    Returns
    -------
    Dataset
        (n, 3, side, side) float32 in [0, 1], (n, 1, ...) in grey.

    Raises
    ------
    DataError
        For a folder that is none or has no two folders with pictures, broken or
        enormous pictures, fewer than 20 or a class of fewer than 4, and for arrays
        of more than 1 GiB; each with what to do.
    """
    path = Path(path).expanduser()
    _refuse(path, side, most, grey, broken)
    parts = _parts(path)
    files = [file for part in parts for file in part]
    few(path, len(files))
    folders = [file.parent.name for file in files]
    if len(set(folders)) == 1:
        raise DataError(
            f"all pictures of {path} lie in one folder, {folders[0]}: one class is "
            "nothing to tell apart. It takes a folder for each class."
        )
    y, classes = labels(path, "the folder", folders)
    in_test = np.repeat(np.arange(len(parts)), [len(part) for part in parts]) == 1
    if len(parts) == 2:
        rows = [_shuffled(np.flatnonzero(in_test == part)) for part in (False, True)]
        absent = set(y[rows[1]]) - set(y[rows[0]])
        if absent:
            told = ", ".join(classes[i] for i in sorted(absent))
            raise DataError(f"{path} has test pictures of {told} and none to fit on.")
    else:
        rows = list(fixed_split(y))
    notes: list[str] = []
    if len(files) > most:
        share = most / len(files)
        rows = [part[: max(1, round(share * len(part)))] for part in rows]
        notes.append(f"{sum(map(len, rows)):,} of {len(files):,} pictures (`most`)")
    images, bad = [], {}
    for part in rows:
        read = [_picture(files[row], side, grey, bad) for row in part]
        images.append([image for image in read if image is not None])
    if bad and broken == "refuse":
        raise DataError(
            f"{len(bad)} files in {path} cannot be read as pictures: "
            f"{'; '.join(f'{file}: {why}' for file, why in list(bad.items())[:3])}. "
            'Mend or remove them, or say broken="drop".'
        )
    kept = [[row for row in part if files[row] not in bad] for part in rows]
    if bad:
        notes.append(f"{len(bad)} files that are no pictures were left out")
    few(path, sum(map(len, kept)))
    n, shape = sum(map(len, kept)), (1 if grey else 3, side, side)
    about = own_card(path, "images", n, shape, "the folder", classes, notes)
    arrays = [
        array
        for image, row in zip(images, kept, strict=True)
        for array in (np.array(image, dtype=np.float32), y[row])
    ]
    return Dataset(path.name, *arrays, classes, (), about)


def _refuse(path, side, most, grey, broken) -> None:
    """Refuse what cannot be, before a file is opened."""
    if not path.is_dir():
        raise DataError(f"there is no folder {path}; you are in {Path.cwd()}.")
    if broken not in ("refuse", "drop"):
        raise DataError(f"broken is {broken!r}; take refuse or drop.")
    for name, value, low, high in (("side", side, 8, 512), ("most", most, 20, 10**6)):
        if not isinstance(value, int) or not low <= value <= high:
            raise DataError(f"{name} is {value!r}; take {low} to {high:,}.")
    n_bytes = most * (1 if grey else 3) * side * side * 4
    if n_bytes > TOGETHER:
        raise DataError(
            f"{most:,} pictures of {side} x {side} pixels take {n_bytes / 2**30:.1f} "
            "GiB; take fewer (`most`), smaller ones (`side`) or grey ones."
        )


def _parts(path: Path) -> list[list[Path]]:
    """Return the pictures of the folder, or of its two parts."""
    names = {child.name for child in _folders(path)}
    train = [name for name in TRAIN if name in names]
    test = [name for name in TEST if name in names]
    if train and test and names <= {*TRAIN, *TEST}:
        parts = [path / train[0], path / test[0]]
    else:
        parts = [path]
    found = [
        [
            file
            for folder in _folders(part)
            for file in sorted(folder.iterdir())
            if file.suffix.lower() in ENDINGS and file.is_file()
        ]
        for part in parts
    ]
    if not any(found):
        raise DataError(
            f"{path} has no folders with pictures in them. It takes one folder for "
            f"each class, with files that end in {', '.join(sorted(ENDINGS))}."
        )
    return found


def _folders(path: Path) -> list[Path]:
    """Return the folders inside, but for hidden ones."""
    inside = (child for child in path.iterdir() if child.is_dir())
    return sorted(child for child in inside if child.name[0] not in "._")


def _shuffled(rows: np.ndarray) -> np.ndarray:
    return rows[np.argsort(np.random.PCG64(0).random_raw(len(rows)), kind="stable")]


def _picture(file: Path, side: int, grey: bool, bad: dict) -> np.ndarray | None:
    """Return a picture as (channels, side, side) from 0 to 1; note a bad one."""
    from PIL import Image, ImageOps

    try:
        if file.stat().st_size > LARGEST:
            raise ValueError(f"more than {LARGEST >> 20} MiB")
        with Image.open(file, formats=FORMATS) as picture:
            if picture.width * picture.height > PIXELS:
                raise ValueError(f"more than {PIXELS / 1e6:.0f} million pixels")
            upright = _in_bytes(ImageOps.exif_transpose(picture))
            upright = upright.convert("L" if grey else "RGB")
            square = ImageOps.fit(upright, (side, side), Image.Resampling.BOX)
            array = np.asarray(square, dtype=np.float32) / np.float32(255)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        bad[file] = f"{type(error).__name__}: {error}"
        return None
    return array[None] if grey else np.moveaxis(array, 2, 0)


def _in_bytes(picture):
    """Return a picture of 16 bits a pixel in 8; Pillow would cut it at 255."""
    from PIL import Image

    if not picture.mode.startswith("I"):
        return picture
    return Image.fromarray((np.asarray(picture) >> 8).clip(0, 255).astype(np.uint8))
