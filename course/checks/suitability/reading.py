"""Readers whose blindness is known, and what a learner asked them."""

from __future__ import annotations

from collections import Counter
from functools import cache
from types import SimpleNamespace

SYLLABLES = ("ba", "do", "fi", "gu", "ke", "lo", "mi", "nu", "pa", "ro", "su", "ti")
N_TEXTS = 60


def draw(rng) -> SimpleNamespace:
    """Draw 30 words with a label each, and texts of 7 to 9 words, one of them twice."""
    places = rng.permutation(len(SYLLABLES) ** 2)[:30]
    words = [SYLLABLES[i // 12] + SYLLABLES[i % 12] + "r" for i in places]
    labels = dict(zip(words, rng.permutation([0, 1] * 15).tolist(), strict=True))
    texts = []
    for _ in range(N_TEXTS):
        chosen = rng.permutation(words)[: rng.integers(6, 9)].tolist()
        chosen.insert(2, chosen[0])
        texts.append(" ".join(chosen))
    return SimpleNamespace(labels=labels, texts=texts)


def count_words(text: str, labels: dict) -> int:
    """Return 1 if most words are of the label 1: the order says nothing."""
    found = [labels.get(word, 0) for word in text.split()]
    return int(2 * sum(found) > len(found))


def first_word(text: str, labels: dict) -> int:
    """Return the label of the first word."""
    return labels.get((text.split() or [""])[0], 2)


def kept(texts, labels) -> float:
    """Return the share of its answers that a reader of first words keeps."""
    shares = []
    for text in texts:
        found = [labels[word] for word in text.split()]
        shares.append(found.count(found[0]) / len(found))
    return sum(shares) / len(shares)


def bag(text: str) -> frozenset:
    """Return the words of a text with their numbers, whatever their order."""
    return frozenset(Counter(text.split()).items())


def kept_of(texts, heard, labels) -> float:
    """Return the share of its answers that the same reader kept in what was asked.

    Texts as they were do not count: the learner asks about them to have something to
    compare with, and a shuffle that changes nothing comes once in thousands.
    """
    bags = {bag(text): text for text in texts}
    pairs = [(bags.get(bag(text)), text) for text in heard]
    same = [
        first_word(base, labels) == first_word(text, labels)
        for base, text in pairs
        if base is not None and base != text
    ]
    return sum(same) / len(same) if same else 1.0


def look(texts, heard) -> dict:
    """Return what a learner did to the texts before asking about them."""
    bags = {bag(text): text for text in texts}
    known = {word for text in texts for word in text.split()}
    letters = {"".join(sorted(text.replace(" ", ""))) for text in texts}
    orders: dict[str, set] = {text: set() for text in texts}
    odd = []
    for text in heard:
        base = bags.get(bag(text))
        if base is None:
            odd.append(text)
        elif text != base:
            orders[base].add(text)
    n_words = sum(len(text.split()) for text in odd)
    return {
        "n_asked": len(heard),
        "n_odd": len(odd),
        "odd": odd[0][:40] if odd else "",
        "letters": bool(odd)
        and all("".join(sorted(text.replace(" ", ""))) in letters for text in odd),
        "one_word": bool(odd) and n_words == len(odd),
        "no_words": bool(odd) and all(not known & set(text.split()) for text in odd),
        "originals": set(texts) <= set(heard),
        "n_orders": sum(map(len, orders.values())) / len(orders),
    }


@cache
def counted_again(model: str, seeds: tuple[int, ...]) -> float:
    """Return the mean accuracy of a counting reader with 1,600 reviews, other seeds."""
    from course import data
    from course.models.texts import word_counts

    scores = []
    for seed in seeds:
        drawn = data.load_reviews(2400, random_state=seed)
        reader = word_counts(longest={"bow": 1, "ngrams": 3}[model])
        reader.fit(drawn.X_train[:1600], drawn.y_train[:1600])
        scores.append(reader.score(drawn.X_test[:400], drawn.y_test[:400]))
    return sum(scores) / len(scores)
