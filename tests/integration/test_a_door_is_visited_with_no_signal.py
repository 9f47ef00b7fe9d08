"""Visits come in from phones: each lands once, the newest is shown, every one is kept (F06, INV-23)."""

from datetime import timedelta

import pytest
from tests.sweeps import building, door, land, leader, round_over, sent_round, stays, visit, words, worker

from fangxian.core.audit.models import AuditEvent
from fangxian.core.problems.rules import Refused
from fangxian.intake.models import Fact
from fangxian.intake.sources.sweep import queries, services
from fangxian.intake.sources.sweep.models import AddressList, Door, RoundDoor, Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(city):
    return sent_round(city)


def test_a_visit_lands_once_however_often_it_is_sent(city, round_):
    one = visit(door(round_), at=city.at, household_size=3)
    assert words(land(city, one)) == ["new"]
    assert words(land(city, one, one)) == ["identical", "identical"]
    assert Visit.objects.count() == 1 and door(round_).state == "visited"


def test_the_same_id_for_another_visit_is_discarded(city, round_):
    one = visit(door(round_), at=city.at)
    land(city, one)
    assert words(land(city, one | {"result": "refused", "told_why": None})) == ["discarded"]
    assert door(round_).state == "visited"


def test_two_workers_at_one_door_the_newest_wins_and_both_are_kept(city, round_):
    early, late = (visit(door(round_), at=city.at + timedelta(minutes=m), result=r)
                   for m, r in ((10, "absent"), (40, "answered")))  # fmt: skip
    assert words(land(city, late, name="grid")) == ["new"]
    (landed,) = land(city, early, name="post_worker")
    assert landed.word.value == "old" and "other_worker" in landed.marks
    assert door(round_).state == "visited"
    assert [one.result for one in queries.history_of(door(round_))] == ["absent", "answered"]


def test_a_later_visit_takes_the_place_of_an_earlier_one(city, round_):
    land(city, visit(door(round_), at=city.at, result="absent"))
    again = visit(door(round_), at=city.at + timedelta(minutes=30))
    assert words(land(city, again)) == ["updated"]
    assert door(round_).state == "visited" and door(round_).next_try_at is None


def test_absent_households_are_tried_as_the_pack_says_and_then_no_more(city, round_):
    moments = []
    for hours in (1, 10, 25):
        at = city.at + timedelta(hours=hours)
        land(city, visit(door(round_), at=at, result="absent"), at=at)
        moments.append(door(round_).next_try_at)
    assert [m and m.astimezone(city.programme.zone).strftime("%d %H:%M") for m in moments] == [
        "10 18:30", "11 09:00", None,
    ]  # fmt: skip
    assert door(round_).absent_count == 3


@pytest.mark.invariant("INV-23")
def test_a_phone_a_year_fast_is_put_right_and_both_times_are_kept(city, round_):
    year = timedelta(days=365)
    (landed,) = land(city, visit(door(round_), at=city.at + year, result="vacant"), ahead_by=year)
    kept = Visit.objects.get()
    assert landed.marks == ("late", "clock") and kept.occurred_at == city.at and kept.device_at == city.at + year


@pytest.mark.invariant("INV-23")
def test_a_round_that_was_closed_meanwhile_loses_nothing(city, round_):
    services.explain_doors(
        round_=round_, reason="next_round", building_ids=[door(round_).building_id], by=leader(city), at=city.at
    )
    services.close_round(round_=round_, by=leader(city), at=city.at)
    (landed,) = land(city, visit(door(round_), at=city.at))
    assert landed.word.value == "new" and "round_closed" in landed.marks and Visit.objects.count() == 1


def test_a_door_that_is_not_on_the_list_is_added_as_found(city, round_):
    found = {"building": str(door(round_).building_id), "unit": "2", "number": "阁楼"}
    record = visit(door(round_), at=city.at, found=found)
    record.pop("door")
    assert words(land(city, record)) == ["new"]
    added = RoundDoor.objects.get(is_found=True)
    assert added.door.number == "阁楼" and added.assigned_post == city.posts["grid"]
    assert AddressList.objects.filter(source="found").get().number == 2
    assert words(land(city, record)) == ["identical"] and Door.objects.count() == 13


def test_a_door_said_to_be_missing_that_is_on_the_list_is_the_one_on_the_list(city, round_):
    record = visit(door(round_), at=city.at, found={"building": str(door(round_).building_id), "unit": "1",
                                                    "number": "101室"})  # fmt: skip
    record.pop("door")
    land(city, record)
    assert door(round_).state == "visited" and not RoundDoor.objects.filter(is_found=True).exists()


def test_one_bad_visit_among_many_is_named_and_the_others_land(city, round_):
    sent = [visit(one, at=city.at) for one in queries.doors_of_round(round_)]
    sent[5]["household_size"] = 1000
    landed = land(city, *sent)
    assert words(landed).count("new") == 11 and landed[5].finding.field == "household_size"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"result": "suspicious"}, "unknown_word"),
        ({"told_why": False, "needs": ["dialysis"]}, "not_told_why"),
        ({"needs": ["hukou"]}, "unknown_word"),
        ({"door": "00000000-0000-4000-8000-000000000000"}, "unknown_door"),
        ({"round": "00000000-0000-4000-8000-000000000000"}, "unknown_round"),
        ({"device_at": "noon"}, "not_a_moment"),
        ({"people": [stays(**{"from": "2020-03-09", "until": "2020-03-01"})]}, "days_contradict"),
        ({"people": [stays(until="2020-04-01")]}, "day_ahead"),
        ({"people": [stays(**{"from": "2019-01-01", "until": "2019-01-05"})]}, "day_long_ago"),
        ({"people": [stays(name="")]}, "no_name"),
        ({"people": [stays(phone="12")]}, "bad_phone"),
        ({"people": [stays(place="")]}, "no_place"),
        ({"contact": {"name": "试验", "phone": "x"}}, "bad_phone"),
        ({"symptoms": ["tired of questions"]}, "unknown_word"),
    ],
)
def test_what_is_no_visit_is_given_back_with_the_reason(city, round_, change, code):
    (landed,) = land(city, visit(door(round_), at=city.at) | change)
    assert landed.word.value == "invalid" and landed.finding.code == code
    assert not Visit.objects.exists() and not Fact.objects.exists()


def test_a_batch_is_one_event(city, round_):
    land(city, *(visit(one, at=city.at) for one in queries.doors_of_round(round_)))
    event = AuditEvent.objects.get(action="intake.visits_landed")
    assert event.count == 12 and event.detail == {"marked": 12}


@pytest.mark.parametrize(("name", "code"), [("next", "unknown_round"), ("grid2", "unknown_round")])
def test_a_worker_of_another_area_records_nothing(city, round_, name, code):
    (landed,) = land(city, visit(door(round_), at=city.at), name=name)
    assert landed.finding.code == code


def test_who_has_no_such_role_records_nothing(city, round_):
    with pytest.raises(Refused):
        land(city, visit(door(round_), at=city.at), name="checkpoint")


def test_a_phone_is_handed_its_doors_as_one_walks_and_told_what_is_gone(city):
    building(city, "10幢")
    building(city, "2幢")
    made = round_over(city)
    services.split_doors(round_=made, posts=[city.posts["grid"]], by=leader(city), at=city.at)
    page = queries.rows_for_sweep(by=worker(city), after="", limit=200, at=city.at)
    handed = [row for row in page.rows if row["kind"] == "door"]
    assert page.rows[0]["kind"] == "round" and page.next is None and not page.people_count
    assert [handed[0]["building_name"], handed[-1]["building_name"]] == ["2幢", "10幢"]
    assert [row["label"] for row in handed[:3]] == ["1单元 101室", "1单元 102室", "1单元 201室"]
    services.free_doors(round_=made, post=city.posts["grid"], by=leader(city), at=city.at)
    page = queries.rows_for_sweep(by=worker(city), after="", limit=200, at=city.at)
    assert len(page.rows) == 24 and all(row["gone"] for row in page.rows)


def test_a_long_list_is_handed_out_in_pages_without_a_gap(city):
    building(city, units=5, floors=10, each=5)
    made = round_over(city)
    services.split_doors(round_=made, posts=[city.posts["grid"]], by=leader(city), at=city.at)
    seen, after = [], ""
    while after is not None:
        page = queries.rows_for_sweep(by=worker(city), after=after, limit=100, at=city.at)
        assert len(page.rows) <= 100
        seen += [row["id"] for row in page.rows if row["kind"] == "door"]
        after = page.next
    assert len(seen) == len(set(seen)) == 250
