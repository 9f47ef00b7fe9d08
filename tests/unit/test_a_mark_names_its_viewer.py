"""The code of a page's mark stands for one viewer and one second, however it is typed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.core.screens.rules import READ_ALPHABET, read_code, read_of

AT = datetime(2020, 3, 10, 1, 0, 30, 500_000, tzinfo=UTC)


@given(st.integers(1, 2**31), st.integers(0, 2**30 - 1))
def test_a_code_is_read_back_as_who_and_when(user_id, seconds):
    at = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    assert read_of(read_code(user_id, at)) == (user_id, at)


def test_the_code_is_of_the_whole_second():
    assert read_of(read_code(17, AT)) == (17, AT.replace(microsecond=0))


@pytest.mark.parametrize("typed", [str.lower, lambda code: code.replace("-", " "), lambda code: code.replace("0", "O")])
def test_spaces_case_and_letters_that_look_alike_do_not_matter(typed):
    assert read_of(typed(read_code(17, AT))) == read_of(read_code(17, AT))


@given(st.integers(0, 10), st.sampled_from(READ_ALPHABET))
def test_one_wrong_character_is_noticed(place, other):
    code = read_code(17, AT).replace("-", "")
    wrong = code[:place] + other + code[place + 1 :]
    assert wrong == code or read_of(wrong) is None


@pytest.mark.parametrize("text", ["", "-", "ABC", "7K2QF", "一二三四五六七八九十一", "0" * 30])
def test_what_is_no_code_is_said_to_be_none(text):
    assert read_of(text) is None
