"""Attack: reading who passed a gate, or sat in a market, with no confirmed case or for a wrong one (O1, INV-13)."""

from datetime import timedelta

import pytest

from fangxian.cases.services import rule_out, trace_places
from fangxian.core import clock
from fangxian.core.actors.rules import Purpose
from fangxian.core.audit.models import AuditEvent
from fangxian.core.problems.rules import Refused
from fangxian.intake.sources.venue import services as venues
from fangxian.intake.sources.venue.services import Entered
from tests import household
from tests.city import AT
from tests.gates import gate, passed, send
from tests.posts import order
from tests.venues import resident, venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def passed_by(city):
    """The person of a case went through a gate and sat in a market beside somebody else, under an order."""
    order(city, "registration", number="9号")
    number = household.PATIENT.document_number or ""
    send(city, passed(city, gate(city), shown=[{"kind": "document", "value": number}]))
    place, at = venue(city), city.at + timedelta(hours=1)
    for entered in (Entered("document", f"id_card:{number}"), Entered("phone", "+8613800138000")):
        venues.check_in(venue=place, entered=entered, by=resident(city), at=at)
    return household.a_case(city)


@pytest.mark.invariant("INV-13")
def test_a_trace_finds_the_places_of_a_case_and_is_on_record(city, passed_by):
    by, at = household.investigator(city), city.at + timedelta(hours=2)
    stops = trace_places(case=passed_by, by=by, at=at)
    assert [(stop.kind, len(stop.others)) for stop in stops] == [("gate", 0), ("venue", 1)]
    assert stops[1].others[0].contact == "+8613800138000"
    event = AuditEvent.objects.get(action="cases.traced_places")
    assert (event.count, event.detail) == (2, {"others": 1}) and event.subject_ref


@pytest.mark.invariant("INV-13", "INV-16")
@pytest.mark.parametrize("username", ["duty", "approver", "grid", "keeper", "market"])
def test_nobody_but_the_investigator_of_a_case_reads_where_anybody_passed(city, passed_by, username):
    with pytest.raises(Refused):
        trace_places(case=passed_by, by=city.actor(username, Purpose.INVESTIGATE_CASE), at=city.at)


@pytest.mark.invariant("INV-13")
def test_a_case_that_was_ruled_out_opens_no_trace(city, passed_by):
    by, at = household.investigator(city), city.at + timedelta(hours=2)
    rule_out(case=passed_by, reason="复核检测为阴性，实验室更正了结果", by=by, at=at)
    with pytest.raises(Refused) as refused:
        trace_places(case=passed_by, by=by, at=at + timedelta(minutes=1))
    assert refused.value.problem.code == "cases.ruled_out"


@pytest.mark.invariant("INV-13")
def test_the_page_of_a_trace_is_shut_to_the_desk(city, passed_by, client, settings):
    settings.CLOCK_OFFSET = AT - (clock.now() - settings.CLOCK_OFFSET)
    statuses = {}
    for username in ("epi", "duty", "grid"):
        client.force_login(city.posts[username].user)
        statuses[username] = client.get(f"/cases/{passed_by.id}/trace/").status_code
    assert statuses == {"epi": 200, "duty": 403, "grid": 403}
