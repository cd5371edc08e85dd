"""Smaller models: `quantize` stores and computes in eight bits."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "quantize": ["quantize_static"],
    },
)
