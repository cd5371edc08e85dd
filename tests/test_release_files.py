"""Files of strangers: opened as numbers or refused, never run.

Budget: 10 s.
"""

import pickle

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper
from safetensors.torch import save

from course.checks.deployment import opened
from course.checks.deployment.manifest import TRAP
from course.checks.deployment.opened import MOST_WIDTH, Unreadable
from course.models import networks

X = np.random.default_rng(0).random((3, 1, 8, 8), dtype="float32")


def network(width=4, seed=0):
    torch.manual_seed(seed)
    return networks.small_cnn(opened.SHAPE, opened.CLASSES, width=width).eval()


def graph(*nodes, initializer=(), shape=("n", 1, 8, 8), outputs=("y",)):
    """Return the bytes of a graph from x to its outputs."""
    inlet = helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)
    out = [helper.make_tensor_value_info(o, TensorProto.FLOAT, None) for o in outputs]
    made = helper.make_graph(nodes, "g", [inlet], out, initializer)
    proto = helper.make_model(made, opset_imports=[helper.make_opsetid("", 18)])
    proto.ir_version = 9
    return proto.SerializeToString()


def linear(**settings):
    weight = np.random.default_rng(1).random((64, 10), dtype="float32")
    tensor = onnx.numpy_helper.from_array(weight, "w")
    nodes = [
        helper.make_node("Flatten", ["x"], ["f"]),
        helper.make_node("MatMul", ["f", "w"], ["y"]),
    ]
    return graph(*nodes, initializer=[tensor], **settings), weight


def test_a_network_comes_out_as_it_went_in():
    net = network()
    found = opened.opened(save(net.state_dict())).run(X)
    with torch.no_grad():
        want = net(torch.from_numpy(X)).numpy()
    assert np.allclose(found, want)


def test_a_graph_runs():
    content, weight = linear()
    assert np.allclose(opened.opened(content).run(X), X.reshape(3, -1) @ weight)


def test_a_graph_for_two_rows_says_so():
    content, _ = linear(shape=(2, 1, 8, 8))
    with pytest.raises(Unreadable, match="takes 2 rows at a time and no other"):
        opened.opened(content).run(X)


class Armed:
    def __reduce__(self):
        return pytest.fail, ("a file was unpickled",)


HOSTILE = {
    "a pickle": pickle.dumps(Armed()),
    "a pickle of an old protocol": pickle.dumps(Armed(), protocol=0),
    "a trap": TRAP,
    "nothing": b"",
    "noise": np.random.default_rng(2).bytes(5000),
    "half of a graph": linear()[0][:900],
    "a header without end": (2**40).to_bytes(8, "little") + b"{" + bytes(100),
    "another network": save({"0.weight": torch.zeros(3, 1, 3, 3)}),
    "a very wide network": save({"0.weight": torch.zeros(MOST_WIDTH + 1, 1, 3, 3)}),
    "a weight without axes": save({"0.weight": torch.zeros(())}),
    "no weight at all": save({"a": torch.zeros(2)}),
    "a loop": graph(helper.make_node("Loop", ["", "", "x"], ["y"])),
    "a shape that grows": graph(helper.make_node("Expand", ["x", "x"], ["y"])),
    "no operator of ONNX": graph(helper.make_node("Runs", ["x"], ["y"])),
    "other outputs": graph(helper.make_node("Relu", ["x"], ["y"])),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_model_is_refused(what):
    with pytest.raises(Unreadable):
        opened.opened(HOSTILE[what]).run(X)


def test_weights_in_a_second_file_are_not_looked_for(tmp_path):
    proto = onnx.load_from_string(linear()[0])
    (tmp_path / "secret").write_bytes(bytes(4 * 640))
    tensor = proto.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in (("location", str(tmp_path / "secret")), ("offset", "0")):
        tensor.external_data.add(key=key, value=value)
    with pytest.raises(Unreadable, match="second file"):
        opened.opened(proto.SerializeToString())
