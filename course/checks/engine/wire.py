"""Encode plain values as JSON text and back; what crosses a process border.

Arrays are raw bytes with dtype and shape. Objects of ours, frames, tensors, networks
and fitted estimators travel from the asker to the learner's side by pickle, never
back; callables stay where they are and the other side gets a proxy.
"""

import base64
import json
import pickle

from course.checks.engine.copies import is_spy

_TRUSTED = ("course", "sklearn", "torch", "numpy", "pandas", "xgboost")


def encode(value, *, lend=None) -> str:
    """Return ``value`` as JSON text.

    Parameters
    ----------
    value
        A plain value. With ``lend`` (asker to learner) it may also hold callables and
        objects of this package, scikit-learn or torch.
    lend : callable, optional
        Takes a callable and returns the number under which it is lent.
    """
    return json.dumps(_pack(value, lend))


def decode(text: str, *, borrow=None):
    """Return the value that `encode` wrote.

    Parameters
    ----------
    text : str
    borrow : callable, optional
        Takes the number of a lent callable and returns its proxy; only the learner's
        side has it. Without it callables and pickles are refused.
    """
    return _unpack(json.loads(text), borrow)


def _pack(value, lend):
    import numpy as np

    if value is None or type(value) in (bool, int, float, str):
        return value
    if type(value) in (list, tuple):
        return {type(value).__name__: [_pack(item, lend) for item in value]}
    if type(value) is dict:
        return {"dict": [[_pack(k, lend), _pack(v, lend)] for k, v in value.items()]}
    if type(value) is np.ndarray and value.dtype.kind in "biuf":
        raw = base64.b64encode(np.ascontiguousarray(value).tobytes()).decode()
        return {"array": [value.dtype.str, list(value.shape), raw]}
    if lend is not None:
        return _pack_for_the_learner(value, lend)
    if type(value).__name__ == "DataFrame":
        columns = [[name, _pack(_column(value[name]), None)] for name in value.columns]
        return {"frame": [len(value), columns]}
    raise TypeError(f"{type(value).__name__} cannot cross to the asker")


def _pack_for_the_learner(value, lend):
    """Lend a spy; pickle an object of a library that we trust."""
    if is_spy(value):
        return {"lent": lend(value)}
    if type(value).__module__.partition(".")[0] in _TRUSTED:
        return {"object": base64.b64encode(pickle.dumps(value)).decode()}
    raise TypeError(f"{type(value).__name__} cannot cross to the learner's side")


def _column(series):
    values = series.to_numpy()
    return values if values.dtype.kind in "biuf" else values.tolist()


def _unpack(packed, borrow):
    if type(packed) is not dict:
        return packed
    ((kind, body),) = packed.items()
    if kind in ("list", "tuple"):
        items = [_unpack(item, borrow) for item in body]
        return items if kind == "list" else tuple(items)
    if kind == "dict":
        return {_unpack(k, borrow): _unpack(v, borrow) for k, v in body}
    if kind == "array":
        import numpy as np

        dtype, shape, raw = body
        return np.frombuffer(base64.b64decode(raw), dtype).reshape(shape).copy()
    if kind == "frame":
        import pandas as pd

        n_rows, columns = body
        columns = {name: _unpack(column, borrow) for name, column in columns}
        return pd.DataFrame(columns, index=range(n_rows))
    if borrow is None:
        raise ValueError(f"a value of kind {kind!r} is not accepted here")
    if kind == "lent":
        return borrow(body)
    if kind == "object":
        return pickle.loads(base64.b64decode(body))
    raise ValueError(f"unknown kind {kind!r}")
