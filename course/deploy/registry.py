"""Versions of a model on disk, and which of them is live: a folder, no server.

    registry/versions/3/digits.onnx     the artifact, never changed
    registry/versions/3/manifest.json   its hash, size, metrics, data
    registry/events/7/event.json        "promote 3 to production", never changed

A folder is filled under another name and gets its own by one rename, which works whole
or not at all. So a crash at any moment loses nothing that was there, and two writers
cannot take the same number. What is live is read out of the events, first to last.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course.deploy.files import flush
from course.deploy.manifests import manifest, now, verify
from course.errors import DeployError

if TYPE_CHECKING:
    import pandas as pd

#: A half-filled folder older than this is what a crash left behind.
STALE_SECONDS = 3600


class Registry:
    """Versioned artifacts in a folder: register, promote, load, roll back.

    Parameters
    ----------
    folder
        Made if it is missing. Several processes may use it.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "digits.onnx")
    ...     _ = file.write_bytes(b"weights")
    ...     registry = Registry(Path(folder, "registry"))
    ...     one = registry.register(file, {"accuracy": 0.9}, "rows of May")
    ...     registry.promote(one, "production")
    ...     two = registry.register(file, {"accuracy": 0.8}, "rows of June")
    ...     registry.promote(two, "production")
    ...     registry.rollback("production")
    1
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self._versions = self.folder / "versions"
        self._events = self.folder / "events"
        for part in (self._versions, self._events):
            part.mkdir(parents=True, exist_ok=True)

    def register(
        self, path: str | Path, metrics: Mapping[str, float], data_fingerprint: str
    ) -> int:
        """Copy a file in under the next number, with its manifest; return the number.

        Parameters
        ----------
        path
            The artifact, of any kind; it stays where it is.
        metrics
            Name to number, as in ``{"accuracy": 0.93}``.
        data_fingerprint
            Which rows it was trained and measured on.

        Raises
        ------
        ValueError
            If a metric or the fingerprint is missing; names it.
        DeployError
            If the file cannot be read.
        """
        path = Path(path)
        stated = manifest(path, data_fingerprint, metrics)
        if path.name == "manifest.json":
            raise DeployError("an artifact cannot be called manifest.json; rename it")

        def fill(folder: Path) -> None:
            copy = folder / path.name
            shutil.copyfile(path, copy)
            flush(copy)
            if not verify(stated, copy):
                raise DeployError(f"{path} changed while it was copied; try again")
            _write(folder / "manifest.json", stated)

        version = _publish(self._versions, fill)
        self._note("register", version=version)
        return version

    def promote(self, version: int, stage: str = "production") -> None:
        """Make a version the one that is live at a stage.

        Raises
        ------
        DeployError
            If there is no such version, or its file is damaged.
        """
        if not isinstance(stage, str) or not stage.strip():
            raise DeployError(f"stage is {stage!r}; give a name, as in 'production'")
        self._intact(version)
        self._note("promote", version=version, stage=stage)

    def rollback(self, stage: str = "production") -> int:
        """Make the version live again that was so before; return its number.

        Raises
        ------
        DeployError
            If there was none before, or its file is damaged; the stage stays as it is.
        """
        earlier = self._live().get(stage, [])[:-1]
        if not earlier:
            raise DeployError(
                f"no version was live at {stage!r} before this one, so there is "
                "nothing to roll back to"
            )
        self._intact(earlier[-1])
        self._note("rollback", version=earlier[-1], stage=stage)
        return earlier[-1]

    def current(self, stage: str = "production") -> int | None:
        """Return the version that is live at a stage; None where there is none."""
        return next(reversed(self._live().get(stage, [])), None)

    def load_path(self, stage: str | int = "production") -> Path:
        """Return the file that is live at a stage, after checking every byte of it.

        Parameters
        ----------
        stage
            A name, or the number of a version.

        Raises
        ------
        DeployError
            If nothing is live there, or the file is not what was registered.
        """
        version = self.current(stage) if isinstance(stage, str) else stage
        if version is None:
            raise DeployError(
                f"nothing is live at {stage!r}; promote a version. There are: "
                f"{self.versions() or 'none'}"
            )
        return self._intact(version)

    def versions(self) -> list[int]:
        """Return the numbers of all versions."""
        return _numbers(self._versions)

    def manifest(self, version: int) -> dict[str, Any]:
        """Return the manifest of a version.

        Raises
        ------
        DeployError
            If there is no such version, or its manifest is damaged.
        """
        path = self._versions / str(version) / "manifest.json"
        if version not in self.versions():
            raise DeployError(
                f"there is no version {version!r}; there are {self.versions()}"
            )
        return _read(path)

    def history(self) -> pd.DataFrame:
        """Return what happened: ``utc, action, version, stage``, and the metrics."""
        import pandas as pd

        rows = []
        for event in self._read_events():
            try:
                metrics = self.manifest(event["version"])["metrics"]
            except DeployError:  # a damaged version does not hide the history
                metrics = {}
            rows.append({"stage": ""} | event | metrics)
        first = ["utc", "action", "version", "stage"]
        frame = pd.DataFrame(rows, columns=None if rows else first)
        return frame[first + [name for name in frame if name not in first]]

    def __repr__(self) -> str:
        live = {stage: stack[-1] for stage, stack in self._live().items()}
        return f"Registry({len(self.versions())} versions, live: {live or 'none'})"

    # -- inside --------------------------------------------------------------

    def _intact(self, version: int) -> Path:
        """Return the file of a version, if it is what its manifest says."""
        stated = self.manifest(version)
        folder = self._versions / str(version)
        files = [path for path in folder.iterdir() if path.name != "manifest.json"]
        if len(files) != 1 or not verify(stated, files[0]):
            raise DeployError(
                f"version {version} is damaged: what lies in {folder} is not the file "
                f"with sha256 {str(stated.get('sha256'))[:12]}... that was registered. "
                "Roll back to another version, or register the file again."
            )
        return files[0]

    def _note(self, action: str, **facts: Any) -> None:
        event = {"utc": now(), "action": action} | facts
        _publish(self._events, lambda folder: _write(folder / "event.json", event))

    def _read_events(self) -> list[dict[str, Any]]:
        return [
            _read(self._events / str(number) / "event.json")
            for number in _numbers(self._events)
        ]

    def _live(self) -> dict[str, list[int]]:
        """Return stage -> versions that were live, the present one last."""
        live: dict[str, list[int]] = {}
        for event in self._read_events():
            stack = live.setdefault(event.get("stage", ""), [])
            if event["action"] == "promote":
                stack.append(event["version"])
            elif event["action"] == "rollback" and stack:
                stack.pop()
        live.pop("", None)
        return live


def _numbers(folder: Path) -> list[int]:
    return sorted(int(path.name) for path in folder.iterdir() if path.name.isdecimal())


def _publish(folder: Path, fill: Callable[[Path], None]) -> int:
    """Fill a new folder and give it the next free number by one rename."""
    _sweep(folder)
    part = Path(tempfile.mkdtemp(dir=folder, prefix=".part-"))
    try:
        part.chmod(0o755)
        fill(part)
        while True:
            number = max(_numbers(folder), default=0) + 1
            try:
                os.rename(part, folder / str(number))
            except OSError:
                if not (folder / str(number)).exists():
                    raise
                continue  # another writer took the number
            return number
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Remove what a crash left half filled, long ago."""
    for part in folder.glob(".part-*"):
        try:
            old = time.time() - part.stat().st_mtime > STALE_SECONDS
        except OSError:
            continue
        if old:
            shutil.rmtree(part, ignore_errors=True)


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    flush(path)


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DeployError(f"{path} is damaged: {error}") from error
    if not isinstance(content, dict):
        raise DeployError(f"{path} is damaged: it holds no JSON object")
    return content
