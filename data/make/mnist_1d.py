"""Make data/mnist1d.npz: MNIST-1D, drawn once by its authors' own package.

    pip download --no-deps mnist1d==0.0.2.post1
    python data/make/mnist_1d.py mnist1d-0.0.2.post1-py3-none-any.whl

The package needs requests and matplotlib to be imported; it is not asked to fetch
anything. The settings are its own, seed 42. Values are rounded to half precision, at
most 1 part in 2,000, a fiftieth of the noise in them.
"""

import sys
from pathlib import Path

import numpy as np
from pack import checked, npz

GOAL = Path(__file__).resolve().parents[1] / "mnist1d.npz"
SHA256 = "e780fadc12ab6e45994dcb02bbe728b347243e0a5d13790f2a86992500eceb86"


def make(wheel: Path) -> bytes:
    """Return the .npz.

    Parameters
    ----------
    wheel : Path
        The wheel of mnist1d.
    """
    sys.path.insert(0, str(checked(wheel, SHA256)))
    from mnist1d.data import get_dataset_args, make_dataset

    drawn = make_dataset(get_dataset_args())
    names = {"X_train": "x", "y_train": "y", "X_test": "x_test", "y_test": "y_test"}
    types = {"X": np.float16, "y": np.uint8}
    return npz({ours: drawn[n].astype(types[ours[0]]) for ours, n in names.items()})


if __name__ == "__main__":
    GOAL.write_bytes(make(Path(sys.argv[1])))
