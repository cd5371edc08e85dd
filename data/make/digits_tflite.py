"""Make course/deploy/digits_cnn.tflite: the small CNN on digits, as LiteRT runs it.

The converter cannot live beside Jupyter (it pins typing_extensions), so it has an
environment of its own, about 1 GB without torch:

    python -m venv build/litert
    build/litert/bin/pip install litert-torch==0.10.0 -e .
    build/litert/bin/python data/make/digits_tflite.py

The weights lie beside it as safetensors, so that a test can compare the two. The last
digits of the weights depend on the machine; say the new sha256 in
course/deploy/litert.py.
"""

import hashlib
import sys
from pathlib import Path

import torch

from course import data, models

FOLDER = Path(__file__).resolve().parents[2] / "course" / "deploy"
WIDTH = 8


def train():
    """Return the fitted CNN on the training digits."""
    digits = data.load_digits()
    net = models.small_cnn(width=WIDTH, epochs=30, device="cpu", progress=False)
    return net.fit(digits.X_train, digits.y_train), digits


if __name__ == "__main__":
    import litert_torch

    torch.set_num_threads(1)
    net, digits = train()
    module = net.module_.to(memory_format=torch.contiguous_format).eval()
    example = (torch.from_numpy(digits.X_test[:1]).contiguous(),)
    converted = litert_torch.convert(module, example)
    converted.export(str(FOLDER / "digits_cnn.tflite"))
    net.save(FOLDER / "digits_cnn.safetensors")
    score = net.score(digits.X_test, digits.y_test)
    print(f"accuracy {score:.3f}", file=sys.stderr)
    for name in ("digits_cnn.tflite", "digits_cnn.safetensors"):
        content = (FOLDER / name).read_bytes()
        print(name, len(content), hashlib.sha256(content).hexdigest())
