"""Predictions, quizzes and memos: exercises that are not about code.

Budget: 5 s.
"""

import sys
import types

import pytest
from engine_demo import TRANSPORTS

from course import predict
from course.checks.engine import Function, Memo, Prediction, Predictions, Quiz, Score
from course.checks.engine.memo import register
from course.checks.engine.score import Feedback
from course.errors import BuildError

pytestmark = pytest.mark.usefixtures("own_log")


@pytest.fixture
def own_log(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "log.jsonl"))


@pytest.fixture(params=sorted(TRANSPORTS))
def transport(request):
    return TRANSPORTS[request.param]()


@pytest.fixture
def beside(tmp_path, monkeypatch):
    """Return a function that puts a file beside a module and names the module."""

    def put(name, text, module="demo.quiz"):
        (tmp_path / name).write_text(text, "utf-8")
        fake = types.ModuleType(module)
        fake.__file__ = str(tmp_path / "quiz.py")
        monkeypatch.setitem(sys.modules, module, fake)
        return module

    return put


# -- predictions --------------------------------------------------------------


def predictions():
    return Predictions(
        "demo.predictions",
        points=2,
        answers={
            "p1": Prediction("largest", options=("forest", "net"), points=1),
            "p2": Prediction("nodes", points=0.5),
            "p3": Prediction(
                "ranking", options=("a", "b", "c"), order=True, points=0.5
            ),
        },
    )


FULL = {
    "p1": {"id": "largest", "choice": "net", "confidence": 60},
    "p2": {"id": "nodes", "number": 1e6, "confidence": 50},
    "p3": {"id": "ranking", "order": ["c", "a", "b"], "confidence": 100},
}


def test_complete_predictions_have_all_points_whatever_they_say(transport):
    assert float(predictions()(**FULL)) == 2
    other = FULL | {"p1": predict("largest", choice="forest", confidence=99)}
    assert predictions().ask(other, transport=transport).score == 2
    assert predictions().ask(FULL, transport=transport).outcome == "correct"


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("p1", {"choice": None}, "fill in `choice=`"),
        ("p1", {"choice": "tree"}, "choose one of"),
        ("p1", {"confidence": None}, "from 50 to 100"),
        ("p1", {"confidence": 0.6}, "from 50 to 100"),
        ("p1", {"confidence": "60"}, "from 50 to 100"),
        ("p1", {"id": "nodes"}, "`'largest'` belongs here"),
        ("p2", {"number": "many"}, "a finite number"),
        ("p2", {"number": True}, "a finite number"),
        ("p3", {"order": ["a", "b"]}, "each of"),
        ("p3", {"order": ["a", "a", "b"]}, "each of"),
    ],
)
def test_an_incomplete_prediction_costs_only_its_own_points(name, change, words):
    answers = FULL | {name: FULL[name] | change}
    exercise = predictions()
    score = exercise(**answers)
    lost = exercise.answers[name].points
    assert (score.outcome, float(score)) == ("partly", 2 - lost)
    assert words in str(score)


def test_predictions_that_are_not_made_are_not_attempted(transport):
    stubs = {
        "p1": predict("largest", choice="...", confidence=...),
        "p2": predict("nodes", number=..., confidence=...),
        "p3": ...,
    }
    assert predictions().ask(stubs, transport=transport).outcome == "not attempted"
    verdict = predictions().ask(stubs | {"p2": FULL["p2"]})
    assert (verdict.outcome, verdict.score) == ("partly", 0.5)
    assert float(predictions()("forest", 3, ["a"])) == 0


# -- quizzes ------------------------------------------------------------------

QUIZ = """
[[question]]
slug = "where"
kind = "choice"
text = "Where are the `weights`? <b>"
right = "linear"
why = "Each is used once."
covers = ["S1.3"]
[question.options]
convolution = "in the {first} layers"
linear = "in the last layers"
[question.wrong]
convolution = "These do the {work}; each weight is used often."

[[question]]
slug = "helps"
kind = "multiple"
text = "What helps?"
right = ["rows", "smaller"]
why = "Both take room for memory."
missing = "There is more on the list that helps."
refresher = "Refresher: look at the gap."
[question.options]
rows = "rows"
longer = "longer"
smaller = "smaller"
[question.wrong]
longer = "Longer training makes the gap wider."

[[question]]
slug = "bytes"
kind = "number"
text = "How large?"
unit = "GB"
right = 350
tolerance = 0.02
why = "Two bytes a number."
other = "Multiply the numbers by their bytes."
[[question.known]]
number = 700
why = "That is four bytes a number."
"""
ALL = {"where": "linear", "helps": ["smaller", "rows"], "bytes": 349.2}


@pytest.fixture
def quiz(beside):
    return Quiz(beside("quiz.toml", QUIZ))


def test_right_answers_have_a_point_each(quiz, transport):
    assert quiz.points == 3
    assert quiz.covers == ("S1.3",)
    assert quiz.ask({"answers": ALL}, transport=transport).outcome == "correct"
    score = quiz(ALL)
    assert (repr(score), type(score)) == ("3", Score)
    assert "Each is used once." in str(score)
    assert float(quiz({"where": " Linear "})) == 1


@pytest.mark.parametrize(
    ("slug", "given", "words", "mistake"),
    [
        ("where", "convolution", "do the {work}", "where.convolution"),
        ("where", "nowhere", "is no option", None),
        ("where", 3, "is no option", None),
        ("where", ["linear"], "is no option", None),
        ("helps", ["rows"], "more on the list", "helps.missing"),
        ("helps", ["smaller"], "more on the list", None),
        ("helps", "rows", "more on the list", "helps.missing"),
        ("helps", ["rows", "longer", "smaller"], "gap wider", "helps.longer"),
        ("helps", ["longer"], "look at the gap", None),
        ("bytes", 700, "four bytes", "bytes.700"),
        ("bytes", 705.0, "four bytes", "bytes.700"),
        ("bytes", 340, "by their bytes", None),
        ("bytes", "350", "is no number", None),
        ("bytes", float("nan"), "is no number", None),
        ("bytes", float("inf"), "by their bytes", None),
        ("bytes", True, "is no number", None),
    ],
)
def test_a_wrong_answer_gets_its_own_sentence(
    quiz, transport, slug, given, words, mistake
):
    answers = ALL | {slug: given}
    verdict = quiz.ask({"answers": answers}, transport=transport)
    assert (verdict.outcome, verdict.score) == ("partly", 2)
    assert verdict.mistake == mistake
    assert not verdict.bugs
    panel = quiz(answers)
    assert words in str(panel)
    assert float(panel) == 2


def test_the_panel_never_gives_the_right_answer_away(quiz):
    panel = str(quiz({"where": "convolution", "helps": ["longer"], "bytes": 1}))
    for secret in ("linear", "last layers", "350", "smaller", "Each is used once"):
        assert secret not in panel


def test_open_and_unknown_questions_are_said(quiz):
    score = quiz({"where": "linear", "helps": ..., "wehre": "linear"})
    assert (score.outcome, float(score)) == ("partly", 1)
    assert "1 right, 0 wrong, 2 open" in str(score)
    assert "no question `wehre`" in str(score)
    for empty in ({}, {"where": ...}, None, {"wehre": "linear"}):
        assert quiz(empty).outcome == "not attempted"
    assert quiz([1]).outcome == "wrong"
    assert quiz(dict.fromkeys(ALL, "x")).outcome == "wrong"


def test_the_questions_are_shown_from_the_same_file(quiz):
    shown = quiz.questions()
    assert isinstance(shown, Feedback)
    for question in quiz.asked:
        for text in (repr(shown), shown._repr_html_()):
            assert question.slug in text
            for slug in question.options:
                assert slug in text
    assert "&lt;b&gt;" in shown._repr_html_()
    assert "in GB, within 2%" in repr(shown)
    assert "<code>weights</code>" in shown._repr_html_()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('right = "linear"', 'right = "deep"', "not among the options"),
        ('convolution = "These', 'other = "These', "no sentence for the wrong option"),
        ("[question.wrong]\n", '[question.wrong]\nlinear = "x"\n', "a right option"),
        ('missing = "There', 'unit = "There', "`missing` is missing"),
        ('other = "Mul', 'missing = "Mul', "`other` is missing"),
        ("number = 700", "number = 351", "within the tolerance"),
        ('kind = "choice"', 'kind = "essay"', "not one of"),
        ('slug = "helps"', 'slug = "where"', "share a slug"),
        ('why = "Each is used once."', "", "why"),
        ('why = "Each', 'wye = "Each', "wye"),
    ],
)
def test_a_faulty_file_is_named_with_its_fault(beside, old, new, words):
    module = beside("quiz.toml", QUIZ.replace(old, new, 1))
    with pytest.raises(BuildError, match=words) as error:
        Quiz(module)
    assert "quiz.toml" in str(error.value)


# -- memos --------------------------------------------------------------------

RUBRIC = """# Memo

Exemplar.

## Rubric

| row | 0 | 1 | 2 |
|---|---|---|---|
| Data named | no | one | both |
| A number | no | one | two |

## Weak answers

| a | b |
"""

GOOD = (
    "For the triage table I looked at the data first: 900 rows and 22 columns, most of "
    "them counts. Compute is no obstacle, because the linear model trains in 0.1 "
    "seconds on one core. Interpretability decides: a nurse has to see why somebody "
    "waits, and a logistic regression shows its reasons. Latency is a few milliseconds "
    "either way. In our comparison the network reached 0.965 and the regression 0.967, "
    "with an interval that holds zero, so there is no clear winner and the simpler one "
    "is chosen. The risk is that the hospital next door admits other patients, and the "
    "weights no longer fit; then the wrong people wait. I would change my mind if a "
    "test with new patients showed a difference of more than 0.02 with an interval "
    "above zero. Until then a network would only cost explanations."
)


@pytest.fixture
def memo(beside):
    return Memo(beside("memo.md", RUBRIC, "demo.triage_memo"), points=4)


def failed(memo, text, transport=None) -> list[str]:
    verdict = memo.ask({"triage_memo": text}, transport=transport)
    assert not verdict.bugs
    return [r.title for r in verdict.results if r.state == "failed"]


def test_a_memo_in_good_form(memo, transport):
    verdict = memo.ask({"triage_memo": GOOD}, transport=transport)
    assert (verdict.outcome, verdict.score, verdict.possible) == ("correct", 0, 0)
    panel = memo(GOOD)
    assert isinstance(panel, Feedback)
    assert "The form fits" in repr(panel)
    assert memo.points == 4
    assert list(memo.answers) == ["triage_memo"]


@pytest.mark.parametrize(
    ("change", "title"),
    [
        (lambda text: " ".join(text.split()[:60]) + " risk unless", "Length"),
        (lambda text: text + " And so on." * 40, "Length"),
        (lambda text: text.replace("Latency", "Speed").replace("milliseconds", "steps"),
         "The checklist, in order"),
        (lambda text: "Latency first. " + text.replace("Latency", "It").replace(
            "milliseconds", "steps"), "The checklist, in order"),
        (lambda text: text.replace("Compute", "Work"), "The checklist, in order"),
        (lambda text: "".join("x" if c.isdigit() else c for c in text),
         "At least two numbers"),
        (lambda text: text.replace("The risk is", "It may be"), "One risk"),
        (lambda text: text.replace("change my mind", "be sad"),
         "What would change the decision"),
    ],
)  # fmt: skip
def test_each_part_of_the_form_is_looked_at(memo, change, title):
    text = change(GOOD)
    assert title in failed(memo, text)
    look = next(r.seen[0].look for r in memo.ask({"triage_memo": text}).results
                if r.title == title)  # fmt: skip
    assert look in repr(memo(text))
    assert title not in failed(memo, GOOD)


@pytest.mark.parametrize(
    ("text", "n_numbers"),
    [
        ("1. first\n2. second", 0),
        ("ResNet-152 and GPT-3 and int8", 0),
        ("97 % of 900", 2),
        ("0.965, then 12ms", 2),
        ("1,797 rows", 1),
        ("about −0.02", 1),
    ],
)
def test_numbers_are_counted_as_a_reader_would(memo, text, n_numbers):
    verdict = memo.ask({"triage_memo": text})
    seen = {r.title: r.seen[0].tried for r in verdict.results}
    assert seen["At least two numbers"] == f"{n_numbers} numbers"


def test_an_empty_memo_is_not_attempted(memo):
    for empty in ("", "...", ..., None):
        assert memo.ask({"triage_memo": empty}).outcome == "not attempted"
        assert "is empty" in repr(memo(empty))
    assert "where a text belongs" in repr(memo(12))


def test_the_rubric_lies_beside_the_memo(memo):
    assert memo.rubric == RUBRIC
    assert memo.rubric_rows == ("Data named", "A number")


def test_the_magic_binds_the_raw_text_and_shows_it(capsys):
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell()
    register(shell)
    shell.run_cell("%%memo triage_memo\n\nText with {braces} and $x$.\nTwo lines.\n")
    assert shell.user_ns["triage_memo"] == "Text with {braces} and $x$.\nTwo lines."
    assert "Markdown" in capsys.readouterr().out
    result = shell.run_cell("%%memo two names\ntext")
    assert "%%memo NAME" in str(result.error_in_exec)
    shell.run_cell("%%memo triage_memo\n...")
    assert shell.user_ns["triage_memo"] == "..."


def test_the_extension_of_the_course_brings_the_magic():
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell()
    shell.run_line_magic("load_ext", "course")
    assert "memo" in shell.magics_manager.magics["cell"]


def test_a_rung_that_is_none_is_refused_at_once():
    with pytest.raises(TypeError, match=r"Function\('a whole number'\).*rung"):
        Function("a whole number")
