"""The training loop.

What makes it fast stands in `train`: the data lies on the device, a batch is a slice of
a shuffled index, and nothing in an epoch waits for a number to come back.
"""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn

#: Where the learning rate peaks, and by how much smaller it starts and ends.
WARM_UP, START, END = 0.3, 1 / 25, 1 / 25e4


def train(
    module: nn.Module,
    X: Tensor,
    y: Tensor,
    *,
    loss_of: Callable[[Tensor, Tensor], Tensor],
    n_epochs: int,
    batch_size: int,
    lr: float,
    precision: str = "float32",
    augment: Callable[[Tensor], Tensor] | None = None,
    held_out: tuple[Tensor, Tensor] | None = None,
    patience: int | None = None,
    max_seconds: float | None = None,
    show: Callable[[range], Iterable[int]] = iter,
) -> tuple[dict[str, list[float]], str]:
    """Train ``module`` in place on rows that lie on its device.

    Adam under a one-cycle learning rate. With ``held_out`` rows the loss on them is
    taken after every epoch, and the best weights are put back at the end. ``show`` may
    draw a progress bar around the epochs.

    Returns
    -------
    history : dict
        One number an epoch under each name.
    stopped : {"epochs", "patience", "max_seconds", "diverged"}
        What ended the training.
    """
    device, started = X.device, time.monotonic()
    n_batches, take = math.ceil(len(X) / batch_size), taker(X)
    weights = [weight for weight in module.parameters() if weight.requires_grad]
    optimiser = adam(weights, lr)
    forward = in_precision(module, device, precision)
    descend = descent(optimiser, device, precision)
    history = {name: [] for name in ("epoch", "loss", "lr", "seconds")}
    best, stopped, step = Best(), "epochs", 0

    for epoch in show(range(n_epochs)):
        module.train()
        losses, batches = [], torch.randperm(len(X), device=device)
        batches = batches.tensor_split(n_batches)
        for rows in batches:
            rate = lr * one_cycle(step, n_epochs * n_batches)
            optimiser.param_groups[0]["lr"] = rate
            batch = take(rows) if augment is None else augment(take(rows))
            loss = loss_of(forward(batch), y.index_select(0, rows))
            for weight in weights:
                weight.grad = None
            descend(loss)
            losses.append(loss.detach())
            step += 1
            if max_seconds and time.monotonic() - started > max_seconds:
                stopped = "max_seconds"
                break

        history["epoch"].append(epoch + 1)
        history["loss"].append(weighted_mean(losses, batches))
        history["lr"].append(rate)
        if held_out:
            loss = evaluate(module, *held_out, loss_of=loss_of)
            history.setdefault("held_out_loss", []).append(loss)
            best.look(module, loss, epoch)
        history["seconds"].append(time.monotonic() - started)
        if not math.isfinite(history["loss"][-1]):
            stopped = "diverged"
        elif patience and held_out and epoch - best.epoch >= patience:
            stopped = "patience"
        if stopped != "epochs":
            break

    best.put_back(module)
    return history, stopped


class Best:
    """The weights with the least loss so far, once it is shown any."""

    def __init__(self) -> None:
        self.loss, self.epoch, self.state = math.inf, 0, None

    def look(self, module: nn.Module, loss: float, epoch: int) -> None:
        if loss < self.loss:
            self.loss, self.epoch = loss, epoch
            self.state = copy.deepcopy(module.state_dict())

    def put_back(self, module: nn.Module) -> None:
        if self.state is not None:
            module.load_state_dict(self.state)


def taker(X: Tensor) -> Callable[[Tensor], Tensor]:
    """Return a function that copies rows out of X by number, in X's memory format.

    It gives what ``X[rows]`` gives, two to four times as fast.
    """
    if X.ndim == 4 and X.is_contiguous(memory_format=torch.channels_last):
        channels_last = X.permute(0, 2, 3, 1)
        return lambda rows: channels_last.index_select(0, rows).permute(0, 3, 1, 2)
    return lambda rows: X.index_select(0, rows)


def adam(weights: list[Tensor], lr: float) -> torch.optim.Optimizer:
    """Return Adam, all its steps fused into one call where the device has that."""
    try:
        return torch.optim.Adam(weights, lr=lr, fused=True)
    except RuntimeError:
        return torch.optim.Adam(weights, lr=lr)


def in_precision(
    module: nn.Module, device: torch.device, precision: str
) -> Callable[[Tensor], Tensor]:
    """Return the forward pass in that precision; its outputs are float32.

    It is the module itself for float32: entering an empty context and casting nothing
    costs 2 % of a small net's step.
    """
    if precision == "float32":
        return module
    dtype = getattr(torch, precision)

    def forward(batch: Tensor) -> Tensor:
        with torch.autocast(device.type, dtype=dtype):
            outputs = module(batch)
        return outputs.float()

    return forward


def descent(
    optimiser: torch.optim.Optimizer, device: torch.device, precision: str
) -> Callable[[Tensor], None]:
    """Return what takes one step down a loss; float16 alone needs its loss scaled."""
    if precision == "float16":
        scaler = torch.amp.GradScaler(device.type)

        def descend(loss: Tensor) -> None:
            scaler.scale(loss).backward()
            scaler.step(optimiser)
            scaler.update()

    else:

        def descend(loss: Tensor) -> None:
            loss.backward()
            optimiser.step()

    return descend


def weighted_mean(losses: list[Tensor], batches: tuple[Tensor, ...]) -> float:
    """Return the mean loss of a row; an epoch cut short has fewer losses."""
    sizes = [len(rows) for rows in batches[: len(losses)]]
    sizes = torch.tensor(sizes, dtype=losses[0].dtype, device=losses[0].device)
    return ((torch.stack(losses) * sizes).sum() / sizes.sum()).item()


def one_cycle(step: int, n_steps: int) -> float:
    """Return the share of the highest learning rate at a step.

    It rises over the first 30 % of the steps and falls to nearly 0, both along half a
    cosine. Source: Smith and Topin (2019), Super-convergence, arXiv:1708.07120; the
    numbers are the defaults of torch's ``OneCycleLR``.

    Examples
    --------
    >>> [round(one_cycle(step, 10), 2) for step in range(10)]
    [0.1, 0.52, 0.94, 0.99, 0.89, 0.72, 0.5, 0.28, 0.11, 0.01]
    """
    done = (step + 0.5) / n_steps
    if done < WARM_UP:
        low, share = START, done / WARM_UP
    else:
        low, share = END, (1 - done) / (1 - WARM_UP)
    return low + (1 - low) * (1 - math.cos(math.pi * share)) / 2


@torch.no_grad()
def outputs_of(module: nn.Module, X: Tensor) -> Tensor:
    """Return what the module says to every row, in float32 and evaluation mode."""
    module.eval()
    batches = X.split(4096 if X.is_cuda else 256)
    # a copy: the net may work in place, and X may be your own array
    return torch.cat([module(batch.clone()).float() for batch in batches])


def evaluate(module: nn.Module, X: Tensor, y: Tensor, *, loss_of: Callable) -> float:
    """Return the mean loss over the rows."""
    return loss_of(outputs_of(module, X), y).item()
