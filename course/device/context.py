"""Threads and seeds: contexts that put back what they change."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from course.device.machine import cores
from course.errors import CourseError

if TYPE_CHECKING:
    import torch

#: More threads than this do not pay for the nets of the course.
MOST_THREADS = 4
#: A net with fewer parameters works on one thread: waking the others costs more. On two
#: cores, batches of 32 and 128, a second thread made steps of nets of 3,000 to 85,000
#: parameters 0.5 to 1.25 times as fast, of 300,000 parameters 0.7 to 1.5 times, and up
#: to 10 times slower where another process kept a core busy.
THREADS_PAY_FROM = 100_000


def n_threads(n_parameters: int | None = None) -> int:
    """Return how many threads one process should compute with.

    The least of: the cores that we may use, the container's quota, four, and
    ``OMP_NUM_THREADS`` where that is set. A tiny net gets one.

    Parameters
    ----------
    n_parameters : int, optional
        Size of the net.
    """
    if n_parameters is not None and n_parameters < THREADS_PAY_FROM:
        return 1
    asked = os.environ.get("OMP_NUM_THREADS", "").partition(",")[0].strip()
    limit = int(asked) if asked.isdecimal() and int(asked) else MOST_THREADS
    return min(cores(), MOST_THREADS, limit)


@contextlib.contextmanager
def threads(n: int) -> Iterator[None]:
    """Let torch compute with ``n`` threads in the body."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(n)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextlib.contextmanager
def seeded(random_state=None, device: torch.device | None = None) -> Iterator[int]:
    """Seed torch in the body, and put its random state back afterwards.

    On a CUDA GPU convolutions take algorithms that repeat, so that there too a seed
    decides the result.

    Parameters
    ----------
    random_state : int, numpy RandomState, numpy Generator or None
        None draws a fresh seed.
    device : torch.device, optional
        A GPU whose generator is to be seeded too.

    Yields
    ------
    int
        The seed that was used.

    Examples
    --------
    >>> import torch
    >>> with seeded(7):
    ...     first = torch.rand(3)
    >>> with seeded(7):
    ...     bool((torch.rand(3) == first).all())
    True
    """
    import torch

    seed = seed_of(random_state)
    kind = "cpu" if device is None else device.type
    gpu = torch.mps if kind == "mps" else torch.cuda
    before = gpu.get_rng_state() if kind == "mps" else None
    forked = torch.random.fork_rng(devices=[device] if kind == "cuda" else [])
    with forked, repeating(kind):
        torch.default_generator.manual_seed(seed)
        if kind != "cpu":
            gpu.manual_seed(seed)
        try:
            yield seed
        finally:
            if before is not None:
                gpu.set_rng_state(before)


def repeating(kind: str) -> contextlib.AbstractContextManager:
    """Let convolutions on a CUDA GPU give the same result each time they are asked."""
    import torch

    if kind != "cuda":
        return contextlib.nullcontext()
    return torch.backends.cudnn.flags(
        enabled=torch.backends.cudnn.enabled, benchmark=False, deterministic=True
    )


def seed_of(random_state=None) -> int:
    """Return a seed from 0 to 2**31 - 2; an integer is its own seed.

    Examples
    --------
    >>> seed_of(7)
    7
    """
    import numpy as np

    if isinstance(random_state, np.random.RandomState):
        return int(random_state.randint(2**31 - 1))
    if random_state is None or isinstance(random_state, np.random.Generator):
        return int(np.random.default_rng(random_state).integers(2**31 - 1))
    try:
        return int(random_state) % (2**31 - 1)
    except (TypeError, ValueError) as error:
        raise CourseError(
            f"random_state is {random_state!r}; give an integer, None or a generator "
            "of numpy"
        ) from error
