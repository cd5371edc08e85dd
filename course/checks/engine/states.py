"""What is global in a process and is put back after a check."""

import contextlib
import os
import random
import sys


@contextlib.contextmanager
def kept():
    """Put global state back afterwards.

    Random states of Python, NumPy and torch, the working directory, NumPy's floating
    point errors, torch's default type and gradient switch, and open figures.
    """
    with contextlib.ExitStack() as stack:
        for part in (_random, _folder, _numpy, _torch, _figures):
            stack.enter_context(part())
        yield


@contextlib.contextmanager
def _random():
    state = random.getstate()
    try:
        yield
    finally:
        random.setstate(state)


@contextlib.contextmanager
def _folder():
    try:
        folder = os.getcwd()
    except OSError:  # it was deleted
        folder = None
    try:
        yield
    finally:
        if folder is not None:
            with contextlib.suppress(OSError):
                os.chdir(folder)


@contextlib.contextmanager
def _numpy():
    np = sys.modules.get("numpy")
    if not hasattr(np, "random"):
        yield
        return
    state = np.random.get_state()
    try:
        with np.errstate(divide="warn", over="warn", under="ignore", invalid="warn"):
            yield
    finally:
        np.random.set_state(state)


@contextlib.contextmanager
def _torch():
    torch = sys.modules.get("torch")
    if not hasattr(torch, "set_default_dtype"):
        yield
        return
    state, dtype = torch.get_rng_state(), torch.get_default_dtype()
    cuda = torch.cuda.get_rng_state_all() if torch.cuda.is_initialized() else None
    grad = torch.is_grad_enabled()
    torch.set_default_dtype(torch.float32)
    torch.set_grad_enabled(True)
    try:
        yield
    finally:
        torch.set_grad_enabled(grad)
        torch.set_default_dtype(dtype)
        torch.set_rng_state(state)
        if cuda is not None:
            torch.cuda.set_rng_state_all(cuda)


@contextlib.contextmanager
def _figures():
    """Close the figures that answers opened: the cell would show every one of them."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    before = set(pyplot.get_fignums()) if pyplot else set()
    try:
        yield
    finally:
        pyplot = sys.modules.get("matplotlib.pyplot")
        for number in set(pyplot.get_fignums()) - before if pyplot else ():
            pyplot.close(number)
