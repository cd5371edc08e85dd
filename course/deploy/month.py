"""A month of traffic, day by day: watch, retrain, guard, promote, roll back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from course.deploy.drift import monitor
from course.deploy.guard import accuracy_fell, gain_interval
from course.deploy.manifests import fingerprint
from course.deploy.registry import Registry
from course.deploy.shelves import Files, Memory, Predict
from course.errors import DeployError

if TYPE_CHECKING:
    import pandas as pd

TRIGGERS = ("inputs", "labels", "either", "always", "never")


@dataclass(frozen=True)
class Rules:
    """When to retrain, when to promote, when to go back.

    Attributes
    ----------
    trigger : {"inputs", "labels", "either", "always", "never"}
        What starts a retraining: drift of the inputs, a fall of the accuracy on rows
        whose labels have come, one of the two, every day, or nothing.
    guard : bool
        Promote a candidate only if the interval of its gain on labelled rows that it
        was not trained on lies above ``-margin``.
    margin : float
        Loss of accuracy that would be accepted, at worst.
    watch : int
        Days after a promotion in which the version before still answers in the shadow;
        if the new one proves worse, it is rolled back. 0 never does.
    label_delay : int
        Days until the labels of a day are known.
    window : int
        Days of labelled rows that a candidate learns from.
    held_out : float
        Share of those rows that only the guard sees.
    wait : int
        Days from one attempt to the next.
    false_alarm : float
        Of each monitor, on a quiet day. 0.01 makes 0.3 false alarms in 30 days.
    """

    trigger: str = "either"
    guard: bool = True
    margin: float = 0.0
    watch: int = 5
    label_delay: int = 2
    window: int = 7
    held_out: float = 0.3
    wait: int = 3
    false_alarm: float = 0.01

    def __post_init__(self) -> None:
        if self.trigger not in TRIGGERS:
            raise DeployError(
                f"trigger is {self.trigger!r}; take one of {', '.join(TRIGGERS)}"
            )
        if min(self.label_delay, self.watch) < 0 or min(self.window, self.wait) < 1:
            raise DeployError(
                "days are counted: label_delay, watch from 0, others from 1"
            )
        if not 0 < self.held_out < 1:
            raise DeployError(f"held_out is {self.held_out}; give a share, as in 0.3")


@dataclass
class Version:
    """A model that was live, and what it is held to."""

    number: int
    predict: Predict
    since: int
    X: np.ndarray
    n_right: int
    n: int


def simulate_month(
    days: Iterable[tuple[np.ndarray, np.ndarray]],
    *,
    fit: Callable[[np.ndarray, np.ndarray], Any],
    train: tuple[np.ndarray, np.ndarray],
    rules: Rules | None = None,
    registry: Registry | None = None,
    stage: str = "production",
    on_day: Callable[[dict[str, Any]], None] | None = None,
    random_state: int = 0,
) -> pd.DataFrame:
    """Play traffic through a model and its rules; return what happened, day by day.

    A day: the live version answers; the labels of an earlier day come in; both monitors
    look; a new version may be rolled back; a candidate may be trained, guarded and
    promoted. Nothing is used before its day: the labels of today decide nothing today.

    Parameters
    ----------
    days
        ``(X, y)`` of each day in turn: rows (n, columns), labels (n,), as they will be
        reported. An array of true labels may follow as a third; hindsight then is
        taken from it.
    fit
        ``fit(X, y)`` returns a fitted model with ``predict``.
    train
        ``(X, y)`` of the first model; `held_out` of the rows are kept to judge it.
    rules
        Default `Rules()`.
    registry
        If given, each version is exported to ONNX, registered, promoted, and answers
        from the registered file. Without, models stay in memory.
    stage
        Of the registry.
    on_day
        Called with each row of the table as it comes, to watch.
    random_state
        Seed of the rows that are held out.

    Returns
    -------
    DataFrame
        One row a day: ``day, version`` (that answered), ``n, accuracy`` (hindsight),
        ``psi, psi_threshold`` (of the column nearest to an alarm), ``input_alarm``,
        ``known_accuracy`` (of the day whose labels came), ``label_alarm``, ``action``
        ("", "waited", "refused", "promoted", "rolled back"), ``gain, gain_low,
        gain_high`` (of the candidate, or of the version rolled back), ``retrains``.

    Raises
    ------
    DeployError
        If there are no days.
    """
    import pandas as pd

    shelf = Memory() if registry is None else Files(registry, stage)
    month = _Month(rules or Rules(), fit, shelf, np.random.default_rng(random_state))
    month.start(*train)
    table = []
    for X, y, *truth in days:
        row = month.day(np.asarray(X), np.asarray(y), truth[0] if truth else y)
        table.append(row)
        if on_day is not None:
            on_day(row)
    if not table:
        raise DeployError("there are no days; give (X, y) for each")
    return pd.DataFrame(table)


class _Month:
    """The state of a month: versions that were live, and the days so far."""

    def __init__(self, rules: Rules, fit: Callable, shelf: Any, rng: Any) -> None:
        self.rules, self.fit, self.shelf, self.rng = rules, fit, shelf, rng
        self.live: list[Version] = []
        self.days: list[dict[str, Any]] = []
        self.retrains, self.last_try = 0, -np.inf

    def start(self, X: np.ndarray, y: np.ndarray) -> None:
        model, kept, out = self._candidate(np.asarray(X), np.asarray(y))
        self._promote(model, kept, out, today=0)

    def day(self, X: np.ndarray, y: np.ndarray, truth: np.ndarray) -> dict[str, Any]:
        """Play one day; return its row of the table."""
        today, live = len(self.days) + 1, self.live[-1]
        said = live.predict(X)
        self.days.append({"X": X, "y": y, "right": said == y, "version": live.number})
        drift = self._inputs(X, live)
        row = {
            "day": today,
            "version": live.number,
            "n": len(X),
            "accuracy": float(np.mean(said == truth)),
            **drift,
            **self._labels(today, live),
            "action": "",
            "gain": np.nan,
            "gain_low": np.nan,
            "gain_high": np.nan,
        }
        row |= self._roll_back(today) or self._retrain(today, row)
        return row | {"retrains": self.retrains}

    # -- the monitors ---------------------------------------------------------

    def _inputs(self, X: np.ndarray, live: Version) -> dict[str, Any]:
        found = monitor(live.X, X, false_alarm=self.rules.false_alarm)
        worst = found.loc[(found["psi"] / found["threshold"]).idxmax()]
        return {
            "psi": float(worst["psi"]),
            "psi_threshold": float(worst["threshold"]),
            "input_alarm": bool(found["alarm"].any()),
        }

    def _labels(self, today: int, live: Version) -> dict[str, Any]:
        """Look at the day whose labels come today, if the live version answered it."""
        known = today - self.rules.label_delay
        if known < 1 or self.days[known - 1]["version"] != live.number:
            return {"known_accuracy": np.nan, "label_alarm": False}
        right = self.days[known - 1]["right"]
        counts = int(right.sum()), len(right), live.n_right, live.n
        return {
            "known_accuracy": float(right.mean()),
            "label_alarm": accuracy_fell(*counts, self.rules.false_alarm),
        }

    # -- what follows ---------------------------------------------------------

    def _roll_back(self, today: int) -> dict[str, Any]:
        """Go back if the live version proves worse than the one before it."""
        if len(self.live) < 2:
            return {}
        live, before = self.live[-1], self.live[-2]
        last = today - self.rules.label_delay
        if not live.since < last <= live.since + self.rules.watch:
            return {}
        known = self.days[live.since : last]
        new, old = (
            np.concatenate([model.predict(day["X"]) == day["y"] for day in known])
            for model in (live, before)
        )
        gain, low, high = gain_interval(new, old)
        if high >= 0:
            return {}
        self.live.pop()
        before.predict = self.shelf.rollback(before.number)
        return _decision("rolled back", gain, low, high)

    def _retrain(self, today: int, row: dict[str, Any]) -> dict[str, Any]:
        rules = self.rules
        asked = {
            "inputs": row["input_alarm"],
            "labels": row["label_alarm"],
            "either": row["input_alarm"] or row["label_alarm"],
            "always": True,
            "never": False,
        }[rules.trigger]
        if not asked:
            return {}
        last = today - rules.label_delay
        known = self.days[max(0, last - rules.window) : max(0, last)]
        if not known or today - self.last_try < rules.wait:
            return {"action": "waited"}
        X, y = (np.concatenate([day[part] for day in known]) for part in ("X", "y"))
        self.last_try = today
        model, kept, out = self._candidate(X, y)
        self.retrains += 1
        new_right = model.predict(out[0]) == out[1]
        old_right = self.live[-1].predict(out[0]) == out[1]
        gain, low, high = gain_interval(new_right, old_right)
        if rules.guard and low <= -rules.margin:
            return _decision("refused", gain, low, high)
        self._promote(model, kept, out, today)
        return _decision("promoted", gain, low, high)

    def _candidate(self, X: np.ndarray, y: np.ndarray) -> tuple:
        """Return a model, the rows it learned from, and rows it never saw."""
        order = self.rng.permutation(len(X))
        n_out = max(1, round(self.rules.held_out * len(X)))
        out, kept = order[:n_out], order[n_out:]
        model = self.fit(X[kept], y[kept])
        return model, (X[kept], y[kept]), (X[out], y[out])

    def _promote(self, model: Any, kept: tuple, out: tuple, today: int) -> None:
        right = model.predict(out[0]) == out[1]
        metrics = {"accuracy": float(right.mean())}
        number = self.shelf.add(model, out[0], metrics, fingerprint(*kept))
        predict = self.shelf.promote(number)
        version = Version(number, predict, today, kept[0], int(right.sum()), len(right))
        self.live.append(version)


def _decision(action: str, gain: float, low: float, high: float) -> dict[str, Any]:
    return {"action": action, "gain": gain, "gain_low": low, "gain_high": high}
