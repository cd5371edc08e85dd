"""A network as ONNX, with the steps before it in a pipeline and the unit after it."""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import nn

from course import device
from course.deploy.export import plain_classes
from course.errors import DeployError


class Scaled(nn.Module):
    """`(x - mean) / scale`, column by column."""

    def __init__(self, mean: Any, scale: Any) -> None:
        super().__init__()
        self.register_buffer("mean", torch.as_tensor(mean, dtype=torch.float32))
        self.register_buffer("scale", torch.as_tensor(scale, dtype=torch.float32))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return (x - self.mean) / self.scale


class Unscaled(nn.Module):
    """`x * scale + mean`: standardised estimates in the unit of y."""

    def __init__(self, mean: Any, scale: Any) -> None:
        super().__init__()
        self.register_buffer("mean", torch.as_tensor(mean, dtype=torch.float32))
        self.register_buffer("scale", torch.as_tensor(scale, dtype=torch.float32))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * self.scale + self.mean


def torch_to_onnx(model: Any, X: np.ndarray, classes: Sequence | None) -> tuple:
    """Return (ModelProto, what the file says about itself)."""
    module, card = as_module(model, X)
    with torch.no_grad():
        shape = tuple(module(torch.from_numpy(X)).shape)
    if len(shape) != 2:
        raise DeployError(
            f"two rows gave outputs of shape {shape}; a net to export returns one row "
            "of outputs a row, (n, outputs)"
        )
    if "classes" not in card and card["kind"] == "classifier":
        classes = range(shape[1]) if classes is None else classes
        card["classes"] = plain_classes(classes)
    if len(card.get("classes", range(shape[1]))) != shape[1]:
        raise DeployError(
            f"{len(card['classes'])} classes for {shape[1]} outputs; give one each"
        )
    return _exported(module, X, card["output"]), card


def _exported(module: nn.Module, X: np.ndarray, output: str):
    """Return what torch's exporter makes of a module, its first axis free."""
    free = ({0: torch.export.Dim("batch")},)
    try:
        with device.quiet():
            program = torch.onnx.export(
                module,
                (torch.from_numpy(X),),
                dynamo=True,
                input_names=["x"],
                output_names=[output],
                dynamic_shapes=free,
                verbose=False,
            )
    except Exception as error:  # the exporter raises of many kinds
        reason = str(error.__cause__ or error).strip().partition("\n")[0][:300]
        raise DeployError(
            f"torch cannot export {type(module).__name__}: {reason} A forward() that "
            "is exported must not depend on the number of rows or on values."
        ) from error
    return program.model_proto


def as_module(model: Any, X: np.ndarray) -> tuple[nn.Module, dict]:
    """Return the whole model as one module in evaluation mode on the CPU, and its card.

    It is a copy; the model keeps its mode and its device.
    """
    *before, (_, net) = getattr(model, "steps", [("", model)])
    if isinstance(net, nn.Module):
        return _ready([net]), {"kind": "classifier", "output": "logits"}
    if not hasattr(net, "module_"):
        raise DeployError(f"this {type(net).__name__} is not fitted; call fit first")
    layers = [*_layers(before, X), net.module_]
    if hasattr(net, "classes_"):
        card = {"kind": "classifier", "output": "logits"}
        return _ready(layers), card | {"classes": plain_classes(net.classes_)}
    targets = np.shape(net.y_mean_)
    layers.append(Unscaled(np.atleast_1d(net.y_mean_), np.atleast_1d(net.y_scale_)))
    return _ready(layers), {
        "kind": "regressor",
        "output": "estimates",
        "flat": targets == (),
    }


def _ready(layers: list[nn.Module]) -> nn.Module:
    module = copy.deepcopy(layers[0] if len(layers) == 1 else nn.Sequential(*layers))
    return module.cpu().float().to(memory_format=torch.contiguous_format).eval()


def _layers(steps: list[tuple[str, Any]], X: np.ndarray) -> list[nn.Module]:
    """Return the steps before the net as layers."""
    layers = []
    for name, step in steps:
        kind = type(step).__name__
        if kind == "FunctionTransformer":
            after = np.asarray(step.transform(X))
            if not np.array_equal(after, X.reshape(len(X), -1)):
                raise DeployError(
                    f"the step {name!r} of the pipeline does more than flatten, so it "
                    "cannot be exported. Do it before the pipeline."
                )
            layers.append(nn.Flatten())
            X = after
        elif kind == "StandardScaler":
            mean = np.zeros(X.shape[1]) if step.mean_ is None else step.mean_
            scale = np.ones(X.shape[1]) if step.scale_ is None else step.scale_
            layers.append(Scaled(mean, scale))
        else:
            raise DeployError(
                f"the step {name!r} ({kind}) before a net cannot be exported; "
                "flattening and StandardScaler can."
            )
    return layers


def outputs(model: Any, X: np.ndarray) -> np.ndarray:
    """Return what the model itself says, the way it says it in Python: (n, outputs)."""
    *before, (_, net) = getattr(model, "steps", [("", model)])
    for _, step in before:
        X = step.transform(X)
    if hasattr(net, "y_mean_"):
        return np.reshape(net.predict(X), (len(X), -1))
    module = _ready([getattr(net, "module_", net)])
    X = torch.from_numpy(np.ascontiguousarray(X, dtype=np.float32))
    n_batches = math.ceil(len(X) / 256)
    with torch.no_grad():
        return torch.cat([module(part) for part in X.chunk(n_batches)]).numpy()
