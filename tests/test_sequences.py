"""Encoders of rows, the reader that learns by CTC, the pipeline beside it.

Budget: 40 s.
"""

import itertools

import numpy as np
import pytest
import torch

from course import data, features, models
from course.errors import CourseError
from course.models import cuts, imagenet, sequence_nets, speech

pytestmark = pytest.mark.usefixtures("no_network")
ENCODERS = ("conv1d", "gru", "transformer")


def made(name, **settings):
    return getattr(models, name)(progress=False, **settings)


# -- encoders ------------------------------------------------------------------


@pytest.mark.parametrize("name", ENCODERS)
def test_an_encoder_learns_order_in_numbers(name):
    """Rows that go up or down: the same values, so only their order tells."""
    rng = np.random.default_rng(0)
    y = np.arange(200) % 2
    X = np.sort(rng.normal(size=(200, 1, 8)), axis=2)
    X[y == 1] = X[y == 1, :, ::-1]
    net = made(name, epochs=12).fit(X[:150].astype(np.float32), y[:150])
    assert net.score(X[150:].astype(np.float32), y[150:]) > 0.9


@pytest.mark.parametrize("name", ENCODERS)
def test_an_encoder_reads_words(name):
    rng = np.random.default_rng(1)
    X, y = rng.integers(3, 9, size=(160, 6)), np.arange(160) % 2
    X[np.arange(160), rng.integers(0, 6, 160)] = np.where(y, 1, 2)
    net = made(name, epochs=12, n_tokens=9).fit(X[:120], y[:120])
    assert net.score(X[120:], y[120:]) > 0.9


def test_padding_is_not_seen():
    torch.manual_seed(0)
    text = torch.tensor([[3, 4, 5, 0, 0, 0]])
    net = sequence_nets.conv((6,), 2, width=8, n_tokens=9, stride=1).eval()
    torch.testing.assert_close(net(text), net(text[:, :3]))
    net = sequence_nets.transformer(
        (6,), 2, width=8, n_tokens=9, stride=1, n_layers=1, n_heads=2, dropout=0.0
    ).eval()
    before = net(text)
    net.place.data[3:] += 1.0
    torch.testing.assert_close(net(text), before)
    net.place.data[:3] += torch.randn(3, 8)
    assert not torch.allclose(net(text), before)


@pytest.mark.parametrize("name", ENCODERS)
def test_rows_of_another_kind_are_refused(name):
    X, y = np.zeros((20, 5), np.int64), np.arange(20) % 2
    with pytest.raises(CourseError, match="n_tokens"):
        made(name, epochs=1).fit(X, y)
    with pytest.raises(CourseError, match="token ids go from"):
        made(name, epochs=1, n_tokens=3).fit(X + 7, y)


# -- CTC -----------------------------------------------------------------------


def test_ctc_loss_adds_up_all_ways():
    """Against the sum over every way to spread a text over four frames."""
    torch.manual_seed(0)
    outputs = torch.randn(1, 4, 11)
    shares = outputs[0].softmax(1)
    text = "12"
    total = 0.0
    for way in itertools.product(range(11), repeat=4):
        frames = np.eye(11)[list(way)][None]
        if speech.greedy_decode(frames) == [text]:
            total += float(np.prod([shares[i, k] for i, k in enumerate(way)]))
    numbers = torch.tensor([[2, 3, -1]])
    # torch's mean divides by the length of the text
    assert float(speech.ctc_loss(outputs, numbers)) == pytest.approx(
        -np.log(total) / 2, rel=1e-4
    )


@pytest.mark.parametrize(
    ("text", "read", "edits"),
    [("307", "307", 0), ("307", "37", 1), ("307", "", 3), ("12", "3123", 2)],
)
def test_edits_are_counted(text, read, edits):
    assert speech.error_rate([text], [read]) == pytest.approx(edits / len(text))


def test_the_reader_learns_two_sounds():
    """Digits that are plain marks in a spectrogram, at places that nobody tells."""
    rng = np.random.default_rng(0)
    X = 0.1 * rng.normal(size=(160, 4, 48)).astype(np.float32)
    texts = []
    for row in X:
        text = ""
        for start in (4, 24):
            digit = int(rng.integers(2))
            place = start + int(rng.integers(8))
            row[digit, place : place + 8] += 2
            text += str(digit)
        texts.append(text)
    reader = speech.DigitReader(width=16, epochs=15, batch_size=8, lr=1e-2)
    reader.fit(X[:120], texts[:120])
    assert speech.error_rate(texts[120:], reader.predict(X[120:])) < 0.1
    again = speech.DigitReader(width=16, epochs=15, batch_size=8, lr=1e-2)
    again.fit(X[:120], texts[:120])
    np.testing.assert_array_equal(again.outputs(X[120:]), reader.outputs(X[120:]))
    with pytest.raises(CourseError, match="spectrograms"):
        reader.fit(X[:, 0], texts)


# -- the pipeline ----------------------------------------------------------------


def test_the_pipeline_cuts_digits_that_stand_apart():
    apart = data.load_digit_strings(2, 60, pause=(0.25, 0.35))
    spectra = features.log_mel(apart.X_test, sample_rate=8000)
    found = [len(cuts.spoken(logmel)) for logmel in spectra]
    right = np.mean([k == len(t) for k, t in zip(found, apart.y_test, strict=True)])
    together = data.load_digit_strings(2, 60, pause=(0.0, 0.0))
    spectra = features.log_mel(together.X_test, sample_rate=8000)
    found = [len(cuts.spoken(logmel)) for logmel in spectra]
    worse = np.mean([k == len(t) for k, t in zip(found, together.y_test, strict=True)])
    assert right > worse + 0.2


def test_the_pipeline_reads_more_than_by_chance():
    single = data.load_spoken_digits()
    reader = cuts.CutReader().fit(single.X_train, single.y_train)
    read = reader.predict(single.X_test)
    assert np.mean(read == single.y_test.astype(str)) > 0.4
    assert reader.predict(np.zeros((1, 8000), np.float32)).tolist() == [""]
    with pytest.raises(CourseError, match="n digits"):
        reader.fit(single.X_train, single.y_train[:-1])


# -- encoders of photographs ------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "width"),
    [("mobilenet_v3_small", 576), ("resnet18", 512), ("efficientnet_lite0", 1280)],
)
def test_encoders_of_photographs_take_any_picture(name, width):
    encoder = imagenet.encoder(name, pretrained=False)
    assert not encoder.training
    for shape in ((2, 1, 28, 28), (2, 3, 64, 64)):
        X = np.random.default_rng(0).random(shape, dtype=np.float32)
        assert imagenet.features_of(encoder, X, batch=1).shape == (2, width)


def test_weights_that_cannot_be_had_are_named_with_the_cure(monkeypatch):
    import torchvision

    def offline(*args, **kwargs):
        raise OSError("no route to host")

    monkeypatch.setattr(torchvision.models, "get_model", offline)
    with pytest.raises(CourseError, match="checkpoints"):
        imagenet.encoder("resnet18")
    with pytest.raises(CourseError, match="mobilenet_v3_small"):
        imagenet.encoder("vgg")
