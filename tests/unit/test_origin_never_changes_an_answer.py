"""Whatever is known of somebody's origin, belief or money: every answer stays the same."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.engine import identity
from fangxian.engine.rules.denylist import FORBIDDEN_INPUTS, is_denied
from fangxian.engine.rules.evaluation import InputRefused, evaluate
from fangxian.engine.rules.packs import read_pack, read_packs

AT = datetime(2020, 2, 12, tzinfo=UTC)
SCREEN = read_pack("cn.screen.2020-02")
COLUMNS = sorted({name for kind in FORBIDDEN_INPUTS for name in (*kind.chinese, *kind.english)})

denied_columns = st.dictionaries(
    st.sampled_from(COLUMNS), st.sampled_from(["湖北", "武汉", "420000", "鄂A12345", "汉", ""])
)
stays = st.fixed_dictionaries(
    {
        "stay.days_before_arrival": st.integers(-5, 40) | st.none(),
        "stay.area_level": st.sampled_from(["high", "medium", "low", None]),
        "stay.transit_only": st.booleans() | st.none(),
    }
)


@pytest.mark.invariant("INV-14")
@given(stays, denied_columns, denied_columns)
def test_two_people_who_differ_only_in_origin_get_one_answer(stay, one, other):
    answers = []
    for columns in (one, other):
        facts = {name: value for name, value in {**columns, **stay}.items() if is_denied(name) is None}
        answers.append(evaluate(SCREEN, "look-back", facts, at=AT))
    assert answers[0] == answers[1]


@pytest.mark.invariant("INV-14")
@given(stays, st.sampled_from(COLUMNS))
def test_a_denied_fact_cannot_even_be_handed_to_a_rule(stay, column):
    with pytest.raises(InputRefused):
        evaluate(SCREEN, "look-back", {**stay, column: "湖北"}, at=AT)


@pytest.mark.invariant("INV-14")
def test_no_shipped_rule_reads_a_denied_input():
    assert [name for pack in read_packs() for rule in pack.rules for name in rule.inputs if is_denied(name)] == []


@pytest.mark.invariant("INV-14")
@given(st.sampled_from(COLUMNS), st.sampled_from(["{}", " {} ", "本人{}", "{}（必填）", "{}*"]))
def test_a_denied_column_is_recognised_however_it_is_dressed(column, dress):
    assert is_denied(dress.format(column)) is not None


def _number(prefix: str, born: date) -> str:
    return identity.upgrade_15_digits(f"{prefix}{born:%y%m%d}001") or ""


@pytest.mark.invariant("INV-14")
@given(st.integers(110000, 659999), st.integers(110000, 659999))
def test_the_area_of_an_identity_number_changes_nothing(one, other):
    first, second = (identity.check_id_number(_number(str(prefix), date(1949, 12, 31))) for prefix in (one, other))
    assert (first.status, first.born_on) == (second.status, second.born_on) == ("valid", date(1949, 12, 31))


@pytest.mark.invariant("INV-14")
@given(st.sampled_from("京沪鄂皖浙粤藏新"), st.sampled_from("ABCDEFGHJ"))
def test_the_province_of_a_plate_changes_nothing(province, letter):
    assert identity.plate_kind(f"{province}{letter}12345") == "standard"


@pytest.mark.invariant("INV-14")
@given(st.integers(3, 9), st.integers(0, 99_999_999), st.integers(0, 9))
def test_the_region_of_a_phone_changes_nothing(second, rest, third):
    assert identity.normalise_mobile(f"1{second}{third}{rest:08d}") == f"+861{second}{third}{rest:08d}"
