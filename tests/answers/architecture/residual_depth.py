"""Answers to `residual_depth`: other blocks that are right, and wrong answers."""

import functools

import torch
from torch import nn

from course import sweep
from course.models.depth import PlainBlock, train_stack

DEPTHS = [2, 10, 30]


class Block(nn.Module):
    def __init__(self, dim, scale=1.0):
        super().__init__()
        self.linear, self.scale = nn.Linear(dim, dim), scale

    def forward(self, x):
        return x + self.scale * torch.relu(self.linear(x))


@functools.cache
def table(residual=Block, n_seeds=3):
    """Train the towers of one block; the plain ones are the same for all."""

    def run(depth, residual_, random_state):
        return train_stack(residual, depth, random_state=random_state)

    rows = sweep.grid(
        run, seeds=range(n_seeds), progress=False, depth=DEPTHS, residual_=[True]
    )
    rows = rows.rename(columns={"residual_": "residual"})
    if residual is PlainBlock:
        return rows.assign(residual=False)
    import pandas as pd

    return pd.concat([table(PlainBlock, n_seeds), rows], ignore_index=True)


def answer(block=Block, cause="vanishing gradient", depth_table=None):
    """Return the three answers as the check wants them."""
    depth_table = table() if depth_table is None else depth_table
    return {"ResidualBlock": block, "depth_table": depth_table, "cause": cause}


def reference() -> dict:
    return answer()


def alternative_pre_activation() -> dict:
    """First the ReLU, then the layer."""

    class PreActivation(Block):
        def forward(self, x):
            return x + self.scale * self.linear(torch.relu(x))

    return answer(PreActivation, depth_table=table(PreActivation))


def alternative_two_layers() -> dict:
    """A branch of two layers, and the table with a column more."""

    class TwoLayers(nn.Module):
        def __init__(self, dim, scale=1.0):
            super().__init__()
            self.inner, self.outer = nn.Linear(dim, 2 * dim), nn.Linear(2 * dim, dim)
            self.scale = scale

        def forward(self, x):
            return x + self.scale * self.outer(torch.relu(self.inner(x)))

    return answer(TwoLayers, depth_table=table().assign(note="mine"))


def alternative_layer_norm() -> dict:
    """Normalise inside the branch; 0 and 1 say whether a tower is residual."""

    class Normed(Block):
        def __init__(self, dim, scale=1.0):
            super().__init__(dim, scale)
            self.norm = nn.LayerNorm(dim)

        def forward(self, x):
            return x + self.scale * torch.relu(self.linear(self.norm(x)))

    rows = table()
    return answer(Normed, depth_table=rows.assign(residual=rows.residual.astype(int)))


def alternative_scale_as_buffer() -> dict:
    """Keep the scale among the block's numbers; normalise over the batch."""

    class Buffered(nn.Module):
        def __init__(self, dim, scale=1.0):
            super().__init__()
            self.branch = nn.Sequential(
                nn.BatchNorm1d(dim), nn.Linear(dim, dim, bias=False), nn.ReLU()
            )
            self.register_buffer("scale", torch.tensor(float(scale)))

        def forward(self, x):
            return torch.addcmul(x, self.scale, self.branch(x))

    rows = table()
    rows = rows.assign(residual=rows.residual.astype(str), seed=rows.seed.astype(str))
    return answer(Buffered, depth_table=rows)


def wrong_no_skip() -> dict:
    class NoSkip(Block):
        def forward(self, x):
            return self.scale * torch.relu(self.linear(x))

    return answer(NoSkip)


def wrong_concat() -> dict:
    class Concat(Block):
        def forward(self, x):
            return torch.cat([x, self.scale * torch.relu(self.linear(x))], dim=1)

    return answer(Concat)


def wrong_relu_outside() -> dict:
    class ReluOutside(Block):
        def forward(self, x):
            return torch.relu(x + self.scale * self.linear(x))

    return answer(ReluOutside)


def wrong_shared_layer() -> dict:
    layers = {}

    class Shared(Block):
        def __init__(self, dim, scale=1.0):
            super().__init__(dim, scale)
            self.linear = layers.setdefault(dim, self.linear)

    return answer(Shared)


def wrong_ignores_scale() -> dict:
    class NoScale(Block):
        def forward(self, x):
            return x + torch.relu(self.linear(x))

    return answer(NoScale)


def wrong_one_seed() -> dict:
    rows = table()
    return answer(depth_table=rows[rows.seed == 0])


def wrong_same_block() -> dict:
    import pandas as pd

    plain = table(PlainBlock)
    return answer(depth_table=pd.concat([plain, plain.assign(residual=True)]))


def wrong_no_super() -> dict:
    class NoSuper(Block):
        def __init__(self, dim, scale=1.0):
            self.linear, self.scale = nn.Linear(dim, dim), scale

    return answer(NoSuper)


def wrong_in_place() -> dict:
    class InPlace(Block):
        def forward(self, x):
            change = self.scale * torch.relu(self.linear(x.clone()))
            x.data += change
            return x

    return answer(InPlace)


def wrong_no_parameters() -> dict:
    class MadeAnew(nn.Module):
        def __init__(self, dim, scale=1.0):
            super().__init__()
            self.dim, self.scale = dim, scale

        def forward(self, x):
            return x + self.scale * torch.relu(nn.Linear(self.dim, self.dim)(x))

    return answer(MadeAnew)


def wrong_relu_after_all_dead() -> dict:
    class Dead(Block):
        def forward(self, x):
            return x + self.scale * torch.relu(-torch.relu(self.linear(x)))

    return answer(Dead)


def wrong_scales_skip() -> dict:
    class ScalesAll(Block):
        def forward(self, x):
            return self.scale * (x + torch.relu(self.linear(x)))

    return answer(ScalesAll)


def wrong_cut_gradient() -> list[dict]:
    class CutBranch(Block):
        def forward(self, x):
            return x + self.scale * torch.relu(self.linear(x)).detach()

    class CutSkip(Block):
        def forward(self, x):
            return x.detach() + self.scale * torch.relu(self.linear(x))

    return [answer(CutBranch), answer(CutSkip)]


def wrong_copied_seed() -> dict:
    import pandas as pd

    first = table().query("seed == 0")
    return answer(depth_table=pd.concat([first.assign(seed=s) for s in range(3)]))


def wrong_swapped_arms() -> dict:
    rows = table()
    return answer(depth_table=rows.assign(residual=~rows.residual.astype(bool)))


def wrong_stale_table() -> dict:
    class NoSkip(Block):
        def forward(self, x):
            return self.scale * torch.relu(self.linear(x))

    return answer(depth_table=table(NoSkip))
