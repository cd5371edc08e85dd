"""What leaves the notebook: card, scores, model, manifest, a script that repeats."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from course import deploy
from course.decision import bench, cards, evidence
from course.decision.candidates import from_card
from course.decision.cases import Case, load_case
from course.decision.files import model_path, open_model, write_model
from course.decision.schema import NO_MODEL
from course.deploy.files import whole
from course.errors import DecisionError, DeployError
from course.protocol.inputs import take

CARD, SCORES = "card.yaml", "scores.csv"
MANIFEST, REPRO = "manifest.json", "repro.py"
#: Accuracy or R2 that the exported file may differ by from its stored score.
PARITY = 0.01

SCRIPT = '''\
"""Run one result of card.yaml again: python repro.py [candidate] [split]"""

import sys
from pathlib import Path

from course.decision import rerun

if __name__ == "__main__":
    result = rerun(Path(__file__).resolve().parent, *sys.argv[1:])
    print(result)
    sys.exit(0 if result.within else 1)
'''


def pack(folder: str | Path, case: Case | None = None) -> list[Path]:
    """Write the chosen model, its manifest and a script that repeats a result.

    The model is the one of split 0, so that its file can be held against a score that
    is stored. Each file is written whole; older ones stay until then.

    Parameters
    ----------
    folder
        Holds `card.yaml` with a decision, and `scores.csv`.
    case
        The rows, where they are loaded already.

    Returns
    -------
    The files; no model and no manifest where the decision is not to automate.

    Raises
    ------
    DecisionError
        If there is no decision yet, or the model cannot be written as a file.
    """
    folder = Path(folder)
    card = cards.read(folder / CARD)
    choice = (card.get("decision") or {}).get("choice")
    if not choice or "results" not in card:
        raise DecisionError(
            "there is no decision to pack: benchmark, decide, then pack."
        )
    written = [folder / CARD, folder / SCORES]
    if choice != NO_MODEL:
        written += _model(folder, card, choice, case or rows_of(card, folder))
    with whole(folder / REPRO) as part:
        part.write_text(SCRIPT, "utf-8")
    return [*written, folder / REPRO]


def _model(
    folder: Path, card: Mapping[str, Any], choice: str, case: Case
) -> list[Path]:
    """Train the choice on split 0, write it and its manifest."""
    results = card["results"]
    chosen = candidate(card, choice)
    split = bench.plan_of(results).splits(case)[0]
    model = bench.fitted(chosen.model(folder), case, split)
    path = write_model(model, folder, take(case.X, split.train[:2]))
    scores = evidence.read_scores(folder / SCORES)
    mine = scores[scores["model"] == choice].set_index("split")["score"]
    metrics = {
        f"{results['metric']}_split_0": float(mine.loc[0]),
        f"{results['metric']}_mean": float(mine.mean()),
    }
    about = deploy.manifest(path, results["data_fingerprint"], metrics)
    with whole(folder / MANIFEST) as part:
        part.write_text(json.dumps(about, indent=2) + "\n", "utf-8")
    return [path, folder / MANIFEST]


def candidate(card: Mapping[str, Any], name: str) -> Any:
    """Return a candidate of a card by its name.

    Raises
    ------
    DecisionError
        If there is none.
    """
    known = {one.name: one for one in from_card(card.get("candidates") or [])}
    if name not in known:
        raise DecisionError(f"no candidate {name!r}; there are {', '.join(known)}.")
    return known[name]


def rows_of(card: Mapping[str, Any], folder: str | Path) -> Case:
    """Return the rows that a card was measured on.

    Raises
    ------
    DecisionError
        If they are other rows now.
    """
    from course.deploy.manifests import fingerprint

    results = card["results"]
    recipe = dict(results["recipe"])
    case = load_case(
        recipe.pop("loader"), recipe.pop("settings", {}), folder=folder, **recipe
    )
    if fingerprint(case.X, case.y) != results["data_fingerprint"]:
        raise DecisionError(
            f"the rows of {case.name} are not those that were measured (their "
            "fingerprint differs): the file or the loader has changed. Bring the old "
            "one back, or run the benchmark again."
        )
    return case


def faults(folder: str | Path, card: Mapping[str, Any], case: Case | None) -> list[str]:
    """Return what is wrong with the files of a bundle; empty if nothing is.

    The manifest is held against the bytes of the model, then the model is opened, and
    its score on the test rows of split 0 against the stored one.
    """
    folder = Path(folder)
    if card["decision"]["choice"] == NO_MODEL:
        return []
    try:
        about = json.loads((folder / MANIFEST).read_text("utf-8"))
    except OSError as error:
        return [f"{MANIFEST} cannot be read ({error.strerror}): pack the bundle."]
    except ValueError as error:
        return [f"{MANIFEST} is no JSON ({error}): pack the bundle again."]
    path = model_path(folder)
    if not deploy.verify(about, path):
        n_bytes = path.stat().st_size if path.is_file() else 0
        told = about.get("bytes") if isinstance(about, Mapping) else None
        same = (
            "the same length and another sha256"
            if told == n_bytes
            else (f"{n_bytes:,} bytes where the manifest says {told}")
        )
        return [
            f"{MANIFEST} does not describe {path.name}: {same}. It was changed or cut "
            "short on its way. Copy it again, or pack the bundle again."
        ]
    if about.get("data_fingerprint") != card["results"]["data_fingerprint"]:
        return [f"{MANIFEST} speaks of other rows than the results: pack it again."]
    try:
        return _parity(
            open_model(path), card, case, evidence.read_scores(folder / SCORES)
        )
    except (DeployError, DecisionError) as error:
        return [str(error)]


def _parity(
    model: Any, card: Mapping[str, Any], case: Case | None, scores: Any
) -> list:
    """Compare the score of the file on split 0 with the stored one."""
    if case is None:
        return []
    from sklearn.metrics import accuracy_score, r2_score

    results, choice = card["results"], card["decision"]["choice"]
    split = bench.plan_of(results).splits(case)[0]
    metric = accuracy_score if results["metric"] == "accuracy" else r2_score
    again = metric(take(case.y, split.test), model.predict(take(case.X, split.test)))
    mine = scores[(scores["model"] == choice) & (scores["split"] == 0)]["score"]
    if len(mine) == 1 and abs(again - mine.iloc[0]) <= PARITY:
        return []
    return [
        f"the file scores {again:.4f} on the test rows of split 0; stored for {choice} "
        f"is {', '.join(map(str, mine))}. It is another model: pack the bundle again."
    ]
