"""What runs in the server's process: a model behind HTTP on loopback, JSON both ways.

Started by `server.serve` as ``python -m course.deploy.service MODEL PORT MAX_BYTES``.
It says one line of JSON when it listens, or why it does not, and ends when its standard
input is closed: with its parent, however that ends.
"""

import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np

from course.deploy.files import sha256_of
from course.deploy.runtime import OnnxModel
from course.errors import DeployError

HOST = "127.0.0.1"
#: A caller that sends nothing for so long is let go.
TIMEOUT_SECONDS = 30


class BadRequest(Exception):
    """What the caller did wrong: an HTTP status and a sentence."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Handler(BaseHTTPRequestHandler):
    """Answers ``GET /health`` and ``POST /predict``."""

    protocol_version = "HTTP/1.1"  # the connection stays open
    wbufsize = -1  # an answer leaves in one piece; in two it waits 40 ms
    disable_nagle_algorithm = True
    timeout = TIMEOUT_SECONDS
    server_version = "course"
    sys_version = ""

    def do_GET(self) -> None:
        if self.path == "/health":
            self._answer(200, self.server.health())
        else:
            self._answer(404, {"error": "ask GET /health or POST /predict"})

    def do_POST(self) -> None:
        try:
            body = self._body()
            if self.path != "/predict":
                raise BadRequest(404, "ask GET /health or POST /predict")
            answer = self.server.answer(rows_of(body, self.server.model.shape))
        except (BadRequest, DeployError) as error:
            self.server.count(bad=True)
            self._answer(getattr(error, "status", 400), {"error": str(error)})
            return
        self.server.count()
        self._answer(200, answer)

    def _body(self) -> bytes:
        """Read the body; where it is not read, the connection has to end."""
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdecimal():
            self.close_connection = True
            raise BadRequest(411, "say how long the body is, in Content-Length")
        if len(length) > 15 or int(length) > self.server.max_bytes:
            self.close_connection = True
            raise BadRequest(
                413,
                f"the body has {length} bytes, at most {self.server.max_bytes} are "
                "read; send fewer rows at a time",
            )
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            self.close_connection = True
            raise BadRequest(400, f"the body ended after {len(body)} of {length} bytes")
        return body

    def _answer(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Write no line a request."""


def rows_of(body: bytes, shape: tuple[int | None, ...]) -> np.ndarray:
    """Return the rows in a request, ``{"rows": [...]}``, as float32.

    Raises
    ------
    BadRequest
        With status 400 and what is wrong: no JSON, no rows, ragged rows, words, another
        shape, NaN or infinity.
    """
    wanted = ", ".join("any" if size is None else str(size) for size in shape)
    try:
        content = json.loads(body, parse_constant=_no_number)
    except BadRequest:
        raise
    except (ValueError, RecursionError) as error:
        raise BadRequest(400, f"the body is not JSON: {error}") from error
    if not isinstance(content, dict) or not isinstance(content.get("rows"), list):
        raise BadRequest(400, 'the body has to be {"rows": [[...], ...]}')
    try:
        rows = np.array(content["rows"])
    except (ValueError, OverflowError) as error:
        raise BadRequest(400, f"rows are not of one shape ({wanted})") from error
    # numpy takes true for 1 where numbers stand beside it
    flags = (b"true" in body or b"false" in body) and any(
        isinstance(value, bool) for value in np.array(content["rows"], object).flat
    )
    if flags or rows.dtype.kind not in "iuf":
        raise BadRequest(400, "rows hold something that is not a number")
    if (
        not len(rows)
        or rows.ndim != len(shape) + 1
        or any(a not in (None, b) for a, b in zip(shape, rows.shape[1:], strict=True))
    ):
        raise BadRequest(
            400, f"rows have shape {list(rows.shape)}; wanted (n, {wanted}), n from 1"
        )
    with np.errstate(over="ignore"):
        rows = rows.astype(np.float32)
    if not np.isfinite(rows).all():
        raise BadRequest(400, "rows hold a number too large for float32, or infinity")
    return rows


def _no_number(name: str) -> None:
    raise BadRequest(400, f"rows hold {name}; fill in or leave out such rows")


class Service(ThreadingHTTPServer):
    """A thread a connection, one model for all."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, path: Path, port: int, max_bytes: int) -> None:
        self.model = OnnxModel(path)
        self.sha256 = sha256_of(path)
        self.max_bytes = max_bytes
        self._lock = threading.Lock()
        self._counts = {"answered": 0, "refused": 0}
        super().__init__((HOST, port), Handler)

    def count(self, *, bad: bool = False) -> None:
        with self._lock:
            self._counts["refused" if bad else "answered"] += 1

    def answer(self, rows: np.ndarray) -> dict[str, Any]:
        if self.model.kind == "regressor":
            return {"predictions": self.model.predict(rows).tolist()}
        if self.model.kind != "classifier":
            return {"predictions": self.model(rows).tolist()}
        probabilities = self.model.predict_proba(rows)
        best = probabilities.argmax(axis=1)
        return {
            "predictions": self.model.classes_[best].tolist(),
            "probabilities": probabilities.tolist(),
        }

    def health(self) -> dict[str, Any]:
        return {
            "status": "ok",
            "model": self.model.path.name,
            "sha256": self.sha256,
            "kind": self.model.kind,
            "shape": self.model.shape,
            "rss_bytes": rss_bytes(),
            **self._counts,
        }

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hangs up is no news."""


def rss_bytes() -> int | None:
    """Return the memory that this process holds; on macOS, the most it ever held."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        pass
    try:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    except ImportError:  # Windows
        return None


def main(path: str, port: str, max_bytes: str) -> int:
    """Serve until standard input is closed; return the exit code."""
    try:
        service = Service(Path(path), int(port), int(max_bytes))
    except (DeployError, OSError) as error:
        print(json.dumps({"error": str(error)}), flush=True)
        return 1
    threading.Thread(target=service.serve_forever, daemon=True).start()
    print(json.dumps({"port": service.server_address[1]}), flush=True)
    sys.stdin.buffer.read()  # returns when the parent is gone
    service.shutdown()
    service.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
