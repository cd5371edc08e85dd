"""A student that learns from a teacher's doubts: a loss, and the gradient it sends.

Values are compared with sums written out in NumPy. The gradient is asked on the
learner's side; softmax and its derivative have a closed form.
"""

from types import SimpleNamespace

from course.checks.deployment import soft
from course.checks.deployment.distill_mistakes import MISTAKES
from course.checks.engine import Exercise, Function, show

distill_loss = Exercise(
    __name__,
    points=10,
    answers={"distill_loss": Function(lambda value: scalar(value))},
    covers=("S7.9", "S3.12", "S5.11"),
    hints=(
        "How large should the teacher's part be for a student that copies the teacher?",
        "Divide both logits by T. `F.kl_div` takes the student's log-probabilities "
        "first, then the teacher's probabilities; 'batchmean' divides by the rows. "
        "Then times T².",
        "`kl = F.kl_div((s / T).log_softmax(1), (t / T).softmax(1), "
        'reduction="batchmean")`, then `alpha * ___ * kl + (1 - alpha) * '
        "F.cross_entropy(s, y)`",
    ),
    takeaway="The teacher says more than the label: which wrong classes are nearly "
    "right. T makes that audible, and T² keeps its gradient as loud as before.",
)


def scalar(value) -> str | None:
    """Ask for one number, as a tensor or as a float."""
    if type(value) is float or getattr(value, "shape", None) == ():
        return None
    return f"{show(value, 60)}, where one number belongs, as a tensor without axes"


@distill_loss.cases
def cases(rng):
    """Draw logits of a student and a teacher, labels, a temperature and a weight."""
    drawn = []
    for _ in range(3):
        n, n_classes = rng.choice(range(4, 12), size=2, replace=False).tolist()
        drawn.append(
            SimpleNamespace(
                student=rng.normal(0, 3, size=(n, n_classes)),
                teacher=rng.normal(0, 3, size=(n, n_classes)),
                y=rng.integers(n_classes, size=n),
                T=float(rng.uniform(2, 6)),
                alpha=float(
                    rng.choice([0.2, 0.3, 0.7, 0.8]) + rng.uniform(-0.04, 0.04)
                ),
            )
        )
    return drawn


def ask(case, loss, *, teacher=None, T=None, alpha=None, twice=False):
    """Return what the learner's loss and the sums in NumPy say."""
    import numpy as np

    student = case.student
    teacher = case.teacher if teacher is None else teacher
    y, T = case.y, case.T if T is None else T
    alpha = case.alpha if alpha is None else alpha
    if twice:
        student, teacher, y = (
            np.concatenate([part, part]) for part in (student, teacher, y)
        )
    got = float(loss(*soft.tensors(student, teacher, y), T, alpha))
    return got, soft.loss(student, teacher, y, T, alpha)


def near(got, want) -> bool:
    """Return whether two losses are equal but for rounding in float32."""
    return abs(got - want) <= 1e-5 * max(1.0, abs(want))


@distill_loss.holds(2)
def match(case, distill_loss):
    """A student that copies its teacher"""
    got, want = ask(case, distill_loss, teacher=case.student)
    yield (
        f"with the teacher's own logits as the student's the loss is {got:.5g}; "
        f"(1 − alpha) times the cross-entropy is {want:.5g}",
        near(got, want),
        "KL between two equal distributions is 0, so only the labels' part is left.",
    )


@distill_loss.holds(3)
def value(case, distill_loss):
    """The value, for one temperature and for 1"""
    for T in (case.T, 1.0):
        got, want = ask(case, distill_loss, T=T)
        yield (
            f"T = {T:.3g} and alpha = {case.alpha:.3g} gave {got:.5g}; the sum written "
            f"out gives {want:.5g}",
            near(got, want),
            "Write both parts out for one row of two classes, with a pocket "
            "calculator, and compare each with what your code gives.",
        )


@distill_loss.holds(2)
def gradient(case, distill_loss):
    """The gradient that reaches the student"""
    for T in (case.T, 8.0):
        parts = soft.tensors(case.student, case.teacher, case.y)
        found = distill_loss.run(soft.student_gradient, *parts, T, case.alpha)
        want = soft.gradient(case.student, case.teacher, case.y, T, case.alpha)
        reached = found is not None
        off = float(abs(found - want).max()) if reached else float("nan")
        yield (
            f"at T = {T:.3g} "
            + (
                f"the gradient is off by up to {off:.2g}"
                if reached
                else "no gradient came"
            ),
            reached and off <= 1e-5,
            "The loss has to stay a tensor from the student's logits to the end, and "
            "each part has its factor: T² keeps the soft gradient from shrinking.",
            {"reached": reached, "shrunk": f"{1 / case.T**2:.3f}"},
        )


@distill_loss.holds(1)
def mean(case, distill_loss):
    """Twice the same rows change nothing"""
    (once, _), (twice, _) = ask(case, distill_loss), ask(case, distill_loss, twice=True)
    yield (
        f"{len(case.y)} rows gave {once:.5g}, the same rows twice {twice:.5g}",
        near(twice, once),
        "Both parts are means over the rows, so that the loss does not hang on the "
        "size of the batch.",
    )


@distill_loss.holds(2)
def ends(case, distill_loss):
    """Only the labels, only the teacher"""
    for alpha, what in ((0.0, "only the labels"), (1.0, "only the teacher")):
        got, want = ask(case, distill_loss, alpha=alpha)
        yield (
            f"alpha = {alpha:g}, {what}: {got:.5g}, and the sum written out {want:.5g}",
            near(got, want),
            "alpha weighs the teacher's part: with 0 the cross-entropy with the labels "
            "is left, with 1 the KL part alone.",
        )


distill_loss.mistakes.extend(MISTAKES)


@distill_loss.symptom(
    "detached",
    "The number is right, and no gradient reaches the student: with `.item()`, "
    "`.numpy()` or `.detach()` on the way a student learns nothing. Keep tensors from "
    "the logits to the `return`.",
)
def _(observed):
    found = observed.facts("gradient")
    return bool(found) and not any(facts["reached"] for facts in found)
