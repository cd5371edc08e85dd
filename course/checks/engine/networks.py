"""The verbs that run on the learner's side of a network; arrays in, arrays out."""

GIVE_ARRAYS = ("forward", "vjp")


def constructor(factory, kept: list):
    """Return a function that constructs ``factory`` and keeps the module aside.

    The module is in evaluation mode, so that asking twice gives the same.
    """

    def construct(*args, **kwargs):
        import torch

        module = factory(*args, **kwargs)
        if not isinstance(module, torch.nn.Module):
            raise TypeError(f"{type(module).__name__} is not an nn.Module")
        kept.append(module.eval())

    return construct


def bound(verb: str, module):
    """Return ``verb`` as a function of plain values on ``module``."""
    return _VERBS[verb](module)


def _forward(module):
    import torch

    def forward(X):
        with torch.no_grad():
            return module(torch.from_numpy(X))

    return forward


def _vjp(module):
    import torch

    def vjp(X, v):
        X = torch.from_numpy(X).requires_grad_()
        out = module(X)
        if not isinstance(out, torch.Tensor):
            return out
        if not out.requires_grad:
            return torch.zeros_like(X)
        (grad,) = torch.autograd.grad(out, X, torch.from_numpy(v), allow_unused=True)
        return torch.zeros_like(X) if grad is None else grad

    return vjp


def _state_dict(module):
    return lambda: dict(module.state_dict())


def _load_state_dict(module):
    import torch

    def load(state):
        module.load_state_dict({k: torch.from_numpy(v) for k, v in state.items()})

    return load


_VERBS = {
    "forward": _forward,
    "vjp": _vjp,
    "state_dict": _state_dict,
    "load_state_dict": _load_state_dict,
}
