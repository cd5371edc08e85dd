"""What `residual_depth` does with a block and reads from a table of towers."""

DEPTHS = (2, 10, 30)


def filled(block, draw: int):
    """Give ``block`` weights drawn from the seed ``draw``; single numbers stay."""
    import numpy as np

    rng, new = np.random.default_rng(draw), {}
    for name, array in block.state_dict().items():
        if array.size == 1 or array.dtype.kind != "f":
            new[name] = array if array.any() else np.ones_like(array)  # open the gate
            continue
        values = 0.5 * rng.normal(size=array.shape).astype("float32")
        new[name] = abs(values) if name.endswith("running_var") else values
    block.load_state_dict(new)
    return block


def silenced(block):
    """Set everything that ``block`` has learned to zero."""
    import numpy as np

    state = block.state_dict()
    block.load_state_dict({name: np.zeros_like(array) for name, array in state.items()})
    return block


def near(a, b) -> bool:
    """Return whether two arrays agree as well as 32-bit numbers can."""
    import numpy as np

    return a.shape == b.shape and bool(np.allclose(a, b, rtol=1e-4, atol=1e-5))


def first(array) -> str:
    """Return the first numbers of an array as text."""
    return f"[{', '.join(f'{number:.2f}' for number in array.ravel()[:3])}, …]"


def cell(table, depth: int, residual: bool):
    """Return the rows of one cell; `residual` holds bools, 0 and 1, or their texts."""
    same = table.residual.isin([residual, str(residual)])
    return table[(table.depth == depth) & same]


def every_cell():
    """Yield depth and residual of the six cells."""
    for depth in DEPTHS:
        yield from ((depth, False), (depth, True))


def accuracy(table, depth: int, residual: bool) -> float:
    """Return the mean accuracy of one cell; NaN if it is empty."""
    return float(cell(table, depth, residual).accuracy.mean())


def gradient(table, depth: int, residual: bool) -> float:
    """Return the median of log10 of the first gradient; 0 counts as 1e-45."""
    import numpy as np

    norms = cell(table, depth, residual).gradient_norm.to_numpy()
    return float(np.median(np.log10(abs(norms) + 1e-45))) if len(norms) else np.nan


def trained_again(seeds):
    """Train the cell depth 2, plain; return its accuracy and log10 of its gradient."""
    import pandas as pd

    from course.models.depth import PlainBlock, train_stack

    runs = [train_stack(PlainBlock, 2, random_state=seed) for seed in seeds]
    table = pd.DataFrame(runs).assign(depth=2, residual=False)
    return accuracy(table, 2, False), gradient(table, 2, False)
