"""Answers that misbehave: nothing gets out, nothing stays changed, the score is sane.

Budget: 30 s.
"""

import contextlib
import logging
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
import warnings

import numpy as np
import pytest
from engine_demo import TRANSPORTS, area_exercise, right_area

from course.checks.engine.calls import Session
from course.checks.engine.limit import Stopped, TimeLimit, limited

pytestmark = pytest.mark.usefixtures("own_log")
alarms = pytest.mark.skipif(
    not hasattr(signal, "setitimer"), reason="no alarm on this system"
)


@pytest.fixture
def own_log(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "log.jsonl"))


# -- right answers that are noisy: all points, nothing gets out ---------------


def prints(sides):
    print("a line", file=sys.stdout)
    print("an error", file=sys.stderr)
    return right_area(sides)


def prints_much(sides):
    print("x" * 3_000_000)
    return right_area(sides)


def writes_raw(sides):
    os.write(1, b"raw out\n")
    os.write(2, b"raw error\n")
    return right_area(sides)


def writes_around(sides):
    sys.__stderr__.write("around\n")
    return right_area(sides)


def starts_a_process(sides):
    line = [sys.executable, "-S", "-c", "import os; os.write(2, b'child')"]
    subprocess.run(line, check=True)
    return right_area(sides)


def warns(sides):
    warnings.warn("look out", stacklevel=1)
    return right_area(sides)


class Unreadable(UserWarning):
    """Its text can be read once, which `warnings.warn` does."""

    read = False

    def __str__(self):
        if self.read:
            raise RuntimeError("no text")
        self.read = True
        return "once"


def warns_unreadably(sides):
    warnings.warn(Unreadable(), stacklevel=1)
    return right_area(sides)


def logs(sides):
    logging.getLogger("learner").warning("a record of %s", sides)
    logging.error("two values: %d %d", 1)
    return right_area(sides)


def logs_by_handler(sides):
    logger = logging.getLogger("learner.own")
    if not logger.handlers:
        logger.addHandler(logging.StreamHandler(sys.__stderr__))
    logger.warning("through a handler")
    return right_area(sides)


def closes_stdout(sides):
    sys.stdout.close()
    return right_area(sides)


def closes_descriptor(sides):
    with contextlib.suppress(OSError):  # the second time it is closed already
        os.close(2)
    return right_area(sides)


def leaves_a_thread(sides):
    def chat():
        with contextlib.suppress(Exception):
            time.sleep(0.01)
            print("from a thread")

    threading.Thread(target=chat, daemon=True).start()
    return right_area(sides)


def divides_by_zero_in_numpy(sides):
    np.array([1.0]) / np.array([0.0])
    return right_area(sides)


def spoils_everything(sides):
    random.seed(1)
    np.random.seed(1)  # noqa: NPY002 (as a learner may)
    np.seterr(all="raise")
    os.chdir("/")
    warnings.simplefilter("error")
    sys.stdout = sys.stderr = None
    if "torch" in sys.modules:
        import torch

        torch.manual_seed(1)
        torch.set_default_dtype(torch.float64)
        torch.set_grad_enabled(False)
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0)
    return right_area(sides)


def draws_a_figure(sides):
    import matplotlib.pyplot as plt

    plt.figure()
    return right_area(sides)


NOISY = [
    prints, prints_much, writes_raw, writes_around, starts_a_process, warns,
    warns_unreadably, logs, logs_by_handler, closes_stdout, closes_descriptor,
    leaves_a_thread, divides_by_zero_in_numpy, spoils_everything, draws_a_figure,
]  # fmt: skip


@pytest.mark.parametrize("answer", NOISY, ids=lambda f: f.__name__)
def test_noise_costs_nothing_and_stays_inside(answer, capfd):
    score = area_exercise()(answer, "m2")
    assert (score.outcome, float(score)) == ("correct", 10)
    time.sleep(0.05)
    out = capfd.readouterr()
    assert (re.sub("from a thread|\n", "", out.out), out.err) == ("", "")
    assert len(str(score)) < 10_000


@pytest.mark.parametrize(
    ("answer", "label", "text"),
    [
        (prints, "Your code printed", "an error"),
        (prints_much, "Your code printed", "more characters"),
        (writes_raw, "Your code printed", "raw error"),
        (writes_around, "Your code printed", "around"),
        (starts_a_process, "Your code printed", "child"),
        (warns, "Warnings", "UserWarning: look out"),
        (logs, "Log", "WARNING: a record of"),
        (logs, "Log", "with values that do not fit"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_noise_is_shown_in_the_panel(answer, label, text):
    panel = str(area_exercise()(answer, "m2"))
    assert label in panel
    assert text in panel[panel.index(label) :]


def test_noise_stays_inside_in_a_kernel_too(tmp_path):
    """A kernel reads the descriptors itself; one word on stderr costs all points."""
    import nbformat
    from nbclient import NotebookClient

    noisy = """
import logging, os, subprocess, sys, warnings
import matplotlib.pyplot as plt
from IPython.display import HTML, display
from course import progress
from course.checks import start as check
def double(numbers):
    print("out"); print("err", file=sys.stderr); os.write(1, b"1"); os.write(2, b"2")
    sys.__stderr__.write("around"); warnings.warn("look"); logging.warning("logged")
    subprocess.run([sys.executable, "-S", "-c", "import os; os.write(2, b'child')"])
    display(HTML("shown")); plt.figure(); list(progress.bar(range(3)))
    return [2 * number for number in numbers]
"""
    book = nbformat.v4.new_notebook()
    lines = [noisy, "check.hello(double)", "check.hello(double) and 1; print('after')"]
    book.cells = [nbformat.v4.new_code_cell(line) for line in lines]
    NotebookClient(book, timeout=120, kernel_name="python3").execute()
    assert not book.cells[0].outputs
    (output,) = book.cells[1].outputs
    assert output.output_type == "execute_result"
    assert output.data["text/plain"] == "4"
    assert "child" in output.data["text/html"]
    (output,) = book.cells[2].outputs
    assert (output.name, output.text) == ("stdout", "after\n")


def test_global_state_is_put_back():
    import matplotlib.pyplot as plt
    import torch

    def state():
        return (
            random.getstate(),
            np.random.get_state()[1].tolist(),  # noqa: NPY002
            np.geterr(),
            torch.get_rng_state().tolist(),
            torch.get_default_dtype(),
            torch.is_grad_enabled(),
            os.getcwd(),
            plt.get_fignums(),
            list(logging.getLogger().handlers),
            warnings.filters[:],
            (sys.stdout, sys.stderr),
        )

    random.random()  # no state that an earlier test may have left
    np.random.random()  # noqa: NPY002
    torch.rand(1)
    before = state()
    area = area_exercise()
    area(spoils_everything, "m2")
    area(draws_a_figure, "m2")
    assert state() == before


def test_strict_settings_of_a_notebook_do_not_reach_the_check():
    """A learner who turned warnings into errors gets the same score."""
    with np.errstate(all="raise"), warnings.catch_warnings():
        warnings.simplefilter("error")
        assert float(area_exercise()(divides_by_zero_in_numpy, "m2")) == 10
        assert float(area_exercise()(warns, "m2")) == 10


# -- wrong answers of every sort: a sane score, whatever they are -------------


class EqualToAll:
    def __eq__(self, other):
        return True

    __hash__ = object.__hash__


class LyingInt(int):
    def __eq__(self, other):
        return True

    __hash__ = int.__hash__


class LyingList(list):
    def __eq__(self, other):
        return True

    def __iter__(self):
        return iter([1, 2])


class NoRepr:
    def __repr__(self):
        raise RuntimeError("no text")


class OtherClass:
    @property
    def __class__(self):
        raise SystemExit


class NamelessType(type):
    @property
    def __module__(cls):
        raise RuntimeError("no name")


class Nameless(metaclass=NamelessType):
    pass


class BadText(Exception):
    def __str__(self):
        raise SystemExit("no text")


class BareBase(BaseException):
    pass


def raises(error):
    def answer(sides):
        raise error

    return answer


def gives(value):
    return lambda sides: value


def recursion(sides):
    return recursion(sides)


def generator(sides):
    yield sides[0] * sides[1]


async def coroutine(sides):
    return sides[0] * sides[1]


def itself():
    row = []
    row.append(row)
    return row


def endless():
    n = 0
    while True:
        yield n
        n += 1


HOSTILE = {
    "SystemExit": raises(SystemExit("bye")),
    "KeyboardInterrupt": raises(KeyboardInterrupt()),
    "a subclass": raises(type("Mine", (KeyboardInterrupt,), {})()),
    "BaseException": raises(BareBase()),
    "an error without text": raises(BadText()),
    "a group": raises(ExceptionGroup("many", [ValueError("1")])),
    "recursion": recursion,
    "generator": generator,
    "coroutine": coroutine,
    "endless iterator": gives(endless()),
    "equal to all": gives(EqualToAll()),
    "lying int": gives(LyingInt(1)),
    "lying list": gives(LyingList([7])),
    "without repr": gives(NoRepr()),
    "without a class": gives(OtherClass()),
    "nameless": gives(Nameless()),
    "NaN": gives(float("nan")),
    "infinity": gives(float("inf")),
    "a huge number": gives(1 << 100_000),
    "a huge text": gives("x" * 20_000_000),
    "a huge array": gives(np.zeros(30_000_000, dtype=bool)),
    "many in few": gives(np.broadcast_to(1.0, (10**6, 10**6))),
    "an array of arrays": gives(np.array([[1], [1, 2]], dtype=object)),
    "NumPy's long float": gives(np.longdouble(1)),
    "complex": gives(1j),
    "bytes": gives(b"12"),
    "itself": gives(itself()),
    "a range without end": gives(range(10**30)),
    "a module": gives(np),
    "a class": int,
    "not attempted's twin": gives("not attempted yet"),
    "no arguments": lambda: 1,
    "an object to call": type("Caller", (), {"__call__": lambda self, sides: "x"})(),
    "a nameless caller": Nameless,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("transport", sorted(TRANSPORTS))
def test_hostile_answers_get_their_points_for_the_rest(name, transport, capfd):
    answers = {"area": HOSTILE[name], "unit": "m2"}
    verdict = area_exercise().ask(answers, transport=TRANSPORTS[transport]())
    assert (verdict.score, verdict.outcome) == (3, "partly")
    assert not verdict.bugs
    score = area_exercise()(HOSTILE[name], "m2")
    assert (repr(score), score.out_of) == ("3", 10)
    assert capfd.readouterr() == ("", "")


VALUES = {  # behind a name: pytest itself cannot hold some of them
    "equal to all": EqualToAll,
    "without repr": NoRepr,
    "without a class": OtherClass,
    "nameless": Nameless,
    "endless": endless,
    "a module": lambda: np,
    "itself": itself,
    "a dict": dict,
    "bytes": lambda: b"m2",
}


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("answer", ["area", "unit"])
def test_hostile_values_are_wrong(answer, name):
    score = area_exercise()(**{answer: VALUES[name]()})
    assert float(score) == 0
    assert score.outcome == "wrong"


def test_an_object_that_lies_about_itself_is_read_by_its_content():
    class Twelve(int):
        def __eq__(self, other):
            return False

        __hash__ = int.__hash__

        def __repr__(self):
            return "7"

    score = area_exercise()(lambda sides: Twelve(sides[0] * sides[1]), "m2")
    assert float(score) == 10


# -- time ---------------------------------------------------------------------


def loop(sides):
    while True:
        pass


def loop_that_swallows(sides):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass


def sleeps(sides):
    time.sleep(1000)


class EndlessText(Exception):
    def __str__(self):
        while True:
            pass


SLOW = [loop, loop_that_swallows, sleeps, raises(EndlessText())]


@alarms
@pytest.mark.parametrize("answer", SLOW, ids=["loop", "swallows", "sleeps", "text"])
@pytest.mark.parametrize("transport", sorted(TRANSPORTS))
def test_a_loop_without_an_end_is_stopped(answer, transport):
    handlers = signal.getsignal(signal.SIGALRM), signal.getsignal(signal.SIGINT)
    area = area_exercise(seconds=0.2)
    answers = {"area": answer, "unit": ...}
    verdict = area.ask(answers, transport=TRANSPORTS[transport]())
    assert (verdict.outcome, verdict.broke.late) == ("crashed", True)
    assert all(call.late for call in verdict.calls)
    score = area(answer, "m2")
    assert float(score) == 3
    assert "did not come back" in str(score)
    assert (
        signal.getsignal(signal.SIGALRM),
        signal.getsignal(signal.SIGINT),
    ) == handlers
    assert signal.setitimer(signal.ITIMER_REAL, 0) == (0, 0)


@alarms
def test_the_alarm_never_rings_outside_the_work():
    """It repeats every 30 microseconds at last; none may arrive after the end."""

    def work():
        until = time.monotonic() + 0.004
        while time.monotonic() < until:
            with contextlib.suppress(TimeLimit):
                while time.monotonic() < until:
                    pass

    late = []
    before = signal.signal(signal.SIGALRM, lambda *args: late.append(1))
    try:
        for _ in range(400):
            with contextlib.suppress(TimeLimit):
                limited(0.0011, work)
            for _ in range(300):  # a late alarm would come here
                pass
            assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert not late


@alarms
def test_an_alarm_that_comes_late_is_no_alarm():
    """It may be on its way when the work ends; a new one would end the process."""
    kept = []
    limited(5.0, lambda: kept.append(signal.getsignal(signal.SIGALRM)))
    kept[0](signal.SIGALRM, sys._getframe())
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


@alarms
def test_an_alarm_of_somebody_else_goes_on():
    rang = []
    before = signal.signal(signal.SIGALRM, lambda *args: rang.append(1))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        assert limited(5.0, lambda: 7) == 7
        until = time.monotonic() + 10
        while not rang and time.monotonic() < until:
            time.sleep(0.005)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert rang == [1]


@alarms
def test_a_person_who_presses_stop_stops_the_check():
    def pressed(sides):
        with contextlib.suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        return right_area(sides)

    with pytest.raises(Stopped):
        area_exercise()(pressed, "m2")


def test_time_that_is_up_stays_up():
    session = Session(seconds=0.0)
    assert session.call("f", abs, (1,), {}).late


# -- what goes in -------------------------------------------------------------


def sorts(sides):
    sides.sort()
    return right_area(sides)


def empties(sides):
    area = right_area(sides)
    sides.clear()
    return area


@pytest.mark.parametrize("transport", sorted(TRANSPORTS))
def test_a_changed_input_is_noticed(transport):
    answers = {"area": empties, "unit": "m2"}
    verdict = area_exercise().ask(answers, transport=TRANSPORTS[transport]())
    assert verdict.score == 3
    assert verdict.broke.mutated
    assert "changed the argument" in str(area_exercise()(empties, "m2"))


def test_a_changed_input_is_said_before_a_wrong_value():
    """A mistake that leaves its input alone is another mistake."""

    def border(sides):
        return 2 * (sides.pop() + sides.pop())

    verdict = area_exercise().ask({"area": border, "unit": "m2"})
    assert verdict.mistake is None
    assert verdict.broke.mutated


@pytest.mark.parametrize("transport", TRANSPORTS.values(), ids=TRANSPORTS)
@pytest.mark.parametrize(
    ("value", "change"),
    [
        (np.arange(4.0), lambda x: x.__setitem__(1, 9.0)),
        ([1, [2, 3]], lambda x: x[1].append(4)),
        ({"a": [1]}, lambda x: x["a"].append(2)),
        (np.array([1.0, np.nan]), lambda x: x.__setitem__(0, np.nan)),
    ],
    ids=["array", "list", "dict", "nan"],
)
def test_arguments_are_copies_and_changes_are_seen(value, change, transport):
    session = Session(5.0, transport())
    before = repr(value)
    assert session.call("f", change, (value,), {}).mutated
    assert not session.call("f", lambda x: 1, (value,), {}).mutated
    assert session.call("f", lambda *, x: change(x), (), {"x": value}).mutated
    assert repr(value) == before


@pytest.mark.parametrize("transport", TRANSPORTS.values(), ids=TRANSPORTS)
def test_spies_stay_with_the_asker(transport):
    heard = []

    def metric(y, guess):
        heard.append((y, guess))
        y[0] = 99.0  # a spy may do what it likes with what it gets
        return float(guess.sum())

    def answer(metric, y):
        return [metric(y, np.ones(2)), float(y[0])]

    session = Session(5.0, transport())
    call = session.call("f", answer, (metric, np.zeros(2)), {})
    assert (call.value, call.mutated) == ([2.0, 0.0], False)
    assert len(heard) == 1
    assert type(heard[0][1]) is np.ndarray
    call = session.call("f", lambda m: m(EqualToAll()), (metric,), {})
    assert (call.error, len(heard)) == ("TypeError", 1)


@pytest.mark.parametrize("transport", TRANSPORTS.values(), ids=TRANSPORTS)
def test_models_frames_and_generators_travel_whole(transport):
    import pandas as pd
    import torch
    from sklearn.linear_model import LogisticRegression

    X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 0, 1, 1])
    model = LogisticRegression().fit(X, y)
    net = torch.nn.Linear(2, 1)
    frame = pd.DataFrame({"a": [1, 2]}, index=["x", "y"])
    rng = np.random.default_rng(3)

    def answer(model, net, frame, rng, tensor):
        return [
            model.predict(X),
            [tuple(p.shape) for p in net.parameters()],
            frame.loc["y", "a"],
            rng.random(),
            net(tensor),
        ]

    args = (model, net, frame, rng, torch.ones(1, 2))
    session = Session(5.0, transport())
    first, second = (session.call("f", answer, args, {}) for _ in range(2))
    assert first.error is None, first.message
    assert first.value[0].tolist() == [0, 0, 1, 1]
    assert first.value[1:3] == [[(1, 2), (1,)], 2]
    assert first.value[3] == second.value[3] == np.random.default_rng(3).random()
    with torch.no_grad():
        assert first.value[4] == pytest.approx(net(torch.ones(1, 2)).numpy())
