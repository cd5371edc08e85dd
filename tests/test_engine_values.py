"""Plain values: what crosses, what is refused, what is the same, how it is shown.

Budget: 5 s.
"""

import base64
import json
import pickle
from collections import Counter, OrderedDict, namedtuple

import numpy as np
import pandas as pd
import pytest
import torch

from course.checks.engine import array, boolean, integer, mapping, number, same, show
from course.checks.engine.answers import Choice, Mapping, Number, Table, Text, Unfit
from course.checks.engine.calls import Session
from course.checks.engine.plain import MAX_ITEMS, NotPlain, attempted, plain
from course.checks.engine.standin import StandIn
from course.checks.engine.wire import decode, encode

Pair = namedtuple("Pair", "a b")


class Lying(dict):
    def __eq__(self, other):
        return True

    def items(self):
        return [("a", 99)]

    __hash__ = None


class LyingFloat(float):
    def __float__(self):
        return 99.0


class LyingInt(int):
    def __int__(self):
        return 99

    __index__ = __int__


class LyingText(str):
    def __str__(self):
        return "99"

    __repr__ = __str__


PLAIN = [
    (LyingFloat(2.5), 2.5),
    (LyingInt(2), 2),
    (LyingText("a"), "a"),
    (np.int64(3), 3),
    (np.float32(0.5), 0.5),
    (np.bool_(True), True),
    (np.str_("a"), "a"),
    (Pair(1, [2]), (1, [2])),
    (OrderedDict(a=1), {"a": 1}),
    (Counter("aab"), {"a": 2, "b": 1}),
    (Lying(a=1), {"a": 1}),
    (range(3), [0, 1, 2]),
    ({3, 1, 2}, [1, 2, 3]),
    (frozenset("ba"), ["a", "b"]),
    (torch.Size([2, 3]), (2, 3)),
    (torch.tensor([1.5, 2.5]), np.array([1.5, 2.5], dtype="float32")),
    (torch.nn.Parameter(torch.ones(1)), np.ones(1, dtype="float32")),
    (torch.tensor([1.0], dtype=torch.bfloat16), np.ones(1, dtype="float32")),
    (pd.Series([1, 2]), np.array([1, 2])),
    (pd.Series(["a", "b"]), ["a", "b"]),
    (pd.Index([1, 2]), np.array([1, 2])),
    (np.array(["a", "b"]), ["a", "b"]),
    ([None, ..., True, -0.0, "text"], [None, None, True, -0.0, "text"]),
]


@pytest.mark.parametrize(
    ("value", "expected"), PLAIN, ids=[type(value).__name__ for value, _ in PLAIN]
)
def test_values_become_plain(value, expected):
    found = plain(value)
    assert type(found) is type(expected)
    assert same(found, expected)
    assert encode(found) == encode(expected)


def test_a_plain_value_is_a_copy():
    value = {"a": [1, np.zeros(2)]}
    found = plain(value)
    value["a"][1][0] = 5
    value["a"].append(2)
    assert found["a"][1].tolist() == [0, 0]
    assert len(found["a"]) == 2


def explosion():
    row = [0] * 1000
    for _ in range(6):
        row = [row] * 1000
    return row


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (explosion(), "items"),
        (object(), "an object of type object"),
        (iter([1]), "read only once"),
        (zip([1], [2], strict=True), "read only once"),
        (len, "a function"),
        (b"1", "bytes"),
        (1 << 20_000, "digits"),
        ([[[[[[[[[[1]]]]]]]]]], "nested"),
        ([0] * (MAX_ITEMS + 1), "items"),
        (np.zeros(3, dtype="complex128"), "complex"),
        (np.datetime64("2020-01-01"), "date"),
        (torch.zeros(1, dtype=torch.complex64), "complex"),
        (torch.zeros(2).to_sparse(), "cannot be read"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "same name"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_other_values_are_refused_in_words(value, words):
    with pytest.raises(NotPlain, match=words):
        plain(value)


def test_frames_keep_what_a_check_can_read():
    frame = pd.DataFrame(
        {"n": [1, 2], "x": [0.5, np.nan], "ok": [True, False], "who": ["a", None]}
    )
    frame["when"] = pd.to_datetime(["2020-01-01", "2020-01-02"])
    frame["kind"] = pd.Categorical(["u", "v"])
    found = decode(encode(plain(frame)))
    assert list(found.columns) == list(frame.columns)
    assert [found[c].dtype.kind for c in ("n", "x", "ok")] == ["i", "f", "b"]
    assert found["who"][0] == "a"
    assert pd.isna(found["who"][1])
    assert found["kind"].tolist() == ["u", "v"]
    assert all(type(cell) is str for cell in found["when"])
    indexed = plain(frame.set_index("n"))
    assert indexed["n"].tolist() == [1, 2]
    assert list(plain(frame.set_index(pd.Index([7, 8]))).index) == [0, 1]


def test_what_counts_as_attempted():
    row = []
    row.append(row)
    for value in (None, ..., "...", " ", [...], {"a": None, "b": ...}, (..., [None])):
        assert not attempted(value)
    for value in (0, False, "a", [0], {"a": 0}, {}, [], row, np.zeros(0), object()):
        assert attempted(value)


# -- sameness -----------------------------------------------------------------

SAME = [
    (1, 1, True, True),
    (1, 1.0, False, True),
    (True, 1, False, False),
    (0.1 + 0.2, 0.3, True, True),
    (1e-20, 2e-20, False, False),
    (float("nan"), float("nan"), True, True),
    (float("inf"), 1e308, False, False),
    (10**400, 1.0, False, False),
    (10**18, 10**18 + 1, False, True),
    ("a", "b", False, False),
    (None, 0, False, False),
    ([1, 2], (1, 2), False, True),
    ([1, 2], [1, 2, 3], False, False),
    ({"a": 1.0}, {"a": 1.0 + 1e-9}, True, True),
    ({"a": 1}, {"b": 1}, False, False),
    (np.array([1, 2]), np.array([1.0, 2.0]), False, True),
    (np.array([1, 2]), [1, 2], False, True),
    (np.array([1.0, np.inf]), np.array([5.0, np.inf]), False, False),
    (np.array([1e-12]), np.array([2e-12]), False, False),
    (np.array([1.0, 1e-14]), np.array([1.0, 0.0]), True, True),
    (np.array([np.nan]), np.array([np.nan]), True, True),
    (np.float32([1 / 3]), np.array([1 / 3]), True, True),
    (np.uint8([0]), np.uint8([255]), False, False),
    (np.array([2**60]), np.array([2**60 + 1]), False, False),
    (np.zeros((2, 1)), np.zeros((1, 2)), False, False),
    (np.zeros(0), np.zeros(0), True, True),
    (np.array([[1.0], [2.0]]), [[1.0], [2.0, 3.0]], False, False),
    (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [1]}), True, True),
    (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [1.0]}), False, True),
    (pd.DataFrame({"a": [1]}), pd.DataFrame({"b": [1]}), False, False),
]


@pytest.mark.parametrize(
    ("a", "b", "strict", "loose"), SAME, ids=[f"{a!r}, {b!r}"[:40] for a, b, *_ in SAME]
)
def test_same(a, b, strict, loose):
    assert same(a, b) is same(b, a) is strict
    assert same(a, b, loose=True) is same(b, a, loose=True) is loose


def test_a_tolerance_of_zero_is_equality():
    assert not same([1.0], [1.0 + 1e-12], rtol=0.0)
    assert not same(np.array([1.0]), np.array([1.0 + 1e-12]), rtol=0.0)
    assert not same(np.array([1]), np.array([1.0]), rtol=0.0)
    assert same(np.array([np.nan, 1]), np.array([np.nan, 1]), rtol=0.0)


# -- crossing -----------------------------------------------------------------


def drawn(rng, depth=0):
    """Draw a plain value."""
    kinds = ["int", "float", "str", "none", "bool", "array"]
    kind = rng.choice(kinds + (["list", "tuple", "dict"] * 2 if depth < 4 else []))
    n = int(rng.integers(4))
    match kind:
        case "int":
            return int(rng.integers(-(2**62), 2**62)) * 10**n
        case "float":
            return float(rng.choice([rng.normal(), np.nan, np.inf, -0.0, 1e300]))
        case "str":
            return str(rng.choice(["", "ä…", "\ud800", '{"list": []}', "a\nb"]))
        case "none" | "bool":
            return None if kind == "none" else bool(n % 2)
        case "array":
            types = ["f4", "f8", "i8", "u1", "?", "f2", ">i4"]
            shape = rng.integers(0, 3, size=n).tolist()
            return rng.normal(size=shape).astype(rng.choice(types))
        case "dict":
            keys = [str(i) if i % 2 else i for i in range(n)]
            return {key: drawn(rng, depth + 1) for key in keys}
        case _:
            items = [drawn(rng, depth + 1) for _ in range(n)]
            return items if kind == "list" else tuple(items)


def test_what_crosses_comes_back_the_same(seed):
    rng = np.random.default_rng(seed)
    for _ in range(200):
        value = drawn(rng)
        found = decode(encode(value))
        assert type(found) is type(value)
        assert same(found, value, rtol=0.0)
        if type(value) is np.ndarray:
            assert (found.dtype, found.shape) == (value.dtype, value.shape)
            assert found.flags.writeable


class Bomb:
    def __reduce__(self):
        return pytest.fail, ("a pickle was loaded",)


def test_the_asker_never_unpickles_nor_borrows():
    bomb = base64.b64encode(pickle.dumps(Bomb())).decode()
    for packed in ({"object": bomb}, {"lent": 0}, {"list": [{"object": bomb}]}):
        with pytest.raises(ValueError, match="not accepted here"):
            decode(json.dumps(packed))
    with pytest.raises(TypeError, match="cannot cross to the asker"):
        encode(Bomb())
    with pytest.raises(TypeError, match="cannot cross to the learner"):
        encode(Bomb(), lend=lambda spy: 0)


# -- rungs and kinds ----------------------------------------------------------


@pytest.mark.parametrize(
    ("rung", "right", "wrong"),
    [
        (integer, [3, -1, 10**30], [True, 3.0, "3", None, [3], np.array(3)]),
        (number, [3, 0.5], [True, "3", None, float("nan"), float("inf"), np.array(3)]),
        (boolean, [True, False], [1, 0.0, "True", None]),
        (array, [np.zeros(2)], [[0, 0], 1.0, None]),
        (mapping("a", of=integer), [{"a": 1}, {"a": 1, "b": "x"}],
         [{}, {"a": 1.5}, {"b": 1}, [("a", 1)], None]),
    ],
    ids=["integer", "number", "boolean", "array", "mapping"],
)  # fmt: skip
def test_rungs(rung, right, wrong):
    assert [rung(value) for value in right] == [None] * len(right)
    for value in wrong:
        assert 3 <= len(rung(value).split()) <= 30


TABLE = Table(("n", "who"), numbers=("n",))


@pytest.mark.parametrize("transport", [None, StandIn()], ids=["here", "stand-in"])
@pytest.mark.parametrize(
    ("kind", "value", "found"),
    [
        (TABLE, pd.DataFrame({"n": [1], "who": ["a"], "x": [None]}), None),
        (TABLE, pd.DataFrame({"n": [1]}), "has no column 'who'; it has 'n'"),
        (TABLE, pd.DataFrame({"n": [], "who": []}), "has no rows"),
        (TABLE, pd.DataFrame({"n": [1, None], "who": ["a", "b"]}), "1 of 2 cells"),
        (TABLE, pd.DataFrame({"n": ["1"], "who": ["a"]}), "the first is '1'"),
        (TABLE, [[1, "a"]], "where a data frame belongs"),
        (Choice(("Yes", "no")), " YES ", None),
        (Choice(("Yes", "no")), "maybe", "choose one of `'Yes'`, `'no'`"),
        (Choice(("Yes", "no")), ["no"], "choose one of"),
        (Choice(("Yes", "no")), np.array(["no"]), "choose one of"),
        (Number(integer), np.int64(4), None),
        (Number(integer), 4.0, "where a whole number"),
        (Mapping(), {"a": 1}, None),
        (Mapping(), [1], "where a dict belongs"),
        (Text(), "text", None),
        (Text(), 7, "where a text belongs"),
    ],
)
def test_kinds_of_values(kind, value, found, transport):
    session = Session(5.0, transport) if transport else Session(5.0)
    if found is None:
        kind.bind("answer", value, session)
    else:
        with pytest.raises(Unfit, match="`answer`") as problem:
            kind.bind("answer", value, session)
        assert found in str(problem.value)


def test_a_choice_is_given_as_it_is_listed():
    assert Choice(("Yes", "no")).bind("answer", " yes ", Session(5.0)) == "Yes"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12345, "12,345"),
        (3.0, "3.0"),
        (1 / 3, "0.333333"),
        (3.0000000001, "3.0000000001"),
        (12345678.0, "12,345,678.0"),
        (float("nan"), "nan"),
        (1e300, "1e+300"),
        ((1,), "(1,)"),
        ({"a": 1.5}, "{'a': 1.5}"),
        (np.array([1.0, 2.0]), "[1., 2.]"),
        (np.zeros((3, 4)), "array of shape (3, 4), float64"),
        (pd.DataFrame({"a": [1], "b": [2]}), "table of 1 rows, columns a, b"),
        ("x" * 1000, "'" + "x" * 118 + "…"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_show(value, text):
    assert show(value) == text


def test_show_is_one_short_line():
    deep = [[np.zeros(5) + i for i in range(5)]] * 30
    assert "\n" not in show(deep)
    assert len(show(deep)) <= 120
