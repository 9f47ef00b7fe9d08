"""Attack: reading in somebody's file where she passed, with no case of hers, as no investigator, or unseen (O1)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from fangxian.cases.services import rule_out
from fangxian.core.actors.rules import Role
from fangxian.core.audit.models import AuditEvent
from fangxian.core.people.services import Claim
from tests import household
from tests.city import GRID, NEXT_COUNTY_GRID
from tests.gates import gate, passed, send
from tests.integration.test_what_a_phone_names_is_kept_as_far_as_it_may import code_of
from tests.posts import order
from tests.residents import somebody_followed

pytestmark = pytest.mark.django_db
GATE = "浮星桥东门"


@pytest.fixture
def page_of(city, client, settings):
    """Somebody whose code was shown at a gate that registers, and her file as one of the staff opens it."""
    settings.CLOCK_OFFSET = city.at + timedelta(minutes=5) - datetime.now(UTC)
    order(city, "registration", number="9号")
    person = somebody_followed(city)
    shown = [{"kind": "token", "value": code_of(city, person)}]
    send(city, passed(city, gate(city), minutes=1, way="code", shown=shown), minutes=2)

    def read(username, asked="?with=places"):
        client.force_login(city.posts[username].user)
        return client.get(reverse("files:file", args=[person.id]) + asked)

    read.person = person
    return read


def confirmed(city, person):
    claim = Claim(name=person.name, area_code=GRID, phone=person.phone)
    case = household.a_case(city, claim=claim)
    assert case.person_id == person.id
    return case


@pytest.mark.invariant("INV-13", "INV-16")
@pytest.mark.parametrize("username", ["duty", "epi", "approver"])
def test_without_a_case_of_hers_nobody_reads_where_she_passed(city, page_of, username):
    page = page_of(username)
    assert page.status_code == 200 and GATE not in page.text
    assert not AuditEvent.objects.filter(action="cases.traced_places").exists()


@pytest.mark.invariant("INV-13")
def test_with_one_the_investigator_alone_reads_it_when_she_asks_and_it_is_on_record(city, page_of):
    confirmed(city, page_of.person)
    assert GATE not in page_of("epi", "").text and GATE not in page_of("duty").text
    assert not AuditEvent.objects.filter(action="cases.traced_places").exists()
    assert GATE in page_of("epi").text
    event = AuditEvent.objects.get(action="cases.traced_places")
    assert (event.count, event.purpose, bool(event.subject_ref)) == (1, "investigate_case", True)


@pytest.mark.invariant("INV-13")
def test_a_case_that_was_ruled_out_shows_nothing_more(city, page_of):
    case = confirmed(city, page_of.person)
    rule_out(case=case, reason="复核检测为阴性，实验室更正了结果", by=household.investigator(city), at=city.at)
    assert GATE not in page_of("epi").text


@pytest.mark.invariant("INV-13", "INV-16")
def test_a_keeper_a_grid_worker_and_the_next_county_open_no_timeline(city, page_of):
    city.post("next_duty", Role.DUTY_OFFICER, NEXT_COUNTY_GRID[:6], "德清指挥部", "command")
    statuses = {name: page_of(name).status_code for name in ("keeper", "checkpoint", "grid", "next_duty")}
    assert statuses == {"keeper": 403, "checkpoint": 403, "grid": 403, "next_duty": 404}
