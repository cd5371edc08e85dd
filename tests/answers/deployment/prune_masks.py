"""Answers to `prune_masks`: right ones written differently, and wrong ones."""

import numpy as np


def sizes(weights):
    return np.concatenate([np.abs(w).ravel() for w in weights])


def reference() -> dict:
    def prune_masks(weights, sparsity):
        limit = np.quantile(sizes(weights), sparsity)
        return [np.abs(w) > limit for w in weights]

    return {"prune_masks": prune_masks}


def alternative_argsort() -> dict:
    """Count the weights that go, in a stable order."""

    def prune_masks(weights, sparsity):
        every = sizes(weights)
        keep = np.ones(len(every), dtype=bool)
        keep[np.argsort(every, kind="stable")[: round(sparsity * len(every))]] = False
        ends = np.cumsum([w.size for w in weights])[:-1]
        parts = np.split(keep, ends)
        return tuple(k.reshape(w.shape) for k, w in zip(parts, weights, strict=True))

    return {"prune_masks": prune_masks}


def alternative_torch() -> dict:
    """torch's own global pruning; tensors come back."""

    def prune_masks(weights, sparsity):
        import torch
        from torch import nn
        from torch.nn.utils import prune

        layers = [nn.Module() for _ in weights]
        for layer, w in zip(layers, weights, strict=True):
            layer.weight = nn.Parameter(torch.tensor(w, dtype=torch.float64))
        pairs = [(layer, "weight") for layer in layers]
        prune.global_unstructured(pairs, prune.L1Unstructured, amount=sparsity)
        return [layer.weight_mask.bool() for layer in layers]

    return {"prune_masks": prune_masks}


def alternative_inclusive() -> dict:
    """Sort the sizes and keep from the limit on."""

    def prune_masks(weights, sparsity):
        ordered = np.sort(sizes(weights))
        place = int(sparsity * len(ordered))
        limit = ordered[place] if place < len(ordered) else np.inf
        return [np.abs(w) >= limit for w in weights]

    return {"prune_masks": prune_masks}


def answer(function) -> dict:
    return {"prune_masks": function}


def wrong_in_place() -> dict:
    def prune_masks(weights, sparsity):
        limit = np.quantile(sizes(weights), sparsity)
        kept = [np.abs(w) > limit for w in weights]
        for w, k in zip(weights, kept, strict=True):
            w *= k
        return kept

    return answer(prune_masks)


def wrong_marks_what_goes() -> dict:
    def prune_masks(weights, sparsity):
        limit = np.quantile(sizes(weights), sparsity)
        return [np.abs(w) <= limit for w in weights]

    return answer(prune_masks)


def wrong_keeps_instead_of_prunes() -> list:
    def by_quantile(weights, sparsity):
        limit = np.quantile(sizes(weights), 1 - sparsity)
        return [np.abs(w) > limit for w in weights]

    def by_sorting(weights, sparsity):
        ordered = np.sort(sizes(weights))[::-1]
        limit = ordered[min(int(sparsity * len(ordered)), len(ordered) - 1)]
        return [np.abs(w) >= limit for w in weights]

    return [answer(by_quantile), answer(by_sorting)]


def wrong_largest_pruned() -> dict:
    def prune_masks(weights, sparsity):
        limit = np.quantile(sizes(weights), 1 - sparsity)
        return [np.abs(w) < limit for w in weights]

    return answer(prune_masks)


def wrong_signed_values() -> dict:
    def prune_masks(weights, sparsity):
        limit = np.quantile(np.concatenate([w.ravel() for w in weights]), sparsity)
        return [w > limit for w in weights]

    return answer(prune_masks)


def wrong_per_layer() -> list:
    def by_quantile(weights, sparsity):
        return [np.abs(w) > np.quantile(np.abs(w), sparsity) for w in weights]

    def by_sorting(weights, sparsity):
        kept = []
        for w in weights:
            keep = np.ones(w.size, dtype=bool)
            keep[np.abs(w).ravel().argsort()[: int(sparsity * w.size)]] = False
            kept.append(keep.reshape(w.shape))
        return kept

    return [answer(by_quantile), answer(by_sorting)]


def wrong_at_random() -> list:
    def shuffled(weights, sparsity):
        rng = np.random.default_rng(0)
        n = sum(w.size for w in weights)
        keep = rng.permutation(n) >= round(sparsity * n)
        ends = np.cumsum([w.size for w in weights])[:-1]
        parts = np.split(keep, ends)
        return [k.reshape(w.shape) for k, w in zip(parts, weights, strict=True)]

    def the_first(weights, sparsity):
        n = sum(w.size for w in weights)
        keep = np.arange(n) >= round(sparsity * n)
        ends = np.cumsum([w.size for w in weights])[:-1]
        parts = np.split(keep, ends)
        return [k.reshape(w.shape) for k, w in zip(parts, weights, strict=True)]

    return [answer(shuffled), answer(the_first)]


def wrong_share_as_limit() -> dict:
    return answer(lambda weights, sparsity: [np.abs(w) > sparsity for w in weights])


def wrong_percent_for_share() -> dict:
    def prune_masks(weights, sparsity):
        limit = np.percentile(sizes(weights), sparsity)
        return [np.abs(w) > limit for w in weights]

    return answer(prune_masks)
