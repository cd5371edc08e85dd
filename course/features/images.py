"""Features of pictures, written by hand: HOG, and words made of SIFT descriptors."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from course.errors import DataError

BLOCK = 2  # cells on each side of a block
CUT = 0.2  # where the numbers of a block are cut off before its second normalisation
EPSILON = 1e-5


def hog(X: np.ndarray, *, cell: int = 4, n_bins: int = 9) -> np.ndarray:
    """Describe pictures by histograms of oriented gradients.

    Each cell of ``cell`` by ``cell`` pixels has a histogram of the directions of its
    gradients, 0 to 180 degrees, each pixel weighted by the length of its gradient.
    Blocks of 2 by 2 cells, which overlap, are normalised (L2, cut at 0.2, L2 again).

    Parameters
    ----------
    X : array, (n, 1, height, width)
        Grey pictures.
    cell : int
        Pixels on each side of a cell; what is left over at the edge is not used.
    n_bins : int
        Bins of the histogram.

    Returns
    -------
    array, (n, d), float32
        ``d`` is the number of blocks times ``4 * n_bins``.

    Raises
    ------
    DataError
        For another shape, or pictures of fewer than 2 by 2 cells.

    Notes
    -----
    Dalal and Triggs (2005), Histograms of oriented gradients for human detection, CVPR.
    The same numbers as ``skimage.feature.hog``, for many pictures at once.

    Examples
    --------
    >>> hog(np.zeros((3, 1, 28, 28))).shape
    (3, 1296)
    """
    images = _grey(X)
    n, height, width = images.shape
    rows, columns = height // cell, width // cell
    if min(rows, columns) < BLOCK:
        raise DataError(
            f"pictures of {height} by {width} pixels have no block of {BLOCK} by "
            f"{BLOCK} cells of {cell} pixels; take smaller cells"
        )
    inside = (slice(None), slice(rows * cell), slice(columns * cell))
    gx, gy = gradients(images)
    cells = cell_histograms(gx[inside], gy[inside], cell=cell, n_bins=n_bins)
    blocks = np.stack(
        [
            cells[:, i : rows - BLOCK + 1 + i, j : columns - BLOCK + 1 + j]
            for i in range(BLOCK)
            for j in range(BLOCK)
        ],
        axis=3,
    ).reshape(n, rows - BLOCK + 1, columns - BLOCK + 1, -1)
    blocks = np.minimum(_unit(blocks), CUT)
    return _unit(blocks).reshape(n, -1).astype(np.float32)


def gradients(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how much the brightness grows to the right and downwards.

    Parameters
    ----------
    images : array, (..., height, width)

    Returns
    -------
    gx, gy : array, (..., height, width)
        Next pixel minus the one before; 0 at the edges.
    """
    gx, gy = np.zeros_like(images), np.zeros_like(images)
    gx[..., :, 1:-1] = images[..., :, 2:] - images[..., :, :-2]
    gy[..., 1:-1, :] = images[..., 2:, :] - images[..., :-2, :]
    return gx, gy


def cell_histograms(
    gx: np.ndarray, gy: np.ndarray, *, cell: int, n_bins: int
) -> np.ndarray:
    """Return the histogram of each cell: (n, rows, columns, n_bins), not normalised.

    Parameters
    ----------
    gx, gy : array, (n, height, width)
        Gradients; the sides are multiples of ``cell``.
    cell, n_bins : int
        As for `hog`.
    """
    n, height, width = gx.shape
    angle = np.rad2deg(np.arctan2(gy, gx)) % 180
    length = np.hypot(gx, gy)
    number = np.minimum(angle * n_bins // 180, n_bins - 1)
    shape = (n, height // cell, cell, width // cell, cell)
    return np.stack(
        [
            np.where(number == k, length, 0).reshape(shape).sum(axis=(2, 4)) / cell**2
            for k in range(n_bins)
        ],
        axis=3,
    )


def _unit(blocks: np.ndarray) -> np.ndarray:
    return blocks / np.sqrt((blocks**2).sum(axis=-1, keepdims=True) + EPSILON**2)


def _grey(X: np.ndarray) -> np.ndarray:
    X = np.asarray(X)
    if X.ndim != 4 or X.shape[1] != 1:
        raise DataError(f"pictures have the shape (n, 1, height, width), not {X.shape}")
    return X[:, 0].astype(float)


class SiftWords:
    """Count, for each picture, which visual words its SIFT keypoints look like.

    SIFT finds keypoints and describes the surroundings of each by 128 numbers. The
    descriptors of the training pictures are grouped; each group is a word. A picture
    becomes the shares of its words, however many keypoints it has and wherever they
    lie. A transformer of scikit-learn's shape: ``fit``, ``transform``.

    Parameters
    ----------
    n_words : int
        Number of groups.
    enlarge : int
        How many times the pictures are enlarged first; SIFT finds little in 28 pixels.
    random_state : int
        Of the grouping.

    Notes
    -----
    Lowe (2004), Distinctive image features from scale-invariant keypoints, IJCV 60.
    Sivic and Zisserman (2003), Video Google, ICCV: visual words.
    Uses ``skimage.feature.SIFT`` and ``sklearn.cluster.MiniBatchKMeans``.

    Examples
    --------
    >>> X = np.random.default_rng(0).random((3, 1, 20, 20))
    >>> SiftWords(n_words=4).fit(X).transform(X).shape
    (3, 4)
    """

    def __init__(self, n_words: int = 50, *, enlarge: int = 2, random_state: int = 0):
        self.n_words, self.enlarge = n_words, enlarge
        self.random_state = random_state

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the settings, as `sklearn.base.clone` asks for them."""
        names = ("n_words", "enlarge", "random_state")
        return {name: getattr(self, name) for name in names}

    def set_params(self, **settings: Any) -> SiftWords:
        """Change settings; return self."""
        for name, value in settings.items():
            if name not in self.get_params():
                raise DataError(f"SiftWords has no setting {name!r}")
            setattr(self, name, value)
        return self

    def fit(self, X: np.ndarray, y: Any = None) -> SiftWords:
        """Learn the words from pictures (n, 1, height, width); labels are not used.

        Raises
        ------
        DataError
            For another shape, or where the pictures have fewer keypoints than words.
        """
        from sklearn.cluster import MiniBatchKMeans

        found = np.concatenate([d for _, d in self.keypoints(X)])
        if len(found) < self.n_words:
            raise DataError(
                f"{len(X)} pictures have {len(found)} keypoints, too few for "
                f"{self.n_words} words; give more pictures or ask for fewer words"
            )
        self.words_ = MiniBatchKMeans(
            self.n_words, batch_size=1024, n_init=3, random_state=self.random_state
        ).fit(found)
        return self

    def transform(self, X: np.ndarray) -> np.ndarray:
        """Return the shares of the words, (n, n_words); 0 without keypoints."""
        shares = np.zeros((len(X), self.n_words), np.float32)
        for row, (_, descriptors) in zip(shares, self.keypoints(X), strict=True):
            if len(descriptors):
                words = self.words_.predict(descriptors)
                row += np.bincount(words, minlength=self.n_words) / len(words)
        return shares

    def fit_transform(self, X: np.ndarray, y: Any = None) -> np.ndarray:
        """Fit, then transform the same pictures."""
        return self.fit(X, y).transform(X)

    def keypoints(self, X: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
        """Return for each picture its keypoints (k, 2: row, column) and descriptors.

        Places are in pixels of the picture as it was given; descriptors are (k, 128).
        """
        return [
            _described(image.tobytes(), image.shape, self.enlarge) for image in _grey(X)
        ]

    def __repr__(self) -> str:
        return f"SiftWords({self.n_words})"


@lru_cache(maxsize=1_000)
def _described(content: bytes, shape: tuple[int, int], enlarge: int) -> tuple:
    """Return keypoints and descriptors; a picture that comes again is not asked again.

    SIFT looks into every picture for some hundredths of a second.
    """
    from skimage.feature import SIFT
    from skimage.transform import resize

    image = np.frombuffer(content).reshape(shape)
    sides = [enlarge * side for side in shape]
    large = image if enlarge == 1 else resize(image, sides, order=1)
    sift = SIFT(upsampling=1)  # it was enlarged here
    try:
        sift.detect_and_extract(large)
    except RuntimeError:  # it found no keypoint
        return np.zeros((0, 2)), np.zeros((0, 128), np.float32)
    return sift.keypoints / enlarge, sift.descriptors.astype(np.float32)
