"""What a check says: verdicts, scores, panels, hints, through both transports.

Budget: 20 s.
"""

import html.parser
import re
import threading

import pytest
from engine_demo import TRANSPORTS, area_exercise, network_exercise, right_area

from course.checks.engine import NOT_ATTEMPTED, Exercise, Function, Score
from course.checks.engine.judge import Open
from course.checks.engine.load import attach
from course.checks.engine.panel import sentences

pytestmark = pytest.mark.usefixtures("own_log")


@pytest.fixture
def own_log(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "log.jsonl"))


@pytest.fixture(params=sorted(TRANSPORTS))
def transport(request):
    return TRANSPORTS[request.param]


@pytest.fixture
def area():
    return area_exercise()


def words(lines) -> int:
    """Count words of the panel's sentences; a span of code is one word."""
    text = " ".join(body for _, body in lines)
    return len(re.sub(r"`[^`]*`", "code", text).split())


# -- verdicts -----------------------------------------------------------------


def crash(sides):
    return sides[2]


def stub(sides):
    """A stub that returns nothing."""


def not_implemented(sides):
    raise NotImplementedError


VERDICTS = {
    "right": (right_area, "m2", "correct", 10, None),
    "one of two": (right_area, "m", "partly", 7, "length"),
    "only one": (right_area, NOT_ATTEMPTED, "partly", 7, None),
    "stub and a right choice": (stub, "m2", "partly", 3, None),
    "wrong, known": (lambda s: 2 * sum(s), "m", "wrong", 0, "circumference"),
    "wrong, a symptom": (lambda s: s[0], "m2", "partly", 3, "one_side"),
    "wrong, unknown": (lambda s: 7 * s[0] + 1, "m", "wrong", 0, "length"),
    "wrong kind": (lambda s: "12", "m2", "partly", 3, None),
    "right, as float": (lambda s: 1.0 * s[0] * s[1], "m2", "partly", 3, "as_float"),
    "no option": (right_area, "km", "partly", 7, None),
    "no function": (12, ["m"], "wrong", 0, None),
    "crashes": (crash, NOT_ATTEMPTED, "crashed", 0, None),
    "stub": (stub, NOT_ATTEMPTED, "not attempted", 0, None),
    "not implemented": (not_implemented, ..., "not attempted", 0, None),
    "dots": (..., "...", "not attempted", 0, None),
    "nothing": (None, None, "not attempted", 0, None),
}


@pytest.mark.parametrize("name", VERDICTS)
def test_verdict(name, area, transport, seed):
    function, unit, outcome, score, mistake = VERDICTS[name]
    answers = {"area": function, "unit": unit}
    verdict = area.ask(answers, seed=seed, transport=transport())
    assert (verdict.outcome, verdict.score) == (outcome, score)
    assert verdict.mistake == mistake
    assert not verdict.bugs
    assert verdict.possible == 10


@pytest.mark.parametrize("name", VERDICTS)
def test_panel_has_its_parts_and_its_length(name, area, seed):
    function, unit, outcome, score, _ = VERDICTS[name]
    panel = area(function, unit)
    assert (panel.outcome, float(panel)) == (outcome, score)
    verdict = area.ask({"area": function, "unit": unit}, seed=seed)
    lines = sentences(area, verdict)
    if outcome in ("partly", "wrong", "crashed"):
        assert 40 <= words(lines) <= 110, lines
    assert lines[0][0] == "I saw"
    assert str(panel).count(" of ") >= 1 + len(area.properties)


def test_numpy_integers_are_integers(area):
    import numpy as np

    assert float(area(lambda s: np.prod(s), "m2")) == 10
    assert float(area(lambda s: np.int32(s[0] * s[1]), " M2 ")) == 10
    assert float(area(lambda s: np.bool_(True), "m2")) == 3


def test_a_mistake_has_to_fit_on_every_case(area):
    """The border of 4 by 4 is 16 as well: one agreement is no diagnosis."""

    def sometimes(sides):
        return 2 * sum(sides) if sides[0] != sides[1] else 24

    verdict = area.ask({"area": sometimes, "unit": "m2"}, seed=0)
    assert verdict.mistake is None
    assert verdict.score == 3


def test_inputs_are_fresh_and_repeatable(area, monkeypatch):
    answers = {"area": right_area, "unit": "m2"}

    def inputs(**options):
        return [call.args for call in area.ask(answers, **options).calls]

    assert inputs() != inputs()
    called = []
    for _ in range(2):
        area(lambda sides: called.append(sides) or right_area(sides), "m2")
    assert called[: len(called) // 2] != called[len(called) // 2 :]
    assert inputs(seed=1) == inputs(seed=1) != inputs(seed=2)
    monkeypatch.setenv("COURSE_GRADING_SEED", "secret")
    assert inputs() == inputs()
    first = inputs()
    monkeypatch.setenv("COURSE_GRADING_SEED", "another")
    assert inputs() != first


def test_wrong_calls_say_how_to_call(area):
    for score in (
        area(1, 2, 3),
        area(right_area, length="m"),
        area(right_area, area=right_area),
    ):
        assert (float(score), score.outcome) == (0, "crashed")
        assert "check.area(area, unit)" in str(score)
    assert area().outcome == "not attempted"
    assert float(area(unit="m2", area=right_area)) == 10


def test_a_check_works_in_another_thread(area):
    scores = []
    thread = threading.Thread(target=lambda: scores.append(area(right_area, "m2")))
    thread.start()
    thread.join(30)
    assert [float(score) for score in scores] == [10]


# -- faults of the course -----------------------------------------------------


def faulty_exercise() -> Exercise:
    faulty = Exercise(
        "tests.faulty",
        points=5,
        answers={"f": Function()},
        covers=(),
        hints=("?", "?", "?"),
        takeaway="None.",
    )

    @faulty.holds(3)
    def fine(case, f):
        """Fine"""
        yield "`f(1)`", f(1) == 1, "Look."

    @faulty.holds(2)
    def broken(case, f):
        """Broken"""
        yield "`f(2)`", f(2) / 0, "Look."

    return faulty


def test_a_broken_property_costs_only_its_own_points():
    faulty = faulty_exercise()
    verdict = faulty.ask({"f": lambda x: x})
    assert verdict.score == 3
    assert verdict.bugs == ["broken: ZeroDivisionError: division by zero"]
    assert "not your answer" in str(faulty(lambda x: x))


def test_a_broken_symptom_is_reported_and_costs_nothing():
    faulty = faulty_exercise()
    faulty.properties.pop()

    @faulty.holds(2)
    def never(case, f):
        """Never"""
        yield "`f(2)`", False, "Look."

    @faulty.symptom("bad", "A message about {nothing}.")
    def _(observed):
        return True

    verdict = faulty.ask({"f": lambda x: x})
    assert (verdict.score, verdict.mistake) == (3, None)
    assert verdict.bugs == ["bad: KeyError: 'nothing'"]
    assert float(faulty(lambda x: x)) == 3


def test_a_property_that_tries_nothing_is_a_bug():
    faulty = faulty_exercise()

    @faulty.holds(1)
    def silent(case, f):
        """Silent"""
        yield from ()

    assert "silent: it tried nothing" in faulty.ask({"f": abs}).bugs


def test_an_open_part_is_not_attempted():
    faulty = faulty_exercise()
    faulty.properties.pop()

    @faulty.holds(2)
    def later(case, f):
        """Later"""
        raise Open
        yield

    assert [r.state for r in faulty.ask({"f": abs}).results] == [
        "held",
        "not attempted",
    ]


def test_a_property_may_be_left_out_at_the_scale_quick(monkeypatch):
    faulty = faulty_exercise()
    faulty.properties.pop()

    @faulty.holds(2, scale="cpu")
    def large(case, f):
        """Large"""
        yield "`f(2)`", f(2) == 2, "Look."

    monkeypatch.setenv("COURSE_SCALE", "quick")
    score = faulty(lambda x: x)
    assert (float(score), score.outcome) == (3, "correct")
    assert "left out at this scale" in str(score)
    monkeypatch.setenv("COURSE_SCALE", "cpu")
    assert float(faulty(lambda x: x)) == 5


# -- scores and panels --------------------------------------------------------


@pytest.mark.parametrize(
    ("points", "out_of"),
    [
        (0, 10),
        (7, 10),
        (2 / 3, 1),
        (12, 10),
        (float("nan"), 10),
        (-1, 10),
        (50 / 3, 50 / 3),
    ],
)
def test_nbgrader_reads_the_points_from_the_text(points, out_of):
    from nbgrader.utils import get_partial_grade

    score = Score(points, out_of, "partly")
    assert re.fullmatch(r"\d+(\.\d+)?", repr(score))
    read = get_partial_grade({"data": {"text/plain": repr(score)}}, out_of)
    assert read == pytest.approx(float(score), abs=1e-4)
    assert 0 <= float(score) <= out_of


def test_a_notebook_shows_the_number_and_the_panel(area):
    from IPython.core.formatters import DisplayFormatter

    data, _ = DisplayFormatter().format(area(right_area, "m"))
    assert data["text/plain"] == "7"
    assert data["text/html"].startswith("<section")


class Reader(html.parser.HTMLParser):
    """Collect open tags, text and styles; a stray closing tag is an error."""

    def __init__(self):
        super().__init__()
        self.open, self.text, self.styles = [], "", []

    def handle_starttag(self, tag, attrs):
        if tag != "br":
            self.open.append(tag)
        self.styles.append((tag, dict(attrs).get("style", "")))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def test_html_is_whole_and_leaves_the_colour_of_text_to_the_theme(area):
    def nasty(sides):
        print("<script>alert(1)</script> & `code")
        raise ValueError("<b>bold</b> `odd")

    reader = Reader()
    reader.feed(area(nasty, "m")._repr_html_())
    assert not reader.open
    assert "<script>alert(1)</script>" in reader.text
    assert "<b>bold</b>" in reader.text
    for tag, style in reader.styles:
        assert "background" not in style
        assert tag == "span" or not re.search(r"(^|;)\s*color:", style)


def test_the_mark_has_a_word_and_the_panel_a_name(area):
    page = area(right_area, "m2")._repr_html_()
    assert 'aria-label="Correct: area · 10 of 10 points"' in page
    assert 'aria-hidden="true"' in page
    assert "Correct</strong>" in page


# -- hints and solutions ------------------------------------------------------


def test_hints_come_one_by_one_and_start_again(area):
    from course.checks.engine import ladder

    ladder._steps.clear()
    shown = [str(area.hint()) for _ in range(4)]
    for hint, text in zip(area.hints, shown, strict=False):
        assert hint in text
    assert shown[3] == shown[0]


def test_solutions_open_after_three_attempts_that_differ(area):
    assert "no attempt yet" in repr(area.solution())
    for _ in range(5):
        area(lambda sides: 1, "m2")
    assert "one attempt" in repr(area.solution())
    area(stub, ...)
    area(lambda sides: 2, "m2")
    assert "Not yet" in repr(area.solution())
    area(lambda sides: 1, "m")
    assert "Not yet" not in repr(area.solution())


def test_the_same_attempt_on_fresh_inputs_is_one_attempt(area):
    from course import progress

    for _ in range(3):
        area(lambda sides: sides[0] + 7, "m2")
    assert progress.attempts("tests.area") == 1
    area(lambda sides: sides[0] + 8, "m2")
    assert progress.attempts("tests.area") == 2


def test_solutions_open_when_solved(area):
    area(right_area, "m2")
    assert "Not yet" not in repr(area.solution())


def test_attempts_differ_by_what_they_do_where_asking_again_takes_long(area):
    from course import progress

    area.trains = True
    factor = {"by": 1}
    for _ in range(3):
        area(lambda sides: sides[0] + 1, "m2")
    assert progress.attempts("tests.area") == 1
    area(lambda sides: sides[0] + 2, "m2")
    area(lambda sides: sides[0] + factor["by"], "m")
    assert progress.attempts("tests.area") == 3


def test_code_of_right_answers_is_shown_where_the_checkout_has_it(tmp_path):
    from course.checks.engine import sources

    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / "01_tests.py").write_text(
        '# %% [markdown]\n# `tags=["answer:area.area"]`\n'
        '# %% tags=["answer:area.area"]\ndef area(sides):\n'
        "    ### BEGIN SOLUTION\n    return sides[0] * sides[1]\n    ### END SOLUTION\n"
        '# %% tags=["answer:area.unit"]\nunit = "m2"\n# %%\nother = 1\n'
        '# %% tags=["essay:area_memo"] language="memo" magic_args="area_memo"\n'
        "# ### BEGIN SOLUTION\n# Text.\n#\n# # A heading\n# ### END SOLUTION\n"
    )
    answers = tmp_path / "tests" / "answers" / "tests"
    answers.mkdir(parents=True)
    (answers / "area.py").write_text(
        'def alternative_sum():\n    """Add the rows."""\n    return {}\n\n\n'
        "def wrong_length():\n    return {}\n"
    )
    area = area_exercise()
    ((_, code),) = sources.solved_cells(tmp_path, area)
    assert code == 'def area(sides):\n    return sides[0] * sides[1]\n\n\nunit = "m2"'
    area.name = "area_memo"
    ((_, text),) = sources.solved_cells(tmp_path, area)
    assert text == "Text.\n\n# A heading"
    area.name = "area"
    (other,) = sources.alternatives(tmp_path, area)
    assert other[0] == "Also right: Add the rows"
    assert other[1].startswith("def alternative_sum")
    assert sources.solved_cells(tmp_path / "none", area) == []
    assert sources.alternatives(tmp_path / "none", area) == []


# -- networks -----------------------------------------------------------------


def blocks():
    import torch
    from torch import nn

    class Right(nn.Module):
        def __init__(self, dim):
            super().__init__()
            self.inner = nn.Sequential(nn.Linear(dim, dim), nn.Dropout(0.5))

        def forward(self, x):
            return x + self.inner(x)

    class Forgets(Right):
        def forward(self, x):
            return self.inner(x)

    class Doubles(Right):
        def forward(self, x):
            return torch.cat([x, self.inner(x)], dim=1)

    class Stub(nn.Module):
        def __init__(self, dim):
            super().__init__()

        def forward(self, x):
            """Nothing yet."""

    class Nothing(nn.Module):
        def __init__(self, dim):
            super().__init__()

    class Untensored(Right):
        def forward(self, x):
            return x.tolist()

    class Crashes(Right):
        def forward(self, x):
            return x @ torch.ones(7)

    return {
        "right": (Right, "correct", 4, None),
        "forgets": (Forgets, "wrong", 0, "no_skip"),
        "doubles": (Doubles, "wrong", 0, "no_skip"),
        "stub": (Stub, "not attempted", 0, None),
        "no forward": (Nothing, "not attempted", 0, None),
        "a list": (Untensored, "wrong", 0, None),
        "crashes": (Crashes, "crashed", 0, None),
        "no network": (dict, "crashed", 0, None),
        "a function": (right_area, "wrong", 0, None),
        "a number": (3, "wrong", 0, None),
    }


def test_networks_are_asked_by_verbs(transport, seed):
    for name, (factory, outcome, score, mistake) in blocks().items():
        verdict = network_exercise().ask(
            {"Block": factory}, seed=seed, transport=transport()
        )
        found = (verdict.outcome, verdict.score)
        assert found == (outcome, score), name
        if mistake or outcome in ("correct", "crashed"):
            assert verdict.mistake == mistake, name
        if name != "doubles":  # its shapes do not fit the property on the slope
            assert not verdict.bugs, name


def n_numbers(factory, dim):
    return sum(p.numel() for p in factory(dim).parameters())


@pytest.mark.parametrize(("module", "works"), [("course.demo", True), ("tests", False)])
def test_a_function_of_the_course_runs_on_the_learners_class(
    module, works, transport, monkeypatch
):
    monkeypatch.setattr(n_numbers, "__module__", module)
    exercise = network_exercise()

    @exercise.holds(0)
    def counts(X, Block):
        """Count"""
        yield "count", Block.run(n_numbers, dim=4) == 20, "Look."

    verdict = exercise.ask({"Block": blocks()["right"][0]}, transport=transport())
    assert (verdict.results[-1].state == "held") is works
    assert any("no module of the course" in bug for bug in verdict.bugs) is not works
    if works:
        assert verdict.calls[-1].text() == "n_numbers(Block, dim=4)"


def twice(function, x):
    """Return what the answer gives for x and for x + 1; None where it gives None."""
    both = function(x), function(x + 1)
    return None if None in both else list(both)


def doubling(transport, answer, module="course.demo"):
    twice.__module__ = module
    exercise = Exercise(
        "course.checks.demo.doubling",
        points=2,
        answers={"double": Function()},
        covers=(),
        hints=("?", "two", "___"),
        takeaway="Twice.",
    )

    @exercise.holds(2)
    def doubles(case, double):
        """Twice"""
        yield "twice", double.run(twice, 3) == [6, 8], "Look."

    return exercise.ask({"double": answer}, transport=transport())


def test_a_function_of_the_course_runs_on_the_learners_function(transport):
    verdict = doubling(transport, lambda x: 2 * x)
    assert verdict.outcome == "correct"
    assert verdict.calls[-1].text() == "twice(double, 3)"
    assert doubling(transport, lambda x: 3 * x).outcome == "wrong"
    assert doubling(transport, lambda x: None).outcome == "not attempted"
    assert doubling(transport, lambda x: x["a"]).outcome == "crashed"
    assert "no module" in doubling(transport, lambda x: 2 * x, "tests").bugs[0]


@pytest.mark.parametrize("guarded", [False, True])
def test_a_mistake_is_compared_only_where_it_counts(transport, guarded):
    exercise = Exercise(
        "course.checks.demo.root",
        points=2,
        answers={"root": Function()},
        covers=(),
        hints=("?", "two", "___"),
        takeaway="Root.",
    )

    @exercise.holds(1)
    def roots(case, root):
        """The root"""
        yield "root", root(9.0) == 3.0, "Look."

    @exercise.holds(1)
    def refuses(case, root):
        """No root of -1"""
        yield "root of -1", root.raises(ValueError, -1.0), "Look."

    @exercise.mistake(
        "halved", "You halved.", replaces="root", where=lambda call: call.args[0] > 0
    )
    def _(x):
        return x / 2

    def half(x):
        if guarded and x < 0:
            raise ValueError
        return x / 2

    verdict = exercise.ask({"root": half}, transport=transport())
    assert (verdict.score, verdict.mistake) == (guarded, "halved")


# -- loading ------------------------------------------------------------------


def test_a_package_gives_the_exercise_however_its_file_was_imported():
    import importlib

    import course.checks.start

    importlib.import_module("course.checks.start.hello")
    assert isinstance(course.checks.start.hello, Exercise)
    from course.checks.start import hello

    assert isinstance(hello, Exercise)
    assert dir(course.checks.start) == ["hello", "quiz"]
    with pytest.raises(AttributeError, match="there are hello, quiz"):
        course.checks.start.goodbye  # noqa: B018
    assert callable(attach)


def test_the_head_of_a_panel_speaks_of_the_same_answer_as_its_sentences():
    """One answer is of a wrong value, the other crashes: the first is spoken of."""
    from course.checks.architecture import forest_size, layer_params

    def wrong(*args, **kwargs):
        return -7

    def crashing(*args, **kwargs):
        return 1 / 0

    for answers, outcome in (
        ((wrong, crashing), "wrong"),
        ((crashing, wrong), "crashed"),
    ):
        names = dict(zip(layer_params.answers, answers, strict=True))
        verdict = layer_params.ask(names, seed=0)
        assert verdict.outcome == outcome
        text = dict(sentences(layer_params, verdict))["I saw"]
        assert ("ZeroDivisionError" in text) == (outcome == "crashed")

    verdict = forest_size.ask({"forest_size": crashing}, seed=0)
    text = dict(sentences(forest_size, verdict))["I saw"]
    assert "forest_size(RandomForestClassifier(…))" in text


def test_a_forgotten_return_is_asked_for():
    from course.checks.architecture import layer_params

    def forgetful(*args, **kwargs):
        total = sum(args)  # noqa: F841

    answers = {"conv2d_params": forgetful, "linear_params": NOT_ATTEMPTED}
    verdict = layer_params.ask(answers, seed=0)
    assert verdict.outcome == "not attempted"
    assert "look for a `return`" in dict(sentences(layer_params, verdict))["Next"]
    verdict = layer_params.ask({}, seed=0)
    assert "look for a `return`" not in dict(sentences(layer_params, verdict))["Next"]
