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
# # 1 · Architecture: count before you train
#
# **The question of this module.** How many numbers must this model learn and store,
# where do they sit, and what does depth buy that width does not?
#
# You will
#
# - count the parameters and the multiply-adds of linear, convolution and transformer
#   layers by hand, and let a framework confirm them;
# - find out where the parameters and where the work sit in AlexNet, ResNet-152,
#   MobileNetV2 and GPT-3;
# - measure how many numbers a forest of trees stores;
# - test why residual connections make depth trainable;
# - compare four models on a small table, with an interval;
# - choose an architecture for two cases, and give reasons in numbers.
#
# **Time** about 100 minutes; the machine needs less than two of them. **You need**
# Python, arrays, and an idea of what a layer is. If the last one is missing, open the
# refresher below. **Points** 100: seven exercises 90, quiz 8, predictions 2.

# %%
# %load_ext course
import pandas as pd
import torch
from torch import nn
from course import card_line, data, measure, models, plots, predict, protocol, sweep
from course import widgets
from course.checks import architecture as check, attempted

# %% [markdown]
# <details><summary><b>Refresher: what a layer is</b></summary>
#
# A **linear layer** takes <code>n_in</code> numbers and returns <code>n_out</code>
# numbers. Each output is a weighted sum of all inputs plus one constant, the bias. The
# weights and biases are its **parameters**: the numbers that training changes.
#
# A **convolution** takes an image of <code>c_in</code> channels and returns one of
# <code>c_out</code> channels. Each output channel has one filter. The filter is a small
# block of weights. It moves over the image, and the same weights are used at every
# position.
#
# A **network** is layers in a row with a simple bend between them, such as ReLU, which
# turns negative numbers into 0. **Depth** is the number of layers, **width** the number
# of outputs of each.
#
# </details>
#
# **Warm up.** Three questions from `00_start_here`. Answer them in your head; they come
# back in the quiz at the end. What is a parameter? Why does a test row never go into
# training? What does an interval around a difference tell you that the difference does
# not?

# %% [markdown]
# ## Predict first
#
# Commit yourself before you compute. A prediction counts when it is made, never for
# being right. Say how sure you are, from 50 (a coin) to 100 (certain).
#
# 1. **Which file is the largest?** A random forest of 300 trees, scikit-learn's
#    defaults, grown on 20,000 noisy rows with 20 columns (`"forest"`); MobileNetV2, an
#    image network for phones, in 32-bit numbers (`"mobilenet"`); a logistic regression
#    on the same 20,000 rows (`"logistic"`).
# 2. **Which has more parameters?** AlexNet of 2012 with 8 layers (`"alexnet"`), or
#    ResNet-152 of 2015 with 152 layers (`"resnet152"`)?
# 3. **You double the height and the width of the input image.** By which factor does
#    the number of parameters of a convolution grow? Give a number.

# %% tags=["answer:predictions.p1", "answer:predictions.p2", "answer:predictions.p3"]
# p1 = predict("largest_file", choice="...", confidence=...)
# p2 = predict("more_parameters", choice="...", confidence=...)
# p3 = predict("resolution_factor", number=..., confidence=...)
### BEGIN SOLUTION
p1 = predict("largest_file", choice="forest", confidence=60)
p2 = predict("more_parameters", choice="alexnet", confidence=70)
p3 = predict("resolution_factor", number=1, confidence=80)
### END SOLUTION

# %% tags=["check:predictions"]
check.predictions(p1, p2, p3)

# %% [markdown]
# ## Worked example: LeNet-5, counted by hand
#
# LeNet-5 read handwritten digits in 1998. It has two convolutions and three linear
# layers. Every line below is the same sentence twice: *weights of one output, times
# the number of outputs, plus one bias for each output*.
#
# | layer | one output sees | outputs | weights | biases |
# |---|---|---|---|---|
# | convolution, 5 × 5 filters, 1 → 6 channels | 1 · 5 · 5 = 25 | 6 | 150 | 6 |
# | convolution, 5 × 5 filters, 6 → 16 channels | 6 · 5 · 5 = 150 | 16 | 2,400 | 16 |
# | linear, 400 → 120 | 400 | 120 | 48,000 | 120 |
# | linear, 120 → 84 | 120 | 84 | 10,080 | 84 |
# | linear, 84 → 10 | 84 | 10 | 840 | 10 |
#
# Now let the framework count. `measure.on_meta` builds a network without its numbers:
# the shapes are there, the memory is not. So even a giant can be counted on a laptop.


# %%
class LeNet5(nn.Sequential):
    """The network of 1998, for images of 28 x 28 with one channel."""

    def __init__(self):
        super().__init__(
            nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2),
            nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2),
            nn.Flatten(), nn.Linear(400, 120), nn.Tanh(),
            nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10),
        )  # fmt: skip


by_hand = (150 + 6) + (2_400 + 16) + (48_000 + 120) + (10_080 + 84) + (840 + 10)
lenet = measure.on_meta(LeNet5)
by_framework = sum(p.numel() for p in lenet.parameters())
f"by hand {by_hand:,}, by the framework {by_framework:,}"

# %% [markdown]
# ## Your turn, half done: AlexNet
#
# AlexNet has five convolutions and three linear layers. Two numbers are missing. Fill
# in the blanks; the cell after it compares. There are no points here.
#
# - First convolution: 64 filters of 11 × 11 on 3 channels, with biases.
# - First linear layer: 9,216 inputs, 4,096 outputs, with biases.

# %% tags=["practice:alexnet_by_hand"]
# alexnet_conv1 = ...
# alexnet_linear1 = ...
### BEGIN SOLUTION
alexnet_conv1 = 64 * (3 * 11 * 11) + 64
alexnet_linear1 = 4_096 * 9_216 + 4_096
### END SOLUTION

# %%
from torchvision.models import alexnet, mobilenet_v2, resnet152

alexnet_layers = measure.layer_table(measure.on_meta(alexnet), (3, 224, 224))
alexnet_layers

# %% [markdown]
# Your two numbers should stand in the first line and in the line of the first linear
# layer of the table. Look at the two columns on the right before you go on: where do
# the parameters sit, and where is the work?

# %% [markdown]
# ## Exercise: count parameters
#
# Write two functions. Both return an `int`.
#
# - `conv2d_params(c_in, c_out, k, groups=1, bias=True)`: parameters of a convolution
#   with square `k` × `k` filters. With `groups`, the input channels are split into that
#   many equal parts, and each filter sees one part only.
# - `linear_params(n_in, n_out, bias=True)`: parameters of a linear layer.


# %% tags=["answer:layer_params.conv2d_params", "answer:layer_params.linear_params"]
def conv2d_params(c_in, c_out, k, groups=1, bias=True):
    """Return the number of weights and biases of a convolution."""
    ### BEGIN SOLUTION
    return c_in // groups * k * k * c_out + (c_out if bias else 0)
    ### END SOLUTION


def linear_params(n_in, n_out, bias=True):
    """Return the number of weights and biases of a linear layer."""
    ### BEGIN SOLUTION
    return n_in * n_out + (n_out if bias else 0)
    ### END SOLUTION


# %% tags=["check:layer_params"]
check.layer_params(conv2d_params, linear_params)

# %% [markdown]
# ## Exercise: count the work
#
# A parameter of a convolution is stored once and used at every position. The work is
# counted in **multiply-adds** (MACs): one multiplication and one addition together.
# Some papers count the two separately and call them FLOPs; that number is twice ours.
#
# - `conv2d_macs(c_in, c_out, k, h_in, w_in, stride=1, padding=0, groups=1)`: MACs of
#   one convolution on **one** image of height `h_in` and width `w_in`; biases are not
#   counted. Returns an `int`. The filter moves in steps of `stride`; `padding` adds
#   that many pixels on each of the four sides.
# - `separable_ratio(c_out, k)`: MobileNet replaces a convolution by two cheaper ones: a
#   depthwise one (`groups = c_in`, so one `k` × `k` filter a channel), then a 1 × 1
#   convolution that mixes the channels into `c_out`. Return the MACs of the two
#   together, divided by the MACs of the normal convolution.


# %% tags=["answer:conv_macs.conv2d_macs", "answer:conv_macs.separable_ratio"]
def conv2d_macs(c_in, c_out, k, h_in, w_in, stride=1, padding=0, groups=1):
    """Return the multiply-adds of a convolution on one image."""
    ### BEGIN SOLUTION
    h_out = (h_in + 2 * padding - k) // stride + 1
    w_out = (w_in + 2 * padding - k) // stride + 1
    return c_in // groups * k * k * c_out * h_out * w_out
    ### END SOLUTION


def separable_ratio(c_out, k):
    """Return the cost of a depthwise separable convolution over the normal cost."""
    ### BEGIN SOLUTION
    return 1 / c_out + 1 / k**2
    ### END SOLUTION


# %% tags=["check:conv_macs"]
check.conv_macs(conv2d_macs, separable_ratio)

# %% [markdown]
# ## What the counts say
#
# Back to prediction 3. A convolution's parameters do not know the size of the image.
# Double the height and the width, and the parameters stay (factor **1**) while the
# work grows by about **4**.
#
# Now AlexNet, layer by layer. The scale is logarithmic: each step up is ten times more.

# %%
plots.show(
    plots.layer_bars(alexnet_layers),
    alt="Two bar charts over the eight layers of AlexNet, on a logarithmic scale. "
    "Parameters: the three linear layers tower over the five convolutions. "
    "Multiply-adds: the five convolutions do more than the three linear layers.",
)
is_linear = alexnet_layers.kind == "Linear"
share = alexnet_layers[["parameters", "macs"]].groupby(is_linear).sum()
share = share / share.sum()
stored, worked = share.parameters[True], share.macs[False]
f"parameters in linear layers {stored:.0%}, MACs in convolutions {worked:.0%}"

# %% [markdown]
# > **Claim box · "deep models have many more parameters" (S1.1, S1.2)**
# >
# > *What holds.* In AlexNet 96 % of the parameters sit in three linear layers, and 92 %
# > of the multiply-adds in five convolutions (counted above). Storage and work are two
# > different bills.
# >
# > *What does not.* "Small convolutional networks reach millions of parameters" is too
# > general: LeNet-5 has 61,706.
# >
# > *Safe wording.* Image networks of ImageNet size have millions of parameters; small
# > ones can have thousands.

# %% [markdown]
# ## Depth is not size: a timeline
#
# Four networks that are often named together. The first three are counted here and now.
# GPT-3 comes in the next exercise; its bar stands here already so that you see how far
# away it is.

# %%
named = {
    "LeNet-5": (1998, 5, lenet, (1, 28, 28)),
    "AlexNet": (2012, 8, measure.on_meta(alexnet), (3, 224, 224)),
    "ResNet-152": (2015, 152, measure.on_meta(resnet152), (3, 224, 224)),
    "MobileNetV2": (2018, 53, measure.on_meta(mobilenet_v2), (3, 224, 224)),
}
counted = pd.DataFrame(
    [
        {
            "name": name,
            "year": year,
            "layers": layers,
            "parameters": measure.n_parameters(net),
            "macs": measure.macs(net, shape),
        }
        for name, (year, layers, net, shape) in named.items()
    ]
)
counted

# %%
gpt3 = {"name": "GPT-3", "year": 2020, "layers": 96, "parameters": 174_604_259_328}
plots.show(
    plots.timeline(pd.concat([counted, pd.DataFrame([gpt3])], ignore_index=True)),
    alt="Parameters over years on a logarithmic scale: LeNet-5 1998, 61,706; AlexNet "
    "2012, 61.1 million; ResNet-152 2015, 60.2 million with 19 times the layers; "
    "MobileNetV2 2018, 3.5 million; GPT-3 2020, 174.6 billion.",
)

# %% [markdown]
# Prediction 2: AlexNet has **more** parameters than ResNet-152, with 8 layers against
# 152. The work tells the other story: ResNet-152 needs 16 times the multiply-adds. Both
# numbers stand in the table above.
#
# > **Claim box · AlexNet 2012 and ResNet 2015 (S0.2 to S0.4, S1.5, S1.6)**
# >
# > *What holds.* In the ImageNet competition of 2012 the AlexNet entry reached 15.3 %
# > top-5 error; the runner-up had 26.2 %. In 2015 residual networks won with 3.57 %.
# >
# > *Read with care.* Both winning numbers belong to entries of several networks
# > together, not to one AlexNet and not to one ResNet-152. The training set of the
# > competition had 1.28 million images; the whole of ImageNet is larger. The network
# > counted here is torchvision's `alexnet`, a slightly later variant.
# >
# > *Safe wording.* Depth is not parameter count: ResNet-152 (60.2 million) is smaller
# > than AlexNet (61.1 million).
# >
# > *Sources.* Krizhevsky, Sutskever, Hinton, NeurIPS 2012; Russakovsky et al., IJCV
# > 2015; He, Zhang, Ren, Sun, arXiv:1512.03385.

# %% [markdown]
# ## Exercise: count GPT-3
#
# A decoder-only transformer is one block, repeated. A block of width `d` holds
#
# - attention: four square matrices `d` × `d` (queries, keys, values, output);
# - feed-forward: one matrix `d` × `4d` and one matrix `4d` × `d`.
#
# In front stands one table with a row of `d` numbers for each token of the vocabulary,
# and one with a row for each position. The output layer uses the token table again
# ("tied"), so it costs nothing more.
#
# Write `gpt_params(n_layers, d_model, n_vocab, n_ctx)`. Biases and normalisation are
# less than one part in a hundred here: count them or leave them, 2 % is close enough.


# %% tags=["answer:gpt_params.gpt_params"]
def gpt_params(n_layers, d_model, n_vocab, n_ctx):
    """Return the number of parameters of a decoder-only transformer."""
    ### BEGIN SOLUTION
    block = 4 * d_model**2 + 2 * (d_model * 4 * d_model)
    return n_layers * block + (n_vocab + n_ctx) * d_model
    ### END SOLUTION


# %% tags=["check:gpt_params"]
check.gpt_params(gpt_params)

# %% [markdown]
# Does a real block agree? PyTorch can build one block of GPT-3's size on the meta
# device: 1.8 billion parameters, no memory. 96 of them and the two tables give the
# whole.

# %%
block = measure.on_meta(nn.TransformerEncoderLayer, 12_288, 96, 4 * 12_288)
tables = (50_257 + 2_048) * 12_288 + 2 * 12_288
total = 96 * measure.n_parameters(block) + tables
one_block = measure.n_parameters(block)
f"a block {one_block:,}, GPT-3 {total:,}, in 16 bits {2 * total / 1e9:.0f} GB"

# %% [markdown]
# > **Claim box · GPT-3 and 175 billion (S1.3, S1.4)**
# >
# > *What holds.* The published shape (96 layers, width 12,288, vocabulary 50,257,
# > context 2,048) gives 174.6 billion, counted above.
# >
# > *Read with care.* It is one well documented model of 2020, not the size of "a
# > language model". GPT-2 small, by the same formula, has 124 million.
# >
# > *Source.* Brown et al., arXiv:2005.14165, table 2.1.

# %% [markdown]
# ## Exercise: what a forest stores
#
# A random forest has no layers. It stores trees. In a tree, a **split** stores two
# numbers: which feature it asks for, and the threshold. A **leaf** stores one number
# for each class: the share of that class among its training rows.
#
# Write `forest_size(rf)` for a fitted scikit-learn forest. Return a dict with three
# counts over all trees together: `"nodes"` (splits and leaves), `"leaves"` and
# `"stored_numbers"`. The trees are in `rf.estimators_`; each has a `.tree_` whose
# arrays you can print.


# %% tags=["answer:forest_size.forest_size"]
def forest_size(rf):
    """Return {"nodes": ..., "leaves": ..., "stored_numbers": ...} of a forest."""
    ### BEGIN SOLUTION
    trees = [tree.tree_ for tree in rf.estimators_]
    nodes = sum(tree.node_count for tree in trees)
    leaves = sum(int((tree.children_left == -1).sum()) for tree in trees)
    stored = 2 * (nodes - leaves) + rf.n_classes_ * leaves
    return {"nodes": nodes, "leaves": leaves, "stored_numbers": int(stored)}
    ### END SOLUTION


# %% tags=["check:forest_size"]
check.forest_size(forest_size)

# %% [markdown]
# Now prediction 1. The cell grows 60 trees on 20,000 noisy rows and weighs the files. A
# forest grows in proportion to its trees, so five times that is the forest of the
# question.

# %%
from sklearn.datasets import make_classification
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression

X, y = make_classification(20_000, 20, n_informative=10, flip_y=0.1, random_state=0)
forest = RandomForestClassifier(60, n_jobs=-1, random_state=0).fit(X, y)
line = LogisticRegression().fit(X, y)
files = pd.DataFrame(
    {
        "name": ["forest, 300 trees (5 × 60)", "MobileNetV2", "logistic regression"],
        "n_bytes": [
            5 * measure.n_bytes(forest),
            measure.n_bytes(measure.on_meta(mobilenet_v2)),
            measure.n_bytes(line),
        ],
    }
)
plots.show(
    plots.sizes(files),
    alt="File sizes on a logarithmic scale: the forest about 89 megabytes, MobileNetV2 "
    "14 megabytes, the logistic regression less than 1 kilobyte.",
)
files

# %% [markdown]
# A forest of 300 trees grown whole, three times with other rows, had 0.98 to 1.12
# million nodes and weighed 78 to 90 MB (three seeds, scikit-learn 1.9).
#
# > **Claim box · "classical models have far fewer effective parameters" (S1.7)**
# >
# > *What holds.* The linear model on the same rows weighs less than a kilobyte.
# >
# > *What does not.* A default forest on noisy rows stores more numbers than
# > MobileNetV2. Its trees grow until every leaf is pure, and noise needs many leaves.
# >
# > *Safe wording.* Linear models are tiny; a large forest can store more numbers than a
# > convolutional network. Stored numbers are not the same as effective complexity.

# %% [markdown]
# ## A house and a tower
#
# People say: a classical model is a single-storey house, a deep network is a tower, and
# both shelter data. Does a tower get better with every floor? Test it.
#
# The tower here is plain: the same layer, 32 wide, on top of itself. It learns real
# handwritten digits of 8 × 8 pixels. `train_stack` builds it, measures the **gradient
# that reaches the first layer** before training starts, trains it and returns the test
# accuracy. Data, initialisation, learning rate and the number of steps are fixed, the
# same for every tower.

# %%
from course.models.depth import PlainBlock, train_stack

train_stack(PlainBlock, 10, random_state=0)

# %% [markdown]
# ## Exercise: a residual block
#
# **Write** `ResidualBlock(nn.Module)`. It is made by `ResidualBlock(dim, scale=1.0)`
# and returns `x + scale * f(x)`, where `f` is a linear layer of `dim` inputs and `dim`
# outputs and a ReLU.
#
# **Measure** `depth_table`: a data frame with one row for each tower and the columns
# `depth`, `residual`, `seed`, `gradient_norm`, `accuracy`. Take depths 2, 10 and 30,
# without and with your block, three seeds each: 18 towers. `sweep.grid(run, seeds=...,
# depth=..., residual=...)` calls `run(depth, residual, random_state)` for every
# combination and collects what it returns.
#
# **Conclude** `cause`: why does the plain tower of 30 floors fail? One of
# `"vanishing gradient"`, `"overfitting"`, `"too few parameters"`.
#
# Before you run: how far do you think the accuracy of the plain tower falls between 10
# and 30 floors?


# %% tags=["answer:residual_depth.ResidualBlock"]
class ResidualBlock(nn.Module):
    """Return x + scale * f(x)."""

    def __init__(self, dim, scale=1.0):
        super().__init__()
        ### BEGIN SOLUTION
        self.linear = nn.Linear(dim, dim)
        self.scale = scale
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        return x + self.scale * torch.relu(self.linear(x))
        ### END SOLUTION


# %% tags=["answer:residual_depth.depth_table"]
# depth_table = ...
### BEGIN SOLUTION
def run(depth, residual, random_state):
    block = ResidualBlock if residual else PlainBlock
    return train_stack(block, depth, random_state=random_state)


depth_table = sweep.grid(run, seeds=range(3), depth=[2, 10, 30], residual=[False, True])
### END SOLUTION

# %%
if attempted(depth_table):
    plots.show(
        plots.depth_curves(depth_table),
        alt="Test accuracy and first-layer gradient over depth 2, 10 and 30. With the "
        "residual block both stay level; without it the gradient falls by many orders "
        "of magnitude and the accuracy at depth 30 falls to chance.",
    )

# %% tags=["answer:residual_depth.cause"]
# cause = ...
### BEGIN SOLUTION
cause = "vanishing gradient"
### END SOLUTION

# %% tags=["check:residual_depth"]
check.residual_depth(ResidualBlock, depth_table, cause)

# %% [markdown]
# > **Claim box · depth and residual connections (S1.6, S1.10, S1.11)**
# >
# > *What holds.* On these digits a plain stack of 30 floors does not even learn its
# > training rows; with `x + f(x)` it does. The reason is the way back: the gradient
# > passes the addition unchanged.
# >
# > *Read with care.* At depth 2 the two are close: 0.93 and 0.95 over 30 seeds. More
# > floors did not make the residual tower better on this easy task (0.95 at 2, 10 and
# > 30): here depth is made *trainable*, not *useful*. Better first weights help the
# > plain tower too: with those of He et al. it has 0.93 at 10 floors and 0.52 at 30 (10
# > seeds). And the addition alone is no guarantee. `train_stack` gives each block
# > `scale = 1 / depth`; with `scale = 1` the residual tower of 30 floors falls to
# > 0.74 ± 0.13, and one of 100 floors to chance (10 seeds).
# >
# > *The picture.* The tower is a fair image for layers on layers. It breaks at one
# > point: floors of a house carry each other; layers must also pass an error signal
# > down.

# %% [markdown]
# ## Exercise: a small table
#
# Now the other end: 569 tissue samples with 30 measured columns, of which 100 rows may
# be used for training. Four models: logistic regression (`"lr"`), random forest
# (`"rf"`), XGBoost (`"xgb"`) and a neural network (`"mlp"`).
#
# `protocol.compare` gives every model the same ten splits and the same rows, and leaves
# the test rows alone. It returns an object with `.frame` (one row for each model and
# split), `.summary` and `.differences`: the paired difference of every two models with
# a 95 % interval. The interval is wider than the usual one, because the ten training
# sets share rows (Nadeau and Bengio, 2003).
#
# - `results`: the frame of the comparison;
# - `verdict`: the name of the winner, if its difference to **each** rival has an
#   interval above 0; otherwise `"no clear winner"`;
# - `gap_train_test`: the name of the model whose training score lies farthest above
#   its test score, on average.
#
# Before you run: which of the four do you expect to lead, and by how much?

# %% tags=["answer:small_table.results"]
table = data.load_breast_cancer()
# results = ...
### BEGIN SOLUTION
contenders = {
    "lr": models.logistic(),
    "rf": models.forest(),
    "xgb": models.xgboost(),
    "mlp": models.mlp(),
}
comparison = protocol.compare(contenders, table, n_splits=10, train_size=100)
results = comparison.frame
### END SOLUTION

# %%
if attempted(results):
    plots.show(
        plots.scores(results),
        alt="Test accuracy of four models on ten splits, one dot a split. Logistic "
        "regression and the neural network lie together at the top, the forest and "
        "XGBoost slightly below; the clouds overlap.",
    )

# %% tags=["answer:small_table.verdict", "answer:small_table.gap_train_test"]
# verdict = ...
# gap_train_test = ...
### BEGIN SOLUTION
low = comparison.differences.set_index(["a", "b"]).low
high = comparison.differences.set_index(["a", "b"]).high
beaten = {name: 0 for name in contenders}
for a, b in low.index:
    beaten[a] += low[a, b] > 0
    beaten[b] += high[a, b] < 0
winners = [name for name, n_beaten in beaten.items() if n_beaten == 3]
verdict = winners[0] if winners else "no clear winner"
gap = (results.train_score - results.score).groupby(results.model).mean()
gap_train_test = gap.idxmax()
### END SOLUTION

# %% tags=["check:small_table"]
check.small_table(results, verdict, gap_train_test)

# %% [markdown]
# > **Claim box · small tables (S1.8, S1.12 to S1.15)**
# >
# > *What holds.* Simple models are excellent here, and they train in a fraction of a
# > second. Look at `fit_seconds` in your own frame.
# >
# > *What does not show.* "Forests and XGBoost are preferable on small tables": at 100
# > rows the *linear* model and the small network have the higher means. One run of ten
# > splits does not prove it, its interval holds 0; over 20 such runs (other seeds, two
# > shared cores) the linear model had 0.965 ± 0.003, the network 0.964 ± 0.003, the
# > forest 0.943 ± 0.003 and XGBoost 0.938 ± 0.003. "Less prone to overfitting": the
# > trees have the larger gap between training and test.
# >
# > *Safe wording.* Start linear. Trees pay off with more rows or irregular targets,
# > which module 6 measures.
# >
# > *What this data cannot show.* One small medical table, nearly separable by a line.
# > It says nothing about large tables, images or text.

# %% [markdown]
# ## Build one yourself
#
# Move one slider at a time and say aloud which bar will move. Try the resolution, then
# the fully connected head, then `groups`.

# %%
widgets.architecture_builder()

# %% [markdown]
# ## Exercise: a memo
#
# A hospital asks you for two models.
#
# 1. **Triage.** A table of 900 patients with 22 columns: who needs a bed today?
# 2. **Chest photographs.** 40,000 labelled images: which show a shadow?
#
# Choose an architecture for each, in 120 to 220 words, for a head physician who signs
# the order. Go through the four points in this order: **data**, **compute**,
# **interpretability**, **latency**. Use at least two numbers that you measured in this
# notebook. Use the house and the tower once, and say where the picture breaks. Name one
# risk, and one result that would change your mind. There is no single right choice; a
# person reads it (12 points). The cell below your memo checks only its form.

# %% tags=["essay:architecture_memo"] language="memo" magic_args="architecture_memo"
# ### BEGIN SOLUTION
# **Data.** Triage is structured: 900 patients, 22 columns. The photographs are
# unstructured: 40,000 images. For triage I choose logistic regression. On a similar
# table with 100 training rows it scored about 0.96, and no rival beat it: no clear
# winner. For the photographs I choose a convolutional network that starts from
# pretrained weights.
#
# **Compute.** The table trains in a fraction of a second on a laptop. The image network
# needs a GPU for hours. I start with MobileNetV2: 3.5 million parameters and 14 MB,
# where a forest on noisy rows can weigh 89 MB.
#
# **Interpretability.** You sign for triage, so you must be able to read the 22 weights.
# For the images a second reader stays in the loop.
#
# **Latency.** Both answer in well under a second.
#
# A tower is only worth building where the picture has parts of parts; and unlike a
# house, each floor must also carry the error signal back down, which is why I would
# not go deep without residual connections.
#
# The risk: the photographs come from one machine. I would change my mind about triage
# if trees led by more than 0.02 with an interval above 0 on your own patients.
# ### END SOLUTION

# %% tags=["check:architecture_memo"]
check.architecture_memo(architecture_memo)

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
    "parameter": "bias",
    "test_rows": "leak",
    "interval": "no_winner",
    "alexnet_parameters": "linear",
    "double_size": 4,
    "gpt3_file": 350,
    "residual": "optimisation",
    "forest_nodes": 100000,
}
### END SOLUTION

# %% tags=["check:quiz"]
check.quiz(answers)

# %% [markdown]
# ## Your decision card: capacity
#
# The card grows by one line in each module; at the end it is your own checklist. Write
# one sentence: what do you count before you choose an architecture? `course progress`
# in a terminal shows the lines together.

# %% tags=["practice:card"]
# card_line("architecture", "...")
### BEGIN SOLUTION
card_line(
    "architecture",
    "Capacity: count parameters, multiply-adds and stored bytes before training; "
    "start with the smallest model that could hold the pattern.",
)
### END SOLUTION

# %% [markdown]
# ## Look back
#
# - Which of your three predictions was wrong, and what did you believe?
# - Parameters, work, stored bytes: which of the three did you mean by "large" this
#   morning?
#
# **Words.** *Parameter*: a number that training changes. *MAC*: one multiplication and
# one addition. *Depth*: layers in a row. *Residual connection*: adding the input of a
# block to its output. *Interval*: the range of differences that the data allow.
