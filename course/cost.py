"""What labels, votes and machines cost; the unit stands in every name.

Prices age: each in `PRICES` and `MACHINES` says whence it comes and how far it may be
trusted. Take them as a start, and put your own quote in their place.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from course.errors import CourseError

if TYPE_CHECKING:
    import numpy as np

#: Training images of ImageNet's competition (ILSVRC), all labelled.
N_IMAGENET = 1_281_167


@dataclass(frozen=True)
class Price:
    """The price of one vote: one person looks at one thing and names it."""

    name: str
    usd: float
    source: str

    def __repr__(self) -> str:
        return f"Price({self.name}: ${self.usd:g} a vote; {self.source})"


#: Name -> price of one vote. Looked up for this course in 2026.
PRICES = {
    price.name: price
    for price in (
        Price(
            "crowd, low", 0.012, "suggested for Mechanical Turk through SageMaker, "
            "for one object and one worker",
        ),
        Price(
            "crowd", 0.035, "Google's former labelling service: $35 for 1,000 images "
            "and one labeller",
        ),
        Price("crowd, 3 votes", 0.10, "a rule of thumb: 1 to 10 cents, times 3 to 5"),
        Price("expert, low", 50.0, "no primary source found: an assumption"),
        Price("expert, high", 500.0, "no primary source found: an assumption"),
    )
}  # fmt: skip


def label_cost_usd(
    n_labels: float,
    usd_per_vote: float,
    *,
    votes_per_label: int = 1,
    rechecked_share: float = 0.0,
    fixed_usd: float = 0.0,
) -> float:
    """Return what a number of labels costs, in dollars.

    >>> round(label_cost_usd(N_IMAGENET, 0.012))
    15374
    >>> label_cost_usd(2_000, 0.5, votes_per_label=3, rechecked_share=0.25)
    3750.0

    Parameters
    ----------
    n_labels
        Things that get a label.
    usd_per_vote
        Price of one person's look at one of them.
    votes_per_label
        People who look at each.
    rechecked_share
        Share of the labels, 0 to 1, for which all votes are bought once more.
    fixed_usd
        What you pay before the first label: guidelines, tools, engineering.

    Raises
    ------
    CourseError
        For negative numbers, or a share above 1.
    """
    given = (n_labels, usd_per_vote, votes_per_label, rechecked_share, fixed_usd)
    if min(given) < 0 or rechecked_share > 1:
        raise CourseError(
            f"a cost from {given} makes no sense: numbers and prices are 0 or more, "
            "and the share that is checked again lies between 0 and 1."
        )
    votes = n_labels * votes_per_label * (1 + rechecked_share)
    return fixed_usd + votes * usd_per_vote


def labels_needed(a: float, b: float, target_error: float) -> float:
    """Return the labels at which the error a * n ** -b has fallen to the target.

    Rounded up, because nobody sells half a label; infinite for a curve that does not
    fall. Honest only where the curve is straight on log-log axes.

    >>> labels_needed(2.0, 0.5, 0.1), labels_needed(2.0, 0.0, 0.1)
    (400, inf)

    Parameters
    ----------
    a, b
        The power law: the error at one label, and how fast it falls.
    target_error
        Above 0.
    """
    if a <= target_error:
        return 1
    if b <= 0:
        return math.inf
    # 1e-9: (2 / 0.1) ** 2 is 400.00000000000006, which is 400 and not 401
    return math.ceil((a / target_error) ** (1 / b) * (1 - 1e-9))


def majority_share(p: float, n_votes: int) -> float:
    """Return how often the majority of independent votes is right; a coin parts ties.

    The sum of the binomial distribution above half, plus half of its middle (Condorcet,
    1785). It holds for two possible answers and for voters who err independently.

    >>> majority_share(0.8, 1), round(majority_share(0.8, 3), 3)
    (0.8, 0.896)

    Parameters
    ----------
    p
        How often one voter is right, 0 to 1.
    n_votes
        Votes for each label, 1 or more.
    """
    chances = [
        math.comb(n_votes, right) * p**right * (1 - p) ** (n_votes - right)
        for right in range(n_votes + 1)
    ]
    tie = chances[n_votes // 2] if n_votes % 2 == 0 else 0.0
    return sum(chances[n_votes // 2 + 1 :]) + tie / 2


def voted_labels(
    y: "np.ndarray", *, p: float, n_votes: int, random_state: int
) -> "np.ndarray":
    """Return the labels that a majority of imperfect voters gives; a coin parts ties.

    Every voter is right with the same chance, independently of the others and of how
    hard the thing is. Real crowds err together on hard things.

    >>> import numpy as np
    >>> truth = np.zeros(10_000, dtype=int)
    >>> labels = voted_labels(truth, p=0.8, n_votes=3, random_state=0)
    >>> abs(round(float((labels == truth).mean() - majority_share(0.8, 3)), 2)) <= 0.01
    True

    Parameters
    ----------
    y
        True labels, shape (n,), each 0 or 1.
    p
        How often one voter is right, 0 to 1.
    n_votes
        Votes for each label, 1 or more.
    random_state
        Seed of all votes.

    Raises
    ------
    CourseError
        For labels other than 0 and 1.
    """
    import numpy as np

    y = np.asarray(y)
    if not np.isin(y, (0, 1)).all():
        raise CourseError("votes are cast between two answers: give labels 0 and 1.")
    rng = np.random.default_rng(random_state)
    n_right = (rng.random((len(y), n_votes)) < p).sum(axis=1)
    coin = rng.random(len(y)) < 0.5
    right = np.where(2 * n_right == n_votes, coin, 2 * n_right > n_votes)
    return np.where(right, y, 1 - y)


@dataclass(frozen=True)
class Machine:
    """What one processor can do at best, draws at most, and costs by the hour."""

    name: str
    peak_flops: float
    watts: float
    usd_per_hour: float
    source: str


#: Name -> machine. Peaks are those of dense 16-bit products, from the makers' data
#: sheets, as are the watts; prices as of the year that stands there.
MACHINES = {
    machine.name: machine
    for machine in (
        Machine("one CPU core", 1.9e11, 10, 0.05, "float32 products measured for this "
                "course on a shared x86 server; watts and price are assumptions"),
        Machine("T4", 65e12, 70, 0.35, "price: an assumption"),
        Machine("V100", 125e12, 300, 1.35, "price: Azure, eight for $10.80, 2020"),
        Machine("A100", 312e12, 400, 1.84, "price: AWS, by the block, 2024"),
        Machine("H100", 989e12, 700, 4.92, "price: AWS, by the block, 2024"),
    )
}  # fmt: skip


def training_flops(n_params: float, n_tokens: float) -> float:
    """Return the operations of a training run: 6 for each parameter and token.

    Two forward, four backward. It leaves out attention scores and recomputation, and
    holds where each weight is used once a token. Source: Kaplan et al. (2020), Scaling
    laws for neural language models, arXiv:2001.08361, section 2.1.

    >>> training_flops(175e9, 300e9)
    3.15e+23
    """
    return 6.0 * n_params * n_tokens


def machine_hours(flops: float, peak_flops: float, utilisation: float) -> float:
    """Return the hours that one machine needs at a share of its peak.

    >>> round(machine_hours(3.15e23, 125e12, 0.224))
    3125000

    Raises
    ------
    CourseError
        For a share outside 0 to 1; 0 would never end.
    """
    if not 0 < utilisation <= 1:
        raise CourseError(f"utilisation is {utilisation}; give a share, above 0 to 1.")
    return flops / (peak_flops * utilisation) / 3600
