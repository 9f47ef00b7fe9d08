"""Many rows become COPY's text: a value for each row or one for all, and no text is taken for a tab or a new row."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec import Struct

from fangxian.engine.merging import MergeWord
from fangxian.engine.records import NotARecord
from fangxian.engine.shapes import Id, hour_texts, moment_texts, read_all_as
from fangxian.intake.services.copying import as_copied
from fangxian.intake.sources.checkpoint.rules.offline import SentCheck

ID = "0190aaaa-0000-7000-8000-00000000000"


def sent(number, **fields):
    made = {"client_id": f"{ID}{number}", "checkpoint": f"{ID}9", "device_at": "2020-03-10T09:00:00+08:00"}
    return made | {"verdict": "PASS"} | fields


def test_a_value_for_each_row_and_one_for_all():
    lines = list(as_copied(["a", "b"], {"count": [1, None], "is_late": [True, False], "word": MergeWord.NEW}))
    assert lines == ["a\t1\tTrue\tnew", "b\t\\N\tFalse\tnew"]


def test_what_would_end_a_value_is_escaped():
    told = ["plain", "a\tb", "a\nb\r", "\\N", ""]
    lines = list(as_copied(range(5), {"told": told, "all": "\t"}))
    assert [line.split("\t")[1] for line in lines] == ["plain", "a\\tb", "a\\nb\\r", "\\\\N", ""]
    assert all(line.endswith("\t\\t") for line in lines)


def test_a_column_that_is_too_short_is_not_written():
    with pytest.raises(AssertionError):
        as_copied(["a", "b"], {"count": [1]})


def test_one_bad_record_of_many_is_named_and_the_others_are_read():
    found = read_all_as([sent(1), sent(2, verdict="TURN_BACK"), sent(3), None], SentCheck)
    assert [isinstance(one, NotARecord) for one in found] == [False, True, False, True]
    assert (found[1].finding.code, found[1].finding.field) == ("unknown_word", "verdict")
    assert [one.client_id[-1] for one in (found[0], found[2])] == ["1", "3"]


def test_an_id_of_other_letters_is_named_and_the_others_are_read():
    odd = [f"{ID}\n", f"{ID}A", ID.replace("-", "0") + "0", f"{ID}1", f"{ID}22"]
    found = read_all_as([sent(1, client_id=one) for one in odd] + [sent(1, continues="0" * 36)], SentCheck)
    told = [one.finding.field if isinstance(one, NotARecord) else None for one in found]
    assert told == ["client_id", "client_id", "client_id", None, "client_id", "continues"]
    assert {one.finding.code for one in found if isinstance(one, NotARecord)} == {"not_an_id"}


def test_a_shape_has_its_ids_where_they_are_looked_at():
    class Inner(Struct):
        about: Id

    class Outer(Struct):
        client_id: Id
        inner: tuple[Inner, ...] = ()

    with pytest.raises(TypeError, match="inside"):
        read_all_as([{"client_id": f"{ID}1"}], Outer)


@pytest.mark.parametrize("name", ["Asia/Shanghai", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns"])
def test_the_hour_of_a_zone_is_the_one_that_its_clocks_show(name):
    zone, start = ZoneInfo(name), datetime(2019, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    moments = [start + timedelta(minutes=7 * number) for number in range(80_000)]
    expected = [moment.astimezone(zone).isoformat()[:13] for moment in moments]
    assert [text[:13] for text in hour_texts(moments, zone=zone)] == expected


def test_moments_keep_their_zone_and_their_microseconds():
    (one,) = read_all_as([sent(1, device_at="2020-03-10T09:00:00.000123+08:00")], SentCheck)
    assert moment_texts([one.device_at]) == ["2020-03-10T09:00:00.000123+08:00"] and moment_texts([]) == []


def test_what_has_no_text_of_its_own_is_not_written():
    with pytest.raises(TypeError):
        list(as_copied(["a", "b"], {"told": [b"sealed", None]}))
