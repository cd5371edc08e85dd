"""Make data/movie_snippets.csv.gz: sentences about films, and how people scored them.

    pip download --no-deps --no-binary :all: vaderSentiment==3.3.2
    python data/make/movie_snippets.py vaderSentiment-3.3.2.tar.gz

The source distribution holds an archive with four corpora. The film one is taken,
10,605 snippets; two that are in it twice are dropped. Instead of each rater's score
there is how many raters gave which of the nine scores.
"""

import ast
import io
import sys
import tarfile
from pathlib import Path

from pack import checked, table

GOAL = Path(__file__).resolve().parents[1] / "movie_snippets.csv.gz"
SHA256 = "5d7c06e027fc8b99238edb0d53d970cf97066ef97654009890b83703849632f9"
INNER = "vaderSentiment-3.3.2/additional_resources/hutto_ICWSM_2014.tar.gz"
SCORES = range(-4, 5)


def make(source: Path) -> bytes:
    """Return the .csv.gz.

    Parameters
    ----------
    source : Path
        The source distribution of vaderSentiment.
    """
    rows = {}
    for (number, _, text), (same, _, _, ratings) in zip(
        *(_lines(source, part) for part in ("GroundTruth", "anonDataRatings")),
        strict=True,
    ):
        assert number == same
        given = ast.literal_eval(ratings)
        rows.setdefault(text.strip(), [given.count(score) for score in SCORES])
    header = ["text", *(f"{score:+d}" if score else "0" for score in SCORES)]
    return table(header, [[text, *counts] for text, counts in rows.items()])


def _lines(source: Path, part: str) -> list[list[str]]:
    with tarfile.open(checked(source, SHA256)) as outer:
        inner = outer.extractfile(INNER).read()
    with tarfile.open(fileobj=io.BytesIO(inner)) as archive:
        name = f"hutto_ICWSM_2014/movieReviewSnippets_{part}.txt"
        text = archive.extractfile(name).read().decode("utf-8")
    return [line.split("\t") for line in text.split("\r\n") if line.strip()]


if __name__ == "__main__":
    GOAL.write_bytes(make(Path(sys.argv[1])))
