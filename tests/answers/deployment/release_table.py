"""Answers to `release_table`: five files, made once, and tables that are wrong."""

import copy
import functools
import tempfile
from pathlib import Path

import numpy as np
import onnx
import pandas as pd
import torch

from course import compress, data, deploy, measure, models
from course.device import quiet

KEPT = tempfile.TemporaryDirectory(prefix="release-")  # gone at the end of the run
FOLDER = Path(KEPT.name)


@functools.cache
def digits():
    return data.load_digits()


def cnn(width=8):
    settings = {"device": "cpu", "progress": False, "random_state": 0}
    return models.small_cnn(width=width, epochs=8, **settings)


@functools.cache
def net():
    return cnn().fit(digits().X_train, digits().y_train)


def logits(path):
    if path.suffix != ".onnx":
        with torch.no_grad():
            return net().module_(torch.from_numpy(digits().X_test)).numpy()
    return deploy.OnnxModel(path)(digits().X_test)


def row(variant, path) -> dict:
    outputs = logits(path)
    return {
        "variant": variant,
        "path": str(path),
        "size_bytes": path.stat().st_size,
        "accuracy": float((outputs.argmax(axis=1) == digits().y_test).mean()),
        "max_abs_diff": float(abs(outputs - logits(FOLDER / "cnn.safetensors")).max()),
        "p50_ms": 0.02,
        "p95_ms": 0.03,
    }


@functools.cache
def rows() -> tuple:
    X, y = digits().X_train, digits().y_train
    net().save(FOLDER / "cnn.safetensors")
    whole = deploy.export_onnx(net(), FOLDER / "cnn.onnx", X[:2])
    pruned = compress.finetune(compress.prune_weights(net(), 0.8), X, y, epochs=5)
    student = cnn(3).fit(X, net().predict(X))
    paths = {
        "torch": FOLDER / "cnn.safetensors",
        "onnx": whole,
        "pruned": deploy.export_onnx(pruned, FOLDER / "pruned.onnx", X[:2]),
        "int8": compress.quantize_static(whole, FOLDER / "int8.onnx", X[:300]),
        "distilled": deploy.export_onnx(student, FOLDER / "student.onnx", X[:2]),
    }
    return tuple(row(variant, path) for variant, path in paths.items())


def table(**changed) -> pd.DataFrame:
    """Return the right table, some rows changed: variant=dict or variant=path."""
    found = []
    for one in rows():
        new = changed.get(one["variant"], {})
        found.append(row(one["variant"], new) if isinstance(new, Path) else one | new)
    return pd.DataFrame(found)


def reference() -> dict:
    return {"release_table": table(), "ship": "int8", "note": "same size"}


def alternative_other_exporter() -> dict:
    """torch's older exporter, dynamic quantisation, paths as they are, other order."""
    from onnxruntime.quantization import quantize_dynamic

    whole, small = FOLDER / "legacy.onnx", FOLDER / "dynamic.onnx"
    with quiet():
        torch.onnx.export(
            net().module_.eval(),
            (torch.from_numpy(digits().X_train[:1]),),
            str(whole),
            dynamo=False,
            input_names=["image"],
            output_names=["scores"],
            dynamic_axes={"image": {0: "batch"}, "scores": {0: "batch"}},
        )
        quantize_dynamic(whole, small)
    found = table(onnx=whole, int8=small)[::-1]
    found["path"] = found["path"].map(Path)
    return {"release_table": found.assign(note="measured twice").set_index("variant")}


def alternative_logistic_student() -> dict:
    """A logistic regression learned from the network; the CNN of width 3 is shipped."""
    X = digits().X_train
    student = models.logistic().fit(X, net().predict(X))
    path = deploy.export_onnx(student, FOLDER / "logistic.onnx", X[:2])
    return {"release_table": table(distilled=path)}


# -- wrong files --------------------------------------------------------------


def answer(**changed) -> dict:
    return {"release_table": table(**changed)}


def resized(path) -> dict:
    return {"path": str(path), "size_bytes": path.stat().st_size}


def wrong_pickled() -> list:
    import pickle

    state, forest = FOLDER / "cnn.pt", FOLDER / "cnn.pkl"
    torch.save(net().module_.state_dict(), state)
    forest.write_bytes(pickle.dumps(net().module_.state_dict()))
    return [answer(torch=resized(state)), answer(torch=resized(forest))]


def wrong_weights_elsewhere() -> dict:
    path = FOLDER / "graph.onnx"
    proto = onnx.load(rows()[1]["path"])
    onnx.save_model(
        proto, path, save_as_external_data=True, location="graph.data", size_threshold=0
    )
    return answer(onnx=resized(path))


def wrong_fixed_batch() -> list:
    found = []
    for n in (2, 450):
        path = FOLDER / f"fixed{n}.onnx"
        proto = onnx.load(rows()[1]["path"])
        proto.graph.input[0].type.tensor_type.shape.dim[0].dim_value = n
        onnx.save(proto, path)
        found.append(answer(onnx=rows()[1] | resized(path)))
    return found


def wrong_train_mode_export() -> dict:
    path = FOLDER / "training.onnx"
    with quiet():
        torch.onnx.export(
            copy.deepcopy(net().module_).train(),
            (torch.from_numpy(digits().X_train[:2]),),
            str(path),
            dynamo=False,
            training=torch.onnx.TrainingMode.PRESERVE,
            input_names=["x"],
            dynamic_axes={"x": {0: "batch"}},
        )
    outputs = deploy.OnnxModel(path)(digits().X_test)
    right = float((outputs.argmax(axis=1) == digits().y_test).mean())
    off = float(abs(outputs - logits(FOLDER / "cnn.safetensors")).max())
    told = {"accuracy": right, "max_abs_diff": off}
    return answer(onnx=rows()[1] | resized(path) | told)


def wrong_another_network() -> dict:
    return answer(onnx=Path(rows()[2]["path"]))


def wrong_calibrated_on_test() -> list:
    found = []
    for n in (450, 100):
        path = FOLDER / f"leak{n}.onnx"
        compress.quantize_static(rows()[1]["path"], path, digits().X_test[:n])
        found.append(answer(int8=path))
    return found


def wrong_still_float() -> list:
    path = FOLDER / "rounded.onnx"
    proto = onnx.load(rows()[1]["path"])
    for tensor in proto.graph.initializer:
        values = onnx.numpy_helper.to_array(tensor)
        if values.dtype == np.float32:
            step = float(abs(values).max()) / 127
            values = (np.round(values / step) * step).astype("float32")
            tensor.CopyFrom(onnx.numpy_helper.from_array(values, tensor.name))
    onnx.save(proto, path)
    return [answer(int8=path), answer(int8=Path(rows()[1]["path"]))]


def wrong_pruning_lost() -> list:
    X, y = digits().X_train, digits().y_train
    dense = compress.prune_weights(net(), 0.8)
    dense = compress.finetune(dense, X, y, epochs=1, keep_zeros=False)
    path = deploy.export_onnx(dense, FOLDER / "dense.onnx", X[:2])
    return [answer(pruned=path), answer(pruned=Path(rows()[1]["path"]))]


# -- wrong numbers ------------------------------------------------------------


def wrong_kilobytes() -> list:
    return [
        answer(**{r["variant"]: {"size_bytes": r["size_bytes"] / k} for r in rows()})
        for k in (1000, 1024)
    ]


def wrong_in_memory_size() -> list:
    n_bytes = measure.n_bytes(net())
    return [
        answer(torch={"size_bytes": n_bytes}),
        answer(torch={"size_bytes": n_bytes}, onnx={"size_bytes": n_bytes}),
    ]


def wrong_percent() -> dict:
    return answer(**{r["variant"]: {"accuracy": 100 * r["accuracy"]} for r in rows()})


def wrong_measured_on_training() -> dict:
    X, y = digits().X_train, digits().y_train
    right = float((net().predict(X) == y).mean())
    return answer(torch={"accuracy": right}, onnx={"accuracy": right})


def wrong_latency_in_seconds() -> dict:
    return answer(**{r["variant"]: {"p50_ms": 2e-5, "p95_ms": 3e-5} for r in rows()})


def wrong_ship_over_budget() -> list:
    return [{"ship": "onnx"}, {"ship": "pruned"}, {"ship": "torch"}]
