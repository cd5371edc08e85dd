"""Short texts of plain values, for panels and messages."""

import sys

FEW = 8  # items of a list or an array that are shown one by one


def show(value, limit: int = 120) -> str:
    """Return a short text of a plain value, on one line.

    Parameters
    ----------
    value
        A plain value.
    limit : int
        Most characters.

    Examples
    --------
    >>> show(61706), show(0.1 + 0.2), show([1, 2]), show(list(range(99)))
    ('61,706', '0.3', '[1, 2]', '[0, 1, 2, 3, … 99 items]')
    """
    text = " ".join(_text(value).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _text(value) -> str:
    np = sys.modules.get("numpy")
    if np is not None and type(value) is np.ndarray:
        if value.size <= FEW:
            return np.array2string(value, precision=4, separator=", ")
        return f"array of shape {value.shape}, {value.dtype}"
    if type(value) is float:
        return _float(value)
    if type(value) is int:
        return f"{value:,}" if abs(value) >= 10_000 else str(value)
    if hasattr(value, "columns"):
        columns = ", ".join(map(str, value.columns))
        return f"table of {len(value)} rows, columns {columns}"
    if type(value) is dict:
        shown = [f"{show(k)}: {show(v)}" for k, v in list(value.items())[:FEW]]
        more = [f"… {len(value)} keys"] if len(value) > FEW else []
        return "{" + ", ".join(shown + more) + "}"
    if type(value) in (list, tuple):
        return _row(value)
    if type(value) is str:
        return repr(value[:200])
    return repr(value)


def _row(value) -> str:
    first, last = "[]" if type(value) is list else "()"
    shown = [show(item) for item in value[: FEW if len(value) <= FEW else FEW // 2]]
    more = [f"… {len(value)} items"] if len(value) > FEW else []
    comma = "," if type(value) is tuple and len(value) == 1 else ""
    return first + ", ".join(shown + more) + comma + last


def _float(value: float) -> str:
    size = abs(value)
    if 1e6 <= size < 1e15:
        return f"{value:,.1f}"
    short = f"{value:.6g}"
    exact = repr(value)
    tells = "." in short or "e" in short  # that it is a float
    return short if tells and len(exact) > 10 else exact
