"""Shuffle the words: who notices? A measure, a table of readers, and a statement.

The table is the learner's own; its counting readers are trained again. What was
measured for each threshold stands in ``word_order.md``.
"""

from types import SimpleNamespace

from course.checks.engine import Choice, Exercise, Function, Table, number
from course.checks.suitability import reading
from course.checks.suitability.reading_mistakes import MISTAKES
from course.checks.suitability.tables import SEEDS, cell, copied, mean_of

REPAIR = "pairs and triples of words repair the bag of words"
OVERCLAIM = "deep wins on text, whatever n"
NOTHING = "word order carries nothing here"
ROWS = "a bag of words needs more rows only"
MODELS, SIZES = ("bow", "ngrams", "gru"), (100, 400, 1600)
NEAR = {"bow": 0.11, "ngrams": 0.065}  # with 1,600 reviews, trained again
CHANCE = 0.67  # nobody has more with 100 reviews
LEADS = {"gru": 0.3, "ngrams": 0.22}  # over the bag of words with 1,600
OFF = 0.09  # of the share that a reader of first words keeps over all orders
OWN = 0.02  # of the share that it kept over the orders that it was asked about

word_order = Exercise(
    __name__,
    points=14,
    answers={
        "order_blindness": Function(number),
        "text_table": Table(("model", "n", "seed", "accuracy"), numbers=("accuracy",)),
        "statement": Choice((OVERCLAIM, REPAIR, NOTHING, ROWS)),
    },
    covers=("S6.1", "S6.3"),
    hints=(
        "What can a bag of words never know about a sentence?",
        "Ask the model once about the texts as they are. Then, n_shuffles times: split "
        "each text at its spaces, permute the words, join them, ask again, and compare "
        "with the first answers. Return the mean of all comparisons.",
        '`shuffled = [" ".join(rng.permutation(t.split())) for t in texts]; '
        "same = np.mean(np.asarray(predict(shuffled)) == ___)`",
    ),
    takeaway="Who counts words cannot tell 'not bad but loud' from 'not loud but bad'. "
    "Pairs and triples repair most of it, a network all, once it has the rows.",
    trains=True,
    seconds=60.0,
)


@word_order.cases
def cases(rng):
    """Draw words with a label each, texts of them, and seeds for readers."""
    return [
        SimpleNamespace(
            **vars(reading.draw(rng)),
            seed=int(rng.integers(2**31)),
            seeds=rng.integers(1000, 2**31 - 1, size=6).tolist(),
        )
        for _ in range(3)
    ]


def asked(case, order_blindness, reader, texts, n_shuffles, seed=0):
    """Return what the learner's function says, and every text that it asked about."""
    import numpy as np

    heard: list[str] = []

    def predict(texts):
        texts = [str(text) for text in texts]
        heard.extend(texts)
        return np.array([reader(text, case.labels) for text in texts])

    rng = np.random.default_rng([case.seed, seed])
    return order_blindness(predict, list(texts), rng, n_shuffles), heard


@word_order.holds(2, needs=("order_blindness",))
def blind(case, order_blindness):
    """A reader that counts words is blind: exactly 1"""
    got, heard = asked(case, order_blindness, reading.count_words, case.texts, 4)
    yield (
        f"a model that counts words: you returned {got:.4g}",
        abs(got - 1) < 1e-9,
        "Its answer does not depend on the order, so every prediction stays as it was.",
        {"got": got, "blind": True} | reading.look(case.texts, heard),
    )


@word_order.holds(2, needs=("order_blindness",))
def first_word(case, order_blindness):
    """A reader of the first word is not"""
    got, heard = asked(case, order_blindness, reading.first_word, case.texts, 20)
    want = reading.kept(case.texts, case.labels)
    facts = {"got": got} | reading.look(case.texts, heard)
    yield (
        f"a model that reads the first word only: you returned {got:.3f}; over all "
        f"orders it keeps {want:.3f} of its answers",
        abs(got - want) < OFF,
        "Compare the answers to shuffled texts with the model's own answers to the "
        "texts as they were, and take the mean over all shuffles.",
        {"want": want} | facts,
    )
    own = reading.kept_of(case.texts, heard, case.labels)
    yield (
        f"that model kept {own:.3f} of its answers over all the shuffled texts that "
        f"you asked it about; you returned {got:.3f}",
        abs(got - own) < OWN,
        "Compare every shuffle with the answer to the text as it was, and take the "
        "mean over *all* shuffles.",
        {"own": own} | facts,
    )


@word_order.holds(2, needs=("order_blindness",))
def all_words(case, order_blindness):
    """All words stay, in several orders, by the generator"""
    _, heard = asked(case, order_blindness, reading.first_word, case.texts, 5)
    facts = reading.look(case.texts, heard)
    yield (
        f"{facts['n_asked']} texts were asked about, {facts['n_odd']} of them with "
        f"other words; {facts['n_orders']:.1f} different orders of a text on average",
        facts["n_odd"] == 0 and facts["originals"] and facts["n_orders"] >= 3,
        "Ask about the texts as they are, and about five new orders of each; every "
        "word stays, as often as it was there.",
        facts,
    )
    (_, same), (_, other) = (
        asked(case, order_blindness, reading.first_word, case.texts, 5, seed=seed)
        for seed in (0, 1)
    )
    repeated, fixed = heard == same, heard == other
    yield (
        f"the same generator gave {'the same' if repeated else 'other'} shuffles "
        f"again, another generator {'the same' if fixed else 'other'} ones",
        repeated and not fixed,
        "Draw the orders from the `rng` that you are given, and from nothing else.",
        facts | {"fixed": fixed, "own_rng": not repeated},
    )
    _, more = asked(case, order_blindness, reading.first_word, case.texts, 12)
    rounds = len(more) / len(case.texts)
    yield (
        f"with n_shuffles = 12 each text was asked about {rounds:.3g} times",
        rounds >= 12,
        "`n_shuffles` says how many orders of each text the mean is over.",
        facts | {"rounds": rounds},
    )


@word_order.holds(1, needs=("order_blindness",))
def one_word(case, order_blindness):
    """A text of one word has one order"""
    texts = list(case.labels)[:9]
    got, _ = asked(case, order_blindness, reading.first_word, texts, 3)
    yield (
        f"nine texts of one word each: you returned {got:.4g}",
        abs(got - 1) < 1e-9,
        "There is nothing to shuffle in one word, so its prediction is unchanged.",
    )


@word_order.holds(2, needs=("text_table",), once=True)
def complete(_, table):
    """Three readers, three sizes, three seeds"""
    for model in MODELS:
        for n in SIZES:
            rows = cell(table, model=model, n=n)
            n_seeds = rows.seed.nunique()
            yield (
                f"{model}, n = {n}: {len(rows)} rows, {n_seeds} seeds",
                len(rows) == n_seeds >= SEEDS,
                "bow, ngrams and gru with 100, 400 and 1,600 reviews, once for each of "
                f"{SEEDS} seeds or more; the seed draws the reviews.",
                {"model": model, "n": n, "n_seeds": n_seeds},
            )
    same = copied(table, ["model", "n"])
    yield (
        "in every cell all seeds have the same accuracy",
        not same,
        "Let the seed draw the reviews and the network.",
        {"copied": same},
    )
    yield (
        f"`accuracy` goes from {table.accuracy.min():.3g} to "
        f"{table.accuracy.max():.3g}",
        bool(table.accuracy.between(0, 1).all()),
        "Accuracy is a share from 0 to 1, not per cent.",
        {"percent": bool(table.accuracy.max() > 1.5)},
    )


@word_order.holds(2, needs=("text_table",), once=True)
def again(cases, table):
    """The scores are those of reviews that nobody has read"""
    for model in MODELS:
        few = mean_of(table, model=model, n=100)
        yield (
            f"{model}, n = 100: {few:.3f}",
            few <= CHANCE,
            "A hundred reviews teach none of the three much. Score on test reviews.",
            {"model": model, "few": few},
        )
    for model, near in NEAR.items():
        yours = mean_of(table, model=model, n=1600)
        ours = reading.counted_again(model, tuple(cases[0].seeds))
        yield (
            f"{model}, n = 1,600: {yours:.3f} in your table, {ours:.3f} when it was "
            "trained again with six other seeds",
            abs(yours - ours) <= near,
            "Learn from the first n training reviews of `load_reviews(2400, "
            "random_state=seed)`, score on 400 test reviews.",
            {"model": model, "yours": yours, "ours": ours},
        )


@word_order.holds(1, needs=("text_table",), once=True, scale="cpu")
def leads(_, table):
    """With 1,600 reviews the readers of order lead"""
    bow = mean_of(table, model="bow", n=1600)
    for model, least in LEADS.items():
        lead = mean_of(table, model=model, n=1600) - bow
        yield (
            f"n = 1,600: {model} leads bow by {lead:.3f}",
            lead >= least,
            "In our runs the network led by 0.43, the n-grams by 0.36. Did the network "
            "take all its epochs?",
        )


@word_order.holds(2, needs=("text_table", "statement"), once=True)
def supported(_, table, statement):
    """What the table supports"""
    facts = {
        f"{model}_{n}": mean_of(table, model=model, n=n)
        for model in MODELS
        for n in (100, 1600)
    }
    yield (
        f"you say {statement!r}; with 1,600 reviews bow has {facts['bow_1600']:.2f} "
        f"and ngrams {facts['ngrams_1600']:.2f}",
        statement == REPAIR,
        "Read each sentence against both ends of your table, n = 100 and n = 1,600.",
        facts | {"said": statement},
    )


word_order.mistakes.extend(MISTAKES)
