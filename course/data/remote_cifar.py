"""CIFAR-10 over the network: the binary version, for the other one is a pickle."""

import numpy as np

from course.data.archive import members
from course.data.bring import home, present
from course.data.cards import card
from course.data.dataset import Dataset
from course.errors import DataError

MB = 1 << 20
#: A record: the class, then 32 x 32 pixels in red, in green, in blue.
RECORD = 1 + 3 * 32 * 32
FOLDER = "cifar-10-batches-bin"


def fetch_cifar10(n_train: int = 10_000, n_test: int = 2_000) -> Dataset:
    """Get CIFAR-10: photographs of 32 x 32 pixels in ten classes.

    One archive (170.1 MB) goes to ``cifar10`` in the folder `COURSE_DATA`. It is the
    publisher's version "for C programs": plain records. The version for Python is a
    pickle, and whoever opens a pickle runs what is in it.

    Parameters
    ----------
    n_train, n_test : int
        The first so many images of the publisher's 50,000 and 10,000; each has 12 kB
        in memory.

    Returns
    -------
    Dataset
        (n, 3, 32, 32) float32 in [0, 1].

    Raises
    ------
    DataError
        Where the file did not come or is not what it should be; says what to do.
    """
    about = card("cifar10")
    for name, value, most in (("n_train", n_train, 50_000), ("n_test", n_test, 10_000)):
        if not isinstance(value, int | np.integer) or not 20 <= value <= most:
            raise DataError(f"{name} is {value!r}; take 20 to {most:,}.")
    folder = home() / "cifar10"
    cure = (
        "Call fetch_cifar10() again to go on where it stopped. Without a network, "
        "load_fashion_mnist() has real images, in grey; or put "
        f"{about.remote[0].name} into {folder}."
    )
    (path,) = present(about, folder, label="CIFAR-10", cure=cure).values()
    batches = [f"{FOLDER}/data_batch_{i}.bin" for i in range(1, 6)]
    wanted = [*batches, f"{FOLDER}/test_batch.bin"]
    found = dict(members(path, wanted.__contains__, largest=32 * MB, together=200 * MB))
    if set(found) != set(wanted):
        raise DataError(f"{path} lacks some of its six batches. {cure}")
    arrays = []
    for names, n in ((batches, n_train), (wanted[5:], n_test)):
        content = b"".join(found.pop(name) for name in names)
        if len(content) % RECORD or len(content) < n * RECORD:
            raise DataError(f"{path} has batches of another length than it should.")
        records = np.frombuffer(content, np.uint8, n * RECORD).reshape(n, RECORD)
        labels, pixels = records[:, 0].astype(np.int64), records[:, 1:]
        if labels.max() > 9:
            raise DataError(f"{path} has a class {labels.max()}; there are 0 to 9.")
        arrays.append(pixels.astype(np.float32).reshape(n, 3, 32, 32) / np.float32(255))
        arrays.append(labels)
    return Dataset("cifar10", *arrays, about.classes, (), about)
