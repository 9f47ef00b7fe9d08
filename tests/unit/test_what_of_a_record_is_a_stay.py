"""The rules by which rows become stays: pairing at gates, open ends, nights, doors, and which day is due."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.engine.rules.packs import read_pack
from fangxian.snapshots import rules
from fangxian.snapshots.rules import IN, OUT, Bounds, Tally

CITY = ZoneInfo("Asia/Shanghai")
DAY = date(2020, 3, 9)
BOUNDS = Bounds.of(DAY, CITY)


def clock(text: str) -> datetime:
    return datetime.fromisoformat(f"2020-03-09T{text}").replace(tzinfo=CITY).astimezone(UTC)


def spans(*passages: tuple[str, str], was_in: bool = False):
    tally = Tally()
    told = [(direction, clock(at)) for direction, at in passages]
    found = rules.paired(told, was_in=was_in, bounds=BOUNDS, tally=tally)
    return [(begins.astimezone(CITY).strftime("%H:%M"), ends - begins) for begins, ends in found], tally


def test_who_first_goes_out_was_inside_since_midnight_only_if_she_came_in_the_day_before():
    assert spans((OUT, "08:00"), was_in=True)[0] == [("00:00", timedelta(hours=8))]
    found, tally = spans((OUT, "08:00"))
    assert found == [] and tally.became == {"out_without_in": 1}


def test_who_comes_in_twice_came_in_first_and_the_second_row_is_counted():
    found, tally = spans((IN, "08:00"), (IN, "09:00"), (OUT, "10:00"))
    assert found == [("08:00", timedelta(hours=2))]
    assert tally.became == {"stay": 1, "in_again": 1, "other_end": 1}


@given(st.lists(st.tuples(st.sampled_from((IN, OUT)), st.integers(0, 86_399)), max_size=12), st.booleans())
def test_every_row_becomes_something_and_no_stay_leaves_its_day(told, was_in):
    tally = Tally()
    passages = [
        (direction, BOUNDS.begins_at + timedelta(seconds=at)) for direction, at in sorted(told, key=lambda t: t[1])
    ]
    found = rules.paired(passages, was_in=was_in, bounds=BOUNDS, tally=tally)
    assert tally.rows_read == len(passages) and tally.became["stay"] == len(found)
    assert all(BOUNDS.begins_at <= begins <= ends <= BOUNDS.ends_at for begins, ends in found)
    assert all(one[1] <= after[0] for one, after in pairwise(found))


def test_a_check_in_without_an_end_lasts_no_longer_than_it_holds():
    begins, ends, marks = rules.check_in_span(
        entered_at=clock("10:00"), left_at=None, expires_at=clock("11:00"), minutes=120
    )
    assert (ends - begins, marks) == (timedelta(hours=1), ("length_supposed",))


def test_a_night_is_two_pieces_of_its_day():
    first, second = rules.nights(BOUNDS, begins="22:00", ends="06:00")
    assert (first[1] - first[0], second[1] - second[0]) == (timedelta(hours=6), timedelta(hours=2))
    assert (first[0], second[1]) == (BOUNDS.begins_at, BOUNDS.ends_at)


@pytest.mark.parametrize(("one", "other"), [("试验路 1号302室", "试验路1号302室"), ("Ｒｏａｄ １", "road 1")])
def test_a_door_is_one_however_it_is_written(one, other):
    assert rules.door_of(one) == rules.door_of(other) is not None
    assert rules.door_of("试验村") is None


def test_a_new_lake_takes_every_day_that_is_kept_and_then_the_last_ones_once_a_night():
    last = date(2020, 3, 9)
    due = {"last_closed": last, "kept_days": 14, "again_days": 3}
    assert len(rules.days_due(taken={}, **due)) == 14
    yesterday = {last - timedelta(days=back): last for back in range(1, 14)}
    assert [day.day for day in rules.days_due(taken=yesterday, **due)] == [7, 8, 9]
    tonight = yesterday | dict.fromkeys((date(2020, 3, day) for day in (7, 8, 9)), last + timedelta(days=1))
    assert rules.days_due(taken=tonight, **due) == []


def test_a_lake_in_a_bucket_keeps_its_options_behind_the_programme():
    assert rules.address_of_lake("s3://b/lake?region=r", "7") == "s3://b/lake/7?region=r"
    assert rules.address_of_lake("/data/lake/", "7") == "/data/lake/7"


def test_the_edition_has_a_rule_for_every_kind_and_lists_nobody_for_grounds_and_communities():
    pack = read_pack("cn.stays")
    least = rules.list_from_minutes(pack)
    assert set(rules.KINDS) - set(least) == {"gate", "declared"}
    listing = {kind: rules.setting_of(pack, kind) for kind in rules.KINDS}
    assert [kind for kind, setting in listing.items() if setting is None] == ["gate", "declared"]
    assert rules.setting_of(pack, "venue", "canteen") == "meal" and Counter(least)["household"] == 60
