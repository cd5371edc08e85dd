"""Steps of training in mixed precision, followed from inside.

`take_steps` runs where the learner's function lives: it builds a small net and its
optimiser there, calls the function, and returns what it saw as plain values.
"""

import warnings
from contextlib import contextmanager

LR = 0.5
SCALE = 2.0**10


class Scaler:
    """Scale a loss as `torch.amp.GradScaler` does, and note every call."""

    def __init__(self, events: list[str]):
        self.events, self.scaled = events, False

    def scale(self, loss):
        """Return the loss times the scale."""
        self.events.append("scale")
        return loss * SCALE

    def unscale_(self, opt):
        """Divide the gradients by the scale, once a step."""
        self.events.append("unscale_")
        self._unscale(opt)

    def step(self, opt):
        """Take a step with unscaled gradients."""
        self.events.append("step")
        self._unscale(opt)
        self.scaled = False
        return opt.step()

    def update(self, new_scale=None):
        """Note that the scale may adapt now."""
        self.events.append("update")

    def get_scale(self) -> float:
        """Return the scale."""
        return SCALE

    def is_enabled(self) -> bool:
        """Return True."""
        return True

    def _unscale(self, opt):
        if not self.scaled:
            for group in opt.param_groups:
                for weight in group["params"]:
                    if weight.grad is not None:
                        weight.grad /= SCALE
        self.scaled = True


def take_steps(train_step, X, y, *, n_steps, seed, kind="cpu", scaler=False):
    """Return what `n_steps` calls did to a small net; None if nothing came of them.

    Parameters
    ----------
    train_step : callable
        The learner's ``train_step(model, x, y, opt, device, scaler=None)``.
    X, y : ndarray
        Rows of 64 numbers and their classes, 0 to 9: the same batch in every step.
    n_steps, seed : int
    kind : str
        "cpu"; "cuda"; or "named cuda": the device is called cuda and everything lies
        on the processor, so that the calls of the scaler can be followed anywhere.
    scaler : bool
        Whether a scaler is handed over.

    Returns
    -------
    dict
        ``losses`` in float32, before, between and after the steps; the dtypes of the
        returned ``loss``, of the weights, and of what the first layer gave; the number
        that was ``returned``; ``events`` of the scaler and of backward; and of the last
        step ``cosine`` and ``ratio`` to a step along the float32 gradient. For "cuda"
        without a GPU: ``missing``. Where "named cuda" breaks: ``broke``.
    """
    import torch

    from course.device.context import seeded

    if kind == "cuda" and not torch.cuda.is_available():
        return {"missing": True}
    there = torch.device("cuda" if kind == "cuda" else "cpu")
    device = torch.device(kind.split()[-1])
    with seeded(seed):
        model = torch.nn.Sequential(
            torch.nn.Linear(64, 32), torch.nn.ReLU(), torch.nn.Linear(32, 10)
        )
    model = model.to(there)
    X, y = torch.from_numpy(X).to(there), torch.from_numpy(y).to(there)
    opt = torch.optim.SGD(model.parameters(), lr=LR)
    first, events = set(), []
    more = (Scaler(events),) if scaler else ()
    true = [_loss(_copies(model), X, y).item()]
    with _watched(model, first, events), _quiet(kind):
        for _ in range(n_steps):
            before = _copies(model)
            try:
                loss = train_step(model, X, y, opt, device, *more)
            except Exception:
                if kind == "named cuda":
                    return {"broke": True}
                raise
            true.append(_loss(_copies(model), X, y).item())
    wanted = _flat(torch.autograd.grad(_loss(before, X, y), before))
    moved = (_flat(before) - _flat(_copies(model))) / LR
    norm, long = float(wanted.norm()), float(moved.norm())
    if loss is None and not long:
        return None
    return {
        "losses": true,
        "loss": _kind(loss),
        "returned": _number(loss),
        "weights": sorted({_name(p.dtype) for p in model.parameters()}),
        "first": sorted(first),
        "events": events,
        "cosine": float(moved @ wanted) / (norm * long) if norm * long else 0.0,
        "ratio": long / norm,
    }


@contextmanager
def _watched(model, first, events):
    """Note what the first layer gives, and when the gradient comes back to it."""

    def note(layer, inputs, output):
        first.add(_name(output.dtype))
        if output.requires_grad:
            output.register_hook(lambda gradient: events.append("backward"))

    hook = model[0].register_forward_hook(note)
    try:
        yield
    finally:
        hook.remove()


@contextmanager
def _quiet(kind):
    """Silence what torch says of a device that is only called cuda."""
    with warnings.catch_warnings():
        if kind == "named cuda":
            warnings.simplefilter("ignore")
        yield


def _copies(model) -> list:
    """Return float32 copies of the weights that know their gradients."""
    return [p.detach().float().clone().requires_grad_() for p in model.parameters()]


def _loss(weights, X, y):
    """Return the float32 loss of the net with these weights."""
    import torch

    one, bias, two, last = weights
    logits = torch.relu(X @ one.T + bias) @ two.T + last
    return torch.nn.functional.cross_entropy(logits, y)


def _flat(tensors):
    """Return tensors as one vector on the processor."""
    import torch

    return torch.cat([t.detach().flatten() for t in tensors]).cpu()


def _kind(loss) -> str:
    """Return the dtype of a tensor with one number, or what it is instead."""
    import torch

    if loss is None:
        return "nothing"
    if not isinstance(loss, torch.Tensor):
        return type(loss).__name__
    if loss.numel() != 1:
        return f"shape {tuple(loss.shape)}"
    return _name(loss.dtype)


def _number(loss) -> float | None:
    """Return the loss as a number, if it is one."""
    import torch

    if isinstance(loss, torch.Tensor) and loss.numel() == 1:
        return float(loss.detach())
    return float(loss) if type(loss) in (int, float) else None


def _name(dtype) -> str:
    return str(dtype).removeprefix("torch.")
