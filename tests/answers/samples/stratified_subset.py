"""Answers to `stratified_subset`: right ones written differently, and wrong ones."""

import numpy as np


def largest_remainders(y, n, rng):
    classes, sizes = np.unique(y, return_counts=True)
    if n < len(classes):
        raise ValueError(f"{n} rows cannot hold {len(classes)} classes")
    fair = n * sizes / len(y)
    counts = np.floor(fair).astype(int)
    short = n - counts.sum()
    counts[np.argsort(counts - fair)[:short]] += 1
    drawn = [
        rng.choice(np.flatnonzero(y == name), count, replace=False)
        for name, count in zip(classes, counts, strict=True)
    ]
    return np.concatenate(drawn)


def alternative_train_test_split() -> dict:
    """Let scikit-learn draw; its seed comes from the generator."""
    from sklearn.model_selection import train_test_split

    def stratified_subset(y, n, rng):
        seed = int(rng.integers(2**31))
        rows = np.arange(len(y))
        return train_test_split(rows, train_size=n, stratify=y, random_state=seed)[0]

    return {"stratified_subset": stratified_subset}


def alternative_shuffle_split() -> dict:
    """StratifiedShuffleSplit, and a list of positions."""
    from sklearn.model_selection import StratifiedShuffleSplit

    def stratified_subset(y, n, rng):
        seed = int(rng.integers(2**31))
        splitter = StratifiedShuffleSplit(1, train_size=n, random_state=seed)
        ((rows, _),) = splitter.split(np.zeros(len(y)), y)
        return rows.tolist()

    return {"stratified_subset": stratified_subset}


def alternative_evenly_through_the_sorted_rows() -> dict:
    """Shuffle, sort by class, then take n rows at equal distances."""

    def stratified_subset(y, n, rng):
        if n < len(set(y.tolist())):
            raise ValueError("fewer rows than classes")
        mixed = rng.permutation(len(y))
        by_class = mixed[np.argsort(np.asarray(y)[mixed], kind="stable")]
        return by_class[((np.arange(n) + 0.5) * len(y) / n).astype(int)]

    return {"stratified_subset": stratified_subset}


def wrong_not_stratified() -> list[dict]:
    def at_random(y, n, rng):
        if n < len(np.unique(y)):
            raise ValueError
        return rng.choice(len(y), n, replace=False)

    def every_kth(y, n, rng):
        if n < len(np.unique(y)):
            raise ValueError
        start = rng.integers(len(y) // n)
        return np.arange(n) * (len(y) // n) + start

    return [{"stratified_subset": at_random}, {"stratified_subset": every_kth}]


def wrong_generator_as_seed() -> dict:
    from sklearn.model_selection import train_test_split

    def stratified_subset(y, n, rng):
        rows = np.arange(len(y))
        return train_test_split(rows, train_size=n, stratify=y, random_state=rng)[0]

    return {"stratified_subset": stratified_subset}


def wrong_balanced_not_stratified() -> dict:
    def stratified_subset(y, n, rng):
        classes = np.unique(y)
        if n < len(classes):
            raise ValueError
        each = np.full(len(classes), n // len(classes))
        each[: n - each.sum()] += 1
        return np.concatenate(
            [
                rng.choice(np.flatnonzero(y == name), min(k, (y == name).sum()), False)
                for name, k in zip(classes, each, strict=True)
            ]
        )

    return {"stratified_subset": stratified_subset}


def wrong_with_replacement() -> list[dict]:
    def inside_classes(y, n, rng):
        rows = largest_remainders(y, n, rng)
        return np.concatenate(
            [
                rng.choice(np.flatnonzero(y == name), (y[rows] == name).sum())
                for name in np.unique(y)
            ]
        )

    def anywhere(y, n, rng):
        if n < len(np.unique(y)):
            raise ValueError
        return rng.integers(0, len(y), n)

    return [{"stratified_subset": inside_classes}, {"stratified_subset": anywhere}]


def wrong_ignores_rng() -> list[dict]:
    def own_seed(y, n, rng):
        return largest_remainders(y, n, np.random.default_rng(0))

    def first_rows(y, n, rng):
        rows = largest_remainders(y, n, rng)
        return np.concatenate(
            [
                np.flatnonzero(y == name)[: (y[rows] == name).sum()]
                for name in np.unique(y)
            ]
        )

    return [{"stratified_subset": own_seed}, {"stratified_subset": first_rows}]


def wrong_own_randomness() -> dict:
    def stratified_subset(y, n, rng):
        return largest_remainders(y, n, np.random.default_rng())

    return {"stratified_subset": stratified_subset}


def wrong_returns_data_not_indices() -> dict:
    def stratified_subset(y, n, rng):
        return y[largest_remainders(y, n, rng)]

    return {"stratified_subset": stratified_subset}


def wrong_rounded_alone() -> dict:
    def stratified_subset(y, n, rng):
        classes, sizes = np.unique(y, return_counts=True)
        if n < len(classes):
            raise ValueError
        counts = np.floor(n * sizes / len(y)).astype(int)
        return np.concatenate(
            [
                rng.choice(np.flatnonzero(y == name), count, replace=False)
                for name, count in zip(classes, counts, strict=True)
            ]
        )

    return {"stratified_subset": stratified_subset}


def wrong_accepts_too_few() -> dict:
    def stratified_subset(y, n, rng):
        if n < len(np.unique(y)):
            return rng.choice(len(y), n, replace=False)
        return largest_remainders(y, n, rng)

    return {"stratified_subset": stratified_subset}
