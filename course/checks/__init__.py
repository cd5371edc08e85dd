"""The exercises: one package a module of the course, one file an exercise."""

import lazy_loader

#: Modules in the order of the course.
MODULES = ("start", "architecture", "representation", "samples")
#: Modules whose notebook is not written yet; their exercises so far are tested alike.
COMING = ("interpretability",)

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submodules=["engine", *MODULES, *COMING],
    submod_attrs={"engine": ["NOT_ATTEMPTED", "attempted"]},
)
