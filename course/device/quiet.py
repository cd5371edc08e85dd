"""Libraries that talk while they work: let them, and show nobody."""

import contextlib
import io
import logging
import warnings
from collections.abc import Iterator


@contextlib.contextmanager
def quiet() -> Iterator[io.StringIO]:
    """Keep warnings, log lines and prints of the body to ourselves.

    An exception passes. The settings of logging are put back.

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
