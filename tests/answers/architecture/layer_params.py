"""Answers to `layer_params`: correct ones written differently."""

import math


def alternative_torch_layers() -> dict:
    """Build the layer and count what it holds."""
    from torch import nn

    def conv2d_params(c_in, c_out, k, groups=1, bias=True):
        layer = nn.Conv2d(c_in, c_out, k, groups=groups, bias=bias)
        return sum(parameter.numel() for parameter in layer.parameters())

    def linear_params(n_in, n_out, bias=True):
        layer = nn.Linear(n_in, n_out, bias=bias)
        return sum(parameter.numel() for parameter in layer.parameters())

    return {"conv2d_params": conv2d_params, "linear_params": linear_params}


def alternative_weight_shapes() -> dict:
    """Multiply the shape of the weights; a linear layer is a 1×1 convolution."""

    def conv2d_params(c_in, c_out, k, groups=1, bias=True):
        shape = (c_out, c_in // groups, k, k)
        return math.prod(shape) + bias * c_out

    def linear_params(n_in, n_out, bias=True):
        return conv2d_params(n_in, n_out, 1, bias=bias)

    return {"conv2d_params": conv2d_params, "linear_params": linear_params}


def alternative_group_by_group() -> dict:
    """Count small convolutions side by side: each group has its own channels."""
    import numpy as np

    def conv2d_params(c_in, c_out, k, groups=1, bias=True):
        total = np.int64(0)
        for _ in range(groups):
            total += np.prod([c_in // groups, k, k, c_out // groups])
        return total + (c_out if bias else 0)

    def linear_params(n_in, n_out, bias=True):
        return np.zeros((n_out, n_in + bool(bias))).size

    return {"conv2d_params": conv2d_params, "linear_params": linear_params}


def wrong_float() -> list[dict]:
    """Write the float in other ways; both are right but for their kind."""

    def linear_params(n_in, n_out, bias=True):
        return n_in * n_out + (n_out if bias else 0)

    def only_in_groups(c_in, c_out, k, groups=1, bias=True):
        seen = c_in / groups if groups > 1 else c_in
        return seen * k**2 * c_out + bias * c_out

    def always(c_in, c_out, k, groups=1, bias=True):
        return float(c_out * (c_in // groups * k**2 + bias))

    return [
        {"conv2d_params": only_in_groups, "linear_params": linear_params},
        {"conv2d_params": always, "linear_params": linear_params},
    ]
