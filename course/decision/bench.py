"""The benchmark of a card: scores under the protocol, and what each model costs."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from course import measure, progress, protocol
from course.decision.candidates import Candidate
from course.decision.cards import rounded
from course.decision.cases import Case
from course.deploy.manifests import fingerprint, now
from course.errors import DecisionError
from course.measure.sizes import last_step
from course.protocol import running
from course.protocol.inputs import are_classifiers, take
from course.protocol.running import Bar, unfitted
from course.protocol.splits import Split, draw

if TYPE_CHECKING:
    import pandas as pd

#: Requests that are timed at most for one model.
MOST_REQUESTS = 1_000
#: Seconds that the timing of one model takes at most, about.
PATIENCE_SECONDS = 3.0


@dataclass(frozen=True)
class Plan:
    """How the rows are split: as `protocol.compare` takes it, and as it is stored.

    Attributes
    ----------
    n_splits, train_size, test_size, random_state
        As for `protocol.compare`.
    by_groups
        Whether groups, where the case has any, stay on one side of a split.
    by_time
        Whether the splits go forward in time, where the case has times.
    """

    n_splits: int = 10
    train_size: int | None = None
    test_size: int | None = None
    random_state: int = 0
    by_groups: bool = True
    by_time: bool = True

    def groups(self, case: Case) -> Any:
        """Return what has to stay together, or None."""
        return case.groups if self.by_groups else None

    def times(self, case: Case) -> Any:
        """Return when the rows were taken, or None."""
        return case.times if self.by_time else None

    def splits(self, case: Case) -> list[Split]:
        """Return the splits, the same ones that `compare` draws."""
        return draw(
            case.y,
            n_splits=self.n_splits,
            train_size=self.train_size,
            test_size=self.test_size,
            stratify=case.classes > 0,
            random_state=self.random_state,
            groups=self.groups(case),
            times=self.times(case),
        )


def run(
    candidates: Sequence[Candidate],
    case: Case,
    *,
    plan: Plan | None = None,
    percentile: float = 95,
    folder: str | Path = ".",
) -> tuple["pd.DataFrame", dict[str, Any]]:
    """Compare the candidates, measure size and latency, and return it for the card.

    Parameters
    ----------
    candidates
        The dummy first.
    case
        The rows.
    plan
        The splits; default 10 of three quarters.
    percentile
        Of the answers of a model, one row at a time, that the card has a target for.
    folder
        Of the card, for makers in a file of your own.

    Returns
    -------
    frame
        One row a model and split, as `compare(...).frame`.
    results
        What stands on the card under `results`.

    Raises
    ------
    DecisionError
        If two candidates share a name, or there is only one.
    """
    names = [candidate.name for candidate in candidates]
    if len(names) < 2 or len(set(names)) < len(names):
        raise DecisionError(
            f"the candidates are {', '.join(names) or 'none'}: give two or more, each "
            "with a name of its own, the dummy first."
        )
    plan = plan or Plan()
    started = now()
    made = {candidate.name: candidate.model(folder) for candidate in candidates}
    found = protocol.compare(
        made,
        (case.X, case.y),
        n_splits=plan.n_splits,
        train_size=plan.train_size,
        test_size=plan.test_size,
        random_state=plan.random_state,
        groups=plan.groups(case),
        times=plan.times(case),
    )
    summary = found.summary
    first = plan.splits(case)[0]
    table = {}
    with Bar(len(candidates), "size and latency") as bar:
        for candidate in candidates:
            row = summary.loc[candidate.name]
            with progress.muted():
                model = fitted(made[candidate.name], case, first)
            table[candidate.name] = {
                "score": rounded(row["score"]),
                "sd": rounded(row["sd"]),
                "train_score": rounded(row["train_score"]),
                "fit_seconds": rounded(row["fit_seconds"], 3),
            } | weigh(model, case, first, percentile)
            bar.step()
    pairs = found.differences
    results = {
        "data": case.name,
        "recipe": case.recipe,
        "data_fingerprint": fingerprint(case.X, case.y),
        "metric": found.metric,
        "plan": asdict(plan),
        "n_splits": plan.n_splits,
        "n_train": found.n_train,
        "n_test": found.n_test,
        "protocol_hash": protocol_hash(found.frame),
        "percentile": percentile,
        "machine": found.machine,
        "started_utc": started,
        "table": table,
        "best": str(summary.index[0]),
        "differences": [
            {"a": row.a, "b": row.b}
            | {key: rounded(getattr(row, key)) for key in ("mean", "low", "high")}
            for row in pairs.itertuples()
        ],
        "verdict": found.verdict,
    }
    return found.frame, results


def run_split(model: Any, case: Case, split: Split) -> float:
    """Return the score of a fresh copy of a model on one split."""
    classes = are_classifiers({"model": model}, case.y)
    return running.run(model, case.X, case.y, split, classes)[2]


def fitted(model: Any, case: Case, split: Split) -> Any:
    """Return a copy of a model, trained on the training rows of a split."""
    fresh = unfitted(model, split.number)
    return fresh.fit(take(case.X, split.train), take(case.y, split.train))


def weigh(model: Any, case: Case, split: Split, percentile: float) -> dict[str, Any]:
    """Return bytes, latency and what a person would have to read, of a fitted model.

    `reads` is the number of coefficients of a linear model or of leaves of a tree; it
    is missing where nobody can read the model. Latency is for one row at a time.
    """
    row = take(case.X, split.test[:1])
    once = measure.seconds(lambda: model.predict(row), repeats=3).median
    wanted = max(100, math.ceil(10 / (1 - percentile / 100)))
    n = int(min(wanted, MOST_REQUESTS, max(20, PATIENCE_SECONDS / max(once, 1e-6))))
    times = measure.latency(lambda: model.predict(row), n=n)
    weight = {
        "size_mb": rounded(measure.n_bytes(model) / 1e6, 3),
        "p50_ms": rounded(1e3 * times.p50, 3),
        "p_ms": rounded(1e3 * times.percentile(percentile), 3),
        "n_requests": n,
    }
    reads = to_read(model)
    return weight | ({} if reads is None else {"reads": reads})


def to_read(model: Any) -> int | None:
    """Return the coefficients of a linear model, the leaves of a tree, else None."""
    last = last_step(model)
    if hasattr(last, "tree_"):
        return int(last.tree_.n_leaves)
    if hasattr(last, "coef_") and not hasattr(last, "support_vectors_"):
        return int(np.count_nonzero(last.coef_))
    return None


def protocol_hash(frame: "pd.DataFrame") -> str:
    """Return a hash over the rows of all splits, by which a protocol is known."""
    rows = frame.drop_duplicates("split").sort_values("split")
    told = " ".join(rows["split_hash"].astype(str))
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def plan_of(results: dict[str, Any]) -> Plan:
    """Return the plan that results were made with."""
    return Plan(**results["plan"])
