"""A small encoder that learned printed letters and nothing else; its weights ship."""

from __future__ import annotations

import hashlib
from pathlib import Path

from torch import Tensor, nn

from course import device
from course.errors import DataError

FILE = Path(__file__).with_name("letters_net.safetensors")
SHA256 = "6094cd1ada591b749f8839e797e3f6816180dc7400c9a59806b4cf0d0ee9eae2"
WIDTH = 288  # numbers that it gives for each picture


class Encoder(nn.Module):
    """Three convolutions: (n, 1, 28, 28) to (n, 288)."""

    def __init__(self) -> None:
        super().__init__()
        layers, n_in = [], 1
        for n_out in (16, 32, 32):
            convolution = nn.Conv2d(n_in, n_out, 3, padding=1, bias=False)
            layers += [convolution, nn.BatchNorm2d(n_out), nn.MaxPool2d(2), nn.ReLU()]
            n_in = n_out
        self.layers = nn.Sequential(*layers, nn.Flatten())

    def forward(self, X: Tensor) -> Tensor:
        return self.layers(X)


def letters_net(*, pretrained: bool = True, random_state: int = 0) -> Encoder:
    """Return the encoder, on the processor and in evaluation mode.

    It was trained on 52 printed letters, turned and moved (data/make/letters_net.py);
    no digit, no handwriting and no other script was among them.

    Parameters
    ----------
    pretrained : bool
        Whether to load the weights; without them the first weights are random.
    random_state : int
        Of the random weights.

    Returns
    -------
    Encoder
        ``encoder(X)`` turns pictures (n, 1, 28, 28) in [0, 1] into (n, 288) numbers.

    Raises
    ------
    DataError
        If the file with the weights is missing or damaged.

    Examples
    --------
    >>> import torch
    >>> letters_net()(torch.zeros(2, 1, 28, 28)).shape
    torch.Size([2, 288])
    """
    with device.seeded(random_state):
        encoder = Encoder()
    if pretrained:
        from safetensors.torch import load

        content = FILE.read_bytes() if FILE.is_file() else b""
        if hashlib.sha256(content).hexdigest() != SHA256:
            raise DataError(
                f"{FILE} is missing or damaged. Get it back: git checkout -- "
                f"course/models/{FILE.name}, or install the course again"
            )
        encoder.load_state_dict(load(content))
    return encoder.eval()
