"""What belongs on a decision card: its sections, their fields, and what is wrong."""

import difflib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from course.decision.candidates import FAMILIES

#: The sections that are filled before the benchmark, in this order.
ORDER = ("data_size", "compute_budget", "interpretability", "latency")
FIRST = ("problem", *ORDER)
#: A choice that is no model.
NO_MODEL = "do not automate"


@dataclass(frozen=True)
class Field:
    """One line of the card.

    Attributes
    ----------
    kind
        "text", "whole", "number", "yes or no", "texts" or "mapping".
    means
        What belongs there, for the message.
    low, high
        Ends of a number.
    optional
        Whether it may be left out.
    """

    kind: str
    means: str
    low: float = 0
    high: float = math.inf
    optional: bool = False


def text(means: str, **more: Any) -> Field:
    return Field("text", means, **more)


SECTIONS: dict[str, dict[str, Field]] = {
    "problem": {
        "stakeholder": text("who will use the answer"),
        "decision_supported": text("what they decide with it"),
        "cost_of_error": Field(
            "mapping", "fp: cost of a false alarm, fn: cost of a miss, in dollars"
        ),
    },
    "data_size": {
        "rows": Field("whole", "rows that you have", low=1),
        "labelled": Field("whole", "how many of them have a label"),
        "classes": Field("whole", "number of classes, 0 for a quantity"),
        "structured": Field("yes or no", "a table: yes; pictures, sound, text: no"),
        "label_price_usd": Field("number", "dollars for one more label"),
        "label_budget_n": Field("whole", "labels that you could still buy"),
        "learning_curve": Field(
            "mapping", "a, b and range of a power law that you measured", optional=True
        ),
        "known_before": Field(
            "texts", "columns that look like the answer and are known before it",
            optional=True,
        ),
    },
    "compute_budget": {
        "hardware": text("what you may train on"),
        "hours": Field("number", "hours that one training may take"),
        "usd": Field("number", "dollars that one training may cost"),
        "usd_per_hour": Field("number", "what an hour of it costs", optional=True),
        "flops_estimate": Field("number", "operations of one training", optional=True),
        "state_gb": Field("number", "memory of the training", optional=True),
    },
    "interpretability": {
        "regulation_or_trust_need": text("which law or whose trust; or none"),
        "audience": text("who has to understand an answer"),
        "method": text("how: coefficients, a tree, SHAP, saliency, none"),
        "fidelity_or_test": text("how you test that the explanation is true"),
        "must_be_readable": Field("yes or no", "must the model itself be read"),
        "leaves_or_coefficients": Field(
            "whole", "most leaves or coefficients that are still read", optional=True
        ),
    },
    "latency": {
        "percentile": Field("number", "50 to 99 of 100 answers", low=50, high=99),
        "target_ms": Field("number", "milliseconds that they may take", low=1e-6),
        "measured_on": text('the machine: "this machine", or words of its name'),
        "size_limit_mb": Field("number", "megabytes that the model may have", low=1e-6),
    },
    "decision": {
        "choice": text(f'one of the candidates, or "{NO_MODEL}"'),
        "because": Field("texts", "reasons, with two numbers or more from the results"),
        "rejected": Field("texts", "who was rejected and why"),
        "change_if": text("what would change the decision"),
        "monitoring": Field("mapping", "what you watch, when you act, who is called"),
        "despite": text("why the dearer of two equals, if you chose it", optional=True),
    },
}  # fmt: skip


def section_faults(name: str, given: Any) -> list[str]:
    """Return what is wrong with one section, a sentence each; empty if nothing is.

    Parameters
    ----------
    name
        Of the section.
    given
        Its fields.
    """
    fields = SECTIONS[name]
    if not isinstance(given, Mapping):
        return [f"{name} is {given!r:.60}; it needs the fields {', '.join(fields)}."]
    found = []
    for key in given:
        if key not in fields:
            near = difflib.get_close_matches(str(key), fields, 1, 0.6)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            found.append(f"{name} has no field {str(key)!r}.{hint}")
    for key, field in fields.items():
        if key not in given:
            if not field.optional:
                found.append(f"{name}.{key} is missing: {field.means}.")
            continue
        wrong = _fault(given[key], field)
        if wrong:
            found.append(f"{name}.{key} {wrong}: {field.means}.")
    if name == "data_size" and not found and given["labelled"] > given["rows"]:
        found.append(
            f"data_size.labelled is {given['labelled']:,} and rows only "
            f"{given['rows']:,}: there are not more labels than rows."
        )
    return found


def faults(card: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with a whole card, in the order of its sections."""
    found = []
    for name in FIRST:
        if name not in card:
            found.append(f"the section {name} is missing.")
        else:
            found += section_faults(name, card[name])
    found += candidate_faults(card.get("candidates"))
    if "results" not in card:
        found.append("the section results is missing: run the benchmark.")
    if "decision" not in card:
        found.append("the section decision is missing: decide.")
    else:
        found += section_faults("decision", card["decision"])
        found += _choice_faults(card)
    return found


def candidate_faults(given: Any) -> list[str]:
    """Return what is wrong with the list of candidates."""
    if not isinstance(given, list) or not given:
        return ["candidates is empty: a list, the baseline first."]
    found = []
    for place, one in enumerate(given, start=1):
        name = one.get("name") if isinstance(one, Mapping) else None
        if not isinstance(name, str) or not name:
            found.append(f"candidates: number {place} has no name.")
        elif one.get("family") not in FAMILIES:
            found.append(
                f"candidates.{name}.family is {one.get('family')!r}; take "
                f"{', '.join(FAMILIES)}."
            )
        elif not isinstance(one.get("make", ""), str):
            found.append(
                f"candidates.{name}.make is {one['make']!r}; write a name in quotes."
            )
    return found


def _choice_faults(card: Mapping[str, Any]) -> list[str]:
    names = [
        one.get("name")
        for one in card.get("candidates") or ()
        if isinstance(one, Mapping)
    ]
    decision = card["decision"]
    choice = decision.get("choice") if isinstance(decision, Mapping) else None
    if choice is None or choice in (*names, NO_MODEL):
        return []
    return [
        f"decision.choice is {choice!r}; the candidates are "
        f"{', '.join(map(str, names))}, or say {NO_MODEL!r}."
    ]


def _fault(value: Any, field: Field) -> str:
    """Return what is wrong with a value, or ""."""
    shown = f"is {value!r:.60}"
    if field.kind == "yes or no":
        return "" if isinstance(value, bool) else f"{shown}; write true or false"
    if field.kind in ("whole", "number"):
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not math.isfinite(value):
            return f"{shown}; give a number without words"
        if field.kind == "whole" and value != int(value):
            return f"{shown}; give a whole number"
        if not field.low <= value <= field.high:
            top = "or more" if field.high == math.inf else f"to {field.high:g}"
            return f"{shown}; give {field.low:g} {top}"
        return ""
    if field.kind == "text":
        said = isinstance(value, str) and value.strip(" .…")
        return "" if said else f"{shown}; write a few words"
    if field.kind == "texts":
        many = (
            isinstance(value, list)
            and value
            and not any(_fault(one, text("")) for one in value)
        )
        return "" if many else f"{shown}; give a list of sentences"
    filled = isinstance(value, Mapping) and value and None not in value.values()
    return "" if filled else f"{shown}; give fields with values"
