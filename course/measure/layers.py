"""Multiply-accumulates and parameters, layer by layer, without computing anything.

The network is copied to the meta device, where tensors have shapes and no values, and
called once on one example. A hook on every layer reads the shapes that pass: dense,
convolution, attention and recurrent layers hold nearly all of the work. Matrix products
that a `forward` writes out itself are found by torch's own counter.
"""

import copy
from typing import TYPE_CHECKING, Any

from course.measure.sizes import network

if TYPE_CHECKING:
    import pandas as pd


def macs(module: Any, shape: tuple[int, ...], *, tokens: bool = False) -> int:
    """Count the multiply-accumulates of one forward pass for one example.

    >>> from torch import nn
    >>> macs(nn.Conv2d(3, 64, kernel_size=11, stride=4, padding=2), (3, 224, 224))
    70276800

    Parameters
    ----------
    module
        An `nn.Module`, on any device, or a fitted torch estimator of this package.
    shape
        Of one example, without the batch: `(3, 224, 224)` for a colour picture.
    tokens
        Whether the input is made of whole numbers, as text is, and not of floats.

    Returns
    -------
    Products that are added to a sum; biases, norms and activations are not counted.

    Raises
    ------
    CourseError
        If there is no torch module in it.
    RuntimeError
        From torch, if the network cannot take this shape.
    """
    return sum(row[-1] for row in _rows(module, shape, tokens=tokens))


def layer_table(
    module: Any, shape: tuple[int, ...], *, tokens: bool = False, every: bool = False
) -> "pd.DataFrame":
    """List the layers of a network: where its parameters sit and where it computes.

    Parameters
    ----------
    module, shape, tokens
        As for `macs`.
    every
        Also list the layers without parameters: activations, pooling, dropout.

    Returns
    -------
    One row a layer, in the order of definition: `layer` (its name in the network),
    `kind` (its class), `output` (the shape for one example), `parameters`, `macs`.
    A last row `outside` holds the work that no layer does. The two columns of counts
    add up to `n_parameters` and `macs` of the network.
    """
    import pandas as pd

    columns = ["layer", "kind", "output", "parameters", "macs"]
    rows = _rows(module, shape, tokens=tokens)
    kept = [row for row in rows if every or row[-2] or row[-1]]
    return pd.DataFrame(kept, columns=columns)


def _rows(module: Any, shape: tuple[int, ...], *, tokens: bool) -> list[tuple]:
    """Return (name, kind, output, parameters, macs) for every layer."""
    ghost = _ghost(network(module))
    layers = _layers(ghost)
    seen, n_all = _watch(ghost, layers, shape, tokens=tokens)
    rows, counted = [], set()
    for name, (layer, whole) in layers.items():
        own = {id(p): p.numel() for p in layer.parameters(recurse=whole)}
        n_own = sum(n for key, n in own.items() if key not in counted)
        counted |= set(own)
        output, n_macs = seen.get(name, ((), 0))
        rows.append((name or "network", type(layer).__name__, output, n_own, n_macs))
    outside = n_all - sum(row[-1] for row in rows)
    if outside > 0:
        rows.append(("outside", "matrix products", (), 0, outside))
    return rows


def _ghost(module: Any) -> Any:
    """Return a copy on the meta device; the numbers of `module` are never copied."""
    import torch

    memo = {}
    for tensor in (*module.parameters(), *module.buffers()):
        empty = torch.empty_like(tensor, device="meta")
        if isinstance(tensor, torch.nn.Parameter):
            # Parameters that require gradients keep torch off its fused transformer
            # path, which would pass the hooks by.
            wanted = empty.is_floating_point()
            empty = torch.nn.Parameter(empty, requires_grad=wanted)
        memo[id(tensor)] = empty
    return copy.deepcopy(module, memo).eval()


def _layers(ghost: Any) -> dict[str, tuple[Any, bool]]:
    """Return name -> (layer, whether all below it counts as one layer).

    A layer is what has no children, an attention layer, or what holds parameters of
    its own besides its children's.
    """
    from torch import nn

    found, closed = {}, []
    for name, layer in ghost.named_modules():
        if any(name.startswith(prefix) for prefix in closed):
            continue
        whole = isinstance(layer, nn.MultiheadAttention)
        if whole:
            closed.append(f"{name}." if name else "")
        leaf = not any(True for _ in layer.children())
        if whole or leaf or any(True for _ in layer.parameters(recurse=False)):
            found[name] = (layer, whole)
    return found


def _watch(
    ghost: Any, layers: dict, shape: tuple[int, ...], *, tokens: bool
) -> tuple[dict[str, tuple[tuple[int, ...], int]], int]:
    """Run one example; return name -> (output shape, MACs), and the MACs of all."""
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    counter, seen = FlopCounterMode(display=False), {}

    def hook_for(name):
        def hook(layer, args, kwargs, output):
            first = output[0] if isinstance(output, tuple) else output
            _, before = seen.get(name, ((), 0))
            size = tuple(first.shape[1:]) if isinstance(first, torch.Tensor) else ()
            seen[name] = size, before + _macs_of(layer, args, kwargs, first)

        return hook

    for name, (layer, _) in layers.items():
        layer.register_forward_hook(hook_for(name), with_kwargs=True)
    dtype = torch.int64 if tokens else _dtype(ghost)
    with torch.device("meta"), torch.enable_grad(), counter:
        ghost(torch.empty(1, *shape, dtype=dtype))
    return seen, counter.get_total_flops() // 2  # it counts each MAC as two


def _dtype(module: Any) -> Any:
    """Return the float type of the first parameter that has one, else float32."""
    import torch

    floats = (p.dtype for p in module.parameters() if p.is_floating_point())
    return next(floats, torch.float32)


def _macs_of(layer: Any, args: tuple, kwargs: dict, output: Any) -> int:
    """Return the MACs of one call of one layer, read off shapes."""
    from torch import nn
    from torch.nn.modules.conv import _ConvNd, _ConvTransposeNd

    if isinstance(layer, nn.Linear):
        return output.numel() * layer.in_features
    if isinstance(layer, _ConvTransposeNd):  # every input number is spread out once
        return args[0].numel() * layer.weight[0].numel()
    if isinstance(layer, _ConvNd):  # every output number looks at one window
        return output.numel() * layer.weight[0].numel()
    if isinstance(layer, nn.MultiheadAttention):
        return _attention_macs(layer, args, kwargs)
    if isinstance(layer, nn.RNNBase):
        # every weight is used once a step of every sequence in the batch
        n_steps = args[0].numel() // args[0].shape[-1]
        weights = (p for p in layer.parameters() if p.dim() == 2)
        return n_steps * sum(p.numel() for p in weights)
    return 0


def _attention_macs(layer: Any, args: tuple, kwargs: dict) -> int:
    """Return projections plus the two products of queries, keys and values."""
    given = dict(zip(("query", "key", "value"), args, strict=False)) | kwargs
    query, key = given["query"], given["key"]
    length, batch = query.shape[0], query.shape[1] if query.dim() == 3 else 1
    source = key.shape[0]
    if layer.batch_first and query.dim() == 3:
        batch, length, source = query.shape[0], query.shape[1], key.shape[1]
    width = layer.embed_dim
    projections = 2 * length * width * width  # queries, and the way out
    projections += source * width * (layer.kdim + layer.vdim)
    products = 2 * length * source * width
    return batch * (projections + products)
