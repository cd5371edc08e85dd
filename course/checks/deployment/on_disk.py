"""What only the learner's side can see of a function that reads files.

Each function here gets the learner's function and the path of a file, and gives plain
values back.
"""

import json
import os
import tracemalloc
from pathlib import Path


def as_json(manifest, path, *args) -> str:
    """Return a manifest as JSON text, as it would be written beside the file."""
    return json.dumps(manifest(path, *args))


def four_hashes(manifest, path, *args) -> dict:
    """Return the hash of a file as it is, again, touched, and with one byte changed.

    The path stays the same. Before the byte changes, the time of the file is set back.
    """
    whole = Path(path).read_bytes()
    os.utime(path, (1_600_000_000, 1_600_000_000))
    found = {"first": manifest(path, *args)["sha256"]}
    found["again"] = manifest(path, *args)["sha256"]
    os.utime(path, (1_700_000_000, 1_700_000_000))
    found["touched"] = manifest(path, *args)["sha256"]
    Path(path).write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
    os.utime(path, (1_600_000_000, 1_600_000_000))
    found["changed"] = manifest(path, *args)["sha256"]
    Path(path).write_bytes(whole)
    return found


def holds_less(function, limit, *args) -> bool:
    """Return whether it ran without ever holding ``limit`` bytes more than before."""
    mine = not tracemalloc.is_tracing()
    if mine:
        tracemalloc.start()
    tracemalloc.reset_peak()
    before = tracemalloc.get_traced_memory()[0]
    try:
        function(*args)
        return tracemalloc.get_traced_memory()[1] - before < limit
    finally:
        if mine:
            tracemalloc.stop()
