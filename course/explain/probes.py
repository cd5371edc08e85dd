"""Networks and maps whose right answer is known, to hold tests of explanations to.

All are `nn.Module`s, so that they can be copied and pickled.
"""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn


class Watched(nn.Module):
    """A network that refuses to have its parameters' gradients filled.

    It knows how often it was copied: an answer is given the first copy. A copy that
    the answer makes of it may be treated as it likes.

    Parameters
    ----------
    net
        What computes the logits.
    """

    def __init__(self, net: nn.Module) -> None:
        super().__init__()
        self.net, self.n_copies, self.watching = net, 0, False

    def __setstate__(self, state: dict) -> None:
        super().__setstate__(state)
        self.n_copies, self.watching = state["n_copies"] + 1, False

    def forward(self, x: Tensor) -> Tensor:
        """Return logits; from now on `backward` into the parameters is an error."""
        if self.n_copies == 1 and not self.watching:
            for parameter in self.net.parameters():
                if parameter.requires_grad:
                    parameter.register_post_accumulate_grad_hook(_refuse)
            self.watching = True
        return self.net(x)


class GradientFilled(RuntimeError):
    """The call left a gradient on a parameter of the model."""


def _refuse(parameter: Tensor) -> None:
    raise GradientFilled("`.grad` of the model's parameters was filled")


class KnownMap(nn.Module):
    """A method ``method(model, X)`` whose agreement between two models is known.

    Parameters
    ----------
    kind
        "same": the map is X, whatever the model.
        "constant": the map is 1 everywhere.
        "noise": the map is drawn anew on each call.
        "rescaled": X for the trained model, X to the fifth power for any other, which
        has the same order.
        "halves": X for the trained model; for any other X in three quarters of the
        rows, and minus X in the last quarter, where X should be larger than elsewhere.
        "kept": X for the trained model; for any other X in some rows and minus X in
        the others: in all, if nothing changed; in three quarters, if only numbers
        outside of weight matrices did; in half, if some weight matrices are as they
        were; in none, if all changed.
    trained
        The network that counts as trained, for the last three.
    """

    def __init__(self, kind: str, trained: nn.Module | None = None) -> None:
        super().__init__()
        self.kind = kind
        self.state = [] if trained is None else _matrices(trained)
        self.others = [] if trained is None else _others(trained)

    def forward(self, model: nn.Module, X: Tensor) -> Tensor:
        """Return maps, shaped like X."""
        X = X.detach()
        if self.kind == "same":
            return X.clone()
        if self.kind == "constant":
            return torch.ones_like(X)
        if self.kind == "noise":
            return torch.rand_like(X)
        kept = _equal(self.state, _matrices(model))
        if all(kept) and all(_equal(self.others, _others(model))):
            return X.clone()  # the trained model, or one like it
        if self.kind == "rescaled":
            return X**5
        share = 0.75
        if self.kind == "kept":
            share = 0.75 if all(kept) else 0.5 if any(kept) else 0.0
        n_kept = round(share * len(X))
        return torch.cat([X[:n_kept], -X[n_kept:]])


class Remembers(nn.Module):
    """A method that keeps hold of the model that was given, for `Recalls`.

    Parameters
    ----------
    token
        Under which it is kept; only the last one is.
    """

    kept: tuple[int, nn.Module, dict] | None = None

    def __init__(self, token: int) -> None:
        super().__init__()
        self.token = token

    def forward(self, model: nn.Module, X: Tensor) -> Tensor:
        """Return X itself."""
        if getattr(model, "n_copies", 1) == 1:
            known = Remembers.kept
            if known is None or known[0] != self.token:
                state = copy.deepcopy(model.state_dict())
                Remembers.kept = self.token, model, state
        return X.detach().clone()


class Recalls(Remembers):
    """A method whose maps are X while the remembered model is as it was, else 1."""

    def forward(self, model: nn.Module, X: Tensor) -> Tensor:
        """Return X, or ones."""
        if self.intact():
            return X.detach().clone()
        return torch.ones_like(X)

    def intact(self) -> bool:
        """Return whether the remembered model holds what it held."""
        known = Remembers.kept
        if known is None or known[0] != self.token:
            return True  # the caller never showed the model itself
        _, model, state = known
        return all(
            torch.equal(state[name], value)
            for name, value in model.state_dict().items()
        )


def _matrices(model: nn.Module) -> list[Tensor]:
    return [w.detach().clone() for w in model.parameters() if w.ndim > 1]


def _others(model: nn.Module) -> list[Tensor]:
    return [w.detach().clone() for w in model.parameters() if w.ndim < 2]


def _equal(some: list[Tensor], others: list[Tensor]) -> list[bool]:
    return [torch.equal(a, b) for a, b in zip(some, others, strict=True)]


class ProbeAttention(nn.Module):
    """A reader whose attention and whose answers are known, word by word.

    Words are numbers from 1; 0 is padding. All weight lies on the first word.

    Parameters
    ----------
    kind
        "answer": the logit of class ``c`` is the weight on words equal to ``c + 1``.
        "sums": the class is 1 if each row of weights adds to 1 over the real words and
        is 0 on padding, else 0.
        "sure": the class is always the same; how sure depends on the weights.
    n_words
        Classes, and numbers of words.
    """

    def __init__(self, kind: str, n_words: int = 12) -> None:
        super().__init__()
        self.kind, self.n_words = kind, n_words

    def attention(self, x: Tensor) -> Tensor:
        """Return the weights (n, length): 1 on the first word."""
        weights = torch.zeros(x.shape)
        weights[:, 0] = 1.0
        return weights

    def forward(self, x: Tensor, *, attention: Tensor | None = None) -> Tensor:
        """Return logits (n, n_words)."""
        weights = self.attention(x) if attention is None else attention
        weights = torch.as_tensor(weights, dtype=torch.float32)
        if self.kind == "sums":
            real = x != 0
            fine = ((weights * real).sum(1) - 1).abs() < 1e-4
            fine &= (weights * ~real).abs().sum(1) < 1e-6
            return nn.functional.one_hot(fine.long(), self.n_words).float()
        if self.kind == "sure":
            sizes = torch.arange(1, self.n_words + 1)
            return (1 + (weights**2).sum(1, keepdim=True)) * sizes
        said = nn.functional.one_hot(x.long(), self.n_words + 1)[:, :, 1:].float()
        return (weights[:, :, None] * said).sum(1)
