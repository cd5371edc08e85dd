"""Sliders: counts agree with torch, nothing hangs or prints where nobody can move one.

Budget: 40 s.
"""

import itertools
import re
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from course import measure, plots, widgets
from course.errors import CourseError
from course.widgets import builder, explorer

CHOICES = {
    "kernel_size": (1, 3, 7),
    "channels": (16, 64),
    "depth": (1, 2, 5),
    "resolution": (32, 50),
    "groups": (1, 4, 0),
    "fully_connected_head": (False, True),
}


def totals(layers) -> tuple[int, int]:
    return sum(each.parameters for each in layers), sum(each.macs for each in layers)


# -- the counts ----------------------------------------------------------------


def network(kernel_size, channels, depth, resolution, groups, fully_connected_head):
    """Build with torch what `count_layers` counts by arithmetic."""
    from torch import nn

    pad, groups = kernel_size // 2, groups or channels
    layers = [nn.Conv2d(3, channels, kernel_size, padding=pad)]
    for _ in range(depth - 1):
        layers.append(
            nn.Conv2d(channels, channels, kernel_size, padding=pad, groups=groups)
        )
        if groups > 1:
            layers.append(nn.Conv2d(channels, channels, 1))
    if not fully_connected_head:
        layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10)]
    else:
        layers += [nn.AdaptiveAvgPool2d(6), nn.Flatten()]
        layers += [nn.Linear(36 * channels, 4096), nn.Linear(4096, 4096)]
        layers += [nn.Linear(4096, 10)]
    return nn.Sequential(*layers)


@pytest.mark.parametrize(
    "chosen",
    [dict(zip(CHOICES, values, strict=True))
     for values in itertools.islice(itertools.product(*CHOICES.values()), 0, None, 5)],
    ids=lambda chosen: "-".join(str(int(value)) for value in chosen.values()),
)  # fmt: skip
def test_counts_like_torch(chosen):
    net = measure.on_meta(network, **chosen)
    side = chosen["resolution"]
    wanted = measure.n_parameters(net), measure.macs(net, (3, side, side))
    layers = widgets.count_layers(**chosen)
    assert totals(layers) == wanted
    n_lines = chosen["depth"] + (3 if chosen["fully_connected_head"] else 1)
    assert len({layer.name for layer in layers}) == len(layers) == n_lines


def test_references_are_counted():
    from torch import nn
    from torchvision.models import alexnet, mobilenet_v2, resnet152

    def lenet():
        return nn.Sequential(
            nn.Conv2d(1, 6, 5, padding=2), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5),
            nn.AvgPool2d(2), nn.Flatten(), nn.Linear(400, 120), nn.Linear(120, 84),
            nn.Linear(84, 10),
        )  # fmt: skip

    builds = {"LeNet-5": lenet, "AlexNet": alexnet, "ResNet-152": resnet152,
              "MobileNetV2": mobilenet_v2}  # fmt: skip
    counted = {}
    for name, build in builds.items():
        net = measure.on_meta(build)
        shape = (1, 28, 28) if build is lenet else (3, 224, 224)
        counted[name] = (measure.n_parameters(net), measure.macs(net, shape))
    assert counted == widgets.REFERENCES


@pytest.mark.parametrize("wrong", [{"kernel_size": 4}, {"groups": 3}, {"groups": 256}])
def test_impossible_networks_are_refused(wrong):
    with pytest.raises(CourseError, match="Change one of them"):
        widgets.count_layers(**wrong)


# -- what the widget teaches ---------------------------------------------------


def factors(**moved) -> tuple[float, float]:
    before, after = (
        totals(widgets.count_layers()),
        totals(widgets.count_layers(**moved)),
    )
    return after[0] / before[0], after[1] / before[1]


def test_resolution_moves_only_the_work():
    parameters, macs = factors(resolution=128)
    assert parameters == 1
    assert macs == pytest.approx(4, rel=0.001)


def test_the_head_moves_hardly_the_work():
    parameters, macs = factors(fully_connected_head=True)
    assert parameters > 10
    assert 1 < macs < 1.05


def test_one_channel_a_group_makes_both_about_eight_times_smaller():
    parameters, macs = factors(groups=0)
    assert 7.5 < 1 / parameters < 9
    assert 7.5 < 1 / macs < 9


@pytest.mark.parametrize(
    ("moved", "words"),
    [
        ({}, "Move one slider at a time"),
        ({"resolution": 128}, "multiply-adds × 4. Only the work follows the size"),
        ({"fully_connected_head": True}, "hardly the work"),
        ({"groups": "all"}, "here 1/8.4 of the whole"),
        ({"depth": 12}, "parameters × "),
        ({"kernel_size": 1}, "parameters ÷ "),
        ({"depth": 1, "channels": 16}, "which did what?"),
    ],
)
def test_the_sentence_fits_the_move(moved, words):
    _, sentence = builder.draw_network(**moved)
    assert words in sentence


EXTREMES = [
    {},
    {"depth": 12, "channels": 256, "kernel_size": 7, "resolution": 224,
     "fully_connected_head": True},
    {"depth": 1, "channels": 16, "kernel_size": 1, "resolution": 32},
    {"groups": "all", "channels": 256},
]  # fmt: skip


@pytest.mark.parametrize("chosen", EXTREMES)
def test_every_bar_lies_inside_its_panel(chosen):
    figure, sentence = builder.draw_network(**chosen)
    assert plots.as_html(figure, alt=sentence)
    for axes in figure.axes:
        low, high = axes.get_xlim()
        widths = [bar.get_width() for bar in axes.patches]
        assert widths[0] == sum(widths[1:])
        assert low < widths[0] < high


def test_the_builder_starts_where_its_defaults_are():
    view = widgets.architecture_builder()
    assert totals(widgets.count_layers()) == totals(
        widgets.count_layers(**builder.START)
    )
    assert view.values == {**builder.START, "groups": "1"}


# -- explore -------------------------------------------------------------------


def line(slope=2, colour="red", dashed=False):
    from matplotlib.figure import Figure

    figure = Figure(figsize=(3, 2))
    axes = figure.subplots()
    axes.plot([0, 1], [0, slope], "--" if dashed else "-", color=colour)
    axes.set(title="A line", xlabel="x", ylabel="y")
    return figure, f"A {colour} line that rises by {slope}."


SLIDERS = {"slope": (0, 5), "colour": ["red", "blue"], "dashed": bool}


def test_without_a_front_end_it_is_a_figure(capfd):
    view = widgets.explore(line, **SLIDERS)
    assert view.controls == {}
    bundle = view._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html"}
    assert bundle["text/plain"] == "A red line that rises by 2."
    assert 'alt="A red line that rises by 2."' in bundle["text/html"]
    assert repr(view) == "Explorer(line: slope=2, colour='red', dashed=False)"
    assert view.move(slope=4, colour="blue") == "A blue line that rises by 4."
    assert capfd.readouterr() == ("", "")


@pytest.fixture
def live(monkeypatch):
    monkeypatch.setattr(explorer, "has_front_end", lambda: True)
    return widgets.explore(line, **SLIDERS)


def test_with_a_front_end_a_moved_control_redraws(live):
    assert set(live.controls) == set(SLIDERS)
    before = live._picture.value
    live.controls["slope"].value = 3
    assert live.values["slope"] == 3
    assert live._picture.value != before
    assert "rises by 3" in live._picture.value
    assert "rises by 3" in live._words.value


def test_controls_are_named_and_limited(live):
    slope, colour, dashed = live.controls.values()
    assert (slope.min, slope.max, slope.description) == (0, 5, "slope")
    assert [value for _, value in colour.options] == ["red", "blue"]
    assert dashed.value is False
    assert all(control.tooltip for control in live.controls.values())


def test_move_moves_the_controls_and_the_button_brings_them_back(live):
    live.move(slope=5, dashed=True)
    assert live.controls["slope"].value == 5
    back = live._box.children[0].children[-1]
    back.click()
    assert live.values == {"slope": 2, "colour": "red", "dashed": False}
    assert live.sentence == "A red line that rises by 2."


def test_a_live_explorer_still_has_its_plain_figure(live):
    bundle = live._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert "alt=" in bundle["text/html"]


def test_fractions_get_a_slider_with_fractions(monkeypatch):
    def share(part=0.5):
        return line(slope=part)

    monkeypatch.setattr(explorer, "has_front_end", lambda: True)
    view = widgets.explore(share, part=(0.0, 1.0, 0.25))
    assert view.controls["part"].step == 0.25
    assert view.move(part=0.75) == "A red line that rises by 0.75."


@pytest.mark.parametrize(
    ("sliders", "message"),
    [
        ({"slant": (0, 5)}, "no argument 'slant'"),
        ({"slope": (3, 5)}, "slope=2 does not fit"),
        ({"slope": (5, 0)}, "a list of choices"),
        ({"slope": 3}, "a list of choices"),
        ({"slope": bool}, "does not fit"),
        ({"colour": []}, "a list of choices"),
        ({"colour": ["green"]}, "does not fit"),
        ({"dashed": (0, 1)}, "does not fit"),
    ],
)
def test_sliders_that_do_not_fit_are_refused(sliders, message):
    with pytest.raises(CourseError, match=message):
        widgets.explore(line, **sliders)


def test_an_argument_without_a_default_is_refused():
    with pytest.raises(CourseError, match="'slope' of the plot has no default"):
        widgets.explore(lambda slope: line(slope), slope=(0, 5))


def test_moves_out_of_reach_are_refused():
    view = widgets.explore(line, **SLIDERS)
    with pytest.raises(CourseError, match="does not fit"):
        view.move(slope=9)
    with pytest.raises(CourseError, match="no slider is called 'width'"):
        view.move(width=9)
    assert view.values["slope"] == 2


def test_a_plain_script_prints_nothing():
    code = "from course import widgets; widgets.architecture_builder()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")


def test_a_headless_run_neither_hangs_nor_complains():
    """In a kernel: live with nobody watching, then as a grader runs it."""
    cells = [
        "from course import widgets\nview = widgets.architecture_builder()\nview",
        "view.move(resolution=128)",
        "import os\nos.environ['NBGRADER_EXECUTION'] = 'autograde'\n"
        "widgets.architecture_builder()",
    ]
    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells]
    )
    NotebookClient(book, timeout=60, kernel_name="python3").execute()
    live, moved, graded = ([dict(out) for out in c.outputs] for c in book.cells)
    for outputs in (live, moved, graded):
        assert [out["output_type"] for out in outputs] == ["execute_result"]
    view = "application/vnd.jupyter.widget-view+json"
    assert view in live[0]["data"]
    assert "multiply-adds × 4" in moved[0]["data"]["text/plain"]
    assert view not in graded[0]["data"]
    assert re.search(r'<img alt="[^"]{40,}"', graded[0]["data"]["text/html"])
