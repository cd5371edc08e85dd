"""A grid of runs becomes one tidy table.

Budget: 5 s.
"""

import itertools

import pytest

from course import sweep
from course.errors import CourseError


def test_every_point_with_every_seed_in_order():
    calls = []

    def run(depth, kind, random_state):
        calls.append((depth, kind, random_state))
        return {"score": depth * 10 + random_state, "name": f"{kind}{depth}"}

    frame = sweep.grid(run, seeds=range(3), depth=[2, 8], kind=["plain", "residual"])
    assert calls == list(itertools.product([2, 8], ["plain", "residual"], range(3)))
    assert list(frame.columns) == ["depth", "kind", "seed", "score", "name"]
    rows = frame[["depth", "kind", "seed"]].itertuples(index=False, name=None)
    assert list(rows) == calls
    assert (frame["score"] == frame["depth"] * 10 + frame["seed"]).all()
    assert list(frame["name"]) == [f"{kind}{depth}" for depth, kind, _ in calls]


def test_generators_and_results_that_differ():
    def run(n, random_state):
        return {"even": True} if n % 2 == 0 else {"odd": True}

    frame = sweep.grid(run, seeds=iter([5]), n=(n for n in range(4)), progress=False)
    assert list(frame["seed"]) == [5] * 4
    assert list(frame["even"].notna()) == [True, False, True, False]


def test_seeds_alone_are_a_sweep():
    frame = sweep.grid(lambda random_state: {"twice": 2 * random_state}, seeds=[1, 4])
    assert frame.to_dict("list") == {"seed": [1, 4], "twice": [2, 8]}


@pytest.mark.parametrize(
    ("axes", "message"),
    [
        ({"n": []}, "n is empty"),
        ({"n": 3}, "n is 3"),
        ({"n": "abc"}, "n is 'abc'"),
        ({"seeds": []}, "seeds is empty"),
        ({"result": 3}, "run returned int at"),
        ({"result": {"n": 1}}, "run returned n, which is an axis"),
        ({"result": {"seed": 1}}, "run returned seed, which is an axis"),
    ],
)
def test_mistakes_name_the_cure(axes, message):
    axes = {"seeds": [0], "n": [1]} | axes
    result = axes.pop("result", {})
    with pytest.raises(CourseError, match=message):
        sweep.grid(lambda **_: result, **axes)


def test_an_error_in_a_run_comes_through():
    with pytest.raises(ZeroDivisionError):
        sweep.grid(lambda n, random_state: {"x": 1 / n}, seeds=[0], n=[0])


def test_it_says_nothing_when_piped(capfd):
    sweep.grid(lambda random_state: {"x": 1}, seeds=[0])
    assert capfd.readouterr() == ("", "")
