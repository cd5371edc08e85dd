"""One result of a card once more, and the script that does it, in a fresh process."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from course.decision import bench, bundle, cards, evidence
from course.decision.schema import NO_MODEL
from course.errors import DecisionError

#: What a score may differ by when it is measured again on the same rows.
TOLERANCE = 0.01
#: Seconds that the script may take.
MOST_SECONDS = 600

#: Runs a script with every way to the network closed.
OFFLINE = """\
import runpy, socket, sys
def refuse(*args, **kwargs):
    raise OSError("a result is run again without a network")
socket.socket.connect = socket.socket.connect_ex = refuse
socket.getaddrinfo = refuse
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@dataclass(frozen=True)
class Rerun:
    """A stored score and the same one measured again.

    Attributes
    ----------
    name, split
        Which one.
    stored, again
        Scores.
    """

    name: str
    split: int
    stored: float
    again: float

    @property
    def within(self) -> bool:
        """Return whether the two agree."""
        return abs(self.stored - self.again) <= TOLERANCE

    def __str__(self) -> str:
        return (
            f"{self.name}, split {self.split}: stored {self.stored:.6f}, again "
            f"{self.again:.6f}"
        )


def rerun(folder: str | Path, name: str = "", split: int | str = 0) -> Rerun:
    """Train and test one candidate on one split again.

    Parameters
    ----------
    folder
        Holds `card.yaml` and `scores.csv`.
    name
        Of the candidate; default the choice, or the best where nothing was chosen.
    split
        Its number.

    Raises
    ------
    DecisionError
        If rows, split or candidate are not those of the card.
    """
    folder = Path(folder)
    card = cards.read(folder / bundle.CARD)
    if "results" not in card:
        raise DecisionError(f"{folder / bundle.CARD} has no results to run again.")
    results = card["results"]
    choice = (card.get("decision") or {}).get("choice", NO_MODEL)
    name = name or (results["best"] if choice == NO_MODEL else choice)
    scores = evidence.read_scores(folder / bundle.SCORES)
    try:
        row = scores[(scores["model"] == name) & (scores["split"] == int(split))].iloc[
            0
        ]
    except (ValueError, IndexError):
        raise DecisionError(
            f"{bundle.SCORES} has no score of {name!r} on split {split!r}."
        ) from None
    case = bundle.rows_of(card, folder)
    drawn = bench.plan_of(results).splits(case)[int(split)]
    if drawn.hash != row["split_hash"]:
        raise DecisionError(
            f"split {split} is drawn as {drawn.hash}, stored is {row['split_hash']}: "
            "other rows were tested than the card says."
        )
    model = bundle.candidate(card, name).model(folder)
    again = bench.run_split(model, case, drawn)
    return Rerun(name, int(split), float(row["score"]), again)


def script_faults(folder: str | Path, *, seconds: float = MOST_SECONDS) -> list[str]:
    """Run `repro.py` in a process without a network; return what went wrong.

    The script is the learner's own program and is executed.
    """
    folder = Path(folder).resolve()
    if not (folder / bundle.REPRO).is_file():
        return [f"there is no {bundle.REPRO}: pack the bundle."]
    above = str(Path(__file__).resolve().parents[2])
    paths = [above, *filter(None, [os.environ.get("PYTHONPATH")])]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    line = [sys.executable, "-c", OFFLINE, str(folder / bundle.REPRO)]
    try:
        done = subprocess.run(
            line, cwd=folder, env=env, capture_output=True, text=True, timeout=seconds
        )
    except subprocess.TimeoutExpired:
        return [
            f"{bundle.REPRO} ran longer than {seconds:g} s: repeat one result only."
        ]
    told = re.search(r"^(.+), split (\d+): .*again (-?\d+\.\d+)\s*$", done.stdout, re.M)
    if done.returncode or not told:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["nothing"]
        return [
            f"{bundle.REPRO} ended with code {done.returncode} and {last[0]!r:.300}."
        ]
    scores = evidence.read_scores(folder / bundle.SCORES)
    mine = scores[(scores["model"] == told[1]) & (scores["split"] == int(told[2]))]
    stored = float(mine["score"].iloc[0]) if len(mine) else float("nan")
    if abs(stored - float(told[3])) <= TOLERANCE:
        return []
    return [
        f"{bundle.REPRO} measured {told[3]} for {told[1]} on split {told[2]}; "
        f"stored is {stored:.6f}."
    ]
