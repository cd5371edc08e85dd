"""Make course/models/letters_net.safetensors: train the encoder on printed letters.

    python data/make/letters_net.py

About a minute on one processor core. The last digits of the weights depend on the
machine; say the new sha256 in course/models/letters.py.
"""

import hashlib
import sys

import torch
from safetensors.torch import save
from torch import nn

from course import data
from course.models.letters import FILE, WIDTH, Encoder
from course.training import TorchClassifier


def build(shape, n_outputs):
    """Put a linear layer on the encoder; only the encoder is kept."""
    return nn.Sequential(Encoder(), nn.Linear(WIDTH, n_outputs))


def train(*, n_train: int = 12_000, epochs: int = 8, random_state: int = 0):
    """Return the trained net and its accuracy on letters in families not seen."""
    letters = data.load_glyphs(
        "letters",
        n_train=n_train,
        n_test=2_000,
        shift=3,
        turn=15,
        scale=0.25,
        random_state=random_state,
    )
    net = TorchClassifier(
        build, epochs=epochs, batch_size=128, lr=4e-3, random_state=random_state
    )
    net.fit(letters.X_train, letters.y_train)
    return net, net.score(letters.X_test, letters.y_test)


if __name__ == "__main__":
    torch.set_num_threads(1)
    net, accuracy = train()
    state = {k: v.contiguous() for k, v in net.module_[0].state_dict().items()}
    content = save(state, metadata={"made_by": "letters_net.py"})
    FILE.write_bytes(content)
    print(f"accuracy {accuracy:.3f}, {len(content):,} bytes", file=sys.stderr)
    print(hashlib.sha256(content).hexdigest())
