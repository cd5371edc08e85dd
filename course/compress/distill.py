"""Train a small network on what a large one says, and on labels."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from course import device
from course.errors import CourseError
from course.measure.sizes import network

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor, nn


def distill(
    student: Any,
    teacher: Any,
    X: np.ndarray,
    y: np.ndarray,
    *,
    temperature: float = 4.0,
    alpha: float = 0.9,
    loss: Callable[..., Tensor] | None = None,
) -> nn.Module:
    """Train the network of a small classifier with the help of a large one.

    Source: Hinton, Vinyals and Dean (2015), Distilling the knowledge in a neural
    network, arXiv:1503.02531.

    Parameters
    ----------
    student
        A `TorchClassifier`, not fitted; it says layers, epochs, batches, learning rate
        and seed, and is not changed.
    teacher
        A fitted `TorchClassifier`, or an `nn.Module` that returns logits; it stays as
        it is.
    X : array, (n, ...)
        Rows as both networks take them, in float32.
    y : array, (n,)
        Number of the class of each row, from 0.
    temperature
        Both networks' logits are divided by it before softmax.
    alpha
        Weight of the teacher, 0 to 1; with 0 the student has labels only.
    loss
        ``loss(student_logits, teacher_logits, y, T, alpha)`` in place of Hinton's.

    Returns
    -------
    The trained student, in evaluation mode, on the teacher's device.

    Raises
    ------
    CourseError
        For another `alpha` or `temperature`.
    """
    import numpy as np
    import torch

    from course.training.loop import outputs_of, train

    if not 0 <= alpha <= 1 or temperature <= 0:
        raise CourseError(
            f"alpha={alpha} and temperature={temperature} do not work: alpha is a "
            "share from 0 to 1, a temperature is above 0."
        )
    large = network(teacher)
    place = next(large.parameters()).device
    X = torch.as_tensor(np.ascontiguousarray(X, dtype=np.float32), device=place)
    if X.ndim == 4:
        X = X.contiguous(memory_format=torch.channels_last)
    was_training = large.training
    said = outputs_of(large, X)
    large.train(was_training)
    labels = torch.as_tensor(np.asarray(y), dtype=said.dtype, device=place)
    both = torch.cat([said, labels[:, None]], dim=1)  # the loop carries one tensor
    criterion = hinton if loss is None else loss

    def loss_of(outputs: Tensor, rows: Tensor) -> Tensor:
        return criterion(outputs, rows[:, :-1], rows[:, -1].long(), temperature, alpha)

    with device.seeded(student.random_state, place):
        small = student.build(tuple(X.shape[1:]), said.shape[1]).to(place)
        train(
            small,
            X,
            both,
            loss_of=loss_of,
            n_epochs=student.epochs,
            batch_size=student.batch_size,
            lr=student.lr,
        )
    return small.eval()


def hinton(
    student_logits: Tensor, teacher_logits: Tensor, y: Tensor, T: float, alpha: float
) -> Tensor:
    """Return alpha T² KL(teacher at T, student at T) + (1 - alpha) cross-entropy.

    >>> import torch
    >>> logits, y = torch.tensor([[2.0, 0.0], [0.0, 1.0]]), torch.tensor([0, 1])
    >>> abs(round(float(hinton(logits, logits, y, T=3.0, alpha=1.0)), 5))
    0.0
    """
    from torch.nn import functional

    wanted = (teacher_logits / T).softmax(dim=1)
    soft = functional.kl_div(
        (student_logits / T).log_softmax(dim=1), wanted, reduction="batchmean"
    )
    hard = functional.cross_entropy(student_logits, y)
    return alpha * T**2 * soft + (1 - alpha) * hard
