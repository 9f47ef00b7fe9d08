"""The subset of CertLogic: what each operator says, that unknown stays unknown, and that nothing else is possible."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.engine.rules import logic

DATA = {
    "n": 5,
    "t": "close",
    "yes": True,
    "no": False,
    "nothing": None,
    "day": "2020-02-28",
    "at": "2020-02-28T16:30:00Z",
}


def say(expression):
    return logic.compute(expression, DATA)


def v(name):
    return {"var": name}


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ({"<": [v("n"), 6]}, True),
        ({"<": [v("n"), 5]}, False),
        ({"<=": [v("n"), 5]}, True),
        ({">": [v("n"), 5]}, False),
        ({">=": [v("n"), 5]}, True),
        ({"===": [v("t"), "close"]}, True),
        ({"===": [v("yes"), 1]}, False),
        ({"===": [v("nothing"), None]}, True),
        ({"in": [v("t"), ["close", "general"]]}, True),
        ({"in": [v("t"), []]}, False),
        ({"and": [v("yes"), v("yes")]}, True),
        ({"and": [v("yes"), v("no")]}, False),
        ({"or": [v("no"), v("yes")]}, True),
        ({"or": [v("no"), v("no")]}, False),
        ({"!": [v("no")]}, True),
        ({"if": [v("yes"), "a", "b"]}, "a"),
        ({"if": [v("nothing"), "a", "b"]}, "b"),
        ({"plusTime": [v("day"), 2, "day"]}, date(2020, 3, 1)),
        ({"plusTime": ["2020-01-31", 1, "month"]}, date(2020, 2, 29)),
        ({"plusTime": [v("at"), -30, "minute"]}, datetime(2020, 2, 28, 16, tzinfo=UTC)),
        ({"after": [v("day"), "2020-02-27"]}, True),
        ({"before": [v("day"), "2020-02-28"]}, False),
        ({"not-after": [v("day"), "2020-02-28"]}, True),
        ({"not-before": [v("at"), "2020-02-29T00:30:00+08:00"]}, True),
    ],
)
def test_an_operator_says(expression, value):
    assert say(expression) == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ({"<": [v("nothing"), 6]}, None),
        ({"before": ["2020-02-28", v("nothing")]}, None),
        ({"!": [v("nothing")]}, None),
        ({"and": [v("yes"), v("nothing")]}, None),
        ({"and": [v("no"), v("nothing")]}, False),
        ({"or": [v("yes"), v("nothing")]}, True),
        ({"or": [v("no"), v("nothing")]}, None),
        ({"in": [v("nothing"), ["a"]]}, None),
        ({"plusTime": [v("nothing"), 1, "day"]}, None),
    ],
)
def test_unknown_stays_unknown_unless_it_cannot_matter(expression, value):
    assert say(expression) is value


@pytest.mark.parametrize(
    "expression",
    [
        {"==": [1, 1]},
        {"<": [1, 2, 3]},
        {"if": [True, 1]},
        {"!": [1, 2]},
        {"and": [True]},
        {"var": ""},
        {"var": ["a", "b"]},
        {"<": [1, 2], ">": [1, 2]},
        {"plusTime": ["2020-02-28", 1, "fortnight"]},
        {"and": [True, {"reduce": []}]},
    ],
)
def test_anything_else_is_refused_before_it_runs(expression):
    with pytest.raises(logic.LogicError):
        logic.check(expression)


@pytest.mark.parametrize(
    "expression",
    [
        v("missing"),
        {"<": [v("t"), 1]},
        {"<": [v("yes"), 1]},
        {"before": [v("day"), v("at")]},
        {"before": ["yesterday", "today"]},
        {"after": ["2020-02-28T10:00:00", v("at")]},
        {"plusTime": [v("at"), 1, "day"]},
        {"plusTime": [v("day"), 1, "hour"]},
        {"plusTime": [v("day"), 99_999_999, "day"]},
        {"in": [v("t"), 5]},
    ],
)
def test_values_that_do_not_fit_are_refused(expression):
    with pytest.raises(logic.LogicError):
        say(expression)


def test_the_names_a_rule_reads_are_known_beforehand():
    assert logic.variables({"if": [v("a"), {"in": [v("b"), [1]]}, {"!": [v("params.c")]}]}) == {"a", "b", "params.c"}


_leaves = (
    st.none() | st.booleans() | st.integers(-99, 99) | st.sampled_from(["close", "2020-02-28", "2020-02-28T10:00:00Z"])
)
_leaves |= st.sampled_from([v(name) for name in DATA])
_operators = ["===", "in", "<", "<=", ">", ">=", "after", "before", "not-after", "not-before", "and", "or"]
_expressions = st.recursive(
    _leaves,
    lambda inner: (
        st.builds(lambda name, a, b: {name: [a, b]}, st.sampled_from(_operators), inner, inner)
        | st.builds(lambda a: {"!": [a]}, inner)
        | st.builds(lambda a, b, c: {"if": [a, b, c]}, inner, inner, inner)
        | st.builds(
            lambda a, n, u: {"plusTime": [a, n, u]}, inner, st.integers(), st.sampled_from(["day", "hour", "year"])
        )
        | st.lists(inner, max_size=3)
    ),
    max_leaves=12,
)


@given(_expressions)
def test_every_expression_of_the_subset_gives_a_value_or_says_why_not(expression):
    logic.check(expression)
    try:
        logic.compute(expression, DATA)
    except logic.LogicError as refused:
        assert str(refused)


_numbers = st.integers(-99, 99) | st.none() | st.just(v("n"))
_booleans = st.recursive(
    st.builds(lambda name, a, b: {name: [a, b]}, st.sampled_from(["<", "<=", ">", ">=", "==="]), _numbers, _numbers),
    lambda inner: (
        st.builds(lambda name, a, b: {name: [a, b]}, st.sampled_from(["and", "or"]), inner, inner)
        | st.builds(lambda a: {"!": [a]}, inner)
        | st.builds(lambda a, b, c: {"if": [a, b, c]}, inner, inner, inner)
    ),
    max_leaves=12,
)


@given(_booleans)
def test_an_expression_of_fitting_values_always_gives_yes_no_or_unknown(expression):
    assert logic.compute(expression, DATA) in (True, False, None)
