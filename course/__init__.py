"""Seven Differences: the helper package that the notebooks call.

Read the floors from the ground up. A module imports from lower floors only,
never from its own floor or above; a test reads the imports and holds this table.

===== ============= =========================================================
floor module        one line
===== ============= =========================================================
0     errors        the few exceptions, each with a cure
1     device        which processor, precision, threads; said in a sentence
1     progress      progress bars, and what the learner predicted and solved
1     plots         every figure used twice: one look, alt text
1     features      features written by hand: HOG, SIFT words, log-mel, MFCC
1     cost          what labels and machines cost; units in the names
2     data          data sets: ``load_*`` offline, ``fetch_*`` over the network
2     training      the training loop, in scikit-learn's shape
2     measure       parameters, MACs, bytes, stored numbers, seconds
3     models        one function a model; all have ``fit, predict, score``
3     sweep         many seeds, sizes or depths at once
3     explain       explanations of a model, and the tests of belief in them
3     compress      smaller models from trained ones: pruned, trained on, int8
3     deploy        a model outside the notebook: file, registry, server, monitor
4     protocol      two models on the same rows with the same budget
5     checks        the exercises and the engine that runs them
5     decision      a choice on one page, with its proof; ``course decide``
6     build         ``solutions/*.py`` to ``notebooks/``
6     widgets       a slider over a plotting function
7     grading       submissions in, scores out
8     cli           the command ``course``
===== ============= =========================================================
"""

import importlib

__version__ = "0.1.0"

#: The rooms; each is imported when its name is first asked for.
ROOMS = (
    "build", "checks", "cli", "compress", "cost", "data", "decision", "deploy",
    "device", "errors", "explain", "features", "grading", "measure", "models", "plots",
    "progress", "protocol", "sweep", "training", "widgets",
)  # fmt: skip
#: What `course` offers on behalf of a room: name -> room.
LENT = {"card_line": "progress", "predict": "progress"}

__all__ = [*ROOMS, *LENT]


def __getattr__(name: str):
    if name in LENT:
        return getattr(importlib.import_module(f"course.{LENT[name]}"), name)
    if name in ROOMS:
        return importlib.import_module(f"course.{name}")
    raise AttributeError(f"module 'course' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)


def load_ipython_extension(shell):
    """Register the ``%%memo`` cell magic; called by ``%load_ext course``."""
    from course.checks.engine.memo import register

    register(shell)
