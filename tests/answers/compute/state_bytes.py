"""Answers to `state_bytes`: right ones written differently, and more wrong ones."""

import functools

import numpy as np

from course.checks.compute.state_bytes import spoilt


def counted(n_params, precision, optimizer):
    moments = {"sgd": 0, "sgd_momentum": 4, "adam": 8}[optimizer]
    kept = 4 + 4 if precision == "fp32" else 2 + 2 + 4
    return n_params * (kept + moments)


def reference() -> dict:
    def fits(n_params, gpu_gb, precision="fp32", optimizer="adam"):
        return counted(n_params, precision, optimizer) <= gpu_gb * 1e9

    return {
        "state_bytes": counted,
        "fits": fits,
        "where_is_the_saving": "activations",
    }


def alternative_table() -> dict:
    """A table of all six sums; the card is asked in GB, with a NumPy bool."""
    table = {
        ("fp32", "sgd"): 8, ("fp32", "sgd_momentum"): 12, ("fp32", "adam"): 16,
        ("mixed", "sgd"): 8, ("mixed", "sgd_momentum"): 12, ("mixed", "adam"): 16,
    }  # fmt: skip

    def state_bytes(n_params, precision, optimizer):
        return np.int64(n_params) * table[precision, optimizer]

    def fits(n_params, gpu_gb, precision="fp32", optimizer="adam"):
        return np.less_equal(state_bytes(n_params, precision, optimizer) / 1e9, gpu_gb)

    return {
        "state_bytes": state_bytes,
        "fits": fits,
        "where_is_the_saving": "Activations",
    }


def alternative_measured() -> dict:
    """Train a small net for a step and add up the bytes of its tensors."""
    import torch

    @functools.cache
    def measured(precision, optimizer):
        weight = torch.nn.Parameter(torch.ones(64))
        make = {
            "sgd": lambda w: torch.optim.SGD(w, lr=0.1),
            "sgd_momentum": lambda w: torch.optim.SGD(w, lr=0.1, momentum=0.9),
            "adam": torch.optim.Adam,
        }[optimizer]
        opt = make([weight])
        (weight**2).sum().backward()
        opt.step()
        kept = [weight, weight.grad]
        if precision == "mixed":
            kept = [weight.half(), weight.grad.half(), weight]
        kept += [t for t in opt.state[weight].values() if torch.is_tensor(t) and t.ndim]
        return sum(tensor.nbytes for tensor in kept) // weight.numel()

    def state_bytes(n_params, precision, optimizer):
        return n_params * measured(precision, optimizer)

    def fits(n_params, gpu_gb, precision="fp32", optimizer="adam"):
        left = gpu_gb * 10**9 - state_bytes(n_params, precision, optimizer)
        return not left < 0

    return {"state_bytes": state_bytes, "fits": fits}


def wrong_half() -> dict:
    """A `fits` that rests on the wrong count fails with it."""

    def fits(n_params, gpu_gb, precision="fp32", optimizer="adam"):
        return spoilt("half")(n_params, precision, optimizer) <= gpu_gb * 1e9

    return {"state_bytes": spoilt("half"), "fits": fits}
