"""What goes wrong with the table of a budget and its verdict, and how it shows.

`noisy_votes` registers these in their order.
"""

import re

from course.checks.engine import Mistakes

MISTAKES = Mistakes()
BUDGET = 600


@MISTAKES.symptom(
    "simulated",
    "For k = {k} you are off by {off:.4f}: close and not exact, as if votes had been "
    "drawn at random, or the result rounded. A sum gives the exact chance: add up the "
    "outcomes in which the majority is right.",
)
def _(observed):
    found = observed.facts("odd")
    return found[0] if found and all(facts["off"] < 0.02 for facts in found) else None


@MISTAKES.symptom(
    "different_budget",
    "Plan `{plan}` buys {votes:,} votes, the other plan 600. Whoever pays more should "
    "win, so that tells you nothing about votes against items. Give both plans the "
    "same 600 votes: 600x1 and 200x3.",
)
def _(observed):
    for facts in observed.facts("complete"):
        for plan in facts.get("plans", ()):
            found = re.fullmatch(r"\s*(\d+)\s*[x×*]\s*(\d+)\s*", plan)
            votes = int(found[1]) * int(found[2]) if found else BUDGET
            if votes != BUDGET:
                return {"plan": plan, "votes": votes}
    return None


@MISTAKES.symptom(
    "few_seeds",
    "Plan {plan} with model {model} has {n_seeds} seeds; three are the least. The "
    "accuracies move by two to three hundredths from seed to seed, as much as the "
    "plans differ, so a single run is luck.",
)
def _(observed):
    found = [facts for facts in observed.facts("complete") if "n_seeds" in facts]
    few = [facts for facts in found if 0 < facts["n_seeds"] < 3]
    return few[0] if few else None


@MISTAKES.symptom(
    "copied_seed",
    "Plan {plan} with model {model} has the same accuracy for every seed. The seed "
    "must reach the choice of items, the votes and the network; with one fixed number "
    "in their place you ran one experiment many times.",
)
def _(observed):
    found = [facts for facts in observed.facts("complete") if facts.get("copied")]
    return found[0] if found else None


@MISTAKES.symptom(
    "noisy_test",
    "Plan {plan}, model lr: {yours:.3f} in your table, about {again:.3f} on true test "
    "labels. You let the crowd vote on the test labels too, so you measure agreement "
    "with noise. Keep the test labels as they are.",
)
def _(observed):
    for facts in observed.facts("clean_test"):
        if 0.5 < facts["yours"] < facts["again"] - facts["near"]:
            return facts
    return None


@MISTAKES.symptom(
    "true_labels",
    "The network reaches {yours:.3f} although one label in five should be wrong; in "
    "our runs it stayed near 0.86. You trained on the true labels. Fit on what the "
    "voters said, score on the truth.",
)
def _(observed):
    found = observed.facts("voted")
    return found[0] if found else None


@MISTAKES.symptom(
    "one_model_decides",
    "You named `{said}`. For `{model}` 600x1 leads 200x3 by {mean:+.3f}, with an "
    "interval from {low:+.3f} to {high:+.3f}, which does not lie on your side of 0. A "
    "winner needs that for both models.",
)
def _(observed):
    for facts in observed.facts("honest_verdict"):
        if "model" in facts and facts["said"] != "no clear winner":
            return facts
    return None
