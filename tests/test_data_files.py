"""The files that ship: damage is seen, the way back works, making them is repeatable.

Budget: 10 s.
"""

import gzip
import importlib.util
import io
import shutil
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest

from course import data
from course.data import cards
from course.data.audio import _clips
from course.data.glyphs import _atlas
from course.data.movies import _snippets
from course.data.real_tables import _columns
from course.errors import DataError

DATA = Path(__file__).resolve().parent.parent / "data"
pytestmark = pytest.mark.usefixtures("no_network")


# -- damage, and the way back -------------------------------------------------


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """Let the package believe that it lies in a fresh folder with its own data/."""
    shutil.copytree(DATA, tmp_path / "data")
    monkeypatch.setattr(cards, "PACKAGE", tmp_path / "course")
    return tmp_path


def git(folder, *words):
    who = ["-c", "user.name=test", "-c", "user.email=test@example.org"]
    line = ["git", *who, *words]
    return subprocess.run(line, cwd=folder, capture_output=True, check=True).stdout


def commit_all(folder):
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    git(folder, "init", "-q")
    git(folder, "add", "data")
    git(folder, "commit", "-q", "-m", "data", "--no-gpg-sign")


def damage(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


SHIPPED = {
    "fashion_mnist": data.load_fashion_mnist,
    "bikeshare": data.load_bikeshare,
    "glyphs": lambda: (_atlas.cache_clear(), data.load_glyphs(n_train=26, n_test=26)),
    "spoken_digits": lambda: (_clips.cache_clear(), data.load_spoken_digits()),
    "mnist1d": data.load_mnist1d,
    "flights": lambda: (_columns.cache_clear(), data.load_flights()),
    "magic": lambda: (_columns.cache_clear(), data.load_magic()),
    "german_credit": lambda: (_columns.cache_clear(), data.load_german_credit()),
    "diamonds": lambda: (_columns.cache_clear(), data.load_diamonds()),
    "movie_embeddings": data.load_movie_embeddings,
    "movie_snippets": lambda: (_snippets.cache_clear(), data.load_movie_snippets()),
}


def test_every_shipped_file_is_tried():
    assert set(SHIPPED) == {card.name for card in data.catalog() if card.file}


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("fault", ["damaged", "cut", "empty", "missing"])
def test_a_bad_file_is_named_with_its_cure(clone, name, fault):
    assert data.shipped(name).parent == clone / "data"
    path = clone / "data" / data.card(name).file
    if fault == "missing":
        path.unlink()
    elif fault == "damaged":
        damage(path)
    else:
        path.write_bytes(path.read_bytes()[:1000] if fault == "cut" else b"")
    for call in (lambda: data.shipped(name), SHIPPED[name]):
        with pytest.raises(DataError) as caught:
            call()
        assert str(path) in str(caught.value)
        assert f"course data restore {name}" in str(caught.value)


def test_a_file_is_read_through_once(clone, monkeypatch):
    from course.data import files

    data.shipped("bikeshare")
    monkeypatch.setattr(files, "_bytes", lambda path: pytest.fail("read again"))
    assert data.shipped("bikeshare") == clone / "data" / "bikeshare.csv.gz"


@pytest.mark.parametrize("staged", [False, True])
def test_restore_from_git(clone, staged):
    commit_all(clone)
    path = clone / "data" / "bikeshare.csv.gz"
    damage(path)
    if staged:
        git(clone, "add", "data")
    assert "from git" in data.restore("bikeshare")
    assert data.shipped("bikeshare") == path
    assert not list(clone.rglob("*.part"))
    if not staged:
        assert git(clone, "status", "--porcelain") == b""
    path.unlink()
    assert "from git" in data.restore("bikeshare")
    assert "nothing to do" in data.restore("bikeshare")


def test_restore_from_the_other_copy(clone):
    """An installed package whose file broke, inside a clone: no git, but a copy."""
    shutil.copytree(DATA, clone / "course" / "_shipped" / "data")
    path = clone / "course" / "_shipped" / "data" / "bikeshare.csv.gz"
    assert data.shipped("bikeshare") == path
    damage(path)
    assert str(clone / "data") in data.restore("bikeshare")
    assert data.shipped("bikeshare") == path


def test_restore_writes_nothing_that_is_wrong(clone):
    path = clone / "data" / "bikeshare.csv.gz"
    damage(path)
    commit_all(clone)  # the commit has the damaged file
    before = path.read_bytes()
    with pytest.raises(DataError, match=r"git checkout -- data/bikeshare.*pip install"):
        data.restore("bikeshare")
    assert path.read_bytes() == before


def test_sets_without_a_file_say_whence_they_come():
    for call in (data.shipped, data.restore):
        with pytest.raises(DataError, match="comes with scikit-learn"):
            call("digits")


@pytest.mark.parametrize(
    "text", ["[[set", "name = 1", '[[set]]\nname = "x"', '[[set]]\nodd = "x"']
)
def test_a_damaged_catalog_is_a_data_error(clone, text):
    (clone / "data" / "catalog.toml").write_text(text)
    cards._read.cache_clear()
    with pytest.raises(DataError, match=r"catalog.toml is damaged.*git checkout"):
        data.catalog()


def test_no_catalog_is_a_data_error(clone):
    (clone / "data" / "catalog.toml").unlink()
    with pytest.raises(DataError, match=r"no catalog.toml.*install the package again"):
        data.load_wine()


def test_the_command_line_restores_and_verifies(clone):
    from typer.testing import CliRunner

    from course.cli import app

    commit_all(clone)
    path = clone / "data" / "fashion_mnist.npz"
    damage(path)
    broken = CliRunner().invoke(app, ["data", "verify"])
    assert broken.exit_code == 1
    assert "course data restore fashion_mnist" in broken.output
    assert CliRunner().invoke(app, ["data", "restore", "fashion_mnist"]).exit_code == 0
    assert CliRunner().invoke(app, ["data", "verify"]).exit_code == 0


# -- how the files were made --------------------------------------------------


def maker(name: str):
    """Import a script of data/make, which finds its neighbours as a script does."""
    sys.path.insert(0, str(DATA / "make"))
    try:
        spec = importlib.util.spec_from_file_location(
            f"make_{name}", DATA / "make" / f"{name}.py"
        )
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
    finally:
        sys.path.remove(str(DATA / "make"))


def other_zlib() -> bool:
    return "ng" in zlib.ZLIB_RUNTIME_VERSION


def test_packing_again_gives_the_same_bytes():
    if other_zlib():
        pytest.skip(f"zlib {zlib.ZLIB_RUNTIME_VERSION} packs differently")
    pack = maker("pack")
    table = (DATA / "bikeshare.csv.gz").read_bytes()
    assert pack.gz(gzip.decompress(table)) == table
    images = (DATA / "fashion_mnist.npz").read_bytes()
    with np.load(io.BytesIO(images)) as file:
        assert pack.npz({name: file[name] for name in file.files}) == images
