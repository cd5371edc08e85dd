"""The decision card: read safely, filled in order, held against its own limits.

Budget: 15 s.
"""

import copy
import itertools

import pytest

from course import decision
from course.decision import cards, evidence, limits, order, schema
from course.decision.candidates import Candidate
from course.decision.limits import Limits
from course.decision.rules import choose
from course.errors import DecisionError

WISH = """
problem:
  stakeholder: a clinic
  decision_supported: who is looked at first
  cost_of_error: {fp: 200, fn: 2e4}
data_size: {rows: 500, labelled: 400, classes: 2, structured: true,
            label_price_usd: 50, label_budget_n: 0}
compute_budget: {hardware: a laptop, hours: 1, usd: 0}
interpretability: {regulation_or_trust_need: trust, audience: doctors,
                   method: coefficients, fidelity_or_test: refit,
                   must_be_readable: false}
latency: {percentile: 95, target_ms: 100, measured_on: this machine, size_limit_mb: 5}
"""


@pytest.fixture
def wish() -> dict:
    return cards.parse(WISH)


@pytest.fixture
def filled(wish) -> dict:
    return fill_all(wish)


def fill_all(wish: dict) -> dict:
    card = {}
    for name in schema.FIRST:
        card = order.fill(card, name, wish[name])
    return card


def results(**changes) -> dict:
    """Return made-up results: svm and cnn level, both far above the dummy."""
    table = {
        "dummy": row(0.5, fit_seconds=0.001),
        "svm": row(0.93, fit_seconds=0.1),
        "cnn": row(0.94, fit_seconds=2.0),
    }
    for name, change in changes.items():
        table[name] = table.get(name, row(0.9)) | change
    means = {name: inside["score"] for name, inside in table.items()}
    pairs = []
    for a, b in itertools.combinations(sorted(means, key=means.get, reverse=True), 2):
        mean = round(means[a] - means[b], 6)
        pairs.append({"a": a, "b": b, "mean": mean, "low": mean - 0.02,
                      "high": mean + 0.02})  # fmt: skip
    return {
        "data": "made up", "metric": "accuracy", "n_splits": 10, "n_train": 375,
        "n_test": 125, "percentile": 95, "machine": "a test machine, 2 cores",
        "table": table, "differences": pairs, "best": "cnn",
    }  # fmt: skip


def row(score: float, **more) -> dict:
    return {
        "score": score, "sd": 0.01, "train_score": 0.999, "fit_seconds": 1.0,
        "size_mb": 0.1, "p50_ms": 0.2, "p_ms": 0.4, "n_requests": 200,
    } | more  # fmt: skip


MODELS = [
    Candidate("dummy", "dummy", "dummy"),
    Candidate("svm", "classical", "svm"),
    Candidate("cnn", "deep", "small_cnn"),
]
DECIDED = {
    "choice": "svm",
    "because": ["svm has 0.93 and cnn 94 %", "cnn trains 20 times as long"],
    "rejected": ["cnn: dearer and level"],
    "change_if": "the lead of 0.01 became certain",
    "monitoring": {"watch": "errors"},
}


# -- reading -------------------------------------------------------------------------


def test_a_card_survives_writing_and_reading(wish, tmp_path):
    path = cards.write(wish, tmp_path / "new" / "card.yaml")
    assert cards.read(path) == wish
    assert wish["problem"]["cost_of_error"]["fn"] == 20_000.0


def test_dates_stay_words_and_nothing_is_executed(tmp_path):
    assert cards.parse("when: 2026-01-31")["when"] == "2026-01-31"
    with pytest.raises(DecisionError, match="no readable YAML"):
        cards.parse("x: !!python/object/apply:os.getcwd []")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("problem:\n  a: 1\n b: 2\n", "line 3"),
        ("problem: {a: 1", "no readable YAML"),
        ("a: 1\nb: 2\na: 3\n", "'a' stands here twice"),
        ("a: &x [1]\nb: *x\n", r"a reference \*x"),
        ("- a\n- b\n", "holds list and no sections"),
        ("", "holds NoneType"),
        ("a: " + "[" * 5000 + "]" * 5000, "nested too deeply"),
    ],
)
def test_a_broken_card_is_one_sentence_and_stays_as_it_is(tmp_path, text, said):
    path = tmp_path / "card.yaml"
    path.write_text(text)
    with pytest.raises(DecisionError, match=said) as caught:
        decision.read(path)
    assert "card.yaml" in str(caught.value)
    with pytest.raises(DecisionError):
        decision.Sheet(tmp_path)
    assert path.read_text() == text


def test_no_card_no_text_and_no_page(tmp_path):
    with pytest.raises(DecisionError, match=r"cannot be read .*Sheet"):
        cards.read(tmp_path / "card.yaml")
    path = tmp_path / "card.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DecisionError, match="no text in UTF-8"):
        cards.read(path)
    path.write_bytes(b"#" * (cards.MOST_BYTES + 1))
    with pytest.raises(DecisionError, match="a card is a page"):
        cards.read(path)


# -- the schema ----------------------------------------------------------------------


def test_a_right_card_has_no_faults(wish):
    assert [schema.section_faults(name, wish[name]) for name in schema.FIRST] == [
        []
    ] * 5


@pytest.mark.parametrize(
    ("section", "field", "value", "said"),
    [
        ("data_size", "rows", "many", "data_size.rows is 'many'; give a number"),
        ("data_size", "rows", 2.5, "give a whole number"),
        ("data_size", "rows", True, "give a number without words"),
        ("data_size", "labelled", 501, "there are not more labels than rows"),
        ("data_size", "structured", "yes", "write true or false"),
        ("latency", "percentile", 99.9, "give 50 to 99"),
        ("latency", "target_ms", 0, "latency.target_ms is 0; give 1e-06 or more"),
        ("latency", "target_ms", float("nan"), "give a number"),
        ("problem", "stakeholder", "...", "problem.stakeholder is '...'; write a few"),
        ("problem", "cost_of_error", {}, "give fields with values"),
        ("problem", "cost_of_error", {"fp": None}, "give fields with values"),
        ("compute_budget", "hours", None, "compute_budget.hours is None"),
    ],
)
def test_a_wrong_field_is_named(wish, section, field, value, said):
    wish[section][field] = value
    (found,) = schema.section_faults(section, wish[section])
    assert said in found


def test_missing_and_misspelt_fields_are_named(wish):
    fields = wish["data_size"]
    fields["row"] = fields.pop("rows")
    found = schema.section_faults("data_size", fields)
    assert found == [
        "data_size has no field 'row'. Did you mean 'rows'?",
        "data_size.rows is missing: rows that you have.",
    ]
    assert "it needs the fields" in schema.section_faults("latency", [1])[0]


# -- the order -----------------------------------------------------------------------


@pytest.mark.parametrize("skipped", schema.FIRST[:-1])
def test_no_section_opens_before_the_one_above(wish, skipped):
    card = {}
    place = schema.FIRST.index(skipped)
    for name in schema.FIRST[:place]:
        card = order.fill(card, name, wish[name])
    with pytest.raises(DecisionError, match=f"Fill {skipped} first"):
        order.fill(card, schema.FIRST[place + 1], wish[schema.FIRST[place + 1]])


def test_the_benchmark_is_locked_until_all_are_filled(wish):
    card = {}
    for name in schema.FIRST:
        with pytest.raises(DecisionError, match=f"locked: {name} is not filled"):
            order.unlock(card)
        card = order.fill(card, name, wish[name])
    order.unlock(card)
    card = order.add_results(card, [one.row() for one in MODELS], results())
    assert order.faults(card) == []


def test_the_order_survives_the_file(filled, tmp_path):
    card = order.add_results(filled, [one.row() for one in MODELS], results())
    again = cards.read(cards.write(card, tmp_path / "card.yaml"))
    assert again == card
    assert order.faults(again) == []


def test_the_same_words_once_more_change_nothing(filled, wish):
    assert order.fill(filled, "data_size", wish["data_size"]) == filled


def test_a_changed_limit_locks_what_comes_behind(filled, wish):
    wish["compute_budget"]["hours"] = 2
    card = order.fill(filled, "compute_budget", wish["compute_budget"])
    assert order.stamped(card, "data_size")
    assert not order.stamped(card, "latency")
    with pytest.raises(DecisionError, match="interpretability is not filled"):
        order.unlock(card)
    assert filled["compute_budget"]["hours"] == 1


def test_a_card_filled_after_the_results_is_seen(filled, wish):
    card = order.add_results(filled, [one.row() for one in MODELS], results())
    late = copy.deepcopy(card)
    late["latency"]["target_ms"] = 0.5
    assert any("latency was changed after" in why for why in order.faults(late))
    moved = copy.deepcopy(card)
    moved["stamps"]["latency"]["number"] = 9
    assert any("filled after the results" in why for why in order.faults(moved))
    moved = copy.deepcopy(card)
    moved["stamps"]["latency"]["utc"] = "2999-01-01T00:00:00Z"
    assert any("filled after the results" in why for why in order.faults(moved))
    del card["stamps"]
    assert "the card has no stamps" in order.faults(card)[0]
    wish["latency"]["target_ms"] = 50  # what is refilled is remembered
    card = order.add_results(filled, [one.row() for one in MODELS], results())
    card = order.fill(card, "latency", wish["latency"])
    assert [one["section"] for one in card["stamps"]["revised"]] == ["latency"]
    card = order.add_results(card, [one.row() for one in MODELS], results())
    assert order.faults(card) == []


def test_malformed_stamps_are_faults_and_no_crash(filled):
    for stamps in (3, [], {"problem": 3}, {"problem": {"number": "1"}}):
        card = {**filled, "stamps": stamps}
        assert order.faults(card)


# -- the argument --------------------------------------------------------------------


def test_numbers_of_an_argument_are_found_within_a_hundredth():
    found = evidence.find(DECIDED["because"], results())
    assert [(w, where) for w, where, _ in found] == [
        ("0.93", "svm.score"),
        ("94 %", "cnn.score"),
        ("20", "cnn.fit_seconds / svm.fit_seconds"),
    ]
    inside, outside = evidence.find(["0.9474 and 0.9205"], results())
    assert inside[1] == "cnn.score"
    assert outside[1] == ""
    assert outside[2] == "svm.score = 0.93"


@pytest.mark.parametrize(
    ("sentence", "n"),
    [("a 95 % interval that holds 0", 0), ("95 of 100 answers", 1), ("hog2, 3x3", 0),
     ("1,348 rows", 1), ("-0.01 or −0.01", 2), ("1e-3", 1), ("split 0.5.2", 1)],
)  # fmt: skip
def test_what_counts_as_a_number(sentence, n):
    assert len(evidence.numbers(sentence)) == n


def test_training_scores_are_no_argument():
    ((_, where, _),) = evidence.find(["it has 99.9 %"], results())
    assert where == ""


# -- limits and the choice -----------------------------------------------------------


def decided(filled, **changes) -> dict:
    card = order.add_results(filled, [one.row() for one in MODELS], results())
    return {**card, "decision": DECIDED | changes}


def test_a_fitting_decision_contradicts_nothing(filled):
    assert limits.contradictions(decided(filled)) == []


@pytest.mark.parametrize(
    ("section", "field", "value", "said"),
    [
        ("latency", "size_limit_mb", 0.05, "0.1 MB, over the limit of 0.05 MB"),
        ("latency", "target_ms", 0.3, "take up to 0.4 ms, over 0.3 ms"),
        ("compute_budget", "hours", 1e-6, "over 3.6 ms"),
        ("compute_budget", "usd_per_hour", 36_000, "one training costs $1, over $0"),
        ("interpretability", "must_be_readable", True, "nobody can read this model"),
        ("latency", "measured_on", "a phone", "another machine than named"),
        ("latency", "percentile", 90, "measured was 95"),
    ],
)
def test_a_choice_that_breaks_a_limit_is_told(wish, section, field, value, said):
    wish[section][field] = value
    found = " ".join(limits.contradictions(decided(fill_all(wish))))
    assert said in found


def test_the_dearer_of_two_equals_needs_a_reason(filled):
    (told,) = limits.contradictions(decided(filled, choice="cnn"))
    assert "contains 0 (-0.01 to +0.03) and it costs 20 times more" in told
    assert not limits.contradictions(
        decided(filled, choice="cnn", despite="a point is worth a million")
    )


def test_a_choice_that_is_beaten_or_no_better_than_the_dummy(filled):
    card = decided(filled)
    card["results"] = results(cnn={"score": 0.99})
    assert "cnn beats svm surely" in " ".join(limits.contradictions(card))
    card["results"] = results(svm={"score": 0.51})
    assert "does not surely beat dummy" in " ".join(limits.contradictions(card))
    none = decided(filled, choice=schema.NO_MODEL)
    assert "svm surely beats the dummy" in limits.contradictions(none)[0]


def test_a_choice_by_rule_level_clear_alone_or_nobody():
    level = choose(results(), MODELS, Limits())
    assert (level.choice, level.level) == ("svm", 2)
    assert level.headline == "No clear winner, so the cheaper: svm."
    assert "cnn's lead of +0.01 became certain" in level.change_if[0]
    clear = choose(results(cnn={"score": 0.99}), MODELS, Limits())
    assert clear.headline.startswith("Choose cnn: it beats every rival")
    alone = choose(results(svm={"size_mb": 9.0}), MODELS, Limits(size_mb=5))
    assert alone.headline == "Choose cnn: it alone keeps to your limits."
    assert "9 MB, over the limit of 5 MB" in alone.rejected[0]
    nobody = choose(results(), MODELS, Limits(must_be_readable=True))
    assert nobody.choice == schema.NO_MODEL
    assert "if your limits allowed cnn" in nobody.change_if[0]
    dull = results(svm={"score": 0.51}, cnn={"score": 0.51})
    assert choose(dull, MODELS, Limits()).choice == schema.NO_MODEL
    one = choose(results(svm={"score": 0.51}, cnn={"score": 0.525}), MODELS, Limits())
    assert one.headline == (
        "Choose cnn: of those that surely beat the dummy it is surely the best."
    )


def test_a_rival_is_rejected_for_what_was_measured():
    """A dear leader, its cheap equal, and one that surely loses to the leader alone."""
    made = results(xgb={"score": 0.915})
    rule = choose(made, [*MODELS, Candidate("xgb", "classical", "xgboost")], Limits())
    assert rule.choice == "svm"
    assert rule.rejected == (
        "xgb: surely worse than cnn; cnn - xgb: +0.025, 95 % interval +0.005 to "
        "+0.045.",
    )


def test_no_price_is_named_that_nobody_pays():
    """A winner that is the cheapest too costs nothing more than its rivals."""
    cheap = results(cnn={"score": 0.99, "fit_seconds": 0.01})
    told = " ".join(choose(cheap, MODELS, Limits()).change_if)
    assert "costs more than" not in told
    dear = choose(results(cnn={"score": 0.99}), MODELS, Limits())
    assert "worth less than what cnn costs more than svm" in " ".join(dear.change_if)


def test_the_reasons_of_a_rule_stand_in_the_results():
    for changes in ({}, {"cnn": {"score": 0.99}}, {"svm": {"score": 0.51}}):
        made = results(**changes)
        rule = choose(made, MODELS, Limits())
        found = evidence.find(list(rule.because), made)
        assert found
        assert all(where for _, where, _ in found), found


def test_coefficients_and_leaves_have_a_limit():
    readable = {"reads": 40}
    short, long = Limits(must_be_readable=True, reads=30), Limits(must_be_readable=True)
    assert limits.broken(row(0.9) | readable, long) == []
    assert limits.broken(row(0.9) | readable, short) == [
        ("interpretability", "40 numbers to read, over 30")
    ]
