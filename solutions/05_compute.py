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
# # 5 · Compute: read the bill before you train
#
# **The question of this module.** What will this run cost in operations, hours, money,
# memory and energy, before anyone presses start?
#
# You will
#
# - estimate the bill of a training run from two counts and a utilisation, and find out
#   why three published estimates for GPT-3 differ by a factor of six;
# - size the memory of a training run, byte by byte, and check it on real tensors;
# - time code so that the number can be believed, also on a device that works while
#   Python has long gone on;
# - find the models that nobody should choose, on one task;
# - train in mixed precision, and say what it saves and what it does not;
# - measure what pruning, distillation, transfer and smaller architectures really save.
#
# **Time** about 90 minutes; the machine needs about two of them. **You need** module 1:
# parameters, multiply-adds, and an interval of a difference. **Points** 100: seven
# exercises 90, quiz 8, predictions 2.

# %%
# %load_ext course
import math
import time
from collections import namedtuple
import numpy as np
import pandas as pd
import torch
from IPython.display import display
from torch.nn import functional as F
from course import card_line, compress, data, device, measure as measured, models
from course import plots, predict, sweep, widgets
from course.checks import attempted, compute as check

# %% [markdown]
# ## Predict first

# %% tags=["answer:predictions.p1", "answer:predictions.p2"]
# p1 = predict("adam_mixed", number=..., confidence=...)
# p2 = predict("cnn_over_lr", number=..., confidence=...)
### BEGIN SOLUTION
p1 = predict("adam_mixed", number=16, confidence=60)
p2 = predict("cnn_over_lr", number=10, confidence=60)
### END SOLUTION

# %% tags=["answer:predictions.p3"]
# p3 = predict("prune_90", choice="...", confidence=...)
### BEGIN SOLUTION
p3 = predict("prune_90", choice="no clear change", confidence=70)
### END SOLUTION

# %% tags=["check:predictions"]
check.predictions(p1, p2, p3)

# %% [markdown]
# ## Exercise: the bill of a training run
#
# Write `training_bill(n_params, n_tokens, peak_flops, utilisation, usd_per_hour)`. It
# returns a dict with three numbers:
#
# - `"flops"`: the operations of the whole run, forward and backward, without
#   recomputation;
# - `"gpu_hours"`: the hours that one GPU would need, with `peak_flops` operations a
#   second at best, of which the share `utilisation` is reached;
# - `"usd"`: what these hours cost at `usd_per_hour`.
#
# If `utilisation` is not above 0 and at most 1, raise a `ValueError`.


# %% tags=["answer:training_bill.training_bill"]
def training_bill(n_params, n_tokens, peak_flops, utilisation, usd_per_hour):
    """Return flops, gpu_hours and usd of one training run."""
    ### BEGIN SOLUTION
    if not 0 < utilisation <= 1:
        raise ValueError(f"utilisation is {utilisation}, a share above 0 and up to 1")
    flops = 6 * n_params * n_tokens
    gpu_hours = flops / (peak_flops * utilisation) / 3600
    return {"flops": flops, "gpu_hours": gpu_hours, "usd": gpu_hours * usd_per_hour}
    ### END SOLUTION


# %% tags=["check:training_bill"]
check.training_bill(training_bill)

# %% [markdown]
# ## Exercise: what the GPU bill leaves out
#
# Write `run_budget(gpu_hours, watts, pue, n_params, n_checkpoints, bytes_per_param,
# engineer_hours, rate)`. It returns a dict with three numbers:
#
# - `"kwh"`: the energy of the run in kilowatt-hours. A GPU draws `watts`; the building
#   draws `pue` times as much (cooling, transformers);
# - `"checkpoint_gb"`: the disk space of `n_checkpoints` checkpoints in GB (10⁹ bytes),
#   with `bytes_per_param` bytes for each parameter;
# - `"people_usd"`: what `engineer_hours` cost at `rate` dollars an hour.
#
# If `pue` is below 1, raise a `ValueError`: no building draws less than its machines.


# %% tags=["answer:run_budget.run_budget"]
def run_budget(
    gpu_hours,
    watts,
    pue,
    n_params,
    n_checkpoints,
    bytes_per_param,
    engineer_hours,
    rate,
):
    """Return kwh, checkpoint_gb and people_usd of one training run."""
    ### BEGIN SOLUTION
    if pue < 1:
        raise ValueError(f"PUE is {pue}; a building draws at least what its GPUs draw")
    return {
        "kwh": gpu_hours * watts * pue / 1000,
        "checkpoint_gb": n_params * bytes_per_param * n_checkpoints / 1e9,
        "people_usd": engineer_hours * rate,
    }
    ### END SOLUTION


# %% tags=["check:run_budget"]
check.run_budget(run_budget)

# %% [markdown]
# ## Exercise: will it fit?
#
# Write
#
# - `state_bytes(n_params, precision, optimizer)`: the bytes that a training run keeps
#   for its parameters from the first step to the last: weights, gradients, the state of
#   the optimiser, and in mixed precision the master copy. No activations. `precision`
#   is `"fp32"` or `"mixed"`, `optimizer` is `"sgd"`, `"sgd_momentum"` or `"adam"`. A
#   whole number.
# - `fits(n_params, gpu_gb, precision="fp32", optimizer="adam")`: whether these bytes
#   are at most `gpu_gb` GB (10⁹ bytes).
# - `where_is_the_saving`: what mixed precision makes smaller in memory: `"weights"`,
#   `"gradients"`, `"optimizer state"` or `"activations"`. Choose the one that is left
#   when you add up the bytes.


# %% tags=["answer:state_bytes.state_bytes", "answer:state_bytes.fits"]
def state_bytes(n_params, precision, optimizer):
    """Return the bytes of weights, gradients, optimiser state and master copy."""
    ### BEGIN SOLUTION
    moments = {"sgd": 0, "sgd_momentum": 4, "adam": 8}[optimizer]
    kept = {"fp32": 4 + 4, "mixed": 2 + 2 + 4}[precision]
    return n_params * (kept + moments)
    ### END SOLUTION


def fits(n_params, gpu_gb, precision="fp32", optimizer="adam"):
    """Return whether the state of a training run fits into gpu_gb GB."""
    ### BEGIN SOLUTION
    return state_bytes(n_params, precision, optimizer) <= gpu_gb * 1e9
    ### END SOLUTION


# %% tags=["answer:state_bytes.where_is_the_saving"]
# where_is_the_saving = "..."
### BEGIN SOLUTION
where_is_the_saving = "activations"
### END SOLUTION

# %% tags=["check:state_bytes"]
check.state_bytes(state_bytes, fits, where_is_the_saving)

# %% [markdown]
# ## Exercise: a stopwatch to be believed
#
# Write `measure(fn, repeats, warmup, clock, sync)`. It returns the **median** seconds
# of one call of `fn()`.
#
# - `fn()` is called exactly `warmup + repeats` times; the first `warmup` calls are not
#   in the statistic.
# - `clock()` returns seconds. `sync()` waits until the device has finished what it was
#   told to do; call it right before you read the clock, each time.


# %% tags=["answer:stopwatch.measure"]
def measure(fn, repeats, warmup, clock, sync):
    """Return the median seconds of one call of fn, after a warm-up."""
    ### BEGIN SOLUTION
    for _ in range(warmup):
        fn()
    seconds = []
    for _ in range(repeats):
        sync()
        start = clock()
        fn()
        sync()
        seconds.append(clock() - start)
    return float(np.median(seconds))
    ### END SOLUTION


# %% tags=["check:stopwatch"]
check.stopwatch(measure)

# %% [markdown]
# ## Exercise: the models that nobody should choose
#
# One model **dominates** another if it costs no more and scores no less, and at least
# one of the two is strictly better. What no other model dominates is the **Pareto
# front**.
#
# **Write** `pareto(points)`. `points` is a list of named tuples with the fields `cost`
# (lower is better) and `score` (higher is better). Return one `True` or `False` for
# each point, in the same order: is it on the front? Two equal points do not dominate
# each other.
#
# **Mark** the front of the models above: `front` is a data frame with one row for each
# model, eight or more, and the columns `model`, `cost`, `score` and `on_front`.
#
# **Conclude** `dominated_by`: a dict with every model that is *not* on the front, and
# beside it the name of one model that dominates it.

# %%
Point = namedtuple("Point", "cost score")


# %% tags=["answer:pareto_front.pareto"]
def pareto(points):
    """Return for each point whether no other one dominates it."""
    ### BEGIN SOLUTION
    return [not any(_dominates(other, point) for other in points) for point in points]


def _dominates(one, other):
    no_worse = one.cost <= other.cost and one.score >= other.score
    return no_worse and (one.cost < other.cost or one.score > other.score)
    ### END SOLUTION


# %%
bench = pd.DataFrame(
    {
        "model": ["lr", "rf", "xgb", "svm", "resmlp", "cnn", "sepcnn", "wide cnn"],
        "cost": [640.0, 3000.0, 5000.0, 5e4, 2e4, 2e5, 5e4, 8e5],
        "score": [0.96, 0.965, 0.955, 0.985, 0.975, 0.988, 0.98, 0.989],
    }
)

# %% tags=["answer:pareto_front.front", "answer:pareto_front.dominated_by"]
# front = bench[["model", "cost", "score"]].assign(on_front=...)
# dominated_by = {"name of a model": "name of a model that dominates it", ...}
### BEGIN SOLUTION
points = [Point(row.cost, row.score) for row in bench.itertuples()]
front = bench[["model", "cost", "score"]].assign(on_front=pareto(points))
dominated_by = {}
for loser, worse in zip(bench.model, points, strict=True):
    for winner, better in zip(bench.model, points, strict=True):
        if _dominates(better, worse):
            dominated_by[loser] = winner
### END SOLUTION

# %% tags=["check:pareto_front"]
check.pareto_front(pareto, front, dominated_by)

# %% [markdown]
# ## Exercise: mixed precision
#
# **Write**
#
# - `underflow_share(grads, scale)`: `grads` is a float32 tensor. Multiply it by
#   `scale`, store it in float16, and return which share of the values that were not 0
#   is 0 now (a `float`).
# - `choose_scale(grads)`: the largest power of two, from 1 up to 2²⁴, with which no
#   value becomes infinite in float16 and less than 0.1 % of them underflow.
# - `train_step(model, x, y, opt, device, scaler=None)`: one step of training in mixed
#   precision with the cross-entropy; it returns the loss, a float32 tensor. `device` is
#   a `torch.device`, and model and batch are on it. On the processor use bfloat16. On
#   CUDA use float16 with the scaler if one is given, else bfloat16. A scaler that is
#   given on the processor is ignored.
#
# The parameters stay float32. The forward pass and the loss run inside
# `torch.autocast`, the backward pass outside.


# %% tags=["answer:mixed_precision.underflow_share", "answer:mixed_precision.choose_scale"]
def underflow_share(grads, scale):
    """Return the share of non-zero values that are 0 in float16 after scaling."""
    ### BEGIN SOLUTION
    alive = grads[grads != 0]
    return ((alive * scale).half() == 0).float().mean().item()
    ### END SOLUTION


def choose_scale(grads):
    """Return the largest power of two without overflow and with little underflow."""
    ### BEGIN SOLUTION
    for power in range(24, -1, -1):
        scale = 2.0**power
        finite = bool(torch.isfinite((grads * scale).half()).all())
        if finite and underflow_share(grads, scale) < 0.001:
            return scale
    ### END SOLUTION


# %% tags=["answer:mixed_precision.train_step"]
def train_step(model, x, y, opt, device, scaler=None):
    """Take one step in mixed precision; return the loss."""
    ### BEGIN SOLUTION
    scaled = scaler is not None and device.type == "cuda"
    opt.zero_grad()
    dtype = torch.float16 if scaled else torch.bfloat16
    with torch.autocast(device.type, dtype=dtype):
        loss = F.cross_entropy(model(x), y)
    if scaled:
        scaler.scale(loss).backward()
        scaler.step(opt)
        scaler.update()
    else:
        loss.backward()
        opt.step()
    return loss.detach()
    ### END SOLUTION


# %% tags=["check:mixed_precision"]
check.mixed_precision(underflow_share, choose_scale, train_step)

# %% [markdown]
# ## Exercise: a memo
#
# Cut this training bill to a tenth.

# %% tags=["essay:compute_memo"] language="memo" magic_args="compute_memo"
# ### BEGIN SOLUTION
# **Data.** The memo follows.
#
# **Compute.** 1.
#
# **Interpretability.** 2.
#
# **Latency.** 3.
# ### END SOLUTION

# %% tags=["check:compute_memo"]
check.compute_memo(compute_memo)

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
answers = {}
### END SOLUTION

# %% tags=["check:quiz"]
check.quiz(answers)

# %% [markdown]
# ## Your decision card: compute
#
# One sentence for your checklist: what do you estimate before you start a run?

# %% tags=["practice:card"]
# card_line("compute", "...")
### BEGIN SOLUTION
card_line(
    "compute",
    "Compute: estimate operations, hours, dollars and memory before the run, and "
    "believe a saving only if before and after were measured on the same task.",
)
### END SOLUTION
