"""Archives that mean no good, or are damaged: nothing is unpacked, the error is clear.

Budget: 5 s.
"""

import io
import stat
import tarfile
import zipfile

import numpy as np
import pytest
from packed import tarred, zipped

from course.data import archive
from course.errors import DataError

RNG = np.random.default_rng(0)


def read(path, **limits) -> dict[str, bytes]:
    limits = {"largest": 1_000, "together": 5_000} | limits
    return dict(archive.members(path, lambda name: True, **limits))


def special(kind: bytes, name: str, linkname: str = "") -> bytes:
    """Return a .tar.gz with one member that is no plain file."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as file:
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, linkname
        file.addfile(info)
    return target.getvalue()


def zip_link() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        info = zipfile.ZipInfo("link.txt")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        file.writestr(info, "/etc/passwd")
    return target.getvalue()


def zip_twice() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        file.writestr("a.txt", "one")
        with pytest.warns(UserWarning, match="Duplicate name"):
            file.writestr("a.txt", "two")
    return target.getvalue()


def lying_zip() -> bytes:
    """Claim in both places that 3,000 bytes are 3."""
    honest = zipped({"a.txt": bytes(3_000)})
    size = (3_000).to_bytes(4, "little")
    assert honest.count(size) == 2
    return honest.replace(size, (3).to_bytes(4, "little"))


OUTSIDE = ["../a.txt", "/a.txt", "b/../../a.txt", "C:/a.txt", "b\\..\\a.txt"]
EVIL = {
    **{f"zip {n}": (".zip", zipped({n: b"x"}), "leads out") for n in OUTSIDE},
    **{f"tar {n}": (".tar.gz", tarred({n: b"x"}), "leads out") for n in OUTSIDE},
    "zip link": (".zip", zip_link(), "link or a device"),
    "tar link": (".tar.gz", special(tarfile.SYMTYPE, "a", "/etc/passwd"), "a link"),
    "tar hard link": (".tar.gz", special(tarfile.LNKTYPE, "a", "/etc/hosts"), "a link"),
    "tar device": (".tar.gz", special(tarfile.CHRTYPE, "a"), "or a device"),
    "tar fifo": (".tar.gz", special(tarfile.FIFOTYPE, "a"), "or a device"),
    "zip twice": (".zip", zip_twice(), "comes twice"),
    "tar twice": (".tar.gz", tarred({"a": b"x", "./a": b"y"}), "comes twice"),
    "zip bomb": (".zip", zipped({"a": bytes(2_000)}), "more than it should"),
    "tar bomb": (".tar.gz", tarred({"a": bytes(2_000)}), "more than it should"),
    "many": (".zip", zipped({f"{i}": bytes(900) for i in range(9)}), "more than it"),
    "lying zip": (".zip", lying_zip(), "cannot be read|more than it should"),
    "no zip": (".zip", b"<html>", "cannot be read"),
    "no tar": (".tar.gz", b"<html>", "cannot be read"),
    "cut zip": (".zip", zipped({"a": b"x" * 500})[:-30], "cannot be read"),
    "cut tar": (".tar.gz", tarred({"a": RNG.bytes(900)})[:-200], "cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize("name", EVIL)
def test_an_archive_that_means_no_good_is_refused(tmp_path, name):
    suffix, content, said = EVIL[name]
    inside = tmp_path / "inside"
    inside.mkdir()
    path = inside / f"archive{suffix}"
    path.write_bytes(content)
    with pytest.raises(DataError, match=said) as caught:
        read(path)
    assert str(path) in str(caught.value)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [path]


def test_a_flipped_bit_in_a_zip_is_seen(tmp_path):
    content = bytearray(zipped({"a.txt": RNG.bytes(800)}))
    content[400] ^= 1
    path = tmp_path / "a.zip"
    path.write_bytes(bytes(content))
    with pytest.raises(DataError, match="cannot be read"):
        read(path)


@pytest.mark.parametrize(("suffix", "pack"), [(".zip", zipped), (".tar.gz", tarred)])
def test_an_honest_archive_is_read(tmp_path, suffix, pack):
    files = {"a.txt": b"", "b/c.bin": RNG.bytes(1_000), "b/d e": b"x"}
    path = tmp_path / f"good{suffix}"
    path.write_bytes(pack(files))
    assert read(path) == files
    some = archive.members(path, lambda n: n == "b/d e", largest=1, together=1)
    assert dict(some) == {"b/d e": b"x"}
    assert [p.name for p in tmp_path.iterdir()] == [path.name], "something was unpacked"
