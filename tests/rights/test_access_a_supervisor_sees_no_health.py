"""Attack: a supervisor, who sees tasks and clocks, takes people's health or a list of them home."""

import pytest
from django.urls import reverse

from fangxian.core import clock
from fangxian.core.actors.rules import POWERS, Role
from fangxian.core.audit.models import AuditEvent
from tests.household import SPOUSE, a_case, in_force
from tests.rights.doors import doors
from tests.work import one_task

# What a supervisor may take home as a file: figures, and papers on places that name nobody; never rows of people.
HANDED_OUT = {"briefing:word", "briefing:page", "letters:word", "supervision:visit_word", "supervision:day_word"}
LOOKS_LIKE_EXPORT = {"export", "csv", "xlsx", "download", "dump", "word", "file", "all"}


@pytest.fixture
def at_nine(city, settings):
    settings.CLOCK_OFFSET = city.at - (clock.now() - settings.CLOCK_OFFSET)
    return city


@pytest.mark.invariant("INV-17")
def test_there_is_no_door_through_which_a_supervisor_exports_people():
    hers = [door.name for door in doors() if door.power in POWERS[Role.SUPERVISOR]]
    suspect = [name for name in hers if LOOKS_LIKE_EXPORT & set(name.replace(":", "_").split("_"))]
    assert [name for name in suspect if name not in HANDED_OUT] == []


@pytest.mark.invariant("INV-16", "INV-17")
def test_no_page_that_a_supervisor_may_open_hands_out_a_file(at_nine, client):
    in_force(at_nine)
    client.force_login(at_nine.posts["supervisor"].user)
    for door in doors():
        if door.power in POWERS[Role.SUPERVISOR] and door.power:
            answer = client.get(door.address)
            is_file = "attachment" in answer.headers.get("content-disposition", "")
            assert not is_file or door.name in HANDED_OUT, door.name


PAGES = ["measures:measure", "measures:attend", "measures:decide", "measures:notice", "measures:notice_word"]


@pytest.mark.invariant("INV-16")
@pytest.mark.parametrize("page", PAGES)
def test_a_supervisor_opens_nobodys_measure(at_nine, client, page):
    measure = in_force(at_nine)
    client.force_login(at_nine.posts["supervisor"].user)
    answer = client.get(reverse(page, args=[measure.id]))
    assert answer.status_code == 403 and SPOUSE.name not in answer.content.decode()
    assert AuditEvent.objects.get(action="audit.refused").detail["attempt"] == page


@pytest.mark.invariant("INV-16")
def test_a_supervisor_opens_no_case_and_no_file(at_nine, client):
    case = a_case(at_nine)
    client.force_login(at_nine.posts["supervisor"].user)
    for page, record in (("cases:case", case.id), ("files:file", case.person_id)):
        assert client.get(reverse(page, args=[record])).status_code == 403
    assert AuditEvent.objects.filter(action="audit.refused", role="supervisor").count() == 2


@pytest.mark.invariant("INV-16")
def test_the_task_that_she_supervises_shows_neither_who_nor_where_she_lives(at_nine, client):
    task = one_task(at_nine)
    client.force_login(at_nine.posts["supervisor"].user)
    page = client.get(reverse("tasks:task", args=[task.id])).content.decode()
    assert task.number in page
    for private in (task.person.name, task.person.phone, task.person.address):
        assert private not in page
