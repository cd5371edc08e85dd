"""Two controls for attention: equal weights, and the same weights on other words.

The learner's controls are held to readers whose answers are known
(`course.explain.probes`). What the course's own reader measured, on which `statement`
rests, stands in ``attention_controls.md``.
"""

from types import SimpleNamespace

from course.checks.engine import Choice, Exercise, Function, mapping

N_WORDS = 12
STATEMENTS = (
    "the heaviest word is the reason",
    "the weights alone do not show what matters here",
    "attention is never an explanation",
)

attention_controls = Exercise(
    __name__,
    points=12,
    answers={
        "attention_controls": Function(mapping("uniform", "permuted")),
        "statement": Choice(STATEMENTS),
    },
    covers=("S2.8", "S2.9", "S3.8"),
    hints=(
        "If attention mattered, what would happen to the answers when you scramble it?",
        "Predict once as the model is. Then replace the weights, by equal ones and by "
        "its own in another order, over real words only, and compare the classes.",
        "`u = mask / mask.sum(1, keepdim=True)`, then "
        "`(model(x, attention=u).argmax(1) == ___).float().mean()`",
    ),
    takeaway="Attention is evidence to test, not an explanation by default. Replace "
    "the weights, remove the word, and report what the model does.",
)


@attention_controls.cases
def cases(rng):
    """Draw sentences of words 1 to 12, with padding at the end."""
    drawn = []
    for _ in range(3):
        n = 240
        lengths = rng.integers(4, 9, size=n)
        first, second = rng.permuted(numbers(n), axis=1)[:, :2].T
        stays = rng.random(n) < 0.35
        x = rng.permuted(numbers(n), axis=1)[:, :9]
        x[:, 0] = first
        other = stays.choose([second, first])
        x[:, 1] = x[:, 2] = x[:, 3] = other  # the most frequent word, by two or more
        x[x[:, 4] == other, 4] = 0
        for place in range(4, 9):
            x[lengths <= place, place] = 0
        x = tidy(x, other)
        distinct = rng.permuted(numbers(n), axis=1)[:, :6]
        case = {"x": x, "stays": stays, "distinct": distinct}
        case["rng"] = int(rng.integers(2**31 - 1))
        drawn.append(SimpleNamespace(**case))
    return drawn


def numbers(n):
    """Return n rows of the words 1 to 12."""
    import numpy as np

    return np.tile(np.arange(1, N_WORDS + 1), (n, 1))


def tidy(x, other):
    """Take what repeats out of places 4 to 8, and move padding to the end."""
    import numpy as np

    out = np.zeros_like(x)
    for row, (line, most) in enumerate(zip(x, other, strict=True)):
        rest = [
            w for w in dict.fromkeys(line[4:].tolist()) if w not in (0, most, line[0])
        ]
        kept = [*line[:4].tolist(), *rest]
        out[row, : len(kept)] = kept
    return out


def asked(answer, case, kind, x):
    """Ask the learner's controls about one reader; return both agreements."""
    import numpy as np
    import torch

    from course.explain.probes import ProbeAttention

    words = torch.as_tensor(x, dtype=torch.long)
    model = ProbeAttention(kind, N_WORDS).eval()
    got = answer(model, (words, words != 0), np.random.default_rng(case.rng))
    return float(got["uniform"]), float(got["permuted"])


@attention_controls.holds(3, needs=("attention_controls",))
def proper(case, attention_controls):
    """Weights of a row add to 1, none on padding"""
    uniform, permuted = asked(attention_controls, case, "sums", case.x[:60])
    yield (
        f"a model that answers otherwise where a row of weights does not add to 1 over "
        f"the real words agreed in {uniform:.2f} (uniform) and {permuted:.2f} "
        "(permuted)",
        min(uniform, permuted) >= 1 - 1e-6,
        "Use the mask first: equal weights are 1 over the number of real words, and a "
        "permutation moves weights among real words only.",
        {"uniform": uniform, "permuted": permuted},
    )


@attention_controls.holds(1, needs=("attention_controls",))
def classes(case, attention_controls):
    """Classes are compared, not logits"""
    uniform, permuted = asked(attention_controls, case, "sure", case.x[:60])
    yield (
        f"a model whose class never changes, only how sure it is, agreed in "
        f"{uniform:.2f} and {permuted:.2f}",
        min(uniform, permuted) >= 1 - 1e-6,
        "Two predictions agree if `argmax` is the same.",
        {"uniform": uniform, "permuted": permuted},
    )


@attention_controls.holds(3, needs=("attention_controls",))
def answers(case, attention_controls):
    """A reader that answers with the word it attends to"""
    import numpy as np

    real = (case.x != 0).sum(1)
    share = (case.x == case.x[:, :1]).sum(1) / real  # of the words that say the same
    want_uniform, want = float(case.stays.mean()), float(share.mean())
    uniform, permuted = asked(attention_controls, case, "answer", case.x)
    near = 6 * np.sqrt((share * (1 - share)).sum()) / len(share)
    facts = {"uniform": uniform, "permuted": permuted, "want": want_uniform}
    yield (
        f"where equal weights keep {want_uniform:.2f} of the answers and a random "
        f"order about {want:.2f}, you found {uniform:.2f} and {permuted:.2f}",
        abs(uniform - want_uniform) <= 1e-6 and abs(permuted - want) <= near,
        "Compare with what the model predicts by its own weights.",
        facts,
    )


@attention_controls.holds(2, needs=("attention_controls",))
def own_order(case, attention_controls):
    """Each row has its own permutation"""
    _, permuted = asked(attention_controls, case, "answer", case.distinct)
    yield (
        f"six different words a row, all weight on the first: {permuted:.2f} of the "
        "answers stayed",
        abs(permuted - 1 / 6) <= 0.15,  # six standard errors of 240 rows
        "In a random order the weight stays on the first word in one row of six. Draw "
        "the order for each row anew.",
        {"permuted": permuted},
    )


@attention_controls.holds(3, needs=("statement",), once=True)
def said(cases, statement):
    """What the controls allow to say"""
    yield (
        f"`statement` is {statement!r}",
        statement == STATEMENTS[1],
        "Look at your table: which word has the most weight, and how often does its "
        "removal change the answer, next to the best and to a random word?",
    )


@attention_controls.symptom(
    "weights_not_replaced",
    "Nothing ever changed, not even for a model that answers with the word it attends "
    "to. Your weights did not reach it. Pass them on: `model(x, attention=w)`.",
)
def _(observed):
    return any(
        min(facts["uniform"], facts["permuted"]) >= 1
        for facts in observed.facts("answers")
    )


@attention_controls.symptom(
    "not_renormalised",
    "Your equal weights do not add to 1 in each row. Then the pooled states are too "
    "large or too small, and the model sees what it never saw in training. Divide by "
    "the number of real words.",
)
def _(observed):
    return any(facts["uniform"] < 0.99 for facts in observed.facts("proper"))


@attention_controls.symptom(
    "permutes_padding",
    "Your permutation moved weight onto padding: only in {permuted:.2f} of the rows "
    "do the real words still share all of it. Padding is no word. Permute among the "
    "places where the mask is true.",
)
def _(observed):
    for facts in observed.facts("proper"):
        if facts["permuted"] < 0.999:
            return facts
    return None


@attention_controls.symptom(
    "same_permutation",
    "All rows got the same order, so in a batch the answers stayed all or none: "
    "{permuted:.2f}. One draw then decides your number. Draw a new order for every "
    "row, as in a loop.",
)
def _(observed):
    for facts in observed.facts("own_order"):
        if facts["permuted"] < 0.01 or facts["permuted"] > 0.99:
            return facts
    return None


@attention_controls.symptom(
    "compares_logits",
    "You compared logits or probabilities, which move with every change of the "
    "weights. The question is whether the *decision* changes: compare the classes, by "
    "`argmax(1)`.",
)
def _(observed):
    return bool(observed.facts("classes"))


@attention_controls.symptom(
    "uniform_as_reference",
    "Your permuted answers are compared with those under equal weights. Both controls "
    "ask the same question: how many answers stay those that the model gives by its "
    "own weights? Predict once without `attention=`.",
)
def _(observed):
    return any(
        abs(facts["uniform"] - facts["want"]) <= 1e-6
        for facts in observed.facts("answers")
    )


@attention_controls.mistake(
    "heaviest_word",
    "The heaviest word is often a word without any opinion, and taking it out changes "
    "fewer answers than taking out the right one. A weight says where states were "
    "read, and a state knows its neighbours too.",
    replaces="statement",
)
def _():
    return STATEMENTS[0]


@attention_controls.mistake(
    "overclaim",
    "Never is too strong. You tested one model on one kind of text. Wiegreffe and "
    "Pinter show cases in which attention carries what the model needs: it depends on "
    "the model, the task, and on what you call an explanation.",
    replaces="statement",
)
def _():
    return STATEMENTS[2]
