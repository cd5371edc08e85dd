"""Answers to `augment_shift`: right ones written differently, and wrong ones."""

import numpy as np


def reference() -> dict:
    return {"augment_shift": pad_and_cut}


def steps(n, m, rng, *, low=None, high=None):
    """Draw one step down and one to the right for each image."""
    low, high = -m if low is None else low, m if high is None else high
    return rng.integers(low, high, size=(n, 2), endpoint=True).tolist()


def pad_and_cut(batch, max_shift, rng):
    m, (n, height, width) = max_shift, batch.shape
    padded = np.pad(batch, ((0, 0), (m, m), (m, m)))
    out = np.zeros_like(batch)
    for i, (down, right) in enumerate(steps(n, m, rng)):
        out[i] = padded[i, m - down :, m - right :][:height, :width]
    return out


def alternative_scipy_shift() -> dict:
    """scipy moves one image; order 0 takes whole pixels."""
    from scipy.ndimage import shift

    def augment_shift(batch, max_shift, rng):
        moved = [
            shift(image, step, order=0, cval=0)
            for image, step in zip(
                batch, steps(len(batch), max_shift, rng), strict=True
            )
        ]
        return np.stack(moved)

    return {"augment_shift": augment_shift}


def alternative_roll_then_clear() -> dict:
    """Roll, then write zeros where pixels came around."""

    def augment_shift(batch, max_shift, rng):
        out = batch.copy()
        for image, (down, right) in zip(
            out, steps(len(batch), max_shift, rng), strict=True
        ):
            image[:] = np.roll(image, (down, right), axis=(0, 1))
            image[: max(down, 0)] = 0
            image[len(image) + min(down, 0) :] = 0
            image[:, : max(right, 0)] = 0
            image[:, image.shape[1] + min(right, 0) :] = 0
        return out

    return {"augment_shift": augment_shift}


def alternative_whole_batch_at_once() -> dict:
    """Index all windows of the padded batch together."""

    def augment_shift(batch, max_shift, rng):
        n, height, width = batch.shape
        frame = ((0, 0), (max_shift, max_shift), (max_shift, max_shift))
        padded = np.pad(batch, frame)
        top, left = rng.integers(0, 2 * max_shift + 1, size=(2, n, 1, 1))
        rows = top + np.arange(height)[:, None]
        columns = left + np.arange(width)
        return padded[np.arange(n)[:, None, None], rows, columns]

    return {"augment_shift": augment_shift}


def wrong_in_place() -> dict:
    def augment_shift(batch, max_shift, rng):
        batch[:] = pad_and_cut(batch, max_shift, rng)
        return batch

    return {"augment_shift": augment_shift}


def wrong_shape_or_dtype() -> list[dict]:
    def as_float64(batch, max_shift, rng):
        return pad_and_cut(batch, max_shift, rng).astype(float)

    def padded(batch, max_shift, rng):
        m = max_shift
        return np.pad(batch, ((0, 0), (m, m), (m, m)))

    return [{"augment_shift": as_float64}, {"augment_shift": padded}]


def wrong_wraps_around() -> dict:
    def augment_shift(batch, max_shift, rng):
        moves = zip(batch, steps(len(batch), max_shift, rng), strict=True)
        return np.stack([np.roll(image, step, axis=(0, 1)) for image, step in moves])

    return {"augment_shift": augment_shift}


def wrong_same_shift_for_batch() -> dict:
    def augment_shift(batch, max_shift, rng):
        class Once:
            def integers(self, *args, size, **kwargs):
                return np.tile(rng.integers(*args, size=2, **kwargs), (size[0], 1))

        return pad_and_cut(batch, max_shift, Once())

    return {"augment_shift": augment_shift}


def one_way(low, high) -> dict:
    def augment_shift(batch, max_shift, rng):
        m, (n, height, width) = max_shift, batch.shape
        padded = np.pad(batch, ((0, 0), (m, m), (m, m)))
        out = np.zeros_like(batch)
        ends = {"low": low(m), "high": high(m)}
        for i, (down, right) in enumerate(steps(n, m, rng, **ends)):
            out[i] = padded[i, m - down :, m - right :][:height, :width]
        return out

    return {"augment_shift": augment_shift}


def wrong_one_sided() -> list[dict]:
    return [
        one_way(lambda m: 0, lambda m: m),
        one_way(lambda m: -m, lambda m: 0),
    ]


def wrong_one_way_short() -> dict:
    return one_way(lambda m: -m, lambda m: m - 1)


def wrong_changes_content() -> list[dict]:
    def edge_filled(batch, max_shift, rng):
        m, (n, height, width) = max_shift, batch.shape
        padded = np.pad(batch, ((0, 0), (m, m), (m, m)), mode="edge")
        out = np.zeros_like(batch)
        for i, (down, right) in enumerate(steps(n, m, rng)):
            out[i] = padded[i, m - down :, m - right :][:height, :width]
        return out

    def dimmed(batch, max_shift, rng):
        return pad_and_cut(batch, max_shift, rng) * np.float32(0.9)

    return [{"augment_shift": edge_filled}, {"augment_shift": dimmed}]


def wrong_too_far() -> dict:
    def augment_shift(batch, max_shift, rng):
        return pad_and_cut(batch, max_shift + 1, rng)

    return {"augment_shift": augment_shift}


def wrong_ignores_rng() -> list[dict]:
    def own_seed(batch, max_shift, rng):
        return pad_and_cut(batch, max_shift, np.random.default_rng(0))

    def no_seed(batch, max_shift, rng):
        return pad_and_cut(batch, max_shift, np.random.default_rng())

    return [{"augment_shift": own_seed}, {"augment_shift": no_seed}]
