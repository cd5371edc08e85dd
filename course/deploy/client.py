"""The other side of the server: one caller, and many at once."""

from __future__ import annotations

import http.client
import json
import threading
import time
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from course import device
from course.errors import DeployError
from course.measure.stopwatch import Run


class Client:
    """A caller with a connection that stays open; not to be shared by threads.

    Parameters
    ----------
    url
        As in ``"http://127.0.0.1:8000"``.
    timeout
        Seconds to wait for an answer.
    """

    def __init__(self, url: str, *, timeout: float = 30.0) -> None:
        parts = urlsplit(url)
        if parts.scheme != "http" or not parts.hostname:
            raise DeployError(f"url is {url!r}; give one such as http://127.0.0.1:8000")
        self._connection = http.client.HTTPConnection(
            parts.hostname, parts.port, timeout=timeout
        )

    def ask(self, path: str, body: bytes | None = None) -> tuple[int, dict[str, Any]]:
        """Send one request, GET or with a body POST; return (status, answer).

        Raises
        ------
        OSError, http.client.HTTPException, ValueError
            If nobody answers, or with something else than JSON.
        """
        try:
            self._connection.request("GET" if body is None else "POST", path, body)
            response = self._connection.getresponse()
            return response.status, json.loads(response.read())
        except BaseException:
            self._connection.close()  # the next request opens it anew
            raise

    def close(self) -> None:
        self._connection.close()


def body_of(X: Any) -> bytes:
    """Return rows as the body of a request."""
    X = np.asarray(X.detach().cpu() if hasattr(X, "detach") else X, dtype=np.float32)
    return json.dumps({"rows": X.tolist()}).encode()


def load_test(
    url: str, X: Any, n_requests: int = 200, n_clients: int = 4
) -> dict[str, Any]:
    """Ask a server for one row at a time, from several callers at once.

    Each caller waits for its answer before it asks again, so that a slow server gets
    fewer requests: under a crowd that does not wait, the tail is longer than this.
    The first request of every caller opens its connection and is not counted.

    Parameters
    ----------
    url
        Of a server that `serve` started.
    X : array, (n, ...)
        Rows; taken in turn.
    n_requests
        In all, without the first ones.
    n_clients
        Threads of this process.

    Returns
    -------
    dict
        ``n_requests, n_clients, errors``, ``p50_ms, p95_ms, p99_ms`` of the answered
        requests (NaN if there are none), ``seconds`` from first to last,
        ``requests_per_second``, ``latencies_ms`` (array) and ``machine``. An answer
        with another status than 200 is an error.

    Raises
    ------
    DeployError
        If the numbers make no sense.
    """
    if n_clients < 1 or n_requests < n_clients:
        raise DeployError(
            f"{n_requests} requests from {n_clients} callers; give one caller or more "
            "and a request each"
        )
    X = np.asarray(X.detach().cpu() if hasattr(X, "detach") else X, dtype=np.float32)
    bodies = [body_of(X[i : i + 1]) for i in range(min(len(X), n_requests))]
    answers: list[tuple[bool, float]] = []
    gate = threading.Barrier(n_clients + 1)

    def call(first: int, client: Client) -> None:
        _timed(client, bodies[first % len(bodies)])
        gate.wait()
        mine = [
            _timed(client, bodies[number % len(bodies)])
            for number in range(first, n_requests, n_clients)
        ]
        answers.extend(mine)  # safe between threads
        client.close()

    callers = [
        threading.Thread(target=call, args=(i, Client(url))) for i in range(n_clients)
    ]
    for caller in callers:
        caller.start()
    gate.wait()
    start = time.perf_counter()
    for caller in callers:
        caller.join()
    seconds = time.perf_counter() - start
    good = np.array([1000 * latency for ok, latency in answers if ok])
    run = Run(tuple(good), device.describe())
    found = {
        f"p{q}_ms": float(run.percentile(q)) if len(good) else float("nan")
        for q in (50, 95, 99)
    }
    return {
        "n_requests": n_requests,
        "n_clients": n_clients,
        "errors": n_requests - len(good),
        **found,
        "seconds": seconds,
        "requests_per_second": len(good) / seconds,
        "latencies_ms": good,
        "machine": run.machine,
    }


def _timed(client: Client, body: bytes) -> tuple[bool, float]:
    start = time.perf_counter()
    try:
        status, _ = client.ask("/predict", body)
    except (OSError, http.client.HTTPException, ValueError):
        status = 0
    return status == 200, time.perf_counter() - start
