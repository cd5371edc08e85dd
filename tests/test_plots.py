"""Figures: what is drawn is what the table says, and every figure can be read.

Budget: 25 s.
"""

import base64
import io
import re

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from course import plots
from course.errors import CourseError
from course.plots import look, picture

LAYERS = pd.DataFrame(
    {
        "layer": ["features.0", "features.1", "norm", "classifier.6"],
        "kind": ["Conv2d", "Conv2d", "BatchNorm2d", "Linear"],
        "output": [(8, 9, 9), (16, 9, 9), (16, 9, 9), (10,)],
        "parameters": [224, 1_168, 32, 12_970],
        "macs": [17_496, 93_312, 0, 12_960],
    }
)
NETWORKS = pd.DataFrame(
    {
        "name": ["LeNet-5", "AlexNet", "ResNet-152", "MobileNetV2", "GPT-3"],
        "year": [1998, 2012, 2015, 2018, 2020],
        "layers": [5, 8, 152, 53, 96],
        "parameters": [61_706, 61_100_840, 60_192_808, 3_504_872, 174_604_259_328],
    }
)
FILES = pd.DataFrame(
    {"name": ["forest, 300 trees", "MobileNetV2", "logistic"],
     "n_bytes": [89e6, 14.2e6, 1_070]}
)  # fmt: skip
DIFFERENCES = pd.DataFrame(
    [("lr", "mlp", 0.002, -0.01, 0.014), ("lr", "rf", 0.024, 0.006, 0.042)],
    columns=["a", "b", "mean", "low", "high"],
)
HISTORY = pd.DataFrame(
    {"epoch": [1, 2, 3], "loss": [1.0, 0.6, 0.5], "held_out_loss": [1.1, 0.8, 0.9],
     "accuracy": [0.5, 0.7, 0.8], "lr": 0.1, "seconds": 1.0}
)  # fmt: skip


def scores_frame(means: dict[str, float], n_splits: int = 10) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        [
            {"model": name, "split": split, "score": mean + rng.normal(0, 0.01)}
            for name, mean in means.items()
            for split in range(n_splits)
        ]
    )


def towers_frame(lowest: float = 1e-13) -> pd.DataFrame:
    rows = []
    for depth in (2, 10, 30):
        for residual in (False, True):
            for seed in range(3):
                gradient = 0.5 + 0.1 * seed
                if depth == 30 and not residual:
                    gradient *= lowest
                rows.append((depth, residual, seed, gradient, 0.9 + 0.01 * seed))
    columns = ["depth", "residual", "seed", "gradient_norm", "accuracy"]
    return pd.DataFrame(rows, columns=columns)


def learning_frame() -> pd.DataFrame:
    sizes = [50, 100, 200, 400, 800, 1_290]
    rows = [
        (data, model, n, top - n**-0.8, top - n**-0.8 - 0.02, top - n**-0.8 + 0.02)
        for data in ("centred", "moved")
        for model, top in (("lr", 0.95), ("svm", 0.99), ("cnn", 0.985))
        for n in sizes
    ]
    columns = ["data", "model", "train_size", "mean", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def agreement_frame() -> pd.DataFrame:
    names = ["nothing", "linear", "third", "second", "first"]
    rows = [
        (method, step, name, level**step)
        for method, level in (("gradient", 0.6), ("edges", 1.0))
        for step, name in enumerate(names)
    ]
    return pd.DataFrame(rows, columns=["method", "step", "name", "agreement"])


FIGURES = {
    "layer_bars": lambda: plots.layer_bars(LAYERS),
    "layer_bars of many": lambda: plots.layer_bars(
        pd.concat([LAYERS] * 12, ignore_index=True)
    ),
    "layer_bars of a dozen": lambda: plots.layer_bars(
        pd.concat([LAYERS] * 3, ignore_index=True)
    ),
    "timeline": lambda: plots.timeline(NETWORKS),
    "timeline without layers": lambda: plots.timeline(NETWORKS.drop(columns="layers")),
    "sizes": lambda: plots.sizes(FILES),
    "scores": lambda: plots.scores(scores_frame({"lr": 0.9, "rf": 0.8})),
    "differences": lambda: plots.differences(DIFFERENCES),
    "depth_curves": lambda: plots.depth_curves(towers_frame()),
    "depth_curves with 0": lambda: plots.depth_curves(towers_frame(lowest=0)),
    "history": lambda: plots.history(HISTORY),
    "learning_curves": lambda: plots.learning_curves(learning_frame()),
    "learning_curves, two panels": lambda: plots.learning_curves(
        learning_frame(), panel="data"
    ),
    "power_laws": lambda: plots.power_laws(
        learning_frame().eval("error = 1 - mean"), {"svm": (3.3, 0.8)}, fitted_to=400
    ),
    "image_maps": lambda: plots.image_maps(
        {"picture": np.eye(5)[None].repeat(3, 0), "map": np.ones((3, 1, 5, 5))},
        names=["bag", "shirt", "boot"],
    ),
    "word_weights": lambda: plots.word_weights(
        [
            ["not", "good"],
            ["the", "plot", "was", "never", "really", "boring"] * 3,
            ["it", "was"] * 24,
        ],
        [[0.9, 0.1], [0.05] * 18, [0.02] * 48],
        names=["negative", "positive", "neither"],
    ),
    "agreement": lambda: plots.agreement(agreement_frame()),
    "history, losses only": lambda: plots.history(HISTORY[["loss"]]),
}


def png(html: str) -> bytes:
    return base64.b64decode(re.search(r"base64,([^\"]+)", html)[1])


def pixels(html: str) -> np.ndarray:
    from matplotlib.image import imread

    return imread(io.BytesIO(png(html)))


def ink_outside(figure: Figure) -> list[str]:
    """Return the texts that overlap each other or leave the picture."""
    figure.draw_without_rendering()
    hidden = beyond_the_axes(figure)
    texts = [
        text
        for text in figure.findobj(matplotlib.text.Text)
        if text.get_visible() and text.get_text().strip() and text not in hidden
    ]
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts]
    found = []
    for number, (one, box) in enumerate(boxes):
        if box.x0 < -1 or box.y0 < -1:
            found.append(f"{one!r} leaves the picture")
        for two, other in boxes[number + 1 :]:
            width = min(box.x1, other.x1) - max(box.x0, other.x0)
            height = min(box.y1, other.y1) - max(box.y0, other.y0)
            if width > 1.5 and height > 1.5:
                found.append(f"{one!r} on {two!r}")
    return found


def beyond_the_axes(figure: Figure) -> set:
    """Return the labels of ticks outside the limits; they exist and are not drawn."""
    found = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in [*axis.majorTicks, *axis.minorTicks]:
                if not low <= tick.get_loc() <= high:
                    found |= {tick.label1, tick.label2}
    return found


# -- every figure --------------------------------------------------------------


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_has_words_and_no_overlap(name):
    figure = FIGURES[name]()
    assert picture.missing_words(figure) == ""
    assert ink_outside(figure) == []
    sizes = {
        text.get_fontsize()
        for text in figure.findobj(matplotlib.text.Text)
        if text.get_text()
    }
    assert min(sizes) >= 9


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_opaque_and_changes_no_setting(name):
    before = dict(matplotlib.rcParams)
    html = plots.as_html(FIGURES[name](), alt="what it shows")
    assert dict(matplotlib.rcParams) == before
    image = pixels(html)
    width = int(re.search(r'width="(\d+)"', html)[1])
    assert abs(image.shape[1] - 2 * width) <= 1
    assert 700 <= width <= 800
    assert image.shape[2] == 3 or (image[..., 3] == 1).all()
    assert (image[0, :, :3] == 1).all(), "the edge is not white"


def test_the_overlap_test_sees_overlaps():
    figure = Figure()
    figure.text(0.5, 0.5, "one")
    figure.text(0.5, 0.5, "two")
    assert ink_outside(figure) == ["'one' on 'two'"]


# -- show ----------------------------------------------------------------------


def figure_with(**words) -> Figure:
    figure = Figure()
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1])
    axes.set(**{"title": "t", "xlabel": "x", "ylabel": "y", **words})
    return figure


def test_show_displays_an_image_with_alt_text(monkeypatch):
    import IPython
    import IPython.display

    seen = []
    monkeypatch.setattr(IPython, "get_ipython", lambda: object())
    monkeypatch.setattr(
        IPython.display, "display", lambda data, raw: seen.append((data, raw))
    )
    alt = 'A "line" < 2 & rising'
    assert plots.show(figure_with(), alt=alt) is None
    [(data, raw)] = seen
    assert raw
    assert data["text/plain"] == alt
    assert 'alt="A &quot;line&quot; &lt; 2 &amp; rising"' in data["text/html"]
    assert png(data["text/html"])[:4] == b"\x89PNG"


def test_show_is_silent_outside_jupyter(capfd):
    plots.show(figure_with(), alt="A line.")
    assert capfd.readouterr() == ("", "")


def test_show_closes_what_pyplot_holds():
    from matplotlib import pyplot

    figure, axes = pyplot.subplots()
    axes.set(title="t", xlabel="x", ylabel="y")
    plots.show(figure, alt="Empty axes.")
    assert not pyplot.fignum_exists(figure.number)


@pytest.mark.parametrize("alt", ["", "  ", None])
def test_show_wants_a_description(alt):
    with pytest.raises(CourseError, match="alt="):
        plots.show(figure_with(), alt=alt)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"title": ""}, "no title"),
        ({"xlabel": ""}, "x axis of the figure"),
        ({"ylabel": " "}, "y axis of the figure"),
    ],
)
def test_show_says_which_words_are_missing(words, message):
    with pytest.raises(CourseError, match=message):
        plots.show(figure_with(**words), alt="A line.")


def test_show_names_the_panel():
    figure = Figure()
    left, right = figure.subplots(1, 2)
    left.set(title="t", xlabel="x", ylabel="y")
    right.set(xlabel="x")
    with pytest.raises(CourseError, match="y axis of panel 2"):
        plots.show(figure, alt="Two panels.")


def test_show_lets_pass_what_needs_no_label():
    """Pictures without axes, shared axes, labels of the whole figure, colour bars."""
    figure = Figure()
    axes = figure.subplots()
    image = axes.imshow([[0, 1], [2, 3]])
    axes.axis("off")
    axes.set_title("a digit")
    figure.colorbar(image).set_label("grey")
    assert picture.missing_words(figure) == ""

    figure = Figure()
    top, bottom = figure.subplots(2, 1, sharex=True)
    top.set(title="t", ylabel="y")
    bottom.set(xlabel="x", ylabel="y")
    assert picture.missing_words(figure) == ""

    figure = figure_with(xlabel="", ylabel="")
    figure.supxlabel("x")
    figure.supylabel("y")
    assert picture.missing_words(figure) == ""


def test_show_wants_a_label_at_a_colour_bar():
    figure = figure_with()
    image = figure.axes[0].imshow([[0, 1], [2, 3]])
    figure.colorbar(image)
    assert "colour bar" in picture.missing_words(figure)


# -- colours -------------------------------------------------------------------


def luminance(code: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
             for c in to_rgb(code)]  # fmt: skip
    return float(np.dot(parts, [0.2126, 0.7152, 0.0722]))


def test_texts_and_outlines_stand_out_on_white():
    """4.5 : 1 for texts; fills may be paler, they all have an outline in ink."""
    for code in (look.INK, look.FAINT):
        assert 1.05 / (luminance(code) + 0.05) >= 4.5


def test_palette_has_one_colour_and_one_marker_a_family():
    assert len(set(plots.PALETTE.values())) == len(plots.PALETTE) == 8
    assert set(look.MARKERS) == set(plots.PALETTE)
    assert len(set(look.MARKERS.values())) == 8


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("lr", "linear"), ("logistic", "linear"), ("ridge", "linear"),
        ("logistic regression", "linear"), ("rf", "forest"), ("forest", "forest"),
        ("forest, 300 trees (5 × 60)", "forest"), ("hgb", "boosting"),
        ("xgb", "boosting"), ("xgboost", "boosting"), ("svm", "kernel"),
        ("mlp", "network"), ("network", "network"), ("small_cnn", "network"),
        ("MobileNetV2", "network"), ("dummy", "baseline"), ("knn", "neighbours"),
        ("frozen MobileNetV2", "pretrained"), ("Peter", None),
    ],
)  # fmt: skip
def test_family_by_name(name, family):
    assert look.family(name) == family
    assert plots.colour(name) == plots.PALETTE[family or "baseline"]


# -- what is drawn -------------------------------------------------------------


def test_layer_bars_are_as_high_as_the_counts():
    figure = plots.layer_bars(LAYERS)
    for axes, column in zip(figure.axes, ("parameters", "macs"), strict=True):
        heights = [bar.get_height() for bar in axes.patches]
        assert heights == [value for value in LAYERS[column] if value]
        assert axes.get_yscale() == "log"
        assert axes.get_ylim()[0] < min(heights)
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert "90 % in linear layers" in titles[0]
    assert "90 % in convolutions" in titles[1]


def test_timeline_has_a_point_and_a_label_a_network():
    axes = plots.timeline(NETWORKS).axes[0]
    [points] = [line for line in axes.lines if line.get_marker() == "s"]
    assert dict(zip(*points.get_data(), strict=True)) == dict(
        zip(NETWORKS.year, NETWORKS.parameters, strict=True)
    )
    words = " ".join(text.get_text() for text in axes.texts)
    for text in ("61,706", "61.1 M", "60.2 M", "174.6 B", "152 layers"):
        assert text in words


def test_sizes_are_sorted_and_labelled():
    axes = plots.sizes(FILES.sample(frac=1, random_state=0)).axes[0]
    assert [bar.get_width() for bar in axes.patches] == [1_070, 14.2e6, 89e6]
    assert [text.get_text() for text in axes.texts] == ["1.07 kB", "14.2 MB", "89 MB"]


def test_scores_show_every_split_and_the_mean():
    frame = scores_frame({"rf": 0.8, "lr": 0.9, "mlp": 0.95})
    axes = plots.scores(frame, metric="accuracy").axes[0]
    for place, name in enumerate(("mlp", "lr", "rf")):  # the best first
        wanted = frame.score[frame.model == name].to_numpy()
        dots = [
            line.get_ydata()
            for line in axes.lines
            if line.get_marker() == look.marker(name)
        ]
        assert len(dots) == 1
        np.testing.assert_allclose(dots[0], wanted)
        assert axes.texts[place].get_text() == f"mean {wanted.mean():.3f}"
    assert axes.get_ylabel() == "accuracy on the test rows"


@pytest.mark.parametrize("n_models", [2, 5, 8])
def test_scores_of_long_names_can_be_read(n_models):
    names = [
        "logistic regression",
        "random forest, 300 trees",
        "gradient boosting",
        "small residual network",
        "a",
        "support vectors",
        "dummy",
        "tuned CNN",
    ]
    frame = scores_frame({name: 0.9 - 0.01 * i for i, name in enumerate(names)})
    frame = frame[frame.model.isin(names[:n_models])]
    assert ink_outside(plots.scores(frame)) == []


def test_differences_tell_sure_from_unsure_by_shape_too():
    axes = plots.differences(DIFFERENCES).axes[0]
    marks = {line.get_xdata()[0]: line.get_marker() for line in axes.lines
             if line.get_marker() != "None"}  # fmt: skip
    assert marks == {0.002: "D", 0.024: "o"}
    spans = [tuple(line.get_xdata()) for line in axes.lines]
    assert (-0.01, 0.014) in spans
    assert (0.006, 0.042) in spans
    assert any(span == (0, 0) for span in spans), "no line at 0"


def test_depth_curves_show_every_seed_and_medians():
    frame = towers_frame()
    left, right = plots.depth_curves(frame).axes
    assert left.get_yscale() == "log"
    n_points = sum(len(line.get_xdata()) for line in left.lines
                   if line.get_linestyle() == "None")  # fmt: skip
    assert n_points == len(frame) == 18
    medians = next(
        line for line in right.lines if line.get_label().startswith("residual")
    )
    np.testing.assert_allclose(medians.get_ydata(), [0.91] * 3)
    assert "3 seeds" in medians.get_label()


def test_a_gradient_of_zero_is_drawn_and_said():
    left = plots.depth_curves(towers_frame(lowest=0)).axes[0]
    lowest = min(min(line.get_ydata()) for line in left.lines)
    assert left.get_ylim()[0] < lowest
    assert "0 on the lower edge" in left.get_ylabel()


def test_history_keeps_losses_and_accuracies_apart():
    loss, accuracy = plots.history(HISTORY).axes
    assert [line.get_label() for line in loss.lines] == ["loss", "held out loss"]
    assert [line.get_label() for line in accuracy.lines] == ["accuracy"]
    assert len({line.get_linestyle() for line in loss.lines}) == 2


@pytest.mark.parametrize(
    "make",
    [plots.layer_bars, plots.timeline, plots.sizes, plots.scores, plots.differences,
     plots.depth_curves, plots.history],
)  # fmt: skip
def test_a_table_without_its_columns_is_refused(make):
    with pytest.raises(CourseError, match="this table has: colour"):
        make(pd.DataFrame({"colour": ["red"]}))


def test_a_table_without_rows_is_refused():
    with pytest.raises(CourseError, match="no rows"):
        plots.sizes(FILES.head(0))
