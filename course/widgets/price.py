"""Module 4's widget: the same three curves over labels, and over dollars."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from course import cost, plots
from course.plots.look import FAINT, INK, MARKERS, PALETTE
from course.plots.paper import canvas, grid, headline, powers
from course.widgets.explorer import Explorer, explore

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Curve:
    """A measured learning curve and the power law through it.

    Attributes
    ----------
    family
        Whose colour it gets.
    n, error
        What was measured: labels, and the share of test images that were wrong.
    a, b
        The line a * n ** -b, fitted to 30 labels and more.
    deep
        Whether the one-off cost of the deep route is due.
    """

    family: str
    n: tuple[int, ...]
    error: tuple[float, ...]
    a: float
    b: float
    deep: bool

    def at(self, n: float) -> float:
        """Return the error that the power law promises for n labels."""
        return self.a * n**-self.b


#: Measured for this course on the digits of `models.transfer.moved_digits`, 28 x 28
#: pixels, moved by up to two of them; means of 10 seeds, 450 images for testing. The
#: network from scratch is `models.small_cnn` with 200 steps at every size. Pretrained:
#: `models.letters_net`, frozen, with a logistic regression on its features.
CURVES = {
    "HOG + logistic regression": Curve(
        "linear", (10, 30, 100, 300, 1000), (0.700, 0.436, 0.219, 0.107, 0.056),
        3.258, 0.591, False,
    ),
    "CNN from scratch": Curve(
        "network", (10, 30, 100, 300, 1000), (0.722, 0.481, 0.162, 0.055, 0.022),
        9.631, 0.889, True,
    ),
    "pretrained on letters": Curve(
        "pretrained", (10, 30, 100, 300, 1000), (0.588, 0.307, 0.123, 0.065, 0.034),
        2.375, 0.623, True,
    ),
}  # fmt: skip
FITTED = (30, 1000)  # labels between which the lines were fitted
SLIDERS = {
    "usd_per_label": [0.01, 0.035, 0.1, 0.5, 1, 5, 10, 50, 100, 200, 500],
    "votes": [1, 3, 5],
    "one_off_usd": [0, 500, 2_000, 5_000, 20_000],
    "target_accuracy": [0.80, 0.85, 0.90, 0.93, 0.95, 0.97],
    "dollars": bool,
}


def price_of_a_point() -> Explorer:
    """Move prices with sliders: which route to a target is the cheapest?

    Returns
    -------
    An `Explorer` over the price of one vote, the votes for each label, what the deep
    routes cost before the first label, the target accuracy, and whether the axis counts
    labels or dollars.
    """
    return explore(draw_prices, **SLIDERS)


def bills(
    usd_per_label: float, votes: int, one_off_usd: float, target_accuracy: float
) -> dict[str, tuple[int, float]]:
    """Return for each curve the labels that it needs, and what the way there costs.

    >>> bills(0.035, 3, 2_000, 0.9)["pretrained on letters"]
    (162, 2017.01)

    Parameters
    ----------
    usd_per_label, votes
        Price of one vote, and votes for each label.
    one_off_usd
        Paid once for a deep route: machine, engineering.
    target_accuracy
        Below 1.
    """
    found = {}
    for name, curve in CURVES.items():
        n = cost.labels_needed(curve.a, curve.b, 1 - target_accuracy)
        fixed = one_off_usd if curve.deep else 0.0
        found[name] = (
            n,
            cost.label_cost_usd(
                n, usd_per_label, votes_per_label=votes, fixed_usd=fixed
            ),
        )
    return found


def draw_prices(
    usd_per_label: float = 0.035,
    votes: int = 3,
    one_off_usd: float = 2_000,
    target_accuracy: float = 0.90,
    dollars: bool = False,
) -> "tuple[Figure, str]":
    """Draw the error of three routes over labels or over dollars, with the target.

    Parameters
    ----------
    usd_per_label, votes, one_off_usd, target_accuracy
        As for `bills`.
    dollars
        Count dollars on the lower axis in place of labels.

    Returns
    -------
    A figure, and a sentence that names the cheapest route to the target.
    """
    bill = bills(usd_per_label, votes, one_off_usd, target_accuracy)
    with plots.style():
        figure, axes = canvas(height=4.6)
        headline(
            figure,
            rf"Digits to {100 * target_accuracy:.0f} % right: \${usd_per_label:g} "
            rf"a vote, {votes} vote{'s' * (votes > 1)} a label, "
            rf"\${one_off_usd:,} to go deep",
        )
        for name, curve in CURVES.items():
            fixed = one_off_usd if curve.deep else 0.0
            unit = usd_per_label * votes
            _curve(axes, name, curve, (fixed, unit) if dollars else (0.0, 1.0))
            n, paid = bill[name]
            axes.plot(
                paid if dollars else n, 1 - target_accuracy, "v", markersize=12,
                color=PALETTE[curve.family], markeredgecolor=INK, zorder=5,
            )  # fmt: skip
        axes.axhline(1 - target_accuracy, color=INK, linewidth=1, linestyle=":")
        axes.annotate(
            "target", (0.995, 1 - target_accuracy), ha="right", va="bottom",
            xycoords=("axes fraction", "data"), color=INK, fontsize=9,
        )  # fmt: skip
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_ylim(0.01, 1)
        axes.set_yticks([0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1])
        axes.set_yticklabels(["1 %", "2 %", "5 %", "10 %", "20 %", "50 %", "100 %"])
        axes.minorticks_off()
        powers(axes.xaxis, _dollars if dollars else plots.count_text)
        axes.set_xlabel("paid for labels and set-up (US dollars)" if dollars
                        else "labelled training images")  # fmt: skip
        axes.set_ylabel("test images that are wrong")
        grid(axes, "both")
        figure.legend(loc="outside lower center", ncols=3)
    return figure, _sentence(bill, usd_per_label * votes, one_off_usd)


def _curve(axes: "Axes", name: str, curve: Curve, line: tuple[float, float]) -> None:
    """Draw what was measured as marks, and the power law as a line; dotted is a bet."""
    fixed, unit = line
    below = [10 * 1.1**i for i in range(12)]
    inside = [30 * 1.0953**i for i in range(40)]  # to 1,000
    beyond = [1000 * 1.1**i for i in range(38)]
    fill, dots = PALETTE[curve.family], (0, (1.5, 2))
    for sizes, dash in ((below, dots), (inside, "-"), (beyond, dots)):
        axes.plot(
            [fixed + unit * n for n in sizes], [curve.at(n) for n in sizes],
            color=fill, linestyle=dash, label=name if dash == "-" else None,
        )  # fmt: skip
    axes.plot(
        [fixed + unit * n for n in curve.n], curve.error, MARKERS[curve.family],
        color=fill, markeredgecolor=FAINT, markersize=6,
    )  # fmt: skip


def _dollars(usd: float) -> str:
    """Write an amount at an axis; a bare dollar sign would start a formula there."""
    return rf"\${plots.count_text(usd)}"


def _sentence(bill: dict, unit: float, one_off_usd: float) -> str:
    """Say what each route needs and pays, which is the cheapest, and why."""
    parts = [f"{name} {n:,} labels, ${paid:,.0f}" for name, (n, paid) in bill.items()]
    names = list(bill)
    cheapest = min(bill, key=lambda name: bill[name][1])
    text = f"To the target: {'; '.join(parts)}. Cheapest: {cheapest}. "
    classical, _, pretrained = (bill[name][0] for name in names)
    even = one_off_usd / (classical - pretrained) if classical > pretrained else None
    if even:
        text += (
            f"The pretrained net saves {classical - pretrained:,} labels for "
            f"${one_off_usd:,}: it pays from ${even:,.2f} a label, and here a label "
            f"costs ${unit:,.2f}. "
        )
    if max(n for n, _ in bill.values()) > FITTED[1]:
        text += "Beyond 1,000 labels (dotted) a power law is a bet, not a measurement."
    return text.strip()
