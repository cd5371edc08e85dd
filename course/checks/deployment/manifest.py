"""What is this file, and is it the one that was tested? A hash decides, not a name."""

import hashlib
import json
from types import SimpleNamespace

from course.checks.deployment import on_disk
from course.checks.deployment.manifest_mistakes import MISTAKES
from course.checks.engine import Exercise, Function, GivenFile, boolean, show

KEYS = (
    "schema", "sha256", "bytes", "created_utc", "metrics", "data_fingerprint",
    "packages",
)  # fmt: skip
LARGE = 16_000_000  # bytes of the file for which memory is watched

#: A pickle of the call 1 / 0: who loads it gets a ZeroDivisionError, and no harm.
TRAP = b"\x80\x04\x8c\x08operator\x8c\x07truediv\x93K\x01K\x00\x86R."

manifest = Exercise(
    __name__,
    points=10,
    answers={
        "manifest": Function(lambda value: described(value)),
        "verify": Function(boolean),
    },
    covers=("S7.5", "S7.13"),
    hints=(
        "What proves that the file on the server is the file that you tested: its "
        "name, its date, its size?",
        'SHA-256 of the bytes, with `hashlib`. Open the file as bytes (`"rb"`) and '
        "read it a piece at a time, so that a file of many gigabytes needs no more "
        "memory.",
        "`digest = hashlib.sha256()`, then `while block := file.read(1 << 20): "
        "digest.___(block)`, then `digest.hexdigest()`",
    ),
    takeaway="Two files with the same SHA-256 are the same file, whatever they are "
    'called and whenever they were copied. A manifest makes "which model is live?" a '
    "question with one answer.",
    seconds=40.0,
    trains=True,  # hashes large files
)


def described(value) -> str | None:
    """Ask for a dict with the seven keys."""
    if type(value) is not dict:
        return f"{show(value, 60)}, where a dict belongs"
    missing = [key for key in KEYS if key not in value]
    if missing:
        return f"a dict without {', '.join(map(repr, missing))}"
    return None


@manifest.cases
def cases(rng):
    """Draw files, and what is to be said about them."""
    drawn = []
    for _ in range(3):
        name = str(rng.choice(["model", "digits", "cnn-v2", "net"]))
        ending = str(rng.choice([".onnx", ".bin", ".safetensors"]))
        version = ".".join(map(str, rng.integers(0, 30, size=3)))
        drawn.append(
            SimpleNamespace(
                name=f"{name}{ending}",
                content=rng.bytes(int(rng.integers(3000, 9000))),
                place=int(rng.integers(100, 3000)),
                about=(
                    rng.bytes(32).hex(),
                    {"accuracy": round(float(rng.uniform(0.7, 1)), 4), "n_test": 450},
                    {"numpy": version, "onnxruntime": "1.23.2"},
                ),
                day=f"2026-0{rng.integers(1, 9)}-1{rng.integers(9)}T08:15:00Z",
            )
        )
    return drawn


def file_of(case, content=None) -> GivenFile:
    """Return the file of a case, perhaps with other bytes."""
    return GivenFile(case.name, case.content if content is None else content)


def right(case) -> dict:
    """Return a right manifest of the file of a case."""
    fingerprint, metrics, packages = case.about
    return {
        "schema": 1,
        "sha256": hashlib.sha256(case.content).hexdigest(),
        "bytes": len(case.content),
        "created_utc": case.day,
        "metrics": metrics,
        "data_fingerprint": fingerprint,
        "packages": packages,
    }


@manifest.holds(3, needs=("manifest",))
def hashed(case, manifest):
    """The hash and the size are those of the bytes"""
    found = manifest(file_of(case), *case.about)
    want = right(case)
    hashes = manifest.run(on_disk.four_hashes, file_of(case), *case.about)
    same = hashes["first"] == hashes["again"] == hashes["touched"]
    yield (
        f"a file of {len(case.content):,} bytes got sha256 {show(found['sha256'], 24)} "
        f"and bytes {show(found['bytes'])}",
        found["sha256"] == want["sha256"] and found["bytes"] == want["bytes"],
        "`hashlib.sha256` over the bytes of the file, in hexadecimal: 64 signs. "
        "`bytes` is their number.",
        hashes | {"sha256": found["sha256"]},
    )
    yield (
        f"the same file again got {'the same' if same else 'another'} hash, with one "
        "bit changed "
        + ("the same" if hashes["changed"] == hashes["first"] else "another"),
        same and hashes["changed"] != hashes["first"],
        "The hash hangs on the bytes alone: not on the name, the folder, the date or "
        "the hour.",
        hashes | {"sha256": found["sha256"]},
    )


@manifest.holds(2, needs=("manifest",))
def said(case, manifest):
    """Everything is in it, as JSON, and no path"""
    manifest(file_of(case), *case.about)  # a dict first, then its JSON
    text = manifest.run(on_disk.as_json, file_of(case), *case.about)
    found, want = json.loads(text), right(case)
    for key in ("metrics", "data_fingerprint", "packages"):
        yield (
            f"`{key}` is {show(found.get(key), 60)}",
            found.get(key) == want[key],
            f"`{key}` goes in as it came: {show(want[key], 60)}.",
        )
    yield (
        f"`created_utc` is {show(found.get('created_utc'))}, `schema` "
        f"{show(found.get('schema'))}",
        is_time(found.get("created_utc")) and type(found.get("schema")) in (int, str),
        "`created_utc` is a text such as '2026-01-31T08:15:00Z'; `schema` is 1.",
    )
    paths = [item for item in texts(found) if is_absolute(item)]
    yield (
        f"the manifest holds {show(paths[0], 60) if paths else 'no path'}",
        not paths,
        "A path of this computer says nothing on the server, and tells strangers who "
        "you are.",
        {"path": show(paths[0], 60) if paths else ""},
    )


def is_time(value) -> bool:
    """Return whether a value is a time as text, in ISO's order."""
    from datetime import datetime

    try:
        return type(value) is str and bool(datetime.fromisoformat(value))
    except ValueError:
        return False


def texts(value) -> list[str]:
    """Return every text in a value of JSON."""
    if isinstance(value, dict):
        return [t for item in [*value, *value.values()] for t in texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    return [value] if isinstance(value, str) else []


def is_absolute(text: str) -> bool:
    """Return whether a text is, or ends in, a path from the root of a file system."""
    import re

    return re.search(r"(^|[\s'\"(:])(/|~/|[A-Za-z]:[\\/])\w+[\\/]", text) is not None


@manifest.holds(1, needs=("manifest",))
def nothing_missing(case, manifest):
    """A missing metric or fingerprint is refused"""
    fingerprint, metrics, packages = case.about
    for about, field in (
        (("", metrics, packages), "data_fingerprint"),
        ((None, metrics, packages), "data_fingerprint"),
        ((fingerprint, {}, packages), "metrics"),
        ((fingerprint, None, packages), "metrics"),
    ):
        call = manifest.attempt(file_of(case), *about)
        named = field.removeprefix("data_") in call.message
        what = f"raised {call.error}: {call.message}" if call.error else "went through"
        yield (
            f"{field} = {show(about[0] if field[0] == 'd' else about[1])} {what}",
            "ValueError" in call.error_names and named,
            "Refuse it with a ValueError whose text names the field: a model without "
            "its data or its figures cannot be judged later.",
            {"field": field, "error": call.error or "", "named": named},
        )


@manifest.holds(3, needs=("verify",))
def verified(case, verify):
    """The same bytes pass, others do not"""
    about = right(case)
    flipped = bytearray(case.content)
    flipped[case.place] ^= 16
    for content, what, want in (
        (case.content, "the very file", True),
        (bytes(flipped), "a file with one bit changed", False),
        (case.content[: case.place], "a file cut short", False),
        (case.content + b"\0", "a file with one byte more", False),
    ):
        found = verify(about, file_of(case, content))
        yield (
            f"`verify` said {found} for {what}",
            found is want,
            "Hash the file that is there now, and compare with the `sha256` that was "
            "written down.",
        )
    older = {"schema": 0, "sha256": about["sha256"]}
    for content, want in ((case.content, True), (bytes(flipped), False)):
        found = verify(older, file_of(case, content))
        yield (
            f"for a manifest of schema 0, with `sha256` alone, `verify` said {found}",
            found is want,
            "Older manifests lack keys. Use those that are there, with `.get(...)`.",
        )


@manifest.holds(1, once=True)
def safely(cases, manifest, verify):
    """Files are read in pieces and never loaded"""
    case = cases[0]
    trap = SimpleNamespace(**vars(case) | {"content": TRAP, "name": "model.pkl"})
    manifest(file_of(trap), *trap.about)
    found = verify(right(trap), file_of(trap))
    yield (
        f"`verify` said {found} for a file that is a pickle",
        found is True,
        "Compare bytes. What is in the file does not matter.",
    )
    large = SimpleNamespace(**vars(case) | {"content": bytes(LARGE)})
    limit, less = LARGE // 2, on_disk.holds_less
    streamed = {
        "manifest": manifest.run(less, limit, file_of(large), *large.about),
        "verify": verify.run(less, limit, right(large), file_of(large)),
    }
    for name, held in streamed.items():
        yield (
            f"for a file of {LARGE / 1e6:.0f} MB `{name}` held "
            f"{'less' if held else 'more'} than {limit / 1e6:.0f} MB",
            held,
            "Read a piece, hash it, read the next.",
            {"name": name, "limit": limit // 10**6, "size": LARGE // 10**6},
        )


manifest.mistakes.extend(MISTAKES)
