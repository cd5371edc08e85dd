"""What a check sees of a step in mixed precision, on the processor and on CUDA.

Budget: 10 s.
"""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from course.checks.compute.mixed_precision import fitting
from course.checks.compute.steps import LR, take_steps

ONE_STEP = ["scale", "backward", "step", "update"]
has_cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA GPU here")


def step(model, x, y, opt, device, scaler=None, *, update=True, always=False):
    """Take one right step; without the update, or with the scaler wherever it is."""
    half = scaler is not None and (always or device.type == "cuda")
    opt.zero_grad()
    dtype = torch.float16 if half and not always else torch.bfloat16
    with torch.autocast(device.type, dtype=dtype):
        loss = F.cross_entropy(model(x), y)
    if half:
        scaler.scale(loss).backward()
        scaler.step(opt)
        if update:
            scaler.update()
    else:
        loss.backward()
        opt.step()
    return loss.detach()


def followed(kind="cpu", *, scaler=False, n_steps=2, take=step):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(32, 64)).astype("float32")
    y = rng.integers(0, 10, size=32)
    return take_steps(take, X, y, n_steps=n_steps, seed=1, kind=kind, scaler=scaler)


def test_a_right_step_on_the_processor():
    seen = followed(scaler=True)
    assert (seen["first"], seen["weights"]) == (["bfloat16"], ["float32"])
    assert seen["loss"] == "float32"
    assert seen["returned"] == pytest.approx(seen["losses"][1], rel=0.01)
    assert seen["losses"][2] < seen["losses"][1] < seen["losses"][0]
    assert seen["cosine"] > 0.99
    assert seen["ratio"] == pytest.approx(1, rel=0.05)
    assert seen["events"] == ["backward"] * 2


def test_the_step_is_measured_in_units_of_the_rate():
    def twice(model, x, y, opt, device, scaler=None):
        opt.param_groups[0]["lr"] = 2 * LR
        return step(model, x, y, opt, device)

    assert followed(take=twice, n_steps=1)["ratio"] == pytest.approx(2, rel=0.05)


def test_the_scaler_can_be_followed_without_a_gpu():
    assert followed("named cuda", scaler=True)["events"] == ONE_STEP * 2
    forgot = followed("named cuda", scaler=True, take=partial_step(update=False))
    assert forgot["events"] == ONE_STEP[:3] * 2
    assert followed(scaler=True, take=partial_step(always=True))["events"]


def partial_step(**changed):
    return lambda *args: step(*args, **changed)


def test_a_step_that_needs_the_gpu_breaks_only_there():
    def moves(model, x, y, opt, device, scaler=None):
        return step(model, x.to(device), y, opt, device, scaler)

    if not torch.cuda.is_available():
        assert followed("named cuda", scaler=True, take=moves) == {"broke": True}
        assert followed("cuda", take=moves) == {"missing": True}
    with pytest.raises(ZeroDivisionError):
        followed(take=lambda *args: 1 / 0)


def test_a_stub_gives_nothing_and_a_forgotten_return_is_seen():
    assert followed(take=lambda *args: None) is None
    seen = followed(take=lambda *args: step(*args) and None)
    assert (seen["loss"], seen["returned"]) == ("nothing", None)


@pytest.mark.parametrize(
    ("first", "events", "right"),
    [
        ("bfloat16", ["backward"], True),
        ("bfloat16", ONE_STEP, False),
        ("float16", ["backward"], False),
        ("float16", ONE_STEP * 2, True),
        ("float16", ["scale", "backward", "unscale_", "step", "update"], True),
        ("float16", ONE_STEP[:3] * 2, False),
        ("float16", ["update", "scale", "backward", "step"], False),
        ("float32", ONE_STEP, True),
        ("float32", ["backward"], True),
        ("float32", ["scale", "backward", "update"], False),
    ],
)
def test_a_scaler_belongs_to_float16(first, events, right):
    assert fitting([first], events) is right


@has_cuda
def test_on_cuda_float16_takes_the_scaler_and_bfloat16_none():
    half = followed("cuda", scaler=True, n_steps=5)
    assert half["first"] == ["float16"]
    assert half["events"] == ONE_STEP * 5
    plain = followed("cuda", n_steps=5)
    assert plain["first"] == ["bfloat16"]
    assert plain["events"] == ["backward"] * 5
    for seen in (half, plain):
        assert (seen["weights"], seen["loss"]) == (["float32"], "float32")
        assert seen["losses"][-1] < seen["losses"][0]
        assert seen["cosine"] > 0.99
        assert seen["ratio"] == pytest.approx(1, rel=0.05)


@has_cuda
def test_on_cuda_the_check_accepts_right_steps_and_sees_a_missing_update():
    from answer_files import EXERCISES, alternatives, reference

    key = "compute.mixed_precision"
    for answers in (reference(key), *alternatives(key).values()):
        assert EXERCISES[key].ask(answers, seed=1).score == 16
    wrong = reference(key) | {"train_step": partial_step(update=False)}
    assert EXERCISES[key].ask(wrong, seed=1).mistake == "no_update"
    wrong = reference(key) | {"train_step": partial_step(always=True)}
    assert EXERCISES[key].ask(wrong, seed=1).mistake == "scaler_on_cpu"
