"""Answers to `sanity_check`: correct ones written differently, and wrong ones."""

import copy

import numpy as np
import torch
from scipy.stats import pearsonr, rankdata, spearmanr

VERDICT = {
    "gradient": "passes",
    "input_x_gradient": "fails",
    "integrated_gradients": "fails",
    "edges": "fails",
}


def forget(model, which=lambda layer: True):
    """Draw layers anew, in place."""
    for layer in model.modules():
        if hasattr(layer, "reset_parameters") and which(layer):
            layer.reset_parameters()
    return model


def agreement(a, b, correlate=spearmanr):
    """Correlate the two maps of each image."""
    rows = []
    for one, other in zip(a.flatten(1).numpy(), b.flatten(1).numpy(), strict=True):
        constant = one.std() == 0 or other.std() == 0
        rows.append(0.0 if constant else correlate(one, other)[0])
    return float(np.mean(rows))


def answer(random, agree=agreement):
    def sanity_check(method, model, X, rng):
        a = method(model, X).detach()
        return agree(a, method(random(model), X).detach())

    return {"sanity_check": sanity_check, "verdict": VERDICT}


def reference() -> dict:
    return answer(lambda model: forget(copy.deepcopy(model)))


def alternative_helpers() -> dict:
    """Use the course's own functions."""
    from course import explain

    def sanity_check(method, model, X, rng):
        forgetful = explain.randomised_copy(model, random_state=rng)
        return explain.rank_agreement(method(model, X), method(forgetful, X)).mean()

    return {"sanity_check": sanity_check}


def alternative_three_copies() -> dict:
    """Average over three random copies, with weights drawn by hand."""

    def sanity_check(method, model, X, rng):
        a, found = method(model, X), []
        for _ in range(3):
            other = copy.deepcopy(model)
            with torch.no_grad():
                for weights in other.parameters():
                    drawn = rng.normal(0, 0.1, size=tuple(weights.shape))
                    weights.copy_(torch.as_tensor(drawn))
            found.append(agreement(a, method(other, X)))
        return np.mean(found)

    return {"sanity_check": sanity_check}


def alternative_keep_and_restore() -> dict:
    """Change the model itself, and put its weights back; shuffle instead of drawing."""

    def sanity_check(method, model, X, rng):
        kept = copy.deepcopy(model.state_dict())
        a = method(model, X)
        with torch.no_grad():
            for weights in model.parameters():
                new = rng.permutation(weights.numpy().ravel()) + 0.01
                weights.copy_(torch.as_tensor(new).reshape(weights.shape))
        b = method(model, X)
        model.load_state_dict(kept)
        ranks = [rankdata(maps.reshape(len(X), -1), axis=1) for maps in (a, b)]
        rows = [
            0.0 if one.std() * two.std() == 0 else np.corrcoef(one, two)[0, 1]
            for one, two in zip(*ranks, strict=True)
        ]
        return sum(rows) / len(rows)

    return {"sanity_check": sanity_check, "verdict": VERDICT | {"noise": "passes"}}


def wrong_same_model() -> dict:
    return answer(lambda model: copy.deepcopy(model))


def wrong_only_biases() -> dict:
    def random(model):
        model = copy.deepcopy(model)
        with torch.no_grad():
            for weights in model.parameters():
                if weights.ndim == 1:
                    weights.normal_()
        return model

    return answer(random)


def wrong_some_layers() -> list[dict]:
    def only(kind):
        return answer(
            lambda model: forget(copy.deepcopy(model), lambda x: isinstance(x, kind))
        )

    return [only(torch.nn.Linear), only(torch.nn.Conv2d)]


def wrong_model_left_random() -> dict:
    return answer(forget)


def wrong_pearson() -> dict:
    return answer(
        lambda model: forget(copy.deepcopy(model)),
        lambda a, b: agreement(a, b, pearsonr),
    )


def wrong_mean_map() -> list[dict]:
    def mean(a, b):
        a, b = a.mean(dim=0).flatten(), b.mean(dim=0).flatten()
        return float(spearmanr(a, b)[0]) if a.std() > 0 else 0.0

    def together(a, b):
        return float(spearmanr(a.flatten(), b.flatten())[0]) if a.std() > 0 else 0.0

    return [answer(reference_copy, mean), answer(reference_copy, together)]


def reference_copy(model):
    return forget(copy.deepcopy(model))


def wrong_interpretation() -> dict:
    turned = {"passes": "fails", "fails": "passes"}
    return {"verdict": {name: turned[word] for name, word in VERDICT.items()}}
