"""Answers to `training_bill`: right ones written differently, and more wrong ones."""

import numpy as np

from course.checks.compute.training_bill import bill


def guarded(utilisation):
    if not 0 < utilisation <= 1:
        raise ValueError("a share of the peak is above 0 and at most 1")


def reference() -> dict:
    def training_bill(n_params, n_tokens, peak_flops, utilisation, usd_per_hour):
        guarded(utilisation)
        flops = 6 * n_params * n_tokens
        gpu_hours = flops / (peak_flops * utilisation) / 3600
        return {"flops": flops, "gpu_hours": gpu_hours, "usd": gpu_hours * usd_per_hour}

    return {"training_bill": training_bill}


def alternative_forward_and_backward() -> dict:
    """Two passes, each by itself; NumPy numbers; a price for a second."""

    def training_bill(n_params, n_tokens, peak_flops, utilisation, usd_per_hour):
        guarded(utilisation)
        forward = np.float64(2) * n_params * n_tokens
        backward = 2 * forward
        seconds = (forward + backward) / peak_flops / utilisation
        return dict(
            usd=seconds * usd_per_hour / 3600,
            gpu_hours=seconds / 3600,
            flops=forward + backward,
            gpu_days=seconds / 86_400,
        )

    return {"training_bill": training_bill}


def alternative_steps() -> dict:
    """Add up the steps of a run, a batch at a time; an error of its own kind."""

    class NoShare(ValueError):
        pass

    def training_bill(n_params, n_tokens, peak_flops, utilisation, usd_per_hour):
        if utilisation <= 0 or utilisation > 1:
            raise NoShare(utilisation)
        n_steps = 1000
        step = 6 * n_params * (n_tokens / n_steps)
        flops = sum(step for _ in range(n_steps))
        hours = flops / (peak_flops * utilisation * 3600)
        return {"flops": int(flops), "gpu_hours": hours, "usd": hours * usd_per_hour}

    return {"training_bill": training_bill}


def wrong_forward_only() -> list[dict]:
    """The wrong formula of somebody who does refuse a bad share."""

    def training_bill(n, d, peak, share, price):
        guarded(share)
        return bill(n, d, peak, share, price, per=2)

    return [{"training_bill": training_bill}]


def wrong_seconds() -> list[dict]:
    def training_bill(n, d, peak, share, price):
        guarded(share)
        return bill(n, d, peak, share, price, hour=1)

    return [{"training_bill": training_bill}]


def wrong_no_guard() -> list[dict]:
    """An error of another kind is no `ValueError`."""

    def training_bill(n, d, peak, share, price):
        assert share == share
        return bill(n, d, peak, share, price)

    return [{"training_bill": training_bill}]
