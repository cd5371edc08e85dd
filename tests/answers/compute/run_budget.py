"""Answers to `run_budget`: right ones written differently, and more wrong ones."""

import numpy as np

from course.checks.compute.run_budget import spoilt


def reference() -> dict:
    def run_budget(
        gpu_hours, watts, pue, n_params, n_checkpoints, bytes_per_param,
        engineer_hours, rate,
    ):  # fmt: skip
        if pue < 1:
            raise ValueError("no building draws less than its machines")
        return {
            "kwh": gpu_hours * watts * pue / 1000,
            "checkpoint_gb": n_params * bytes_per_param * n_checkpoints / 1e9,
            "people_usd": engineer_hours * rate,
        }

    return {"run_budget": run_budget}


def alternative_arrays() -> dict:
    """Products of NumPy arrays; whatever is not 1 or more is refused."""

    def run_budget(*args):
        gpu_hours, watts, pue, n_params, kept, size, hours, rate = map(np.asarray, args)
        if not pue >= 1:
            raise ValueError("PUE")
        line = np.stack([gpu_hours * watts * pue, n_params * size * kept, hours * rate])
        line = line / np.array([1e3, 1e9, 1])
        return dict(zip(("kwh", "checkpoint_gb", "people_usd"), line, strict=True))

    return {"run_budget": run_budget}


def alternative_units() -> dict:
    """A table of units, and the checkpoints added one by one."""
    unit = {"kilo": 10**3, "giga": 10**9}

    def run_budget(
        gpu_hours, watts, pue, n_params, n_checkpoints, bytes_per_param,
        engineer_hours, rate,
    ):  # fmt: skip
        if pue < 1.0:
            raise ValueError(pue)
        machines = gpu_hours * watts / unit["kilo"]
        overhead = (pue - 1) * machines
        files = [n_params * bytes_per_param / unit["giga"]] * n_checkpoints
        return {
            "people_usd": round(engineer_hours * rate, 2),
            "kwh": machines + overhead,
            "checkpoint_gb": sum(files),
            "note": "GB are 10**9 bytes",
        }

    return {"run_budget": run_budget}


def guarded(name) -> dict:
    """Return the wrong answer of somebody who does refuse a PUE below 1."""

    def run_budget(gpu_hours, watts, pue, *others):
        if pue < 1:
            raise ValueError
        return spoilt(name)(gpu_hours, watts, pue, *others)

    return {"run_budget": run_budget}


def wrong_watts_not_kw() -> dict:
    return guarded("watts_not_kw")


def wrong_pue_divided() -> dict:
    return guarded("pue_divided")


def wrong_gib() -> dict:
    return guarded("gib")
