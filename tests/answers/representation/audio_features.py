"""Answers to `audio_features`: three ways to hear the order, and what misses it."""

from itertools import pairwise

import numpy as np

BANDS = np.arange(32)


def answer(function, prior="order in time") -> dict:
    return {"my_audio_features": function, "which_prior": prior}


def late_minus_early(logmel):
    half = logmel.shape[1] // 2
    return logmel[:, half:].mean(axis=1) - logmel[:, :half].mean(axis=1)


def in_pairs(bands):
    return bands.reshape(16, 2).mean(axis=1)


def features(logmel):
    return np.r_[in_pairs(late_minus_early(logmel)), in_pairs(logmel.std(axis=1))]


def reference() -> dict:
    return answer(features)


def alternative_track_of_the_peak() -> dict:
    """The loudest band of every frame, and the slope of a line through these."""

    def my_audio_features(logmel):
        track = logmel.argmax(axis=0)[2:-2].astype(float)
        slope, start = np.polyfit(np.arange(len(track)), track, 1)
        return np.array(
            [slope, abs(slope), start, track[-5:].mean() - track[:5].mean()]
        )

    return answer(my_audio_features)


def alternative_centroid() -> dict:
    """The centre of gravity of the energy, early, in the middle and late."""

    def my_audio_features(logmel):
        energy = np.exp(logmel - logmel.max(axis=0))
        centre = (energy * BANDS[:, None]).sum(axis=0) / energy.sum(axis=0)
        early, middle, late = (part.mean() for part in np.array_split(centre[2:-2], 3))
        return np.array([late - early, abs(late - early), middle])

    return answer(my_audio_features)


def alternative_mfcc_deltas() -> dict:
    """MFCC without loudness: late frames minus early ones, and the spread over time."""

    def my_audio_features(logmel):
        from scipy.fft import dct

        coefficients = dct(logmel, axis=0, norm="ortho")[1:13]
        thirds = np.array_split(coefficients, 3, axis=1)
        steps = [b.mean(axis=1) - a.mean(axis=1) for a, b in pairwise(thirds)]
        return np.concatenate([*steps, coefficients.std(axis=1)])

    return answer(my_audio_features)


def wrong_time_averaged() -> list[dict]:
    def mean_and_spread(logmel):
        pairs = logmel.reshape(16, 2, -1).mean(axis=1)
        return np.r_[pairs.mean(axis=1), pairs.std(axis=1)]

    return [answer(lambda logmel: logmel.mean(axis=1)), answer(mean_and_spread)]


def wrong_raw_pixels() -> dict:
    return answer(lambda logmel: logmel.ravel())


def wrong_not_a_row() -> dict:
    return answer(lambda logmel: late_minus_early(logmel).reshape(8, 4))


def wrong_nan() -> dict:
    def my_audio_features(logmel):
        with np.errstate(all="ignore"):
            return np.log(np.minimum(logmel, 0)).mean(axis=1)

    return answer(my_audio_features)


def wrong_leaks_batch() -> dict:
    seen = []

    def my_audio_features(logmel):
        seen.append(late_minus_early(logmel))
        return seen[-1] - np.mean(seen, axis=0)

    return answer(my_audio_features)


def wrong_loudness_only() -> dict:
    """Powers instead of their logarithms: right at one volume only."""

    def my_audio_features(logmel):
        return late_minus_early(np.exp(logmel))

    return answer(my_audio_features)
