"""A model as a file that executes nothing when it is opened: ONNX, else skops."""

from pathlib import Path
from typing import Any

from course import deploy
from course.deploy.files import whole
from course.errors import DecisionError, DeployError
from course.measure.sizes import last_step

ONNX, SKOPS = "model.onnx", "model.skops"
#: Whose classes and functions a skops file may name.
TRUSTED = ("course.", "numpy.", "scipy.", "sklearn.", "xgboost.")


def write_model(model: Any, folder: Path, X: Any) -> Path:
    """Write a fitted model: as ONNX, or as skops where ONNX has no words for it.

    Parameters
    ----------
    model
        As it comes out of `fit`.
    folder
        Gets the file; the other kind is removed when this one is complete.
    X
        A row or more.

    Raises
    ------
    DecisionError
        If it can be written as neither, such as a net behind words.
    """
    try:
        path, other = deploy.export_onnx(model, folder / ONNX, X), folder / SKOPS
    except DeployError as error:
        if hasattr(last_step(model), "module_"):
            raise DecisionError(
                f"the net cannot be written as ONNX: {error} Turn words into numbers "
                "in the loader, so that the net gets numbers."
            ) from error
        path, other = _skops(model, folder, error), folder / ONNX
    other.unlink(missing_ok=True)
    return path


def _skops(model: Any, folder: Path, before: DeployError) -> Path:
    from skops import io

    try:
        content = io.dumps(model)
    except Exception as error:  # whatever a strange model raises when it is looked at
        raise DecisionError(
            f"the model can be written neither as ONNX ({before}) nor as skops "
            f"({type(error).__name__}: {error})."
        ) from error
    with whole(folder / SKOPS) as part:
        part.write_bytes(content)
    return folder / SKOPS


def model_path(folder: Path) -> Path:
    """Return the model's file in a bundle; the ONNX one where there is none."""
    return folder / SKOPS if (folder / SKOPS).exists() else folder / ONNX


def open_model(path: Path) -> Any:
    """Return a model that predicts; nothing in the file is executed.

    Raises
    ------
    DecisionError
        For a broken file, and one that names classes of somebody else.
    DeployError
        For an ONNX file that cannot be opened.
    """
    if path.suffix == ".onnx":
        return deploy.OnnxModel(path)
    from skops import io

    try:
        names = io.get_untrusted_types(file=path)
        strange = [name for name in names if not name.startswith(TRUSTED)]
        if strange:
            raise DecisionError(
                f"{path.name} names {strange[0]}, which nobody vouches for."
            )
        return io.load(path, trusted=names)
    except DecisionError:
        raise
    except Exception as error:  # a zip file of JSON can be broken in many ways
        raise DecisionError(
            f"{path.name} is no complete model ({type(error).__name__}: {error}). Copy "
            "it again, or pack the bundle again."
        ) from error
