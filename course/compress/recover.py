"""Train a pruned network on, so that it gets back what pruning cost."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from course import device
from course.measure.sizes import network

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor, nn


def finetune(
    model: Any,
    X: np.ndarray,
    y: np.ndarray,
    *,
    epochs: int = 3,
    batch_size: int = 64,
    lr: float = 1e-3,
    keep_zeros: bool = True,
    random_state: int = 0,
) -> nn.Module:
    """Train a copy of a classifier's network for a few more epochs.

    Parameters
    ----------
    model
        An `nn.Module` whose outputs are logits, or a fitted `TorchClassifier`.
    X : array, (n, ...)
        Rows as the network takes them, in float32.
    y : array, (n,)
        Number of the class of each row, from 0.
    epochs, batch_size, lr
        As for `TorchClassifier`: Adam under a one-cycle learning rate.
    keep_zeros
        Whether weights that are exactly 0 now stay 0.
    random_state
        Seed of the order of the rows.

    Returns
    -------
    The trained copy, in evaluation mode.
    """
    import numpy as np
    import torch
    from torch.nn import functional

    from course.training.loop import train

    trained = copy.deepcopy(network(model))
    place = next(trained.parameters()).device
    X = torch.as_tensor(np.ascontiguousarray(X, dtype=np.float32), device=place)
    if X.ndim == 4:
        X = X.contiguous(memory_format=torch.channels_last)
    hooks = [_hold(p) for p in trained.parameters() if keep_zeros and p.dim() > 1]
    with device.seeded(random_state):
        train(
            trained,
            X,
            torch.as_tensor(np.asarray(y), dtype=torch.long, device=place),
            loss_of=functional.cross_entropy,
            n_epochs=epochs,
            batch_size=batch_size,
            lr=lr,
        )
    for hook in hooks:
        hook.remove()
    return trained.eval()


def _hold(weight: Tensor) -> Any:
    """Let no gradient reach the zeros of a weight: then Adam leaves them alone."""
    alive = (weight.detach() != 0).to(weight.dtype)
    return weight.register_hook(lambda gradient: gradient * alive)
