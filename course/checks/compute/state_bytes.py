"""The bytes that a training run keeps for each parameter, and whether they fit.

The account of mixed precision (2 + 2 + 4 and the moments in float32) is that of
Rajbhandari et al. (2020), "ZeRO", section 3.1, with gradients in 16 bits.
"""

from types import SimpleNamespace

from course.checks.engine import Choice, Exercise, Function, boolean, integer

PARTS = ("weights", "gradients", "optimizer state", "activations")
PRECISIONS = ("fp32", "mixed")
MOMENTS = {"sgd": 0, "sgd_momentum": 4, "adam": 8}

state_bytes = Exercise(
    __name__,
    points=14,
    answers={
        "state_bytes": Function(integer),
        "fits": Function(boolean),
        "where_is_the_saving": Choice(PARTS),
    },
    covers=("S5.9", "S5.10"),
    hints=(
        "What has to be remembered for one weight until the next step, and by whom?",
        "In fp32: 4 bytes for the weight, 4 for its gradient. In mixed precision: 2 "
        "and 2, and 4 for the master copy. Momentum adds 4 in either, Adam adds 8.",
        '`moments = {"sgd": 0, "sgd_momentum": 4, "adam": ___}[optimizer]`',
    ),
    takeaway="Adam needs 16 bytes for each parameter, in fp32 and in mixed precision. "
    "What mixed precision saves is activations and time.",
)


@state_bytes.cases
def cases(rng):
    """Draw models, and cards that one of them fills to the last byte."""
    drawn = []
    for optimizer in rng.permutation(list(MOMENTS)).tolist():
        n_params = int(10 ** rng.uniform(3, 11)) * 2 + 1
        gb = int(24 * rng.integers(1, 5))  # 8, 12 and 16 divide 24 GB
        case = {"n": n_params, "optimizer": optimizer, "gb": gb}
        precision = PRECISIONS[len(drawn) % 2]
        drawn.append(SimpleNamespace(**case, precision=precision))
    return drawn


def per(precision, optimizer) -> int:
    """Return the bytes for one parameter."""
    kept = {"fp32": 4 + 4, "mixed": 2 + 2 + 4}[precision]
    return kept + MOMENTS[optimizer]


def counted(n, precision, optimizer, got):
    """Return what was tried, and whether it held."""
    want = per(precision, optimizer)
    tried = f"{optimizer} in {precision}: {got:,} bytes for {n:,} parameters, which is "
    return f"{tried}{got / n:.4g} for each; it is {want}", got == n * want


@state_bytes.holds(4, needs=("state_bytes",))
def in_fp32(case, state_bytes):
    """Every optimiser in fp32"""
    for optimizer in MOMENTS:
        got = state_bytes(case.n, "fp32", optimizer)
        yield (
            *counted(case.n, "fp32", optimizer, got),
            "4 bytes for the weight, 4 for its gradient, and 4 for each number that "
            "the optimiser keeps for it: none, one or two.",
        )


@state_bytes.holds(5, needs=("state_bytes",))
def in_mixed(case, state_bytes):
    """Every optimiser in mixed precision"""
    for optimizer in MOMENTS:
        got = state_bytes(case.n, "mixed", optimizer)
        yield (
            *counted(case.n, "mixed", optimizer, got),
            "2 bytes for the weight, 2 for its gradient, 4 for the master copy in "
            "float32, and the optimiser's numbers, which stay in float32.",
        )


@state_bytes.holds(3, needs=("fits",))
def boundary(case, fits):
    """`fits`, at the last byte"""
    size = case.gb * 10**9
    asked = (
        (case.precision, case.optimizer),
        ("mixed", case.optimizer),
        ("fp32", "adam"),
    )
    for precision, optimizer in asked:
        most = size // per(precision, optimizer)
        for n, want in ((most, True), (most + 1, False), (most * 5 // 4, False)):
            default = (precision, optimizer) == ("fp32", "adam")
            more = {} if default else {"precision": precision, "optimizer": optimizer}
            got = fits(n, case.gb, **more)
            yield (
                f"{n:,} parameters with {optimizer} in {precision} need "
                f"{n * per(precision, optimizer):,} bytes; for {case.gb} GB `fits` "
                f"said {got}",
                got is want,
                "Compare `state_bytes(...)` with `gpu_gb` times 10⁹. A run that fills "
                "the card exactly still fits; one parameter more does not.",
            )


@state_bytes.holds(2, needs=("where_is_the_saving",), once=True)
def saving(cases, where_is_the_saving):
    """Where the saving is"""
    yield (
        f"you chose {where_is_the_saving!r}",
        where_is_the_saving == "activations",
        "Add up both columns for Adam: 4 + 4 + 8 and 2 + 2 + 4 + 8. What is not in "
        "this sum and gets smaller?",
    )


#: Name -> bytes for one parameter, and what the learner reads.
WRONG = {
    "weights_only": (
        lambda p, o: 4 if p == "fp32" else 2,
        "You have {b} bytes for each parameter: the weights. To use a model that is "
        "enough; to train it, gradients and the optimiser's state are missing.",
    ),
    "forgot_grads": (
        lambda p, o: per(p, o) - (4 if p == "fp32" else 2),
        "You have {b} bytes for each parameter. Missing are the gradients: every "
        "weight has one, of 4 bytes in fp32 and of 2 in mixed precision.",
    ),
    "forgot_optimizer": (
        lambda p, o: 8,
        "You have {b} bytes for each parameter, whatever the optimiser. Missing is "
        "what it keeps: momentum one number of 4 bytes, Adam two (4 + 4).",
    ),
    "adam_one_state": (
        lambda p, o: per(p, o) - (4 if o == "adam" else 0),
        "Adam keeps two averages for every weight: of the gradients (m) and of their "
        "squares (v). You counted one of them, 4 bytes too few.",
    ),
    "no_master": (
        lambda p, o: per(p, o) - (4 if p == "mixed" else 0),
        "Mixed precision keeps a master copy of the weights in float32, 4 bytes each: "
        "a step is often too small to change a number of 16 bits.",
    ),
    "half": (
        lambda p, o: per(p, o) if p == "fp32" else per("fp32", o) // 2,
        "You halved everything. Only weights and gradients shrink, to 2 + 2; the "
        "master copy and the optimiser's numbers are 32 bits, so the sum is "
        "unchanged. Surprised? Look at your first prediction.",
    ),
    "fp32_grads": (
        lambda p, o: per(p, o) + (2 if p == "mixed" else 0),
        "You kept the gradients in float32. Some programs do; in the account of this "
        "exercise they are computed in 16 bits and take 2 bytes.",
    ),
    "moments_in_half": (
        lambda p, o: per(p, o) - (MOMENTS[o] // 2 if p == "mixed" else 0),
        "You put the optimiser's numbers into 16 bits. Averages that change a little "
        "at each step would stand still there: in this account they stay in float32.",
    ),
    "bits": (
        lambda p, o: 8 * per(p, o),
        "Your count is eight times too high, so those are bits. A float32 has 32 "
        "bits, and 8 of them make a byte: count 4.",
    ),
}  # fmt: skip


def spoilt(name):
    """Return the wrong answer of that name."""
    bytes_of, _ = WRONG[name]
    return lambda n, precision, optimizer: n * bytes_of(precision, optimizer)


for name, (_, message) in WRONG.items():
    state_bytes.mistake(
        name,
        message,
        replaces="state_bytes",
        values=lambda call: {"b": f"{call.value / call.args[0]:.4g}"},
    )(spoilt(name))


@state_bytes.mistake(
    "as_float",
    "The count is right, and it is the float {got}. Bytes are counted, so return an "
    "`int`: with `8` instead of `8.0`, or `//` instead of `/`, it stays one.",
    replaces="state_bytes",
)
def _(n, precision, optimizer):
    return float(n * per(precision, optimizer))


def filled(compare):
    """Return a wrong `fits` that compares bytes with a card in its own way."""

    def fits(n_params, gpu_gb, precision="fp32", optimizer="adam"):
        return compare(n_params, precision, optimizer, gpu_gb)

    return fits


#: Name -> how the bytes are compared with the card, and what the learner reads.
WRONG_FITS = {
    "gib": (
        lambda n, p, o, gb: n * per(p, o) <= gb * 2**30,
        "You took 2³⁰ bytes for a GB. In this course a GB has 10⁹ bytes, and the two "
        "differ by 7 %: enough to run out of memory in the night.",
    ),
    "strict": (
        lambda n, p, o, gb: n * per(p, o) < gb * 10**9,
        "You refuse a run that fills the card to the last byte. What needs exactly as "
        "much as there is still fits: `<=`, not `<`.",
    ),
    "fits_weights": (
        lambda n, p, o, gb: n * (4 if p == "fp32" else 2) <= gb * 10**9,
        "You asked whether the weights fit. That is enough to use a model. To train "
        "it, gradients and optimiser have to fit as well: call `state_bytes`.",
    ),
    "always_adam": (
        lambda n, p, o, gb: n * per(p, "adam") <= gb * 10**9,
        "You count with Adam whatever `optimizer` says. Hand `precision` and "
        "`optimizer` on to `state_bytes`; their defaults belong only into the `def`.",
    ),
    "turned_around": (
        lambda n, p, o, gb: n * per(p, o) > gb * 10**9,
        "You return True where the run does *not* fit. The bytes that are needed have "
        "to be at most those that the card has.",
    ),
}  # fmt: skip

for name, (compare, message) in WRONG_FITS.items():
    state_bytes.mistake(name, message, replaces="fits")(filled(compare))


for part, message in {
    "weights": "The weights do shrink, from 4 bytes to 2, and the master copy brings 4 "
    "more. Together that is 6 instead of 4.",
    "gradients": "Gradients shrink by 2 bytes, and the master copy of the weights "
    "costs 4. Add up the whole column before you name a saving.",
    "optimizer state": "The optimiser's numbers stay in float32, 8 bytes with Adam in "
    "either column. Nothing is saved there; look at what is not in the sum.",
}.items():
    state_bytes.mistake(
        f"saving_{part.partition(' ')[0]}", message, replaces="where_is_the_saving"
    )(lambda part=part: part)
