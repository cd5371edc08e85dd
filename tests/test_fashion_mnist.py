"""The real Fashion-MNIST, where Debian's package has put all of it on this computer.

`apt-get install dataset-fashion-mnist`, or FASHION_MNIST_FOLDER names the folder of its
four .gz files. Without them every test here is skipped.
Budget: 30 s.
"""

import gzip
import hashlib
import http.server
import importlib.util
import io
import os
import sys
import threading
import zlib
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from course import data
from course.data import download, fetch

DATA = Path(__file__).resolve().parent.parent / "data"
DEBIAN = Path(os.environ.get("FASHION_MNIST_FOLDER") or fetch.INSTALLED)
REMOTE = data.card("fashion_mnist_full").remote

pytestmark = pytest.mark.skipif(
    not all((DEBIAN / file.name).is_file() for file in REMOTE),
    reason="Debian's package dataset-fashion-mnist is not installed",
)


@pytest.fixture(scope="module")
def maker():
    """Import data/make/fashion_mnist.py; it finds its neighbours as a script does."""
    sys.path.insert(0, str(DATA / "make"))
    try:
        path = DATA / "make" / "fashion_mnist.py"
        spec = importlib.util.spec_from_file_location("make_fashion_mnist", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
    finally:
        sys.path.remove(str(DATA / "make"))


@pytest.fixture(scope="module")
def published(maker, tmp_path_factory) -> Path:
    """Return a folder with the publisher's four files, rebuilt from Debian's."""
    folder = tmp_path_factory.mktemp("published")
    for file in REMOTE:
        packed = maker.published(file.name, (DEBIAN / file.name).read_bytes())
        (folder / file.name).write_bytes(packed)
    return folder


def test_the_maker_gives_the_shipped_file(maker):
    made = maker.make(DEBIAN)
    shipped = (DATA / "fashion_mnist.npz").read_bytes()
    with np.load(io.BytesIO(made)) as ours, np.load(io.BytesIO(shipped)) as theirs:
        assert ours.files == theirs.files
        assert all(np.array_equal(ours[name], theirs[name]) for name in ours.files)
    if "ng" in zlib.ZLIB_RUNTIME_VERSION:
        pytest.skip(f"zlib {zlib.ZLIB_RUNTIME_VERSION} packs differently")
    assert made == shipped


def test_the_rebuilt_files_are_the_published_ones(published):
    """The md5 that torchvision has from the publisher: the content is the same."""
    from torchvision.datasets import FashionMNIST

    known = dict(FashionMNIST.resources)
    assert set(known) == {file.name for file in REMOTE}
    assert data.card("fashion_mnist_full").urls[0] in FashionMNIST.mirrors
    assert data.card("fashion_mnist").classes == tuple(FashionMNIST.classes)
    for file in REMOTE:
        packed = (published / file.name).read_bytes()
        assert hashlib.md5(packed).hexdigest() == known[file.name] == file.md5
        assert hashlib.sha256(packed).hexdigest() == file.sha256
        assert len(packed) == file.n_bytes
        payload = gzip.decompress(packed)
        assert hashlib.sha256(payload).hexdigest() == file.payload_sha256


def test_torchvision_reads_the_same_images(no_network, published, tmp_path):
    """Our subset is what torchvision reads, where fetch puts the files."""
    from torchvision.datasets import FashionMNIST

    raw = tmp_path / "FashionMNIST" / "raw"
    raw.mkdir(parents=True)
    for file in REMOTE:
        (raw / file.name).write_bytes((published / file.name).read_bytes())
    ours = data.load_fashion_mnist()
    for part, n_each in (("train", 500), ("test", 200)):
        theirs = FashionMNIST(tmp_path, train=part == "train", download=True)
        labels = theirs.targets.numpy()
        n_seen, rows = np.zeros(10, int), []
        for row, label in enumerate(labels):  # slowly, and unlike the maker
            if n_seen[label] < n_each:
                rows.append(row)
            n_seen[label] += 1
        images = (theirs.data[rows].double() / 255).float().numpy()
        assert np.array_equal(getattr(ours, f"X_{part}")[:, 0], images)
        assert np.array_equal(getattr(ours, f"y_{part}"), labels[rows])


def test_all_of_it_comes_over_a_network(published, tmp_path, monkeypatch):
    """The real catalog, the real sizes; only the address is this computer's."""
    asked = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, template, *args):
            asked.append(self.path)

    serve = partial(Handler, directory=str(published))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        original = download.urllib.request.urlopen
        here = f"http://127.0.0.1:{server.server_port}/"

        def urlopen(request, **options):
            request.full_url = request.full_url.replace(
                data.card("fashion_mnist_full").urls[0], here
            )
            return original(request, **options)

        monkeypatch.setattr(download.urllib.request, "urlopen", urlopen)
        monkeypatch.setattr(fetch, "INSTALLED", tmp_path / "not-installed")
        monkeypatch.setenv("COURSE_DATA", str(tmp_path))
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        loaded = data.fetch_fashion_mnist()
        server.shutdown()
    assert asked == [f"/{file.name}" for file in REMOTE]
    assert loaded.X_train.shape == (60_000, 1, 28, 28)
    assert loaded.X_test.shape == (10_000, 1, 28, 28)
    assert np.bincount(loaded.y_train).tolist() == [6000] * 10
    assert np.bincount(loaded.y_test).tolist() == [1000] * 10
    # the constants that everybody normalises with
    assert loaded.X_train.mean(dtype=float) == pytest.approx(0.2860, abs=5e-5)
    assert loaded.X_train.std(dtype=float) == pytest.approx(0.3530, abs=5e-5)


def test_debians_package_is_enough(no_network, tmp_path, monkeypatch):
    monkeypatch.setattr(fetch, "INSTALLED", DEBIAN)
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    loaded = data.fetch_fashion_mnist()
    part = data.load_fashion_mnist()
    assert {image.tobytes() for image in part.X_test} <= {
        image.tobytes() for image in loaded.X_test
    }
    assert not list(tmp_path.iterdir())
