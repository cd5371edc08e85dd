"""Nets for `saliency`, and the derivatives that its answers are compared with."""


def tensor(array, dtype=None):
    """Return a float32 (or other) tensor of an array."""
    import torch

    return torch.as_tensor(array, dtype=dtype or torch.float32)


def line(case, bias=0.0):
    """Return a linear net with the drawn weights; the biases go up to `bias`."""
    import torch
    from torch import nn

    net = nn.Linear(case.d, case.n_classes)
    with torch.no_grad():
        net.weight.copy_(tensor(case.weights))
        net.bias.copy_(torch.linspace(0, bias, case.n_classes))
    return net.eval()


def bent(case):
    """Return a small convolutional net with normalisation and dropout, in eval mode."""
    import torch
    from torch import nn

    from course import device

    with device.seeded(case.seed):
        net = nn.Sequential(
            nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3), nn.Tanh(), nn.Dropout(0.5),
            nn.Flatten(), nn.Linear(36, case.n_classes),
        )  # fmt: skip
        with torch.no_grad():
            for parameter in net.parameters():
                parameter.normal_(0, 0.4)
            net[1].running_mean.normal_()
            net[1].running_var.uniform_(0.5, 2)
    return net.eval()


def quotients(net, x, target):
    """Return the derivative of every row's target logit by central differences."""
    import copy

    import torch

    net, x, step = copy.deepcopy(net).double(), x.double(), 1e-5
    flat = x.flatten(1)
    moves = step * torch.eye(flat.shape[1], dtype=torch.float64)
    found = torch.zeros_like(flat)
    with torch.no_grad():
        for i, row in enumerate(flat):
            both = torch.cat([row + moves, row - moves]).reshape(-1, *x.shape[1:])
            up, down = net(both)[:, target[i]].chunk(2)
            found[i] = (up - down) / (2 * step)
    return found.reshape(x.shape).numpy()


def near(got, want) -> bool:
    """Return whether two maps agree as well as 32-bit numbers can."""
    import numpy as np

    return got.shape == want.shape and bool(
        np.allclose(got, want, rtol=1e-3, atol=1e-4 * max(abs(want).max(), 1e-3))
    )


def first(array) -> str:
    """Return the first numbers of an array as text."""
    return f"[{', '.join(f'{number:.3g}' for number in array.ravel()[:3])}, …]"


def int_type():
    """Return torch's type of class numbers."""
    import torch

    return torch.long
