"""Answers to `shift`: right ones written differently, and wrong ones."""

import functools

import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split

from course import data, models, protocol


def place_on_canvas(images, k, rng):
    n, height, width = images.shape
    canvas = np.zeros((n, height + 2 * k, width + 2 * k), dtype=images.dtype)
    top, left = rng.integers(0, 2 * k + 1, size=(2, n))
    for i in range(n):
        canvas[i, top[i] : top[i] + height, left[i] : left[i] + width] = images[i]
    return canvas


@functools.cache
def table(seeds=(0, 1, 2), copies=1, seen=False):
    """Train both models; ``copies`` of each digit are placed before the split."""
    digits = data.load_digits()
    X = np.concatenate([digits.X_train, digits.X_test])[:, 0]
    y = np.concatenate([digits.y_train, digits.y_test])
    rows = []
    for seed in seeds:
        for k in (0, 1, 2):
            rng = np.random.default_rng(seed)
            base = rng.permutation(len(y))[: 1000 // copies] if copies > 1 else None
            many = np.arange(len(y)) if base is None else np.repeat(base, copies)
            canvas = place_on_canvas(X[many], k, rng)[:, None]
            train, test = train_test_split(
                np.arange(len(many)), train_size=800, test_size=200, random_state=seed
            )
            test = train[:200] if seen else test
            svm = models.svm()
            cnn = models.small_cnn(
                epochs=6, batch_size=32, random_state=seed, progress=False
            )
            for name, model in {"svm": svm, "cnn": cnn}.items():
                if (copies > 1 or seen) and name == "cnn":
                    continue
                model.fit(canvas[train], y[many[train]])
                right = model.score(canvas[test], y[many[test]])
                rows.append((k, name, seed, right))
    return pd.DataFrame(rows, columns=["k", "model", "seed", "accuracy"])


def first_lead(rows):
    """Return the smallest k whose interval lies above 0."""
    for k in (0, 1, 2):
        runs = rows[rows.k == k].pivot(index="seed", columns="model", values="accuracy")
        d = (runs["cnn"] - runs["svm"]).to_numpy()
        if protocol.paired_interval(d, n_train=800, n_test=200)[0] > 0:
            return k
    return None


def answer(places=place_on_canvas, rows=None, k_star=None):
    """Return the three answers as the check wants them."""
    rows = table() if rows is None else rows
    k_star = first_lead(table()) if k_star is None else k_star
    return {"place_on_canvas": places, "shift_table": rows, "k_star": k_star}


def reference() -> dict:
    return answer()


def alternative_pad_and_crop() -> dict:
    """Zeros all around, then a random window of the larger picture."""

    def place_on_canvas(images, k, rng):
        n, h, w = images.shape
        wide = np.pad(images, ((0, 0), (2 * k, 2 * k), (2 * k, 2 * k)))
        out = [
            picture[r : r + h + 2 * k, c : c + w + 2 * k]
            for picture, (r, c) in zip(
                wide, rng.integers(0, 2 * k + 1, (n, 2)), strict=True
            )
        ]
        return np.stack(out).astype(float)

    return answer(place_on_canvas, table().sample(frac=1, random_state=0))


def alternative_index_grid() -> dict:
    """All images at once by a grid of indices; a tensor; a model more in the table."""

    def place_on_canvas(images, k, rng):
        import torch

        n, h, w = images.shape
        place = torch.from_numpy(rng.integers(0, (2 * k + 1) ** 2, size=n))
        r, c = place // (2 * k + 1), place % (2 * k + 1)
        out = torch.zeros(n, h + 2 * k, w + 2 * k)
        rows = r[:, None, None] + torch.arange(h)[None, :, None]
        columns = c[:, None, None] + torch.arange(w)[None, None, :]
        out[torch.arange(n)[:, None, None], rows, columns] = torch.as_tensor(images)
        return out

    rows = table()
    more = rows[rows.model == "svm"].assign(model="lr")
    return answer(place_on_canvas, pd.concat([rows, more]).assign(note="mine"))


def alternative_roll() -> dict:
    """The image in the middle, rolled by −k to k: nothing wraps on the canvas."""

    def place_on_canvas(images, k, rng):
        wide = np.pad(images, ((0, 0), (k, k), (k, k)))
        moves = rng.integers(-k, k + 1, size=(len(images), 2))
        return np.stack(
            [np.roll(p, m, axis=(0, 1)) for p, m in zip(wide, moves, strict=True)]
        )

    rows = table()
    return answer(place_on_canvas, rows.assign(seed=rows.seed + 40))


def wrong_cut_off() -> dict:
    """Moved on a canvas of the old size."""

    def place_on_canvas(images, k, rng):
        moves = rng.integers(-k, k + 1, size=(len(images), 2))
        return np.stack(
            [np.roll(p, m, axis=(0, 1)) for p, m in zip(images, moves, strict=True)]
        )

    return answer(place_on_canvas)


def wrong_same_position() -> list[dict]:
    """One corner for all; always in the middle."""

    def one_corner(images, k, rng):
        n, h, w = images.shape
        out = np.zeros((n, h + 2 * k, w + 2 * k))
        r, c = rng.integers(0, 2 * k + 1, 2)
        out[:, r : r + h, c : c + w] = images
        return out

    def middle(images, k, rng):
        return np.pad(images, ((0, 0), (k, k), (k, k)))

    return [answer(one_corner), answer(middle)]


def wrong_diagonal() -> dict:
    def place_on_canvas(images, k, rng):
        n, h, w = images.shape
        out = np.zeros((n, h + 2 * k, w + 2 * k))
        for i in range(n):
            r = rng.integers(0, 2 * k + 1)
            out[i, r : r + h, r : r + w] = images[i]
        return out

    return answer(place_on_canvas)


def wrong_one_axis() -> dict:
    def place_on_canvas(images, k, rng):
        n, h, w = images.shape
        out = np.zeros((n, h + 2 * k, w + 2 * k))
        for i in range(n):
            c = rng.integers(0, 2 * k + 1)
            out[i, k : k + h, c : c + w] = images[i]
        return out

    return answer(place_on_canvas)


def wrong_edge_missing() -> dict:
    def place_on_canvas(images, k, rng):
        n, h, w = images.shape
        out = np.zeros((n, h + 2 * k, w + 2 * k))
        for i in range(n):
            r, c = rng.integers(0, max(2 * k, 1), size=2)
            out[i, r : r + h, c : c + w] = images[i]
        return out

    return answer(place_on_canvas)


def wrong_ignores_rng() -> dict:
    return answer(lambda X, k, rng: place_on_canvas(X, k, np.random.default_rng(0)))


def wrong_own_generator() -> dict:
    fresh = np.random.default_rng(1)
    return answer(lambda X, k, rng: place_on_canvas(X, k, fresh))


def wrong_few_seeds() -> dict:
    rows = table()
    return answer(rows=rows[rows.seed < 2])


def wrong_copied_seed() -> dict:
    rows = table()
    same = rows.groupby(["k", "model"]).accuracy.transform("first")
    return answer(rows=rows.assign(accuracy=same))


def wrong_per_cent() -> dict:
    rows = table()
    return answer(rows=rows.assign(accuracy=100 * rows.accuracy))


def wrong_did_not_move() -> dict:
    rows = table()
    still = rows[rows.k == 0]
    both = [still.assign(k=k, accuracy=still.accuracy - 0.001 * k) for k in (0, 1, 2)]
    return answer(rows=pd.concat(both))


def wrong_seen_before() -> list[dict]:
    """Twenty copies of each digit placed before the split; scores of training rows."""
    rows = table()
    leak = table(copies=20)
    nets, seen = rows[rows.model == "cnn"], table(seen=True)
    return [answer(rows=pd.concat([nets, part])) for part in (leak, seen)]


def wrong_weak_network() -> dict:
    rows = table()
    weak = rows.accuracy.where(rows.model == "svm", rows.accuracy - 0.2)
    return answer(rows=rows.assign(accuracy=weak))


def wrong_cnn_always() -> dict:
    return answer(k_star=0)


def wrong_too_late() -> dict:
    """A lead at k = 1 that is clear, and passed over."""
    rows = table().copy()
    ends = [(rows.k == 1) & (rows.model == model) for model in ("cnn", "svm")]
    svm = rows.accuracy[ends[1]].to_numpy()
    rows.loc[ends[0], "accuracy"] = svm + 0.04 + 0.001 * rows.seed[ends[0]]
    return answer(rows=rows, k_star=2)
