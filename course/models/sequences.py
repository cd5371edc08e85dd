"""Models of sequences, of words or of sound, behind `fit`, `predict` and `score`."""

from functools import partial
from typing import Any

from course.models.classical import named


def conv1d(
    *,
    width: int = 32,
    n_tokens: int | None = None,
    stride: int = 1,
    epochs: int = 15,
    batch_size: int = 32,
    lr: float = 5e-3,
    random_state: int | None = 0,
    **settings: Any,
) -> Any:
    """Make a network of convolutions, in which a step sees its neighbours.

    Parameters
    ----------
    width
        Maps of each of the two convolutions.
    n_tokens, stride, epochs, batch_size, lr, random_state, **settings
        As for `gru`.

    Raises
    ------
    CourseError
        As `gru` does.
    """
    from course.models import sequence_nets
    from course.training import TorchClassifier

    build = partial(sequence_nets.conv, width=width, n_tokens=n_tokens, stride=stride)
    net = TorchClassifier(
        build, epochs=epochs, batch_size=batch_size, lr=lr,
        random_state=random_state, **settings,
    )  # fmt: skip
    return named(net, "cnn")


def gru(
    *,
    width: int = 32,
    n_tokens: int | None = None,
    stride: int = 1,
    epochs: int = 15,
    batch_size: int = 32,
    lr: float = 5e-3,
    random_state: int | None = 0,
    **settings: Any,
) -> Any:
    """Make a recurrent network that reads a row in both directions.

    Parameters
    ----------
    width
        Numbers that it keeps in mind, in each direction.
    n_tokens
        For rows (t,) of token ids: how many there are. Id 0 is padding. Rows
        (channels, t) of numbers, such as a log-mel spectrogram, leave it out.
    stride
        Steps of a row of numbers that are read as one.
    epochs, batch_size, lr
        Passes over the rows, rows a step, highest learning rate.
    random_state
        Seed of the first weights and of the order of rows.
    **settings
        Further settings of `TorchClassifier`.

    Raises
    ------
    CourseError
        When it is fitted, for rows of another shape, token ids without `n_tokens`, or
        ids beyond it.
    """
    from course.models import sequence_nets
    from course.training import TorchClassifier

    build = partial(sequence_nets.gru, width=width, n_tokens=n_tokens, stride=stride)
    net = TorchClassifier(
        build, epochs=epochs, batch_size=batch_size, lr=lr,
        random_state=random_state, **settings,
    )  # fmt: skip
    return named(net, "gru")


def transformer(
    *,
    width: int = 32,
    n_layers: int = 2,
    n_heads: int = 4,
    dropout: float = 0.1,
    n_tokens: int | None = None,
    stride: int = 1,
    epochs: int = 20,
    batch_size: int = 32,
    lr: float = 3e-3,
    random_state: int | None = 0,
    **settings: Any,
) -> Any:
    """Make a network of self-attention, in which every step looks at all others.

    Parameters
    ----------
    width
        Numbers that stand for a step; a multiple of `n_heads`.
    n_layers, n_heads
        Blocks, and looks at the row in each of them.
    dropout
        Share of numbers left out at random in training.
    n_tokens, stride, epochs, batch_size, lr, random_state, **settings
        As for `gru`.

    Raises
    ------
    CourseError
        As `gru` does.
    """
    from course.models import sequence_nets
    from course.training import TorchClassifier

    build = partial(
        sequence_nets.transformer, width=width, n_layers=n_layers, n_heads=n_heads,
        dropout=dropout, n_tokens=n_tokens, stride=stride,
    )  # fmt: skip
    net = TorchClassifier(
        build, epochs=epochs, batch_size=batch_size, lr=lr,
        random_state=random_state, **settings,
    )  # fmt: skip
    return named(net, "transformer")
