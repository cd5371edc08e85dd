"""Count the layers of a small convolutional network from five numbers.

Everything is arithmetic on shapes, the sums of module 1; a test holds it against torch.
"""

from itertools import pairwise
from typing import NamedTuple

from course.errors import CourseError

N_CLASSES = 10
GRID = 6  # the head sees a picture shrunk to 6 x 6, as AlexNet's does
HIDDEN = 4096  # and has two hidden layers as wide as AlexNet's

#: Networks to compare with: name -> (parameters, multiply-adds for one image).
#: LeNet-5 on 28 x 28 grey pixels; the others are torchvision's, on 224 x 224 in colour.
REFERENCES = {
    "LeNet-5": (61_706, 416_520),
    "MobileNetV2": (3_504_872, 300_774_272),
    "AlexNet": (61_100_840, 714_188_480),
    "ResNet-152": (60_192_808, 11_513_626_624),
}


class Layer(NamedTuple):
    """One line of the count: a layer, its parameters and its multiply-adds."""

    name: str
    kind: str
    parameters: int
    macs: int


def count_layers(
    *,
    kernel_size: int = 3,
    channels: int = 128,
    depth: int = 6,
    resolution: int = 64,
    groups: int = 1,
    fully_connected_head: bool = False,
) -> list[Layer]:
    """Count a network layer by layer; biases are parameters but no work.

    The network: `depth` convolutions of `channels` channels on a colour picture, each
    with padding so that the size stays. With more than one group every convolution but
    the first is followed by a 1 x 1 convolution, which lets the groups talk (with one
    channel a group this is the depthwise separable convolution of MobileNet); the two
    are one line here. Then the mean over the picture and a linear layer of 10 classes;
    or, with a fully connected head, the picture shrunk to 6 x 6 and three linear
    layers.

    >>> sum(layer.parameters for layer in count_layers(depth=1, channels=16))
    618

    Parameters
    ----------
    kernel_size
        Side of the filters, odd, in pixels.
    channels
        Of every convolution.
    depth
        Number of convolutions.
    resolution
        Height and width of the picture, in pixels.
    groups
        Of every convolution but the first; 0 stands for one channel a group.
    fully_connected_head
        Whether three linear layers follow, or one.

    Returns
    -------
    One `Layer(name, kind, parameters, macs)` a line; MACs are for one picture.

    Raises
    ------
    CourseError
        If the kernel is even or the groups do not divide the channels.
    """
    groups = groups or channels
    if kernel_size % 2 == 0 or channels % groups:
        raise CourseError(
            f"kernel_size={kernel_size} has to be odd, and groups={groups} has to "
            f"divide channels={channels}. Change one of them."
        )
    n_pixels = resolution**2
    layers = [_convolution("conv 1", 3, channels, kernel_size, n_pixels)]
    for number in range(2, depth + 1):
        name = f"conv {number}"
        layer = _convolution(name, channels, channels, kernel_size, n_pixels, groups)
        if groups > 1:
            mix = _convolution(name, channels, channels, 1, n_pixels)
            layer = Layer(
                name,
                "Conv2d",
                layer.parameters + mix.parameters,
                layer.macs + mix.macs,
            )
        layers.append(layer)
    widths = [channels, N_CLASSES]
    if fully_connected_head:
        widths = [channels * GRID**2, HIDDEN, HIDDEN, N_CLASSES]
    for number, (n_in, n_out) in enumerate(pairwise(widths), start=1):
        n_weights = n_in * n_out
        layers.append(Layer(f"linear {number}", "Linear", n_weights + n_out, n_weights))
    return layers


def _convolution(
    name: str, c_in: int, c_out: int, k: int, n_pixels: int, groups: int = 1
) -> Layer:
    """Count one convolution that keeps the size of the picture."""
    n_weights = c_in // groups * k * k * c_out
    return Layer(name, "Conv2d", n_weights + c_out, n_weights * n_pixels)
