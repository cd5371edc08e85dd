"""Plain values: the only things that cross from a learner's code to a check.

None, bool, int, float, str, list, tuple, dict, NumPy arrays and pandas frames, all of
the exact type. A subclass could lie (an ``__eq__`` that is always true), so its content
is read by the methods of the plain type, never by its own; NumPy scalars, tensors,
series and paths are converted; everything else is refused. What a check compares is
therefore the same in a notebook and in a grader that lives in another process.
"""

import sys
from pathlib import PurePath
from types import CoroutineType

MAX_DEPTH = 8
MAX_ITEMS = 500_000  # of all containers together
MAX_NUMBERS = 16_000_000  # of one array
MAX_TEXT = 10_000_000  # characters
MAX_BITS = 14_000  # about 4,200 digits: Python writes no longer number as text


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


def attempted(value, _depth: int = 0) -> bool:
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
    if type(value) in (list, tuple, set, dict) and value and _depth < MAX_DEPTH:
        items = list(value.values() if type(value) is dict else value)
        return any(attempted(item, _depth + 1) for item in items)
    return True


def plain(value):
    """Return ``value`` as a fresh plain value.

    Raises
    ------
    NotPlain
        For every other type, for nesting deeper than 8 and for more than 500,000
        items.

    Examples
    --------
    >>> from collections import Counter
    >>> plain([Counter("aab"), range(3), {2, 1}, ...])
    [{'a': 2, 'b': 1}, [0, 1, 2], [1, 2], None]
    """
    try:
        return _plain(value, 0, [MAX_ITEMS])
    except NotPlain:
        raise
    except Exception as error:
        raise NotPlain(f"{_kind(type(value))} that cannot be read: {error}") from error


def _plain(value, depth, left):
    kind = type(value)
    if value is None or value is NOT_ATTEMPTED or value is Ellipsis:
        return None
    if kind is bool:
        return value
    if depth > MAX_DEPTH:
        raise NotPlain(f"a value nested more than {MAX_DEPTH} levels deep")
    converted = _from_library(value, kind, depth, left)
    if converted is not NotImplemented:
        return converted
    for base, convert in _SCALARS.items():
        if issubclass(kind, base):
            return convert(value)
    if kind is range:
        return list(_take(value, left))
    if issubclass(kind, dict):
        pairs = _take(dict.items(value), left)
        return {
            _plain(k, depth + 1, left): _plain(v, depth + 1, left) for k, v in pairs
        }
    for base in (list, tuple, set, frozenset):
        if issubclass(kind, base):
            items = [
                _plain(item, depth + 1, left)
                for item in _take(base.__iter__(value), left, base.__len__(value))
            ]
            return _ORDERED[base](items)
    if kind is CoroutineType:
        value.close()  # else Python warns, later, that nobody awaited it
    raise NotPlain(_kind(kind))


def _integer(value) -> int:
    number = int.__int__(value)
    if number.bit_length() > MAX_BITS:
        raise NotPlain("a whole number of more than 4,000 digits")
    return number


def _text(value) -> str:
    if str.__len__(value) > MAX_TEXT:
        raise NotPlain(f"a text of {str.__len__(value):,} characters")
    return str.__str__(value)


_SCALARS = {
    int: _integer,
    float: float.__float__,
    str: _text,
    PurePath: lambda path: _text(PurePath.__str__(path)),
}


def _sorted(items: list) -> list:
    """Return the items of a set in an order that does not hang on their hashes."""
    return sorted(items, key=lambda item: (type(item).__name__, repr(item)))


_ORDERED = {list: list, tuple: tuple, set: _sorted, frozenset: _sorted}


def _take(items, left: list, size: int | None = None):
    size = len(items) if size is None else size
    if size > left[0]:
        raise NotPlain(f"a value of more than {MAX_ITEMS:,} items")
    left[0] -= size
    return items


def _from_library(value, kind, depth, left):
    """Convert NumPy, torch and pandas values, without importing what is not loaded."""
    np = sys.modules.get("numpy")
    if hasattr(np, "generic"):
        if issubclass(kind, np.generic) and kind.__module__ == "numpy":
            item = value.item()
            if type(item) is kind:
                raise NotPlain(_kind(kind))
            return _plain(item, depth, left)
        if kind is np.ndarray:
            return _plain_array(np, value, depth, left)
    torch = sys.modules.get("torch")
    if hasattr(torch, "nn") and kind in (torch.Tensor, torch.nn.Parameter):
        return _plain_tensor(torch, value)
    pd = sys.modules.get("pandas")
    if hasattr(pd, "DataFrame"):
        if kind is pd.DataFrame:
            return _plain_frame(pd, value, depth, left)
        if kind is pd.Series or (
            issubclass(kind, pd.Index) and kind.__module__.partition(".")[0] == "pandas"
        ):
            return _plain(value.to_numpy(), depth, left)
    return NotImplemented


def _plain_array(np, value, depth, left):
    if value.size > MAX_NUMBERS:
        raise NotPlain(f"an array of {value.size:,} numbers")
    if value.dtype.kind in "biuf":
        return np.array(value)
    if value.dtype.kind in "OU":
        return _plain(value.tolist(), depth, left)
    raise NotPlain(f"an array of dtype {value.dtype}")


def _plain_tensor(torch, value):
    if value.numel() > MAX_NUMBERS:
        raise NotPlain(f"a tensor of {value.numel():,} numbers")
    if value.is_complex():
        raise NotPlain("a tensor of complex numbers")
    tensor = value.detach().cpu().resolve_conj().resolve_neg()
    if tensor.dtype is torch.bfloat16:
        tensor = tensor.float()
    return tensor.numpy().copy()


def _plain_frame(pd, frame, depth, left):
    named = [name for name in frame.index.names if name is not None]
    if named and not set(named) & set(frame.columns):
        frame = frame.reset_index()  # a column that serves as the index is a column
    if not frame.columns.is_unique:
        raise NotPlain("a table with two columns of the same name")
    if frame.size > MAX_NUMBERS:
        raise NotPlain(f"a table of {frame.size:,} cells")
    return pd.DataFrame(
        {
            str(frame.columns[place]): _plain_column(frame.iloc[:, place], depth, left)
            for place in range(frame.shape[1])
        }
    )


def _plain_column(column, depth, left):
    kind = getattr(column.dtype, "kind", "O")
    if kind in "biuf" and type(column.dtype).__module__.startswith("numpy"):
        return column.to_numpy().copy()
    cells = []
    for item in _take(column.tolist(), left):
        try:
            cells.append(_plain(item, depth + 1, left))
        except NotPlain as problem:  # a date, say; no check asks for such a column
            cells.append(str(problem))
    return cells


_READ_ONCE = ("generator", "map", "filter", "zip", "enumerate", "reversed")


def _kind(kind: type) -> str:
    """Return in words what a value of another type is."""
    try:
        module, name = str(kind.__module__), str(kind.__qualname__)
    except Exception:
        return "an object of an unknown type"
    if name in _READ_ONCE or name.endswith("iterator"):
        return f"a {name}, which can be read only once (make a list of it)"
    if name in ("function", "builtin_function_or_method", "method", "lambda"):
        return "a function"
    if name == "coroutine":
        return "a coroutine (write `def`, not `async def`)"
    where = "" if module in ("builtins", "__main__") else f"{module}."
    return f"an object of type {where}{name}"
