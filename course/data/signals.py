"""Signals of one dimension that are no sound."""

import numpy as np

from course.data.cards import card
from course.data.dataset import Dataset
from course.data.files import shipped


def load_mnist1d() -> Dataset:
    """Load MNIST-1D: ten shapes of a curve, moved, stretched, sheared, with noise.

    Made for exactly this question: which models see a shape wherever it stands. The
    split is that of its authors.

    Returns
    -------
    Dataset
        Signals (n, 40) float32, of mean 0 and standard deviation 1 over all of them;
        the classes are the digits 0 to 9.

    Raises
    ------
    DataError
        Where the shipped file is missing or damaged; says the cure.

    Examples
    --------
    >>> load_mnist1d()
    Dataset('mnist1d': 4,000 + 1,000 rows of shape (40,) -> 10 classes)
    """
    about = card("mnist1d")
    with np.load(shipped("mnist1d"), allow_pickle=False) as file:
        return Dataset(
            name="mnist1d",
            X_train=file["X_train"].astype(np.float32),
            y_train=file["y_train"].astype(np.int64),
            X_test=file["X_test"].astype(np.float32),
            y_test=file["y_test"].astype(np.int64),
            target_names=about.classes,
            feature_names=(),
            card=about,
        )
