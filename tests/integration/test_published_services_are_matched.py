"""A published list of trains against declared journeys: who was aboard, in one's own area, and nothing follows."""

from dataclasses import replace

import pytest
from tests import work
from tests.city import AT

from fangxian.cases.models import Exposure
from fangxian.cases.rules.listed import services_in
from fangxian.cases.services.matching import match_services
from fangxian.core import clock
from fangxian.core.actors.rules import Purpose
from fangxian.core.audit.models import AuditEvent
from fangxian.core.problems.rules import Refused
from fangxian.tasks.models import Task

pytestmark = pytest.mark.django_db
LISTED, PROBLEMS = services_in("G7321 2020-03-05\n火车 K512 2020-03-05")


def journey(number, service, on="2020-03-05", mode="train", supersedes=None):
    entry = work.arrival(number, supersedes=supersedes)
    transport = {"mode": mode, "number": service, "date": on, "carriage": "7", "seat": "12A"}
    return replace(entry, content=entry.content | {"transport": transport})


@pytest.fixture
def journeys(city):
    """Aboard; aboard as another hand writes it; another day; another train; one that was corrected since."""
    facts = work.record(
        city, journey(1, "G7321"), journey(2, "ｇ 7321"), journey(3, "G7321", on="2020-03-06"), journey(4, "G7322"),
        journey(5, "K512"),
    )  # fmt: skip
    work.record(city, journey(5, "K513", supersedes=facts[4].id))
    return facts


def matched(city, username="epi"):
    return match_services(listed=LISTED, by=city.actor(username, Purpose.INVESTIGATE_CASE), at=city.at)


def test_whoever_declared_a_listed_service_of_that_day_is_found(city, journeys):
    found = matched(city)
    assert {one.person.id for one in found} == {journeys[0].person_id, journeys[1].person_id}
    assert {(one.number, one.carriage, one.seat) for one in found} == {("G7321", "7", "12A")}


def test_the_reading_is_one_event_with_count_and_digest_and_nothing_follows(city, journeys):
    matched(city)
    (event,) = AuditEvent.objects.filter(action="cases.matched_services")
    assert (event.count, event.detail) == (2, {"services": 2, "journeys": 4}) and len(bytes(event.digest)) == 32
    assert not Exposure.objects.exists() and not Task.objects.exists()


@pytest.mark.invariant("INV-16")
@pytest.mark.parametrize("username", ["duty", "grid", "commander", "approver"])
def test_nobody_but_an_investigator_matches_lists(city, journeys, username):
    with pytest.raises(Refused):
        matched(city, username)


def test_the_page_says_which_line_it_cannot_read(city, journeys, client, settings):
    settings.CLOCK_OFFSET = AT - (clock.now() - settings.CLOCK_OFFSET)
    client.force_login(city.posts["epi"].user)
    wrong = client.post("/cases/services/", {"listed": "G7321"})
    assert wrong.status_code == 422
    right = client.post("/cases/services/", {"listed": "G7321 2020-03-05"})
    assert right.status_code == 200 and right.content.count(b"G7321</td>") == 2
