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
import copy
import sys
import tempfile
import time
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
import numpy as np
import pandas as pd
import torch
from IPython.display import display
from safetensors.torch import save
from scipy import stats
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC
from torch.nn import functional as F
from torch.utils.flop_counter import FlopCounterMode
from course import card_line, compress, cost, data, device, measure as measured
from course import models, plots, predict, progress, sweep, widgets
from course.checks import attempted, compute as check
from course.models import networks
from course.models.classical import pipeline
from course.models.transfer import moved_digits

# %% [markdown]
# **Warm up.** Three questions from earlier modules. Answer them in your head; they come
# back in the quiz at the end. One labelling route costs $400 before the first label and
# $0.50 a label, the other nothing before and $2.50 a label: from how many labels on is
# the first no dearer? You shuffle a column and the score does not move: what do you
# know? By which factor does a depthwise separable convolution lower the multiply-adds?

# %% [markdown]
# ## Three bills for one model
#
# GPT-3 appeared in 2020: 175 billion parameters, trained on 300 billion tokens. What it
# cost was never published. Three numbers went around: **$1.9 million**, **$4.6
# million** and **$12 million**. All three start from the same number of operations, for
# that one stands in the paper. Who is right?
#
# At the end of this module you can say what each of them must have assumed, and you
# will not quote one of them without saying so.

# %% [markdown]
# ## Predict first
#
# 1. **Memory.** A model with one billion parameters is trained with Adam. Weights,
#    gradients and the state of the optimiser take 16 GB in float32. How many GB do they
#    take in mixed precision, with a master copy of the weights? (`number`)
# 2. **Time.** Real handwritten digits, 8 × 8 pixels, 1,347 rows. Logistic regression
#    and a small convolutional network are both trained until they get 95 % of the test
#    digits right. How many times as many processor seconds does the network need?
#    (`number`)
# 3. **Pruning.** You set 90 % of the weights of a trained network to zero. How does the
#    time to label a picture change: `"ten times faster"`, `"twice as fast"` or `"no
#    clear change"`?

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
# ## Worked example: the operations of GPT-3
#
# In the forward pass each weight of a dense layer does one multiplication and one
# addition for each token: 2 operations. The backward pass does that twice, once for the
# gradient of the weights and once for the gradient of what came in: 4 more. Together
# **6 · N · D** for N parameters and D tokens.
#
# 1. operations: 6 · 175 · 10⁹ · 300 · 10⁹ = **3.15 · 10²³**;
# 2. seconds on one V100 that really does 28 · 10¹² operations a second: 3.15 · 10²³ /
#    (28 · 10¹²) = **1.125 · 10¹⁰**;
# 3. hours: 1.125 · 10¹⁰ / 3,600 = **3.125 million**, or 357 years of one GPU;
# 4. at $1.50 an hour: **$4.69 million**.
#
# The paper gives 3.14 · 10²³. The rule is that close.

# %%
flops = cost.training_flops(175e9, 300e9)
hours = cost.machine_hours(flops, peak_flops=28e12, utilisation=1.0)
f"{flops:.3g} operations, {hours:,.0f} GPU-hours, ${1.50 * hours:,.0f}"

# %% [markdown]
# ## Your turn, half done: 1,024 GPUs
#
# The makers of Megatron report 34 days for a model of that size and as many tokens, on
# 1,024 A100 that did 140 · 10¹² operations a second each. Their run computes the
# forward pass a second time to save memory, so it needs 8 and not 6 operations. Fill
# the blank; the answer should be near 34. There are no points here.

# %% tags=["practice:megatron"]
# seconds = 8 * 175e9 * 300e9 / (1024 * ___)
# f"{seconds / 86_400:.1f} days"
### BEGIN SOLUTION
seconds = 8 * 175e9 * 300e9 / (1024 * 140e12)
f"{seconds / 86_400:.1f} days"
### END SOLUTION

# %% [markdown]
# ## Exercise: the bill of a training run
#
# A GPU has a **peak** that the maker promises. A real job reaches a share of it, the
# **utilisation**; 20 to 60 % is usual for large jobs.
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
# Now let your function meet the three bills. The first two were published with their
# assumptions. The third went around without any. So we take a throughput that was
# published by others, 24.6 · 10¹² operations a second, and ask which price would give
# $12 million.

# %%
V100 = 125e12  # promised operations a second, in 16 bits
assumed = {
    "forum post, 2020": (62.5e12, 10.7957 / 8, 1.9),
    "Lambda, 2020": (28e12, 1.50, 4.6),
    "the third": (24.6e12, 3.37, 12.0),
}
three = []
for who, (reached, price, published) in assumed.items():
    bill = training_bill(175e9, 300e9, V100, reached / V100, price)
    if attempted(bill):
        three.append(
            {
                "who": who,
                "utilisation": f"{reached / V100:.0%}",
                "$ an hour": round(price, 2),
                "million GPU-hours": round(bill["gpu_hours"] / 1e6, 2),
                "million $": round(bill["usd"] / 1e6, 2),
                "published, million $": published,
            }
        )
pd.DataFrame(three)

# %% [markdown]
# All three come out, the third because we looked for its price. The operations are the
# same; the throughput moves the bill by a factor of 2.5, the price by another 2.5.
# Nobody lied, and nobody measured.
#
# And four years of models, under the assumptions of the second bill:

# %%
timeline = []
for name, year in {"BERT-large": 2018, "GPT-3": 2020, "Chinchilla": 2022}.items():
    n, tokens = widgets.bill.KNOWN[name]
    bill = training_bill(n, tokens, V100, 28e12 / V100, 1.50)
    if attempted(bill):
        timeline.append(
            {
                "model": name,
                "year": year,
                "parameters": plots.count_text(n),
                "tokens": plots.count_text(tokens),
                "operations": f"{bill['flops']:.1e}",
                "V100-hours": f"{bill['gpu_hours']:,.0f}",
                "$": f"{bill['usd']:,.0f}",
            }
        )
pd.DataFrame(timeline)

# %% [markdown]
# > **Claim box · "hundreds to thousands of GPU-hours; for GPT-3 weeks on hundreds of
# > GPUs and a multi-million bill" (S5.1 to S5.4, S8.2)**
# >
# > *What holds.* Multi-million dollars, under every assumption above. Weeks, on enough
# > machines.
# >
# > *What does not.* "Hundreds" is the wrong order. At 24.6 · 10¹² operations a second,
# > 500 V100 would need 296 days. A run of weeks takes thousands of them: 10,000 need 15
# > days, 1,024 of the faster A100 took 34. And 10² to 10³ GPU-hours fit a model of the
# > size of BERT-large (64 TPU chips for four days, so 6,144 chip-hours), not GPT-3:
# > that is 10⁶.
# >
# > *Safe wording.* Published estimates for GPT-3 lie between $2 and $12 million; they
# > differ in assumed throughput and price. The true bill is not public.
# >
# > *Sources.* Brown et al. 2020, table D.1 (3.14 · 10²³); a post in r/MachineLearning,
# > July 2020 ($10.80 an hour for eight V100, half of the peak); Lambda's blog, 2020 (28
# > TFLOP/s, 355 GPU-years, $4.6 million); Patterson et al. 2021 (24.6 TFLOP/s);
# > Narayanan et al. 2021 (1,024 A100); Devlin et al. 2019.

# %% [markdown]
# ## Is 6 · N · D true?
#
# Count instead of believing. torch can count every multiplication and addition of a
# forward and a backward pass. On the `meta` device tensors have shapes and no numbers,
# so even GPT-3 fits. Before you run it: will the count be above or below 6 · N · D?


# %%
def counted_share(net, batch, work_per_example, n_examples):
    """Return counted operations, forward and backward, over the rule's."""
    with FlopCounterMode(display=False) as counter, torch.device("meta"):
        scores = net.to("meta").train()(batch)
        scores = scores.flatten(0, -2)
        F.cross_entropy(scores, torch.zeros(len(scores), dtype=torch.long)).backward()
    return counter.get_total_flops() / (6 * work_per_example * n_examples)


gpt2 = dict(n_layers=12, d_model=768, n_heads=12, n_ctx=1024)
rule = []
giants = {"GPT-2 small": gpt2, "GPT-3": {"n_ctx": 2048}}
for name, sizes in progress.bar(giants.items(), label="networks"):
    net = measured.on_meta(models.blueprints.gpt, **sizes)
    n, length = measured.n_parameters(net), sizes["n_ctx"]
    words = torch.zeros(1, length, dtype=torch.long, device="meta")
    share = counted_share(net, words, n, length)
    rule.append({"network": name, "counts": "parameters", "counted / rule": share})
conv = networks.small_cnn((1, 28, 28), 10, width=16)
pictures = torch.zeros(8, 1, 28, 28, device="meta")
for counts, n in {
    "parameters": measured.n_parameters(conv),
    "multiply-adds": measured.macs(conv, (1, 28, 28)),
}.items():
    share = counted_share(conv, pictures, n, 8)
    rule.append({"network": "small CNN", "counts": counts, "counted / rule": share})
pd.DataFrame(rule).round(2)

# %% [markdown]
# For transformers the rule is 3 to 14 % low: it leaves out the products between tokens
# in attention, which weigh more in a small model with long texts. For a convolution it
# is **56 times** too low, because a filter is used at every position. There, put the
# multiply-adds of one picture in place of N: **6 · MACs · pictures**. (Slightly too
# high, since nobody needs a gradient of the input pixels.)

# %% [markdown]
# ## The bill of your own machine
#
# Your function works for the network in this notebook as well. The cell measures the
# peak of one core of this computer by a product of two large matrices, trains a small
# network on 1,347 digits of 28 × 28 pixels, and compares the bill with the clock. The
# clock counts **processor seconds**, not seconds on the wall: other programs are busy
# too. (On Windows that clock ticks too slowly, so there it is the wall.) All that is
# timed below runs on one core, also where there is a GPU.

# %%
quick = device.scale() == "quick"
torch.set_num_threads(1)
digits = moved_digits()
X = np.concatenate([digits.X_train, digits.X_test])
y = np.concatenate([digits.y_train, digits.y_test])
tick = time.perf_counter if sys.platform == "win32" else time.process_time


def processor_seconds(function):
    """Return what a function returns, and the processor seconds that it took."""
    start = tick()
    result = function()
    return result, tick() - start


square = torch.rand(1024, 1024)
product = measured.seconds(lambda: square @ square, repeats=9, clock=tick)
peak = 2 * 1024**3 / max(product.median, 1e-4)
EPOCHS = 2 if quick else 8
plain = {"precision": "float32", "device": "cpu", "progress": False}
reference = partial(models.small_cnn, **plain)
own = reference(epochs=EPOCHS, random_state=0, progress=True)
own, took = processor_seconds(lambda: own.fit(X[:1347], y[:1347]))
work = measured.macs(own.module_, (1, 28, 28))
bill = training_bill(
    work, 1347 * EPOCHS, peak, 1.0, cost.MACHINES["one CPU core"].usd_per_hour
)
print(f"peak of one core: {peak / 1e9:.0f} billion operations a second")
if attempted(bill):
    at_peak = bill["gpu_hours"] * 3600
    print(f"at the peak {at_peak:.2f} s; by the clock {took:.2f} s")
    print(f"utilisation {at_peak / took:.0%}, bill ${bill['usd'] * took / at_peak:.6f}")

# %% [markdown]
# On our machine, two cores of a shared x86 server, one core did 192 billion operations
# a second, and the training reached a quarter to a third of it (0.65 s at the peak; by
# the clock 1.8 s on a quiet machine and 2.6 s on a busy one). So the utilisation of a
# real job is something that you measure, and then bill with.

# %% [markdown]
# ## The bill as a map
#
# The star is your run. On each grey line all runs cost the same. Start as it stands,
# with GPT-3 on V100. Then move the utilisation from 5 to 60 % and the price from $0.35
# to $10. Which of the lines does the star cross, although the model stays the same?
# Then set 70 B parameters and 1.4 T tokens, which is Chinchilla.

# %%
widgets.price_of_a_run()

# %% [markdown]
# The machine and its price move the bill by more than a factor of ten, for the same
# model. Chinchilla has 2.5 times fewer parameters than GPT-3, saw 4.7 times as many
# tokens, and took 5.9 · 10²³ operations, not twice as many. It was the better model
# (Hoffmann et al. 2022). A parameter is cheap to store and dear to train.

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
# GPT-3 once more, with what Patterson and others give: 3.14 · 10²³ operations at 24.6 ·
# 10¹² a second, 330 watts for a GPU with its share of the server, a PUE of 1.1. One
# checkpoint to go on from has 16 bytes a parameter (the next exercise says why); one to
# use has 2. People: say that 20 of them work for a year, at $100 an hour (our
# assumption).

# %%
v100_hours = 3.14e23 / 24.6e12 / 3600
for what, per_param in {"to go on from": 16, "to use": 2}.items():
    budget = run_budget(v100_hours, 330, 1.1, 175e9, 1, per_param, 20 * 1_800, 100)
    if attempted(budget):
        print(f"one checkpoint {what}: {budget['checkpoint_gb']:,.0f} GB")
if attempted(budget):
    print(f"energy {budget['kwh'] / 1e6:.3f} GWh, people ${budget['people_usd']:,.0f}")

# %% [markdown]
# The published estimate is 1,287 MWh. The people cost nearly as much as the middle one
# of the three GPU bills; and the bills leave out every run that failed.
#
# Now the same for the small network that you just trained: real files, and energy. This
# machine may have a meter or not. Where it has one and `codecarbon` is installed, the
# cell measures; elsewhere it multiplies watts by processor seconds and says so. The ten
# watts for a core are an assumption.

# %%
module = copy.deepcopy(own.module_)
n = measured.n_parameters(module)
batch, labels = torch.from_numpy(X[:64]), torch.from_numpy(y[:64])
optimisers = {
    "sgd": torch.optim.SGD(module.parameters(), lr=1e-3),
    "sgd_momentum": torch.optim.SGD(module.parameters(), lr=1e-3, momentum=0.9),
    "adam": torch.optim.Adam(module.parameters(), lr=1e-3),
}
for optimiser in optimisers.values():
    optimiser.zero_grad()
    F.cross_entropy(module(batch), labels).backward()
    optimiser.step()

weights = module.state_dict()
halves = {name: value.half() for name, value in weights.items()}
contents = {
    "weights in 16 bits": halves,
    "weights in 32 bits": weights,
    "weights and Adam": [weights, optimisers["adam"].state_dict()],
}
files = []
with tempfile.TemporaryDirectory() as folder:
    for what, content in contents.items():
        path = Path(folder) / "checkpoint.pt"
        torch.save(content, path)
        size = path.stat().st_size
        files.append({"file": what, "bytes": size, "bytes a parameter": size / n})
pd.DataFrame(files).round(1)

# %%
one_epoch = partial(reference(epochs=1, random_state=0).fit, X[:1347], y[:1347])
measured.energy(one_epoch, watts=10)

# %% [markdown]
# A checkpoint to go on from with Adam has about three times the bytes of the weights
# alone in 32 bits, and nearly six times those in 16. (The file holds no gradients, and
# a few kilobytes of names.)
#
# > **Claim box · energy, clusters, checkpoints (S5.7 to S5.9)**
# >
# > *What holds.* All three are real, and none is in the GPU bill.
# >
# > *Read with care.* Most energy figures are watts times hours, as in our own cell: an
# > estimate from an assumption. 1,287 MWh for GPT-3 is one too, by people who did not
# > run it. Choice of model, data centre and processor changes the carbon by up to 100
# > to 1,000 times, says the same paper.
# >
# > *Clusters.* Ten GPUs in place of one are ten times as fast only if no work waits. If
# > a share s of the work cannot be split, the time falls to s + (1 − s) / 10. With s =
# > 5 % ten GPUs are 6.9 times as fast and the bill in GPU-hours **rises** by 45 %. More
# > GPUs buy time, never a smaller bill.
# >
# > *Sources.* Patterson et al. 2021, arXiv:2104.10350; Amdahl 1967.

# %% [markdown]
# ## Exercise: will it fit?
#
# Write
#
# - `state_bytes(n_params, precision, optimizer)`: the bytes that a training run keeps
#   for its parameters from the first step to the last: weights, gradients, the state of
#   the optimiser, and in mixed precision the master copy. No activations. `precision`
#   is `"fp32"` (4 bytes a number) or `"mixed"`: weights and gradients in 2 bytes, and a
#   master copy of the weights in 4. `optimizer` is `"sgd"` (keeps nothing),
#   `"sgd_momentum"` (keeps one average of the gradients) or `"adam"` (keeps two), all
#   of 4 bytes. Return a whole number.
# - `fits(n_params, gpu_gb, precision="fp32", optimizer="adam")`: whether these bytes
#   are at most `gpu_gb` GB (10⁹ bytes).
# - `where_is_the_saving`: what mixed precision makes smaller in memory: `"weights"`,
#   `"gradients"`, `"optimizer state"` or `"activations"`. Choose what is left when you
#   have added up the bytes.


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


# %% [markdown]
# Before you choose, look at real tensors. The first table counts what your network,
# three optimisers and a step of mixed precision by hand really hold after one step, in
# bytes a parameter, with your number beside it. (Each tensor of Adam counts its steps
# in 4 more bytes.) The second counts what the forward pass keeps for the backward pass,
# for one batch of 50 pictures, in float32 and in bfloat16: the **activations**.


# %%
def kept_for_backward(net, x, half):
    """Return the bytes of the activations that autograd keeps for one batch."""
    held = {}

    def look(tensor):
        if tensor.shape[:1] == x.shape[:1]:  # one row a picture: no weights
            held[tensor.data_ptr()] = tensor
        return tensor

    hooks = torch.autograd.graph.saved_tensors_hooks(look, lambda tensor: tensor)
    with hooks, torch.autocast("cpu", dtype=torch.bfloat16, enabled=half):
        F.cross_entropy(net(x), torch.zeros(len(x), dtype=torch.long))
    return sum(t.numel() * t.element_size() for t in held.values())


def bytes_a_parameter(tensors):
    """Return the bytes of some tensors, over the number of parameters."""
    return sum(t.numel() * t.element_size() for t in tensors) / n


def line_of_bytes(precision, optimizer, weights, adam, master=()):
    """Count what is really kept, and put your number beside it."""
    kept = [t for state in adam.state.values() for t in state.values()]
    row = {
        "weights": bytes_a_parameter(weights),
        "gradients": bytes_a_parameter(w.grad for w in weights),
        "master": bytes_a_parameter(master),
        "optimizer state": bytes_a_parameter(t for t in kept if torch.is_tensor(t)),
    }
    row = {"precision": precision, "optimizer": optimizer} | row
    row["together"] = sum(list(row.values())[2:])
    yours = state_bytes(n, precision, optimizer)
    return row | {"yours": yours / n if attempted(yours) else float("nan")}


weights = list(module.parameters())
counted = [line_of_bytes("fp32", name, weights, o) for name, o in optimisers.items()]

# one step of mixed precision by hand: 16-bit network, 32-bit master copy
low = copy.deepcopy(module).to(torch.bfloat16)
low.zero_grad()
F.cross_entropy(low(batch.bfloat16()).float(), labels).backward()
master = [w.detach().float().requires_grad_() for w in low.parameters()]
adam = torch.optim.Adam(master, lr=1e-3)
for big, w in zip(master, low.parameters(), strict=True):
    big.grad = w.grad.float()  # for this moment only
adam.step()
adam.zero_grad()
counted.append(line_of_bytes("mixed", "adam", list(low.parameters()), adam, master))
display(pd.DataFrame(counted).round(3))

fifty = torch.from_numpy(X[:50])
dense = networks.mlp((784,), 10, widths=(512, 512, 512), dropout=0.0)
pd.DataFrame(
    [
        {
            "network": name,
            "float32": plots.bytes_text(kept_for_backward(net, x, False)),
            "bfloat16": plots.bytes_text(kept_for_backward(net, x, True)),
        }
        for name, net, x in [
            ("small CNN", module, fifty), ("dense", dense, fifty.flatten(1))
        ]
    ]
)  # fmt: skip

# %% tags=["answer:state_bytes.where_is_the_saving"]
# where_is_the_saving = "..."
### BEGIN SOLUTION
where_is_the_saving = "activations"
### END SOLUTION

# %% tags=["check:state_bytes"]
check.state_bytes(state_bytes, fits, where_is_the_saving)

# %% [markdown]
# So prediction 1: **16 GB**, as before. The master copy eats what weights and gradients
# give. (`torch.autocast` keeps weights and gradients in 32 bits and casts on the way:
# 4 + 4 + 8 makes 16 as well.) What shrinks is the activations: to a half in the dense
# network, to 0.59 in the small CNN, whose pooling keeps its places in 64-bit integers.
#
# Which models can one GPU of 80 GB train with Adam?

# %%
for billions in (1, 3, 7, 70):
    fit = fits(billions * 10**9, 80)
    if attempted(fit):
        print(f"{billions} billion parameters on 80 GB: {'yes' if fit else 'no'}")

# %% [markdown]
# ## Who is still working?
#
# A GPU takes an order and works while Python goes on. Here is such a device, without a
# GPU: it puts each order into a queue and returns at once. One order takes it 20
# milliseconds. What will a plain stopwatch around an order show?


# %%
class Device:
    """A device that works in its own thread, as a GPU does."""

    def __init__(self):
        self.queue = ThreadPoolExecutor(1)
        self.last = None

    def order(self):
        """Give it 20 milliseconds of work and come back at once."""
        self.last = self.queue.submit(time.sleep, 0.02)

    def sync(self):
        """Wait until it has done all that it was told."""
        if self.last is not None:
            self.last.result()


worker = Device()
worker.order()
worker.sync()  # the first order starts the thread
start = time.perf_counter()
worker.order()
told = time.perf_counter() - start
worker.sync()
done = time.perf_counter() - start
f"stopwatch after the order: {1000 * told:.2f} ms; after sync: {1000 * done:.1f} ms"

# %% [markdown]
# ## Exercise: a stopwatch to be believed
#
# Write `measure(fn, repeats, warmup, clock, sync)`. It returns the **median** seconds
# of one call of `fn()`.
#
# - `fn()` is called exactly `warmup + repeats` times; the first `warmup` calls are not
#   in the statistic. First calls load libraries, fill caches and compile.
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
# Let your stopwatch meet the device above, and a real GPU where there is one. Without
# `sync` the same stopwatch shows how long it takes to give an order.


# %%
def nothing():
    """Wait for nobody."""


timed = [("the device above", worker.order, worker.sync)]
if torch.cuda.is_available():
    large = torch.rand(4096, 4096, device="cuda")
    timed.append(
        ("a matrix product on CUDA", lambda: large @ large, torch.cuda.synchronize)
    )
for what, fn, sync in timed:
    real = measure(fn, 9, 2, time.perf_counter, sync)
    sync()
    if attempted(real):
        blind = measure(fn, 9, 2, time.perf_counter, nothing)
        sync()
        print(
            f"{what}: {1000 * real:.2f} ms a call; without sync {1000 * blind:.3f} ms"
        )

# %% [markdown]
# ## Classical against deep: the race to 95 %
#
# Prediction 2. Both models see 1,347 centred digits of 8 × 8 pixels. Logistic
# regression is fitted once. The network is trained for 1, 2, 3 ... epochs, each time
# from fresh weights, until it gets 95 % of the 450 test digits; the clock of the last
# training counts.

# %%
small = data.load_digits()
X8 = np.concatenate([small.X_train, small.X_test])


def race(random_state):
    """Return the processor seconds to 95 % for a linear model and a network."""
    others, held = train_test_split(
        np.arange(len(y)), test_size=450, stratify=y, random_state=random_state
    )
    line, line_s = processor_seconds(
        lambda: models.logistic().fit(X8[others], y[others])
    )
    for epochs in range(1, 9):
        net = reference(epochs=epochs, random_state=random_state)
        net, net_s = processor_seconds(partial(net.fit, X8[others], y[others]))
        if net.score(X8[held], y[held]) >= 0.95:
            break
    return {
        "lr": line.score(X8[held], y[held]),
        "lr, ms": 1000 * line_s,
        "cnn, epochs": epochs,
        "cnn, ms": 1000 * net_s,
        "cnn over lr": net_s / line_s,
    }


SEEDS = 1 if quick else 3
sweep.grid(race, seeds=range(SEEDS)).round(3)

# %% [markdown]
# On our machine, with 12 seeds: logistic regression took 15 milliseconds (and got 0.953
# to 0.980), the network 136 to 221, in 2 or 3 epochs. The factor was 7.6 to 15.7,
# median **9.7**. About ten times, for a network that later goes on to 0.99. Against one
# Adam step more or less, ten milliseconds are nothing that anybody should plan for; the
# same factor on a day of training is ten days.
#
# > **Claim box · "classical methods train on CPUs in minutes to hours" (S5.5, S5.6)**
# >
# > *What holds.* On a modest machine logistic regression needed 15 milliseconds here.
# > No GPU is missed.
# >
# > *What does not.* "Classical is cheap" is no law. In the table below the dearest
# > model to train is a classical one.
# >
# > *Safe wording.* Name the model and the data, and give processor seconds.

# %% [markdown]
# ## One task, ten models
#
# Now the digits are enlarged to 28 × 28 pixels and moved by up to two, so that 784
# pixels come in. Each model is trained on 1,347 of them and tested on 450, with one
# core. Two costs are counted.
#
# - **Training**: processor seconds, by the clock.
# - **Operations for one picture**: multiply-adds of the linear model and the networks;
#   support vectors times pixels for the support vector machine; nodes visited for the
#   trees. They are the same on every machine.
#
# `letters` is the encoder of module 2 that had learned printed letters, frozen, under a
# logistic regression. Which model will be the dearest to train? Bet before you run.

# %%
letters = models.letters_net()


def encoded(images):
    """Return what the letters net makes of pictures: (n, 288)."""
    with torch.no_grad():
        return letters(torch.from_numpy(images)).numpy()


def contender(name, random_state):
    """Make one unfitted model."""
    net = {"epochs": EPOCHS, "random_state": random_state}
    return {
        "lr": models.logistic,
        "forest": partial(models.forest, random_state=random_state),
        "xgboost": partial(models.xgboost, n_trees=10, random_state=random_state),
        "svm": lambda: pipeline(SVC(C=10)),
        "mlp": partial(models.mlp, **plain | net | {"epochs": 10}),
        "cnn": partial(reference, **net),
        "half cnn": partial(reference, width=8, **net),
        "quarter cnn": partial(reference, width=4, **net),
        "separable cnn": partial(models.separable_cnn, **plain, **net),
        "frozen letters": models.logistic,
    }[name]()


def operations(name, model, held):
    """Count the operations of a fitted model for one picture."""
    last = model[-1] if hasattr(model, "steps") else model
    if name == "lr":
        return last.coef_.size
    if name == "forest":
        return last.decision_path(held.reshape(len(held), -1))[0].sum() / len(held)
    if name == "xgboost":
        return 10 * 10 * 6  # rounds, classes, depth at most
    if name == "svm":
        return last.support_vectors_.size
    if name == "frozen letters":
        return measured.macs(letters, (1, 28, 28)) + last.coef_.size
    return measured.macs(last.module_, (784,) if name == "mlp" else (1, 28, 28))


fitted, splits = {}, {}


def run(model, random_state):
    """Fit one model; keep the networks for later."""
    others, held = splits[random_state] = train_test_split(
        np.arange(len(y)), test_size=450, stratify=y, random_state=random_state
    )
    see = encoded if model == "frozen letters" else (lambda images: images)
    fit = contender(model, random_state)
    found, seconds = processor_seconds(lambda: fit.fit(see(X[others]), y[others]))
    fitted[model, random_state] = found, seconds
    return {
        "score": found.score(see(X[held]), y[held]),
        "train_seconds": seconds,
        "operations": operations(model, found, X[held]),
    }


ENTRANTS = ["lr", "forest", "xgboost", "svm", "mlp", "cnn", "half cnn",
            "quarter cnn", "separable cnn", "frozen letters"]  # fmt: skip
runs = sweep.grid(run, seeds=range(SEEDS), model=ENTRANTS)
bench = runs.groupby("model", sort=False)[["score", "train_seconds", "operations"]]
bench = bench.mean().reset_index()
plots.show(
    plots.fronts(
        bench,
        {"train_seconds": "processor seconds to train",
         "operations": "operations for one picture"},
        title="Ten models on moved digits; hollow: another one is no worse in both",
    ),
    alt="Accuracy over training seconds and over operations for one picture, on log "
    "axes. Over seconds three models are on the front: the support vector machine, the "
    "frozen letters net and the CNN. Over operations the trees and the narrow CNNs are "
    "on it as well.",
)  # fmt: skip
bench.round(3)

# %% [markdown]
# Measured with 12 seeds, mean ± standard deviation of the accuracy:
#
# | model | accuracy | training, processor s | operations a picture |
# |---|---|---|---|
# | logistic regression | 0.790 ± 0.028 | 0.30 | 7,840 |
# | forest, 200 trees | 0.917 ± 0.013 | 1.20 | 1,989 |
# | XGBoost, 10 rounds | 0.794 ± 0.024 | 3.42 | 600 at most |
# | support vector machine | 0.960 ± 0.011 | 0.15 | 692,000 |
# | perceptron, 10 epochs | 0.921 ± 0.009 | 0.48 | 109,184 |
# | CNN, 8 epochs | 0.980 ± 0.007 | 2.59 | 1,929,472 |
# | half as wide | 0.972 ± 0.009 | 1.33 | 513,152 |
# | a quarter as wide | 0.933 ± 0.012 | 1.14 | 143,680 |
# | separable | 0.956 ± 0.011 | 2.23 | 366,176 |
# | frozen letters net | 0.974 ± 0.008 | 0.29 | 1,470,528 |
#
# The dearest model to train is the boosted one: ten classes of ten trees on 784 pixels.
# With 50 rounds it took 13.7 seconds and reached 0.857 (3 seeds). The support vector
# machine is the cheapest to train and leads all other classical models; but for each
# picture it compares 880 stored pictures of 784 pixels.
#
#
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
# **Mark** the front of the table `bench` above, with `operations` as the cost: `front`
# is a data frame with one row for each model and the columns `model`, `cost`, `score`
# and `on_front`.
#
# **Conclude** `dominated_by`: a dict with every model that is *not* on the front, and
# beside it the name of one model that dominates it.

# %%
Point = namedtuple("Point", "cost score")
priced = bench.rename(columns={"operations": "cost"})[["model", "cost", "score"]]
points = [Point(row.cost, row.score) for row in priced.itertuples()]


# %% tags=["answer:pareto_front.pareto"]
def pareto(points):
    """Return for each point whether no other one dominates it."""
    ### BEGIN SOLUTION
    return [not any(dominates(other, point) for other in points) for point in points]


def dominates(one, other):
    """Return whether one point is no worse in both, and better in one."""
    no_worse = one.cost <= other.cost and one.score >= other.score
    return no_worse and (one.cost < other.cost or one.score > other.score)
    ### END SOLUTION


# %% tags=["answer:pareto_front.front", "answer:pareto_front.dominated_by"]
# front = priced.assign(on_front=...)
# dominated_by = {"name of a model": "name of a model that dominates it", ...}
### BEGIN SOLUTION
front = priced.assign(on_front=pareto(points))
dominated_by = {
    loser: winner
    for loser, worse in zip(priced.model, points, strict=True)
    for winner, better in zip(priced.model, points, strict=True)
    if dominates(better, worse)
}
### END SOLUTION

# %% tags=["check:pareto_front"]
check.pareto_front(pareto, front, dominated_by)

# %% [markdown]
# Two things to keep. **The front depends on the axis.** Over training seconds three of
# ten models are left: support vector machine, frozen letters, CNN. Over operations the
# forest and the narrow networks come back: what nobody should train may still be what a
# phone should run.
#
# **A front of means is drawn through noise.** Forest and perceptron lie 0.004 apart,
# with standard deviations of 0.013 and 0.009. In an early run, with three seeds and the
# perceptron in bfloat16, the forest led by 0.001 and the perceptron was off the front;
# with 12 seeds it was back. Before you dismiss a model, look at the interval (module
# 1).

# %% [markdown]
# ## What float16 loses
#
# **Mixed precision** multiplies in 16 bits and keeps weights and sums in 32. There are
# two kinds of 16 bits. `float16` has a fine grid and a small range: from 6 · 10⁻⁸ to
# 65,504. `bfloat16` has the range of float32 and a coarse grid. Gradients are small.
# The cell takes the gradients of the network that you trained, for one batch, and
# stores them in both.

# %%
net = copy.deepcopy(own.module_)
net.zero_grad()
F.cross_entropy(net(batch), labels).backward()
gradients = torch.cat([p.grad.flatten() for p in net.parameters()])
alive = gradients[gradients != 0]
lost = {
    kind: ((alive.to(dtype) == 0).float().mean().item())
    for kind, dtype in {"float16": torch.float16, "bfloat16": torch.bfloat16}.items()
}
middle = alive.abs().median().item()
f"median size {middle:.1e}; became 0: " + ", ".join(
    f"{kind} {share:.2%}" for kind, share in lost.items()
)

# %% [markdown]
# The remedy for float16 is to multiply the **loss** by a scale before the backward pass
# and to divide the gradients by it in float32 before the step. A `GradScaler` does
# that. Where it meets infinities it skips the step and halves its scale; after many
# good steps it doubles it.
#
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


# %% tags=["answer:mixed_precision.underflow_share"]
def underflow_share(grads, scale):
    """Return the share of non-zero values that are 0 in float16 after scaling."""
    ### BEGIN SOLUTION
    alive = grads[grads != 0]
    return ((alive * scale).half() == 0).float().mean().item()
    ### END SOLUTION


# %% tags=["answer:mixed_precision.choose_scale"]
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
# How much faster is your step? The cell times a plain step in float32 and yours, on the
# processor, for four widths of the small CNN; where there is a CUDA GPU also there, in
# bfloat16 and in float16 with a scaler. It uses your stopwatch.


# %%
def plain_step(model, x, y, opt):
    """Take one step in float32."""
    opt.zero_grad()
    F.cross_entropy(model(x), y).backward()
    opt.step()


def step_times(width, place, kinds):
    """Return milliseconds a step in float32 and in each kind of mixed precision."""
    x, labels = batch.to(place), torch.from_numpy(y[:64]).to(place)
    x = x.contiguous(memory_format=torch.channels_last)
    gpu = place.type == "cuda"
    clock = time.perf_counter if gpu else tick
    wait = torch.cuda.synchronize if gpu else nothing
    found = {"width": width, "on": place.type}
    for kind, scaler in {"float32": None, **kinds}.items():
        net = networks.small_cnn((1, 28, 28), 10, width=width).to(place)
        net = net.to(memory_format=torch.channels_last)
        opt = torch.optim.Adam(net.parameters(), lr=1e-3, fused=True)
        step = partial(plain_step, net, x, labels, opt)
        if kind != "float32":
            step = partial(train_step, net, x, labels, opt, place, scaler)
        seconds = measure(step, 3 if quick else 9, 3, clock, wait)
        found[kind] = 1000 * seconds if attempted(seconds) else float("nan")
    return found | {"float32 / bfloat16": found["float32"] / found["bfloat16"]}


cpu = torch.device("cpu")
steps = []
if attempted(
    train_step(net, batch, labels, torch.optim.SGD(net.parameters(), 0.0), cpu)
):
    widths = progress.bar([4, 16, 32, 64], label="widths")
    steps = [step_times(width, cpu, {"bfloat16": None}) for width in widths]
    if torch.cuda.is_available():
        kinds = {"bfloat16": None, "float16": torch.amp.GradScaler("cuda")}
        steps.append(step_times(64, torch.device("cuda"), kinds))
pd.DataFrame(steps).round(2)

# %% [markdown]
# On our machine, one core of an x86 server that multiplies in bfloat16, repeated five
# times, mean and range: **1.1** times faster (1.07 to 1.11; in other runs 1.0 to 1.2)
# at width 4, 1.5 (1.4 to 1.6) at 16, 1.7 (1.5 to 1.9) at 32 and **2.4** (2.2 to 2.7) at
# 64. The wider the network, the more of its step is products and not Python. A core
# without such units shows no gain or a loss. In an earlier measurement on another
# processor a tiny perceptron ran at 0.57 times its speed in float32.
#
# And your scale? The gradients above were large enough for float16: next to nothing was
# lost. Deep networks and long averages make them smaller. The cell divides them by
# 100,000 and asks your two functions.

# %%
tiny = gradients / 1e5
shares = {f"scale 2^{power}": underflow_share(tiny, 2.0**power) for power in (0, 7, 14)}
if attempted(shares["scale 2^0"]):
    chosen = choose_scale(tiny)
    print(", ".join(f"{name}: {share:.1%} lost" for name, share in shares.items()))
    print(f"your scale: {chosen:,.0f}")

# %% [markdown]
# > **Claim box · mixed precision (S5.10, S7.4)**
# >
# > *What holds.* On hardware that multiplies in 16 bits, large enough networks train
# > faster, with the same accuracy: see below.
# >
# > *What does not.* "Half the memory, twice the speed." The state of a run with Adam
# > stays at 16 bytes a parameter; activations shrink. A peak 16 times as high (A100,
# > float16 against float32) is a peak, not a training. The guide of TensorFlow says
# > more than 3 times on modern GPUs and more than 2 times on recent Intel processors;
# > ours gained 1.1 to 2.4 times, by width, and we had no GPU. On a processor without
# > such units 16 bits can be **slower**; float16 products were 600 times slower on one
# > of ours, and the course refuses them.
# >
# > *Safe wording.* "Often 1.5 to 3 times on GPUs with tensor cores; measure it."
# >
# > *Sources.* Micikevicius et al. 2018, arXiv:1710.03740; the guides of TensorFlow and
# > PyTorch on mixed precision.

# %% [markdown]
# ## A tenth of the bill? Before and after, on one task
#
# The article names five ways to a smaller bill: mixed precision, pruning, distillation,
# transfer, and small architectures such as MobileNet, and says that they can save "an
# order of magnitude in some cases". So measure all of them against one reference, on
# the digits above: the CNN of width 16, 8 epochs in float32.
#
# - `bfloat16`: the same network in mixed precision.
# - `separable`: its second and third convolution in MobileNet's two steps.
# - `half`, `quarter width`: the same network, narrower. That is the **control**: what
#   does simply making it smaller do?
# - `quarter width, taught`: the quarter, distilled. It learns from the soft answers of
#   the trained reference and from the labels.
# - `90 % zeros`: the trained reference, its smallest 90 % of weights set to zero, then
#   trained on for 3 epochs with the zeros held.
# - `75 % channels out`: its weakest three quarters of channels taken out, then trained
#   on. It has the shape of `quarter width`.
# - `letters, frozen`: transfer. Only a logistic regression on top learns.
#
# What starts from a trained network has the seconds of **that** training in its bill.
# (The training of the letters net itself, done once for this course, is not in it.)
#
# Before you run: which of them saves training seconds tenfold? Which are *dearer* than
# the reference? And is a taught quarter better than a quarter?


# %%
def line_of(recipe, net, seconds, random_state):
    """Measure one finished network: sizes, seconds, accuracy on the test rows."""
    held = splits[random_state][1]
    shown = torch.from_numpy(X[held]).contiguous(memory_format=torch.channels_last)
    net = net.to(memory_format=torch.channels_last).eval()
    with torch.no_grad():
        predicting = measured.seconds(lambda: net(shown), repeats=5, clock=tick)
        guess = net(shown).argmax(1).numpy()
    state = {name: t.contiguous() for name, t in net.state_dict().items()}
    return {
        "recipe": recipe,
        "seed": random_state,
        "parameters": measured.n_parameters(net),
        "macs": measured.macs(net, (1, 28, 28)),
        "bytes": len(save(state)),
        "train_seconds": seconds,
        "predict_ms": max(1000 * predicting.median, 0.1),
        "accuracy": (guess == y[held]).mean(),
    }


class OnLetters(torch.nn.Module):
    """The letters net under a logistic regression, as one network."""

    def __init__(self, fitted_pipeline):
        super().__init__()
        scale, linear = fitted_pipeline[-2], fitted_pipeline[-1]
        weight = linear.coef_ / scale.scale_
        self.letters = copy.deepcopy(letters)
        self.head = torch.nn.Linear(weight.shape[1], weight.shape[0])
        with torch.no_grad():
            self.head.weight.copy_(torch.from_numpy(weight))
            bias = linear.intercept_ - weight @ scale.mean_
            self.head.bias.copy_(torch.from_numpy(bias))

    def forward(self, x):
        return self.head(self.letters(x))


FROM_SCRATCH = {
    "reference": "cnn",
    "separable": "separable cnn",
    "half width": "half cnn",
    "quarter width": "quarter cnn",
}


def savings(random_state):
    """Return one line a recipe, for one split of the rows and one start."""
    others, _ = splits[random_state]
    rows, target = X[others], y[others]
    lines = [
        line_of(recipe, net.module_, seconds, random_state)
        for recipe, model in FROM_SCRATCH.items()
        for net, seconds in [fitted[model, random_state]]
    ]
    teacher, paid = fitted["cnn", random_state]
    on_letters, letters_s = fitted["frozen letters", random_state]
    lines.append(
        line_of("letters, frozen", OnLetters(on_letters), letters_s, random_state)
    )
    tune = partial(
        compress.finetune, X=rows, y=target, epochs=3, random_state=random_state
    )
    recipes = {
        "bfloat16": (0, lambda: models.small_cnn(
            epochs=EPOCHS, precision="bfloat16", progress=False,
            random_state=random_state, device="cpu",
        ).fit(rows, target).module_),
        "quarter width, taught": (paid, lambda: compress.distill(
            contender("quarter cnn", random_state), teacher, rows, target, alpha=0.7,
        )),
        "90 % zeros": (paid, lambda: tune(compress.prune_weights(teacher, 0.9))),
        "75 % channels out": (
            paid, lambda: tune(compress.prune_channels(teacher, 0.75), lr=3e-3)
        ),
    }  # fmt: skip
    for recipe, (before, make) in recipes.items():
        net, seconds = processor_seconds(make)
        lines.append(line_of(recipe, net, before + seconds, random_state))
    return lines


bars = sweep.grid(
    lambda random_state: {"lines": savings(random_state)}, seeds=range(SEEDS)
)
ledger = pd.DataFrame([line for lines in bars.lines for line in lines])
costs = {
    "parameters": "parameters",
    "macs": "multiply-adds",
    "bytes": "bytes on disk",
    "train_seconds": "training s",
    "predict_ms": "prediction s",
}
shown = [
    "reference",
    "bfloat16",
    "separable",
    "half width",
    "quarter width",
    "letters, frozen",
    "quarter width, taught",
    "90 % zeros",
    "75 % channels out",
]
means = ledger.groupby("recipe")[[*costs, "accuracy"]].mean().loc[shown]
plots.show(
    plots.saved_times(
        means.reset_index(), costs, reference="reference",
        title="Times less than the reference: what each recipe saves, and where",
    ),
    alt="Factors of eight recipes for five costs, on a log axis. Multiply-adds fall up "
    "to 13 times, training seconds two to three times at most; the frozen letters net "
    "alone saves six to nine times of them. What starts from a trained network trains "
    "longer than the reference. Ninety percent of zeros save nothing.",
)  # fmt: skip
means.round({"train_seconds": 2, "predict_ms": 1, "accuracy": 3})


# %%
def interval(values):
    """Return the mean of independent values and its 95 % interval, as text."""
    spread = values.std(ddof=1) / len(values) ** 0.5
    ends = values.mean() + spread * stats.t.ppf([0.025, 0.975], len(values) - 1)
    return f"{values.mean():+.3f} [{ends[0]:+.3f}, {ends[1]:+.3f}]"


if SEEDS > 1:
    table = ledger.pivot(index="seed", columns="recipe", values="accuracy")
    against = table.drop(columns="reference").sub(table["reference"], axis=0)
    against["taught − quarter"] = (
        table["quarter width, taught"] - table["quarter width"]
    )
    against["channels out − quarter"] = (
        table["75 % channels out"] - table["quarter width"]
    )
    display(against.agg(interval).to_frame("accuracy, difference and interval"))

# %% [markdown]
# Measured with 12 seeds (other splits and other starts), on the same machine; accuracy
# against the reference with its 95 % interval. Training seconds count all that had to
# be trained. (The prediction time of the letters net is from 3 seeds.)
#
# | recipe | parameters | MACs, M | kB | training, s | prediction, ms | accuracy |
# |---|---|---|---|---|---|---|
# | reference | 33,658 | 1.93 | 137 | 2.59 | 38 | 0.980 |
# | bfloat16 | 33,658 | 1.93 | 137 | 1.82 | 38 | +0.000 [−0.001, 0.001] |
# | separable | 13,706 | 0.37 | 58 | 2.23 | 32 | −0.024 [−0.032, −0.017] |
# | half width | 11,074 | 0.51 | 46 | 1.33 | 17 | −0.008 [−0.014, −0.001] |
# | quarter width | 4,102 | 0.14 | 18 | 1.14 | 11 | −0.047 [−0.056, −0.038] |
# | letters, frozen | 17,018 | 1.47 | 70 | 0.29 | 32 | −0.006 [−0.010, −0.002] |
# | quarter width, taught | 4,102 | 0.14 | 18 | 3.91 | 11 | −0.046 [−0.053, −0.039] |
# | 90 % zeros | 33,658 | 1.93 | 137 | 3.53 | 37 | −0.049 [−0.056, −0.042] |
# | 75 % channels out | 4,102 | 0.14 | 18 | 3.01 | 11 | −0.059 [−0.070, −0.048] |
#
# Read it row by row.
#
# - **Zeros** (prediction 3): **no clear change**. Predictions were 1.05 [0.98, 1.12]
#   times as fast. A zero is multiplied like any other number, and the file keeps it in
#   four bytes; only a zip sees it (126 kB fall to 28). Right after the cut, before
#   training on, 0.41 were right.
# - **Channels** really go: 13 times fewer multiply-adds, 3.4 times faster predictions.
#   But a network of that shape, trained from scratch, was *better* by 0.012 [0.001,
#   0.022], for 38 % of the training seconds. For half of the channels the difference
#   was 0.004 [−0.001, 0.008], so none.
# - **The teacher** did nothing here: +0.001 [−0.005, 0.006] over the same network
#   without one. All rows had labels; with rows that only the teacher has labelled it
#   may look different (module 7 goes on from here).
# - **MobileNet's step** saves 5.3 times the multiply-adds and 1.2 times the seconds,
#   and costs 0.024. Operations are not seconds: a depthwise product does little with
#   each number that it loads. It may look different on a phone. Measure there.
# - **bfloat16** cost nothing: 1.44 [1.32, 1.56] times faster, accuracy within 0.001.
# - **Transfer** saves training: 8.9 [8.4, 9.4] times (6.4 on another day; the small
#   numbers wobble), for 0.006 of accuracy.
#
# With few labels transfer saves even more. The next cell compares it at 100 labels with
# the reference in 100 steps.


# %%
def few_labels(random_state, n=100):
    """Return seconds and accuracy with n labels, from scratch and borrowed."""
    others, held = splits[random_state]
    rows, target = X[others[:n]], y[others[:n]]
    net = reference(epochs=5 if quick else 50, random_state=random_state)
    net, net_s = processor_seconds(lambda: net.fit(rows, target))
    line, line_s = processor_seconds(
        lambda: models.logistic().fit(encoded(rows), target)
    )
    return {
        "scratch, s": net_s,
        "letters, s": line_s,
        "times": net_s / line_s,
        "scratch": net.score(X[held], y[held]),
        "letters": line.score(encoded(X[held]), y[held]),
    }


sweep.grid(few_labels, seeds=range(SEEDS)).round(3)

# %% [markdown]
# With 12 seeds: **49** [43, 55] times fewer processor seconds, and the accuracy is
# *higher* by 0.061 [0.043, 0.080].
#
# > **Claim box · "these tactics can cut compute by an order of magnitude in some cases"
# > (S5.11 to S5.14, S2.14)**
# >
# > *What holds, measured here.* Training seconds fell by **transfer**: 9 times with all
# > labels, 49 times with 100. No other recipe got beyond 2.3 times. Multiply-adds of
# > the finished network fell 13 times by making it **narrower**, before or after
# > training; its predictions became 3.4 times as fast.
# >
# > *What does not.* Pruning and distillation do not cut a training bill: they start
# > from a network that somebody has trained, so they made training 1.2 to 1.5 times
# > **dearer**. They cut the bill of serving. And factors do not multiply: what is
# > narrow gains less from bfloat16, and a borrowed encoder is not trained at all.
# >
# > *From the sources, with their conditions.* Deep Compression made AlexNet 35 times
# > smaller on disk (240 to 6.9 MB) with pruning, retraining and Huffman coding, at the
# > same accuracy. DistilBERT is 40 % smaller and 60 % faster than BERT and keeps 97 %
# > of its score on GLUE. A depthwise separable convolution with 3 × 3 filters needs 8
# > to 9 times fewer multiply-adds. None of the three is a training bill.
# >
# > *Safe wording.* Say which cost fell: training, serving, bytes or operations; against
# > which reference; and what it did to the accuracy. A wasteful reference makes any
# > factor you like.
# >
# > *Sources.* Han, Mao, Dally 2016, arXiv:1510.00149; Sanh et al. 2019,
# > arXiv:1910.01108; Howard et al. 2017, arXiv:1704.04861; Liu et al. 2019,
# > arXiv:1810.05270 (trained from scratch, pruned shapes are as good).

# %% [markdown]
# ## Honesty box: what this module's data cannot show
#
# - The nets are tiny. With 34 thousand parameters much of a training step is Python and
#   the order of calls, not arithmetic. On large networks seconds follow operations more
#   closely, on other chips less.
# - One task, digits by 13 writers, moved by us. Printed letters are close relatives of
#   digits; transfer from farther away saves less.
# - We had no GPU. What the cells for CUDA show on yours, we have not seen.
# - Energy here is watts times seconds, with a watt figure that we assumed.
# - Prices and chips age. The rules 6 · N · D and 16 bytes do not.
#
# ## Exercise: a memo
#
# A team trains a language model for a hospital's reports: 1 billion parameters from
# scratch, 20 billion tokens, on A100 at 40 % of their peak, at $2 an hour. They do it
# four times a year, and two people look after it. The manager asks you to **cut the
# bill to a tenth**.
#
# Write 120 to 220 words for the manager. Go through **data**, **compute**,
# **interpretability**, **latency** in this order. Work out the bill first. Choose your
# tactics among mixed precision, pruning, distillation, transfer, smaller blocks and
# fewer tokens; give each factor with its source or your own measurement, and do not
# multiply factors that depend on each other. Say what it costs in accuracy, what is
# *not* reduced, and how you will check the plan before the large run. Name one risk,
# and one result that would change your mind. A person reads it (10 points); the cell
# below your memo checks only its form.

# %% tags=["essay:compute_memo"] language="memo" magic_args="compute_memo"
# ### BEGIN SOLUTION
# **Data.** 20 billion tokens of reports and general text. The rule 6ND gives 1.2e20
# operations: on an A100 at 40 % of 312 TFLOP/s that is 267 GPU-hours, $534 a run and
# $2,136 a year. The two people cost far more, and no tactic below reduces that.
#
# **Compute.** I start from a published checkpoint and tune on 1 billion of our tokens.
# Twenty times fewer tokens are twenty times fewer operations; in this notebook borrowed
# features trained 9 times faster and lost 0.006 of accuracy. I do not multiply that by
# mixed precision: the 40 % already assume 16-bit products. Pruning and distillation
# stay out, because both first train the large network; here they made training dearer,
# by a sixth to a half.
#
# **Interpretability.** Nothing changes: neither model is readable, so doctors see the
# sentence behind each flag.
#
# **Latency.** If serving is too slow I cut channels later, which made predictions 3
# times faster here.
#
# The risk is that public text is too far from our reports. Proof first: one run on 2 %
# of the tokens, about $1. I would change the plan if the tuned model loses more than
# 0.01 against scratch at equal tokens.
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
answers = {
    "break_even": 200,
    "shuffled": "unused",
    "depthwise": 8.69,
    "six": "two_four",
    "gpt3_hours": "million",
    "adam_bytes": 16,
    "async": "queue",
    "front": "beaten",
}
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

# %% [markdown]
# ## Look back
#
# - Which of your three predictions was wrong, and what did you take for granted?
# - Which number in a bill that you know was assumed and never measured?
#
# **Words.** *FLOP*: one multiplication or addition; a multiply-add (MAC) is two.
# *Utilisation*: the share of a machine's peak that a job reaches. *PUE*: what the
# building draws over what the machines draw. *Activations*: what the forward pass keeps
# for the backward pass. *Pareto front*: what no other choice beats in cost and score.
# *Mixed precision*: products in 16 bits, weights and sums in 32. *Underflow*: a number
# too small for its format, which becomes 0.
