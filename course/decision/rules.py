"""What follows from results and limits: a choice, its numbers, what would change it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course.decision.candidates import Candidate
from course.decision.limits import Limits, broken, lead
from course.decision.schema import NO_MODEL


@dataclass(frozen=True)
class Choice:
    """A decision that follows by rule; a person may decide otherwise, and say why.

    Attributes
    ----------
    choice
        Name of a candidate, or "do not automate".
    level, able, beaten
        How many are level with the best, itself included; how many keep to the limits;
        how many of these it surely beats. It is the cheapest of those that are level.
    because, rejected, change_if
        Sentences with the numbers.
    """

    choice: str
    level: int
    able: int
    beaten: int
    because: tuple[str, ...]
    rejected: tuple[str, ...]
    change_if: tuple[str, ...]

    @property
    def headline(self) -> str:
        """Return the decision in one line."""
        if self.choice == NO_MODEL:
            return "Do not automate yet."
        if self.able == 1:
            return f"Choose {self.choice}: it alone keeps to your limits."
        if self.beaten == self.able - 1:
            return (
                f"Choose {self.choice}: it beats every rival that keeps to your limits."
            )
        if self.level == 1:
            return (
                f"Choose {self.choice}: of those that surely beat the dummy it is "
                "surely the best."
            )
        return f"No clear winner, so the cheaper: {self.choice}."

    def __str__(self) -> str:
        parts = [self.headline]
        for title, lines in (
            ("Because", self.because),
            ("Rejected", self.rejected),
            ("It would change", self.change_if),
        ):
            parts += [f"{title}:", *(f"  - {line}" for line in lines)] if lines else []
        return "\n".join(parts)


def choose(
    results: Mapping[str, Any], candidates: Sequence[Candidate], limits: Limits
) -> Choice:
    """Decide by rule.

    Who breaks a limit is out. Of the others, the one with the highest mean score leads;
    who is not surely worse than it is level with it. Of the level ones the cheapest to
    train is chosen, and only if it surely beats the dummy.

    Parameters
    ----------
    results
        As `bench.run` returns them.
    candidates
        Their families tell the dummy.
    limits
        What a model must keep to.
    """
    table, metric = results["table"], results["metric"]
    dummies = [one.name for one in candidates if one.family == "dummy"]
    names = [one.name for one in candidates if one.family != "dummy"]
    out = {name: why for name in names if (why := broken(table[name], limits))}
    rejected = [
        f"{name}: {'; '.join(reason for _, reason in why)}."
        for name, why in out.items()
    ]
    able = [name for name in names if name not in out]
    better = [name for name in able if _beats(results, name, dummies)]
    if not better:
        return _nobody(results, able, dummies, rejected)
    best = max(better, key=lambda name: table[name]["score"])
    level = [
        name for name in better if name == best or lead(results, best, name)[1] <= 0
    ]
    choice = min(level, key=lambda name: table[name]["fit_seconds"])
    row = table[choice]
    because = [
        f"{choice} has {metric} {row['score']:.4g} (standard deviation "
        f"{row['sd']:.3g}) on {results['n_splits']} splits of "
        f"{results['n_train']:,} training rows; "
        + "; ".join(f"{d} has {table[d]['score']:.4g}" for d in dummies)
        + "."
    ]
    beaten = 0
    for rival in able:
        if rival == choice:
            continue
        told = _told(results, choice, rival)
        if rival in level:
            times = table[rival]["fit_seconds"] / row["fit_seconds"]
            _, low, high = lead(results, choice, rival)
            why = "it holds 0" if low <= 0 <= high else f"{best} surely beats neither"
            because.append(
                f"{told}: level, for {why}. {rival} takes {times:.3g} times as long to "
                "train."
            )
        elif lead(results, choice, rival)[1] > 0:
            beaten += 1
            rejected.append(f"{rival}: {told}.")
        elif rival in better:
            rejected.append(
                f"{rival}: surely worse than {best}; {_told(results, best, rival)}."
            )
        else:
            rejected.append(f"{rival}: not surely better than the dummy; {told}.")
    because.append(
        f"It trains in {row['fit_seconds']:g} s, has {row['size_mb']:g} MB, and "
        f"{results['percentile']:g} of 100 answers come within {row['p_ms']:g} ms."
    )
    return Choice(
        choice, len(level), len(able), beaten, tuple(because), tuple(rejected),
        tuple(_changes(results, choice, level, able, out, limits)),
    )  # fmt: skip


def _changes(results, choice, level, able, out, limits) -> list[str]:
    """Return what would change the decision, with the number at which it does."""
    table, found = results["table"], []
    row = table[choice]
    for rival in level:
        if rival != choice and table[rival]["score"] > row["score"]:
            mean, low, high = lead(results, rival, choice)
            found.append(
                f"if {rival}'s lead of {mean:+.3g} became certain (its interval "
                f"{low:+.3g} to {high:+.3g} holds 0) and were worth its price: measure "
                "with more rows."
            )
    for rival in able:
        mean, low, _ = lead(results, choice, rival) or (0, 0, 0)
        dearer = row["fit_seconds"] > table[rival]["fit_seconds"]
        if rival not in level and low > 0 and dearer:
            found.append(
                f"if {mean:+.3g} of {results['metric']} were worth less than what "
                f"{choice} costs more than {rival}."
            )
    for rival, why in out.items():
        if table[rival]["score"] > row["score"]:
            sections = " and ".join(dict.fromkeys(section for section, _ in why))
            found.append(
                f"if {sections} allowed {rival}, which has {table[rival]['score']:g}."
            )
    if limits.target_ms is not None:
        found.append(
            f"if answers had to come within less than {row['p_ms']:g} ms"
            + (
                f", or the file had to be smaller than {row['size_mb']:g} MB."
                if limits.size_mb
                else "."
            )
        )
    return found


def _told(results: Mapping[str, Any], a: str, b: str) -> str:
    """Return how far one is ahead of another, with the interval."""
    mean, low, high = lead(results, a, b)
    return f"{a} - {b}: {mean:+.3g}, 95 % interval {low:+.3g} to {high:+.3g}"


def _beats(results: Mapping[str, Any], name: str, dummies: Sequence[str]) -> bool:
    leads = [lead(results, name, dummy) for dummy in dummies]
    return all(ahead is not None and ahead[1] > 0 for ahead in leads)


def _nobody(results, able, dummies, rejected) -> Choice:
    table, because = results["table"], []
    for name in able:
        for dummy in dummies:
            surely = lead(results, name, dummy)[2] < 0
            told = "surely worse" if surely else "not surely better"
            because.append(f"{_told(results, name, dummy)}: {told} than no model.")
    if not able:
        because.append("no candidate keeps to your limits.")
    best = max(table, key=lambda name: table[name]["score"])
    change = (
        "if more rows or better features lifted a model surely above "
        f"{' and '.join(dummies)}"
    )
    if best not in (*able, *dummies):
        change = f"if your limits allowed {best}, which has {table[best]['score']:g}"
    return Choice(
        NO_MODEL, 0, len(able), 0, tuple(because), tuple(rejected), (change + ".",)
    )
