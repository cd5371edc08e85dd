"""Module 7's widget and figures, and the small network that learns from a large one.

Budget: 20 s.
"""

import sys

import numpy as np
import pandas as pd
import pytest
import torch

from course import compress, data, models, plots, widgets
from course.errors import CourseError

squeeze = sys.modules["course.widgets.squeeze"]

# -- the widget ----------------------------------------------------------------


def test_the_start_is_the_network_that_ships():
    start = squeeze.squeezed(0, 32, False)
    n_numbers = sum(p.numel() for p in squeeze._pruned(0, False).parameters())
    assert start.raw_bytes == 4 * n_numbers
    assert start.accuracy > 0.96


@pytest.mark.parametrize("bits", [2, 3, 4, 5, 6, 8])
def test_codes_are_what_their_bits_say(bits, seed):
    layer = np.random.default_rng(seed).normal(size=(7, 33)).astype(np.float32)
    layer[0] = 0
    packed, real = squeeze.rounded(layer, bits)
    assert len(packed) == -(-layer.size * bits // 8)
    assert len(np.unique(real)) <= 2**bits
    assert (real[0] == 0).all()  # a weight that was cut stays cut
    step = (layer.max() - layer.min()) / (2**bits - 1)
    assert np.abs(real - layer).max() <= 0.51 * step + 0.5 * step  # the ends may clip


def test_zeros_shrink_only_what_is_compressed_and_bits_shrink_both():
    start = squeeze.squeezed(0, 32, False)
    zeros, bits = squeeze.squeezed(80, 32, False), squeeze.squeezed(0, 4, False)
    assert zeros.raw_bytes == start.raw_bytes
    assert zeros.zip_bytes < start.zip_bytes / 2
    assert bits.raw_bytes < start.raw_bytes / 4
    assert bits.accuracy > start.accuracy - 0.05
    assert squeeze.squeezed(0, 2, False).accuracy < 0.8


@pytest.mark.parametrize(
    ("moved", "words"),
    [
        ({}, "Move one slider"),
        ({"zeros_percent": 80}, "Tick `trained_on`"),
        ({"zeros_percent": 50, "trained_on": True}, "only compression sees them"),
        ({"bits": 8}, "Fewer bits make the bytes fewer"),
        ({"bits": 2}, "broken"),
    ],
)
def test_the_sentence_fits_the_move(moved, words):
    figure, sentence = squeeze.draw_squeeze(**moved)
    assert words in sentence
    assert plots.as_html(figure, alt=sentence)


def test_training_on_mends_what_was_cut():
    cut, mended = (squeeze.squeezed(80, 32, tuned) for tuned in (False, True))
    assert mended.accuracy > cut.accuracy + 0.1
    assert mended.raw_bytes == cut.raw_bytes


def test_the_widget_starts_where_its_defaults_are(capfd):
    view = widgets.squeeze_a_network()
    assert "bits=32" in repr(view)
    assert "4 bits" in view._plot(bits=4)[0].get_suptitle()
    assert capfd.readouterr() == ("", "")


# -- the figures ---------------------------------------------------------------


def month(n_days: int = 12) -> pd.DataFrame:
    days = range(1, n_days + 1)
    actions = ["", "refused", "promoted", "rolled back"]
    return pd.DataFrame(
        {
            "day": days,
            "version": [1 + day // 5 for day in days],
            "accuracy": [0.8 - 0.02 * (day % 3) for day in days],
            "psi": [0.01 * day for day in days],
            "psi_threshold": 0.05,
            "input_alarm": [day > 5 for day in days],
            "label_alarm": [day % 4 == 0 for day in days],
            "action": [actions[day % 4] for day in days],
        }
    )


def pruned(n_seeds: int = 2) -> pd.DataFrame:
    rows = [
        (share, seed, 1 - share, 0.99, 46_000, 46_000 * (1 - share))
        for share in (0.0, 0.5, 0.95)
        for seed in range(n_seeds)
    ]
    names = ["share", "seed", "one_shot", "tuned", "file_bytes", "gzip_bytes"]
    return pd.DataFrame(rows, columns=names)


FIGURES = {
    "tails": lambda: plots.tails({"log": data.make_latencies(2_000)}, target_ms=100),
    "tails of five": lambda: plots.tails(
        {str(i): data.make_latencies(500, random_state=i) for i in range(5)}
    ),
    "month": lambda: plots.month(month()),
    "rules": lambda: plots.rules_over_days(
        pd.concat([month().assign(rule=rule, kind=k) for rule in "ab" for k in "xyz"]),
        panel="kind",
    ),
    "pruning": lambda: plots.pruning(pruned()),
}


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_can_be_read(name):
    assert "alt=" in plots.as_html(FIGURES[name](), alt="What one can see.")


def test_a_tail_is_the_share_that_took_longer():
    axes = FIGURES["tails"]().axes[0]
    x, slower = axes.lines[0].get_data()
    log = data.make_latencies(2_000)
    for ms in (20.0, 50.0, 170.0):
        drawn = slower[np.searchsorted(x, ms)]
        assert drawn == pytest.approx((log >= ms).mean(), abs=1e-3)


def test_a_month_shows_every_action_and_version():
    upper, lower = FIGURES["month"]().axes
    labels = [line.get_label() for line in (*upper.lines, *lower.lines)]
    for words in ("version 1", "version 3", "refuses", "goes live", "version before"):
        assert any(words in label for label in labels)


def test_pruned_networks_are_points_and_means_are_lines():
    left, right = FIGURES["pruning"]().axes
    assert [len(line.get_xdata()) for line in left.lines] == [6, 3, 6, 3]
    np.testing.assert_allclose(right.lines[3].get_ydata(), [46, 23, 2.3])


@pytest.mark.parametrize("draw", [plots.month, plots.pruning])
def test_a_table_without_its_columns_is_refused(draw):
    with pytest.raises(CourseError, match="needs the columns"):
        draw(pd.DataFrame({"day": [1]}))


# -- distillation --------------------------------------------------------------


@pytest.fixture(scope="module")
def teacher():
    digits = data.load_digits()
    net = models.small_cnn(width=6, epochs=10, device="cpu", progress=False)
    return net.fit(digits.X_train, digits.y_train), digits


def student(**settings):
    return models.small_cnn(width=3, device="cpu", progress=False, **settings)


def score(net, digits) -> float:
    with torch.no_grad():
        said = net(torch.from_numpy(digits.X_test)).argmax(dim=1).numpy()
    return float((said == digits.y_test).mean())


def test_a_student_learns_from_a_teacher_alone(teacher):
    """Labels are noise and do not count, with alpha 1."""
    net, digits = teacher
    noise = np.random.default_rng(0).integers(0, 10, len(digits.y_train))
    learner = student(epochs=15)
    small = compress.distill(learner, net, digits.X_train, noise, alpha=1.0)
    assert score(small, digits) > 0.85
    assert not small.training
    assert not hasattr(learner, "module_")  # what was passed stays as it was
    blind = compress.distill(learner, net, digits.X_train, noise, alpha=0.0)
    assert score(blind, digits) < 0.3


def test_the_same_seed_gives_the_same_student_and_the_loss_can_be_yours(teacher):
    net, digits = teacher
    rows = digits.X_train[:100], digits.y_train[:100]
    seen = []

    def loss(student_logits, teacher_logits, y, T, alpha):
        seen.append((student_logits.shape, teacher_logits.requires_grad, T, alpha))
        return torch.nn.functional.cross_entropy(student_logits, y)

    one, two = (
        compress.distill(student(epochs=2), net, *rows, temperature=3, alpha=0.5, **own)
        for own in ({"loss": loss}, {"loss": loss})
    )
    for a, b in zip(one.parameters(), two.parameters(), strict=True):
        assert torch.equal(a, b)
    assert seen[0][0][1] == 10
    assert seen[0][1:] == (False, 3, 0.5)


@pytest.mark.parametrize("T", [1.0, 4.0])
@pytest.mark.parametrize("alpha", [0.0, 0.3, 1.0])
def test_the_loss_is_its_formula(T, alpha, seed):
    from course.compress.distill import hinton

    torch.manual_seed(seed)
    s, t, y = torch.randn(8, 5) * 3, torch.randn(8, 5) * 3, torch.randint(5, (8,))
    p, q = (t / T).softmax(1), (s / T).softmax(1)
    soft = (p * (p.log() - q.log())).sum(1).mean()
    hard = -s.log_softmax(1)[torch.arange(8), y].mean()
    want = alpha * T**2 * soft + (1 - alpha) * hard
    torch.testing.assert_close(hinton(s, t, y, T, alpha), want)
