"""Look at a learner's models: what is learned where, and how often each was tuned.

`audit` runs on the learner's side, for estimators cannot travel; what it returns can.
"""

from __future__ import annotations

from collections.abc import Callable

from course.checks.engine import Function, show
from course.checks.engine.answers import ByCall
from course.checks.engine.calls import AnswerBroke
from course.checks.engine.plain import NotPlain, plain

CANARY = 1e6
FACTOR = 10_000  # millimetres in place of ten metres
NO_MODEL = ", where a model belongs, as in `LogisticRegression()`,"


class Families(Function):
    """A function that makes a dict name -> unfitted estimator."""

    def bind(self, name: str, value, session):
        super().bind(name, value, session)  # a function at all?
        return FamiliesStandIn(name, value, session)


class FamiliesStandIn(ByCall):
    """Ask which models a function makes; let them be audited on the learner's side."""

    def __call__(self) -> dict:
        """Return name -> class of what the function makes."""
        return self._ask(lambda: names(self._answer()), (), "call", a_dict)

    def audit(self, seed: int) -> dict:
        """Return what `audit` finds on the table of this seed."""
        return self._ask(
            lambda seed: audit(self._answer(), seed), (seed,), "run:audit", None
        )

    def _ask(self, function: Callable, args: tuple, verb: str, rung):
        call = self._session.call(self.name, function, args, {}, verb=verb)
        if call.error is None and rung is not None:
            call.problem = rung(call.value)
        if call.broke:
            raise AnswerBroke(call)
        return call.value


def names(models):
    """Return name -> class of a dict of models; anything else as it is."""
    if type(models) is dict:
        return {str(name): kind(model) for name, model in models.items()}
    try:
        return plain(models)
    except NotPlain as problem:
        return str(problem)


def kind(model) -> str:
    """Return the class of a model, and of anything else what it lacks."""
    if isinstance(model, type):
        return f"the class {model.__name__}{NO_MODEL}"
    found = type(model).__name__
    return found if hasattr(model, "fit") else f"a {found} without `fit`{NO_MODEL}"


def a_dict(value) -> str | None:
    """Ask for a dict of models."""
    if type(value) is not dict:
        return f"{show(value, 60)}, where a dict name -> model belongs"
    for name, found in value.items():
        if found.endswith(NO_MODEL):
            return f"{found} under the name {name!r}"
    return None


def easy_table(seed: int):
    """Return 300 rows to train and 200 to test; the last two columns say nothing."""
    import numpy as np

    rng = np.random.default_rng(seed)
    X = rng.standard_normal((500, 5))
    truth = 2 * X[:, 0] + 2 * X[:, 1] + X[:, 2] + 0.5 * rng.standard_normal(500)
    y = (truth > 0).astype(np.int64)
    return X[:300], y[:300], X[300:], y[300:]


def audit(models: dict, seed: int) -> dict:
    """Fit every model twice on an easy table and return what its predictions say.

    The second time the last column, which says nothing, is in other units.

    Parameters
    ----------
    models : dict
        Name -> unfitted estimator.
    seed : int

    Returns
    -------
    dict
        Name -> dict: ``score``; ``stretched``, the score of the second fit; ``moved``,
        the share of predictions that change when one test row more is predicted, whose
        values are all 10^6; ``fits``, how often it was fitted to tune it.
    """
    import numpy as np

    from course import progress

    X, y, X_test, y_test = easy_table(seed)
    units = np.array([1, 1, 1, 1, FACTOR])
    beside = np.vstack([X_test, np.full((1, X.shape[1]), CANARY)])
    found = {}
    for name, model in models.items():
        with progress.muted():
            model.fit(X, y)
            said = np.asarray(model.predict(X_test))
            moved = np.asarray(model.predict(beside))[:-1] != said
            fits = n_fits(model)
            model.fit(units * X, y)
            again = np.asarray(model.predict(units * X_test))
        found[str(name)] = {
            "score": float(np.mean(said == y_test)),
            "stretched": float(np.mean(again == y_test)),
            "moved": float(np.mean(moved)),
            "fits": fits,
        }
    return found


def n_fits(model) -> int:
    """Return how often a fitted model was fitted to choose its settings; 1 if never."""
    parts = [model, *(step for _, step in getattr(model, "steps", ()))]
    parts += [step for part in parts for _, step in getattr(part, "steps", ())]
    tuned = 0
    for part in parts:
        results = getattr(part, "cv_results_", None)
        if results is not None:
            tuned += len(results["params"]) * int(part.n_splits_)
        elif hasattr(part, "Cs_"):  # LogisticRegressionCV
            tuned += len(part.Cs_) * len(next(iter(part.scores_.values())))
    return max(tuned, 1)
