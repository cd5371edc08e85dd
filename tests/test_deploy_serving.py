"""A real server on loopback: answers, refusals that say why, load, memory, an end.

Budget: 10 s.
"""

import http.client
import json
import os
import socket
import time

import numpy as np
import pytest
from sklearn.datasets import load_diabetes, load_iris

from course import deploy, models
from course.deploy import service
from course.errors import DeployError


@pytest.fixture(scope="module")
def iris_file(tmp_path_factory):
    X, y = load_iris(return_X_y=True)
    names = np.array(["setosa", "versicolor", "virginica"])[y]
    path = tmp_path_factory.mktemp("iris") / "iris.onnx"
    return deploy.export_onnx(models.logistic().fit(X, names), path, X)


@pytest.fixture(scope="module")
def server(iris_file):
    with deploy.serve(iris_file, max_bytes=100_000) as running:
        yield running


def post(server, body, path="/predict"):
    """Return (status, answer) of one request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("POST", path, body)
    response = connection.getresponse()
    answer = json.loads(response.read())
    connection.close()
    return response.status, answer


def test_the_server_says_what_the_model_says(server, iris_file):
    X = load_iris().data
    model = deploy.OnnxModel(iris_file)
    assert (server.predict(X) == model.predict(X)).all()
    status, answer = post(server, json.dumps({"rows": X[:3].tolist()}))
    assert status == 200
    assert answer["predictions"] == ["setosa"] * 3
    np.testing.assert_allclose(
        answer["probabilities"], model.predict_proba(X[:3]), atol=1e-6
    )


def test_health_names_the_file_by_its_hash(server, iris_file):
    health = server.health()
    assert health["status"] == "ok"
    assert health["sha256"] == deploy.manifest(iris_file, "x", {"a": 1})["sha256"]
    assert health["shape"] == [4]
    assert str(iris_file.parent) not in json.dumps(health)
    assert server.pid != os.getpid()
    assert 10e6 < server.rss_bytes < 400e6


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "not JSON"),
        (b"rows", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 50_000, "not JSON"),
        (b"[]", "rows"),
        (b'{"row": [[1, 2, 3, 4]]}', "rows"),
        (b'{"rows": 3}', "rows"),
        (b'{"rows": []}', r"shape \[0\]"),
        (b'{"rows": [[]]}', r"shape \[1, 0\]"),
        (b'{"rows": [[1, 2, 3]]}', r"shape \[1, 3\]; wanted \(n, 4\)"),
        (b'{"rows": [1, 2, 3, 4]}', r"shape \[4\]"),
        (b'{"rows": [[1, 2, 3, 4], [1, 2]]}', "one shape"),
        (b'{"rows": [[1, 2, 3, NaN]]}', "NaN"),
        (b'{"rows": [[1, 2, 3, -Infinity]]}', "Infinity"),
        (b'{"rows": [[1, 2, 3, 1e999]]}', "too large"),
        (b'{"rows": [[1, 2, 3, 1e300]]}', "too large"),
        (b'{"rows": [[1, 2, 3, null]]}', "not a number"),
        (b'{"rows": [[1, 2, 3, "4"]]}', "not a number"),
        (b'{"rows": [[1, 2, 3, true]]}', "not a number"),
        (b'{"rows": [[true, true, true, true]]}', "not a number"),
        (b'{"rows": [[1, 2, 3, 1' + b"0" * 400 + b"]]}", "number"),
    ],
)
def test_a_bad_request_gets_a_400_and_a_sentence(server, body, says):
    import re

    status, answer = post(server, body)
    assert status == 400
    assert re.search(says, answer["error"]), answer
    assert server.predict(load_iris().data[:1]).tolist() == ["setosa"]


def test_numbers_are_answered_as_numbers(tmp_path):
    X, y = load_diabetes(return_X_y=True)
    model = models.ridge().fit(X, y)
    path = deploy.export_onnx(model, tmp_path / "ridge.onnx", X)
    with deploy.serve(path) as running:
        got = running.predict(X[:5])
    assert got.shape == (5,)
    np.testing.assert_allclose(got, model.predict(X[:5]), rtol=1e-4)


def test_limits_and_addresses(server):
    status, answer = post(server, b"x" * 100_001)
    assert (status, "100000" in answer["error"]) == (413, True)
    assert post(server, b"{}", "/other")[0] == 404
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", "/predict")
    assert connection.getresponse().status == 404
    connection.close()
    connection.putrequest("POST", "/predict")  # no Content-Length
    connection.endheaders()
    assert connection.getresponse().status == 411
    connection.close()


def test_a_caller_that_hangs_up_harms_nobody(server):
    with socket.create_connection(("127.0.0.1", server.port)) as caller:
        caller.sendall(b"POST /predict HTTP/1.1\r\nContent-Length: 500\r\n\r\n{")
    with socket.create_connection(("127.0.0.1", server.port)) as caller:
        caller.sendall(b"nonsense\r\n\r\n")
    assert server.predict(load_iris().data[:2]).shape == (2,)


def test_the_server_listens_on_loopback_only(server):
    own = socket.gethostbyname(socket.gethostname())
    if own.startswith("127."):
        pytest.skip("this machine knows itself by loopback alone")
    with socket.socket() as caller:
        caller.settimeout(2)
        assert caller.connect_ex((own, server.port)) != 0


def test_load_is_counted_and_errors_too(server):
    X = load_iris().data
    found = deploy.load_test(server.url, X, n_requests=120, n_clients=4)
    assert found["errors"] == 0
    assert len(found["latencies_ms"]) == 120
    assert 0 < found["p50_ms"] <= found["p95_ms"] <= found["p99_ms"]
    assert found["requests_per_second"] > 0
    bad = deploy.load_test(server.url, np.zeros((3, 7)), n_requests=10, n_clients=2)
    assert bad["errors"] == 10
    assert np.isnan(bad["p50_ms"])
    with pytest.raises(DeployError, match="url"):
        deploy.load_test("ftp://nowhere", X)
    with pytest.raises(DeployError, match="callers"):
        deploy.load_test(server.url, X, n_requests=1, n_clients=4)


def test_an_answer_leaves_in_one_piece_on_a_connection_that_stays():
    """In two pieces, or on a new connection each time, an answer waits 40 ms."""
    assert service.Handler.wbufsize == -1
    assert service.Handler.disable_nagle_algorithm
    assert service.Handler.protocol_version == "HTTP/1.1"


def test_the_server_ends_with_its_context(iris_file):
    with deploy.serve(iris_file) as server:
        assert server.url in repr(server)
    server.close()
    assert "closed" in repr(server)
    with pytest.raises(DeployError, match="does not answer"):
        server.health()
    found = deploy.load_test(server.url, np.zeros((1, 4)), n_requests=4, n_clients=2)
    assert found["errors"] == 4


def test_the_server_ends_with_its_parent(iris_file):
    import subprocess
    import sys

    code = (
        "import sys, os; from course import deploy\n"
        "server = deploy.serve(sys.argv[1]); print(server.port, flush=True)\n"
        "os._exit(1)\n"
    )
    command = [sys.executable, "-c", code, str(iris_file)]
    port = int(subprocess.run(command, capture_output=True, text=True).stdout)
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            return
        time.sleep(0.1)
    pytest.fail("the server outlived its parent")


def test_what_cannot_be_served_says_why(iris_file, server, tmp_path):
    cut = tmp_path / "cut.onnx"
    cut.write_bytes(iris_file.read_bytes()[:-20])
    with pytest.raises(DeployError, match="no complete ONNX"):
        deploy.serve(cut)
    with pytest.raises(DeployError, match="in use"):
        deploy.serve(iris_file, port=server.port)
