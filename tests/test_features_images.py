"""HOG against scikit-image, its invariances, and words made of SIFT descriptors.

Budget: 15 s.
"""

import numpy as np
import pytest
from skimage.feature import hog as skimage_hog
from sklearn.base import clone

from course import data, features
from course.errors import DataError
from course.features.images import gradients


@pytest.mark.parametrize("cell", [3, 4, 7])
@pytest.mark.parametrize("n_bins", [4, 9, 12])
@pytest.mark.parametrize("sides", [(28, 28), (30, 23)])
def test_hog_is_scikit_images(cell, n_bins, sides, seed):
    X = np.random.default_rng(seed).random((3, 1, *sides)).astype(np.float32)
    found = features.hog(X, cell=cell, n_bins=n_bins)
    for image, mine in zip(X[:, 0].astype(float), found, strict=True):
        theirs = skimage_hog(
            image,
            orientations=n_bins,
            pixels_per_cell=(cell, cell),
            cells_per_block=(2, 2),
            block_norm="L2-Hys",
        )
        np.testing.assert_allclose(mine, theirs, atol=1e-5)


def test_hog_of_real_glyphs_is_scikit_images():
    X = data.load_glyphs("digits", n_train=20, n_test=10, turn=20).X_train
    theirs = [
        skimage_hog(image, pixels_per_cell=(4, 4), cells_per_block=(2, 2))
        for image in X[:, 0].astype(float)
    ]
    np.testing.assert_allclose(features.hog(X), theirs, atol=1e-5)


def test_hog_ignores_brightness_and_contrast_but_not_turning(seed):
    X = np.random.default_rng(seed).random((2, 1, 28, 28))
    before = features.hog(X)
    np.testing.assert_allclose(features.hog(X + 0.3), before, atol=1e-4)
    np.testing.assert_allclose(features.hog(2.5 * X), before, atol=1e-4)
    np.testing.assert_allclose(features.hog(-X), before, atol=1e-4)
    assert abs(features.hog(np.rot90(X, axes=(2, 3))) - before).max() > 0.05


def test_a_row_does_not_depend_on_the_others(seed):
    X = np.random.default_rng(seed).random((4, 1, 16, 16))
    np.testing.assert_array_equal(features.hog(X)[1:2], features.hog(X[1:2]))
    assert features.hog(X).dtype == np.float32


def test_gradients_are_differences(seed):
    image = np.random.default_rng(seed).random((6, 7))
    gx, gy = gradients(image)
    assert gx[2, 3] == image[2, 4] - image[2, 2]
    assert gy[2, 3] == image[3, 3] - image[1, 3]
    assert not gx[:, 0].any()
    assert not gy[-1].any()


@pytest.mark.parametrize("shape", [(3, 28, 28), (3, 3, 28, 28), (3, 1, 6, 28)])
def test_other_shapes_are_refused(shape):
    with pytest.raises(DataError):
        features.hog(np.zeros(shape))


@pytest.fixture(scope="module")
def letters():
    return data.load_glyphs("capitals", n_train=60, n_test=30, random_state=0)


def test_words_are_shares(letters):
    words = features.SiftWords(n_words=12).fit(letters.X_train)
    found = words.transform(letters.X_test)
    assert found.shape == (30, 12)
    total = found.sum(axis=1)
    assert np.all(np.isclose(total, 1, atol=1e-5) | (total == 0))
    again = features.SiftWords(n_words=12).fit_transform(letters.X_train)
    np.testing.assert_array_equal(again, words.transform(letters.X_train))


def test_words_are_of_the_same_class_more_often_than_not(letters):
    """Nearest neighbours by words know more than chance about the class."""
    words = features.SiftWords(n_words=30).fit(letters.X_train)
    train, test = words.transform(letters.X_train), words.transform(letters.X_test)
    near = ((test[:, None] - train[None]) ** 2).sum(axis=2).argmin(axis=1)
    assert (letters.y_train[near] == letters.y_test).mean() > 3 / 26


def test_words_behave_as_a_transformer():
    words = features.SiftWords(n_words=5, random_state=3)
    assert clone(words).get_params() == words.get_params()
    assert words.set_params(n_words=6).n_words == 6
    with pytest.raises(DataError, match="no setting"):
        words.set_params(n_wrds=6)
    with pytest.raises(DataError, match="too few"):
        words.fit(np.zeros((2, 1, 28, 28)))
    assert not words.keypoints(np.zeros((1, 1, 28, 28)))[0][0].size
