"""Wrong losses for a student: most of them in the teacher's part.

`distill_loss` registers these in their order.
"""

from collections.abc import Callable

from course.checks.engine import Mistakes

MISTAKES = Mistakes()


def sizes(call) -> dict:
    """Return the numbers that the messages speak of."""
    return {
        "n_rows": call.args[0].shape[0],
        "n_classes": call.args[0].shape[1],
        "shrunk": f"1 / {call.args[3] ** 2:.3g}",
    }


def soft_part(name: str, message: str) -> Callable:
    """Keep a loss whose soft part, a function of both logits and T, is wrong."""

    def keep(part: Callable) -> Callable:
        @MISTAKES.mistake(name, message, replaces="distill_loss", values=sizes)
        def loss(student_logits, teacher_logits, y, T, alpha):
            from torch.nn.functional import cross_entropy

            soft = part(student_logits, teacher_logits, T)
            return alpha * soft + (1 - alpha) * cross_entropy(student_logits, y)

        return part

    return keep


def divergence(s, t):
    """Return KL(teacher ‖ student) from logits that are divided by T already."""
    from torch.nn.functional import kl_div

    return kl_div(s.log_softmax(1), t.softmax(1), reduction="batchmean")


@soft_part(
    "no_T2",
    "The factor T² is missing: dividing the logits by T = {T:.3g} makes the soft "
    "gradients smaller by about {shrunk}, and the labels drown them. Multiply the KL "
    "part by T².",
)
def _(s, t, T):
    return divergence(s / T, t / T)


@soft_part(
    "T_once",
    "The soft part is multiplied by T = {T:.3g}, not by T². Logits are divided by T, "
    "and the derivative of the softmax once more: two factors 1 / T have to be made "
    "good.",
)
def _(s, t, T):
    return T * divergence(s / T, t / T)


@MISTAKES.mistake(
    "alpha_swapped",
    "alpha and 1 − alpha stand in each other's place. alpha = {alpha:.3g} weighs the "
    "*teacher's* part here, and the labels get what is left.",
    replaces="distill_loss",
    values=sizes,
)
def _(student_logits, teacher_logits, y, T, alpha):
    from torch.nn.functional import cross_entropy

    kl = divergence(student_logits / T, teacher_logits / T)
    return (1 - alpha) * T**2 * kl + alpha * cross_entropy(student_logits, y)


@soft_part(
    "reverse_kl",
    "You computed KL(student ‖ teacher). The mean has to be taken with the *teacher's* "
    "probabilities: KL(teacher ‖ student) makes the student cover all that the teacher "
    "thinks possible.",
)
def _(s, t, T):
    return T**2 * divergence(t / T, s / T)


@soft_part(
    "mean_reduction",
    'Your soft part is {n_classes} times too small: `reduction="mean"` divides by rows '
    "*and* classes. KL is a sum over the classes; "
    '`"batchmean"` divides by the rows alone.',
)
def _(s, t, T):
    return T**2 * divergence(s / T, t / T) / s.shape[1]


@soft_part(
    "sum_reduction",
    "You summed KL over the rows: for {n_rows} rows the soft part is {n_rows} times "
    'too large and grows with the batch. Take the mean over the rows, as `"batchmean"` '
    "does.",
)
def _(s, t, T):
    return T**2 * divergence(s / T, t / T) * s.shape[0]


@soft_part(
    "not_log_probabilities",
    "`F.kl_div` wants *log*-probabilities first and got probabilities, so it is not 0 "
    "even for a perfect copy. Use `log_softmax` for the student, `softmax` for the "
    "teacher.",
)
def _(s, t, T):
    from torch.nn.functional import kl_div

    return T**2 * kl_div((s / T).softmax(1), (t / T).softmax(1), reduction="batchmean")


@soft_part(
    "entropy_left_in",
    "You took the cross-entropy with the teacher's probabilities. Its gradient is "
    "right, but a perfect copy does not get 0: KL is the cross-entropy minus the "
    "teacher's own entropy, −Σ p · log p.",
)
def _(s, t, T):
    from torch.nn.functional import cross_entropy

    return T**2 * cross_entropy(s / T, (t / T).softmax(1))


@MISTAKES.mistake(
    "labels_at_T",
    "The cross-entropy with the labels got logits divided by T = {T:.3g}. Only the "
    "teacher's part is softened; the labels see the student's logits as they are.",
    replaces="distill_loss",
    values=sizes,
)
def _(student_logits, teacher_logits, y, T, alpha):
    from torch.nn.functional import cross_entropy

    kl = divergence(student_logits / T, teacher_logits / T)
    return alpha * T**2 * kl + (1 - alpha) * cross_entropy(student_logits / T, y)


@soft_part(
    "one_side_at_T",
    "Only the student's logits are divided by T = {T:.3g}, so a perfect copy of the "
    "teacher is punished. Soften both by the same temperature.",
)
def _(s, t, T):
    return T**2 * divergence(s / T, t)
