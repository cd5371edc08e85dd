"""The deep models: networks behind `fit`, `predict` and `score`.

Their settings were chosen on other splits than those reported here, one choice for all.
Measured on breast cancer, 20 splits with 100 training rows, mean accuracy and standard
deviation: mlp 0.966, 0.007; residual_mlp 0.961, 0.008 (logistic regression: 0.966,
0.007). On 1,000 Fashion-MNIST pictures, 5 seeds: small_cnn 0.844, 0.004; residual_cnn
0.823, 0.002. On 1,347 digits, 10 seeds: 0.991, 0.003 and 0.987, 0.003.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from course.models.classical import named, pipeline


def mlp(
    *,
    widths: tuple[int, ...] = (128, 64),
    dropout: float = 0.2,
    epochs: int = 30,
    batch_size: int = 32,
    lr: float = 3e-3,
    random_state: int | None = 0,
    **settings: Any,
) -> Any:
    """Make a multilayer perceptron on standardised inputs.

    Parameters
    ----------
    widths
        Units of each hidden layer.
    dropout
        Share of hidden units left out at random in each training step.
    epochs, batch_size, lr
        Passes over the rows, rows a step, highest learning rate.
    random_state
        Seed of the first weights and of the order of rows.
    **settings
        Further settings of `TorchClassifier`, such as `patience`.
    """
    from course.models import networks

    build = partial(networks.mlp, widths=widths, dropout=dropout)
    net = _classifier(build, epochs, batch_size, lr, random_state, settings)
    return named(pipeline(net, scale=True), "mlp")


def mlp_regressor(
    *,
    widths: tuple[int, ...] = (128, 64),
    dropout: float = 0.2,
    epochs: int = 30,
    batch_size: int = 32,
    lr: float = 3e-3,
    random_state: int | None = 0,
    **settings: Any,
) -> Any:
    """Make a multilayer perceptron for numbers, on standardised inputs and targets.

    Parameters
    ----------
    widths, dropout, epochs, batch_size, lr, random_state
        As for `mlp`.
    **settings
        Further settings of `TorchRegressor`.
    """
    from course.models import networks
    from course.training import TorchRegressor

    net = TorchRegressor(
        partial(networks.mlp, widths=widths, dropout=dropout),
        epochs=epochs,
        batch_size=batch_size,
        lr=lr,
        random_state=random_state,
        **settings,
    )
    return named(pipeline(net, scale=True), "mlp")


def residual_mlp(
    *,
    depth: int = 2,
    width: int = 64,
    gate: float | None = 0.0,
    epochs: int = 30,
    batch_size: int = 32,
    lr: float = 3e-3,
    random_state: int | None = 0,
    **settings: Any,
) -> Any:
    """Make a perceptron of residual blocks, on standardised inputs.

    Parameters
    ----------
    depth
        Number of blocks, of two dense layers each.
    width
        Units of each layer.
    gate
        Where the learned factor on each block's change starts: at 0 a block starts as
        "change nothing". None leaves the factor out.
    epochs, batch_size, lr, random_state
        As for `mlp`.
    **settings
        Further settings of `TorchClassifier`.
    """
    from course.models import networks

    build = partial(networks.residual_mlp, depth=depth, width=width, gate=gate)
    net = _classifier(build, epochs, batch_size, lr, random_state, settings)
    return named(pipeline(net, scale=True), "resmlp")


def small_cnn(
    *,
    width: int = 16,
    epochs: int = 8,
    batch_size: int = 64,
    lr: float = 3e-3,
    random_state: int | None = 0,
    **settings: Any,
) -> Any:
    """Make a network of three convolutions: 34 thousand parameters for 28x28 pixels.

    Parameters
    ----------
    width
        Maps of the first convolution; the others have two and four times as many.
    epochs, batch_size, lr, random_state
        As for `mlp`. Under a thousand pictures want more epochs: 20 or 30.
    **settings
        Further settings of `TorchClassifier`, such as `augment`.
    """
    from course.models import networks

    build = partial(networks.small_cnn, width=width)
    net = _classifier(build, epochs, batch_size, lr, random_state, settings)
    return named(net, "cnn")


def separable_cnn(
    *,
    width: int = 16,
    epochs: int = 8,
    batch_size: int = 64,
    lr: float = 3e-3,
    random_state: int | None = 0,
    **settings: Any,
) -> Any:
    """Make `small_cnn` with depthwise separable convolutions, as MobileNet has them.

    Parameters
    ----------
    width
        Maps of the first convolution; the others have two and four times as many.
    epochs, batch_size, lr, random_state
        As for `small_cnn`.
    **settings
        Further settings of `TorchClassifier`.
    """
    from course.models import networks

    build = partial(networks.separable_cnn, width=width)
    net = _classifier(build, epochs, batch_size, lr, random_state, settings)
    return named(net, "sepcnn")


def residual_cnn(
    *,
    depth: int = 3,
    width: int = 32,
    gate: float | None = 0.0,
    epochs: int = 8,
    batch_size: int = 64,
    lr: float = 3e-3,
    random_state: int | None = 0,
    **settings: Any,
) -> Any:
    """Make a convolutional network of residual blocks with batch norm.

    Parameters
    ----------
    depth
        Number of blocks, of two convolutions each.
    width
        Maps of each convolution.
    gate
        As for `residual_mlp`.
    epochs, batch_size, lr, random_state
        As for `small_cnn`.
    **settings
        Further settings of `TorchClassifier`.
    """
    from course.models import networks

    build = partial(networks.residual_cnn, depth=depth, width=width, gate=gate)
    net = _classifier(build, epochs, batch_size, lr, random_state, settings)
    return named(net, "rescnn")


def torchvision_model(
    name: str,
    *,
    size: int | None = None,
    epochs: int = 8,
    batch_size: int = 64,
    lr: float = 1e-3,
    random_state: int | None = 0,
    **settings: Any,
) -> Any:
    """Make a network of torchvision with fresh weights; nothing is downloaded.

    Parameters
    ----------
    name
        As torchvision lists it, such as "resnet18" or "mobilenet_v2".
    size
        Side in pixels to enlarge or shrink pictures to; None leaves them. Grey
        pictures are given to all three colours.
    epochs, batch_size, lr, random_state
        As for `small_cnn`.
    **settings
        Further settings of `TorchClassifier`.

    Raises
    ------
    CourseError
        When it is fitted, if torchvision has no such network.
    """
    from course.models import networks

    build = partial(networks.from_torchvision, name=name, size=size)
    net = _classifier(build, epochs, batch_size, lr, random_state, settings)
    return named(net, name)


def _classifier(
    build: Callable[..., Any],
    epochs: int,
    batch_size: int,
    lr: float,
    random_state: int | None,
    settings: dict[str, Any],
) -> Any:
    from course.training import TorchClassifier

    return TorchClassifier(
        build,
        epochs=epochs,
        batch_size=batch_size,
        lr=lr,
        random_state=random_state,
        **settings,
    )
