"""Answers to `mixed_precision`: right ones written differently, and wrong ones."""

import math

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


def share(grads, scale):
    alive = grads[grads != 0]
    return ((alive * scale).half() == 0).float().mean().item()


def choose(grads):
    for power in range(24, -1, -1):
        scaled = (grads * 2.0**power).half()
        if scaled.isfinite().all() and share(grads, 2.0**power) < 0.001:
            return 2.0**power
    return None


def step(model, x, y, opt, device, scaler=None):
    half = scaler is not None and device.type == "cuda"
    opt.zero_grad()
    dtype = torch.float16 if half else torch.bfloat16
    with torch.autocast(device.type, dtype=dtype):
        loss = F.cross_entropy(model(x), y)
    if half:
        scaler.scale(loss).backward()
        scaler.step(opt)
        scaler.update()
    else:
        loss.backward()
        opt.step()
    return loss.detach()


def reference() -> dict:
    return {"underflow_share": share, "choose_scale": choose, "train_step": step}


def alternative_numpy() -> dict:
    """NumPy's float16; the exponent of the largest size; bfloat16 everywhere."""

    def underflow_share(grads, scale):
        values = grads.numpy().ravel()
        values = values[np.flatnonzero(values)]
        return 1 - np.count_nonzero((values * scale).astype(np.float16)) / len(values)

    def choose_scale(grads):
        _, exponent = math.frexp(65_504 / float(grads.abs().max()))
        return 2 ** min(exponent - 1, 24)

    def train_step(model, x, y, opt, device, scaler=None):
        with torch.autocast(device.type, torch.bfloat16):
            logits = model(x)
        loss = nn.CrossEntropyLoss()(logits.float(), y)
        opt.zero_grad(set_to_none=False)
        loss.backward()
        opt.step()
        return loss

    return {
        "underflow_share": underflow_share,
        "choose_scale": choose_scale,
        "train_step": train_step,
    }


def alternative_disabled_scaler() -> dict:
    """A scaler of one's own that does nothing where it is not needed; clipping."""

    def choose_scale(grads):
        scale = 1
        while scale < 2**24 and (grads.abs().max() * scale * 2).half().isfinite():
            scale *= 2
        return scale

    def train_step(model, x, y, opt, device, scaler=None):
        use = device.type == "cuda" and scaler is not None
        if not use:
            scaler = torch.amp.GradScaler(device.type, enabled=False)
        with torch.autocast(
            device_type=device.type, dtype=torch.float16 if use else torch.bfloat16
        ):
            loss = F.nll_loss(F.log_softmax(model(x).float(), dim=1), y)
        scaler.scale(loss).backward()
        scaler.unscale_(opt)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1e3)
        scaler.step(opt)
        scaler.update()
        opt.zero_grad()
        return loss.detach()

    return {"choose_scale": choose_scale, "train_step": train_step}


def alternative_moves_the_batch() -> dict:
    """Move the batch to the device first, which only a machine with CUDA can do."""

    def train_step(model, x, y, opt, device, scaler=None):
        return step(model, x.to(device), y.to(device), opt, device, scaler)

    return {"train_step": train_step}


# -- wrong steps --------------------------------------------------------------


def made(*, autocast=True, dtype=torch.bfloat16, clear=True, move=True, give=None):
    """Return a step in which one thing is otherwise."""

    def train_step(model, x, y, opt, device, scaler=None):
        if clear:
            opt.zero_grad()
        with torch.autocast(device.type, dtype=dtype, enabled=autocast):
            loss = F.cross_entropy(model(x), y)
        loss.backward()
        if move:
            opt.step()
        return give(loss) if give else loss.detach()

    return train_step


def wrong_model_half() -> dict:
    def train_step(model, x, y, opt, device, scaler=None):
        model.bfloat16()
        opt.zero_grad()
        loss = F.cross_entropy(model(x.bfloat16()).float(), y)
        loss.backward()
        opt.step()
        return loss.detach()

    return {"train_step": train_step}


def wrong_no_autocast() -> list[dict]:
    """Not at all; only around the loss."""

    def around_the_loss(model, x, y, opt, device, scaler=None):
        opt.zero_grad()
        logits = model(x)
        with torch.autocast(device.type, dtype=torch.bfloat16):
            loss = F.cross_entropy(logits, y)
        loss.backward()
        opt.step()
        return loss.detach()

    return [{"train_step": made(autocast=False)}, {"train_step": around_the_loss}]


def wrong_float16_on_cpu() -> dict:
    return {"train_step": made(dtype=torch.float16)}


def wrong_loss_in_16_bits() -> dict:
    def train_step(model, x, y, opt, device, scaler=None):
        opt.zero_grad()
        with torch.autocast(device.type, dtype=torch.bfloat16):
            logits = model(x)
        loss = F.cross_entropy(logits, y)
        loss.backward()
        opt.step()
        return loss.detach()

    return {"train_step": train_step}


def wrong_loss_as_float() -> dict:
    return {"train_step": made(give=lambda loss: loss.item())}


def wrong_no_return() -> dict:
    def train_step(*args):
        step(*args)

    return {"train_step": train_step}


def wrong_loss_of_each_row() -> dict:
    def train_step(model, x, y, opt, device, scaler=None):
        opt.zero_grad()
        with torch.autocast(device.type, dtype=torch.bfloat16):
            loss = F.cross_entropy(model(x), y, reduction="none")
        loss.mean().backward()
        opt.step()
        return loss.detach()

    return {"train_step": train_step}


def wrong_no_step() -> dict:
    return {"train_step": made(move=False)}


def wrong_gradients_added_up() -> dict:
    return {"train_step": made(clear=False)}


def with_scaler(*calls, cpu=False) -> dict:
    """Return a step that makes only these calls of the scaler."""

    def train_step(model, x, y, opt, device, scaler=None):
        if scaler is None or (device.type != "cuda" and not cpu):
            return step(model, x, y, opt, device)
        opt.zero_grad()
        dtype = torch.float16 if device.type == "cuda" else torch.bfloat16
        with torch.autocast(device.type, dtype=dtype):
            loss = F.cross_entropy(model(x), y)
        (scaler.scale(loss) if "scale" in calls else loss).backward()
        scaler.step(opt) if "step" in calls else opt.step()
        if "update" in calls:
            scaler.update()
        return loss.detach()

    return {"train_step": train_step}


def wrong_scaler_on_cpu() -> dict:
    return with_scaler("scale", "step", "update", cpu=True)


def wrong_no_update() -> dict:
    return with_scaler("scale", "step")


def wrong_scaler_stepped_around() -> dict:
    return with_scaler("scale", "update")
