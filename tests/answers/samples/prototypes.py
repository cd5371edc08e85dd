"""Answers to `prototypes`: right ones written differently."""

import numpy as np


def alternative_nearest_centroid() -> dict:
    """scikit-learn has it under another name."""
    from sklearn.neighbors import NearestCentroid

    def prototype_predict(support_x, support_y, query_x):
        return NearestCentroid().fit(support_x, support_y).predict(query_x)

    return {"prototype_predict": prototype_predict}


def alternative_one_hot() -> dict:
    """A matrix of class membership sums the rows; squared distances by their parts."""

    def prototype_predict(support_x, support_y, query_x):
        classes, place = np.unique(support_y, return_inverse=True)
        member = np.eye(len(classes))[place]
        means = member.T @ support_x / member.sum(axis=0)[:, None]
        far = (means**2).sum(axis=1) - 2 * query_x @ means.T
        return classes[far.argmin(axis=1)].tolist()

    return {"prototype_predict": prototype_predict}


def alternative_plain_loop() -> dict:
    """A dict of means and one query after another."""

    def prototype_predict(support_x, support_y, query_x):
        rows = {}
        for row, name in zip(support_x, support_y, strict=True):
            rows.setdefault(name, []).append(row)
        means = {name: np.mean(members, axis=0) for name, members in rows.items()}
        return [
            min(means, key=lambda name: np.sum((row - means[name]) ** 2))
            for row in query_x
        ]

    return {"prototype_predict": prototype_predict}
