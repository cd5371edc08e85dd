"""When two plain values are the same."""

import sys

#: Relative tolerance by the coarsest type of float in two arrays.
COARSE = {"float16": 1e-2, "float32": 1e-5}


def same(a, b, *, rtol: float = 1e-6, loose: bool = False) -> bool:
    """Return whether two plain values are equal; numbers within ``rtol``.

    Parameters
    ----------
    a, b
        Plain values.
    rtol : float
        Relative tolerance; 0 asks for equality. Arrays of float16 and float32 get no
        less than their own accuracy. NaN equals NaN.
    loose : bool
        An int may equal a float, a list a tuple or an array.

    Examples
    --------
    >>> same(3, 3), same(3, 3.0), same(3, 3.0, loose=True), same([1.0], [1.0 + 1e-9])
    (True, False, True, True)
    """
    np = sys.modules.get("numpy")
    if np is not None and (type(a) is np.ndarray or type(b) is np.ndarray):
        if type(a) is type(b):
            return _same_arrays(np, a, b, rtol, loose)
        return loose and _same_as_arrays(np, a, b, rtol)
    if type(a) is bool or type(b) is bool:
        return a is b
    if type(a) in (int, float) and type(b) in (int, float):
        return (loose or type(a) is type(b)) and _same_numbers(a, b, rtol, loose)
    rows = (list, tuple)
    if type(a) in rows and type(b) in rows:
        return (loose or type(a) is type(b)) and (
            len(a) == len(b)
            and all(
                same(x, y, rtol=rtol, loose=loose) for x, y in zip(a, b, strict=True)
            )
        )
    if type(a) is not type(b):
        return False
    if type(a) is dict:
        return a.keys() == b.keys() and all(
            same(a[key], b[key], rtol=rtol, loose=loose) for key in a
        )
    if hasattr(a, "columns"):
        return _same_frames(a, b, rtol, loose)
    return bool(a == b)


def _same_numbers(a, b, rtol, loose) -> bool:
    if a == b or (a != a and b != b):
        return True
    if type(a) is int and type(b) is int and not loose:
        return False
    try:
        far = max(abs(a), abs(b))
        return far < float("inf") and abs(a - b) <= rtol * far
    except OverflowError:
        return False


def _same_arrays(np, a, b, rtol, loose) -> bool:
    if a.shape != b.shape:
        return False
    kinds = {"i" if array.dtype.kind == "u" else array.dtype.kind for array in (a, b)}
    if len(kinds) > 1 and not loose:
        return False
    if kinds <= {"b", "i"} or rtol == 0:
        return bool(np.array_equal(a, b, equal_nan=kinds == {"f"}))
    rtol = max([rtol, *(COARSE.get(str(array.dtype), 0.0) for array in (a, b))])
    a, b = a.astype(float), b.astype(float)
    finite = np.isfinite(a) & np.isfinite(b)
    size = (
        float(max(np.abs(a[finite]).max(), np.abs(b[finite]).max()))
        if a[finite].size
        else 0.0
    )
    return bool(np.allclose(a, b, rtol=rtol, atol=rtol * size * 1e-3, equal_nan=True))


def _same_as_arrays(np, a, b, rtol) -> bool:
    try:
        a, b = np.asarray(a), np.asarray(b)
    except ValueError:  # rows of different lengths
        return False
    if not {a.dtype.kind, b.dtype.kind} <= set("biuf"):
        return False
    return _same_arrays(np, a, b, rtol, True)


def _same_frames(a, b, rtol, loose) -> bool:
    if list(a.columns) != list(b.columns) or len(a) != len(b):
        return False
    return all(
        same(a[name].tolist(), b[name].tolist(), rtol=rtol, loose=loose)
        for name in a.columns
    )
