"""Let a small network learn from what a large one says, and from the labels.

Source of the idea: Hinton, Vinyals and Dean (2015), Distilling the knowledge in a
neural network, arXiv:1503.02531.
"""

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
    teacher: Any,
    build: Callable[[tuple[int, ...], int], nn.Module],
    X: np.ndarray,
    y: np.ndarray,
    *,
    label_share: float = 0.3,
    temperature: float = 4.0,
    epochs: int = 8,
    batch_size: int = 64,
    lr: float = 3e-3,
    random_state: int = 0,
) -> nn.Module:
    """Train a fresh small classifier on a teacher's soft answers and on the labels.

    The loss is ``label_share`` times the cross-entropy with the labels, plus the rest
    times the Kullback-Leibler divergence from the teacher's probabilities to the
    student's, both softened by the temperature T, times T squared.

    Parameters
    ----------
    teacher
        An `nn.Module` whose outputs are logits, or a fitted `TorchClassifier`; it is
        not trained.
    build
        ``build(shape, n_outputs)`` returns the untrained student.
    X : array, (n, ...)
        Rows as both networks take them, in float32.
    y : array, (n,)
        Number of the class of each row, from 0.
    label_share
        From 0, the teacher alone, to 1, the labels alone.
    temperature
        Above 0; the higher, the more the student hears about the wrong classes.
    epochs, batch_size, lr
        As for `TorchClassifier`.
    random_state
        Seed of the first weights and of the order of the rows.

    Returns
    -------
    The student, in evaluation mode, on the teacher's device.

    Raises
    ------
    CourseError
        For another share or temperature.
    """
    import numpy as np
    import torch

    from course.training.loop import outputs_of, train

    if not 0 <= label_share <= 1 or temperature <= 0:
        raise CourseError(
            f"label_share={label_share} and temperature={temperature} do not work: a "
            "share lies between 0 and 1, a temperature is above 0."
        )
    teacher = network(teacher)
    place = next(teacher.parameters()).device
    X = torch.as_tensor(np.ascontiguousarray(X, dtype=np.float32), device=place)
    if X.ndim == 4:
        X = X.contiguous(memory_format=torch.channels_last)
    was_training = teacher.training
    logits = outputs_of(teacher, X)
    teacher.train(was_training)
    labels = torch.as_tensor(np.asarray(y), dtype=logits.dtype, device=place)
    with device.seeded(random_state, place):
        student = build(tuple(X.shape[1:]), logits.shape[1]).to(place)
        train(
            student,
            X,
            torch.cat([logits, labels[:, None]], dim=1),
            loss_of=_loss(label_share, temperature),
            n_epochs=epochs,
            batch_size=batch_size,
            lr=lr,
        )
    return student.eval()


def _loss(share: float, temperature: float) -> Callable[[Tensor, Tensor], Tensor]:
    """Return the loss of logits against rows of teacher's logits and a label."""
    from torch.nn import functional

    def loss(outputs: Tensor, told: Tensor) -> Tensor:
        soft = functional.kl_div(
            functional.log_softmax(outputs / temperature, dim=1),
            functional.log_softmax(told[:, :-1] / temperature, dim=1),
            log_target=True,
            reduction="batchmean",
        )
        hard = functional.cross_entropy(outputs, told[:, -1].long())
        return share * hard + (1 - share) * temperature**2 * soft

    return loss
