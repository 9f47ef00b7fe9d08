"""Attack: reading who passed a gate, or sat in a market, with no confirmed case or for a wrong one (O1, INV-13)."""

from datetime import timedelta

import pytest

from fangxian.cases.services import rule_out, trace_places
from fangxian.core import clock
from fangxian.core.actors.rules import Purpose
from fangxian.core.audit.models import AuditEvent
from fangxian.core.people.services import Claim
from fangxian.core.problems.rules import Refused
from fangxian.core.tokens.models import IssuedToken
from fangxian.intake.sources.venue import services as venues
from fangxian.intake.sources.venue.models import CheckIn
from fangxian.intake.sources.venue.services import Entered
from tests import household
from tests.city import AT, GRID
from tests.gates import gate, passed, send
from tests.integration.test_what_a_phone_names_is_kept_as_far_as_it_may import land, record
from tests.posts import order, post
from tests.residents import at_the_door, entered, somebody_followed, url
from tests.venues import resident, venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def passed_by(city):
    """The person of a case went through a gate and sat in a market beside somebody else, under an order."""
    order(city, "registration", number="9号")
    number = household.PATIENT.document_number or ""
    send(city, passed(city, gate(city), shown=[{"kind": "document", "value": number}]))
    place, at = venue(city), city.at + timedelta(hours=1)
    for told in (Entered("document", f"id_card:{number}"), Entered("phone", "+8613800138000")):
        venues.check_in(venue=place, entered=told, by=resident(city), at=at)
    return household.a_case(city)


@pytest.mark.invariant("INV-13")
def test_a_trace_finds_the_places_of_a_case_and_is_on_record(city, passed_by):
    by, at = household.investigator(city), city.at + timedelta(hours=2)
    stops = trace_places(case=passed_by, by=by, at=at)
    assert [(stop.kind, len(stop.others)) for stop in stops] == [("gate", 0), ("venue", 1)]
    assert stops[1].others[0].contact == "+8613800138000"
    event = AuditEvent.objects.get(action="cases.traced_places")
    assert (event.count, event.detail["others"]) == (2, 1) and event.subject_ref


@pytest.mark.invariant("INV-13")
def test_a_trace_is_one_event_with_case_places_days_row_count_and_digest(city, passed_by):
    by, at = household.investigator(city), city.at + timedelta(hours=2)
    stops = trace_places(case=passed_by, by=by, at=at)
    (event,) = AuditEvent.objects.filter(action="cases.traced_places")
    assert event.detail["case"] == str(passed_by.id)
    assert event.detail["places"] == sorted(f"{stop.kind}:{stop.place_id}" for stop in stops)
    assert (event.detail["days"], event.count) == (["2020-03-10"], len(stops))
    CheckIn.objects.latest("entered_at").delete()
    trace_places(case=passed_by, by=by, at=at)
    digests = [bytes(one.digest) for one in AuditEvent.objects.filter(action="cases.traced_places").order_by("id")]
    assert len(digests[0]) == 32 and digests[0] != digests[1]


def her_code(client) -> str:
    """The id, in hex, of the code for gates that she has on her own page."""
    assert client.get(url("token")).status_code == 200
    return bytes(IssuedToken.objects.get(kind="gate").token_id).hex()


@pytest.mark.invariant("INV-13")
def test_a_code_shown_at_a_gate_a_post_and_a_market_is_found_by_the_trace(city, client, settings):
    """From the page on which she shows it to the trace: under an order, each place keeps whose code it was."""
    order(city, "registration", number="9号")
    person = somebody_followed(city)
    entered(city, at_the_door(city, client, settings), person)
    code = her_code(client)
    shown = [{"kind": "token", "value": code}]
    send(city, passed(city, gate(city), way="code", shown=shown))
    land(city, record(post(city, under=order(city, "checkpoint", number="8号")), city, token=code, vehicles=0))
    assert client.post(url("check_in", venue(city).code), {"by_code": "1"}).status_code == 302
    case = household.a_case(city, claim=Claim(name=person.name, area_code=GRID, phone=person.phone))
    stops = trace_places(case=case, by=household.investigator(city), at=city.at + timedelta(hours=3))
    assert case.person_id == person.id and sorted(stop.kind for stop in stops) == ["gate", "post", "venue"]
    assert [row.person_id for row in CheckIn.objects.all()] == [case.person_id]


@pytest.mark.invariant("INV-13")
def test_nobody_checks_in_by_the_code_of_a_file_that_is_not_open(city, client, settings):
    order(city, "registration", number="9号")
    household.a_case(city)
    response = at_the_door(city, client, settings).post(url("check_in", venue(city).code), {"by_code": "1"})
    assert response.status_code == 422 and not CheckIn.objects.exists()


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
