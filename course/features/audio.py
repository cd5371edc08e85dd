"""Features of sound: the waveform, its mel spectrogram, its MFCC.

Three steps with a reason each. A spectrogram drops the phase, which the ear hardly
hears. The mel scale is fine at low and coarse at high frequencies, as the ear is. The
cosine transform (MFCC) separates loudness and the smooth envelope, which the mouth
forms, from the fine ripple, which the voice box makes.
"""

import numpy as np

from course.errors import CourseError

#: Added to every energy, so that silence has a logarithm.
FLOOR = 1e-4


def log_mel(
    X: np.ndarray,
    *,
    sample_rate: int,
    n_mels: int = 32,
    n_fft: int = 256,
    hop: int = 128,
) -> np.ndarray:
    """Return the logarithm of the energy in mel bands over time.

    Parameters
    ----------
    X : array, (n, t)
        Waveforms, t at least ``n_fft`` samples.
    sample_rate : int
        Samples a second.
    n_mels : int
        Bands.
    n_fft : int
        Samples in one frame, under a Hann window.
    hop : int
        Samples from one frame to the next.

    Returns
    -------
    array, (n, n_mels, 1 + t // hop)
        float32, natural logarithm. The first frame is centred on the first sample; the
        ends are mirrored.

    Raises
    ------
    CourseError
        For waveforms of another shape or shorter than a frame.

    Examples
    --------
    >>> log_mel(np.zeros((2, 8000)), sample_rate=8000).shape
    (2, 32, 63)
    """
    import torch

    X = np.asarray(X, dtype=np.float32)
    if X.ndim != 2 or X.shape[1] < n_fft:
        raise CourseError(
            f"X has shape {X.shape}; give waveforms (n, t) of at least n_fft={n_fft} "
            "samples, a single one as X[None]"
        )
    filters = torch.from_numpy(mel_filters(n_mels, n_fft, sample_rate)).float()
    window = torch.hann_window(n_fft)
    parts = []
    for waves in torch.from_numpy(X).split(256):  # a spectrogram is larger than its mel
        spectrum = torch.stft(waves, n_fft, hop, window=window, return_complex=True)
        parts.append(torch.log(filters @ spectrum.abs().square() + FLOOR))
    return torch.cat(parts).numpy() if parts else np.zeros((0, n_mels, 1), np.float32)


def mel_filters(
    n_mels: int,
    n_fft: int,
    sample_rate: int,
    *,
    fmin: float = 0.0,
    fmax: float | None = None,
) -> np.ndarray:
    """Return triangular filters whose edges are equally spaced in mel.

    mel(f) = 2595 log10(1 + f / 700): Young et al., The HTK Book. Each triangle rises
    from the centre of the filter below to 1 and falls to the centre of the next one.

    Parameters
    ----------
    n_mels : int
        Filters.
    n_fft : int
        Samples in one frame; column k is the frequency k * sample_rate / n_fft.
    sample_rate : int
        Samples a second.
    fmin, fmax : float
        Lowest and highest edge in Hz; `fmax` is half the sample rate if not given.

    Returns
    -------
    array, (n_mels, n_fft // 2 + 1)
        float64 weights from 0 to 1.

    Examples
    --------
    >>> mel_filters(32, 256, 8000).shape
    (32, 129)
    """
    fmax = sample_rate / 2 if fmax is None else fmax
    low, high = (2595 * np.log10(1 + f / 700) for f in (fmin, fmax))
    edges = 700 * (10 ** (np.linspace(low, high, n_mels + 2) / 2595) - 1)
    hz = np.arange(n_fft // 2 + 1) * sample_rate / n_fft
    below, centre, above = (edges[i : i + n_mels, None] for i in range(3))
    rising = (hz - below) / (centre - below)
    falling = (above - hz) / (above - centre)
    return np.maximum(0, np.minimum(rising, falling))


def mfcc(logmel: np.ndarray, n_coef: int = 12) -> np.ndarray:
    """Return the first coefficients of the cosine transform over the mel bands.

    DCT-II, orthonormal, along the second axis from the end: Davis and Mermelstein
    (1980), Comparison of parametric representations for monosyllabic word recognition,
    IEEE Transactions on Acoustics, Speech, and Signal Processing 28.

    Parameters
    ----------
    logmel : array, (..., n_mels, n_frames)
        As `log_mel` gives it.
    n_coef : int
        Coefficients to keep; the first one is loudness.

    Returns
    -------
    array, (..., n_coef, n_frames)

    Examples
    --------
    >>> mfcc(np.ones((5, 32, 63)), 12).shape
    (5, 12, 63)
    """
    from scipy.fft import dct

    return dct(logmel, type=2, axis=-2, norm="ortho")[..., :n_coef, :]
