"""What goes wrong with shuffled words and the table of readers, and how it shows.

`word_order` registers these in their order.
"""

from course.checks.engine import Mistakes

MISTAKES = Mistakes()


def first(found) -> dict | None:
    """Return the first of what was found."""
    return next(iter(found), None)


def asked(observed) -> list[dict]:
    """Return what was noted of the texts where something did not hold."""
    names = ("all_words", "blind", "first_word")
    return [facts for name in names for facts in observed.facts(name)]


def chosen(observed, word: str) -> dict | None:
    """Return what was noted of a wrong statement that holds this word."""
    return first(f for f in observed.facts("supported") if word in f["said"])


@MISTAKES.symptom(
    "spaces_lost",
    "The model was asked about `{odd}`: the words are there, the spaces between them "
    "are not, and so it knows none of them. Join the shuffled words with a space, "
    '`" ".join(words)`.',
)
def _(observed):
    return first(f for f in asked(observed) if f["letters"] and f["one_word"])


@MISTAKES.symptom(
    "shuffles_letters",
    "You shuffled characters: the model was asked about `{odd}`. It knows words, and "
    "none of these is one. Split the text at its spaces first, `text.split()`, then "
    "permute the list of words.",
)
def _(observed):
    return first(facts for facts in asked(observed) if facts["letters"])


@MISTAKES.symptom(
    "no_text",
    "The model was asked about `{odd}`, which holds no word of your texts. "
    "`rng.shuffle(words)` changes the list in place and returns None, and a list is no "
    'text: join it with `" ".join(words)` before you ask.',
)
def _(observed):
    return first(facts for facts in asked(observed) if facts["no_words"])


@MISTAKES.symptom(
    "drops_words",
    "Words got lost or came twice: a shuffled text has other words than its original. "
    "`set` drops the second of two equal words, and `rng.choice` draws with "
    "replacement. `rng.permutation` keeps every word once.",
)
def _(observed):
    return first(facts for facts in asked(observed) if facts["n_odd"])


@MISTAKES.symptom(
    "shuffles_texts",
    "You shuffled the *list* of texts: every text that the model saw has its old order "
    "of words. So you compared different texts with each other. Shuffle the words "
    "inside each text.",
)
def _(observed):
    found = observed.facts("all_words")
    return bool(found) and all(f["n_orders"] == 0 and f["originals"] for f in found)


@MISTAKES.symptom(
    "no_original",
    "You never asked the model about the texts as they are. Then there is nothing to "
    "compare with: what one shuffle says against another is no measure of the order. "
    "Predict once before you shuffle.",
)
def _(observed):
    found = observed.facts("all_words")
    return bool(found) and all(not facts["originals"] for facts in found)


@MISTAKES.symptom(
    "single_shuffle",
    "Each text was asked about in {n_orders:.1f} new orders on average, with "
    "n_shuffles = 5. One shuffle may be kind or cruel, and a reversed text is one "
    "special order. Draw a new permutation n_shuffles times.",
)
def _(observed):
    return first(f for f in observed.facts("all_words") if f["n_orders"] < 3)


@MISTAKES.symptom(
    "ignores_rng",
    "Two different generators gave the same shuffles. You draw from a generator of "
    "your own with a fixed seed. Whoever wants to know how much luck is in the number "
    "could not. Draw from `rng`.",
)
def _(observed):
    return any(facts.get("fixed") for facts in observed.facts("all_words"))


@MISTAKES.symptom(
    "own_generator",
    "The same generator gave other shuffles the second time: you draw from a "
    "generator of your own, or from `np.random`. Then nobody can repeat your number. "
    "Draw from the `rng` that you are given.",
)
def _(observed):
    return any(facts.get("own_rng") for facts in observed.facts("all_words"))


@MISTAKES.symptom(
    "number_fixed",
    "With n_shuffles = 12 each text was asked about {rounds:.3g} times. Let "
    "`n_shuffles` be the number of rounds: more of them, less luck in the mean.",
)
def _(observed):
    return first(facts for facts in observed.facts("all_words") if "rounds" in facts)


@MISTAKES.symptom(
    "changed_share",
    "For a model that is blind to order you return {got:.3g}: that is the share of "
    "predictions that *changed*. Blindness is the share that stayed, and 1 means that "
    "the order says nothing to this model.",
)
def _(observed):
    found = observed.facts("blind")
    return found[0] if found and all(abs(f["got"]) < 1e-9 for f in found) else None


@MISTAKES.symptom(
    "not_a_mean",
    "For a model that is blind to order you return {got:.4g}: a number above 1 is a "
    "count, a sum or per cent. Divide by all comparisons, texts times shuffles, so "
    "that the result is a share.",
)
def _(observed):
    found = observed.facts("blind")
    return found[0] if found and all(f["got"] > 1.001 for f in found) else None


@MISTAKES.symptom(
    "all_or_nothing",
    "For a reader of first words you return {got:.3f} where about {want:.3f} is "
    "right. It looks as if many answers had to stay *all at once* before one counts. "
    "Each text and each shuffle counts by itself; take the mean over all of them.",
)
def _(observed):
    found = [facts for facts in observed.facts("first_word") if "want" in facts]
    return found[0] if found and all(f["got"] < 0.15 for f in found) else None


@MISTAKES.symptom(
    "not_all_shuffles",
    "Over the changed texts that you asked about, the reader of first words kept "
    "{own:.3f} of its answers, and you return {got:.3f}. Compare each shuffle with the "
    "text as it was, keep the share of each round, and return the mean of all rounds.",
)
def _(observed):
    return first(facts for facts in observed.facts("first_word") if "own" in facts)


@MISTAKES.symptom(
    "few_seeds",
    "Different seeds of model {model} with n = {n}: {n_seeds}; three are the least. "
    "At n = 400 the network moves by ten hundredths from seed to seed, so one run "
    "tells next to nothing.",
)
def _(observed):
    found = [f for f in observed.facts("complete") if "n_seeds" in f]
    return first(f for f in found if 0 < f["n_seeds"] < 3)


@MISTAKES.symptom(
    "copied_seed",
    "In each cell of your table all seeds have the same accuracy. Hand in the runs "
    "themselves, not their mean, and let the seed choose the reviews and start the "
    "network; with a fixed number you ran one experiment many times.",
)
def _(observed):
    return any(facts.get("copied") for facts in observed.facts("complete"))


@MISTAKES.symptom(
    "per_cent",
    "Your accuracies are per cent. Here an accuracy is a share from 0 to 1, "
    "everywhere, so that a difference of 0.01 means one review in a hundred.",
)
def _(observed):
    return any(facts.get("percent") for facts in observed.facts("complete"))


@MISTAKES.symptom(
    "read_before",
    "With 100 reviews `{model}` has {few:.3f}; on reviews that it has not read, nobody "
    "came above 0.59. It was scored on the reviews that it learned from. Take "
    "`X_test`.",
)
def _(observed):
    return first(facts for facts in observed.facts("again") if "few" in facts)


@MISTAKES.symptom(
    "overclaim",
    "With 100 reviews your network has {gru_100:.2f}, the bag of words {bow_100:.2f} "
    "and n-grams {ngrams_100:.2f}: all near a coin. 'Deep wins on text' holds in your "
    "table from some n on, so it needs the n.",
)
def _(observed):
    return chosen(observed, "whatever")


@MISTAKES.symptom(
    "order_is_nothing",
    "With 1,600 reviews the bag of words has {bow_1600:.2f} and n-grams, which know "
    "the order of neighbours, {ngrams_1600:.2f}. They read the same words. So the "
    "order carries most of what there is to know.",
)
def _(observed):
    return chosen(observed, "nothing")


@MISTAKES.symptom(
    "more_rows",
    "Sixteen times the reviews took the bag of words from {bow_100:.2f} to "
    "{bow_1600:.2f}. What it lacks is no number of rows: it cannot see which word "
    "stands behind 'not'. Look at the row of the n-grams.",
)
def _(observed):
    return chosen(observed, "rows")
