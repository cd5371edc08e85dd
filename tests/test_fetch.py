"""Fetching over a network that fails: the right file or a clear error, nothing else.

A server on this computer plays the publisher, with small files and every fault.
Budget: 15 s.
"""

import contextlib
import dataclasses
import gzip
import hashlib
import http.server
import threading
from pathlib import Path

import numpy as np
import pytest

from course import data
from course.data import download, fetch
from course.data.cards import Remote
from course.errors import DataError

NAMES = [file.name for file in data.card("fashion_mnist_full").remote]
IMAGES = NAMES[0]


def idx_file(array: np.ndarray) -> bytes:
    shape = b"".join(n.to_bytes(4, "big") for n in array.shape)
    return bytes([0, 0, 8, array.ndim]) + shape + array.tobytes()


def small_files() -> dict[str, tuple[np.ndarray, bytes]]:
    """Return name -> (array, .gz) of a Fashion-MNIST of 300 + 20 random images."""
    rng = np.random.default_rng(0)
    files = {}
    for name in NAMES:
        n = 300 if name.startswith("train") else 20
        shape = (n, 28, 28) if "images" in name else (n,)
        array = rng.integers(0, 256 if "images" in name else 10, shape, dtype=np.uint8)
        files[name] = array, gzip.compress(idx_file(array), mtime=0)
    return files


FILES = small_files()
HALF = len(FILES[IMAGES][1]) // 2


# -- the server and its faults ------------------------------------------------
#
# A fault gets the request, the whole file, and the byte from which it was asked for.


def send(request, content, *, start=0, said=None, status=None, cut=None, whole=None):
    """Answer with `content` from `start`; lie about the length, or stop early."""
    part = content[start:]
    request.send_response(status or (206 if start else 200))
    if start:
        total = len(content) if whole is None else whole
        request.send_header("Content-Range", f"bytes {start}-{total - 1}/{total}")
    request.send_header("Content-Length", str(len(part) if said is None else said))
    request.end_headers()
    request.wfile.write(part if cut is None else part[:cut])


def honest(request, content, start):
    send(request, content, start=start)


def cut(request, content, start):
    send(request, content, start=start, cut=(len(content) - start) // 2)


def cut_at_once(request, content, start):
    send(request, content, start=start, cut=0)


def hang_up(request, content, start):
    pass


def stall(request, content, start):
    send(request, content, start=start, cut=(len(content) - start) // 2)
    request.wfile.flush()
    request.server.stop.wait(20)


def corrupt(request, content, start):
    middle = len(content) - 9
    wrong = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    send(request, wrong, start=start)


def too_long(request, content, start):
    send(request, content, start=start, said=len(content) - start + 999)


def too_short(request, content, start):
    send(request, content, start=start, said=(len(content) - start) // 2)


def more_than_there_is(request, content, start):
    send(request, content + bytes(99_999), start=start)


def no_length(request, content, start):
    request.send_response(200)
    request.end_headers()
    request.wfile.write(content)


def no_length_cut(request, content, start):
    no_length(request, content[:HALF], start)


def ignores_range(request, content, start):
    send(request, content)


def ignores_range_cut(request, content, start):
    send(request, content, cut=HALF // 2)


def other_range(request, content, start):
    send(request, content, start=start and start // 2)


def whole_as_range(request, content, start):
    """Say 206 and the range that was asked for, but send the file from its start."""
    send(request, bytes(start) + content, start=start, whole=len(content))


def refuses_range(request, content, start):
    send(request, b"no", status=416) if start else send(request, content)


def busy(request, content, start):
    send(request, b"later", status=503)


def gone(request, content, start):
    send(request, b"no such file", status=404)


def login_page(request, content, start):
    send(request, b"<html>Welcome to our wireless network</html>")


class Publisher(http.server.ThreadingHTTPServer):
    """Plays faults in the order of `plan` for the images; is honest after that."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.plan, self.asked, self.stop = [], [], threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    def ranges(self) -> list[str | None]:
        return [asked for name, asked in self.asked if name == IMAGES]

    def handle_error(self, request, client_address):
        pass  # a client that hangs up is what some of the tests are about


class Handler(http.server.BaseHTTPRequestHandler):
    wbufsize = -1

    def do_GET(self):
        server, name = self.server, self.path.lstrip("/")
        asked = self.headers["Range"]
        server.asked.append((name, asked))
        assert self.headers["Accept-Encoding"] == "identity"
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        fault = server.plan.pop(0) if name == IMAGES and server.plan else honest
        fault(self, FILES[name][1], start)

    def log_message(self, *args):
        pass


@pytest.fixture
def publisher():
    server = Publisher()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.stop.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch, request):
    """Fetch the small files, from the publisher, into a folder of this test."""
    remote = tuple(
        Remote(
            name=name,
            n_bytes=len(packed),
            sha256=hashlib.sha256(packed).hexdigest(),
            md5=hashlib.md5(packed).hexdigest(),
            payload_sha256=hashlib.sha256(gzip.decompress(packed)).hexdigest(),
        )
        for name, (_, packed) in FILES.items()
    )
    about = dataclasses.replace(data.card("fashion_mnist_full"), remote=remote)
    if "publisher" in request.fixturenames:
        about = dataclasses.replace(
            about, urls=(request.getfixturevalue("publisher").url,)
        )
    monkeypatch.setattr(fetch, "card", lambda name: about)
    monkeypatch.setattr(fetch, "INSTALLED", tmp_path / "not-installed")
    monkeypatch.setattr(download, "PAUSE", 0.001)
    monkeypatch.setattr(download, "TIMEOUT", 10.0)
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "course data"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return tmp_path / "course data" / "FashionMNIST" / "raw"


def assert_right(loaded, folder):
    """The arrays are right, and only whole files are kept."""
    assert_right_arrays(loaded)
    assert_nothing_damaged(folder)
    assert sorted(path.name for path in folder.iterdir()) == sorted(NAMES)


def assert_right_arrays(loaded):
    for part, prefix in (("train", "train"), ("test", "t10k")):
        images = FILES[f"{prefix}-images-idx3-ubyte.gz"][0]
        labels = FILES[f"{prefix}-labels-idx1-ubyte.gz"][0]
        X, y = getattr(loaded, f"X_{part}"), getattr(loaded, f"y_{part}")
        assert X.dtype == np.float32
        assert np.array_equal(X, (images[:, None] / 255).astype(np.float32))
        assert y.dtype == np.int64
        assert np.array_equal(y, labels)


def assert_nothing_damaged(folder):
    for path in folder.glob("*.gz"):
        assert path.read_bytes() == FILES[path.name][1]


# -- what must end well -------------------------------------------------------

PASSING = [
    [],
    [cut],
    [cut, cut, cut],
    [cut_at_once, hang_up],
    [hang_up, cut],
    [corrupt],
    [cut, corrupt],
    [too_long],
    [too_short],
    [too_short, too_short],
    [more_than_there_is],
    [no_length],
    [no_length_cut],
    [cut, ignores_range],
    [cut, ignores_range_cut],
    [cut, ignores_range_cut, cut],
    [cut, other_range],
    [cut, other_range, corrupt],
    [cut, whole_as_range],
    [cut, refuses_range],
    [busy, busy],
    [cut, busy],
    [login_page],
]


@pytest.mark.parametrize(
    "plan", PASSING, ids=lambda plan: "-".join(f.__name__ for f in plan) or "honest"
)
def test_a_fault_that_passes_ends_in_the_right_file(publisher, folder, plan, capfd):
    publisher.plan = list(plan)
    assert_right(data.fetch_fashion_mnist(), folder)
    assert not publisher.plan, "the plan was not played to its end"
    n_requests = len(publisher.asked)
    assert_right(data.fetch_fashion_mnist(), folder)
    assert len(publisher.asked) == n_requests, "it was fetched a second time"
    assert capfd.readouterr().err == ""


def test_a_stalled_connection_is_given_up_and_gone_on_with(
    publisher, folder, monkeypatch
):
    monkeypatch.setattr(download, "TIMEOUT", 1.0)
    publisher.plan = [stall]
    assert_right(data.fetch_fashion_mnist(), folder)
    assert publisher.ranges()[:2] == [None, f"bytes={HALF}-"]


def test_only_the_rest_is_asked_for(publisher, folder):
    publisher.plan = [cut, cut]
    assert_right(data.fetch_fashion_mnist(), folder)
    first, second, third = publisher.ranges()
    assert (first, second) == (None, f"bytes={HALF}-")
    assert int(third[6:-1]) > HALF


REST = f"bytes={HALF}-"


@pytest.mark.parametrize(
    ("fault", "ranges"),
    [
        (honest, [None, REST]),
        (ignores_range, [None, REST]),
        (other_range, [None, REST, None]),
        (refuses_range, [None, REST, None]),
        (busy, [None, REST, REST]),
        (more_than_there_is, [None, REST]),
    ],
)
def test_no_byte_is_asked_for_in_vain(publisher, folder, fault, ranges):
    """What the server answered to a range decides what is asked for next."""
    publisher.plan = [cut, fault]
    assert_right(data.fetch_fashion_mnist(), folder)
    assert publisher.ranges() == ranges


# -- what must end in an error ------------------------------------------------

FAILING = {
    "cut": ([cut_at_once] * 9, "ended .* too early"),
    "hang_up": ([hang_up] * 9, "closed|reset|aborted"),
    "corrupt": ([corrupt] * 9, "another sha256"),
    "busy": ([busy] * 9, "503"),
    "gone": ([gone] * 9, "404"),
    "login_page": ([login_page] * 9, "too early|another sha256"),
    "stall": ([stall] * 9, "timed out"),
}


@pytest.mark.parametrize("name", FAILING)
def test_a_fault_that_stays_is_a_data_error(
    publisher, folder, name, monkeypatch, capfd
):
    plan, said = FAILING[name]
    publisher.plan = list(plan)
    if name == "stall":
        monkeypatch.setattr(download, "TIMEOUT", 0.3)
    with pytest.raises(DataError, match=said) as caught:
        data.fetch_fashion_mnist()
    message = str(caught.value)
    for text in (IMAGES, publisher.url, "load_fashion_mnist()", str(folder)):
        assert text in message
    assert "\n" not in message
    assert not (folder / IMAGES).exists()
    assert_nothing_damaged(folder)
    assert len(publisher.ranges()) <= 2 * download.TRIES
    assert capfd.readouterr().err == ""

    publisher.plan, publisher.asked = [], []
    monkeypatch.setattr(download, "TIMEOUT", 10.0)
    assert_right(data.fetch_fashion_mnist(), folder)


def test_what_will_not_pass_is_asked_for_once(publisher):
    publisher.plan = [gone] * 9
    with pytest.raises(DataError):
        data.fetch_fashion_mnist()
    assert publisher.ranges() == [None]


def test_the_second_address_helps(publisher, folder, monkeypatch):
    about = fetch.card("fashion_mnist_full")
    urls = (publisher.url + "moved/", publisher.url)
    two = dataclasses.replace(about, urls=urls)
    monkeypatch.setattr(fetch, "card", lambda name: two)
    monkeypatch.setitem(FILES, "moved/" + IMAGES, FILES[IMAGES])
    original = Handler.do_GET

    def do_GET(self):
        if self.path.startswith("/moved/"):
            self.server.asked.append((self.path, None))
            return gone(self, b"", 0)
        return original(self)

    monkeypatch.setattr(Handler, "do_GET", do_GET)
    loaded = data.fetch_fashion_mnist()
    monkeypatch.delitem(FILES, "moved/" + IMAGES)
    assert_right(loaded, folder)


def test_offline_it_says_what_to_do(no_network, folder, capfd):
    with pytest.raises(DataError) as caught:
        data.fetch_fashion_mnist()
    for text in (IMAGES, "load_fashion_mnist()", str(folder), "dataset-fashion-mnist"):
        assert text in str(caught.value)
    assert len(no_network) == 2, "without a network each address is tried once"
    no_network.clear()
    assert capfd.readouterr().err == ""


def test_a_folder_that_cannot_be_is_a_data_error(publisher, folder):
    folder.parent.parent.write_bytes(b"a file where the folder should be")
    with pytest.raises(DataError, match="was not fetched"):
        data.fetch_fashion_mnist()


# -- what lies there already --------------------------------------------------


def place(folder: Path, name: str, content: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


PARTS = {
    "half": FILES[IMAGES][1][:HALF],
    "whole": FILES[IMAGES][1],
    "too_long": FILES[IMAGES][1] + b"more",
    "garbage": bytes(HALF),
    "garbage_of_full_length": bytes(len(FILES[IMAGES][1])),
    "empty": b"",
}


@pytest.mark.parametrize("left", PARTS)
def test_a_process_that_was_killed_left_a_part(publisher, folder, left):
    place(folder, f"{IMAGES}.part", PARTS[left])
    assert_right(data.fetch_fashion_mnist(), folder)
    wanted = {"half": [f"bytes={HALF}-"], "whole": []}
    wanted["garbage"] = [f"bytes={HALF}-", None]
    assert publisher.ranges() == wanted.get(left, [None])


@pytest.mark.parametrize("content", [b"", b"<html>", FILES[IMAGES][1][:HALF]])
def test_a_damaged_file_is_fetched_again(publisher, folder, content):
    for name in NAMES:
        place(folder, name, content if name == IMAGES else FILES[name][1])
    assert_right(data.fetch_fashion_mnist(), folder)
    assert publisher.asked == [(IMAGES, None)]


def test_files_put_there_by_hand_need_no_network(no_network, folder):
    for name, (_, packed) in FILES.items():
        place(folder, name, packed)
    assert_right(data.fetch_fashion_mnist(), folder)


def test_debians_package_needs_no_network(no_network, tmp_path, folder, monkeypatch):
    """The same content, packed otherwise: the content decides."""
    installed = tmp_path / "usr share"
    for name, (array, packed) in FILES.items():
        other = gzip.compress(idx_file(array), 1, mtime=1)
        assert other != packed
        place(installed, name, other)
    monkeypatch.setattr(fetch, "INSTALLED", installed)
    folder.mkdir(parents=True)
    loaded = data.fetch_fashion_mnist()
    assert np.array_equal(loaded.y_train, FILES[NAMES[1]][0])


def test_debians_package_with_other_content_is_not_used(
    publisher, tmp_path, folder, monkeypatch
):
    installed = tmp_path / "usr share"
    for name, (array, _) in FILES.items():
        place(installed, name, gzip.compress(idx_file(255 - array)))
    monkeypatch.setattr(fetch, "INSTALLED", installed)
    assert_right(data.fetch_fashion_mnist(), folder)
    assert len(publisher.asked) == len(NAMES)


def test_two_at_once_do_not_spoil_each_other(publisher, folder):
    """Both may fail, neither may keep or return anything else than the files."""
    results = []

    def run():
        with contextlib.suppress(DataError):
            results.append(data.fetch_fashion_mnist())

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    results.append(data.fetch_fashion_mnist())
    for loaded in results:
        assert_right_arrays(loaded)
    assert_nothing_damaged(folder)


# -- where it goes ------------------------------------------------------------


def test_the_folder(monkeypatch):
    import platformdirs

    monkeypatch.setenv("COURSE_DATA", "~/somewhere")
    assert fetch.home() == Path.home() / "somewhere"
    for unset in (
        lambda: monkeypatch.setenv("COURSE_DATA", ""),
        lambda: monkeypatch.delenv("COURSE_DATA"),
    ):
        unset()
        place = Path(platformdirs.user_data_dir("seven-differences", appauthor=False))
        assert fetch.home() == place / "data"
