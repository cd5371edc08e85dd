"""Five more sets over a network that fails: the right rows or a clear error.

A server on this computer plays the publishers; the archives are small and made here.
The faults are those of `test_fetch`. Budget: 30 s.
"""

import dataclasses
import hashlib
import http.server
import io
import threading
import wave

import numpy as np
import pytest
import test_fetch as faults
from packed import tarred, zipped

from course import data
from course.data import bring, download, remote_images, remote_signals
from course.data.cards import Remote
from course.errors import DataError

# -- small archives of the same shape -------------------------------------------


def picture(array: np.ndarray, kind: str, **options) -> bytes:
    from PIL import Image

    target = io.BytesIO()
    Image.fromarray(array).save(target, kind, **options)
    return target.getvalue()


RNG = np.random.default_rng(0)
DRAWINGS = {  # archive -> alphabet/character -> drawings, True where there is ink
    part: {
        f"{alphabet}/character0{c}": RNG.random((3, 105, 105)) < 0.3
        for alphabet in alphabets
        for c in (1, 2)
    }
    for part, alphabets in (
        ("images_background", ("Greek", "Latin")),
        ("images_evaluation", ("Tifinagh",)),
    )
}
LAND = data.card("eurosat").classes
SHADES = {  # class -> image number -> colour; numbers sort 10 after 9
    name: {i: RNG.integers(0, 256, 3, dtype=np.uint8) for i in range(1, 13)}
    for name in LAND
}
XRAYS = {
    part: (RNG.integers(0, 256, (n, 28, 28), dtype=np.uint8), np.arange(n) % 2)
    for part, n in (("train", 30), ("val", 6), ("test", 8))
}
SPEAKERS = [f"{i:08x}" for i in range(0, 4_000, 100)]
PHRASES = ["a gripping film", "not good , not bad", "caf\u00e9\u2028noir", "dull"]


def sound(word: str, speaker: str) -> np.ndarray:
    seed = int(hashlib.sha256(f"{word}{speaker}".encode()).hexdigest()[:8], 16)
    return np.random.default_rng(seed).integers(-99, 99, 16_000 - seed % 900, "<i2")


def clip(word: str, speaker: str, rate=16_000) -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(sound(word, speaker).tobytes())
    return target.getvalue()


def archives() -> dict[str, dict[str, bytes]]:
    """Return set -> file -> content."""
    omniglot = {
        f"{part}.zip": zipped(
            {
                f"{part}/{name}/{i:04d}_{k:02d}.png": picture(~drawing, "PNG")
                for i, (name, drawings) in enumerate(characters.items())
                for k, drawing in enumerate(drawings)
            }
        )
        for part, characters in DRAWINGS.items()
    }
    eurosat = {
        f"2750/{name}/{name}_{i}.jpg": picture(
            np.broadcast_to(colour, (64, 64, 3)), "JPEG", quality=100, subsampling=0
        )
        for name, colours in SHADES.items()
        for i, colour in colours.items()
    }
    arrays = io.BytesIO()
    np.savez_compressed(
        arrays,
        **{f"{part}_images": X for part, (X, _) in XRAYS.items()},
        **{f"{part}_labels": y[:, None] for part, (_, y) in XRAYS.items()},
    )
    speech = {"./testing_list.txt": b"yes/0_nohash_0.wav\n"} | {
        f"./{word}/{speaker}_nohash_0.wav": clip(word, speaker)
        for word in ("no", "up", "yes")
        for speaker in SPEAKERS
    }
    lines = "".join(f"{text}\t{i % 2}\n" for i, text in enumerate(PHRASES))
    table = ("sentence\tlabel\n" + lines).encode()
    sst2 = {"SST-2/train.tsv": table, "SST-2/dev.tsv": table, "SST-2/test.tsv": b"x"}
    return {
        "omniglot": omniglot,
        "eurosat": {"EuroSAT.zip": zipped(eurosat)},
        "pneumonia_mnist": {"pneumoniamnist.npz": arrays.getvalue()},
        "speech_commands": {"speech_commands_v0.02.tar.gz": tarred(speech)},
        "sst2": {"SST-2.zip": zipped(sst2)},
    }


FILES = archives()
FETCH = {
    "omniglot": data.fetch_omniglot,
    "eurosat": lambda: data.fetch_eurosat(80),
    "pneumonia_mnist": data.fetch_pneumonia_mnist,
    "speech_commands": lambda: data.fetch_speech_commands(("yes", "no"), n_per_word=10),
    "sst2": data.fetch_sst2,
}
INSTEAD = {
    "omniglot": "load_glyphs()", "eurosat": "load_fashion_mnist()",
    "pneumonia_mnist": "load_fashion_mnist()",
    "speech_commands": "load_spoken_digits()", "sst2": "load_reviews()",
}  # fmt: skip


# -- the publisher ----------------------------------------------------------------


class Handler(http.server.BaseHTTPRequestHandler):
    wbufsize = -1

    def do_GET(self):
        server = self.server
        asked = self.headers["Range"]
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        server.asked.append((self.path, asked))
        fault = server.plan.pop(0) if server.plan else faults.honest
        name = self.path.lstrip("/")
        fault(self, next(f[name] for f in FILES.values() if name in f), start)

    def log_message(self, *args):
        pass


class Publisher(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.plan, self.asked, self.stop = [], [], threading.Event()

    def handle_error(self, request, client_address):
        pass


@pytest.fixture
def publisher(monkeypatch):
    server = Publisher()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    cards = {name: small_card(name, server) for name in FILES}
    for module in (remote_images, remote_signals):
        monkeypatch.setattr(module, "card", cards.__getitem__)
    yield server
    server.stop.set()
    server.shutdown()
    server.server_close()
    thread.join()


def small_card(name, server):
    """Return the card of a set with the small files; what it leaves out stays out."""
    about = data.card(name)
    assert [file.name for file in about.remote] == list(FILES[name])
    remote = []
    for file in about.remote:
        content = FILES[name][file.name]
        remote.append(
            Remote(
                name=file.name,
                n_bytes=len(content) if file.n_bytes else 0,
                sha256=hashlib.sha256(content).hexdigest() if file.sha256 else "",
                md5=hashlib.md5(content).hexdigest(),
            )
        )
    url = f"http://127.0.0.1:{server.server_port}/"
    changed = {"eurosat": {"n_samples": 120}}.get(name, {})
    return dataclasses.replace(about, urls=(url,), remote=tuple(remote), **changed)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(download, "PAUSE", 0.001)
    monkeypatch.setattr(download, "TIMEOUT", 10.0)
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "course data"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return tmp_path / "course data"


def assert_only_whole_files(folder, name):
    for path in folder.rglob("*.*"):
        assert path.read_bytes() == FILES[name][path.name], path


# -- what comes out -----------------------------------------------------------------


def test_omniglot(publisher):
    loaded = data.fetch_omniglot(side=21)
    assert loaded.X_train.shape == (12, 1, 21, 21)
    assert loaded.X_test.shape == (6, 1, 21, 21)
    assert loaded.X_train.dtype == np.float32
    assert loaded.y_train.tolist() == [0] * 3 + [1] * 3 + [2] * 3 + [3] * 3
    assert loaded.y_test.tolist() == [4] * 3 + [5] * 3
    assert loaded.target_names[3:5] == ("Latin/character02", "Tifinagh/character01")
    first = DRAWINGS["images_background"]["Greek/character01"][0]
    ink = first.reshape(21, 5, 21, 5).mean((1, 3))
    assert np.allclose(loaded.X_train[0, 0], ink, atol=0.005)


def test_eurosat(publisher):
    loaded = data.fetch_eurosat(80)
    assert loaded.X_train.shape == (60, 3, 64, 64)
    assert loaded.X_test.shape == (20, 3, 64, 64)
    for X, y in ((loaded.X_train, loaded.y_train), (loaded.X_test, loaded.y_test)):
        assert X.dtype == np.float32
        for image, label in zip(X, y, strict=True):
            assert np.ptp(image, axis=(1, 2)).max() == 0
            known = np.array(list(SHADES[LAND[label]].values())) / 255
            assert abs(known - image[:, 0, 0]).max(1).min() < 0.02
    whole = data.fetch_eurosat(120)
    assert np.array_equal(whole.X_train[:60], loaded.X_train)
    assert len(np.unique(np.concatenate([whole.X_train, whole.X_test]), axis=0)) == 120
    assert np.bincount(whole.y_test).tolist() == [3] * 10


def test_pneumonia_mnist(publisher):
    loaded = data.fetch_pneumonia_mnist()
    (X, y), (X_val, y_val), (X_test, y_test) = XRAYS.values()
    assert loaded.X_train.dtype == np.float32
    assert np.allclose(loaded.X_train[:, 0] * 255, np.concatenate([X, X_val]))
    assert np.allclose(loaded.X_test[:, 0] * 255, X_test)
    assert np.array_equal(loaded.y_train, np.concatenate([y, y_val]))
    assert np.array_equal(loaded.y_test, y_test)


def test_speech_commands(publisher):
    loaded = data.fetch_speech_commands(("yes", "no"), n_per_word=10)
    assert loaded.X_train.shape == (16, 16_000)
    assert loaded.X_test.shape == (4, 16_000)
    assert loaded.y_train.tolist() == [0] * 8 + [1] * 8
    assert loaded.target_names == ("yes", "no")
    said = {
        (word, speaker): np.pad(s := sound(word, speaker), (0, 16_000 - len(s)))
        for word in ("no", "yes")
        for speaker in SPEAKERS
    }
    speakers = {"train": set(), "test": set()}
    for part in speakers:
        X, y = getattr(loaded, f"X_{part}"), getattr(loaded, f"y_{part}")
        for row, label in zip(X, y, strict=True):
            (found,) = [
                key for key, s in said.items() if np.allclose(s / 32768, row, atol=1e-7)
            ]
            assert found[0] == loaded.target_names[label]
            speakers[part].add(found[1])
    assert not speakers["train"] & speakers["test"]


def test_sst2(publisher):
    loaded = data.fetch_sst2()
    for part in ("train", "test"):
        assert getattr(loaded, f"X_{part}").tolist() == PHRASES
        assert getattr(loaded, f"y_{part}").tolist() == [0, 1, 0, 1]


@pytest.mark.parametrize(
    "call",
    [
        lambda: data.fetch_omniglot(side=0),
        lambda: data.fetch_eurosat(7),
        lambda: data.fetch_eurosat(10**6),
        lambda: data.fetch_speech_commands(("yes", "perhaps")),
        lambda: data.fetch_speech_commands(("yes", "yes")),
        lambda: data.fetch_speech_commands(n_per_word=0),
    ],
)
def test_what_there_is_not_is_refused_before_it_is_fetched(publisher, call):
    with pytest.raises(DataError, match="take"):
        call()
    assert not publisher.asked


def test_the_real_cards_are_complete():
    for name in FILES:
        about = data.card(name)
        assert about.urls
        assert all(url.endswith("/") for url in about.urls)
        for file in about.remote:
            kind, _, digest = file.known_hash.partition(":")
            assert len(digest) == {"sha256": 64, "md5": 32}[kind]
            assert set(digest) <= set("0123456789abcdef")
            if kind == "md5":
                assert "md5 only" in about.made_by


# -- faults of the network ------------------------------------------------------------

PASSING = [
    [faults.cut, faults.hang_up],
    [faults.corrupt],
    [faults.too_short],
    [faults.more_than_there_is],
    [faults.no_length],
    [faults.cut, faults.ignores_range],
    [faults.cut, faults.other_range],
    [faults.cut, faults.refuses_range],
    [faults.busy, faults.login_page],
]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "plan", PASSING, ids=lambda plan: "-".join(f.__name__ for f in plan)
)
def test_a_fault_that_passes_ends_in_the_right_file(
    publisher, folder, name, plan, capfd
):
    publisher.plan = list(plan)
    FETCH[name]()
    assert not publisher.plan, "the plan was not played to its end"
    assert_only_whole_files(folder, name)
    n_requests = len(publisher.asked)
    FETCH[name]()
    assert len(publisher.asked) == n_requests, "it was fetched a second time"
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (faults.cut_at_once, "too early|another md5"),
        (faults.corrupt, "another (sha256|md5)"),
        (faults.gone, "404"),
        (faults.login_page, "too early|another (sha256|md5)"),
        (faults.stall, "timed out"),
    ],
)
def test_a_fault_that_stays_is_a_data_error(
    publisher, folder, name, fault, said, monkeypatch, capfd
):
    publisher.plan = [fault] * 9
    if fault is faults.stall:
        monkeypatch.setattr(download, "TIMEOUT", 0.2)
    with pytest.raises(DataError, match=said) as caught:
        FETCH[name]()
    message = str(caught.value)
    for text in (
        next(iter(FILES[name])),
        f"fetch_{name}()",
        INSTEAD[name],
        "course data",
    ):
        assert text in message
    assert "\n" not in message
    assert_only_whole_files_or_parts(folder, name)
    assert capfd.readouterr().err == ""
    publisher.plan = []
    monkeypatch.setattr(download, "TIMEOUT", 10.0)
    FETCH[name]()
    assert_only_whole_files(folder, name)


def assert_only_whole_files_or_parts(folder, name):
    for path in folder.rglob("*.*"):
        assert path.suffix == ".part" or path.read_bytes() == FILES[name][path.name]


@pytest.mark.parametrize("name", FILES)
def test_offline_it_says_what_to_do(no_network, folder, name):
    with pytest.raises(DataError) as caught:
        FETCH[name]()
    for text in (f"fetch_{name}()", INSTEAD[name], str(folder)):
        assert text in str(caught.value)
    no_network.clear()


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_fetched_again(publisher, folder, name):
    FETCH[name]()
    path = next(path for path in folder.rglob("*.*") if path.name in FILES[name])
    path.write_bytes(path.read_bytes()[:-1])
    before = len(publisher.asked)
    FETCH[name]()
    assert len(publisher.asked) == before + 1
    assert_only_whole_files(folder, name)


def test_a_server_that_announces_too_much_is_not_believed(publisher, monkeypatch):
    """PneumoniaMNIST's length is not published, so there is a limit."""
    monkeypatch.setattr(download, "UNKNOWN", 100)
    with pytest.raises(DataError, match=r"announces .* too much"):
        data.fetch_pneumonia_mnist()


def test_without_a_length_no_more_than_the_limit_is_taken(publisher, monkeypatch):
    monkeypatch.setattr(download, "UNKNOWN", 100)
    publisher.plan = [faults.no_length] * 9
    with pytest.raises(DataError, match="another md5"):
        data.fetch_pneumonia_mnist()


def test_a_changed_file_is_seen_also_at_the_same_length(tmp_path):
    path = tmp_path / "file.bin"
    path.write_bytes(b"right")
    file = Remote(name=path.name, md5=hashlib.md5(b"right").hexdigest())
    assert bring.is_right(path, file)
    path.write_bytes(b"wrong")
    assert not bring.is_right(path, file)
    path.unlink()
    assert not bring.is_right(path, file)
