"""Models out of bytes: safetensors and ONNX, formats that hold no code of Python.

Nothing here unpickles. A graph that could run for ever, grow without bounds, or read
other files is refused before it gets a session.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

SHAPE, CLASSES = (1, 8, 8), 10
MOST_WIDTH = 256  # of a CNN that is built for a file
#: Operators with graphs inside, and those that make much out of little.
REFUSED = {
    "If", "Loop", "Scan", "SequenceMap",
    "ConstantOfShape", "Expand", "Range", "Resize", "Tile", "Upsample",
}  # fmt: skip
FIXED = "it takes {} rows at a time and no other number"
ELSEWHERE = "its weights lie in a second file"
PICKLED = "it holds a pickle, which runs code when it is opened"


class Unreadable(Exception):
    """The bytes are no model that a check opens; the text says why."""


@dataclass(frozen=True)
class Model:
    """A model behind `run`, which takes images (n, 1, 8, 8) and gives (n, 10)."""

    run: Callable
    zeros: float = 0.0  # share of the weights that are 0
    codes: float = 0.0  # share of the weights that are stored in eight bits
    logits_scale: float | None = None  # of a quantised output


@lru_cache(maxsize=16)
def opened(content: bytes) -> Model:
    """Return the model in a file's bytes.

    Raises
    ------
    Unreadable
    """
    if content[8:9] == b"{":  # after the length of the header, which may be any byte
        return _network(content)
    if content[:1] == b"\x80" or content[:4] == b"PK\x03\x04":
        raise Unreadable(PICKLED)
    return _graph(content)


def _network(content: bytes) -> Model:
    """Return the small CNN whose weights a safetensors file holds."""
    import torch
    from safetensors import SafetensorError
    from safetensors.torch import load

    from course.models import networks

    try:
        state = load(content)
        width, *filters = state["0.weight"].shape
        if filters != [1, 3, 3] or width > MOST_WIDTH:
            raise ValueError("another network")
        net = networks.small_cnn(SHAPE, CLASSES, width=width)
        net.load_state_dict(state)
    except (SafetensorError, KeyError, RuntimeError, ValueError) as error:
        raise Unreadable("it does not hold the weights of a small CNN") from error
    net.eval()

    def run(X):
        with torch.no_grad():
            return net(torch.from_numpy(X)).numpy()

    return Model(run)


def _graph(content: bytes) -> Model:
    """Return the model that an ONNX file holds."""
    import onnx

    from course.deploy import runtime

    try:
        proto = onnx.load_from_string(content)
        graph = proto.graph
    except Exception as error:  # protobuf raises of many kinds
        raise Unreadable("it is neither safetensors nor ONNX") from error
    if any(t.data_location == onnx.TensorProto.EXTERNAL for t in graph.initializer):
        raise Unreadable(ELSEWHERE)
    nodes = [*graph.node, *(node for f in proto.functions for node in f.node)]
    if not graph.node or REFUSED & {node.op_type for node in nodes}:
        raise Unreadable("it holds no plain graph of layers")
    try:
        session = runtime.session(content, n_threads=1)
        (inlet,) = session.get_inputs()
    except Exception as error:  # ONNX Runtime raises classes of its own
        raise Unreadable("ONNX Runtime does not open it") from error
    weights = [onnx.numpy_helper.to_array(t) for t in graph.initializer]
    large = [w for w in weights if w.ndim > 1 and w.size > 20]
    scales = {t.name: onnx.numpy_helper.to_array(t) for t in graph.initializer}
    last = scales.get(f"{graph.output[-1].name}_scale")
    return Model(
        lambda X: _run(session, inlet, X),
        zeros=_share(large, lambda w: (w == 0).sum()),
        codes=_share(large, lambda w: w.size * (w.dtype.itemsize == 1)),
        logits_scale=float(last) if last is not None and last.size == 1 else None,
    )


def _share(weights, count) -> float:
    total = sum(w.size for w in weights)
    return float(sum(count(w) for w in weights) / total) if total else 0.0


def _run(session, inlet, X):
    """Return the outputs of a graph, 10 columns; of a label alone, one-hot."""
    import numpy as np

    if len(inlet.shape) == 2:
        X = X.reshape(len(X), -1)
    try:
        found = session.run(None, {inlet.name: X})
    except Exception as error:  # ONNX Runtime raises classes of its own
        problem = f"it does not take {len(X)} rows of shape (1, 8, 8)"
        if isinstance(inlet.shape[0], int):
            problem = FIXED.format(inlet.shape[0])
        raise Unreadable(problem) from error
    for outputs in reversed(found):
        if getattr(outputs, "ndim", 0) == 2 and outputs.shape == (len(X), CLASSES):
            return outputs
        if getattr(outputs, "ndim", 0) == 1 and outputs.dtype.kind == "i":
            return np.eye(CLASSES, dtype="float32")[outputs % CLASSES]
    raise Unreadable(f"it does not give {CLASSES} numbers for each of {len(X)} rows")


@lru_cache(maxsize=16)
def logits(content: bytes):
    """Return what the model in a file says of the test digits, (450, 10)."""
    from course import data

    return opened(content).run(data.load_digits().X_test)


def accuracy(content: bytes) -> float:
    """Return the share of the test digits that the model in a file gets right."""
    from course import data

    return float((logits(content).argmax(axis=1) == data.load_digits().y_test).mean())


def training_accuracy(content: bytes) -> float | None:
    """Return the same of the training digits, where it takes as many."""
    from course import data

    digits = data.load_digits()
    try:
        found = opened(content).run(digits.X_train).argmax(axis=1)
    except Unreadable:
        return None
    return float((found == digits.y_train).mean())


def steps_of_test(content: bytes) -> list[float]:
    """Return the steps of eight bits that the first k test digits would give.

    One for every k; the range holds 0, and the largest outputs so far decide.
    """
    import numpy as np

    outputs = logits(content)
    high = np.maximum.accumulate(outputs.max(axis=1)).clip(min=0)
    low = np.minimum.accumulate(outputs.min(axis=1)).clip(max=0)
    return ((high - low) / 255).tolist()
