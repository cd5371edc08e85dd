"""XGBoost's trees as ONNX: its own JSON read, a tree ensemble written."""

import json
from typing import Any

import numpy as np

from course.errors import DeployError

#: Objective of XGBoost: (margin for a base score, ONNX operator on the margins)
LINKS = {
    "reg:squarederror": (lambda p: p, None),
    "binary:logistic": (lambda p: np.log(p / (1 - p)), "Sigmoid"),
    "multi:softprob": (lambda p: p, "Softmax"),
    "multi:softmax": (lambda p: p, "Softmax"),
}


def xgboost_to_onnx(model: Any, n_columns: int, output: str) -> Any:
    """Return the ModelProto of a fitted XGBClassifier or XGBRegressor.

    A row goes left where its value is below the threshold, as in XGBoost; a missing
    value goes where the tree sends it. Leaves are added, the base score too.

    Raises
    ------
    DeployError
        For another booster than trees, or an objective without a known link.
    """
    from onnx import TensorProto, helper

    learner = json.loads(model.get_booster().save_raw("json"))["learner"]
    objective = learner["objective"]["name"]
    booster = learner["gradient_booster"]
    if objective not in LINKS or booster["name"] != "gbtree":
        raise DeployError(
            f"XGBoost with {booster['name']} and {objective} is not exported here; "
            f"gbtree with one of {', '.join(LINKS)} is"
        )
    margin, link = LINKS[objective]
    base = np.ravel(json.loads(learner["learner_model_param"]["base_score"]))
    n_targets = max(1, int(learner["learner_model_param"]["num_class"]))
    # early stopping keeps later trees in the file, and predict leaves them out
    best = getattr(model, "best_iteration", None) if _stopped(model) else None
    trees, groups = booster["model"]["trees"], booster["model"]["tree_info"]
    if best is not None:
        n_kept = (best + 1) * n_targets
        trees, groups = trees[:n_kept], groups[:n_kept]
    nodes = helper.make_node(
        "TreeEnsembleRegressor",
        ["x"],
        ["margin" if link else output],
        domain="ai.onnx.ml",
        n_targets=n_targets,
        base_values=np.broadcast_to(margin(base), n_targets).astype(float).tolist(),
        **_attributes(trees, groups),
    )
    graph = helper.make_graph(
        [nodes, *_link(link, output)],
        "xgboost",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, n_columns])],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, [None, None])],
    )
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid("ai.onnx.ml", 3)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=9)


def _stopped(model: Any) -> bool:
    return getattr(model, "early_stopping_rounds", None) is not None


def _link(link: str | None, output: str) -> list:
    """Return the nodes that make probabilities out of margins."""
    from onnx import helper

    if link is None:
        return []
    if link == "Softmax":
        return [helper.make_node("Softmax", ["margin"], [output], axis=1)]
    minus = helper.make_node("Neg", ["margin"], ["minus"])
    both = helper.make_node("Concat", ["minus", "margin"], ["both"], axis=1)
    return [minus, both, helper.make_node("Sigmoid", ["both"], [output])]


def _attributes(trees: list[dict], groups: list[int]) -> dict[str, list]:
    """Return the trees as the parallel lists that ONNX wants."""
    names = "treeids nodeids featureids values modes truenodeids falsenodeids"
    names += " missing_value_tracks_true"
    found = {f"nodes_{name}": [] for name in names.split()}
    leaves = {f"target_{n}": [] for n in ("treeids", "nodeids", "ids", "weights")}
    for number, (tree, group) in enumerate(zip(trees, groups, strict=True)):
        if any(tree.get("split_type", [])):
            raise DeployError("trees that split on categories are not exported here")
        for node, left in enumerate(tree["left_children"]):
            leaf = left == -1
            value = tree["split_conditions"][node]
            row = (
                number,
                node,
                0 if leaf else tree["split_indices"][node],
                0.0 if leaf else value,
                "LEAF" if leaf else "BRANCH_LT",
                0 if leaf else left,
                0 if leaf else tree["right_children"][node],
                0 if leaf else int(tree["default_left"][node]),
            )
            for column, entry in zip(found.values(), row, strict=True):
                column.append(entry)
            if leaf:
                row = (number, node, group, value)
                for column, entry in zip(leaves.values(), row, strict=True):
                    column.append(entry)
    return found | leaves
