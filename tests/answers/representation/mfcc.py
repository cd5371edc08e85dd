"""Answers to `mfcc`: the same transform written differently, and others that fail."""

import numpy as np
from scipy.fft import dct, rfft


def alternative_without_norm() -> dict:
    """SciPy's default scaling is twice the plain sum."""

    def mfcc(logmel, n_coef=12):
        return dct(logmel, axis=0)[:n_coef]

    return {"mfcc": mfcc}


def alternative_matrix_of_cosines() -> dict:
    """Write the cosines down and multiply."""

    def mfcc(logmel, n_coef=12):
        n_mels = len(logmel)
        band = np.arange(n_mels) + 0.5
        waves = np.cos(np.pi * np.arange(n_coef)[:, None] * band / n_mels)
        return waves @ logmel

    return {"mfcc": mfcc}


def alternative_turned_twice() -> dict:
    """Transform the last axis of the transposed array."""

    def mfcc(logmel, n_coef=12):
        return dct(np.asarray(logmel).T, norm="ortho")[:, :n_coef].T

    return {"mfcc": mfcc}


def wrong_transposed() -> dict:
    return {"mfcc": lambda logmel, n_coef=12: dct(logmel, axis=0)[:n_coef].T}


def wrong_all_bands() -> dict:
    return {"mfcc": lambda logmel, n_coef=12: dct(logmel, axis=0)}


def wrong_second_log() -> list[dict]:
    def again(logmel, n_coef=12):
        return dct(np.log(np.abs(logmel) + 1e-6), axis=0)[:n_coef]

    return [
        {"mfcc": again},
        {"mfcc": lambda logmel, n_coef=12: np.abs(dct(logmel, axis=0))[:n_coef] + 1},
    ]


def wrong_dropped_c0() -> dict:
    return {"mfcc": lambda logmel, n_coef=12: dct(logmel, axis=0)[1 : n_coef + 1]}


def wrong_mean_removed() -> dict:
    def mfcc(logmel, n_coef=12):
        out = dct(logmel, axis=0)[:n_coef]
        return out - out.mean(axis=1, keepdims=True)

    return {"mfcc": mfcc}


def wrong_wrong_axis() -> list[dict]:
    return [
        {"mfcc": lambda logmel, n_coef=12: dct(logmel, axis=1)[:n_coef]},
        {"mfcc": lambda logmel, n_coef=12: dct(logmel, norm="ortho")[:n_coef]},
    ]


def wrong_not_dct2() -> list[dict]:
    return [
        {"mfcc": lambda logmel, n_coef=12: dct(logmel, type=1, axis=0)[:n_coef]},
        {"mfcc": lambda logmel, n_coef=12: dct(logmel, type=3, axis=0)[:n_coef]},
        {"mfcc": lambda logmel, n_coef=12: rfft(logmel, axis=0).real[:n_coef]},
    ]
