"""The figures of gates, dense places, our own force, what is asked again, as they stood at the end of the time."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from tests.followups import a_followup, an_isolation, tells
from tests.followups import worker as follower
from tests.gates import gate, passed, send
from tests.posts import officer, order, post, shift, tap
from tests.sweeps import land, sent_round, visit
from tests.venues import counted, resident, venue
from tests.venues import send as send_counts
from tests.work import arrival, one_task, worker

from fangxian.briefing import rules
from fangxian.briefing.registry import FIGURES
from fangxian.core.actors.rules import Actor, Purpose, Role
from fangxian.followup.services import land_visits
from fangxian.intake.sources.checkpoint import services as posts
from fangxian.intake.sources.declaration.rules import Stay
from fangxian.intake.sources.gate import services as gates
from fangxian.intake.sources.venue import services as venues
from fangxian.intake.sources.venue.services import Entered
from fangxian.measures.services import open_todays_visits
from fangxian.readiness import services as readiness
from fangxian.readiness.registry import WORKS
from fangxian.tasks import services as tasks
from fangxian.tasks.models import Task

pytestmark = pytest.mark.django_db
DAY = date(2020, 3, 10)


def value(city, key: str, *, name: str = "commander", hours: float = 0.5) -> rules.Value:
    """A figure of the tests' day, read some hours after 09:00."""
    by = city.actor(name, Purpose.COMMAND)
    scope = rules.scope_of_days(
        by=by, area_code=by.area_code, first_on=DAY, last_on=DAY, zone=city.programme.zone,
        at=city.at + timedelta(hours=hours),
    )  # fmt: skip
    return rules.value_of(FIGURES[key], scope)


def counts(city, *keys: str, **more) -> tuple:
    return tuple(value(city, key, **more).count for key in keys)


def test_a_gate_counts_what_it_asked_and_what_it_asked_nothing(city):
    here = gate(city)
    send(city, passed(city, here), passed(city, here, verdict="ASK_DUTY", way="none"),
         passed(city, here, verdict="EMERGENCY_PASS"))  # fmt: skip
    assert counts(city, "gate_persons", "gate_asks", "gate_emergencies") == (3, 1, 1)
    assert counts(city, "gate_persons", "gate_asks", "gate_emergencies", name="next") == (0, 0, 0)


def test_somebody_held_up_is_counted_whoever_tells(city):
    here = gate(city)
    herself = Actor(Role.RESIDENT, Purpose.OWN_FILE, city.programme.id)
    gates.report_wrong_refusal(gate=here, programme=city.programme, by=herself, at=city.at)
    assert counts(city, "gate_wrong_refusals") == (1,)


def test_a_gate_that_nobody_keeps_is_counted_until_somebody_comes(city):
    here = gate(city, manager="")
    assert counts(city, "gates_unkept") == (1,)
    came = {"client_id": str(uuid4()), "shift": str(uuid4()), "gate": str(here.id), "act": "begin",
            "at": (city.at + timedelta(hours=1)).isoformat()}  # fmt: skip
    gates.land_shifts([came], programme=city.programme, ahead_by=timedelta(0),
                      by=city.actor("keeper", Purpose.CHECK_AT_POST), at=city.at + timedelta(hours=1))  # fmt: skip
    assert counts(city, "gates_unkept", hours=2) == (0,)


def test_a_post_counts_vehicles_and_emergencies(city):
    on = shift(city, at_post=post(city, ring="inner"))
    posts.count_pass(shift=on, tap=tap(city, 3, 1), by=officer(city), at=city.at)
    posts.pass_emergency(shift=on, tap=tap(city), by=officer(city), at=city.at)
    assert counts(city, "post_vehicles", "post_emergencies", "posts_inner") == (1, 1, 1)


@pytest.mark.invariant("INV-22")
def test_a_place_is_full_by_its_counts_and_one_that_nobody_counts_is_missing(city):
    full, silent = venue(city), venue(city, name="西门食堂", kind="canteen")
    send_counts(city, counted(city, full, 120), counted(city, full, 230, minutes=1), minutes=5)
    assert counts(city, "venues_listed", "venue_counts", "venues_over") == (2, 2, 1)
    assert value(city, "venue_counts").missing == (silent.name,)


@pytest.mark.invariant("INV-13")
def test_check_ins_are_counted_by_place_and_their_figure_names_nobody(city):
    place = venue(city)
    order(city, "registration")
    for digit in (1, 2):
        entered = Entered("phone", f"+861380013800{digit}")
        venues.check_in(venue=place, entered=entered, by=resident(city), at=city.at)
    found = value(city, "venue_check_ins")
    shown = [[str(column.value(row)) for column in found.figure.columns] for row in rows_of(city, found)]
    assert found.count == 2 and shown == [[place.name, place.area_code, "2"]]


def rows_of(city, found: rules.Value) -> list:
    by = city.actor("commander", Purpose.COMMAND)
    at = city.at + timedelta(hours=0.5)
    return list(found.figure.rows(rules.scope_of_days(
        by=by, area_code="", first_on=DAY, last_on=DAY, zone=city.programme.zone, at=at,
    )))  # fmt: skip


def test_somebody_asked_again_is_counted_and_what_she_said_is_not_shown(city):
    task = tasks.accept_task(task=one_task(city, arrival()), by=worker(city, "grid"), at=city.at)
    hangzhou = Stay("330100", "杭州市", date(2020, 2, 20), date(2020, 3, 5))
    for answer, stays in (("later", ()), ("corrected", (hangzhou,))):
        tasks.ask_again(task=task, answer=answer, stays=stays, in_none=False, client_id=uuid4(),
                        by=worker(city, "grid"), at=city.at)  # fmt: skip
    found = value(city, "people_asked_again")
    shown = " ".join(str(column.value(row)) for row in rows_of(city, found) for column in found.figure.columns)
    assert found.count == 2 and "corrected" not in shown and "later" not in shown
    assert counts(city, "facts_corrected") == (1,)


@pytest.mark.invariant("INV-22")
def test_an_agency_that_nobody_answers_for_is_missing_by_name(city):
    unit = city.posts["post_worker"].unit
    readiness.enter_duty(unit=unit, function="值班医生", phone="0572-2000001", starts_at=city.at,
                         ends_at=city.at + timedelta(hours=8), by=city.actor("post_worker", Purpose.COMMAND),
                         at=city.at)  # fmt: skip
    found = value(city, "agencies_reachable")
    assert found.count == 1 and unit.body.name not in found.missing and "月河街道办" in found.missing
    assert value(city, "agencies_reachable", hours=9).count == 0


def test_a_unit_has_dealt_its_morning_out_or_is_counted_as_without(city):
    by, unit = city.actor("grid", Purpose.COMMAND), city.posts["grid"].unit
    readiness.name_leader(
        unit=unit, post=city.posts["grid"], by=city.actor("duty", Purpose.COMMAND), at=city.at - timedelta(hours=1)
    )
    a_followup(city)
    assert counts(city, "sheets_dealt", "sheets_not_dealt") == (0, 1)
    sheet = readiness.draw_sheet(unit=unit, day=DAY, works=WORKS.values(), by=by, at=city.at)
    readiness.deal_evenly(sheet=sheet, by=by, at=city.at)
    readiness.hand_out(sheet=sheet, by=by, at=city.at)
    assert counts(city, "sheets_dealt", "sheets_not_dealt") == (1, 0)


def test_buildings_are_covered_when_no_door_is_left(city):
    round_ = sent_round(city)
    assert counts(city, "sweep_buildings_done", "sweep_buildings_left", hours=2) == (0, 1)
    everybody = [visit(one, at=city.at) for one in round_.doors.all()]
    land(city, *everybody, at=city.at + timedelta(minutes=30))
    assert counts(city, "sweep_buildings_done", "sweep_buildings_left", hours=2) == (1, 0)


def test_answers_and_files_that_lack_their_three_are_counted(city):
    tells(city, a_followup(city, days=1))
    assert counts(city, "readings_taken", "files_open", "files_without_three", "files_over_a_week") == (1, 1, 1, 0)


def test_a_visit_counts_when_it_was_made_and_not_when_it_was_asked_for(city):
    an_isolation(city)
    open_todays_visits(at=city.at)
    made = {"kind": "visit_done", "client_id": str(uuid4()), "visit": str(Task.objects.get(kind="visit").id),
            "at": city.at.isoformat(), "outcome": "visited"}  # fmt: skip
    assert counts(city, "visits_done") == (0,)
    land_visits([made], programme=city.programme, ahead_by=timedelta(0), by=follower(city), at=city.at)
    assert counts(city, "visits_done") == (1,)
