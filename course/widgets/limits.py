"""The capstone's widget: four questions in order, and which models they leave."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from course import plots
from course.decision.candidates import Candidate
from course.decision.limits import Limits, broken
from course.decision.rules import choose
from course.decision.schema import NO_MODEL
from course.plots.look import FAINT, INK, PALETTE, colour, marker
from course.plots.paper import canvas, grid, headline
from course.widgets.cases import CASES
from course.widgets.explorer import Explorer, explore

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SLIDERS = {
    "case": ["bikes", "moved digits", "centred digits", "flights", "credits"],
    "training_seconds": [0.01, 0.1, 0.5, 1.0, 60.0],
    "must_be_readable": bool,
    "target_ms": [0.3, 0.5, 0.6, 1.0, 100.0],
    "size_limit_mb": [0.01, 0.1, 0.5, 1.0, 50.0],
}


def checklist() -> Explorer:
    """Set limits with sliders: which models do the questions leave, which is chosen?

    Returns
    -------
    An `Explorer` over the case (its data size), the seconds of one training, whether
    a person must read the model, the milliseconds for 95 of 100 answers, and the
    megabytes of the file.
    """
    return explore(draw_checklist, **SLIDERS)


def draw_checklist(
    case: str = "moved digits",
    training_seconds: float = 60.0,
    must_be_readable: bool = False,
    target_ms: float = 100.0,
    size_limit_mb: float = 50.0,
) -> "tuple[Figure, str]":
    """Draw the candidates of a case, with what rules each out, and the choice.

    Parameters
    ----------
    case
        Name of a measured case.
    training_seconds, must_be_readable, target_ms, size_limit_mb
        The limits.

    Returns
    -------
    A figure, and the decision as a sentence.
    """
    results = CASES[case]
    limits = Limits(
        hours=training_seconds / 3600,
        must_be_readable=must_be_readable,
        target_ms=target_ms,
        size_mb=size_limit_mb,
    )
    families = {
        name: "dummy" if name == "dummy" else "model" for name in results["table"]
    }
    choice = choose(
        results, [Candidate(n, family, "") for n, family in families.items()], limits
    )
    rows = sorted(results["table"].items(), key=lambda item: item[1]["score"])
    with plots.style():
        figure, (left, right) = canvas(
            1, 2, height=1.4 + 0.55 * len(rows), sharey=True, width_ratios=(3, 2)
        )
        headline(figure, f"{case}: {results['n_train']:,} rows to train on")
        for place, (name, row) in enumerate(rows):
            _score(left, place, name, row, chosen=name == choice.choice)
            _limits(right, place, name, row, limits)
        left.set_yticks(range(len(rows)), [name for name, _ in rows])
        left.set_ylim(-0.6, len(rows) - 0.4)
        left.set_xlabel(
            f"{results['metric']}: mean ± 1 sd of {results['n_splits']} splits"
        )
        left.margins(x=0.12)
        left.set_ylabel("candidate")
        grid(left, "x")
        right.set_xlim(-0.5, 2.5)
        right.set_xticks(range(3), ["2 compute", "3 readable", "4 latency"])
        right.set_xlabel("question (✗: breaks it)")
        right.tick_params(length=0)
    return figure, _sentence(choice, case, results)


def _score(axes: "Axes", place: int, name: str, row: Mapping, *, chosen: bool) -> None:
    axes.errorbar(
        row["score"], place, xerr=row["sd"], fmt=marker(name), color=colour(name),
        markeredgecolor=INK if chosen else FAINT, markersize=12 if chosen else 8,
        markeredgewidth=2 if chosen else 1, ecolor=FAINT, capsize=3,
    )  # fmt: skip
    if chosen:
        axes.annotate(
            "chosen", (row["score"], place), xytext=(0, 11), textcoords="offset points",
            ha="center", color=INK, fontsize=9,
        )  # fmt: skip


def _limits(axes: "Axes", place: int, name: str, row: Mapping, limits: Limits) -> None:
    out = {section for section, _ in broken(row, limits)} if name != "dummy" else set()
    for at, section in enumerate(("compute_budget", "interpretability", "latency")):
        axes.text(
            at, place, "✗" if section in out else "✓", ha="center", va="center",
            fontsize=14, color=PALETTE["network"] if section in out else INK,
        )  # fmt: skip


def _sentence(choice: Any, case: str, results: Mapping[str, Any]) -> str:
    """Say what is chosen, who was ruled out and by what."""
    told = choice.headline
    if choice.choice != NO_MODEL:
        row = results["table"][choice.choice]
        told += (
            f" It has {results['metric']} {row['score']:.3f}, trains in "
            f"{row['fit_seconds']:.2g} s, answers within {row['p_ms']:.2g} ms, and "
            f"has {row['size_mb']:.2g} MB."
        )
    out = " ".join(choice.rejected)
    return f"{case.capitalize()}. {told}" + (f" Rejected: {out}" if out else "")
