"""Records go when their time has run out, and stay while something open needs them (INV-24, domain.md 4.6)."""

from datetime import timedelta

import pytest
from django.db import connection
from tests.gates import PHONE, gate, passed, send
from tests.posts import officer, order, shift, tap
from tests.sweeps import door, land, sent_round, visit
from tests.venues import resident, venue
from tests.work import arrival, record

from fangxian.core.actors.rules import Purpose, system
from fangxian.core.audit.models import AuditEvent
from fangxian.core.days.queries import days_of
from fangxian.core.days.services import make_days_between
from fangxian.core.messages.models import Message
from fangxian.core.messages.rules import SMS
from fangxian.core.messages.services import send_on_commit
from fangxian.core.people.models import Person, PersonFile
from fangxian.erasure import services
from fangxian.erasure.models import RetentionReport
from fangxian.intake.models import Fact, FactReceipt
from fangxian.intake.sources.checkpoint import services as checkpoint
from fangxian.intake.sources.checkpoint.models import Check
from fangxian.intake.sources.gate.models import GateCount, GatePassage
from fangxian.intake.sources.sweep.models import Visit
from fangxian.intake.sources.venue.models import CheckIn
from fangxian.intake.sources.venue.services import Entered, check_in
from fangxian.tasks.services import help_households

pytestmark = pytest.mark.django_db


def line(table: str) -> dict:
    return next(line for line in RetentionReport.objects.exclude(programme=None).get().lines if line["table"] == table)


def later(city, days: int):
    return city.at + timedelta(days=days)


@pytest.mark.invariant("INV-24")
def test_a_count_at_a_post_is_gone_after_fourteen_days(city):
    at_post = shift(city)
    checkpoint.count_pass(shift=at_post, tap=tap(city), by=officer(city), at=city.at)
    services.forget(at=later(city, 14))
    assert Check.objects.count() == 1
    services.forget(at=later(city, 15))
    assert Check.objects.count() == 0


@pytest.mark.invariant("INV-24")
def test_what_a_gate_and_a_place_counted_and_registered_is_gone_after_fourteen_days(city):
    order(city, "registration", number="2号")
    send(city, passed(city, gate(city), shown=[PHONE]))
    check_in(venue=venue(city), entered=Entered("phone", "+8613800138000"), by=resident(city), at=city.at)
    services.forget(at=later(city, 14))
    assert (GatePassage.objects.count(), CheckIn.objects.count()) == (1, 1)
    services.forget(at=later(city, 15))
    assert (GateCount.objects.count(), GatePassage.objects.count(), CheckIn.objects.count()) == (0, 0, 0)


@pytest.mark.invariant("INV-24")
@pytest.mark.parametrize(("told", "left"), [({}, 0), ({"needs": ["dialysis"]}, 1)], ids=["nothing", "a need"])
def test_a_visit_to_a_door_is_gone_after_thirty_days_unless_a_need_is_open(city, told, left):
    contact = {"name": "试验一", "phone": "13800000001"}
    land(city, visit(door(sent_round(city)), at=city.at, contact=contact, **told))
    by = system(city.programme.id, Purpose.VERIFY_LEAD)
    for event in AuditEvent.objects.filter(action="intake.facts_recorded"):
        help_households(event, by=by, at=city.at)
    services.forget(at=later(city, 29))
    assert Visit.objects.count() == 1
    services.forget(at=later(city, 32))
    assert Visit.objects.count() == left


@pytest.mark.invariant("INV-24")
def test_a_declaration_is_gone_after_four_weeks_with_whoever_nothing_else_names(city):
    record(city, arrival(1))
    services.forget(at=later(city, 28))
    assert (Fact.objects.count(), Person.objects.count()) == (1, 1)
    for days in (29, 30):  # that the form came is known by the day, so it goes a day later
        services.forget(at=later(city, days))
    assert (Fact.objects.count(), FactReceipt.objects.count(), Person.objects.count()) == (0, 0, 0)


def test_what_is_told_of_somebody_who_is_followed_up_stays_and_the_report_says_why(city):
    (fact,) = record(city, arrival(1))
    PersonFile.objects.create(
        programme=city.programme, person_id=fact.person_id, area_code=fact.area_code, basis_rule="r@1",
        opened_at=city.at, follow_until=later(city, 60),
    )  # fmt: skip
    services.forget(at=later(city, 40))
    assert Fact.objects.filter(id=fact.id).exists()
    assert line("intake_fact")["held"] == {"followed_up": 1}


def test_a_message_that_waits_is_not_forgotten_before_it_is_sent(city):
    by, programme_id = city.actor("duty", Purpose.RECEIVE_FACTS), city.programme.id
    send_on_commit(
        kind="tasks.late", channel=SMS, to="+8613800138000", text_zh="文字", text_en="text",
        programme_id=programme_id, by=by, at=city.at,
    )  # fmt: skip
    services.forget(at=later(city, 31))
    assert Message.objects.count() == 1
    Message.objects.update(sent_at=city.at, sink="local")
    services.forget(at=later(city, 32))
    assert Message.objects.count() == 0


def test_turns_of_a_day_stop_when_one_found_nothing_more(city):
    record(city, arrival(1))
    evening = later(city, 40)
    for hour in range(4):
        services.forget(at=evening + timedelta(hours=hour))
    report = RetentionReport.objects.get(programme=city.programme)
    assert report.ran_at == evening + timedelta(hours=1), "the first deleted, the second found nothing"


def test_the_report_of_a_day_adds_its_turns_and_one_event_tells_of_each_that_deleted(city):
    record(city, arrival(1), arrival(2))
    for _ in range(2):
        services.forget(at=later(city, 40))
    found = line("intake_fact")
    assert (found["before"], found["deleted"], found["after"]) == (2, 2, 0)
    assert AuditEvent.objects.filter(action="erasure.forgot").count() == 1


def test_an_empty_day_is_dropped_and_a_day_that_holds_a_row_is_not(city):
    (fact,) = record(city, arrival(1))
    first, second = fact.received_on - timedelta(days=40), fact.received_on - timedelta(days=39)
    make_days_between(first, second)
    Fact.objects.filter(id=fact.id).update(received_on=second)
    with connection.cursor() as cursor:
        cursor.execute("SELECT fangxian_drop_empty_days(%s::date)", [fact.received_on])
    assert (first in days_of("intake_fact"), second in days_of("intake_fact")) == (False, True)
