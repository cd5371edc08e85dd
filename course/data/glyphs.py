"""Printed characters, moved, turned, cluttered as much as you like."""

from functools import cache

import numpy as np

from course.data.cards import card
from course.data.dataset import Dataset
from course.data.files import shipped
from course.errors import DataError

#: Families whose fonts are for the test rows; all others are for the train rows.
TEST_FAMILIES = ("DejaVu Serif", "Computer Modern")
SIDE = 28  # of a picture; the atlas has 32
SMALL = "abcdefghijklmnopqrstuvwxyz"
LATIN = SMALL.upper() + SMALL + "0123456789"
CHARACTERS = ("capitals", "letters", "digits", "georgian", "armenian")


def load_glyphs(
    characters: str = "capitals",
    *,
    n_train: int = 3_000,
    n_test: int = 1_000,
    shift: float = 0.0,
    turn: float = 0.0,
    scale: float = 0.0,
    clutter: int = 0,
    noise: float = 0.0,
    inverted: bool = False,
    random_state: int | np.random.Generator = 0,
) -> Dataset:
    """Draw printed characters; the families of fonts differ from train to test rows.

    Parameters
    ----------
    characters : {"capitals", "letters", "digits", "georgian", "armenian"}
        A to Z; A to Z and a to z; 0 to 9; the letters of a script.
    n_train, n_test : int
        Number of pictures, each class alike up to one.
    shift : float
        How far a character moves each way, in pixels, at most.
    turn : float
        How far it turns each way, in degrees, at most.
    scale : float
        By which share it grows or shrinks, at most; 0.2 is from 0.8 to 1.2 times.
    clutter : int
        Pieces of other characters that are added to each picture.
    noise : float
        Standard deviation of the Gaussian noise, in units of full brightness.
    inverted : bool
        Whether half of the pictures are black on white.
    random_state : int or numpy Generator

    Returns
    -------
    Dataset
        Images (n, 1, 28, 28) float32 in [0, 1].

    Raises
    ------
    DataError
        For unknown characters, or a setting below 0.

    Examples
    --------
    >>> load_glyphs("digits", n_train=200, n_test=50)
    Dataset('glyphs': 200 + 50 rows of shape (1, 28, 28) -> 10 classes)
    """
    if characters not in CHARACTERS:
        raise DataError(
            f"characters={characters!r} is unknown; use one of {', '.join(CHARACTERS)}"
        )
    amounts = {"shift": shift, "turn": turn, "scale": scale, "noise": noise}
    amounts |= {"clutter": clutter, "n_train": n_train, "n_test": n_test}
    for name, value in amounts.items():
        if not value >= 0:
            raise DataError(f"{name} is {value!r}; give a number of 0 or more")
    rng = np.random.default_rng(random_state)
    names = glyphs(characters)[2]
    rows = {}
    for part, n_rows in (("train", n_train), ("test", n_test)):
        images, y, _ = glyphs(characters, part)
        X, chosen = _draw(images, y, len(names), n_rows, rng, shift, turn, scale)
        if clutter:
            X = np.maximum(X, _pieces(images, n_rows, clutter, rng))
        if inverted:
            flip = rng.random(n_rows) < 0.5
            X[flip] = 1 - X[flip]
        if noise:
            X = X + rng.normal(0, noise, X.shape).astype(np.float32)
        rows[part] = X.clip(0, 1), chosen
    return Dataset(
        name="glyphs",
        X_train=rows["train"][0],
        y_train=rows["train"][1],
        X_test=rows["test"][0],
        y_test=rows["test"][1],
        target_names=names,
        feature_names=(),
        card=card("glyphs"),
    )


def glyphs(characters: str, part: str = "all") -> tuple[np.ndarray, np.ndarray, tuple]:
    """Return the atlas: one picture for each character and font.

    Parameters
    ----------
    characters : str
        As in `load_glyphs`.
    part : {"all", "train", "test"}
        Families of fonts to take.

    Returns
    -------
    images : array, (n, 1, 32, 32)
        float32 in [0, 1].
    y : array, (n,)
        Number of the character in ``names``.
    names : tuple of str
    """
    atlas = _atlas()
    wanted = _text_of(characters, atlas["characters"])
    tests = np.isin(atlas["families"], TEST_FAMILIES)
    keep = np.isin(atlas["characters"], list(wanted))
    if part != "all":
        keep &= tests == (part == "test")
    number = {character: i for i, character in enumerate(wanted)}
    y = np.array([number[c] for c in atlas["characters"][keep]], dtype=np.int64)
    images = atlas["images"][keep][:, None].astype(np.float32) / 255
    return images, y, tuple(wanted)


def _text_of(characters: str, known: np.ndarray) -> str:
    if characters == "capitals":
        return SMALL.upper()
    if characters == "letters":
        return SMALL.upper() + SMALL
    if characters == "digits":
        return "0123456789"
    first = {"georgian": "\u10d0", "armenian": "\u0561"}[characters]
    others = sorted(set(known) - set(LATIN))
    return "".join(c for c in others if (c >= "\u10d0") == (first == "\u10d0"))


@cache
def _atlas() -> dict[str, np.ndarray]:
    with np.load(shipped("glyphs")) as file:
        return {name: file[name] for name in file.files}


def _draw(images, y, n_classes, n_rows, rng, shift, turn, scale):
    """Return pictures (n_rows, 1, 28, 28) of each class alike, and their classes."""
    chosen = rng.permutation(np.arange(n_rows) % n_classes)
    fonts = [np.flatnonzero(y == label) for label in range(n_classes)]
    rows = np.array([rng.choice(fonts[label]) for label in chosen], dtype=int)
    angle = np.deg2rad(rng.uniform(-turn, turn, n_rows))
    size = rng.uniform(1 - scale, 1 + scale, n_rows)
    move = rng.uniform(-shift, shift, (n_rows, 2))
    return _warp(images[rows], angle, size, move), chosen.astype(np.int64)


def _warp(images, angle, size, move) -> np.ndarray:
    """Turn, scale and move each picture onto a canvas of 28 by 28 pixels."""
    import torch
    from torch.nn.functional import affine_grid, grid_sample

    n, _, side, _ = images.shape
    # grid_sample asks, for a place on the canvas, for the place in the picture
    zoom = SIDE / side / size
    cos, sin = np.cos(angle) * zoom, np.sin(angle) * zoom
    dx, dy = -2 * move.T / SIDE
    theta = np.stack(
        [
            np.stack([cos, sin, cos * dx + sin * dy], 1),
            np.stack([-sin, cos, -sin * dx + cos * dy], 1),
        ],
        1,
    )
    theta = torch.tensor(theta, dtype=torch.float32)
    grid = affine_grid(theta, (n, 1, SIDE, SIDE), align_corners=False)
    return grid_sample(torch.from_numpy(images), grid, align_corners=False).numpy()


def _pieces(images, n_rows, n_pieces, rng) -> np.ndarray:
    """Return a picture a row with pieces of 9 by 9 pixels of other characters."""
    piece, side = 9, images.shape[2]
    canvas = np.zeros((n_rows, 1, SIDE, SIDE), np.float32)
    steps = np.arange(piece)
    each = np.arange(n_rows)[:, None, None]
    for _ in range(n_pieces):
        rows = rng.integers(len(images), size=n_rows)
        top, left = rng.integers(8, side - 8 - piece, size=(2, n_rows, 1))
        down, right = rng.integers(SIDE - piece, size=(2, n_rows, 1))
        found = images[
            rows[:, None, None], 0, (top + steps)[:, :, None], (left + steps)[:, None]
        ]
        place = each, 0, (down + steps)[:, :, None], (right + steps)[:, None]
        canvas[place] = np.maximum(canvas[place], found)
    return canvas
