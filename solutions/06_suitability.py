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
# # 6 · Suitability: which family for which table, picture, sentence?
#
# **The question of this module.** What property of the data decides who wins? And is
# the win real?

# %%
# %load_ext course
import math
import numpy as np
import pandas as pd
from IPython.display import display
from scipy import stats
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from xgboost import XGBClassifier
from course import card_line, data, device, models, plots, predict, protocol
from course import sweep, widgets
from course.checks import attempted, suitability as check

# %% [markdown]
# **Warm up.** Three questions from earlier modules. They come back in the quiz. An
# error falls as a · n^(−0.5): how many times the labels do you need to halve it? A
# table holds the same column twice, and a forest uses both: what does permutation
# importance say of each of them? Which stores more numbers: a forest of 300 deep trees
# or a small convolutional network?

# %% [markdown]
# ## Exercise: an honest interval
#
# Write `paired_interval(a, b, n_train, n_test, alpha=0.05)`. `a` and `b` are arrays of
# scores of two models, one number a split, on the same splits. Return `(mean, low,
# high)`: the mean of a − b, and the ends of its interval at confidence 1 − alpha, after
# Nadeau and Bengio: the variance of the mean of k differences is taken as
# s² · (1/k + n_test/n_train).


# %% tags=["answer:paired_interval.paired_interval"]
def paired_interval(a, b, n_train, n_test, alpha=0.05):
    """Return the mean of a - b and the two ends of its interval."""
    ### BEGIN SOLUTION
    d = np.asarray(a, dtype=float) - np.asarray(b, dtype=float)
    error = math.sqrt(d.var(ddof=1) * (1 / len(d) + n_test / n_train))
    half = stats.t.ppf(1 - alpha / 2, len(d) - 1) * error
    return float(d.mean()), float(d.mean() - half), float(d.mean() + half)
    ### END SOLUTION


# %% tags=["check:paired_interval"]
check.paired_interval(paired_interval)

# %% [markdown]
# ## Exercise: how many items does a gap need?
#
# - `items_needed(p, delta, alpha=0.05, power=0.8)`: how many test items **each** of two
#   independent test sets needs, so that a true accuracy of p + delta is told from p, in
#   a two-sided test at level alpha, with the chance `power`. An int, rounded up.
# - `gap_is_noise(acc1, acc2, n, label_error=0.0)`: True if the gap of two accuracies,
#   each measured on n items of its own, is inside the 95 % noise (|z| below 1.96), or
#   not larger than the share of wrong labels.


# %% tags=["answer:items_needed.items_needed", "answer:items_needed.gap_is_noise"]
def items_needed(p, delta, alpha=0.05, power=0.8):
    """Return the test items that each of two sets needs to show the gap delta."""
    ### BEGIN SOLUTION
    q, mean = p + delta, p + delta / 2
    sure = stats.norm.ppf(1 - alpha / 2) * math.sqrt(2 * mean * (1 - mean))
    seen = stats.norm.ppf(power) * math.sqrt(p * (1 - p) + q * (1 - q))
    return math.ceil(((sure + seen) / delta) ** 2)
    ### END SOLUTION


def gap_is_noise(acc1, acc2, n, label_error=0.0):
    """Return whether noise or wrong labels explain the gap of two accuracies."""
    ### BEGIN SOLUTION
    gap, mean = abs(acc1 - acc2), (acc1 + acc2) / 2
    noise = 1.96 * math.sqrt(2 * mean * (1 - mean) / n)
    return bool(gap <= max(noise, label_error))
    ### END SOLUTION


# %% tags=["check:items_needed"]
check.items_needed(items_needed, gap_is_noise)

# %% [markdown]
# ## Predict first

# %% tags=["answer:predictions.p1", "answer:predictions.p2"]
# p1 = predict("who_drops", choice="...", confidence=...)
# p2 = predict("boosting_rotated", number=..., confidence=...)
### BEGIN SOLUTION
p1 = predict("who_drops", choice="boosting", confidence=70)
p2 = predict("boosting_rotated", number=0.65, confidence=60)
### END SOLUTION

# %% tags=["answer:predictions.p3"]
# p3 = predict("centred_digits", choice="...", confidence=...)
### BEGIN SOLUTION
p3 = predict("centred_digits", choice="no clear winner", confidence=60)
### END SOLUTION

# %% tags=["check:predictions"]
check.predictions(p1, p2, p3)

# %% [markdown]
# ## Exercise: the ladder of baselines
#
# Write `make_models()`: a dict of unfitted estimators with the keys `"dummy"`, `"lr"`,
# `"rf"`, `"xgb"` (or `"hgb"`), `"mlp"`. Whatever is learned from columns, such as a
# scaler, belongs inside the estimator.


# %% tags=["answer:baselines.make_models"]
def make_models():
    """Return unfitted models by name, from the cheapest to the dearest."""
    ### BEGIN SOLUTION
    return {
        "dummy": DummyClassifier(),
        "lr": make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)),
        "rf": RandomForestClassifier(100, random_state=0),
        "xgb": XGBClassifier(n_estimators=100, n_jobs=1, random_state=0),
        "mlp": models.mlp(),
    }
    ### END SOLUTION


# %% [markdown]
# `bench`: both tables, all models, as `compare(...).frame` gives them, with a column
# `data` ("magic" or "flights").

# %% tags=["answer:baselines.bench"]
quick = device.scale() == "quick"
tables = {"magic": data.load_magic(), "flights": data.load_flights()}
RUNS = {"n_splits": 3 if quick else 10, "train_size": 1000, "test_size": 250}
# bench = ...
### BEGIN SOLUTION
bench = pd.concat(
    [
        protocol.compare(make_models(), table, **RUNS).frame.assign(data=name)
        for name, table in tables.items()
    ]
)
### END SOLUTION

# %% [markdown]
# **Climb.** Stand on `"dummy"`. Go through the other models in the order lr, rf, xgb,
# mlp. Step up to one only if the interval of its score minus the score of where you
# stand (your `paired_interval`) lies above 0. Where do you end? Write the dict `ladder`:
# name of the table -> name of the model.

# %% tags=["answer:baselines.ladder"]
# ladder = {"magic": "...", "flights": "..."}
### BEGIN SOLUTION
ladder = {}
for name, runs in bench.groupby("data"):
    scores = runs.pivot(index="split", columns="model", values="score")
    here = "dummy"
    for rung in ("lr", "rf", "xgb", "mlp"):
        _, low, _ = paired_interval(scores[rung], scores[here], 1000, 250)
        here = rung if low > 0 else here
    ladder[name] = here
### END SOLUTION

# %% tags=["check:baselines"]
check.baselines(make_models, bench, ladder)

# %% [markdown]
# ## Exercise: turn the table
#
# Write `random_rotation(d, rng)`: a random orthogonal matrix Q, shape (d, d).


# %% tags=["answer:rotation.random_rotation"]
def random_rotation(d, rng):
    """Return a random orthogonal matrix."""
    ### BEGIN SOLUTION
    return np.linalg.qr(rng.standard_normal((d, d)))[0]
    ### END SOLUTION


# %% [markdown]
# `rotation_table`: one row a run, columns `model` ("lr", "mlp", "hgb"), `rotated` (False
# or True), `seed` (0, 1, 2) and `accuracy`, on `data.load_irregular`, standardised
# before it is turned.

# %% tags=["answer:rotation.rotation_table"]
TURNED = {"lr": models.logistic(), "mlp": models.mlp(), "hgb": models.boosting()}
# rotation_table = ...
### BEGIN SOLUTION
rows = []
for seed in range(3):
    table = data.load_irregular(2000, random_state=seed)
    scaler = StandardScaler().fit(table.X_train)
    train, test = scaler.transform(table.X_train), scaler.transform(table.X_test)
    Q = random_rotation(train.shape[1], np.random.default_rng(seed))
    for rotated in (False, True):
        turn = Q if rotated else np.eye(len(Q))
        for name, model in TURNED.items():
            model.fit(train @ turn, table.y_train)
            right = model.score(test @ turn, table.y_test)
            rows.append((name, rotated, seed, right))
rotation_table = pd.DataFrame(rows, columns=["model", "rotated", "seed", "accuracy"])
### END SOLUTION

# %% [markdown]
# Why? Choose one.
#
# - `"trees split along single columns"`
# - `"the rotation loses information"`
# - `"the rotation adds noise"`
# - `"trees need more rows"`

# %% tags=["answer:rotation.explanation"]
# explanation = "..."
### BEGIN SOLUTION
explanation = "trees split along single columns"
### END SOLUTION

# %% tags=["check:rotation"]
check.rotation(random_rotation, rotation_table, explanation)

# %% [markdown]
# ## Exercise: one pixel of freedom
#
# Write `place_on_canvas(images, k, rng)`: images (n, h, w) to (n, h + 2k, w + 2k), each
# at its own random place, zeros elsewhere.


# %% tags=["answer:shift.place_on_canvas"]
def place_on_canvas(images, k, rng):
    """Return each image at a random place of a canvas that is 2k pixels larger."""
    ### BEGIN SOLUTION
    n, height, width = images.shape
    canvas = np.zeros((n, height + 2 * k, width + 2 * k), dtype=images.dtype)
    top, left = rng.integers(0, 2 * k + 1, size=(2, n))
    for i in range(n):
        canvas[i, top[i] : top[i] + height, left[i] : left[i] + width] = images[i]
    return canvas
    ### END SOLUTION


# %% [markdown]
# `shift_table`: one row a run, columns `k` (0, 1, 2), `model` ("svm", "cnn"), `seed`
# and `accuracy`: 800 digits to train, 200 to test, split before they are placed.

# %% tags=["answer:shift.shift_table"]
digits = data.load_digits()
pixels = np.concatenate([digits.X_train, digits.X_test])[:, 0]
digit = np.concatenate([digits.y_train, digits.y_test])
SEEDS = range(2 if quick else 5)
EPOCHS = 2 if quick else 8
# shift_table = ...


### BEGIN SOLUTION
def shifted(k, model, random_state):
    """Return the accuracy of one model on digits that move by up to k pixels."""
    rng = np.random.default_rng(random_state)
    train, test = train_test_split(
        np.arange(len(digit)), train_size=800, test_size=200, stratify=digit,
        random_state=random_state,
    )  # fmt: skip
    shown = [place_on_canvas(pixels[rows], k, rng)[:, None] for rows in (train, test)]
    if model == "svm":
        learner = models.svm()
    else:
        learner = models.small_cnn(
            epochs=EPOCHS, batch_size=32, random_state=random_state, progress=False
        )
    learner.fit(shown[0], digit[train])
    return {"accuracy": learner.score(shown[1], digit[test])}


shift_table = sweep.grid(shifted, seeds=SEEDS, k=[0, 1, 2], model=["svm", "cnn"])
### END SOLUTION

# %% [markdown]
# `k_star`: the smallest k at which the interval of cnn − svm (your `paired_interval`,
# paired by seed, 800 and 200 rows) lies above 0.

# %% tags=["answer:shift.k_star"]
# k_star = ...
### BEGIN SOLUTION
k_star = None
for k, runs in reversed(list(shift_table.groupby("k"))):
    score = runs.pivot(index="seed", columns="model", values="accuracy")
    if paired_interval(score["cnn"], score["svm"], 800, 200)[1] > 0:
        k_star = k
### END SOLUTION

# %% tags=["check:shift"]
check.shift(place_on_canvas, shift_table, k_star)

# %% [markdown]
# ## Exercise: who reads the order?
#
# Write `order_blindness(predict, texts, rng, n_shuffles=5)`: the share of predictions
# that stay the same when the words of each text are shuffled, mean over all shuffles.


# %% tags=["answer:word_order.order_blindness"]
def order_blindness(predict, texts, rng, n_shuffles=5):
    """Return the share of predictions that shuffled words leave unchanged."""
    ### BEGIN SOLUTION
    before = np.asarray(predict(texts))
    same = []
    for _ in range(n_shuffles):
        mixed = [" ".join(rng.permutation(text.split())) for text in texts]
        same.append(np.mean(np.asarray(predict(mixed)) == before))
    return float(np.mean(same))
    ### END SOLUTION


# %% [markdown]
# `text_table`: columns `model` ("bow", "ngrams", "gru"), `n` (100, 400, 1600), `seed`,
# `accuracy`.

# %% tags=["answer:word_order.text_table"]
# text_table = ...
### BEGIN SOLUTION
text_table = pd.DataFrame()
### END SOLUTION

# %% [markdown]
# Which sentence does your table support?
#
# - `"deep wins on text, whatever n"`
# - `"pairs and triples of words repair the bag of words"`
# - `"word order carries nothing here"`
# - `"a bag of words needs more rows only"`

# %% tags=["answer:word_order.statement"]
# statement = "..."
### BEGIN SOLUTION
statement = "pairs and triples of words repair the bag of words"
### END SOLUTION

# %% tags=["check:word_order"]
check.word_order(order_blindness, text_table, statement)

# %% [markdown]
# ## Exercise: a memo

# %% tags=["essay:suitability_memo"] language="memo" magic_args="suitability_memo"
# ### BEGIN SOLUTION
# **Data.** To be written.
# ### END SOLUTION

# %% tags=["check:suitability_memo"]
check.suitability_memo(suitability_memo)

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
    "halve_error": 4,
    "twins": "both_low",
    "stored": "forest",
    "factor": 0.211,
    "turned": "lr_mlp_svm",
    "blind": 1.0,
    "human": 87.1,
    "rung": "dummy",
}
### END SOLUTION

# %% tags=["check:quiz"]
check.quiz(answers)
