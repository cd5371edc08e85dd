"""First the four questions, then the benchmark: stamps that show the order.

A stamp is a time, a number and a hash over the section and the stamp before it. It
shows what was changed later. It is a help to honesty and no proof: whoever wants to
cheat can write the whole file anew.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from course.decision.cards import plain
from course.decision.schema import FIRST, ORDER, section_faults
from course.deploy.manifests import now
from course.errors import DecisionError


def fill(card: dict[str, Any], name: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the card with a section filled and stamped; the card given stays as it is.

    The same fields once more change nothing. Other fields take the stamps from the
    sections behind it, which were written with the old ones in mind.

    Parameters
    ----------
    card
        So far.
    name
        "problem", or one of the four, in their order.
    fields
        What belongs there: see `schema.SECTIONS`.

    Raises
    ------
    DecisionError
        If a section before it is empty, or a field is missing or wrong; names it.
    """
    if name not in FIRST:
        raise DecisionError(f"no section {name!r}; they are {', '.join(FIRST)}.")
    missing = [
        before for before in FIRST[: FIRST.index(name)] if not stamped(card, before)
    ]
    if missing:
        raise DecisionError(
            f"{name} comes after {missing[0]}. Fill {missing[0]} first: the order is "
            f"{' → '.join(FIRST)}."
        )
    fields = plain(fields)
    wrong = section_faults(name, fields)
    if wrong:
        raise DecisionError(" ".join(wrong))
    if stamped(card, name) and card[name] == fields:
        return dict(card)
    new = {key: value for key, value in card.items() if key != "stamps"}
    stamps = dict(card.get("stamps") or {})
    revised = list(stamps.pop("revised", []))
    if "results" in stamps and name in stamps:
        revised.append({"section": name, "utc": now()})
    for behind in (*FIRST[FIRST.index(name) :], "results"):
        stamps.pop(behind, None)
    new[name] = fields
    stamps[name] = _stamp(name, fields, stamps)
    new["stamps"] = stamps | ({"revised": revised} if revised else {})
    return _sorted(new)


def add_results(
    card: dict[str, Any], candidates: list[dict], results: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the card with candidates and results, stamped behind the four sections.

    Raises
    ------
    DecisionError
        If a section is not filled.
    """
    unlock(card)
    new = dict(card)
    new["candidates"], new["results"] = plain(candidates), plain(results)
    stamps = dict(card["stamps"])
    stamps["results"] = _stamp("results", new["results"], stamps)
    new["stamps"] = stamps
    new.pop("decision", None)  # it spoke about other results
    return _sorted(new)


def unlock(card: Mapping[str, Any]) -> None:
    """Refuse the benchmark while one of the sections is empty.

    Raises
    ------
    DecisionError
        Names the first that is.
    """
    for name in FIRST:
        if not stamped(card, name):
            raise DecisionError(
                f"the benchmark is locked: {name} is not filled yet. Fill "
                f"{' → '.join(ORDER)} first, so that a result cannot choose its own "
                "yardstick."
            )


def stamped(card: Mapping[str, Any], name: str) -> bool:
    """Return whether a section is there, with the stamp of what stands there."""
    return not _broken(card, name)


def faults(card: Mapping[str, Any]) -> list[str]:
    """Return where a card was not filled in order; empty if it was."""
    stamps = card.get("stamps")
    if not isinstance(stamps, Mapping):
        return [
            "the card has no stamps: fill its sections with Sheet.fill, which writes "
            "when each was filled."
        ]
    found = [why for name in (*FIRST, "results") if (why := _broken(card, name))]
    places = [(stamps[n]["number"], n) for n in FIRST if _is_stamp(stamps.get(n))]
    results = stamps.get("results")
    if _is_stamp(results):
        late = [
            name
            for number, name in places
            if number > results["number"] or stamps[name]["utc"] > results["utc"]
        ]
        if late:
            found.append(
                f"{', '.join(late)} filled after the results (timestamps): a limit "
                "that was set later cannot have been a limit."
            )
    if places != sorted(places):
        found.append(f"the sections were not filled in the order {' → '.join(FIRST)}.")
    return found


def _broken(card: Mapping[str, Any], name: str) -> str:
    """Return why a section has no valid stamp, or ""."""
    stamps = card.get("stamps")
    stamp = stamps.get(name) if isinstance(stamps, Mapping) else None
    if name not in card:
        return f"{name} is missing."
    if not _is_stamp(stamp):
        return f"{name} has no stamp: fill it with Sheet.fill, in order."
    if stamp["sha256"] != _hash(name, card[name], stamps):
        return (
            f"{name} was changed after it was stamped, or a section before it was. "
            "Fill it again, then run the benchmark again."
        )
    return ""


def _is_stamp(stamp: Any) -> bool:
    return (
        isinstance(stamp, Mapping)
        and isinstance(stamp.get("number"), int)
        and isinstance(stamp.get("utc"), str)
        and isinstance(stamp.get("sha256"), str)
    )


def _stamp(name: str, fields: Any, stamps: Mapping[str, Any]) -> dict[str, Any]:
    number = 1 + max((one["number"] for one in _before(name, stamps)), default=0)
    return {"number": number, "utc": now(), "sha256": _hash(name, fields, stamps)}


def _before(name: str, stamps: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the stamps of the sections before one, in order."""
    page = (*FIRST, "results")
    found = [stamps.get(before) for before in page[: page.index(name)]]
    return [stamp for stamp in found if _is_stamp(stamp)]


def _hash(name: str, fields: Any, stamps: Mapping[str, Any]) -> str:
    chain = [stamp["sha256"] for stamp in _before(name, stamps)]
    text = json.dumps([name, plain(fields), chain], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _sorted(card: dict[str, Any]) -> dict[str, Any]:
    """Return the card with its sections in the order of the page."""
    page = (*FIRST, "candidates", "results", "decision", "stamps")
    known = {name: card[name] for name in page if name in card}
    return known | {name: card[name] for name in card if name not in page}
