"""Find the exercises of a module by their files; import each on first use."""

import importlib
import sys
from types import ModuleType


def attach(package: str, names: tuple[str, ...]):
    """Return ``__getattr__`` and ``__dir__`` for a module of exercises.

    Whoever imports the file of an exercise, by whatever statement, the package's
    attribute of that name is the exercise and never the file.

    Parameters
    ----------
    package : str
        ``__name__`` of the module's package.
    names : tuple of str
        Its exercises in the order of the notebook; each is a file of that name that
        binds an exercise of that name.
    """

    class Exercises(ModuleType):
        def __setattr__(self, name, value):
            if name in names and isinstance(value, ModuleType):
                value = getattr(value, name)  # Python binds what it has imported
            super().__setattr__(name, value)

    sys.modules[package].__class__ = Exercises

    def __getattr__(name):
        if name not in names:
            raise AttributeError(
                f"no exercise {name!r} in {package}; there are {', '.join(names)}"
            )
        return getattr(importlib.import_module(f"{package}.{name}"), name)

    def __dir__():
        return sorted(names)

    return __getattr__, __dir__
