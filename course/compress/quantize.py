"""Eight bits a number instead of thirty-two, in an ONNX file."""

import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from course import device
from course.errors import DeployError

#: Operators of ONNX that are worth eight bits.
LAYERS = ("Conv", "ConvTranspose", "Gemm", "MatMul")


def quantize_static(
    path: str | Path, out: str | Path, X_calibration: Any, *, batch_size: int = 64
) -> Path:
    """Write an int8 version of an ONNX model; its ranges come from calibration rows.

    Weights and activations become eight-bit codes of real numbers,
    ``real = scale * (code - zero_point)``, with one scale a tensor, and one an output
    channel for weights. The ranges of the activations are the least and the largest
    value that the calibration rows cause. Source: ONNX Runtime, "Quantize ONNX models",
    static quantisation with QDQ nodes; Jacob et al. (2018), arXiv:1712.05877.

    Parameters
    ----------
    path
        A float32 file, such as `export_onnx` writes it.
    out
        Where the int8 file goes. An older one stays until the new one is complete.
    X_calibration : array, (n, ...)
        Rows like those to come, from the training part: test rows would leak.
    batch_size
        Rows that go through the model at a time.

    Returns
    -------
    The path of the int8 file. It takes and gives float32, like the other.

    Raises
    ------
    DeployError
        If the file is damaged, the rows do not fit it, or it has no layer that can be
        quantised.
    """
    import onnx
    import onnxruntime.quantization as ort
    from onnxruntime.quantization.shape_inference import quant_pre_process

    before = _opened(Path(path))
    if not any(node.op_type in LAYERS for node in before.graph.node):
        raise DeployError(
            f"{path} has no layer to quantise: convolutions and products of matrices "
            "become int8, trees and scikit-learn's linear models do not."
        )
    X = _rows(X_calibration, before)
    reader = _Rows(before.graph.input[0].name, X, batch_size)
    out = Path(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as folder:
        ready, small = Path(folder, "ready.onnx"), Path(folder, "small.onnx")
        try:
            with device.quiet():
                # without it the graphs of torch's exporter lack shapes; the symbolic
                # kind fails on some attention and leaves a file where it is called
                quant_pre_process(str(path), str(ready), skip_symbolic_shape=True)
                ort.quantize_static(
                    str(ready),
                    str(small),
                    reader,
                    quant_format=ort.QuantFormat.QDQ,
                    per_channel=True,
                )
        except Exception as error:  # ONNX Runtime raises of many kinds
            reason = str(error).strip().partition("\n")[0][:200]
            raise DeployError(f"{path} cannot be quantised: {reason}") from error
        after = onnx.load(small)
        del after.metadata_props[:]
        after.metadata_props.extend(before.metadata_props)
        onnx.save(after, small)
        os.replace(small, out)
    return out


class _Rows:
    """Calibration rows, batch by batch, as ONNX Runtime asks for them."""

    def __init__(self, name: str, X: np.ndarray, batch_size: int) -> None:
        starts = range(0, len(X), batch_size)
        self._batches = iter([{name: X[i : i + batch_size]} for i in starts])

    def get_next(self) -> dict[str, np.ndarray] | None:
        return next(self._batches, None)


def _opened(path: Path) -> Any:
    import onnx

    try:
        model = onnx.load(path)
        onnx.checker.check_model(model)
    except Exception as error:  # protobuf and the checker raise of many kinds
        reason = str(error).strip().partition("\n")[0][:160]
        raise DeployError(
            f"{path} is no complete ONNX model: {reason} Export it again."
        ) from error
    return model


def _rows(X: Any, model: Any) -> np.ndarray:
    """Return the calibration rows as float32, of the shape that the model takes."""
    X = np.asarray(X.detach().cpu() if hasattr(X, "detach") else X, dtype=np.float32)
    dims = model.graph.input[0].type.tensor_type.shape.dim[1:]
    wanted = tuple(dim.dim_value or None for dim in dims)
    fits = X.ndim == len(wanted) + 1 and len(X)
    if not fits or any(
        a not in (None, b) for a, b in zip(wanted, X.shape[1:], strict=True)
    ):
        raise DeployError(
            f"calibration rows have shape {X.shape}, and the model takes (n, "
            f"{', '.join(map(str, wanted))}). Take some hundred training rows."
        )
    if not np.isfinite(X).all():
        raise DeployError(
            "calibration rows hold NaN or infinity, so they have no range. Drop them."
        )
    return X
