"""Answers to `manifest`: right ones written differently, and wrong ones."""

import hashlib
import json
import pickle
import platform
from datetime import UTC, datetime
from pathlib import Path


def sha256_of(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def described(path, fingerprint, metrics, env, **changed) -> dict:
    for name, value in (("data_fingerprint", fingerprint), ("metrics", metrics)):
        if not value:
            raise ValueError(f"{name} is missing")
    return {
        "schema": 1,
        "sha256": sha256_of(path),
        "bytes": Path(path).stat().st_size,
        "created_utc": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "metrics": dict(metrics),
        "data_fingerprint": fingerprint,
        "packages": dict(env),
    } | changed


def reference() -> dict:
    def manifest(model_path, data_fingerprint, metrics, env):
        return described(model_path, data_fingerprint, metrics, env)

    def verify(manifest, model_path):
        n_bytes = Path(model_path).stat().st_size
        if manifest.get("bytes", n_bytes) != n_bytes:
            return False
        return sha256_of(model_path) == manifest["sha256"]

    return {"manifest": manifest, "verify": verify}


def alternative_file_digest() -> dict:
    """`hashlib.file_digest`, and more fields than asked."""

    def digest(path):
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def manifest(model_path, data_fingerprint, metrics, env):
        if data_fingerprint in (None, ""):
            raise ValueError("no data_fingerprint: which rows was it trained on?")
        if not metrics:
            raise ValueError(f"metrics={metrics!r}: give one or more")
        return {
            "schema": "1.0",
            "name": Path(model_path).name,
            "format": Path(model_path).suffix,
            "sha256": digest(model_path),
            "bytes": Path(model_path).stat().st_size,
            "created_utc": datetime.now(UTC).isoformat(),
            "metrics": metrics,
            "data_fingerprint": data_fingerprint,
            "packages": env,
            "python": platform.python_version(),
            "url": "https://example.org/models/digits",
        }

    def verify(manifest, model_path):
        return digest(model_path) == manifest["sha256"]

    return {"manifest": manifest, "verify": verify}


def alternative_course() -> dict:
    """The functions of the course itself."""
    from course import deploy

    return {"manifest": deploy.manifest, "verify": deploy.verify}


def alternative_mapped() -> dict:
    """The file mapped into memory, and bytes counted on the way."""
    import mmap

    def manifest(model_path, data_fingerprint, metrics, env):
        class MissingField(ValueError):
            pass

        if not data_fingerprint:
            raise MissingField("data_fingerprint")
        if not metrics:
            raise MissingField("metrics")
        digest, size = hashlib.new("sha256"), 0
        with Path(model_path).open("rb", buffering=0) as file:
            for block in iter(lambda: file.read(1 << 16), b""):
                digest.update(block)
                size += len(block)
        return {
            "schema": 1,
            "sha256": digest.hexdigest(),
            "bytes": size,
            "created_utc": str(datetime.now(UTC)),
            "metrics": metrics,
            "data_fingerprint": data_fingerprint,
            "packages": env,
        }

    def verify(manifest, model_path):
        with open(model_path, "rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            with mapped:
                found = hashlib.sha256(mapped).hexdigest()
        return found.upper() == manifest.get("sha256", "").upper()

    return {"manifest": manifest, "verify": verify}


# -- wrong manifests ----------------------------------------------------------


def with_hash(rule) -> dict:
    def manifest(model_path, data_fingerprint, metrics, env):
        return described(
            model_path, data_fingerprint, metrics, env, sha256=rule(model_path)
        )

    return {"manifest": manifest}


def of_text(text) -> str:
    return hashlib.sha256(str(text).encode()).hexdigest()


def wrong_hash_of_path() -> list:
    return [with_hash(of_text), with_hash(lambda path: of_text(Path(path).name))]


def wrong_time_in_hash() -> list:
    def with_clock(path):
        digest = hashlib.sha256(str(datetime.now(UTC)).encode())
        digest.update(Path(path).read_bytes())
        return digest.hexdigest()

    return [
        with_hash(lambda p: of_text(f"{sha256_of(p)} {Path(p).stat().st_mtime}")),
        with_hash(with_clock),
    ]


def wrong_another_hash() -> list:
    return [
        with_hash(lambda path: hash(Path(path).read_bytes())),
        with_hash(lambda path: hashlib.md5(Path(path).read_bytes()).hexdigest()),
        with_hash(lambda path: hashlib.sha1(Path(path).read_bytes()).hexdigest()),
    ]


def wrong_absolute_path() -> list:
    def manifest(model_path, data_fingerprint, metrics, env):
        path = str(Path(model_path).resolve())
        return described(model_path, data_fingerprint, metrics, env) | {"path": path}

    def inside(model_path, data_fingerprint, metrics, env):
        made = described(model_path, data_fingerprint, metrics, env)
        return made | {"source": {"file": f"file:{model_path}"}}

    return [{"manifest": manifest}, {"manifest": inside}]


def wrong_not_json() -> list:
    def as_path(model_path, data_fingerprint, metrics, env):
        path = Path(Path(model_path).name)
        return described(model_path, data_fingerprint, metrics, env, file=path)

    def as_time(model_path, data_fingerprint, metrics, env):
        now = datetime.now(UTC)
        return described(model_path, data_fingerprint, metrics, env, created_utc=now)

    return [{"manifest": as_path}, {"manifest": as_time}]


def wrong_accepts_nothing() -> list:
    def anything(model_path, data_fingerprint, metrics, env):
        made = described(model_path, "x", {"x": 1}, env)
        return made | {"metrics": metrics, "data_fingerprint": data_fingerprint}

    def only_none(model_path, data_fingerprint, metrics, env):
        if data_fingerprint is None or metrics is None:
            raise ValueError("data_fingerprint or metrics is missing")
        return anything(model_path, data_fingerprint, metrics, env)

    return [{"manifest": anything}, {"manifest": only_none}]


def wrong_field_not_named() -> list:
    def silent(model_path, data_fingerprint, metrics, env):
        if not data_fingerprint or not metrics:
            raise ValueError("something is missing")
        return described(model_path, data_fingerprint, metrics, env)

    def asserted(model_path, data_fingerprint, metrics, env):
        assert data_fingerprint, "data_fingerprint is needed"
        assert metrics, "metrics are needed"
        return described(model_path, data_fingerprint, metrics, env)

    return [{"manifest": silent}, {"manifest": asserted}]


def wrong_loads_model() -> list:
    def verify(manifest, model_path):
        try:
            with open(model_path, "rb") as file:
                pickle.load(file)
        except Exception as error:
            if isinstance(error, ArithmeticError):
                raise
        return sha256_of(model_path) == manifest["sha256"]

    def manifest(model_path, data_fingerprint, metrics, env):
        import joblib

        if Path(model_path).suffix == ".pkl":
            joblib.load(model_path)
        return described(model_path, data_fingerprint, metrics, env)

    return [{"verify": verify}, {"manifest": manifest}]


def wrong_text_mode() -> dict:
    def verify(manifest, model_path):
        with open(model_path, encoding="utf-8") as file:
            return of_text(file.read()) == manifest["sha256"]

    return {"verify": verify}


def wrong_reads_whole() -> list:
    def digest(path):
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()

    def verify(manifest, model_path):
        return digest(model_path) == manifest["sha256"]

    return [with_hash(digest) | {"verify": verify}, {"verify": verify}]


def wrong_needs_every_key() -> dict:
    def verify(manifest, model_path):
        if Path(model_path).stat().st_size != manifest["bytes"]:
            return False
        return sha256_of(model_path) == manifest["sha256"]

    return {"verify": verify}


def wrong_raises_on_mismatch() -> list:
    def asserted(manifest, model_path):
        assert sha256_of(model_path) == manifest["sha256"]
        return True

    def refused(manifest, model_path):
        if sha256_of(model_path) != manifest["sha256"]:
            raise ValueError("another file")
        return True

    return [{"verify": asserted}, {"verify": refused}]


def wrong_always_false() -> dict:
    def verify(manifest, model_path):
        again = described(model_path, "x", {"x": 1}, {})
        return json.dumps(again) == json.dumps(manifest)

    return {"verify": verify}
