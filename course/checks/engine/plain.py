"""Plain values: the only things that cross from a learner's code to a check.

None, bool, int, float, str, list, tuple, dict, NumPy arrays and pandas frames, by
exact type. A subclass could lie (an ``__eq__`` that is always true), so it is refused;
tensors and NumPy scalars are converted. What a check compares is therefore the same
in a notebook and in a grader that lives in another process.
"""

import sys

MAX_DEPTH = 8
MAX_ITEMS = 2_000_000


class NotPlain(Exception):
    """The value is of a kind that no check accepts; the text says which kind."""


class _NotAttempted:
    """The value that every answer name has before the learner writes an answer."""

    def __repr__(self):
        return "not attempted yet"

    def __bool__(self):
        return False

    def __reduce__(self):
        return "NOT_ATTEMPTED"


NOT_ATTEMPTED = _NotAttempted()


def attempted(value) -> bool:
    """Return False for what a stub leaves: the marker, ``...``, None, or only those.

    Examples
    --------
    >>> attempted(...), attempted(0), attempted({"a": ...}), attempted({"a": 1})
    (False, True, False, True)
    """
    if value is NOT_ATTEMPTED or value is None or value is Ellipsis:
        return False
    if type(value) is str:
        return value.strip() not in ("", "...")
    if type(value) is dict and value:
        return any(attempted(item) for item in value.values())
    if type(value) in (list, tuple, set) and value:
        return any(attempted(item) for item in value)
    return True


def plain(value, _depth: int = 0):
    """Return ``value`` as a fresh plain value.

    Raises
    ------
    NotPlain
        For every other type, for nesting deeper than 8 and for more than 2,000,000
        items.
    """
    kind = type(value)
    if value is None or value is NOT_ATTEMPTED or value is Ellipsis:
        return None
    if kind in (bool, int, float, str):
        return value
    if _depth > MAX_DEPTH:
        raise NotPlain("a value nested more than 8 levels deep")
    if kind in (list, tuple, set, frozenset, dict) and len(value) > MAX_ITEMS:
        raise NotPlain(f"a {kind.__name__} of {len(value):,} items, more than 2,000,000")
    if kind in (list, tuple):
        return kind(plain(item, _depth + 1) for item in value)
    if kind is dict:
        return {
            plain(key, _depth + 1): plain(item, _depth + 1)
            for key, item in value.items()
        }
    if kind in (set, frozenset):
        return [plain(item, _depth + 1) for item in value]
    converted = _from_library(value, kind, _depth)
    if converted is not NotImplemented:
        return converted
    raise NotPlain(f"an object of type {kind.__module__}.{kind.__qualname__}")


def _from_library(value, kind, depth):
    """Convert NumPy, torch and pandas values, without importing what is not loaded."""
    np = sys.modules.get("numpy")
    if np is not None:
        if isinstance(value, np.generic) and kind.__module__ == "numpy":
            return plain(value.item(), depth)
        if kind is np.ndarray:
            if value.size > MAX_ITEMS * 8:
                raise NotPlain(f"an array of {value.size:,} numbers")
            if value.dtype.kind in "biuf":
                return np.array(value)
            if value.dtype.kind in "OUS":
                return plain(value.tolist(), depth)
            raise NotPlain(f"an array of dtype {value.dtype}")
    torch = sys.modules.get("torch")
    if torch is not None and kind in (torch.Tensor, torch.nn.Parameter):
        tensor = value.detach().cpu()
        if tensor.dtype is torch.bfloat16:
            tensor = tensor.float()
        return tensor.numpy().copy()
    pd = sys.modules.get("pandas")
    if pd is not None:
        if kind is pd.Series:
            return plain(value.to_numpy(), depth)
        if kind is pd.DataFrame:
            return _plain_frame(pd, value, depth)
    return NotImplemented


def _plain_frame(pd, frame, depth):
    if not frame.columns.is_unique:
        raise NotPlain("a table with two columns of the same name")
    columns = {}
    for name in frame.columns:
        column = frame[name]
        if column.dtype.kind in "biuf" and type(column.dtype).__module__ == "numpy":
            columns[str(name)] = column.to_numpy().copy()
        else:
            columns[str(name)] = [plain(item, depth + 1) for item in column.tolist()]
    return pd.DataFrame(columns)


def same(a, b, *, rtol: float = 1e-6, loose: bool = False) -> bool:
    """Return whether two plain values are equal; numbers within ``rtol``.

    An int and a float differ unless ``loose``. NaN equals NaN.

    Examples
    --------
    >>> same(3, 3), same(3, 3.0), same(3, 3.0, loose=True), same([1.0], [1.0 + 1e-9])
    (True, False, True, True)
    """
    np = sys.modules.get("numpy")
    if np is not None and (type(a) is np.ndarray or type(b) is np.ndarray):
        if loose or type(a) is type(b):
            a, b = np.asarray(a), np.asarray(b)
            if a.shape != b.shape or "O" in (a.dtype.kind, b.dtype.kind):
                return False
            scale = max(1.0, float(np.abs(b).max())) if b.size else 1.0
            return bool(
                np.allclose(a, b, rtol=rtol, atol=rtol * scale * 1e-3, equal_nan=True)
            )
        return False
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if type(a) in (int, float) and type(b) in (int, float):
        if type(a) is not type(b) and not loose:
            return False
        if a == b or (a != a and b != b):
            return True
        if type(a) is int and type(b) is int and not loose:
            return False
        try:
            return abs(a - b) <= rtol * max(abs(a), abs(b))
        except OverflowError:
            return False
    if type(a) is not type(b):
        return False
    if type(a) in (list, tuple):
        return len(a) == len(b) and all(
            same(x, y, rtol=rtol, loose=loose) for x, y in zip(a, b, strict=True)
        )
    if type(a) is dict:
        return a.keys() == b.keys() and all(
            same(a[key], b[key], rtol=rtol, loose=loose) for key in a
        )
    if hasattr(a, "equals"):
        return bool(a.equals(b))
    return a == b


def show(value, limit: int = 120) -> str:
    """Return a short text of a plain value, for a panel."""
    np = sys.modules.get("numpy")
    if np is not None and type(value) is np.ndarray:
        if value.size <= 8:
            text = np.array2string(value, precision=4, separator=", ")
        else:
            text = f"array of shape {value.shape}, {value.dtype}"
    elif type(value) is float:
        text = repr(value) if abs(value) < 1e6 else f"{value:,.1f}"
    elif type(value) is int:
        text = f"{value:,}" if abs(value) >= 10_000 else str(value)
    elif hasattr(value, "columns"):
        text = f"table of {len(value)} rows, columns {', '.join(value.columns)}"
    elif type(value) is dict:
        text = "{" + ", ".join(f"{k!r}: {show(v)}" for k, v in value.items()) + "}"
    else:
        text = repr(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"
