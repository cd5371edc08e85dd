"""Time our training loop against others: the same net, data, epochs and batch size.

    pip install -e ".[bench]"
    python tests/benchmarks/training.py --repeats 11
    python tests/benchmarks/training.py --repeats 11 --device cuda

Each contender trains once unmeasured, then all take turns, in reversed order every
other round. What counts is processor seconds on one thread, and on a GPU seconds by the
wall until the GPU is done; a ratio is taken within a round, and reported as median
(least to most). Prints the tables of README.md.
"""

import argparse
import os
import statistics
import sys
import time
import warnings

os.environ["OMP_NUM_THREADS"] = "1"
os.environ["OMP_WAIT_POLICY"] = "PASSIVE"
os.environ["COURSE_SCALE"] = "cpu"

import logging
from importlib import metadata

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.nn.functional import cross_entropy, interpolate
from torch.utils.data import DataLoader, TensorDataset

from course import device
from course.training import TorchClassifier
from course.training.loop import one_cycle, taker

LR = 4e-3


def cnn(shape, n_outputs):
    """Build two convolutions and two dense layers: 421,642 weights for 28 x 28."""
    return nn.Sequential(
        *(nn.Conv2d(shape[0], 32, 3, padding=1), nn.MaxPool2d(2), nn.ReLU()),
        *(nn.Conv2d(32, 64, 3, padding=1), nn.MaxPool2d(2), nn.ReLU()),
        nn.Flatten(),
        *(nn.Linear(64 * (shape[1] // 4) * (shape[2] // 4), 128), nn.ReLU()),
        nn.Linear(128, n_outputs),
    )


def small_cnn(shape, n_outputs):
    """Build two convolutions and a dense layer; the maximum is taken before ReLU."""
    return nn.Sequential(
        *(nn.Conv2d(shape[0], 16, 3, padding=1), nn.MaxPool2d(2), nn.ReLU()),
        *(nn.Conv2d(16, 32, 3, padding=1), nn.MaxPool2d(2), nn.ReLU()),
        nn.Flatten(),
        nn.Linear(32 * (shape[1] // 4) * (shape[2] // 4), n_outputs),
    )


def mlp(shape, n_outputs):
    """Build two hidden layers of 64."""
    return nn.Sequential(
        *(nn.Linear(shape[0], 64), nn.ReLU()),
        *(nn.Linear(64, 64), nn.ReLU()),
        nn.Linear(64, n_outputs),
    )


def digits(*, pictures):
    """Return scikit-learn's digits, as 64 columns or enlarged to 28 by 28 pixels."""
    X, y = load_digits(return_X_y=True)
    X, y = torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y)
    if pictures:
        X = interpolate(X.reshape(-1, 1, 8, 8), size=28, mode="bilinear")
    test = torch.arange(len(X)) % 5 == 0
    return X[~test], y[~test], X[test], y[test]


#: name -> (net, pictures, epochs, batch size)
TASKS = {
    "CNN, 28 x 28": (cnn, True, 3, 256),
    "small CNN, 28 x 28": (small_cnn, True, 8, 128),
    "small MLP, 64 columns": (mlp, False, 40, 64),
}


# -- the contenders: each returns the trained module ---------------------------
# X and y lie in main memory at the start, as they do for a learner.


def ours(build, X, y, *, epochs, batch_size, place):
    net = TorchClassifier(
        build,
        device=place,
        epochs=epochs,
        batch_size=batch_size,
        lr=LR,
        random_state=torch.initial_seed(),
        progress=False,
    )
    return net.fit(X.numpy(), y.numpy()).module_


def by_hand(build, X, y, *, epochs, batch_size, place):
    """Do the fastest that we can write: nothing checked, recorded or offered."""
    X, y = X.to(place), y.to(place)
    module = build(X.shape[1:], 10).to(place)
    precision = device.pick_precision(
        "auto", torch.device(place), sum(w.numel() for w in module.parameters())
    )
    if X.ndim == 4:
        module = module.to(memory_format=torch.channels_last)
        X = X.to(memory_format=torch.channels_last)
    weights = list(module.parameters())
    optimiser = torch.optim.Adam(weights, lr=LR, fused=True)
    take = taker(X)
    n_steps, step = epochs * -(-len(X) // batch_size), 0
    for _ in range(epochs):
        for rows in torch.randperm(len(X), device=place).split(batch_size):
            optimiser.param_groups[0]["lr"] = LR * one_cycle(step, n_steps)
            batch, labels = take(rows), y.index_select(0, rows)
            if precision == "bfloat16":
                with torch.autocast(place, torch.bfloat16):
                    outputs = module(batch)
                loss = cross_entropy(outputs.float(), labels)
            else:
                loss = cross_entropy(module(batch), labels)
            for weight in weights:
                weight.grad = None
            loss.backward()
            optimiser.step()
            step += 1
    return module


def with_loader(build, X, y, *, epochs, batch_size, place):
    """Do what tutorials do: a DataLoader over the rows, the loss read every step."""
    module = build(X.shape[1:], 10).to(place)
    optimiser = torch.optim.Adam(module.parameters(), lr=LR)
    loader = DataLoader(TensorDataset(X, y), batch_size=batch_size, shuffle=True)
    for _ in range(epochs):
        total = 0.0
        for rows, labels in loader:
            loss = cross_entropy(module(rows.to(place)), labels.to(place))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item()
    return module


def with_skorch(build, X, y, *, epochs, batch_size, place):
    from skorch import NeuralNetClassifier

    net = NeuralNetClassifier(
        build(X.shape[1:], 10),
        criterion=nn.CrossEntropyLoss,
        optimizer=torch.optim.Adam,
        lr=LR,
        max_epochs=epochs,
        batch_size=batch_size,
        iterator_train__shuffle=True,
        train_split=None,
        device=place,
        verbose=0,
    )
    return net.fit(X, y).module_


def with_lightning(build, X, y, *, epochs, batch_size, place):
    import lightning

    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)

    class Net(lightning.LightningModule):
        def __init__(self):
            super().__init__()
            self.module = build(X.shape[1:], 10)

        def training_step(self, batch, _):
            return cross_entropy(self.module(batch[0]), batch[1])

        def configure_optimizers(self):
            return torch.optim.Adam(self.parameters(), lr=LR)

    trainer = lightning.Trainer(
        max_epochs=epochs,
        accelerator=place,
        devices=1,
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    net = Net()
    loader = DataLoader(TensorDataset(X, y), batch_size=batch_size, shuffle=True)
    trainer.fit(net, loader)
    return net.module


CONTENDERS = {
    "ours": ours,
    "by hand": by_hand,
    "DataLoader": with_loader,
    "skorch": with_skorch,
    "Lightning": with_lightning,
}


# -- the measurement ------------------------------------------------------------


def seconds_on(place):
    """Return the clock of a place, read once what was asked of it is done."""
    if place == "cpu":
        return time.process_time()
    torch.cuda.synchronize()
    return time.perf_counter()


def measure(task, names, repeats, place):
    """Return name -> list of (seconds, accuracy on the test rows)."""
    build, pictures, epochs, batch_size = TASKS[task]
    X, y, X_test, y_test = digits(pictures=pictures)
    found = {name: [] for name in names}
    for turn in range(repeats + 1):
        for name in names if turn % 2 else reversed(names):
            torch.manual_seed(turn)
            start = seconds_on(place)
            module = CONTENDERS[name](
                build, X, y, epochs=epochs, batch_size=batch_size, place=place
            )
            seconds = seconds_on(place) - start
            with torch.inference_mode():
                right = module.cpu().eval()(X_test).argmax(1) == y_test
            if turn:  # the first turn warms up
                found[name].append((seconds, right.float().mean().item()))
    return found


def table(found, n_rows_seen):
    """Return the lines of a Markdown table."""
    yield "| | rows a second | seconds of ours / of it | accuracy |"
    yield "|---|---|---|---|"
    base = [seconds for seconds, _ in found["ours"]]
    for name, runs in found.items():
        seconds = [run[0] for run in runs]
        ratios = [a / b for a, b in zip(base, seconds, strict=True)]
        accuracy = statistics.mean(run[1] for run in runs)
        speed = n_rows_seen / statistics.median(seconds)
        yield (
            f"| {name} | {speed:,.0f} | {statistics.median(ratios):.2f} "
            f"({min(ratios):.2f} to {max(ratios):.2f}) | {accuracy:.3f} |"
        )


def versions():
    """Return the versions of what was compared, as far as it is here."""
    found = []
    for name in ("torch", "skorch", "lightning"):
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            found.append(f"{name} missing")
    return ", ".join(found)


def load():
    """Return the load average of the last minute, where the system has one."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=11)
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--tasks", nargs="*", choices=TASKS, default=list(TASKS))
    parser.add_argument("--only", nargs="*", choices=CONTENDERS, default=[])
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    names = list(CONTENDERS)
    if "lightning missing" in versions() or "skorch missing" in versions():
        names = names[:3]
    if options.only:
        names = [name for name in names if name == "ours" or name in options.only]
    print(f"Machine: {device.describe()}; {versions()}; one thread; {options.device}.")
    print(f"n = {options.repeats} after one warm-up; load before {load()}")
    for task in options.tasks:
        _, pictures, epochs, _ = TASKS[task]
        n_rows = len(digits(pictures=pictures)[0])
        found = measure(task, names, options.repeats, options.device)
        print(f"\n{task}, {n_rows} rows, {epochs} epochs\n")
        print("\n".join(table(found, epochs * n_rows)))
    print(f"\nLoad after: {load()}")


if __name__ == "__main__":
    sys.exit(main())
