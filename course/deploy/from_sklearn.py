"""A scikit-learn model or pipeline as ONNX; XGBoost goes to a file of its own."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from course import device
from course.deploy.export import plain_classes
from course.errors import DeployError


def sklearn_to_onnx(model: Any, X: np.ndarray, classes: Sequence | None) -> tuple:
    """Return (ModelProto, what the file says about itself)."""
    from sklearn.base import is_classifier
    from sklearn.exceptions import NotFittedError
    from sklearn.utils.validation import check_is_fitted

    try:
        check_is_fitted(model)
    except NotFittedError as error:
        raise DeployError(f"{_name(model)} is not fitted; call fit first") from error
    if is_classifier(model):
        if not hasattr(model, "predict_proba"):
            raise DeployError(
                f"{_name(model)} gives no probabilities. Use one that does, such as "
                "SVC(probability=True)."
            )
        names = plain_classes(model.classes_)
        card = {"kind": "classifier", "output": "probabilities", "classes": names}
    else:
        flat = np.ndim(model.predict(X)) == 1
        card = {"kind": "regressor", "output": "estimates", "flat": flat}
    core, flat_X = _without_flattening(model, X)
    last = core.steps[-1][1] if hasattr(core, "steps") else core
    if type(last).__module__.startswith("xgboost"):
        from course.deploy.from_xgboost import xgboost_to_onnx

        if core is not last:
            raise DeployError(
                "before XGBoost a pipeline may only flatten; trees need no scaling"
            )
        proto = xgboost_to_onnx(last, flat_X.shape[1], card["output"])
    else:
        proto = _converted(core, flat_X.shape[1], card)
    if X.ndim > 2:
        _flatten_first(proto, X.shape[1:])
    return proto, card


def _name(model: Any) -> str:
    return type(model.steps[-1][1] if hasattr(model, "steps") else model).__name__


def _without_flattening(model: Any, X: np.ndarray) -> tuple[Any, np.ndarray]:
    """Return the model behind the steps that only flatten, and rows as it gets them."""
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import FunctionTransformer

    steps = list(getattr(model, "steps", []))
    while steps and isinstance(steps[0][1], FunctionTransformer):
        name, step = steps.pop(0)
        after = np.asarray(step.transform(X))
        if not np.array_equal(after, X.reshape(len(X), -1)):
            raise DeployError(
                f"the step {name!r} of the pipeline does more than flatten, so it "
                "cannot be exported. Do it before the pipeline."
            )
        X = after
    if X.ndim != 2:
        raise DeployError(
            f"{_name(model)} takes a table, and the rows have shape {X.shape[1:]}. "
            "Flatten them first."
        )
    if not steps:
        return model, X
    return (steps[0][1] if len(steps) == 1 else Pipeline(steps)), X


def _converted(core: Any, n_columns: int, card: dict) -> Any:
    from skl2onnx import convert_sklearn
    from skl2onnx.common.data_types import FloatTensorType

    last = core.steps[-1][1] if hasattr(core, "steps") else core
    options = {id(last): {"zipmap": False}} if card["kind"] == "classifier" else None
    rows = [("x", FloatTensorType([None, n_columns]))]
    try:
        with device.quiet():
            proto = convert_sklearn(core, initial_types=rows, options=options)
    except Exception as error:  # its converters raise of many kinds
        reason = str(error).strip().partition("\n")[0][:200]
        raise DeployError(
            f"skl2onnx cannot write {_name(core)} as ONNX ({reason}). Random forests, "
            "linear models and XGBoost can be exported."
        ) from error
    _rename(proto, proto.graph.output[-1].name, card["output"])
    del proto.graph.output[:-1]  # the label: we name classes ourselves
    return proto


def _rename(proto: Any, old: str, new: str) -> None:
    for node in proto.graph.node:
        for names in (node.input, node.output):
            for i, name in enumerate(names):
                if name == old:
                    names[i] = new
    for value in [*proto.graph.input, *proto.graph.output]:
        if value.name == old:
            value.name = new


def _flatten_first(proto: Any, shape: tuple[int, ...]) -> None:
    """Let a graph that takes rows of a table take pictures."""
    from onnx import TensorProto, helper

    _rename(proto, "x", "x_flat")
    proto.graph.node.insert(0, helper.make_node("Flatten", ["x"], ["x_flat"], axis=1))
    del proto.graph.input[:]
    dims = [None, *shape]
    proto.graph.input.append(
        helper.make_tensor_value_info("x", TensorProto.FLOAT, dims)
    )
