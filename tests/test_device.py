"""Which device, precision, threads, seed; and that everything is put back.

Budget: 10 s.
"""

import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from course import device
from course.device import choose, context, machine
from course.errors import CourseError

CPU = torch.device("cpu")
CUDA = torch.device("cuda")
LARGE = 10**6


# -- scale --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "scale"),
    [(None, "cpu"), ("", "cpu"), ("quick", "quick"), ("cpu", "cpu"), (" GPU ", "gpu")],
)
def test_scale(monkeypatch, value, scale):
    monkeypatch.delenv("COURSE_SCALE", raising=False)
    if value is not None:
        monkeypatch.setenv("COURSE_SCALE", value)
    assert device.scale() == scale


def test_an_unknown_scale_is_refused_with_the_cure(monkeypatch):
    monkeypatch.setenv("COURSE_SCALE", "huge")
    with pytest.raises(CourseError, match=r"'huge'.*quick, cpu, gpu"):
        device.scale()


# -- device -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cuda", "mps", "expected"),
    [(0, 0, "cpu"), (0, 1, "mps"), (1, 0, "cuda"), (1, 1, "cuda")],
)
def test_auto_takes_the_first_there_is(monkeypatch, cuda, mps, expected):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: bool(cuda))
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: bool(mps))
    assert device.pick() == torch.device(expected)
    assert device.pick("cpu") == device.pick(CPU) == CPU


@pytest.mark.parametrize("name", ["cuda", "cuda:1", "mps", "meta", "toaster", 3.5])
def test_a_device_that_is_not_here_is_refused(monkeypatch, name):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    with pytest.raises(CourseError, match="'auto'"):
        device.pick(name)


# -- precision ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("here", "n_parameters", "expected"),
    [
        (False, LARGE, "float32"),
        (True, LARGE, "bfloat16"),
        (True, choose.HALF_PAYS_FROM, "bfloat16"),
        (True, choose.HALF_PAYS_FROM - 1, "float32"),
    ],
)
def test_auto_precision_on_a_processor(monkeypatch, here, n_parameters, expected):
    monkeypatch.setattr(choose, "_cpu_has_bfloat16", lambda: here)
    assert device.pick_precision("auto", CPU, n_parameters) == expected


@pytest.mark.parametrize(
    ("capability", "n_parameters", "expected"),
    [
        ((6, 1), LARGE, "float32"),
        ((7, 5), LARGE, "float16"),
        ((8, 0), LARGE, "bfloat16"),
        ((9, 0), 100, "float32"),
    ],
)
def test_auto_precision_on_a_gpu(monkeypatch, capability, n_parameters, expected):
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda _: capability)
    assert device.pick_precision("auto", CUDA, n_parameters) == expected


def test_precision_that_is_named_is_taken():
    assert device.pick_precision("float32", CUDA, LARGE) == "float32"
    assert device.pick_precision("bfloat16", CPU, 1) == "bfloat16"
    assert device.pick_precision("float16", CUDA, 1) == "float16"


@pytest.mark.parametrize("name", ["cpu", "mps"])
def test_float16_without_cuda_is_refused(name):
    with pytest.raises(CourseError, match=r"float16.*precision='auto'"):
        device.pick_precision("float16", torch.device(name), LARGE)


def test_unknown_precision_is_refused():
    with pytest.raises(CourseError, match=r"'int4'.*bfloat16"):
        device.pick_precision("int4", CPU, LARGE)


# -- threads ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cores", "asked", "n_parameters", "expected"),
    [
        (16, None, None, 4),
        (2, None, LARGE, 2),
        (16, "3", LARGE, 3),
        (16, "64", LARGE, 4),
        (16, "2,1", None, 2),
        (16, "many", None, 4),
        (16, None, context.THREADS_PAY_FROM - 1, 1),
        (16, None, context.THREADS_PAY_FROM, 4),
    ],
)
def test_threads(monkeypatch, cores, asked, n_parameters, expected):
    monkeypatch.setattr(context, "cores", lambda: cores)
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    if asked is not None:
        monkeypatch.setenv("OMP_NUM_THREADS", asked)
    assert device.n_threads(n_parameters) == expected


def test_threads_are_put_back_after_an_error():
    before = torch.get_num_threads()
    with device.threads(before + 2):
        assert torch.get_num_threads() == before + 2
    with pytest.raises(ZeroDivisionError), device.threads(before + 2):
        1 / 0  # noqa: B018
    assert torch.get_num_threads() == before


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, None),
        ({"cpu.max": "max 100000"}, None),
        ({"cpu.max": "150000 100000"}, 1.5),
        ({"cpu.cfs_quota_us": "-1", "cpu.cfs_period_us": "100000"}, None),
        ({"cpu.cfs_quota_us": "400000", "cpu.cfs_period_us": "100000"}, 4),
    ],
)
def test_quota_of_a_container(tmp_path, files, expected):
    for name, text in files.items():
        (tmp_path / name).write_text(text + "\n")
    assert machine._quota((str(tmp_path / "missing"), str(tmp_path))) == expected


@pytest.mark.parametrize(("quota", "expected"), [(0.2, 1), (1.5, 2), (1e6, None)])
def test_a_quota_lowers_the_cores(monkeypatch, quota, expected):
    unlimited = os.cpu_count()
    if hasattr(os, "sched_getaffinity"):
        unlimited = len(os.sched_getaffinity(0))
    monkeypatch.setattr(machine, "_quota", lambda: quota)
    assert device.cores() == min(unlimited, expected or unlimited)


# -- seeds --------------------------------------------------------------------


def test_seeded_is_reproducible_and_leaves_no_trace():
    before = torch.get_rng_state(), repr(np.random.get_state()), random.getstate()  # noqa: NPY002
    draws = []
    for random_state in (3, 3, 4, None, None):
        with device.seeded(random_state):
            draws.append(torch.rand(4))
    with pytest.raises(ZeroDivisionError), device.seeded(3):
        _ = 1 / torch.rand(4).argmax().mul(0).item()
    assert torch.equal(before[0], torch.get_rng_state())
    assert before[1] == repr(np.random.get_state())  # noqa: NPY002
    assert before[2] == random.getstate()
    assert torch.equal(draws[0], draws[1])
    assert not torch.equal(draws[0], draws[2])
    assert not torch.equal(draws[3], draws[4])


def test_seeds_from_generators():
    for make in (np.random.RandomState, np.random.default_rng):
        one, two = make(0), make(0)
        first, second = device.seed_of(one), device.seed_of(one)
        assert first == device.seed_of(two)
        assert first != second
    assert device.seed_of(np.int64(5)) == device.seed_of(5) == 5
    assert 0 <= device.seed_of(-1) < 2**31
    with pytest.raises(CourseError, match="'lucky'"):
        device.seed_of("lucky")


# -- the sentence -------------------------------------------------------------


def test_describe_names_the_parts(monkeypatch):
    version = ".".join(map(str, sys.version_info[:3]))
    monkeypatch.setattr(machine, "_gpu", lambda: "")
    for part in (f"{device.cores()} core", "GB memory", "no GPU", version, "torch 2"):
        assert part in device.describe()
    assert "\n" not in device.describe()
    monkeypatch.setattr(machine, "_gpu", lambda: "2 x Fast Card")
    assert "2 x Fast Card" in device.describe()


@pytest.mark.parametrize(
    ("printed", "visible", "expected"),
    [
        ("", None, ""),
        ("Card A", None, "Card A"),
        ("Card A\nCard A", None, "2 x Card A"),
        ("Card A", "-1", ""),
    ],
)
def test_gpu_names(monkeypatch, printed, visible, expected):
    monkeypatch.setattr(machine, "_output", lambda *_: printed)
    monkeypatch.setattr(machine.sys, "platform", "linux")
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    if visible is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
    assert machine._gpu.__wrapped__() == expected


def test_describe_loads_no_torch():
    code = "from course import device; import sys; device.describe(); device.scale()"
    code += "; device.n_threads(10); sys.exit('torch' in sys.modules)"
    root = Path(__file__).resolve().parent.parent
    assert subprocess.call([sys.executable, "-c", code], cwd=root) == 0
