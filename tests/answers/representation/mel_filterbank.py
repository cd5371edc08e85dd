"""Answers to `mel_filterbank`: other scales, heights and edges, and wrong banks."""

import numpy as np


def htk(hz):
    return 2595 * np.log10(1 + np.asarray(hz) / 700)


def htk_back(mel):
    return 700 * (10 ** (np.asarray(mel) / 2595) - 1)


def make(*, forth=htk, back=htk_back, row=None, change=lambda bank, edges: bank):
    """Return a bank from a scale, a way to fill a row, and a change at the end."""

    def triangle(hz, below, centre, above):
        rising, falling = (
            (hz - below) / (centre - below),
            (above - hz) / (above - centre),
        )
        return np.maximum(0, np.minimum(rising, falling))

    fill = row or triangle

    def mel_filterbank(n_mels, n_fft, sr, fmin=0.0, fmax=None):
        fmax = sr / 2 if fmax is None else fmax
        edges = back(np.linspace(forth(fmin), forth(fmax), n_mels + 2))
        hz = np.arange(n_fft // 2 + 1) * sr / n_fft
        rows = [fill(hz, *edges[i : i + 3]) for i in range(n_mels)]
        return change(np.stack(rows), edges)

    return {"mel_filterbank": mel_filterbank}


def alternative_slaney() -> dict:
    """Slaney's scale: a line below 1,000 Hz, a logarithm above."""

    def forth(hz):
        hz = np.asarray(hz, dtype=float)
        above = 15 + 27 * np.log(np.maximum(hz, 1) / 1000) / np.log(6.4)
        return np.where(hz < 1000, hz * 3 / 200, above)

    def back(mel):
        above = 1000 * np.exp(np.log(6.4) * (mel - 15) / 27)
        return np.where(mel < 15, mel * 200 / 3, above)

    return make(forth=forth, back=back)


def alternative_area_of_one() -> dict:
    """Filters of the same area: wide ones are low."""

    def change(bank, edges):
        return bank * (2 / (edges[2:] - edges[:-2]))[:, None]

    return make(change=change)


def alternative_edges_on_columns() -> dict:
    """Round the edges to columns, then fill by loops."""

    def mel_filterbank(n_mels, n_fft, sr, fmin=0.0, fmax=None):
        mels = np.linspace(htk(fmin), htk(sr / 2 if fmax is None else fmax), n_mels + 2)
        columns = np.floor((n_fft + 1) * htk_back(mels) / sr).astype(int)
        bank = np.zeros((n_mels, n_fft // 2 + 1))
        for i in range(n_mels):
            below, centre, above = columns[i : i + 3]
            for k in range(below, centre):
                bank[i, k] = (k - below) / (centre - below)
            for k in range(centre, min(above, n_fft // 2 + 1)):
                bank[i, k] = (above - k) / (above - centre)
        return bank

    return {"mel_filterbank": mel_filterbank}


def alternative_interpolate() -> dict:
    """Let `np.interp` draw each triangle; mel by the natural logarithm."""

    def row(hz, below, centre, above):
        return np.interp(hz, [below, centre, above], [0, 1, 0], left=0, right=0)

    return make(
        forth=lambda hz: 1127 * np.log1p(np.asarray(hz) / 700),
        back=lambda mel: 700 * np.expm1(np.asarray(mel) / 1127),
        row=row,
    )


def wrong_linear_spacing() -> dict:
    return make(forth=lambda hz: hz, back=lambda mel: mel)


def wrong_full_fft_width() -> dict:
    return make(
        change=lambda bank, edges: np.pad(bank, ((0, 0), (0, bank.shape[1] - 2)))
    )


def wrong_transposed() -> dict:
    return make(change=lambda bank, edges: bank.T)


def wrong_rectangular() -> dict:
    return make(row=lambda hz, below, _, above: ((hz > below) & (hz < above)) * 1.0)


def wrong_sawtooth() -> list[dict]:
    def up(hz, below, centre, above):
        return np.where((hz > below) & (hz < above), (hz - below) / (above - below), 0)

    def down(hz, below, centre, above):
        return np.where((hz > below) & (hz < above), (above - hz) / (above - below), 0)

    return [make(row=up), make(row=down)]


def wrong_negative() -> dict:
    def row(hz, below, centre, above):
        return np.minimum(
            (hz - below) / (centre - below), (above - hz) / (above - centre)
        )

    return make(row=row)


def wrong_empty_rows() -> dict:
    """n_mels edges, so that the last two filters stay empty."""

    def mel_filterbank(n_mels, n_fft, sr, fmin=0.0, fmax=None):
        few = make()["mel_filterbank"](n_mels - 2, n_fft, sr, fmin, fmax)
        return np.vstack([few, np.zeros((2, few.shape[1]))])

    return {"mel_filterbank": mel_filterbank}


def wrong_ignores_limits() -> dict:
    whole = make()["mel_filterbank"]
    return {
        "mel_filterbank": lambda n_mels, n_fft, sr, fmin=0.0, fmax=None: whole(
            n_mels, n_fft, sr
        )
    }
