"""What goes wrong with shuffled words and the table of readers, and how it shows.

`word_order` registers these in their order.
"""

from collections.abc import Callable

SYMPTOMS: list[tuple[str, str, Callable]] = []


def symptom(name: str, message: str) -> Callable:
    """Keep a predicate over what the properties saw, with its message."""

    def keep(body: Callable) -> Callable:
        SYMPTOMS.append((name, message, body))
        return body

    return keep


def asked(observed) -> list[dict]:
    """Return what was noted of the texts where something did not hold."""
    names = ("all_words", "blind", "first_word")
    return [facts for name in names for facts in observed.facts(name)]


@symptom(
    "shuffles_letters",
    "You shuffled characters: the model was asked about `{odd}`. It knows words, and "
    "none of these is one. Split the text at its spaces first, `text.split()`, then "
    "permute the list of words.",
)
def _(observed):
    found = [facts for facts in asked(observed) if facts["letters"]]
    return found[0] if found else None


@symptom(
    "drops_words",
    "Words got lost or came twice: a shuffled text has other words than its original. "
    "`set` drops the second of two equal words, and `rng.choice` draws with "
    "replacement. `rng.permutation` keeps every word once.",
)
def _(observed):
    found = [facts for facts in asked(observed) if facts["n_odd"]]
    return found[0] if found else None


@symptom(
    "shuffles_texts",
    "You shuffled the *list* of texts: every text that the model saw has its old order "
    "of words. So you compared different texts with each other. Shuffle the words "
    "inside each text.",
)
def _(observed):
    found = observed.facts("all_words")
    return bool(found) and all(f["n_orders"] == 0 and f["originals"] for f in found)


@symptom(
    "no_original",
    "You never asked the model about the texts as they are. Then there is nothing to "
    "compare with: what one shuffle says against another is no measure of the order. "
    "Predict once before you shuffle.",
)
def _(observed):
    found = observed.facts("all_words")
    return bool(found) and all(not facts["originals"] for facts in found)


@symptom(
    "single_shuffle",
    "Each text was asked about in {n_orders:.1f} new orders on average, with "
    "n_shuffles = 5. One shuffle may be kind or cruel, and a reversed text is one "
    "special order. Draw a new permutation n_shuffles times.",
)
def _(observed):
    found = [f for f in observed.facts("all_words") if f["n_orders"] < 3]
    return found[0] if found else None


@symptom(
    "ignores_rng",
    "Two different generators gave the same shuffles. You draw from a generator of "
    "your own with a fixed seed. Whoever wants to know how much luck is in the number "
    "could not. Draw from `rng`.",
)
def _(observed):
    return any(facts.get("same") for facts in observed.facts("all_words"))


@symptom(
    "changed_share",
    "For a model that is blind to order you return {got:.3g}: that is the share of "
    "predictions that *changed*. Blindness is the share that stayed, and 1 means that "
    "the order says nothing to this model.",
)
def _(observed):
    found = observed.facts("blind")
    return found[0] if found and all(abs(f["got"]) < 1e-9 for f in found) else None


@symptom(
    "not_a_mean",
    "For a model that is blind to order you return {got:.4g}: a number above 1 is a "
    "count, a sum or per cent. Divide by all comparisons, texts times shuffles, so "
    "that the result is a share.",
)
def _(observed):
    found = observed.facts("blind")
    return found[0] if found and all(f["got"] > 1.001 for f in found) else None


@symptom(
    "all_or_nothing",
    "For a reader of first words you return {got:.3f} where about {want:.3f} is right. "
    "You count a text only if *all* its shuffles keep the prediction. Take the mean "
    "over texts and shuffles.",
)
def _(observed):
    found = observed.facts("first_word")
    return found[0] if found and all(f["got"] < 0.15 for f in found) else None


@symptom(
    "few_seeds",
    "Model {model} with n = {n} has {n_seeds} seeds; three are the least. At n = 400 "
    "the network moves by ten hundredths from seed to seed, so one run tells next to "
    "nothing.",
)
def _(observed):
    found = [f for f in observed.facts("complete") if "n_seeds" in f]
    few = [f for f in found if 0 < f["n_seeds"] < 3]
    return few[0] if few else None


@symptom(
    "copied_seed",
    "In each cell of your table all seeds have the same accuracy. The seed has to "
    "reach `load_reviews` and the network; with a fixed number you ran one experiment "
    "many times.",
)
def _(observed):
    return any(facts.get("copied") for facts in observed.facts("complete"))


@symptom(
    "read_before",
    "With 100 reviews `{model}` has {few:.3f}; on reviews that it has not read, nobody "
    "came above 0.59. It was scored on the reviews that it learned from. Take "
    "`X_test`.",
)
def _(observed):
    found = [facts for facts in observed.facts("again") if "few" in facts]
    return found[0] if found else None


@symptom(
    "overclaim",
    "With 100 reviews your network has {gru_100:.2f}, the bag of words {bow_100:.2f} "
    "and n-grams {ngrams_100:.2f}: all near a coin. 'Deep wins on text' holds in your "
    "table from some n on, so it needs the n.",
)
def _(observed):
    for facts in observed.facts("supported"):
        if "whatever" in facts["said"]:
            return facts
    return None


@symptom(
    "order_is_nothing",
    "With 1,600 reviews the bag of words has {bow_1600:.2f} and n-grams, which know "
    "the order of neighbours, {ngrams_1600:.2f}. They read the same words. So the "
    "order carries most of what there is to know.",
)
def _(observed):
    for facts in observed.facts("supported"):
        if "nothing" in facts["said"]:
            return facts
    return None


@symptom(
    "more_rows",
    "Sixteen times the reviews took the bag of words from {bow_100:.2f} to "
    "{bow_1600:.2f}. What it lacks is no number of rows: it cannot see which word "
    "stands behind 'not'. Look at the row of the n-grams.",
)
def _(observed):
    for facts in observed.facts("supported"):
        if "rows" in facts["said"]:
            return facts
    return None
