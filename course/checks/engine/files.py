"""Files: bytes read on the learner's side, and bytes put there; nothing opens them.

What is in a file may be hostile. It crosses as bytes; a check may read it with a
format that holds no code, such as safetensors or ONNX, and never unpickles it.
"""

import contextlib
import tempfile
from dataclasses import dataclass
from pathlib import Path

MAX_BYTES = 64_000_000


@dataclass(frozen=True)
class File:
    """A file of the learner: its path as given, its bytes, or why there are none."""

    path: str
    content: bytes = b""
    problem: str = ""

    def __repr__(self) -> str:
        return f"{self.path!r} ({self.problem or f'{len(self.content):,} bytes'})"


@dataclass(frozen=True)
class GivenFile:
    """An argument that a check gives as a file; the answer gets its path, a text."""

    name: str
    content: bytes

    @property
    def __name__(self) -> str:
        return repr(self.name)


def read(path: str) -> tuple[bytes, str]:
    """Return the bytes of a file and "", or nothing and why; on the learner's side."""
    try:
        place = Path(path)
        if not place.is_file():
            return b"", "there is no such file"
        size = place.stat().st_size
        if size > MAX_BYTES:
            return b"", f"it has {size:,} bytes, more than a check reads"
        return place.read_bytes(), ""
    except (OSError, ValueError) as error:
        return b"", f"it cannot be read ({type(error).__name__})"


@contextlib.contextmanager
def placed(args, kwargs):
    """Write every `GivenFile` among the arguments; give its path in its place.

    Each has a folder of its own, which is gone when the body has ended.
    """
    with contextlib.ExitStack() as folders:

        def place(value):
            if type(value) is not GivenFile:
                return value
            folder = folders.enter_context(tempfile.TemporaryDirectory())
            path = Path(folder, value.name)
            path.write_bytes(value.content)
            return str(path)

        yield (
            tuple(place(value) for value in args),
            {name: place(value) for name, value in kwargs.items()},
        )
