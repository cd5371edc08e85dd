"""From what you hand over to tensors: checked first, in scikit-learn's words."""

from __future__ import annotations

import numpy as np
import torch
from sklearn.utils.validation import check_X_y, validate_data
from torch import Tensor


def rows(estimator, X, *, reset: bool) -> Tensor:
    """Return X as a float32 tensor, still where it lies.

    Parameters
    ----------
    estimator : TorchClassifier or TorchRegressor
        With ``reset`` it notes the shape of a row, else X has to have that shape.
    X : array, data frame or tensor, (n, ...)

    Raises
    ------
    ValueError
        For empty, ragged, missing or infinite values and for another shape of row.
    """
    if isinstance(X, Tensor):
        X = _rows_of_tensor(X)
    else:
        rules = {"dtype": np.float32, "order": "C", "allow_nd": True}
        X = validate_data(estimator, X, reset=reset, **rules)
        X = torch.from_numpy(np.require(X, requirements="W"))
    shape = tuple(X.shape[1:])
    if reset:
        estimator.n_features_in_, estimator.shape_ = shape[0], shape
    elif shape != estimator.shape_:
        raise ValueError(
            f"X has rows of shape {shape}, but this net was fitted on rows of shape "
            f"{estimator.shape_}; give rows of that shape"
        )
    return X


def _rows_of_tensor(X: Tensor) -> Tensor:
    """Hold a tensor to the same rules; scikit-learn cannot read a GPU's memory."""
    if X.ndim < 2 or not X.numel():
        raise ValueError(
            f"X has shape {tuple(X.shape)}; give at least one row with one number, as "
            "in (n, columns) or (n, channels, height, width)"
        )
    X = X.detach().float()
    if not X.isfinite().all():
        raise ValueError("Input X contains NaN or infinity; fill in or drop those rows")
    return X


def answers(estimator, y, n_rows: int, **rules) -> np.ndarray:
    """Return y as an array with one entry, or one row of targets, a row of X.

    Raises
    ------
    ValueError
        For a y that is missing, of another length, or holds NaN or infinity.
    """
    if isinstance(y, Tensor):
        y = y.detach().cpu().numpy()
    column = np.zeros((n_rows, 1))
    return check_X_y(column, y, estimator=estimator, **rules)[1]
