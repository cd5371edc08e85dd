"""A linear probe: freeze an encoder, train a linear model on what it returns.

What each encoder is worth is known (`course.models.known_encoders`), and all is read
from the accuracy that comes back: an encoder in training mode returns zeros; one that
was changed makes another return zeros. So linear models of any kind hold.
"""

from types import SimpleNamespace

from course.checks.engine import Exercise, Function, number

linear_probe = Exercise(
    __name__,
    points=12,
    answers={"linear_probe": Function(number)},
    covers=("S2.7", "S2.8", "S2.9", "S2.15"),
    hints=(
        "What may change while you probe, and what must not?",
        "`encoder.eval()`, features under `torch.no_grad()`, flattened to one row "
        "each; then a logistic regression that sees training rows only.",
        "`LogisticRegression(max_iter=1000).fit(F_train, ytr).score(___, yte)`",
    ),
    takeaway="A probe asks what an encoder already knows. If the encoder or the test "
    "rows can leak into the answer, it asks something else.",
    seconds=60.0,
)


@linear_probe.cases
def cases(rng):
    """Draw clusters far apart, one of them large, and rows that are noise."""
    import numpy as np

    drawn = []
    for _ in range(3):
        d, share = int(rng.integers(5, 9)), float(rng.uniform(0.15, 0.3))
        centres = 8 * np.linalg.qr(rng.normal(size=(d, d)))[0][:3]
        case = {"d": d, "token": int(rng.integers(1, 2**31))}
        for part, sizes in (("train", (60, 24, 24)), ("test", (90, 36, 36))):
            y = rng.permutation(np.repeat(np.arange(3), sizes))
            X = centres[y] + 0.5 * rng.normal(size=(len(y), d))
            case |= {f"X_{part}": X.astype("float32"), f"y_{part}": y}
        # some labels of test rows are wrong: the accuracy that is due is known
        altered = rng.permutation(162)[: int(162 * share)]
        case["y_altered"] = case["y_test"].copy()
        case["y_altered"][altered] = (case["y_test"][altered] + 1) % 3
        case["due"] = 1 - len(altered) / 162
        noise = rng.normal(size=(210, 90)).astype("float32")
        case["noise"] = noise[:70], noise[70:]
        case["coins"] = rng.permutation(70) % 2, rng.permutation(140) % 2
        y = rng.permutation(np.repeat([0, 1], (120, 40)))
        side = np.where(y, 1.0, -1.0)[:, None] * (2 + 0.3 * rng.normal(size=(160, 4)))
        side[80:100] *= 5_000  # far out, on the side where they belong
        case["line"], case["side"] = side.astype("float32"), y
        drawn.append(SimpleNamespace(**case))
    return drawn


def probe(answer, kind, Xtr, ytr, Xte, yte, *, token=0):
    """Return the answer on an encoder of a kind that arrives in training mode."""
    import torch

    from course.models.known_encoders import KnownEncoder

    encoder = KnownEncoder(kind, Xtr.shape[1], token=token).train()
    return float(
        answer(encoder, torch.from_numpy(Xtr), ytr, torch.from_numpy(Xte), yte)
    )


@linear_probe.holds(3)
def known(case, linear_probe):
    """Features that separate the classes give the accuracy that is due"""
    rows = case.X_train, case.y_train, case.X_test, case.y_altered
    got = probe(linear_probe, "same", *rows)
    yield (
        f"an encoder that returns its input gave {got:.3f}; {case.due:.3f} is due, for "
        "the other test labels were altered",
        abs(got - case.due) <= 0.02,
        "Fit on the training features, score on the test features and `yte`.",
        {"got": got, "due": case.due},
    )


@linear_probe.holds(2)
def coins(case, linear_probe):
    """Labels by coin give an accuracy near a half"""
    (Xtr, Xte), (ytr, yte) = case.noise, case.coins
    got = probe(linear_probe, "same", Xtr, ytr, Xte, yte)
    yield (
        f"with rows and labels that have nothing to do with each other you reported "
        f"{got:.2f}",
        abs(got - 0.5) <= 0.22,  # five standard errors of 140 coins; a leak gives 0.82
        "Nothing can be learned here: only rows that were seen before can score more.",
        {"got": got},
    )


@linear_probe.holds(1)
def constant(case, linear_probe):
    """An encoder that says nothing gives the share of the largest class"""
    rows = case.X_train, case.y_train, case.X_test, case.y_test
    got = probe(linear_probe, "constant", *rows)
    yield (
        f"an encoder that returns ones for every row gave {got:.3f}; the largest class "
        f"has a share of {90 / 162:.3f}",
        abs(got - 90 / 162) <= 0.01,
        "Without information a linear model can only name the most frequent class.",
    )


@linear_probe.holds(2)
def evaluation(case, linear_probe):
    """The encoder is in evaluation mode"""
    rows = case.X_train, case.y_train, case.X_test, case.y_test
    got = probe(linear_probe, "sleeps", *rows)
    yield (
        f"an encoder that returns its input in evaluation mode and zeros in training "
        f"mode gave {got:.3f}; 1.000 is due",
        got >= 0.98,
        "The encoder arrives in training mode. Switch it before you ask it.",
        {"got": got},
    )


@linear_probe.holds(2)
def untouched(case, linear_probe):
    """The encoder is afterwards what it was"""
    rows = case.X_train, case.y_train, case.X_test, case.y_test
    first = probe(linear_probe, "kept", *rows, token=case.token)
    got = probe(linear_probe, "recalls", *rows, token=case.token)
    yield (
        f"the first encoder gave {first:.3f}; asked afterwards whether its weights and "
        f"running means are the same, it says {'yes' if got >= 0.98 else 'no'}",
        min(first, got) >= 0.98,
        "A probe trains the linear model alone.",
        {"changed": got < 0.98},
    )


@linear_probe.holds(1)
def maps(case, linear_probe):
    """Feature maps become one row of numbers"""
    rows = case.X_train, case.y_train, case.X_test, case.y_test
    got = probe(linear_probe, "maps", *rows)
    yield (
        f"an encoder that returns maps of shape (n, {case.d}, 2, 2) gave {got:.3f}",
        got >= 0.98,
        "Flatten or average each picture's maps: one row of numbers a picture.",
    )


@linear_probe.holds(1)
def scaling(case, linear_probe):
    """Far away test rows change nothing for the others"""
    rows = case.line[100:], case.side[100:], case.line[:100], case.side[:100]
    got = probe(linear_probe, "same", *rows)
    yield (
        f"with 20 of 100 test rows 5,000 times as far out, on their own side, you "
        f"reported {got:.2f}; 1.00 is due",
        got >= 0.98,
        "What is fitted, a scaler too, sees training rows only.",
        {"got": got},
    )


@linear_probe.symptom(
    "train_mode",
    "The encoder was in training mode: batch norm then uses the batch and moves its "
    "running mean, and dropout is on. Call `encoder.eval()` before you ask for "
    "features.",
)
def _(observed):
    return bool(observed.facts("evaluation")) and not observed.facts("known")


@linear_probe.symptom(
    "trains_encoder",
    "The weights of the encoder changed. A probe may train only the last layer, or it "
    "no longer says what the encoder knew. Take the features under `torch.no_grad()`.",
)
def _(observed):
    changed = observed.facts("untouched")
    return all(f["changed"] for f in changed) and bool(changed)


@linear_probe.symptom(
    "returns_train_acc",
    "You reported {got:.2f} for labels that were drawn by coin and also where some "
    "test labels were altered. That is the accuracy on the training rows. Score on the "
    "test features and `yte`.",
)
def _(observed):
    due, coin = observed.facts("known"), observed.facts("coins")
    if due and coin and min(f["got"] for f in due + coin) >= 0.9:
        return {"got": coin[0]["got"]}
    return None


@linear_probe.symptom(
    "fit_on_test",
    "Labels by coin still score {got:.2f}, far above a half. Rows that you test on "
    "were part of the fit. Fit on the training features alone.",
)
def _(observed):
    coin = observed.facts("coins")
    if coin and min(f["got"] for f in coin) > 0.6:
        return {"got": coin[0]["got"]}
    return None


@linear_probe.symptom(
    "scaler_on_all",
    "A few far away test rows spoiled the result for all others: the scaler was fitted "
    "on training and test rows together. Fit it on the training features, best inside "
    "a pipeline.",
)
def _(observed):
    return bool(observed.facts("scaling")) and not observed.facts("known")
