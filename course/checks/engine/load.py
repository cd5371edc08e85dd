"""Find the exercises of a module by their files; import each on first use."""

import importlib


def attach(package: str, names: tuple[str, ...]):
    """Return ``__getattr__`` and ``__dir__`` for a module of exercises.

    Parameters
    ----------
    package : str
        ``__name__`` of the module's package.
    names : tuple of str
        Its exercises in the order of the notebook; each is a file of that name that
        binds an exercise of that name.
    """

    def __getattr__(name):
        if name not in names:
            raise AttributeError(
                f"no exercise {name!r} in {package}; there are {', '.join(names)}"
            )
        return getattr(importlib.import_module(f"{package}.{name}"), name)

    def __dir__():
        return sorted(names)

    return __getattr__, __dir__
