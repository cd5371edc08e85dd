# ---
# jupyter:
#   jupytext:
#     custom_cell_magics: memo
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Seven Differences
#     language: python
#     name: course
# ---

# %% [markdown]
# # 7 · Deployment: the model leaves home
#
# **The question of this module.** Will it fit, answer in time, and still be right next
# month? And who is called if not?
#
# You will
#
# - judge a promise about response times from measured ones;
# - prune, quantise and distil a network, and measure what each of them really changes;
# - export a network to ONNX and prove that the file says what the network said;
# - put models behind a real server, load it, and watch a registry, a monitor and a
#   retraining rule through a month;
# - raise an alarm that keeps a budget of false ones;
# - write the run-book of one model.
#
# **Time** about 110 minutes; the machine needs about two of them. **You need**
# module 1: models with `fit` and `score`, and parameters in a file. **Points** 100:
# eight exercises 90, quiz 8, predictions 2.

# %%
# %load_ext course
import hashlib
from datetime import UTC, datetime
import math
from pathlib import Path
import numpy as np
import pandas as pd
import torch
from IPython.display import display
from scipy import stats
from torch.nn import functional as F
from course import card_line, compress, data, deploy, device, measure, models
from course import plots, predict, sweep, widgets
from course.checks import attempted, deployment as check

# %% [markdown]
# ## Predict first

# %% tags=["answer:predictions.p1"]
# p1 = predict("fastest_row", order=["...", "...", "...", "..."], confidence=...)
### BEGIN SOLUTION
p1 = predict(
    "fastest_row", order=["cnn onnx", "logistic", "cnn torch", "forest"], confidence=60
)
### END SOLUTION

# %% tags=["answer:predictions.p2", "answer:predictions.p3"]
# p2 = predict("pruned_file", choice="...", confidence=...)
# p3 = predict("bad_labels", choice="...", confidence=...)
### BEGIN SOLUTION
p2 = predict("pruned_file", choice="same size", confidence=80)
p3 = predict("bad_labels", choice="never", confidence=60)
### END SOLUTION

# %% tags=["check:predictions"]
check.predictions(p1, p2, p3)

# %% [markdown]
# ## Exercise: a promise about time
#
# Write `meets_sla(latencies_ms, percentile, target_ms)`. It says whether the
# `percentile` (as in 99) of the measured response times is at most `target_ms`.
#
# - Return `True` or `False`. With fewer than 10 / (1 − percentile / 100) measured
#   requests, so 1,000 for p99, return `None`: not enough data.
# - `latencies_ms` is a list or an array of milliseconds in the order of the log; it is
#   not changed. Any usual rule for a percentile will do.


# %% tags=["answer:service_level.meets_sla"]
def meets_sla(latencies_ms, percentile, target_ms):
    """Return whether a percentile of the latencies keeps the target, or None."""
    ### BEGIN SOLUTION
    if len(latencies_ms) < 10 / (1 - percentile / 100) - 1e-6:
        return None
    return bool(np.percentile(latencies_ms, percentile) <= target_ms)
    ### END SOLUTION


# %% tags=["check:service_level"]
check.service_level(meets_sla)

# %% [markdown]
# ## Exercise: which weights go
#
# Write `prune_masks(weights, sparsity)`. `weights` is a list of float arrays of any
# shapes, one a layer. Return a list of boolean arrays of the same shapes: `True` for a
# weight that stays. The share `sparsity` (0 to 1) of **all** weights goes: those
# nearest to zero, whatever layer they are in. The weights are not changed.


# %% tags=["answer:prune_masks.prune_masks"]
def prune_masks(weights, sparsity):
    """Return for each layer which weights stay: the largest of all layers together."""
    ### BEGIN SOLUTION
    sizes = np.concatenate([np.abs(layer).ravel() for layer in weights])
    n_gone = round(sparsity * len(sizes))
    keep = np.ones(len(sizes), dtype=bool)
    keep[np.argsort(sizes, kind="stable")[:n_gone]] = False
    ends = np.cumsum([layer.size for layer in weights])[:-1]
    parts = np.split(keep, ends)
    return [
        part.reshape(layer.shape) for part, layer in zip(parts, weights, strict=True)
    ]
    ### END SOLUTION


# %% tags=["check:prune_masks"]
check.prune_masks(prune_masks)

# %% [markdown]
# ## Exercise: numbers as small codes
#
# An 8-bit code is a whole number from 0 to 255. **Affine quantisation** gives a real
# number x the code q = round(x / scale) + zero_point, and reads it back as
# scale · (q − zero_point). Write
#
# - `quant_params(x_min, x_max, bits=8)`: returns `(scale, zero_point)` for values from
#   `x_min` to `x_max`, for codes from 0 to 2^bits − 1. The real number 0 must have a
#   code of its own, exactly: widen the range so that it holds 0; `zero_point` is a
#   whole number (`int`) among the codes. If the range is only 0, the scale is 1.
# - `quantize(x, scale, zero_point, bits=8)`: the codes of an array, whole numbers;
#   values beyond the range get the code at its end.
# - `dequantize(q, scale, zero_point)`: the real numbers of the codes.
#
# `bits` goes from 2 to 8.


# %% tags=["answer:quantization.quant_params"]
def quant_params(x_min, x_max, bits=8):
    """Return (scale, zero_point) for real numbers from x_min to x_max."""
    ### BEGIN SOLUTION
    low, high = min(x_min, 0.0), max(x_max, 0.0)
    scale = (high - low) / (2**bits - 1) or 1.0
    return scale, round(-low / scale)
    ### END SOLUTION


# %% tags=["answer:quantization.quantize", "answer:quantization.dequantize"]
def quantize(x, scale, zero_point, bits=8):
    """Return the codes of real numbers."""
    ### BEGIN SOLUTION
    codes = np.round(np.asarray(x) / scale) + zero_point
    return np.clip(codes, 0, 2**bits - 1).astype(int)
    ### END SOLUTION


def dequantize(q, scale, zero_point):
    """Return the real numbers of codes."""
    ### BEGIN SOLUTION
    return scale * (np.asarray(q, dtype=float) - zero_point)
    ### END SOLUTION


# %% tags=["check:quantization"]
check.quantization(quant_params, quantize, dequantize)

# %% [markdown]
# ## Exercise: learn from the teacher
#
# Write `distill_loss(student_logits, teacher_logits, y, T, alpha)`, a loss in torch:
#
# alpha · T² · KL(teacher at T ‖ student at T) + (1 − alpha) · cross-entropy(student, y)
#
# - "At T" means softmax of logits / T. KL(p ‖ q) = Σ p · (log p − log q) over the
#   classes. The cross-entropy takes the logits as they are.
# - Both parts are means over the rows. Logits have shape (n, classes), `y` holds class
#   numbers. Return one number as a tensor, through which gradients reach the student.


# %% tags=["answer:distill_loss.distill_loss"]
def distill_loss(student_logits, teacher_logits, y, T, alpha):
    """Return the loss of a student that has a teacher and labels."""
    ### BEGIN SOLUTION
    said = F.log_softmax(student_logits / T, dim=1)
    wanted = F.softmax(teacher_logits / T, dim=1)
    soft = F.kl_div(said, wanted, reduction="batchmean")
    return alpha * T**2 * soft + (1 - alpha) * F.cross_entropy(student_logits, y)
    ### END SOLUTION


# %% tags=["check:distill_loss"]
check.distill_loss(distill_loss)

# %%
digits = data.load_digits()
X, y = digits.X_train, digits.y_train
X_test, y_test = digits.X_test, digits.y_test
EPOCHS = 30 if device.scale() != "quick" else 8
folder = Path("release")  # beside this notebook
folder.mkdir(exist_ok=True)


def cnn(width=8, *, epochs=EPOCHS, random_state=0):
    """Make the small CNN of this module, not yet fitted."""
    settings = {"device": "cpu", "progress": False}
    return models.small_cnn(
        width=width, epochs=epochs, random_state=random_state, **settings
    )


def torch_logits(net, images):
    """Return what a network says before softmax: (n, 10)."""
    with torch.no_grad():
        return net(torch.from_numpy(images)).numpy()


net = cnn().fit(X, y)
logistic = models.logistic().fit(X, y)
reference = torch_logits(net.module_, X_test)


def row_of(variant, path, logits):
    """Measure one variant: its file, its answers on the test rows, its latency."""
    said = logits(X_test)
    run = measure.latency(lambda: logits(X_test[:1]), n=200)
    return {
        "variant": variant,
        "path": str(path),
        "size_bytes": Path(path).stat().st_size,
        "accuracy": float(np.mean(said.argmax(axis=1) == y_test)),
        "max_abs_diff": float(np.abs(said - reference).max()),
        "p50_ms": 1000 * run.p50,
        "p95_ms": 1000 * run.p95,
    }


net.save(folder / "cnn.safetensors")
onnx_file = deploy.export_onnx(net, folder / "cnn.onnx", X[:2])
first_rows = [
    row_of(
        "torch",
        folder / "cnn.safetensors",
        lambda images: torch_logits(net.module_, images),
    ),
    row_of("onnx", onnx_file, deploy.OnnxModel(onnx_file)),
]
pd.DataFrame(first_rows)

# %% [markdown]
# ## Exercise: a table for the release
#
# Complete the table. **Measure** `release_table`: a data frame with one row for each of
# the variants `"torch"`, `"onnx"`, `"pruned"`, `"int8"` and `"distilled"`, and the
# columns `variant`, `path`, `size_bytes` (of the file), `accuracy` (on all 450 test
# digits), `max_abs_diff` (to the logits of `net` on them), `p50_ms`, `p95_ms` (of one
# row). The first two rows stand in `first_rows`. Make the other three as ONNX files in
# `folder`, under relative paths:
#
# - `"pruned"`: 80 % of the weights set to zero, trained on for 5 epochs, exported;
# - `"int8"`: the ONNX file with static quantisation; take the rows for its calibration
#   from the right part of the data;
# - `"distilled"`: a CNN of width 3 that learned from `net`.
#
# **Choose** `ship`: the variant that you would ship to a device where a file may have
# 20,000 bytes and accuracy may lie 0.03 below that of `"onnx"`, at most.
#
# **Conclude** `note`: what did pruning do to the file? `"same size"`, `"a fifth of the
# size"` or `"slightly smaller"`.

# %% tags=["answer:release_table.release_table"]
# release_table = ...
### BEGIN SOLUTION
pruned = compress.finetune(compress.prune_weights(net, 0.8), X, y, epochs=5)
pruned_file = deploy.export_onnx(pruned, folder / "pruned.onnx", X[:2])
int8_file = compress.quantize_static(onnx_file, folder / "int8.onnx", X[:300])
student = cnn(3).fit(X, net.predict(X))
small_file = deploy.export_onnx(student, folder / "distilled.onnx", X[:2])
release_table = pd.DataFrame(
    first_rows
    + [
        row_of(variant, path, deploy.OnnxModel(path))
        for variant, path in {
            "pruned": pruned_file,
            "int8": int8_file,
            "distilled": small_file,
        }.items()
    ]
)
### END SOLUTION

# %% tags=["answer:release_table.ship", "answer:release_table.note"]
# ship = "..."
# note = "..."
### BEGIN SOLUTION
ship = "int8"
note = "same size"
### END SOLUTION

# %% tags=["check:release_table"]
check.release_table(release_table, ship, note)

# %% [markdown]
# ## Exercise: what is this file?
#
# Write `manifest(model_path, data_fingerprint, metrics, env)` and `verify(manifest,
# model_path)`.
#
# - `manifest` returns a dict, ready for JSON, with the keys `schema` (1), `sha256` (of
#   the bytes of the file, in hexadecimal), `bytes`, `created_utc` (text, as in
#   `"2026-01-31T08:15:00Z"`), `metrics` (a dict, name to number), `data_fingerprint`
#   and `packages` (the dict `env`: name to version). No path is in it. Missing or empty
#   metrics or fingerprint (`None`, `{}`, `""`) raise a `ValueError` that names the
#   field.
# - `verify` returns `True` if the file is, byte for byte, the one that was described,
#   else `False`. A manifest of an older schema may lack keys; it is held to those it
#   has. The file is read as bytes and never loaded as a model; it may be large.


# %% tags=["answer:manifest.manifest"]
def manifest(model_path, data_fingerprint, metrics, env):
    """Return what has to be known about a model file."""
    ### BEGIN SOLUTION
    if not data_fingerprint:
        raise ValueError("data_fingerprint is missing")
    if not metrics:
        raise ValueError("metrics are missing")
    return {
        "schema": 1,
        "sha256": sha256_of(model_path),
        "bytes": Path(model_path).stat().st_size,
        "created_utc": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "metrics": dict(metrics),
        "data_fingerprint": data_fingerprint,
        "packages": dict(env),
    }


def sha256_of(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
    ### END SOLUTION


# %% tags=["answer:manifest.verify"]
def verify(manifest, model_path):
    """Return whether a file is the one that a manifest describes."""
    ### BEGIN SOLUTION
    n_bytes = Path(model_path).stat().st_size
    if manifest.get("bytes", n_bytes) != n_bytes:
        return False
    return sha256_of(model_path) == manifest["sha256"]
    ### END SOLUTION


# %% tags=["check:manifest"]
check.manifest(manifest, verify)

# %% [markdown]
# ## Exercise: an alarm that keeps its budget
#
# Write two functions for one feature, before and now.
#
# - `psi(expected, actual, bins=10)`: the **population stability index**, Σ (p − q) ·
#   ln(p / q) over bins, where p and q are the shares of the two samples in a bin. The
#   bins hold equal shares of `expected`; the outer ones are open, so that no value is
#   lost. An empty bin must not give infinity: add half a row to each count, or a small
#   number to each share. The same sample twice gives 0, a constant feature too.
# - `drift_alarm(expected, actual, bins=10, false_alarm=0.05)`: `True` if the feature
#   has drifted. Without drift, about the share `false_alarm` of all windows may raise
#   an alarm, for 100 rows as well as for 1,000.
#
# Then **measure** `policy`: a data frame with one row for each run and the columns
# `trace`, `seed`, `days_to_detect` and `retrains`, for the traces `"none"`, `"sudden"`
# and `"slow"` and five seeds or more. `prices(trace, seed)` gives the prices of last
# month's orders, those of each day of this month, and the first day of the change. Go
# through the days in turn with `false_alarm=0.01`. At an alarm the model is retrained:
# count it, and from the next day on compare with the prices of the day of the alarm.
# `days_to_detect` counts from the first day of the change to the first alarm on it or
# after it (0: on the same day), and is NaN for `"none"` and where no alarm came.


# %%
def prices(trace, seed):
    """Return the prices of last month, those of each day, and when they change."""
    before = data.make_traffic("none", n_days=3, random_state=seed + 1_000)
    month = data.make_traffic(trace, random_state=seed)
    days = [month.on(day)[:, 0] for day in range(month.n_days)]
    return before.X[:, 0], days, month.drift_day


# %% tags=["answer:drift_alarm.psi"]
def psi(expected, actual, bins=10):
    """Return the population stability index of two samples of one feature."""
    ### BEGIN SOLUTION
    edges = np.unique(np.quantile(expected, np.linspace(0, 1, bins + 1))[1:-1])
    counts = np.array(
        [
            np.bincount(np.searchsorted(edges, sample), minlength=len(edges) + 1)
            for sample in (expected, actual)
        ]
    )
    counts = counts[:, counts.sum(axis=0) > 0] + 0.5  # no bin that is empty twice
    p, q = counts / counts.sum(axis=1, keepdims=True)
    return float(((p - q) * np.log(p / q)).sum())
    ### END SOLUTION


# %% tags=["answer:drift_alarm.drift_alarm"]
def drift_alarm(expected, actual, bins=10, false_alarm=0.05):
    """Return whether a feature has drifted, at a budget of false alarms."""
    ### BEGIN SOLUTION
    spread = 1 / len(expected) + 1 / len(actual)
    limit = stats.chi2.isf(false_alarm, bins - 1) * spread
    return bool(psi(expected, actual, bins) > limit)
    ### END SOLUTION


# %% tags=["answer:drift_alarm.policy"]
# policy = ...
### BEGIN SOLUTION
def one_month(trace, random_state):
    reference, days, begins = prices(trace, random_state)
    detected, retrains = math.nan, 0
    for day, now in enumerate(days):
        if drift_alarm(reference, now, false_alarm=0.01):
            reference, retrains = now, retrains + 1
            if day >= begins and math.isnan(detected):
                detected = day - begins
    return {"days_to_detect": detected, "retrains": retrains}


policy = sweep.grid(one_month, seeds=range(5), trace=["none", "sudden", "slow"])
### END SOLUTION

# %% tags=["check:drift_alarm"]
check.drift_alarm(psi, drift_alarm, policy)

# %% [markdown]
# ## Exercise: a run-book

# %% tags=["essay:deployment_memo"] language="memo" magic_args="deployment_memo"
# ### BEGIN SOLUTION
# **Data.** To be written.
# ### END SOLUTION

# %% tags=["check:deployment_memo"]
check.deployment_memo(deployment_memo)

# %% [markdown]
# ## Quiz
#
# Eight questions, one point each. Write your answers into the dict below: the name of
# the question, a colon, the name of your option or a number.

# %%
check.quiz.questions()

# %% tags=["answer:quiz.answers"]
# answers = {"name of the question": "name of the option", ...}
### BEGIN SOLUTION
answers = {
    "gap": "noise",
    "half_precision": "state",
    "promise": "straight",
    "tail_samples": 1000,
    "zeros": "same",
    "zero_code": 64,
    "quiet_psi": 0.018,
    "phone": "litert",
}
### END SOLUTION

# %% tags=["check:quiz"]
check.quiz(answers)

# %% [markdown]
# ## Your decision card: latency and operations
#
# One sentence for your checklist: what do you measure before a model goes live, and
# what afterwards?

# %% tags=["practice:card"]
# card_line("deployment", "...")
### BEGIN SOLUTION
card_line(
    "deployment",
    "Latency and operations: measure the tail, the file and the parity before release; "
    "afterwards watch labels and not only inputs, and retrain behind a guard.",
)
### END SOLUTION
