"""What a run costs: bills, energy, a taught network, and the figures of module 5.

Budget: 15 s.
"""

import importlib.util
import math
import time
from functools import partial

import numpy as np
import pandas as pd
import pytest
import torch
from torch import nn

from course import compress, cost, measure, plots, widgets
from course.errors import CourseError
from course.models import networks
from course.training import TorchClassifier
from course.widgets import bill

# -- bills ---------------------------------------------------------------------


def test_a_run_on_one_machine_at_its_peak(seed):
    rng = np.random.default_rng(seed)
    for _ in range(50):
        n, d, peak, share = 10 ** rng.uniform([5, 6, 9, -2], [12, 13, 15, 0])
        flops = cost.training_flops(n, d)
        hours = cost.machine_hours(flops, peak, share)
        assert flops == pytest.approx(6 * n * d)
        assert hours * 3600 * peak * share == pytest.approx(flops)


@pytest.mark.parametrize("share", [0, -0.1, 1.01, math.nan])
def test_an_impossible_share_of_the_peak_is_refused(share):
    with pytest.raises(CourseError, match="share"):
        cost.machine_hours(1e15, 1e12, share)


def test_every_machine_says_whence_its_price_is():
    for name, machine in cost.MACHINES.items():
        assert machine.name == name
        assert min(machine.peak_flops, machine.watts, machine.usd_per_hour) > 0
        assert "price" in machine.source


@pytest.mark.parametrize(
    ("throughput", "usd_per_hour", "usd"),
    # published for GPT-3: a forum post of 2020 and Lambda's of 2020
    [(62.5e12, 10.7957 / 8, 1.9e6), (28e12, 1.5, 4.6e6)],
)
def test_published_bills_come_out(throughput, usd_per_hour, usd):
    share = throughput / cost.MACHINES["V100"].peak_flops
    found = bill.bill_of(1.75e11, 3e11, "V100", share, 1, usd_per_hour)
    assert found.usd == pytest.approx(usd, rel=0.03)


def test_the_published_energy_comes_out():
    # Patterson et al. (2021): 24.6 TFLOP/s, 330 W, PUE 1.1, 1,287 MWh
    hours = cost.machine_hours(3.14e23, 24.6e12, 1.0)
    assert hours * 330 * 1.1 / 1e6 == pytest.approx(1287, rel=0.005)


# -- energy --------------------------------------------------------------------


def busy():
    start = time.process_time()
    while time.process_time() - start < 0.05:
        sum(range(1000))


def test_without_a_meter_energy_is_watts_times_seconds(capfd):
    found = measure.energy(busy, watts=36, pue=1.5, meter=False)
    assert found.kwh == pytest.approx(36 * 1.5 * found.seconds / 3.6e6)
    assert found.seconds >= 0.05
    assert "not measured" in repr(found)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("wrong", [{"watts": 0}, {"watts": 10, "pue": 0.9}])
def test_energy_without_watts_is_refused(wrong):
    with pytest.raises(CourseError, match="watts"):
        measure.energy(busy, **wrong)


def test_a_meter_is_a_counter_that_can_be_read(tmp_path):
    assert not measure.has_meter(tmp_path)
    counter = tmp_path / "intel-rapl:0" / "energy_uj"
    counter.parent.mkdir()
    counter.write_text("not a number")
    assert not measure.has_meter(tmp_path)
    counter.write_text("123456")
    assert measure.has_meter(tmp_path)


def test_codecarbon_measures_where_it_is_and_is_asked_for_where_not(capfd):
    if importlib.util.find_spec("codecarbon") is None:
        with pytest.raises(CourseError, match="pip install codecarbon"):
            measure.energy(busy, watts=10, meter=True)
        return
    found = measure.energy(busy, watts=10, meter=True)
    assert found.kwh > 0
    assert "codecarbon" in found.how
    assert capfd.readouterr() == ("", "")


# -- a taught network ----------------------------------------------------------


def rows(seed, n=300):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 2)).astype(np.float32)
    return X, (X[:, 0] * X[:, 1] > 0).astype(np.int64)


def student(seed, **settings):
    build = partial(networks.mlp, widths=(16,), dropout=0.0)
    settings = {"epochs": 1, "batch_size": 64, "lr": 3e-3} | settings
    return TorchClassifier(build, random_state=seed, device="cpu", **settings)


class Loud(nn.Module):
    """A teacher that knows the answer, or its opposite."""

    def __init__(self, sign):
        super().__init__()
        self.sign = nn.Parameter(torch.tensor(float(sign)))

    def forward(self, x):
        score = 6 * self.sign * x[:, 0] * x[:, 1]
        return torch.stack([-score, score], dim=1)


@pytest.mark.parametrize(("sign", "share"), [(1, 0.0), (-1, 0.0), (-1, 1.0)])
def test_the_student_hears_the_teacher_or_the_labels(sign, share, seed):
    X, y = rows(seed)
    small = student(seed, epochs=60, batch_size=32, lr=0.02)
    taught = compress.distill(small, Loud(sign), X, y, alpha=1 - share)
    fresh, truth = rows(seed + 1)
    right = (taught(torch.from_numpy(fresh)).argmax(1).numpy() == truth).mean()
    assert (right > 0.85) if sign == 1 or share == 1.0 else (right < 0.15)


def test_teaching_leaves_the_teacher_alone_and_repeats(seed):
    X, y = rows(seed)
    teacher = Loud(1).train()
    states = []
    for _ in range(2):
        taught = compress.distill(student(seed, epochs=1), teacher, X, y)
        states.append(torch.cat([p.flatten() for p in taught.parameters()]))
    assert torch.equal(*states)
    assert teacher.training
    assert teacher.sign.item() == 1.0
    assert not taught.training


@pytest.mark.parametrize("wrong", [{"alpha": 1.1}, {"temperature": 0}])
def test_impossible_teaching_is_refused(wrong):
    with pytest.raises(CourseError, match="temperature"):
        compress.distill(student(0), Loud(1), *rows(0), **wrong)


# -- figures -------------------------------------------------------------------


def test_only_what_is_beaten_is_hollow():
    frame = pd.DataFrame(
        {
            "model": ["lr", "rf", "svm", "cnn", "twin cnn", "dear"],
            "cost": [1.0, 2.0, 2.0, 8.0, 8.0, 9.0],
            "score": [0.8, 0.7, 0.9, 0.95, 0.95, 0.95],
        }
    )
    figure = plots.fronts(frame, {"cost": "seconds"})
    (axes,) = figure.axes
    marks = [line for line in axes.lines if line.get_marker() not in ("None", None)]
    filled = {
        (float(line.get_xdata()[0]), float(line.get_ydata()[0]))
        for line in marks
        if line.get_color() != "white"
    }
    assert filled == {(1.0, 0.8), (2.0, 0.9), (8.0, 0.95)}
    assert len(marks) == len(frame)
    assert plots.as_html(figure, alt="A front.")


def test_factors_stand_right_of_one_where_something_is_saved():
    frame = pd.DataFrame(
        {"recipe": ["all", "half", "double"], "bytes": [10, 5, 20], "ms": [4, 4, 2]}
    )
    figure = plots.saved_times(
        frame, {"bytes": "bytes", "ms": "milliseconds"}, reference="all"
    )
    (axes,) = figure.axes
    drawn = [line.get_xdata() for line in axes.lines if len(line.get_xdata()) == 2]
    factors = [tuple(map(float, x)) for x in drawn if tuple(x) not in {(0, 1)}]
    assert (2.0, 0.5) in factors
    assert (1.0, 2.0) in factors
    assert plots.as_html(figure, alt="Factors.")


# -- the widget ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("moved", "words"),
    [
        ({}, "3,125,000 machine-hours"),
        ({}, "$4,687,500"),
        ({}, "fewer than Chinchilla's 20"),
        ({"utilisation_percent": 50, "usd_per_hour": 1.35}, "$1,890,000"),
        ({"parameters": "70 B", "tokens": "1.4 T"}, "near Chinchilla's 20"),
        ({"parameters": "340 M", "tokens": "43 B"}, "more than Chinchilla's 20"),
    ],
)
def test_the_sentence_fits_the_move(moved, words):
    figure, sentence = bill.draw_bill(**moved)
    assert words in sentence
    assert plots.as_html(figure, alt=sentence)


def test_lines_of_equal_dollars_cost_that_much():
    figure, _ = bill.draw_bill()
    (axes,) = figure.axes
    greys = [line for line in axes.lines if line.get_linewidth() == 1.1]
    assert len(greys) == len(bill.LINES)
    for line, usd in zip(greys, bill.LINES, strict=True):
        for n, d in zip(*line.get_data(), strict=True):
            assert bill.bill_of(n, d).usd == pytest.approx(usd)


@pytest.mark.parametrize("machine", bill.SLIDERS["machine"])
@pytest.mark.parametrize("end", [0, -1])
def test_the_star_lies_inside_the_figure(machine, end):
    ends = {name: choices[end] for name, choices in bill.SLIDERS.items()}
    figure, _ = bill.draw_bill(**(ends | {"machine": machine}))
    (axes,) = figure.axes
    (star,) = [line for line in axes.lines if line.get_marker() == "*"]
    (x,), (y,) = star.get_data()
    assert axes.get_xlim()[0] < x < axes.get_xlim()[1]
    assert axes.get_ylim()[0] < y < axes.get_ylim()[1]


def test_the_widget_starts_where_its_defaults_are(capfd):
    view = widgets.price_of_a_run()
    assert "machine='V100'" in repr(view)
    before = view.sentence
    assert "$4,687,500" in before
    assert "$1,093,750" in view.move(usd_per_hour=0.35)
    assert view.sentence != before
    assert capfd.readouterr() == ("", "")
