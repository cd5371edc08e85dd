"""Networks that learned on ImageNet's photographs, as frozen encoders.

Weights of torchvision are fetched once by torchvision itself (10 MB and 45 MB); those
of EfficientNet-Lite0 come with the extra `pretrained` and need no network.
"""

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from course import device
from course.errors import CourseError

NAMES = ("mobilenet_v3_small", "resnet18", "efficientnet_lite0")


class PhotoEncoder(nn.Module):
    """Enlarge, normalise, ask a network: (n, 1 or 3, h, w) in [0, 1] to (n, d)."""

    def __init__(self, net: nn.Module, mean, std, *, side: int = 128) -> None:
        super().__init__()
        self.net, self.side = net, side
        self.register_buffer("mean", torch.tensor(mean)[:, None, None])
        self.register_buffer("std", torch.tensor(std)[:, None, None])

    def forward(self, X: Tensor) -> Tensor:
        colours = X.expand(-1, 3, -1, -1)
        size = (self.side, self.side)
        large = functional.interpolate(colours, size=size, mode="bilinear")
        return self.net((large - self.mean) / self.std).flatten(1)


class Features(nn.Module):
    """Ask a network for its features in place of its answer."""

    def __init__(self, net: nn.Module) -> None:
        super().__init__()
        self.net = net

    def forward(self, X: Tensor) -> Tensor:
        return self.net.features(X)


def encoder(name: str, *, pretrained: bool = True) -> PhotoEncoder:
    """Return a network of photographs without its last layer, in evaluation mode.

    Parameters
    ----------
    name : {"mobilenet_v3_small", "resnet18", "efficientnet_lite0"}
        Gives 576, 512 or 1,280 numbers a picture.
    pretrained : bool
        Whether to take the weights of ImageNet; without them they are random.

    Raises
    ------
    CourseError
        For another name, or where the weights could not be had.
    """
    if name not in NAMES:
        raise CourseError(f"no encoder is called {name!r}; take one of {NAMES}")
    if name == "efficientnet_lite0":
        return _lite0(pretrained)
    import torchvision

    weights = torchvision.models.get_model_weights(name).DEFAULT
    try:
        net = torchvision.models.get_model(
            name, weights=weights if pretrained else None
        )
    except (OSError, RuntimeError) as problem:  # no network, or a broken file
        raise CourseError(
            f"the weights of {name} could not be fetched ({problem}). Try again with "
            f"the network, or put the file of {weights.url} into "
            f"{torch.hub.get_dir()}/checkpoints"
        ) from problem
    if name == "resnet18":
        net.fc = nn.Identity()
    else:
        net.classifier = nn.Identity()
    prepared = weights.transforms()
    return PhotoEncoder(net, prepared.mean, prepared.std).eval()


def _lite0(pretrained: bool) -> PhotoEncoder:
    from course.models.pretrained import EfficientNetLite0, imagenet_net

    net = imagenet_net() if pretrained else EfficientNetLite0()
    as_it_is = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)  # it normalises by itself
    return PhotoEncoder(Features(net), *as_it_is).eval()


def features_of(encoder: nn.Module, X: np.ndarray, *, batch: int = 64) -> np.ndarray:
    """Return the features of pictures (n, 1 or 3, h, w), on the GPU if there is one."""
    place = device.pick()
    encoder = encoder.to(place)
    with torch.inference_mode():
        parts = [encoder(x.to(place)).cpu() for x in torch.from_numpy(X).split(batch)]
    return torch.cat(parts).numpy()
