"""CIFAR-10 and OpenML's tables over a network that fails: right rows or a clear error.

A server on this computer plays the publishers; the files are small and made here. The
faults are those of `test_fetch`. Budget: 20 s.
"""

import dataclasses
import hashlib
import http.server
import json
import threading

import numpy as np
import pandas as pd
import pytest
import test_fetch as faults
from packed import tarred

from course import data
from course.data import arff, download, openml, remote_cifar
from course.data.cards import Remote
from course.errors import DataError

RNG = np.random.default_rng(0)
BATCHES = [f"data_batch_{i}.bin" for i in range(1, 6)] + ["test_batch.bin"]
RECORDS = {
    name: np.column_stack(
        [np.arange(20) % 10, RNG.integers(0, 256, (20, 3072))]
    ).astype(np.uint8)
    for name in BATCHES
}
CIFAR = tarred(
    {"cifar-10-batches-bin/readme.html": b"<html>"}
    | {f"cifar-10-batches-bin/{name}": r.tobytes() for name, r in RECORDS.items()}
)
HEAD = r"""% a comment, with @data in it
@relation 'people of 1994'

@attribute id integer
@attribute 'years old' REAL
@attribute job { Private, 'Self-emp, inc', 'it\'s', ? }
@attribute memo string
@ATTRIBUTE class {<=50K, >50K}
@DATA
"""
JOBS = ["Private", "'Self-emp, inc'", r"'it\'s'", "?"]
LINES = [
    ", ".join(
        [
            str(i),
            f"{20 + i % 50}{'.5' if i % 3 else ''}",
            JOBS[i % 4],
            r"'a, \'note\''",
            ">50K" if i % 3 == 0 else "<=50K",
        ]
    )
    for i in range(120)
]
LINES[7] = LINES[7].replace("27.5", "?")
ADULT = (HEAD + "\n".join(LINES) + "\n").encode()


def described(server, **changed) -> bytes:
    said = {
        "id": "1590", "name": "adult", "version": "2", "format": "ARFF",
        "licence": "Public", "default_target_attribute": "class",
        "row_id_attribute": "id", "md5_checksum": hashlib.md5(ADULT).hexdigest(),
        "url": f"{server.base}data/v1/download/1595261/adult.arff",
    }  # fmt: skip
    return json.dumps({"data_set_description": said | changed}).encode()


class Handler(http.server.BaseHTTPRequestHandler):
    wbufsize = -1

    def do_GET(self):
        server, asked = self.server, self.headers["Range"]
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        server.asked.append(self.path)
        fault = server.plan.pop(0) if server.plan else faults.honest
        fault(self, server.files[self.path.rpartition("/")[2]], start)

    def log_message(self, *args):
        pass


class Publisher(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server_port}/"
        self.plan, self.asked, self.stop = [], [], threading.Event()
        self.files = {
            "1590": described(self),
            "adult.arff": ADULT,
            "cifar-10-binary.tar.gz": CIFAR,
        }

    def handle_error(self, request, client_address):
        pass


@pytest.fixture
def publisher(monkeypatch):
    server = Publisher()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    monkeypatch.setattr(openml, "API", f"{server.base}api/v1/json/data/")
    monkeypatch.setattr(openml, "HOSTS", (server.base,))
    about = data.card("cifar10")
    (file,) = about.remote
    small = Remote(file.name, len(CIFAR), hashlib.sha256(CIFAR).hexdigest())
    about = dataclasses.replace(about, urls=(server.base,), remote=(small,))
    monkeypatch.setattr(remote_cifar, "card", lambda name: about)
    yield server
    server.stop.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(download, "PAUSE", 0.001)
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "course data"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return tmp_path / "course data"


FETCH = {
    "cifar10": lambda: data.fetch_cifar10(40, 20),
    "openml_table": lambda: data.fetch_openml_table("adult"),
}


def assert_only_whole_files(folder, server):
    for path in folder.rglob("*.*"):
        if path.suffix != ".part":
            name = {"description.json": "1590"}.get(path.name, path.name)
            assert path.read_bytes() == server.files[name], path


# -- what comes out -----------------------------------------------------------------


def test_cifar10(publisher):
    loaded = data.fetch_cifar10(50, 20)
    train = np.concatenate([RECORDS[name] for name in BATCHES[:3]])[:50]
    for X, y, records in (
        (loaded.X_train, loaded.y_train, train),
        (loaded.X_test, loaded.y_test, RECORDS["test_batch.bin"]),
    ):
        assert X.shape == (len(records), 3, 32, 32)
        assert X.dtype == np.float32
        assert np.array_equal(np.round(X * 255).reshape(len(X), -1), records[:, 1:])
        assert np.array_equal(y, records[:, 0])
    assert loaded.target_names[:2] == ("airplane", "automobile")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({}, "lacks some"),
        ({name: b"x" * 100 for name in BATCHES}, "another length"),
        ({name: b"\x63" * 3073 * 20 for name in BATCHES}, "a class 99"),
    ],
)
def test_an_archive_of_something_else_is_refused(publisher, monkeypatch, content, said):
    packed = tarred({f"cifar-10-batches-bin/{k}": v for k, v in content.items()})
    publisher.files["cifar-10-binary.tar.gz"] = packed
    file = Remote(
        "cifar-10-binary.tar.gz", len(packed), md5=hashlib.md5(packed).hexdigest()
    )
    about = dataclasses.replace(remote_cifar.card("cifar10"), remote=(file,))
    monkeypatch.setattr(remote_cifar, "card", lambda name: about)
    with pytest.raises(DataError, match=said):
        data.fetch_cifar10(40, 20)


def test_an_openml_table(publisher, folder):
    loaded = data.fetch_openml_table("adult")
    assert loaded.target_names == ("<=50K", ">50K")
    assert loaded.feature_names == (
        "years old", "job=Private", "job=Self-emp, inc", "job=it's", "job=?",
        "job=(missing)",
    )  # fmt: skip
    assert (len(loaded.X_train), len(loaded.X_test)) == (90, 30)
    X = np.concatenate([loaded.X_train, loaded.X_test])
    y = np.concatenate([loaded.y_train, loaded.y_test])
    assert np.bincount(y).tolist() == [80, 40]
    assert X[:, 1:].sum(axis=0).tolist() == [30, 30, 30, 0, 30]
    rows = {
        (age, int(job)) for age, job in zip(X[:, 0], X[:, 1:].argmax(1), strict=True)
    }
    assert (22.5, 2) in rows
    assert not np.isnan(X).any()
    faults_ = " ".join(loaded.card.known_faults)
    assert "1 empty cells of years old were filled" in faults_
    assert loaded.card.shape == (6,)
    frame = data.fetch_openml_table("adult", categories="frame", most=60)
    assert len(frame.X_train) + len(frame.X_test) == 60
    assert "60 of 120 rows" in " ".join(frame.card.known_faults)
    number = data.fetch_openml_table(1590, target="years old")
    assert number.y_train.dtype == np.float64
    assert "class=>50K" in number.feature_names
    assert number.card.licence == "Public"
    assert len(publisher.asked) == 2, "asked again for what is there"


def test_scipy_reads_the_same_table(tmp_path):
    """scipy's reader is the oracle, where it can: no strings, no escapes."""
    from scipy.io import arff as scipy_arff

    text = HEAD.replace("@attribute memo string\n", "").replace(
        r", 'it\'s', ?", ", 'c'"
    )
    lines = [
        f"{i}, {i / 7:.3f}, {['Private', 'c'][i % 2]}, {['<=50K', '>50K'][i % 5 == 0]}"
        for i in range(50)
    ]
    path = tmp_path / "small.arff"
    path.write_text(text + "\n".join(lines))
    table, levels, total = arff.read_arff(path, 1000)
    oracle, meta = scipy_arff.loadarff(path)
    oracle = pd.DataFrame(oracle)
    assert total == 50
    assert np.array_equal(table["years old"], oracle["years old"])
    assert table["job"].tolist() == [word.decode() for word in oracle["job"]]
    assert levels["class"] == tuple(meta["class"][1])


@pytest.mark.parametrize(
    "content",
    [
        b"", b"<html>busy</html>", HEAD.encode(), HEAD.encode()[:-7], b"@data\n1,2\n",
        ADULT + b"{0 7, 2 Private}\n", ADULT.replace(b"Private,", b"Unheard,", 3),
        ADULT.replace(b"40", b"forty", 1), b"\xff\xfe" + ADULT,
        ADULT + b"1,2,Private,x,<=50K,too,many\n",
    ],
    ids=range(10),
)  # fmt: skip
def test_what_is_no_table_is_a_data_error(publisher, content, capfd):
    publisher.files["adult.arff"] = content
    changed = {"md5_checksum": hashlib.md5(content).hexdigest()}
    publisher.files["1590"] = described(publisher, **changed)
    with pytest.raises(DataError) as caught:
        data.fetch_openml_table("adult")
    assert "\n" not in str(caught.value)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "7"}, {"format": "Sparse_ARFF"}, {"md5_checksum": "0"}, {"name": None},
        {"url": "https://example.org/adult.arff"}, {"url": None}, {"format": 1},
        {"url": "file:///etc/passwd"},
    ],
    ids=str,
)  # fmt: skip
def test_a_description_that_leads_elsewhere_is_refused(publisher, folder, changed):
    publisher.files["1590"] = described(publisher, **changed)
    with pytest.raises(DataError, match="table"):
        data.fetch_openml_table("adult")
    assert not list(folder.rglob("*.*")), "a wrong description was kept"
    assert len(publisher.asked) == 1


def test_a_path_in_the_name_of_the_file_is_refused(publisher, folder):
    for name in ("..", "", ".bashrc", "a%2Fb"):
        url = f"{publisher.base}data/{name}"
        publisher.files["1590"] = described(publisher, url=url)
        with pytest.raises(DataError, match="another kind of table"):
            data.fetch_openml_table("adult")


def test_an_enormous_description_is_not_taken(publisher, folder, monkeypatch):
    monkeypatch.setattr(openml, "DESCRIPTION", 100)
    with pytest.raises(DataError, match="too much"):
        data.fetch_openml_table("adult")
    publisher.plan = [faults.no_length]
    with pytest.raises(DataError, match="no description"):
        data.fetch_openml_table("adult")
    assert not list(folder.rglob("*.*"))


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: data.fetch_cifar10(7), "take 20 to 50,000"),
        (lambda: data.fetch_cifar10(100, 10**6), "take 20 to 10,000"),
        (lambda: data.fetch_openml_table("iris"), "take adult, covertype, phoneme, or"),
        (lambda: data.fetch_openml_table(True), "take adult"),
    ],
)
def test_what_there_is_not_is_refused_before_it_is_fetched(publisher, call, said):
    with pytest.raises(DataError, match=said):
        call()
    assert not publisher.asked


def test_a_wrong_target_lists_the_columns(publisher):
    with pytest.raises(DataError, match=r"no column 'income'.*years old, job, class"):
        data.fetch_openml_table("adult", target="income")


def test_the_real_cards_are_complete():
    (file,) = data.card("cifar10").remote
    assert (len(file.sha256), len(file.md5)) == (64, 32)
    for name in openml.KNOWN:
        assert data.card(name).urls == (openml.API,)
        assert data.card(name).classes


# -- faults of the network ------------------------------------------------------------

PASSING = [
    [faults.cut, faults.hang_up],
    [faults.honest, faults.corrupt],
    [faults.honest, faults.cut, faults.ignores_range],
    [faults.honest, faults.cut, faults.other_range],
    [faults.honest, faults.cut, faults.refuses_range],
    [faults.busy, faults.busy],
    [faults.honest, faults.more_than_there_is],
]


@pytest.mark.parametrize("name", FETCH)
@pytest.mark.parametrize(
    "plan", PASSING, ids=lambda plan: "-".join(f.__name__ for f in plan)
)
def test_a_fault_that_passes_ends_in_the_right_file(
    publisher, folder, name, plan, capfd
):
    publisher.plan = plan[1:] if name == "cifar10" else list(plan)
    loaded = FETCH[name]()
    assert not publisher.plan, "the plan was not played to its end"
    assert_only_whole_files(folder, publisher)
    before = len(publisher.asked)
    again = FETCH[name]()
    assert len(publisher.asked) == before, "it was fetched a second time"
    assert np.array_equal(loaded.X_test, again.X_test)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("name", FETCH)
@pytest.mark.parametrize(
    "fault",
    [faults.cut_at_once, faults.corrupt, faults.gone, faults.login_page],
    ids=lambda fault: fault.__name__,
)
def test_a_fault_that_stays_is_a_data_error(publisher, folder, name, fault, capfd):
    publisher.plan = [fault] * 9
    if name == "openml_table":  # the description comes, the table does not
        publisher.plan = [faults.honest, *publisher.plan]
    with pytest.raises(DataError) as caught:
        FETCH[name]()
    for text in (f"fetch_{name}(", "Without a network, load_", "course data"):
        assert text in str(caught.value)
    assert "\n" not in str(caught.value)
    assert_only_whole_files(folder, publisher)
    assert capfd.readouterr().err == ""
    publisher.plan = []
    FETCH[name]()
    assert_only_whole_files(folder, publisher)


@pytest.mark.parametrize("fault", [faults.gone, faults.login_page, faults.cut_at_once])
def test_no_description_is_a_data_error(publisher, folder, fault):
    publisher.plan = [fault] * 9
    with pytest.raises(DataError, match=r"fetch_openml_table\('adult'\)"):
        data.fetch_openml_table("adult")
    assert not list(folder.rglob("*.*"))


@pytest.mark.parametrize("name", FETCH)
def test_offline_it_says_what_to_do(no_network, folder, name):
    with pytest.raises(DataError) as caught:
        FETCH[name]()
    for text in (f"fetch_{name}(", "Without a network, load_", str(folder)):
        assert text in str(caught.value)
    no_network.clear()
