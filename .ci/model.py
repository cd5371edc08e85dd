"""Continuous delivery of one model: train, export, check, register; one step a call.

    python .ci/model.py all --out build/model

`.github/workflows/model.yml` calls the steps one by one, and a test calls them with
`--quick`. Each step reads what the one before it wrote into `--out`, so that it can
fail, be repaired and run again alone. The check decides; nothing is registered without.
"""

import argparse
import json
import sys
from functools import partial
from pathlib import Path

STAGE = "production"


def train(out, settings):
    """Fit the small CNN on Fashion-MNIST and save it with the hash of its rows."""
    from course import deploy

    X, y = rows(settings)[0]
    net = estimator(settings).fit(X, y)
    net.save(out / "net.safetensors")
    write(out / "train.json", {"rows": len(X), "fingerprint": deploy.fingerprint(X, y)})
    return f"trained on {len(X):,} pictures, {net.n_parameters_:,} parameters"


def export(out, settings):
    """Write the net as ONNX, and as int8 with ranges from training rows."""
    from course import compress, deploy

    net, (X, _) = saved(out, settings), rows(settings)[0]
    full = deploy.export_onnx(net, out / "model.onnx", X[:2])
    small = compress.quantize_static(full, out / "model.int8.onnx", X[:200])
    sizes = [path.stat().st_size for path in (full, small)]
    return "float32 {:,} bytes, int8 {:,} bytes".format(*sizes)


def check(out, settings):
    """Hold the files to their limits, and to the version that is live."""
    from course import deploy

    net, (X, y) = saved(out, settings), rows(settings)[1]
    full, small = (out / name for name in ("model.onnx", "model.int8.onnx"))
    right = {
        path.name: deploy.OnnxModel(path).predict(X) == y for path in (full, small)
    }
    figures = {
        "parity": deploy.parity(net, full, X),
        "accuracy": float(right[full.name].mean()),
        "int8_accuracy": float(right[small.name].mean()),
        "times_smaller": full.stat().st_size / small.stat().st_size,
    }
    drop = figures["accuracy"] - figures["int8_accuracy"]
    limits = {
        "ONNX says what the net says, within 1e-4": figures["parity"] <= 1e-4,
        "int8 is at least 2 times smaller": figures["times_smaller"] >= 2,
        f"accuracy is at least {settings['floor']}": figures["accuracy"]
        >= settings["floor"],
        "int8 loses at most 0.03": drop <= 0.03,
    }
    live = deploy.Registry(out / "registry")
    if live.current(STAGE) is not None:
        old = deploy.OnnxModel(live.load_path(STAGE)).predict(X) == y
        gain, low, _ = deploy.gain_interval(right[small.name], old)
        figures["gain"] = gain
        limits["not worse than the live version by more than 0.02"] = low > -0.02
    broken = [limit for limit, held in limits.items() if not held]
    write(out / "check.json", {"figures": figures, "broken": broken})
    if broken:
        said = ", ".join(f"{name} {value:.4g}" for name, value in figures.items())
        raise SystemExit(f"check: broken: {'; '.join(broken)} ({said})")
    return ", ".join(f"{name} {value:.4g}" for name, value in figures.items())


def register(out, settings):
    """Put the checked int8 file into the registry and make it live."""
    from course import deploy

    found = json.loads((out / "check.json").read_text())
    if found["broken"]:
        raise SystemExit(f"register: the check failed: {'; '.join(found['broken'])}")
    registry = deploy.Registry(out / "registry")
    rows_of = json.loads((out / "train.json").read_text())["fingerprint"]
    version = registry.register(out / "model.int8.onnx", found["figures"], rows_of)
    registry.promote(version, STAGE)
    return f"version {version} is live at {STAGE}: {registry.load_path(STAGE).name}"


STEPS = {step.__name__: step for step in (train, export, check, register)}
FULL = {"n_train": 5000, "n_test": 2000, "epochs": 8, "floor": 0.85}
QUICK = {"n_train": 800, "n_test": 400, "epochs": 4, "floor": 0.6}


def rows(settings):
    """Return the training rows and the test rows, each (X, y)."""
    from course import data

    found = data.load_fashion_mnist()
    n_train, n_test = settings["n_train"], settings["n_test"]
    return (
        (found.X_train[:n_train], found.y_train[:n_train]),
        (found.X_test[:n_test], found.y_test[:n_test]),
    )


def build(shape, n_outputs):
    """Make the network; the file of weights does not hold its layers."""
    from course.models import networks

    return networks.small_cnn(shape, n_outputs, width=16)


def estimator(settings):
    """Return the estimator, not yet fitted."""
    from course.training import TorchClassifier

    fixed = partial(TorchClassifier, build, batch_size=64, lr=3e-3, device="cpu")
    return fixed(epochs=settings["epochs"], random_state=0, progress=False)


def saved(out, settings):
    """Return the net that `train` saved."""
    return type(estimator(settings)).load(out / "net.safetensors", build)


def write(path, content):
    """Write a small JSON file."""
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def main(argv=None):
    """Run one step, or all; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("step", choices=[*STEPS, "all"])
    parser.add_argument("--out", type=Path, default=Path("build/model"))
    parser.add_argument("--quick", action="store_true", help="fewer rows; for tests")
    asked = parser.parse_args(argv)
    asked.out.mkdir(parents=True, exist_ok=True)
    settings = QUICK if asked.quick else FULL
    for name in STEPS if asked.step == "all" else [asked.step]:
        print(f"{name}: {STEPS[name](asked.out, settings)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
