"""The folder of an exercise's file, and what lies beside it."""

import sys
from pathlib import Path


def beside(module: str, name: str) -> Path:
    """Return the path of the file ``name`` beside the module ``module``.

    Parameters
    ----------
    module : str
        ``__name__`` of the file that asks.
    """
    return Path(sys.modules[module].__file__).with_name(name)
