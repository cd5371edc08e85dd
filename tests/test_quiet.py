"""What libraries print, log and warn of stays inside; settings are put back.

Budget: 2 s.
"""

import logging
import os
import sys
import warnings

import pytest

from course import device


def noisy(said):
    """Talk in every way that a library has, then fail."""
    with device.quiet(native=True) as heard:
        print("out")
        print("err", file=sys.stderr)
        warnings.warn("old", DeprecationWarning, stacklevel=1)
        logging.getLogger().handlers.clear()
        logging.warning("a handler is made for this line")
        os.write(2, b"compiled code")
        said.append(heard)
        raise ZeroDivisionError


def test_nothing_comes_out_and_everything_is_put_back(capfd):
    root, said = logging.getLogger(), []
    before = root.handlers[:], root.manager.disable, sys.stderr, warnings.filters[:]
    with pytest.raises(ZeroDivisionError):
        noisy(said)
    assert said[0].getvalue() == "out\nerr\n"
    after = root.handlers[:], root.manager.disable, sys.stderr, warnings.filters[:]
    assert after == before
    os.write(2, b"heard again")
    assert capfd.readouterr() == ("", "heard again")
