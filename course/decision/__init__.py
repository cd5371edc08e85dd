"""Decide between classical and deep on one page, and prove the page with numbers.

Read in the order in which a decision grows. `cards` reads and writes the page, a YAML
file, `schema` says what belongs on it, `order` stamps it: data size, compute budget,
interpretability, latency, and only then the benchmark. `cases` are the rows,
`candidates` the models, `bench` compares and measures them. `canaries` sing where a
leak is, `limits` holds the result against your own limits, `rules` says what follows.
`evidence` finds the numbers of an argument in the results and computes the intervals
again. `bundle` packs what leaves the notebook, `repeat` runs one result once more.
`points` goes through it all, the eight automatic points of the capstone, and `marks`
shows them. `sheet` is the same for a notebook, where `notes` speak in place of errors;
`quick` is it for the command `course decide`, with `baselines` to try first and `own`
for columns that no model sees. `files` holds models that execute nothing.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submodules=[
        "baselines", "bench", "bundle", "canaries", "evidence", "limits", "order",
        "schema",
    ],
    submod_attrs={
        "bundle": ["pack"],
        "candidates": ["Candidate"],
        "cards": ["read", "write"],
        "cases": ["Case", "load_case"],
        "marks": ["Report"],
        "points": ["report"],
        "quick": ["decide"],
        "repeat": ["rerun"],
        "rules": ["Choice", "choose"],
        "sheet": ["Sheet"],
    },
)  # fmt: skip
