"""Lists of trains and flights as authorities published them, one a line; what is none is said by its line."""

from datetime import date

import pytest

from fangxian.cases.rules.listed import services_in


@pytest.mark.parametrize(
    ("line", "mode", "number", "on"),
    [
        ("G7321 2020-03-05", "train", "G7321", date(2020, 3, 5)),
        ("2020年3月5日 高铁 Ｇ７３２１ 7车厢", "train", "G7321", date(2020, 3, 5)),
        ("flight mu5178, 2020/1/21", "plane", "MU5178", date(2020, 1, 21)),
        ("3U8236 2020.1.21", "plane", "3U8236", date(2020, 1, 21)),
        ("客车 0512 2020-01-23", "coach", "0512", date(2020, 1, 23)),
    ],
)
def test_a_line_is_read_as_people_write_it(line, mode, number, on):
    (found,), problems = services_in(line)
    assert (found.mode, found.number, found.on, problems) == (mode, number, on, [])


@pytest.mark.parametrize("line", ["G7321", "G7321 2020-02-30", "2020-03-05", "0512 2020-03-05", "张三 2020-03-05"])
def test_a_line_that_is_none_is_named_by_its_number(line):
    found, (problem,) = services_in(f"\n{line}")
    assert found == [] and problem.values["line"] == 2


def test_more_lines_than_a_list_has_are_refused():
    found, problems = services_in("G1 2020-03-05\n" * 201)
    assert [problem.code for problem in problems] == ["cases.list_too_long"] and len(found) == 201
