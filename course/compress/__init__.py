"""Smaller models from trained ones: prune, train on, distil, store in eight bits.

`prune` sets weights to zero, which saves nothing by itself, or takes whole channels
out, which does. `recover` trains a pruned network on for a while. Every function
returns a copy; the network that you pass stays as it is. `quantize` does the same to an
ONNX file: a second file, whose weights and activations are int8. `distill` trains a
small network on what a large one says.

Distillation into trees stands in `course.explain.distillation`, transfer in
`course.models.transfer`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "distill": ["distill"],
        "prune": ["count_zeros", "prune_channels", "prune_weights"],
        "quantize": ["quantize_static"],
        "recover": ["finetune"],
    },
)
