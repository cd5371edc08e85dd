"""Module 5's widget: the bill of a training run on the map of all training runs."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from course import cost, plots
from course.plots.look import FAINT, INK, PALETTE
from course.plots.paper import canvas, grid, headline, powers
from course.widgets.explorer import Explorer, explore

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Name -> (parameters, tokens seen in training), as published. BERT-large saw 128
#: tokens at a time for 90 % of its million steps of 256 texts, then 512.
KNOWN = {
    "BERT-large": (3.4e8, 4.26e10),
    "GPT-3": (1.75e11, 3e11),
    "Chinchilla": (7e10, 1.4e12),
}
PARAMETERS = {
    "100 k": 1e5, "10 M": 1e7, "340 M": 3.4e8, "1 B": 1e9, "7 B": 7e9, "70 B": 7e10,
    "175 B": 1.75e11, "1 T": 1e12,
}  # fmt: skip
TOKENS = {
    "10 M": 1e7, "1 B": 1e9, "20 B": 2e10, "43 B": 4.26e10, "300 B": 3e11,
    "1.4 T": 1.4e12, "15 T": 1.5e13,
}  # fmt: skip
SLIDERS = {
    "parameters": list(PARAMETERS),
    "tokens": list(TOKENS),
    "machine": list(cost.MACHINES),
    "utilisation_percent": [5, 10, 20, 22.4, 30, 40, 50, 60],
    "machines": [1, 8, 64, 1_000, 10_000],
    "usd_per_hour": [0.05, 0.35, 0.5, 1, 1.35, 1.5, 2, 3, 5, 10],
    "pue": [1.0, 1.1, 1.2, 1.5, 2.0],
}
LINES = {1e2: r"\$100", 1e4: r"\$10 k", 1e6: r"\$1 M", 1e8: r"\$100 M"}
ENDS = {"x": (3e4, 5e12), "y": (1e6, 1e14)}
WORDS_AT = 3_000  # tokens a parameter: where a line says what it costs
PER_PARAMETER = 20  # tokens: what Chinchilla was trained with


@dataclass(frozen=True)
class Bill:
    """What one training run costs; every number has its unit in its name."""

    flops: float
    hours: float
    days: float
    usd: float
    mwh: float


def price_of_a_run() -> Explorer:
    """Move a training run with sliders: what does it cost before it starts?

    Returns
    -------
    An `Explorer` over parameters, tokens, the machine, the share of its peak that is
    reached, how many of them, their price, and the overhead of the building.
    """
    return explore(draw_bill, **SLIDERS)


def bill_of(
    n_params: float,
    n_tokens: float,
    machine: str = "V100",
    utilisation: float = 0.224,
    machines: int = 1_000,
    usd_per_hour: float = 1.5,
    pue: float = 1.1,
) -> Bill:
    """Return operations, hours, days, dollars and megawatt-hours of a training run.

    All machines are taken to be busy all the time: real runs wait, fail and start
    again.

    >>> f"{bill_of(175e9, 300e9).usd:,.0f}"
    '4,687,500'

    Parameters
    ----------
    n_params, n_tokens
        Of the model, and seen in training.
    machine
        A name of `cost.MACHINES`.
    utilisation
        Share of the machine's peak, above 0 to 1.
    machines
        How many work at once; the hours are those of one.
    usd_per_hour
        For one machine.
    pue
        What the building draws over what the machines draw.
    """
    known = cost.MACHINES[machine]
    flops = cost.training_flops(n_params, n_tokens)
    hours = cost.machine_hours(flops, known.peak_flops, utilisation)
    mwh = hours * known.watts * pue / 1e6
    return Bill(flops, hours, hours / machines / 24, hours * usd_per_hour, mwh)


def draw_bill(
    parameters: str = "175 B",
    tokens: str = "300 B",
    machine: str = "V100",
    utilisation_percent: float = 22.4,
    machines: int = 1_000,
    usd_per_hour: float = 1.5,
    pue: float = 1.1,
) -> "tuple[Figure, str]":
    """Draw a run on the plane of parameters and tokens, with lines of equal dollars.

    Parameters
    ----------
    parameters, tokens
        Keys of `PARAMETERS` and `TOKENS`.
    machine, machines, usd_per_hour, pue
        As for `bill_of`.
    utilisation_percent
        As for `bill_of`, times 100.

    Returns
    -------
    A figure, and a sentence with the bill.
    """
    n, d = PARAMETERS[parameters], TOKENS[tokens]
    chosen = (machine, utilisation_percent / 100, machines, usd_per_hour, pue)
    bill = bill_of(n, d, *chosen)
    with plots.style():
        figure, axes = canvas(height=5.0)
        headline(
            figure,
            f"{machine} at {utilisation_percent:g} % of its peak, "
            rf"\${usd_per_hour:g} an hour: what a run costs",
        )
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xlim(*ENDS["x"])
        axes.set_ylim(*ENDS["y"])
        one = bill_of(1.0, 1.0, *chosen).usd
        for usd, words in LINES.items():
            _line(axes, usd / one, words)
        ends = ENDS["x"]
        axes.plot(
            ends, [PER_PARAMETER * x for x in ends], "--", color=PALETTE["forest"],
            linewidth=1.8, label=f"{PER_PARAMETER} tokens a parameter",
        )  # fmt: skip
        for name, (x, y) in KNOWN.items():
            axes.plot(x, y, "o", color=PALETTE["linear"], markersize=8,
                      markeredgecolor=INK, zorder=3, linestyle="none",
                      label="as published" if name == "GPT-3" else None)  # fmt: skip
            left = name != "Chinchilla"
            axes.annotate(
                name, (x, y), xytext=(9 if not left else -9, 6 if not left else -12),
                ha="right" if left else "left", textcoords="offset points", zorder=5,
                bbox={"boxstyle": "square,pad=0.1", "fc": "white", "ec": "none"},
            )  # fmt: skip
        axes.plot(
            n, d, "*", color=PALETTE["network"], markersize=19, zorder=4,
            markeredgecolor=INK, linestyle="none", label="your run",
        )  # fmt: skip
        powers(axes.xaxis, plots.count_text)
        powers(axes.yaxis, plots.count_text)
        axes.set_xlabel("parameters (log scale)")
        axes.set_ylabel("training tokens (log scale)")
        grid(axes, "both")
        figure.legend(loc="outside lower center", ncols=3)
    return figure, _sentence(n, d, bill, machines)


def _line(axes: "Axes", product: float, words: str) -> None:
    """Draw the runs with that many parameters times tokens: they cost the same."""
    (left, right), (bottom, top) = ENDS["x"], ENDS["y"]
    axes.plot([left, right], [product / left, product / right], color=FAINT,
              linewidth=1.1, zorder=1)  # fmt: skip
    x = (product / WORDS_AT) ** 0.5
    y = product / x
    if left * 2 < x < right / 2 and bottom * 2 < y < top / 1.5:
        axes.annotate(
            words, (x, y), ha="center", va="center", fontsize=10, color=INK, zorder=2,
            bbox={"boxstyle": "square,pad=0.15", "fc": "white", "ec": "none"},
        )  # fmt: skip


def _sentence(n: float, d: float, bill: Bill, machines: int) -> str:
    """Say the bill in words, and how the run stands to Chinchilla's line."""
    who = "machine" if machines == 1 else "machines"
    text = (
        f"{bill.flops:.2g} operations: {_short(bill.hours)} machine-hours, "
        f"{_short(bill.days)} days on {machines:,} {who}, ${_short(bill.usd)}, "
        f"{_short(bill.mwh)} MWh. "
    )
    ratio = d / n
    if 0.5 <= ratio / PER_PARAMETER <= 2:
        return text + f"{ratio:.3g} tokens a parameter, near Chinchilla's 20."
    word = "fewer" if ratio < PER_PARAMETER else "more"
    optimal = (n * d / PER_PARAMETER) ** 0.5
    return text + (
        f"{ratio:.3g} tokens a parameter, {word} than Chinchilla's 20: for the same "
        f"operations that rule takes {plots.count_text(optimal)} parameters and "
        f"{plots.count_text(PER_PARAMETER * optimal)} tokens."
    )


def _short(value: float) -> str:
    """Write a number with a thousands comma above ten, in three digits below."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.3g}"
