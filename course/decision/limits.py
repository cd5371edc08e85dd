"""The card's own limits, held against what was measured."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from course.decision.schema import NO_MODEL
from course.measure.stopwatch import say_seconds

#: A rival that is level costs less only if it costs less than half.
MUCH = 2.0
HERE = "this machine"


@dataclass(frozen=True)
class Limits:
    """What a model must keep to; None where nothing was asked.

    Attributes
    ----------
    hours, usd
        Of one training.
    usd_per_hour
        What an hour costs; without it no dollars are counted.
    must_be_readable
        Whether a person has to read the model itself.
    reads
        Most coefficients or leaves that are still read.
    percentile, target_ms
        So many of 100 answers within so many milliseconds, one row at a time.
    size_mb
        Of the model.
    """

    hours: float | None = None
    usd: float | None = None
    usd_per_hour: float | None = None
    must_be_readable: bool = False
    reads: int | None = None
    percentile: float = 95
    target_ms: float | None = None
    size_mb: float | None = None


def of(card: Mapping[str, Any]) -> Limits:
    """Return the limits of a card whose four sections are filled."""
    reads = card["interpretability"].get("leaves_or_coefficients")
    return Limits(
        hours=card["compute_budget"]["hours"],
        usd=card["compute_budget"]["usd"],
        usd_per_hour=card["compute_budget"].get("usd_per_hour"),
        must_be_readable=card["interpretability"]["must_be_readable"],
        reads=reads or None,
        percentile=card["latency"]["percentile"],
        target_ms=card["latency"]["target_ms"],
        size_mb=card["latency"]["size_limit_mb"],
    )


def broken(row: Mapping[str, Any], limits: Limits) -> list[tuple[str, str]]:
    """Return the limits that a model breaks, in the order of the four questions.

    Parameters
    ----------
    row
        Of the table of the results.
    limits
        See `of`.

    Returns
    -------
    Pairs: the section, and what was measured against what was asked.
    """
    found = []
    hours = row["fit_seconds"] / 3600
    if limits.hours is not None and hours > limits.hours:
        found.append(
            (
                "compute_budget",
                f"one training took {_time(hours)}, over {_time(limits.hours)}",
            )
        )
    if limits.usd is not None and limits.usd_per_hour is not None:
        bill = hours * limits.usd_per_hour
        if bill > limits.usd:
            why = f"one training costs ${bill:.3g}, over ${limits.usd:g}"
            found.append(("compute_budget", why))
    if limits.must_be_readable:
        reads = row.get("reads")
        if reads is None:
            found.append(("interpretability", "nobody can read this model"))
        elif limits.reads is not None and reads > limits.reads:
            found.append(
                (
                    "interpretability",
                    f"{reads:,} numbers to read, over {limits.reads:,}",
                )
            )
    if limits.target_ms is not None and row["p_ms"] > limits.target_ms:
        found.append(
            (
                "latency",
                f"{limits.percentile:g} of 100 answers take up to {row['p_ms']:g} ms, "
                f"over {limits.target_ms:g} ms",
            )
        )
    if limits.size_mb is not None and row["size_mb"] > limits.size_mb:
        found.append(
            (
                "latency",
                f"{row['size_mb']:g} MB, over the limit of {limits.size_mb:g} MB",
            )
        )
    return found


def lead(
    results: Mapping[str, Any], a: str, b: str
) -> tuple[float, float, float] | None:
    """Return mean, low and high of score a minus score b; None if not compared."""
    for row in results["differences"]:
        if (row["a"], row["b"]) == (a, b):
            return row["mean"], row["low"], row["high"]
        if (row["a"], row["b"]) == (b, a):
            return -row["mean"], -row["high"], -row["low"]
    return None


def contradictions(card: Mapping[str, Any]) -> list[str]:
    """Return where the decision of a card contradicts its own limits or results."""
    results, decision = card["results"], card["decision"]
    limits, table = of(card), results["table"]
    choice = decision["choice"]
    found = []
    if results["percentile"] != limits.percentile:
        found.append(
            f"latency.percentile is {limits.percentile:g}, measured was "
            f"{results['percentile']:g}: run the benchmark again."
        )
    where = card["latency"]["measured_on"]
    if (
        where.strip().lower() != HERE
        and where.lower() not in results["machine"].lower()
    ):
        found.append(
            f"latency measured on another machine than named: you say {where!r}, it "
            f"was {results['machine']}. Measure there, or say {HERE!r}."
        )
    if choice == NO_MODEL:
        return found + _no_model(card, limits)
    if choice not in table:
        return [*found, f"{choice!r} was not measured."]
    for section, why in broken(table[choice], limits):
        found.append(f"{choice} breaks your own limit ({section}): {why}.")
    dummies = [one["name"] for one in card["candidates"] if one["family"] == "dummy"]
    for name in dummies:
        ahead = lead(results, choice, name)
        if choice != name and ahead and ahead[1] <= 0:
            found.append(
                f"{choice} does not surely beat {name} ({ahead[0]:+.3g}, interval "
                f"{ahead[1]:+.3g} to {ahead[2]:+.3g}): {NO_MODEL!r} until it does."
            )
    for name in table:
        if name in (choice, *dummies) or broken(table[name], limits):
            continue
        ahead = lead(results, choice, name)
        times = table[choice]["fit_seconds"] / max(table[name]["fit_seconds"], 1e-9)
        if ahead and ahead[2] < 0:
            found.append(f"{name} beats {choice} surely and keeps to your limits.")
        elif ahead and ahead[1] <= 0 and times > MUCH and not decision.get("despite"):
            found.append(
                f"the interval of your winner's lead over {name} contains 0 "
                f"({ahead[1]:+.3g} to {ahead[2]:+.3g}) and it costs {times:.3g} times "
                "more to train: say why in decision.despite, or choose the simpler one."
            )
    return found


def _no_model(card: Mapping[str, Any], limits: Limits) -> list[str]:
    """Return who could have been chosen where nobody was."""
    results = card["results"]
    dummies = [one["name"] for one in card["candidates"] if one["family"] == "dummy"]
    for name, row in results["table"].items():
        if name in dummies or broken(row, limits):
            continue
        leads = [lead(results, name, dummy) for dummy in dummies]
        if leads and all(ahead and ahead[1] > 0 for ahead in leads):
            if card["decision"].get("despite"):
                continue
            return [
                f"{name} surely beats the dummy and keeps to your limits; say in "
                f"decision.despite why you still say {NO_MODEL!r}."
            ]
    return []


def _time(hours: float) -> str:
    """Return hours as such, or in the unit that reads best where they are few."""
    return f"{hours:.3g} h" if hours >= 0.1 else say_seconds(hours * 3600)
