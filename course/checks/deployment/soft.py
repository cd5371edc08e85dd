"""The distillation loss and its gradient, written out in NumPy.

Source: Hinton, Vinyals and Dean (2015), Distilling the knowledge in a neural network,
arXiv:1503.02531: soft targets at temperature T, their gradients scaled by 1 / T², so
that the soft part is multiplied by T².
"""


def tensors(student, teacher, y):
    """Return NumPy logits and labels as tensors of torch."""
    import torch

    return tuple(torch.as_tensor(part) for part in (student, teacher, y))


def log_softmax(logits):
    """Return the logarithm of the softmax of every row."""
    import numpy as np

    shifted = logits - logits.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def loss(student, teacher, y, T, alpha) -> float:
    """Return alpha · T² · KL(teacher at T ‖ student at T) + (1 − alpha) · CE."""
    import numpy as np

    log_p, log_q = log_softmax(teacher / T), log_softmax(student / T)
    kl = (np.exp(log_p) * (log_p - log_q)).sum(axis=1).mean()
    hard = -log_softmax(student)[np.arange(len(y)), y].mean()
    return float(alpha * T**2 * kl + (1 - alpha) * hard)


def gradient(student, teacher, y, T, alpha):
    """Return the derivative of `loss` with respect to the student's logits."""
    import numpy as np

    soft = T * (np.exp(log_softmax(student / T)) - np.exp(log_softmax(teacher / T)))
    hard = np.exp(log_softmax(student)) - np.eye(student.shape[1])[y]
    return (alpha * soft + (1 - alpha) * hard) / len(y)


def student_gradient(distill_loss, student, teacher, y, T, alpha):
    """Return the gradient of the student's logits; None where none arrives.

    Runs on the learner's side, as a derivative cannot cross to the asker.
    """
    import torch

    student = student.detach().clone().requires_grad_()
    loss = distill_loss(student, teacher, y, T, alpha)
    if not isinstance(loss, torch.Tensor) or not loss.requires_grad:
        return None
    (found,) = torch.autograd.grad(loss, student, allow_unused=True)
    return found
