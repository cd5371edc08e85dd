"""Smaller models from trained ones: prune, train on, teach, store in eight bits.

`prune` sets weights to zero, which saves nothing by itself, or takes whole channels
out, which does. `recover` trains a pruned network on for a while. `teach` lets a small
network learn from what a large one says. Every function returns a new network; the one
that you pass stays as it is. `quantize` does the same to an ONNX file: a second file,
whose weights and activations are int8.

Distillation into something readable stands in `course.explain.distillation`, transfer
in `course.models.transfer`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "prune": ["count_zeros", "prune_channels", "prune_weights"],
        "quantize": ["quantize_static"],
        "recover": ["finetune"],
        "teach": ["distill"],
    },
)
