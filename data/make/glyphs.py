"""Make data/glyphs.npz: the characters of matplotlib's own fonts, 32 by 32 pixels.

    python data/make/glyphs.py

The fonts come with matplotlib: DejaVu (a licence of its own, free), STIX (free) and
Computer Modern (the fonts of TeX, free). Each character is drawn at one size, put in
the middle by its box, and kept as grey values. Bytes depend on matplotlib's fonts, on
Pillow's FreeType and on zlib.
"""

import unicodedata
from pathlib import Path

import matplotlib
import numpy as np
from pack import npz
from PIL import Image, ImageDraw, ImageFont

GOAL = Path(__file__).resolve().parents[1] / "glyphs.npz"
FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
SIDE = 32
#: Family -> files without ".ttf".
FAMILIES = {
    "DejaVu Sans": (
        "DejaVuSans",
        "DejaVuSans-Bold",
        "DejaVuSans-BoldOblique",
        "DejaVuSans-Oblique",
    ),
    "DejaVu Sans Mono": (
        "DejaVuSansMono",
        "DejaVuSansMono-Bold",
        "DejaVuSansMono-BoldOblique",
        "DejaVuSansMono-Oblique",
    ),
    "DejaVu Serif": (
        "DejaVuSerif",
        "DejaVuSerif-Bold",
        "DejaVuSerif-BoldItalic",
        "DejaVuSerif-Italic",
    ),
    "STIX": (
        "STIXGeneral",
        "STIXGeneralBol",
        "STIXGeneralBolIta",
        "STIXGeneralItalic",
    ),
    "Computer Modern": ("cmr10", "cmb10", "cmss10", "cmti10", "cmtt10"),
}


def letters_of(script: str, first: int, last: int) -> str:
    """Return the letters of a script in a range of Unicode, small ones only."""
    found = map(chr, range(first, last + 1))
    return "".join(
        c
        for c in found
        if unicodedata.category(c) in ("Ll", "Lo")
        and unicodedata.name(c).startswith(script)
        and len(unicodedata.normalize("NFKD", c)) == 1
    )


LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
OTHERS = letters_of("GEORGIAN", 0x10D0, 0x10F0) + letters_of("ARMENIAN", 0x561, 0x586)


def draw(character: str, font: ImageFont.FreeTypeFont) -> np.ndarray:
    """Return one character in the middle of a square, as (SIDE, SIDE) uint8."""
    left, top, right, bottom = font.getbbox(character)
    image = Image.new("L", (SIDE, SIDE))
    place = ((SIDE - right - left) / 2, (SIDE - bottom - top) / 2)
    ImageDraw.Draw(image).text(place, character, fill=255, font=font)
    return np.asarray(image)


def make() -> bytes:
    """Return the .npz: images, and for each its character, font and family."""
    images, characters, fonts, families = [], [], [], []
    for family, files in FAMILIES.items():
        text = LATIN + (OTHERS if family.startswith("DejaVu") else "")
        for file in files:
            font = ImageFont.truetype(str(FONTS / f"{file}.ttf"), 24)
            for character in text:
                images.append(draw(character, font))
                characters.append(character)
                fonts.append(file)
                families.append(family)
    return npz(
        {
            "images": np.stack(images),
            "characters": np.array(characters),
            "fonts": np.array(fonts),
            "families": np.array(families),
        }
    )


if __name__ == "__main__":
    GOAL.write_bytes(make())
