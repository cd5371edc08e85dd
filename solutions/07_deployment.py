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
# - put models behind a real server and load it;
# - raise an alarm that keeps a budget of false ones, and see what no alarm on inputs
#   can see;
# - watch a registry, a guard and a rollback work through a month;
# - write the run-book of one model.
#
# **Time** about 110 minutes; the machine needs about two of them. **You need**
# module 1: models with `fit` and `score`, and parameters in a file. **Points** 100:
# eight exercises 90, quiz 8, predictions 2.

# %%
# %load_ext course
import copy
import gzip
import hashlib
import math
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
import torch
from IPython.display import display
from scipy import stats
from torch.nn import functional as F

from course import card_line, compress, data, deploy, device, measure, models, plots
from course import predict, progress, sweep, widgets
from course.checks import attempted, deployment as check
from course.errors import DeployError

# %% [markdown]
# **Warm up.** Three questions from modules 6, 5 and 4. Answer them in your head; they
# come back in the quiz at the end. On 500 test rows model A has 0.90 accuracy and B
# 0.91: what do you say? Why does mixed precision not halve the memory that training
# needs? What does a power law that was fitted to 400 rows promise for 4,000?

# %% [markdown]
# ## "It was fast in my notebook"
#
# A shop has put its model on a server. On average an answer takes 26 milliseconds, and
# the team had promised 100. Still, people complain. The log below is made by us, in the
# shape that such logs have: most answers are quick, and now and then the machine is
# busy with something else, so that slow answers come in bursts.

# %%
log = data.make_latencies(10_000, random_state=7)
pd.DataFrame(
    {"milliseconds": [log.mean(), *np.percentile(log, [50, 95, 99])]},
    index=["mean", "p50: half are faster", "p95: 95 % are faster", "p99"],
).round(1)

# %%
plots.show(
    plots.tails({"the shop's log": log}, target_ms=100),
    alt="Share of requests that took longer, over milliseconds, both logarithmic. The "
    "curve falls to 2 % at 100 ms and then runs on, nearly flat, to 500 ms.",
)

# %% [markdown]
# The mean keeps the promise. One answer in fifty breaks it. Nobody feels a mean; a
# person feels the answer that they wait for.
#
# ## Predict first
#
# The digits of 8 × 8 pixels again. Four ways to classify **one** of them on this CPU,
# all in Python: logistic regression in scikit-learn (`"logistic"`), a forest of 200
# trees in scikit-learn (`"forest"`), a CNN with 11,074 parameters in PyTorch (`"cnn
# torch"`), and the same CNN exported to a file and run by ONNX Runtime (`"cnn onnx"`).
#
# 1. Order them by the median time of one answer, fastest first.
# 2. You set 80 % of the CNN's weights to zero, the smallest ones, train on, and export
#    it again. How large is the file? `"same size"`, `"slightly smaller"` or `"a fifth
#    of the size"`?
# 3. A model is watched for a month. From day 11 on the labels that come in are wrong,
#    all of them, for a week. A **guard** lets a retrained model go live only if it is
#    better than the old one on labelled rows that it has not seen. How often does a
#    model that learned from the wrong labels go live? `"never"`, `"once"` or `"more
#    than once"`?

# %% tags=["answer:predictions.p1"]
# p1 = predict("fastest_row", order=["...", "...", "...", "..."], confidence=...)
### BEGIN SOLUTION
p1 = predict(
    "fastest_row", order=["logistic", "cnn onnx", "cnn torch", "forest"], confidence=60
)
### END SOLUTION

# %% tags=["answer:predictions.p2", "answer:predictions.p3"]
# p2 = predict("pruned_file", choice="...", confidence=...)
# p3 = predict("bad_labels", choice="...", confidence=...)
### BEGIN SOLUTION
p2 = predict("pruned_file", choice="same size", confidence=80)
p3 = predict("bad_labels", choice="never", confidence=70)
### END SOLUTION

# %% tags=["check:predictions"]
check.predictions(p1, p2, p3)

# %% [markdown]
# ## Worked example: what p95 of 200 answers is
#
# The 95th percentile is the time that 95 of 100 answers kept. Of 200 answers, put into
# order, it is the 190th; 10 lie beyond it. (Other rules interpolate between the 190th
# and the 191st. With enough answers they agree.)

# %%
ordered = np.sort(log[:200])
f"190th of 200: {ordered[189]:.1f} ms; NumPy says {np.percentile(log[:200], 95):.1f} ms"

# %% [markdown]
# With 20 answers p99 would be the slowest one, whatever it was. So ask for ten answers
# beyond the percentile: 10 / (1 − 0.99) = 1,000 answers for p99.
#
# ## Your turn, half done: a hundred calls
#
# One page asks 100 services at once and waits for the last. Each of them is slow once
# in a hundred times, independently of the others. How often is the page slow? Fill the
# blank. There are no points here.

# %% tags=["practice:hundred_calls"]
# slow_page = 1 - ___ ** 100
# f"{slow_page:.0%} of the pages are slow"
### BEGIN SOLUTION
slow_page = 1 - 0.99**100
f"{slow_page:.0%} of the pages are slow"
### END SOLUTION

# %% [markdown]
# A rare thing for one service is the usual thing for the page. (The example is that of
# Dean and Barroso, *The tail at scale*, 2013. Our bursts are not independent: slow
# answers come together.)

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
# ## Two models leave the notebook
#
# From here on a logistic regression and a small CNN go all the way: into a file, onto
# other runtimes, behind a server, into a registry, under a monitor. A forest and
# boosted trees come along for the first step.
#
# **ONNX** is a file format for models: a list of operations and their numbers. **ONNX
# Runtime** executes such a file. It needs neither PyTorch nor scikit-learn.

# %%
quick = device.scale() == "quick"
SEEDS = 2 if quick else 3
EPOCHS = 8 if quick else 30
digits = data.load_digits()
X, y = digits.X_train, digits.y_train
X_test, y_test = digits.X_test, digits.y_test
folder = Path("release")  # beside this notebook
folder.mkdir(exist_ok=True)


def cnn(width=8, *, epochs=EPOCHS, random_state=0):
    """Make the small CNN of this module, not yet fitted."""
    return models.small_cnn(
        width=width,
        epochs=epochs,
        random_state=random_state,
        device="cpu",
        progress=False,
    )


fitted = {
    "logistic": models.logistic(),
    "forest": models.forest(n_trees=200),
    "boosting": models.boosting(n_trees=20 if quick else 200),
    "cnn torch": cnn(),
}
answers, files = {}, {}
for name, model in progress.bar(fitted.items(), label="models"):
    answers[name] = model.fit(X, y).predict
    if name == "cnn torch":
        files[name] = folder / "cnn.safetensors"
        model.save(files[name])
    else:
        files[name] = folder / f"{name}.joblib"
        joblib.dump(model, files[name])
    try:
        short = name.split()[0]
        exported = deploy.export_onnx(model, folder / f"{short}.onnx", X[:2])
        files[f"{short} onnx"] = exported
        answers[f"{short} onnx"] = deploy.OnnxModel(exported).predict
    except DeployError as refusal:
        print(str(refusal)[:70], "...")
net = fitted["cnn torch"]

# %%
first_step = []
for name, answer in progress.bar(answers.items(), label="latencies"):
    run = measure.latency(lambda answer=answer: answer(X_test[:1]), n=60)
    first_step.append(
        {
            "name": name,
            "n_bytes": files[name].stat().st_size,
            "p50_ms": 1000 * run.p50,
            "accuracy": np.mean(answer(X_test) == y_test),
        }
    )
first_step = pd.DataFrame(first_step).sort_values("p50_ms")
first_step.round(4)

# %%
plots.show(
    plots.sizes(first_step, title="The same digits, seven files"),
    alt="Bytes of seven model files on a logarithmic scale: logistic regression some "
    "kilobytes, the CNN under 50 kB, boosted trees and the forest several megabytes.",
)
run.machine

# %% [markdown]
# So prediction 1: the exported CNN first, then logistic regression, the CNN in PyTorch,
# and the forest last. Measured ten times, 200 answers each, on two cores of a shared
# x86 machine; median of the ten p50s, and the least and the largest:
#
# | model | p50 of one row, in its library | the same file in ONNX Runtime |
# |---|---|---|
# | logistic regression | 0.240 ms (0.229 to 0.252) | 0.011 ms (0.010 to 0.012) |
# | CNN, 11,074 parameters | 0.318 ms (0.309 to 0.345) | 0.016 ms (0.015 to 0.018) |
# | forest, 200 trees | 21.8 ms (17.5 to 31.2) | 0.014 ms (0.014 to 0.015) |
# | boosted trees | 24.3 ms (20.3 to 38.1) | this exporter cannot write them |
#
# Look down a column, then across a row. Across, the same model got 20 to 1,500 times
# faster. For one small row nearly all the time goes into the Python around the model,
# not into its arithmetic. The largest file and one of the slowest answers belong to the
# classical forest.
#
# > **Claim box · sizes and latency (S7.1 to S7.4, S7.8)**
# >
# > *What holds.* Modern CNNs are large: stored in float32, MobileNetV2 takes 14 MB,
# > ResNet-50 102 MB, VGG-16 553 MB; a language model of 175 billion parameters takes
# > 350 GB in float16. A linear model takes kilobytes. And the CNN needed more
# > machinery: its own framework, a fixed shape of input, an exporter.
# >
# > *What does not.* "Classical means small and fast." The forest took 9 MB and 22 ms,
# > the CNN 49 kB and 0.3 ms. Tree models grow with data and trees, up to hundreds of
# > megabytes.
# >
# > *Accelerators.* A GPU or an NPU pays for large models and for many rows at once.
# > Nothing in this module needs one, and nothing here says what one would gain.
# >
# > *Safe wording.* Measure one row, on the machine and in the runtime that will
# > answer, and report the tail.

# %% [markdown]
# ## Make it smaller: three ways
#
# Pruning takes weights away. Quantisation stores each weight in fewer bits.
# Distillation trains a smaller network on what the large one says. Each is one function
# of a few lines. You write all three, then see what they do to file, accuracy and time.

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
# Now your masks cut real networks. Each is cut once and measured (`one_shot`), then
# trained on for five epochs with the zeros held (`tuned`), exported, and weighed, as it
# lies and compressed. Which of the four curves will not move at all?


# %%
def right(module, images=X_test, labels=y_test):
    """Return the share of digits that a network gets right."""
    with torch.no_grad():
        said = module.eval()(torch.from_numpy(images)).argmax(dim=1).numpy()
    return float(np.mean(said == labels))


def cut(fitted_net, share):
    """Return a copy of a network in which your masks have set weights to zero."""
    small = copy.deepcopy(fitted_net.module_)
    layers = [weight for weight in small.parameters() if weight.dim() > 1]
    masks = prune_masks([weight.detach().numpy() for weight in layers], share)
    with torch.no_grad():
        for weight, mask in zip(layers, masks, strict=True):
            weight.mul_(torch.from_numpy(np.asarray(mask)))
    return small


def pruned_run(share, random_state):
    """Cut one network, train it on, export it, and measure."""
    small = cut(nets[random_state], share)
    tuned = compress.finetune(small, X, y, epochs=5, random_state=random_state)
    file = deploy.export_onnx(tuned, folder / "trial.onnx", X[:2])
    exported = deploy.OnnxModel(file)
    return {
        "one_shot": right(small),
        "tuned": right(tuned),
        "file_bytes": file.stat().st_size,
        "gzip_bytes": len(gzip.compress(file.read_bytes())),
        "p50_us": 1e6 * measure.latency(lambda: exported(X_test[:1])).p50,
    }


more = progress.bar(range(1, SEEDS), label="networks")
nets = [net, *(cnn(random_state=seed).fit(X, y) for seed in more)]
if attempted(prune_masks([np.ones(2), np.ones(3)], 0.5)):
    pruned_runs = sweep.grid(
        pruned_run, seeds=range(SEEDS), share=[0.0, 0.5, 0.8, 0.9, 0.95]
    )
    plots.show(
        plots.pruning(pruned_runs),
        alt="Left: accuracy over the share of weights set to zero; without training on "
        "it falls from 80 % on, with it from 90 % on. Right: the file keeps its size, "
        "the compressed file shrinks steadily.",
    )
    display(pruned_runs.drop(columns="seed").groupby("share").mean().round(3))

# %% [markdown]
# So prediction 2: the **same size**, to the byte. Measured with 10 networks:
#
# | set to zero | cut only | trained on | file | compressed | p50, one row |
# |---|---|---|---|---|---|
# | nothing | 0.989 ± 0.003 | | 46,494 B | 42,287 B | 14.8 µs |
# | 50 % | 0.974 ± 0.007 | 0.988 ± 0.002 | 46,494 B | 26,209 B | 14.7 µs |
# | 80 % | 0.738 ± 0.133 | 0.977 ± 0.003 | 46,494 B | 13,994 B | 15.1 µs |
# | 90 % | 0.211 ± 0.079 | 0.938 ± 0.015 | 46,494 B | 9,324 B | 15.1 µs |
# | 95 % | 0.123 ± 0.030 | 0.585 ± 0.077 | 46,494 B | 6,809 B | 14.6 µs |
#
# > **Claim box · pruning (S7.9, S5.11)**
# >
# > *What holds.* Four weights in five can go, and after five more epochs 0.977 of 0.989
# > are left. Compressed, the file is a third. *Deep Compression* (Han, Mao, Dally,
# > 2016) got AlexNet from 240 to 6.9 MB, by pruning, few bits, Huffman coding and
# > training on, all together.
# >
# > *What does not.* "Pruning makes the model small and fast." A zero is stored and
# > multiplied like any other number. The file kept its size and the time did not move.
# >
# > *What does shrink.* Take whole channels out (`compress.prune_channels`): half of
# > them gave a file of 18,712 B, a quarter of the multiply-adds and 0.956 ± 0.012 after
# > training on. The time of one row stayed: 14.1 µs. So small a network spends its time
# > on the call.

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
# Your three functions now round the weights of the CNN, layer by layer, to codes of 8
# to 2 bits and back. How few bits are too few? Say a number before you run it.


# %%
def rounded_run(bits, random_state):
    """Round all weights of a network to codes and back; measure what is left."""
    small = copy.deepcopy(nets[random_state].module_)
    with torch.no_grad():
        for weight in small.parameters():
            if weight.dim() > 1:
                real = weight.numpy()
                low, high = float(real.min()), float(real.max())
                scale, zero_point = quant_params(low, high, bits)
                codes = quantize(real, scale, zero_point, bits)
                back = np.asarray(dequantize(codes, scale, zero_point), np.float32)
                weight.copy_(torch.from_numpy(back))
    return {"accuracy": right(small)}


tried = (quant_params(-1.0, 1.0), quantize(X[0], 1.0, 0), dequantize(y, 1.0, 0))
if all(attempted(value) for value in tried):
    few_bits = sweep.grid(rounded_run, seeds=range(SEEDS), bits=[8, 6, 5, 4, 3, 2])
    display(few_bits.groupby("bits").accuracy.agg(["mean", "min"]).round(3).T)

# %% [markdown]
# Measured with 10 networks (0.989 ± 0.003 in float32):
#
# | bits | 8 | 6 | 5 | 4 | 3 | 2 |
# |---|---|---|---|---|---|---|
# | mean | 0.989 | 0.989 | 0.988 | 0.982 | 0.957 | 0.483 |
# | standard deviation | 0.003 | 0.003 | 0.004 | 0.008 | 0.034 | 0.164 |
#
# Eight bits cost nothing that 450 test digits could show. At three bits it depends on
# the network, and two break most of them.
#
# ## Squeeze a network
#
# Now both at once, on the network that ships with the course. Before you move anything:
# which slider will shrink the bytes as they lie, and which only the compressed ones?
# Then find the smallest compressed file that still has 0.97.

# %%
widgets.squeeze_a_network()

# %% [markdown]
# Zeros shrink the compressed bytes only. Bits shrink both. With 80 % zeros, training on
# and four bits this network keeps 0.971 in 2,959 compressed bytes, from 41,054. A phone
# that is to use this needs software that unpacks it; the table below shows what a
# usual runtime gives.

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

# %% [markdown]
# Does a teacher help? The student is a CNN of width 3, a fifth of the teacher's
# parameters. It learns from 100 labelled digits or from all 1,347: with labels only
# (`alpha` 0), or with your loss at `alpha` 0.9 and T = 4. The teacher had all labels.
# In which of the two rows do you expect a gain?


# %%
def student_run(n, alpha, random_state):
    """Train a student on n rows, with your loss; test it on the test digits."""
    rows = np.random.default_rng(random_state).permutation(len(X))[:n]
    epochs = (120 if n == 100 else 30) // (8 if quick else 1)
    small = cnn(3, epochs=epochs, random_state=random_state)
    options = {"loss": distill_loss, "temperature": 4.0, "alpha": alpha}
    trained = compress.distill(small, net, X[rows], y[rows], **options)
    return {"accuracy": right(trained)}


two, classes = torch.zeros(2, 3), torch.zeros(2, dtype=torch.long)
if attempted(distill_loss(two, two, classes, 2.0, 0.5)):
    students = sweep.grid(
        student_run, seeds=range(SEEDS), n=[100, len(X)], alpha=[0.0, 0.9]
    )
    display(students.groupby(["n", "alpha"]).accuracy.mean().unstack().round(3))

# %% [markdown]
# Measured with 10 seeds and a teacher of its own for each, gain on the same rows and
# its 95 % interval:
#
# | labelled rows | labels only | with the teacher | gain |
# |---|---|---|---|
# | 100 (120 epochs) | 0.849 ± 0.027 | 0.897 ± 0.018 | **+0.048** [+0.038, +0.057] |
# | 1,347 (30 epochs) | 0.976 ± 0.005 | 0.976 ± 0.005 | −0.000 [−0.004, +0.004] |
#
# > **Claim box · distillation (S7.9, S3.12)**
# >
# > *What holds.* Where the student has few rows, what the teacher says about each of
# > them (a 3 that looks a little like an 8) is worth more than the bare label.
# > *DistilBERT* (Sanh and others, 2019) is 40 % smaller and 60 % faster than BERT and
# > keeps 97 % of its score on GLUE.
# >
# > *What does not.* With all rows the same student learned as much from labels alone.
# > The teacher's knowledge came from those very rows. Nor is it the small size: on 100
# > rows a student as wide as its teacher gained 0.038 [0.027, 0.050].
# >
# > *Safe wording.* Train the small network on labels first. The gain of distillation is
# > the difference to that, not to nothing.

# %% [markdown]
# ## Worked example: two rows of a release table
#
# A file leaves, not a notebook. So measure the file: its bytes on the disk, its
# answers, its time. Two traps first. A network in **training mode** answers
# differently, since its norms look at the batch; and what was exported for two rows
# must also take one.

# %%
careless = copy.deepcopy(net.module_).train()
careful = copy.deepcopy(net.module_).eval()
with torch.no_grad():
    images = torch.from_numpy(X_test[:64])
    gap = (careless(images) - careful(images)).abs().max()
parities = {
    name: deploy.parity(fitted[name], files[name.split()[0] + " onnx"], X_test)
    for name in ("logistic", "cnn torch")
}
print(f"training mode is off by {gap:.2f}")
for name, parity in parities.items():
    print(f"{name}: the file is off by {parity:.1e} at most, on rows it has not seen")
print("one row:", deploy.OnnxModel(files["cnn onnx"])(X_test[:1]).shape)

# %% [markdown]
# Over 10 seeds the largest difference was 5.8e-6 for the logits of the CNN and 5.1e-7
# for the probabilities of the logistic regression: the last digits of float32. That is
# **parity**, and it is measured on rows that the export has not seen.

# %%
reference = deploy.OnnxModel(files["cnn onnx"])(X_test)


def torch_logits(images):
    """Return what the network says before softmax: (n, 10)."""
    with torch.no_grad():
        return careful(torch.from_numpy(images)).numpy()


def row_of(variant, path, logits):
    """Measure one variant: its file, its answers on the test rows, its latency."""
    said = logits(X_test)
    run = measure.latency(lambda: logits(X_test[:1]), n=200)
    return {
        "variant": variant,
        "path": str(path),
        "size_bytes": Path(path).stat().st_size,
        "accuracy": float(np.mean(said.argmax(axis=1) == y_test)),
        "max_abs_diff": float(np.abs(said - torch_logits(X_test)).max()),
        "p50_ms": 1000 * run.p50,
        "p95_ms": 1000 * run.p95,
    }


onnx_file = files["cnn onnx"]
first_rows = [
    row_of("torch", files["cnn torch"], torch_logits),
    row_of("onnx", onnx_file, deploy.OnnxModel(onnx_file)),
]
pd.DataFrame(first_rows)

# %% [markdown]
# ## int8 for the whole network
#
# Above only weights were rounded. **Static quantisation** also turns what flows between
# the layers into 8-bit codes. For their ranges it needs **calibration** rows: typical
# inputs, sent through the network once. `compress.quantize_static(file, new_file,
# rows)` does that with ONNX Runtime. Which rows may it see, and which not?

# %% [markdown]
# ## Exercise: a table for the release
#
# Complete the table. **Measure** `release_table`: a data frame with one row for each of
# the variants `"torch"`, `"onnx"`, `"pruned"`, `"int8"` and `"distilled"`, and the
# columns `variant`, `path`, `size_bytes` (of the file), `accuracy` (on all 450 test
# digits), `max_abs_diff` (to the logits of `net` on them), `p50_ms`, `p95_ms` (of one
# row). The first two rows stand in `first_rows`, and `row_of` measures any other file.
# Make three more, as ONNX files in `folder`, under relative paths; `compress` and
# `deploy` have the functions:
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
student = compress.distill(cnn(3), net, X, y)
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
# Measured with 10 networks, on two cores of a shared x86 machine:
#
# | | float32 ONNX | int8 ONNX |
# |---|---|---|
# | file | 46,494 B | 18,311 B, 2.5 times smaller |
# | accuracy | 0.989 ± 0.003 | 0.988 ± 0.003 |
# | difference on the same digits | | −0.0007 ± 0.0011 |
# | largest change of a logit | | 0.64 ± 0.40 |
# | p50 of one row | 14.8 ± 0.6 µs | **20.5 ± 1.8 µs** |
#
# > **Claim box · quantisation and runtimes (S7.9 to S7.12)**
# >
# > *What holds.* int8 made the file 2.5 times smaller, and no loss of accuracy could be
# > shown. Nor on a harder task: ten networks of twice the width on 2,000 test pictures
# > of Fashion-MNIST changed by −0.0001 [−0.0009, +0.0007] of 0.889, in files 3.2 times
# > smaller. The limit is 4: graph, biases and scales stay as they are, and in a small
# > file they weigh.
# >
# > *What does not.* "Quantise and it gets faster." Here int8 was **slower**, by 39 %,
# > on a processor that has instructions for int8 (AVX-512 VNNI, AMX): converting to
# > codes and back costs more than the few products save. Logits moved by
# > 0.6, so a threshold on probabilities has to be checked again.
# >
# > *Names.* TensorFlow Lite is called **LiteRT** now. ONNX Runtime runs files that come
# > from PyTorch, scikit-learn, XGBoost and others. `quantize_dynamic` of ONNX Runtime
# > leaves convolutions alone or slows them down; take the static one for CNNs.
# >
# > *Sources.* ONNX Runtime, "Quantize ONNX models"; Jacob and others, 2018.

# %% [markdown]
# **The same network on a phone's runtime.** The course ships a `.tflite` file of the
# same architecture and its weights, trained once on these training digits. LiteRT is an
# extra; where it is missing, the cell says so. Measured with LiteRT 2.3 on the machine
# above: 48,960 bytes, 0.987 right, and one row in 8.1 µs (8.0 to 8.8, ten times).

# %%
try:
    phone = deploy.LiteRtModel(deploy.digits_file())
    run = measure.latency(lambda: phone(X_test[:1]))
    share = np.mean(phone.predict(X_test) == y_test)
    print(phone, f"{share:.3f} right, p50 {1e6 * run.p50:.0f} µs")
except DeployError as missing:
    print(missing)

# %% [markdown]
# ## A network that was made for phones
#
# **MobileNet** replaces each convolution by a cheap one for each channel and a 1 × 1
# one across channels; module 1 counted what that saves. The cell exports MobileNetV2
# and measures one picture of 224 × 224 pixels. Its weights are random: size and time do
# not depend on their values, and accuracy is not asked.

# %%
if not quick:
    import torchvision

    photo = np.random.default_rng(0).random((4, 3, 224, 224), dtype=np.float32)
    mobile = torchvision.models.mobilenet_v2(weights=None).eval()
    steps = progress.bar(total=3, label="MobileNetV2")
    large = deploy.export_onnx(
        mobile, folder / "mobile.onnx", photo[:2], classes=range(1000)
    )
    steps.update()
    small = compress.quantize_static(large, folder / "mobile_int8.onnx", photo)
    steps.update()
    mobile_rows = []
    for name, file in {"float32": large, "int8": small}.items():
        exported = deploy.OnnxModel(file)
        run = measure.latency(lambda exported=exported: exported(photo[:1]), n=20)
        size = plots.bytes_text(file.stat().st_size)
        mobile_rows.append({"MobileNetV2": name, "file": size, "ms": 1000 * run.p50})
    steps.update()
    steps.close()
    display(pd.DataFrame(mobile_rows).round(1))

# %% [markdown]
# Measured ten times, median and range of the p50 of one picture, one thread:
#
# | | file, float32 | file, int8 | p50, float32 | p50, int8 |
# |---|---|---|---|---|
# | MobileNetV2 | 13.9 MB | 3.6 MB | 12.1 ms (10.0 to 14.4) | 9.7 ms (9.4 to 12.7) |
# | ResNet-18 | 46.7 MB | 11.8 MB | 45.6 ms (43.9 to 49.8) | 45.5 ms (44.3 to 70.4) |
#
# Six times fewer multiply-adds (0.30 against 1.81 billion) made it four times faster,
# not six. int8 made both files four times smaller; whether it made them faster this
# machine could not decide. MobileNet (Howard and others, 2017) is a design, int8 a
# format: each has to show its gain where the model will run.

# %% [markdown]
# ## Behind a server
#
# Now both models answer over HTTP: a process of its own with ONNX Runtime and without
# PyTorch, on this machine. `load_test` asks from 1, 4 and 8 callers at once, one row a
# request; each waits for its answer before it asks again. Before you run: the CNN does
# 101,888 multiply-adds for a digit, the logistic regression 640. How much slower will
# its server be?

# %%
N_REQUESTS = 200 if quick else 1_000
served, waits = [], {}
bench = [(name, callers) for name in ("logistic", "cnn") for callers in (1, 4, 8)]
steps = progress.bar(total=len(bench), label="load")
for name in ("logistic", "cnn"):
    with deploy.serve(files[f"{name} onnx"]) as server:
        for callers in (1, 4, 8):
            load = deploy.load_test(server.url, X_test, N_REQUESTS, callers)
            waits[f"{name}, {callers}"] = load["latencies_ms"]
            keep = ("p50_ms", "p95_ms", "p99_ms", "errors", "requests_per_second")
            served.append(
                {"model": name, "callers": callers}
                | {key: load[key] for key in keep}
                | {"MB": server.rss_bytes / 1e6}
            )
            steps.update()
steps.close()
pd.DataFrame(served).round(2)

# %%
chosen = ["logistic, 1", "cnn, 1", "logistic, 8", "cnn, 8"]
plots.show(
    plots.tails(
        {name: waits[name] for name in chosen}, title="One server, 1 and 8 callers"
    ),
    alt="Share of requests that took longer, for logistic regression and CNN, with 1 "
    "and 8 callers. The two models lie close together; with 8 callers both move to the "
    "right by several times.",
)
targets = [(95, 5.0), (99, 5.0), (99, 50.0)]
if attempted(meets_sla([1.0] * 2_000, 99, 5.0)):
    display(
        pd.DataFrame(
            {
                name: [meets_sla(waits[name], *target) for target in targets]
                for name in chosen
            },
            index=[f"p{percentile} ≤ {ms:g} ms" for percentile, ms in targets],
        )
    )

# %% [markdown]
# Measured five times, 1,000 requests each; medians, and the range of p99:
#
# | model | callers | p50 | p95 | p99 (least to largest) | memory |
# |---|---|---|---|---|---|
# | logistic | 1 | 0.26 ms | 2.9 ms | 3.6 to 5.6 ms | 70 MB |
# | CNN | 1 | 0.31 ms | 2.9 ms | 2.4 to 5.7 ms | 70 MB |
# | CNN, int8 | 1 | 0.34 ms | 2.9 ms | 0.5 to 5.6 ms | 71 MB |
# | logistic | 8 | 4.1 ms | 7.7 ms | 6.0 to 10.5 ms | 70 MB |
# | CNN | 8 | 4.6 ms | 7.9 ms | 6.0 to 12.5 ms | 71 MB |
#
# No request failed. Of 0.31 ms the network itself takes 0.016: the rest is HTTP, JSON
# and Python. Eight callers made the median 7 to 16 times longer; the choice of the
# model changed it by a fifth. Look at the flat part of the figure near 2 ms: there a
# request waited until another program gave the core back. And the p99 of two loads of
# the same server differed by a factor of two: a promise about a tail needs many days,
# not one load.
#
# > **Claim box · real time (S7.4, S8.4)**
# >
# > *What holds.* Latency under load is a property of the whole service. Measure it
# > there, with as many callers as you will have.
# >
# > *Read with care.* Our callers wait for an answer before they ask again, and they sit
# > on the same two cores. Real callers do not wait: under overload the tail is longer
# > than this. A network between them adds its own.

# %% [markdown]
# ## Is the world still the same?
#
# Labels come late. So one looks at inputs first: are today's rows like those of the
# training? The **population stability index** (PSI) is a distance between two samples
# of one column. Many teams follow a rule from credit scoring: above 0.1, look; above
# 0.25, act. Bet before you run the cell: nothing has changed, 100 rows a window. In how
# many of 100 windows is PSI above 0.1?


# %%
def quiet_window(n, random_state):
    """Compare two samples of the same distribution: nothing has drifted."""
    dice = np.random.default_rng(random_state)
    value = deploy.psi(dice.normal(size=n), dice.normal(size=n))
    return {"psi": value, "above 0.1": value > 0.1}


quiet = sweep.grid(quiet_window, seeds=range(400), n=[100, 300, 1000])
found = quiet.groupby("n")[["psi", "above 0.1"]].mean()
found.assign(formula=9 * 2 / found.index).round(3)

# %% [markdown]
# With 2,000 windows each: 81 %, 8 % and 0 % false alarms. The rule knows nothing of the
# number of rows. Without any drift PSI is about (bins − 1) · (1/N + 1/M) on average,
# the last column. So the limit has to depend on N and M.

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
# How many false alarms does your own alarm raise, and how often does it see a change of
# half a standard deviation?

# %%
N_WINDOWS = 100 if quick else 300


def window(n, change, random_state):
    """Ask your alarm about one window."""
    dice = np.random.default_rng(random_state)
    return {"alarm": drift_alarm(dice.normal(size=n), dice.normal(change, size=n))}


tried = drift_alarm(np.arange(50.0), np.arange(50.0) + 20)
if attempted(tried):
    mine = sweep.grid(
        window, seeds=range(N_WINDOWS), n=[100, 300, 1000], change=[0.0, 0.5]
    )
    display(mine.groupby(["n", "change"]).alarm.mean().unstack().round(3))
if attempted(policy):
    display(policy.groupby("trace")[["days_to_detect", "retrains"]].mean().round(2))

# %% [markdown]
# With 2,000 quiet windows the chi-squared limit at 5 % rang in 4.0 %, 4.4 % and 5.9 %
# of them (N = 100, 300, 1,000), and it saw half a standard deviation in 65 %, 99.6 %
# and 100 %. A hundred rows are few: a third of such changes is missed. No limit helps
# there; only rows do.
#
# The policy, over 20 months at 1 % a day: a quiet month had 0.35 ± 0.67 retrainings
# (30 days · 0.01 = 0.3 were budgeted), the sudden change was seen on its first day in
# all 20, the slow one after 2.3 ± 1.2 days. At 5 % a day a quiet month had 2.1: each a
# training, a review and a release for nothing.
#
# ## What inputs cannot tell
#
# Real flights that left New York in 2013. A model learned from January to March which
# flights will be late, from what the timetable says. Then it is watched month by month.
# Look at three columns: the alarm on inputs, the share that *is* late, and the share
# that the model says.

# %%
flights = data.load_flights(categories="numbers")
table = pd.DataFrame(
    np.vstack([flights.X_train, flights.X_test]), columns=flights.feature_names
)
late = np.concatenate([flights.y_train, flights.y_test])
timetable = ["weekday", "hour", "carrier", "origin", "destination", "distance"]
first = table.month <= 3
known = table.loc[first, timetable]
late_model = models.logistic().fit(known.to_numpy(), late[first])


def chance(rows):
    """Return the chance of a delay that the model sees."""
    return late_model.predict_proba(rows.to_numpy())[:, 1]


watched = []
for number in range(4, 13):
    now = table.month == number
    rows = table.loc[now, timetable]
    seen = deploy.monitor(known, rows, false_alarm=0.01)
    watched.append(
        {
            "month": number,
            "flights": len(rows),
            "columns with an alarm": int(seen.alarm.sum()),
            "largest psi": seen.psi.max(),
            "psi of the answers": deploy.psi(chance(known), chance(rows)),
            "said to be late": chance(rows).mean(),
            "late": late[now].mean(),
        }
    )
pd.DataFrame(watched).round(3)

# %% [markdown]
# > **Claim box · drift (S7.6)**
# >
# > *What holds.* Inputs can be watched from the first minute, without labels, and an
# > alarm can keep a budget. What breaks in a pipeline (a column of zeros, another unit)
# > is seen the same day.
# >
# > *What does not.* "No drift, no problem" and "drift, so retrain". The timetable moved
# > a little in each month and rang in each: with 2,000 flights the limit is 0.015, and
# > timetables change. None of the alarms said what mattered. In September 14 % of the
# > flights were late and in December 33 %, while the model said 22 or 23 % in every
# > month and its answers hardly moved. Delays come from things that no column of a
# > timetable holds.
# >
# > *Safe wording.* Monitor inputs for broken pipelines, and labels for broken models.
# > An alarm is a question, not an order.
# >
# > *Sources.* Yurdakul and Naranjo, 2020, for the distribution of PSI; the limits 0.1
# > and 0.25 are a convention from credit scoring. One year of one city is one sample.

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
# Your manifest on a file that you are about to release. Which of the two questions
# below may be answered with "yes"?

# %%
cnn_accuracy = float(np.mean(answers["cnn onnx"](X_test) == y_test))
stated = manifest(
    files["cnn onnx"],
    deploy.fingerprint(X, y),
    {"accuracy": cnn_accuracy},
    {"torch": torch.__version__},
)
if attempted(stated) and attempted(verify(stated, files["cnn onnx"])):
    for name in ("cnn onnx", "logistic onnx"):
        print(f"is {files[name].name} the file?", verify(stated, files[name]))
    display(pd.Series(stated).astype(str).str.slice(0, 40).to_frame("manifest"))

# %% [markdown]
# ## A registry
#
# A **registry** keeps every version of a model, with its manifest, and knows which one
# is live. Ours is a folder: nothing in it is ever changed, and a version is loaded only
# after every byte has been compared with its hash. The cell registers both models,
# makes first one and then the other live, damages the live file by one bit, and goes
# back.

# %%
shutil.rmtree(folder / "registry", ignore_errors=True)  # of an earlier run
registry = deploy.Registry(folder / "registry")
rows_of_training = deploy.fingerprint(X, y)
for name in ("logistic", "cnn"):
    accuracy = float(np.mean(answers[f"{name} onnx"](X_test) == y_test))
    version = registry.register(
        files[f"{name} onnx"], {"accuracy": accuracy}, rows_of_training
    )
    registry.promote(version)

live = registry.load_path()
content = bytearray(live.read_bytes())
content[len(content) // 2] ^= 1  # one bit
live.write_bytes(content)
try:
    registry.load_path()
except DeployError as refusal:
    print("refused:", str(refusal).partition(":")[0])
print("rolled back to version", registry.rollback())
registry.history()

# %%
entry = registry.manifest(1)
entry | {"sha256": entry["sha256"][:12] + "...", "packages": len(entry["packages"])}

# %% [markdown]
# **The same in MLflow.** MLflow adds a web page, users and remote storage. It is an
# extra of 315 MB; where it is missing, the cell says so. Its registry checks no hash,
# so the manifest does that here too.

# %%
try:
    shutil.rmtree(folder / "mlflow", ignore_errors=True)
    store = deploy.MlflowRegistry(folder / "mlflow")
    number = store.register(
        files["cnn onnx"], {"accuracy": cnn_accuracy}, rows_of_training
    )
    store.promote(number)
    print("version", store.current(), "is live:", store.load_path().name)
except DeployError as missing:
    print(missing)

# %% [markdown]
# > **Claim box · versioning large artifacts (S7.5, S7.13)**
# >
# > *What holds.* A hash tells which file runs, and a registry makes "the one before" a
# > command. Both work for 5 kB and for 5 GB alike: a file is read in pieces.
# >
# > *Read with care.* A hash proves that the file is the one you registered, not that it
# > is good, nor that it is harmless: a pickle or joblib file can run code when it is
# > loaded. Load those only from people you trust. ONNX, safetensors and LiteRT files
# > hold numbers and operations.
# >
# > *Safe wording.* Code in git, data by fingerprint, models by hash, and all three
# > named in one manifest.

# %% [markdown]
# ## A month with a guard
#
# **Continuous retraining** as a simulation that you can watch: orders in a shop, 300 a
# day, which of them will come back? A logistic regression answers. Each day runs the
# same course: the live version answers; the labels of the day before yesterday come in;
# one monitor looks at the inputs and one at the accuracy; then the rules decide.
#
# - **Trigger.** An alarm of either monitor, each with 1 % false alarms a day.
# - **Guard.** The candidate learns from seven labelled days, but for 30 % of their
#   rows. On those it must beat the live version: the interval of its gain lies above 0.
# - **Rollback.** For five days the version before answers in the shadow. If the new one
#   proves worse, the old one comes back.
#
# First a month in which on day 16 the **rule of the world** changes and no input does:
# a discount that made returns likelier now makes them rarer. Every version is exported,
# registered and served from its file.

# %%
RULES = {
    "never retrain": deploy.Rules(trigger="never"),
    "guard and rollback": deploy.Rules(),
    "no guard": deploy.Rules(guard=False, watch=0),
    "retrain every day": deploy.Rules(trigger="always", guard=False, watch=0, wait=1),
}
MONTHS = {
    "quiet": "none",
    "prices rise": "sudden",
    "the world's rule changes": "concept",
    "wrong labels for a week": "none",
}


def orders(kind, random_state):
    """Return the rows of the month before, and (X, labels that come in, truth)."""
    before = data.make_traffic(n_days=7, per_day=300, random_state=random_state + 1_000)
    month = data.make_traffic(MONTHS[kind], per_day=300, random_state=random_state)
    days = []
    for day in range(month.n_days):
        rows, truth = month.on(day).astype(np.float32), month.y[month.day == day]
        wrong = kind == "wrong labels for a week" and 10 <= day < 17
        days.append((rows, 1 - truth if wrong else truth, truth))
    return (before.X.astype(np.float32), before.y), days


def play(kind, rule, random_state, **options):
    """Play one month under one rule."""
    train, days = orders(kind, random_state)
    return deploy.simulate_month(
        days,
        fit=lambda rows, labels: models.logistic().fit(rows, labels),
        train=train,
        rules=RULES[rule],
        **options,
    )


def watch(row):
    """Say what happened on a day, if anything did."""
    clock.update()
    alarms = [kind for kind in ("input", "label") if row[f"{kind}_alarm"]]
    if alarms or row["action"]:
        print(
            f"day {row['day']:2}: version {row['version']}, accuracy "
            f"{row['accuracy']:.2f}; alarm: {', '.join(alarms) or 'none'}; "
            f"{row['action'] or 'nothing done'}"
        )


shutil.rmtree(folder / "shop", ignore_errors=True)
shop = deploy.Registry(folder / "shop")
clock = progress.bar(total=30, label="days")
first_month = play(
    "the world's rule changes", "guard and rollback", 0, registry=shop, on_day=watch
)
clock.close()
shop

# %%
plots.show(
    plots.month(first_month, title="The world's rule changes on day 16"),
    alt="Accuracy by day: near 0.78 until day 15, then near 0.57 with a label alarm "
    "each day, until the guard lets a second version go live. The line of the inputs "
    "stays below its limit on nearly all days.",
)

# %% [markdown]
# The monitor of the inputs saw nothing, and could not: no input changed. The labels
# told, two days late. The guard refused the first candidates: they had learned from
# days before the change and after it, and could not prove that they were better.
#
# Now the month of prediction 3. From day 11 to day 17 the labels come in upside down,
# say by a mistake in the returns desk. The model is fine; the labels are not.

# %%
bad_week = play("wrong labels for a week", "guard and rollback", 0)
plots.show(
    plots.month(bad_week, title="A week of wrong labels, with guard and rollback"),
    alt="Accuracy by day: near 0.78, but for about three days on which a second "
    "version is live and nearly always wrong, until it is rolled back.",
)
done = bad_week.action.isin(["refused", "promoted", "rolled back"])
bad_week.loc[done, ["day", "version", "action", "gain", "accuracy"]].round(3)

# %% [markdown]
# **Once**: in all 20 months that we played. The guard asks for a gain on labelled rows,
# and those labels were wrong as well. Once enough of the seven days were bad, the
# candidate that was wrong in the same way won. What saved the month was the rollback,
# as soon as right labels came in again. A guard is only as good as its labels.
#
# Four rules, four months. Before you run it: is there one rule that is never the worst?

# %%
played = sweep.grid(
    lambda kind, rule, random_state: {"month": play(kind, rule, random_state)},
    seeds=range(1 if quick else 4),
    kind=list(MONTHS),
    rule=list(RULES),
)
daily = pd.concat(
    [
        row.month.assign(kind=row.kind, rule=row.rule, seed=row.seed)
        for row in played.itertuples()
    ]
)
plots.show(
    plots.rules_over_days(daily, panel="kind"),
    alt="Mean accuracy by day of four rules in four kinds of months. Quiet and rising "
    "prices: all alike. Changed rule: never retraining falls and stays down. Wrong "
    "labels: never retraining is best, no guard worst.",
)
daily.groupby(["kind", "rule"], sort=False).accuracy.mean().unstack().round(3)

# %% [markdown]
# Measured with 20 months each: mean accuracy, and the number of new versions that went
# live (in brackets).
#
# | month | never | guard and rollback | no guard | every day |
# |---|---|---|---|---|
# | quiet | 0.785 (0) | 0.785 (0.05) | 0.785 (0.6) | 0.785 (28) |
# | prices rise | 0.781 (0) | 0.781 (0) | 0.782 (3.5) | 0.782 (28) |
# | the world's rule changes | 0.684 (0) | 0.719 (1.2) | 0.726 (2.5) | 0.735 (28) |
# | wrong labels for a week | 0.785 (0) | 0.737 (1) | 0.640 (4.4) | 0.655 (28) |
#
# Against never retraining, paired, with 95 % intervals: where the rule of the world
# changed, the guard gained 0.035 [0.032, 0.038] and training every day 0.051 [0.049,
# 0.053]. With wrong labels the guard lost 0.049 [0.047, 0.050], every day 0.130 [0.127,
# 0.133] and no guard 0.145 [0.136, 0.154]. Where only prices rose, inputs rang on 15 of
# 30 days, the guard refused all candidates (5.4 a month), and nothing was lost: a model
# that knows what prices mean needs no new training when prices rise.
#
# > **Claim box · continuous retraining (S7.7)**
# >
# > *What holds.* When the relation between inputs and labels changes, a model that
# > never learns again falls and stays down: 0.58 in the last week against 0.72 to 0.74.
# >
# > *What does not.* "Retrain every night and you are safe." That makes 28 releases a
# > month, gains nothing in a quiet one, and teaches the model every mistake in the
# > labels. The guard has its price too: it waits, and lost 0.016 against every day.
# >
# > *Safe wording.* A trigger, a guard and a way back are three things. Say for each
# > what it costs, and how old its labels are.

# %% [markdown]
# ## Code goes this way; let models go it too
#
# **CI/CD** (continuous integration and delivery) means: a change runs through the same
# steps each time, and what fails a step goes no further. The file
# `.github/workflows/model.yml` of this course does that for a CNN on Fashion-MNIST:
# train, export, check, register. The check demands parity within 1e-4, an int8 file at
# least 2 times smaller, a floor of accuracy, and a candidate that is not worse than the
# live version by more than 0.02. The cell runs the same four commands here, on few
# rows; then it swaps the int8 file for the large one and runs the check again.
#
# (On its full 5,000 pictures the line took 13 processor seconds: parity 7.6e-6, 0.892
# right of 2,000 test pictures, 0.893 in int8, 3.2 times smaller.)

# %%
line = Path(device.__file__).parents[2] / ".ci" / "model.py"
settings = ["--quick", "--out", str(folder / "line")]


def step(name):
    """Run one step of the line in a process of its own; print what it says."""
    done = subprocess.run(
        [sys.executable, str(line), name, *settings],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(line.parents[1])},
    )
    print((done.stdout + done.stderr).strip(), f"(exit code {done.returncode})")


if not line.is_file():
    print("This is an installed package; the line stands in the project's repository.")
elif not quick:
    shutil.rmtree(folder / "line", ignore_errors=True)
    steps = progress.bar(total=2, label="line")
    step("all")
    steps.update()
    shutil.copyfile(folder / "line/model.onnx", folder / "line/model.int8.onnx")
    step("check")
    steps.update()
    steps.close()

# %% [markdown]
# ## What does it cost to keep it alive?
#
# Fill in your own numbers. Prices and minutes below are assumptions, none is a quote;
# alarms and releases are those of the quiet months above (1.15 and 0.05 a month with
# guard). What does a platform have to save, in hours, before it pays?

# %%
usd_per_hour = 60.0
minutes_per_alarm, minutes_per_release = 30, 60
platform_usd_a_month, platform_hours_a_month = 400.0, 4.0
bills = []
for name, alarms, releases in (
    ("1 model, guard", 1.15, 0.05),
    ("1 model, every day", 0, 28),
    ("10 models, guard", 11.5, 0.5),
):
    hours = (alarms * minutes_per_alarm + releases * minutes_per_release) / 60
    bills.append(
        {"what": name, "hours a month": hours, "dollars": hours * usd_per_hour}
    )
fixed = platform_usd_a_month + platform_hours_a_month * usd_per_hour
print(
    f"the platform: ${fixed:,.0f} a month, as much as {fixed / usd_per_hour:.0f} hours"
)
pd.DataFrame(bills).round(1)

# %% [markdown]
# > **Claim box · MLOps platforms (S7.8, S7.13, S7.14)**
# >
# > *What holds.* Registry, monitor, guard and delivery line are needed for every model
# > that lives on. A platform brings them ready-made, with users and a web page.
# >
# > *What does not.* That it takes the work away. Somebody runs it, pays for it, and is
# > called at night. For one small model the folder, the four commands and a scheduled
# > job of this notebook did all of it. The alarms of a quiet month come to about one.
# >
# > *Safe wording.* Count hours first: alarms, releases, incidents, times the number of
# > models. We found no independent figure for what platforms save, so we quote none.

# %% [markdown]
# ## Honesty box: what this module's data cannot show
#
# - The networks are tiny. For large ones int8 can be faster, pruned channels do save
#   time, and a GPU matters. Measure on your machine.
# - All times come from two cores of a shared machine; its tails hold its neighbours.
#   Server and callers share those cores, and no network lies between them.
# - 450 test digits show a difference of 0.01 only with luck; that is why the tables
#   above compare ten networks on the same digits.
# - The shop's orders and the latency log are made by us. The drifts are clean and come
#   alone. In the flights nobody knows the true cause of the late months.
# - Who pays when an answer is wrong is in no table here.

# %% [markdown]
# ## Exercise: a run-book
#
# It is three at night, an alarm rings, and the one who built the model is on holiday.
# Write the page that the other one opens: for one of the two models of this notebook,
# or for the shop's.
#
# Write 120 to 220 words. Go through **data**, **compute**, **interpretability**,
# **latency** in this order. Say what you promise (a percentile and a target, and from
# how many requests you judge it); which alarm rings and how many false ones a month
# make; what starts a retraining and what guards it, and why not every alarm does; how
# to go back, to which file, and how you know that it is the right one; how many hours a
# month people spend, and whether you pay for a platform. Name one risk, and one result
# that would change your mind. A person reads it (10 points); the cell below your memo
# checks only its form.

# %% tags=["essay:deployment_memo"] language="memo" magic_args="deployment_memo"
# ### BEGIN SOLUTION
# **Data.** The shop's orders, 300 a day; a label comes two days later. The model is
# logistic regression.
#
# **Compute.** One CPU core; the server holds 70 MB. No accelerator.
#
# **Interpretability.** Six coefficients. An alarm names its column, so the shop can be
# asked.
#
# **Latency.** I promise p99 at or below 50 ms, judged from 1,000 requests or more; with
# 8 callers we saw 10.5 ms at worst.
#
# *Alarm.* PSI of all columns together and accuracy on labelled rows, 1 % false alarms a
# day each: 0.6 a month. *Retraining.* An alarm trains a candidate on seven labelled
# days; the guard wants a gain with an interval above 0 on rows it has not seen. Not
# every alarm retrains: when only prices rose, inputs rang on 15 days and nothing was
# lost. *Back.* `registry.rollback()`; the file is loaded only if its SHA-256 fits. Ten
# minutes, whoever is on call.
#
# *People.* Two hours a month, so no platform: it would cost about 11 hours.
#
# The risk is a week of wrong labels: the guard let one bad version through, and
# accuracy fell from 0.785 to 0.737 over the month. I would change to a platform at ten
# models.
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

# %% [markdown]
# ## Look back
#
# - Which of your three predictions was wrong, and what did you take for granted?
# - Which number of your own service do you know as a mean and not as a tail?
# - When did labels last arrive late or wrong at your place, and who noticed?
#
# **Words.** *p99*: the time that 99 of 100 answers kept. *ONNX*: a file format for
# models. *Parity*: the file says what the model said. *Quantisation*: numbers as short
# codes. *Distillation*: a small model learns from a large one. *PSI*: a distance
# between two samples of one column. *Drift*: inputs, or their relation to the labels,
# change. *Manifest*: what a file is, beside it. *Guard*: the rule that a new version
# has to pass. *Rollback*: the version before goes live again.
