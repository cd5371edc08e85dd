"""Answers to `attention_controls`: correct ones written differently, and wrong ones."""

import numpy as np
import torch

STATEMENT = "the weights alone do not show what matters here"


def rows_permuted(weights, mask, rng):
    """Give each row's weights another order among its real words."""
    new = torch.zeros_like(weights)
    for row, real in enumerate(mask):
        places = np.flatnonzero(real.numpy())
        new[row, places] = weights[row, rng.permutation(places)]
    return new


def equal(mask):
    return mask / mask.sum(dim=1, keepdim=True)


def share(a, b):
    return float((a == b).float().mean())


def decided(logits):
    return logits.argmax(dim=1)


def answer(uniform=equal, permuted=rows_permuted, decide=decided, agree=share):
    def attention_controls(model, batch, rng):
        x, mask = batch
        own = decide(model(x))
        same = decide(model(x, attention=uniform(mask)))
        other = permuted(model.attention(x), mask, rng)
        other = decide(model(x, attention=other))
        return {"uniform": agree(own, same), "permuted": agree(own, other)}

    return {"attention_controls": attention_controls, "statement": STATEMENT}


def reference() -> dict:
    return answer()


def alternative_sorted_noise() -> dict:
    """Sort noise to get an order for all rows at once; padding comes last."""

    def permuted(weights, mask, rng):
        noise = torch.as_tensor(rng.random(tuple(mask.shape)))
        return weights.gather(1, noise.masked_fill(~mask, 2.0).argsort(dim=1))

    return answer(permuted=permuted)


def alternative_mean_of_two() -> dict:
    """Average over two permutations, one sentence at a time."""

    def attention_controls(model, batch, rng):
        found = {"uniform": [], "permuted": []}
        for x, mask in zip(*batch, strict=True):
            x, n = x[None], int(mask.sum())
            own, weights = model(x).argmax(), model.attention(x)
            flat = torch.zeros_like(weights)
            flat[0, :n] = 1 / n
            found["uniform"].append(bool(model(x, attention=flat).argmax() == own))
            for _ in range(2):
                mixed = weights.clone()
                mixed[0, :n] = weights[0, rng.permutation(n)]
                same = model(x, attention=mixed).argmax() == own
                found["permuted"].append(bool(same))
        return {name: np.mean(values) for name, values in found.items()}

    return {"attention_controls": attention_controls}


def wrong_weights_not_replaced() -> dict:
    def attention_controls(model, batch, rng):
        x, _ = batch
        own = model(x).argmax(1)
        return {"uniform": share(own, own), "permuted": share(own, model(x).argmax(1))}

    return {"attention_controls": attention_controls}


def wrong_not_renormalised() -> list[dict]:
    return [
        answer(uniform=lambda mask: mask.float()),
        answer(uniform=lambda mask: torch.full(mask.shape, 1 / mask.shape[1])),
    ]


def wrong_permutes_padding() -> dict:
    def permuted(weights, mask, rng):
        return torch.stack([row[rng.permutation(len(row))] for row in weights])

    return answer(permuted=permuted)


def wrong_same_permutation() -> dict:
    def permuted(weights, mask, rng):
        noise = torch.as_tensor(rng.random(mask.shape[1])).expand(mask.shape)
        return weights.gather(1, noise.masked_fill(~mask, 2.0).argsort(dim=1))

    return answer(permuted=permuted)


def wrong_compares_logits() -> dict:
    def agree(a, b):
        return float(torch.isclose(a, b).all(dim=1).float().mean())

    return answer(decide=lambda logits: logits, agree=agree)


def wrong_uniform_as_reference() -> dict:
    def attention_controls(model, batch, rng):
        x, mask = batch
        same = model(x, attention=equal(mask)).argmax(1)
        other = rows_permuted(model.attention(x), mask, rng)
        other = model(x, attention=other).argmax(1)
        return {
            "uniform": share(model(x).argmax(1), same),
            "permuted": share(same, other),
        }

    return {"attention_controls": attention_controls}
