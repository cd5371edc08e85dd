"""A model behind HTTP, in a process of its own."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

import course
from course.deploy.client import Client, body_of
from course.errors import DeployError

#: One thread a call: the callers share the cores.
THREADS = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def serve(model_path: str | Path, port: int = 0, *, max_bytes: int = 1 << 20) -> Server:
    """Start a server for an exported model on this machine, and nowhere else.

    It listens on 127.0.0.1, in a process with ONNX Runtime and without torch. Leave it
    with ``with``, or call `close`; it also ends when this process ends.

    ``POST /predict`` with ``{"rows": [[...], ...]}`` answers ``{"predictions": [...],
    "probabilities": [[...], ...]}``; a bad request gets a 400 and a sentence. ``GET
    /health`` says which file is live, by hash, and how much memory the process holds.

    Parameters
    ----------
    model_path
        A file that `export_onnx` or `quantize_static` wrote.
    port
        0 takes a free one.
    max_bytes
        Of the body of a request.

    Returns
    -------
    Server
        It already answers.

    Raises
    ------
    DeployError
        If the file is damaged or the port is taken; says which.
    """
    return Server(Path(model_path), port, max_bytes)


class Server:
    """A running server; `serve` makes one.

    Attributes
    ----------
    url : str
        As in ``"http://127.0.0.1:41873"``.
    port, pid : int
    """

    def __init__(self, path: Path, port: int, max_bytes: int) -> None:
        self.path = path
        home = str(Path(course.__file__).resolve().parents[1])
        paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
        command = [sys.executable, "-m", "course.deploy.service"]
        # what a crash would say; `close` closes it
        self._log = tempfile.TemporaryFile("w+")  # noqa: SIM115
        self._process = subprocess.Popen(
            [*command, str(path.resolve()), str(port), str(max_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env={**os.environ, **THREADS, "PYTHONPATH": os.pathsep.join(paths)},
            text=True,
        )
        try:
            said = self._process.stdout.readline()
            first = json.loads(said) if said.strip() else {}
            if "port" not in first:
                raise DeployError(first.get("error") or self._last_words())
        except BaseException:
            self.close()
            raise
        self.port = first["port"]
        self.pid = self._process.pid
        self.url = f"http://127.0.0.1:{self.port}"

    def health(self) -> dict[str, Any]:
        """Return what ``GET /health`` says.

        Raises
        ------
        DeployError
            If nobody answers.
        """
        return self._ask("/health")

    @property
    def rss_bytes(self) -> int | None:
        """Return the memory that the server's process holds, in bytes."""
        return self.health()["rss_bytes"]

    def predict(self, X: Any) -> np.ndarray:
        """Return the predictions for rows, over HTTP.

        Raises
        ------
        DeployError
            If nobody answers, or the server refuses the rows; says why.
        """
        return np.array(self._ask("/predict", body_of(X))["predictions"])

    def close(self) -> None:
        """Stop the server and wait until it is gone; again does nothing."""
        if self._process.stdin.closed:
            return
        self._process.stdin.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        self._log.close()

    def _ask(self, path: str, body: bytes | None = None) -> dict[str, Any]:
        client = Client(self.url)
        try:
            status, answer = client.ask(path, body)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise DeployError(
                f"{self.url} does not answer ({error}): the server is closed or has "
                "ended; start it again with serve"
            ) from error
        finally:
            client.close()
        if status != 200:
            raise DeployError(f"{self.url}{path} answered {status}: {answer['error']}")
        return answer

    def _last_words(self) -> str:
        self._process.wait(timeout=10)
        self._log.seek(0)
        lines = self._log.read().strip().splitlines() or ["it said nothing"]
        return f"the server ended before it listened: {lines[-1]}"

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def __repr__(self) -> str:
        state = "closed" if self._process.stdin.closed else self.url
        return f"Server({self.path.name}, {state})"
