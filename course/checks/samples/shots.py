"""Episodes of few-shot learning: letters of a script that our encoder has not seen."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

WAYS, QUERIES, EPISODES = 5, 8, 16
#: Pictures for each letter, in fonts for the support rows and in other fonts.
EACH = 12


def few_shot_accuracy(predict: Callable, *, seed: int) -> tuple[float, float]:
    """Return the accuracy on pixels and on learned features, with one row a letter.

    Parameters
    ----------
    predict : callable
        ``predict(support_x, support_y, query_x)`` returns a list of labels; labels are
        texts.
    seed : int
        Of the pictures and of the episodes.

    Returns
    -------
    tuple of float
        Shares of right answers over sixteen episodes of five letters (chance: 0.2).
    """
    import numpy as np

    from course import data

    script = data.load_glyphs(
        "georgian", n_train=43 * EACH, n_test=43 * EACH, shift=2, turn=12,
        random_state=seed,
    )  # fmt: skip
    rng = np.random.default_rng(seed)
    letters = np.unique(script.y_train)
    right = {"pixels": [], "features": []}
    for _ in range(EPISODES):
        chosen = rng.choice(letters, size=WAYS, replace=False)
        support = [rng.choice(np.flatnonzero(script.y_train == c)) for c in chosen]
        query = np.concatenate(
            [
                rng.choice(np.flatnonzero(script.y_test == c), QUERIES, replace=False)
                for c in chosen
            ]
        )
        names = np.array([f"letter {c}" for c in chosen])
        want = [f"letter {c}" for c in script.y_test[query]]
        for kind, seen in (("pixels", flat), ("features", encoded)):
            got = predict(
                seen(script.X_train[support]), names, seen(script.X_test[query])
            )
            right[kind].append(
                np.mean([a == b for a, b in zip(got, want, strict=False)])
            )
    return float(np.mean(right["pixels"])), float(np.mean(right["features"]))


def flat(images):
    """Return pictures as rows of pixels."""
    return images.reshape(len(images), -1).astype(float)


def encoded(images):
    """Return pictures as rows of what the letters net makes of them."""
    import torch

    with torch.no_grad():
        return _encoder()(torch.from_numpy(images)).numpy().astype(float)


@cache
def _encoder():
    from course import models

    return models.letters_net()
