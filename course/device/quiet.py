"""Libraries that talk while they work: let them, and show nobody."""

import contextlib
import io
import logging
import os
import warnings
from collections.abc import Iterator


@contextlib.contextmanager
def quiet(*, native: bool = False) -> Iterator[io.StringIO]:
    """Keep warnings, log lines and prints of the body to ourselves.

    An exception passes. The settings of logging are put back.

    Parameters
    ----------
    native : bool
        Also what compiled code writes to standard error, past Python; that of other
        threads too, so keep the body short.

    Yields
    ------
    StringIO
        What was printed.

    Examples
    --------
    >>> with quiet() as said:
    ...     print("a word about opset 18")
    >>> said.getvalue()
    'a word about opset 18\\n'
    """
    root, said = logging.getLogger(), io.StringIO()
    handlers, threshold = root.handlers[:], root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with (
            _no_native_stderr() if native else contextlib.nullcontext(),
            warnings.catch_warnings(),
            contextlib.redirect_stdout(said),
            contextlib.redirect_stderr(said),
        ):
            warnings.simplefilter("ignore")
            yield said
    finally:
        # a log line without a handler leaves one behind that writes to `said`
        root.handlers[:] = handlers
        logging.disable(threshold)


@contextlib.contextmanager
def _no_native_stderr() -> Iterator[None]:
    """Send file descriptor 2 nowhere in the body."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
