"""Answers to `distill_loss`: right ones written differently, and wrong ones."""

import torch
from torch.nn import functional as F


def reference() -> dict:
    def distill_loss(student_logits, teacher_logits, y, T, alpha):
        said = F.log_softmax(student_logits / T, dim=1)
        wanted = F.softmax(teacher_logits / T, dim=1)
        soft = F.kl_div(said, wanted, reduction="batchmean")
        return alpha * T**2 * soft + (1 - alpha) * F.cross_entropy(student_logits, y)

    return {"distill_loss": distill_loss}


def alternative_written_out() -> dict:
    """Sums over classes, means over rows."""

    def distill_loss(student_logits, teacher_logits, y, T, alpha):
        log_p = (teacher_logits / T).log_softmax(1)
        log_q = (student_logits / T).log_softmax(1)
        kl = (log_p.exp() * (log_p - log_q)).sum(1).mean()
        rows = torch.arange(len(y))
        hard = -student_logits.log_softmax(1)[rows, y].mean()
        return alpha * T * T * kl + (1 - alpha) * hard

    return {"distill_loss": distill_loss}


def alternative_cross_entropy_minus_entropy() -> dict:
    """Cross-entropy with soft targets, minus the teacher's own entropy."""

    def distill_loss(student_logits, teacher_logits, y, T, alpha):
        p = (teacher_logits / T).softmax(1)
        entropy = -(p * p.log()).sum(1).mean()
        kl = F.cross_entropy(student_logits / T, p) - entropy
        hard = F.nll_loss(student_logits.log_softmax(1), y)
        return torch.lerp(hard, T**2 * kl, alpha)

    return {"distill_loss": distill_loss}


def alternative_log_target() -> dict:
    """Log-probabilities on both sides, in single precision."""

    def distill_loss(student_logits, teacher_logits, y, T, alpha):
        student, teacher = student_logits.float(), teacher_logits.float()
        kl = F.kl_div(
            F.log_softmax(student / T, -1),
            F.log_softmax(teacher / T, -1),
            reduction="sum",
            log_target=True,
        )
        hard = torch.nn.CrossEntropyLoss()(student, y)
        return alpha * T**2 * kl / len(y) + (1 - alpha) * hard

    return {"distill_loss": distill_loss}


def wrong_detached() -> list:
    whole = reference()["distill_loss"]

    def as_number(*args):
        return whole(*args).item()

    def copied(student_logits, *args):
        return whole(student_logits.detach(), *args)

    return [{"distill_loss": as_number}, {"distill_loss": copied}]
