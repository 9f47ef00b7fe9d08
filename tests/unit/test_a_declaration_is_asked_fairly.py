"""What a declaration may contain, and what it never lets through to a judgement."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.intake.rules import new_number, normalise_number, spoken, why_not_a_number
from fangxian.intake.sources.declaration import rules

AT = datetime(2020, 3, 10, 1, tzinfo=UTC)
TODAY = date(2020, 3, 10)
STAY = rules.Stay("4201", "武汉", date(2020, 3, 1), date(2020, 3, 8))
DECLARED = rules.Declared(
    name="试验甲", document_kind="id_card", document_number="440524188001010014", phone="+8613800138000",
    arrives_on=date(2020, 3, 9), destination_code="330502001", destination_in_programme=True, stays=[STAY],
    transport=rules.Transport("train", "G100"),
)  # fmt: skip


@pytest.mark.invariant("INV-14")
@given(
    prefix=st.from_regex(r"[1-9]\d{5}", fullmatch=True),
    region=st.from_regex(r"\+861[3-9]\d{9}", fullmatch=True),
    kind=st.sampled_from([kind for kind, _ in rules.DOCUMENT_KINDS]),
    name=st.text(min_size=1, max_size=20),
    helped=st.booleans(),
)
def test_origin_never_reaches_what_is_judged(prefix, region, kind, name, helped):
    other = replace(DECLARED, name=name, document_kind=kind, document_number=prefix + "188001010014", phone=region,
                    is_helped=helped)  # fmt: skip
    assert rules.content_of(other, at=AT) == rules.content_of(DECLARED, at=AT)


@given(st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_of_a_receipt_number_is_found(place, shift):
    number = new_number()
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert why_not_a_number(number) is None
    assert why_not_a_number(wrong).code == "intake.number_mistyped"


def test_a_receipt_number_is_spoken_in_threes_and_read_back():
    number = new_number()
    assert len(spoken(number).split()) == 3
    assert normalise_number(spoken(number)) == number == normalise_number(f" {number[:4]}－{number[4:]} ")


@pytest.mark.parametrize("text", ["", "12345678", "1234567890", "abc"])
def test_a_number_of_another_length_says_so(text):
    assert why_not_a_number(text).code == "intake.number_length"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("440524188001010014", None),
        ("44052418800101001４", None),
        ("440524188001010015", "declaration.id_checksum"),
        ("440524188013010014", "declaration.id_date"),
        ("4.40524E+17", "declaration.id_damaged"),
        ("12345", "declaration.id_format"),
        (" ", "declaration.no_document_number"),
    ],
)
def test_an_identity_number_is_checked_for_slips_only(number, code):
    found = rules.why_not_document("id_card", number)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        ({"from_on": date(2020, 3, 9)}, "declaration.stay_reversed"),
        ({"until_on": date(2020, 3, 10)}, "declaration.stay_after_arrival"),
        ({"from_on": date(2019, 3, 1), "until_on": date(2019, 3, 8)}, "declaration.stay_long_ago"),
        ({"from_on": date(1990, 1, 1)}, None),
    ],
)
def test_the_days_of_a_stay_must_be_possible(change, code):
    found = rules.why_not_stay(replace(STAY, **change), arrives_on=date(2020, 3, 9), today=TODAY, row=1)
    assert (found.code if found else None) == code


FAR = "declaration.arrival_far"


@pytest.mark.parametrize(("days", "code"), [(0, None), (60, None), (61, FAR), (-61, FAR)])
def test_an_arrival_is_near_today(days, code):
    found = rules.why_not_arrive(TODAY + timedelta(days=days), today=TODAY)
    assert (found.code if found else None) == code
