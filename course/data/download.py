"""Get one file over a network that fails: go on where the last try stopped."""

import contextlib
import http.client
import shutil
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

#: Seconds without a byte after which a connection counts as dead.
TIMEOUT = 30.0
#: Seconds to wait before the second try; twice as many before the third, ...
PAUSE = 0.5
TRIES = 4
CHUNK = 1 << 16
#: The most that is taken from a server where the length of the file is not known.
UNKNOWN = 64 << 20

#: What a network can do to us; OSError has time-outs, refusals and HTTP errors in it.
FAULTS = (OSError, http.client.HTTPException)
#: HTTP errors that may pass: time-out, wrong range, too many requests.
MAY_PASS = (408, 416, 429)


@dataclass(frozen=True)
class Resumable:
    """A downloader for pooch that keeps what came in `part` and asks for the rest.

    It trusts no server: neither a declared length nor a range. It stops at `n_bytes`;
    whether these are the right bytes is for pooch's comparison of the sha256 to say,
    and a wrong file is not gone on with.

    Attributes
    ----------
    part : Path
        The unfinished file; stays after a failure.
    n_bytes : int
        Length of the whole file; 0 where nobody published it. Then the server's word
        is taken for it, up to `UNKNOWN` bytes, and the hash has to find every lie.
    advance : callable
        Called with the number of bytes that came, below 0 where they are given up.
    at_most : int
        Another limit than `UNKNOWN`; 0 for none.
    """

    part: Path
    n_bytes: int
    advance: Callable[[int], object]
    at_most: int = 0

    def __call__(self, url: str, output_file: str, pooch=None) -> None:
        """Bring all of `url` to `output_file`.

        Raises
        ------
        OSError, http.client.HTTPException
            The last failure, after `TRIES` tries or one that will not pass.
        """
        for attempt in range(TRIES):
            try:
                self._go_on(url)
                break
            except FAULTS as error:
                if attempt == TRIES - 1 or _is_final(error):
                    raise
                time.sleep(PAUSE * (attempt + 1))
        # a copy: another process may still write to the part
        shutil.copyfile(self.part, output_file)
        with contextlib.suppress(OSError):
            self.part.unlink()

    def have(self) -> int:
        """Return how many bytes there are; a file that is too long is given up."""
        with contextlib.suppress(OSError):
            size = self.part.stat().st_size
            if size <= (self.n_bytes or self._limit()):
                return size
            self.part.unlink()
        return 0

    def _go_on(self, url: str) -> None:
        have = self.have()
        if self.n_bytes and have == self.n_bytes:
            return
        # identity: a server must not unpack a .gz on its way
        headers = {"Accept-Encoding": "identity", "User-Agent": "seven-differences"}
        if have:
            headers["Range"] = f"bytes={have}-"
        request = urllib.request.Request(url, headers=headers)
        try:
            answer = urllib.request.urlopen(request, timeout=TIMEOUT)
        except urllib.error.HTTPError as error:
            if error.code == 416:
                self._give_up(have)
            raise
        with answer:
            if have and not _continues(answer, have):
                self._give_up(have)
                if answer.status == 206:
                    raise OSError("the server sent another part than was asked for")
            self._append(answer)

    def _append(self, answer: http.client.HTTPResponse) -> None:
        with self.part.open("ab") as file:
            end = self.n_bytes or _declared(answer, file.tell(), self._limit())
            left = (end or self._limit()) - file.tell()
            while left:
                # read1 hands over what is there; read would lose it in a time-out
                chunk = answer.read1(min(CHUNK, left))
                if not chunk and not end:
                    return  # nobody said where the end is
                if not chunk:
                    raise OSError(f"the connection ended {left} bytes too early")
                file.write(chunk)
                left -= len(chunk)
                self.advance(len(chunk))

    def _limit(self) -> int:
        return self.at_most or UNKNOWN

    def _give_up(self, have: int) -> None:
        self.part.unlink(missing_ok=True)
        self.advance(-have)


def _continues(answer: http.client.HTTPResponse, start: int) -> bool:
    """Return whether an answer goes on at `start`, as it was asked to."""
    said = answer.headers.get("Content-Range", "")
    return answer.status == 206 and said.startswith(f"bytes {start}-")


def _declared(answer: http.client.HTTPResponse, start: int, limit: int) -> int:
    """Return the length of the whole file in the server's words; 0 where it is silent.

    Raises
    ------
    OSError
        For a length beyond the limit.
    """
    said = answer.headers.get("Content-Length", "")
    end = start + int(said) if said.isdigit() else 0
    if end > limit:
        raise OSError(f"the server announces {end:,} bytes, which is too much")
    return end


def _is_final(error: Exception) -> bool:
    """Return whether another try would fail the same way: no such file, no network."""
    if isinstance(error, urllib.error.HTTPError):
        error.close()
        return error.code < 500 and error.code not in MAY_PASS
    return isinstance(getattr(error, "reason", None), socket.gaierror)
