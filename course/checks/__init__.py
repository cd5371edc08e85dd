"""The exercises: one package a module of the course, one file an exercise."""

import lazy_loader

#: Modules in the order of the course.
MODULES = (
    "start",
    "architecture",
    "representation",
    "interpretability",
    "samples",
    "compute",
    "suitability",
    "deployment",
)

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submodules=["engine", *MODULES],
    submod_attrs={"engine": ["NOT_ATTEMPTED", "attempted"]},
)
