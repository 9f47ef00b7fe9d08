"""Somebody is looked up by an exact number, for open work of one's own area, and never by a name (INV-16)."""

import pytest
from django.urls import reverse
from tests.access import DEQING_DOCUMENT, two_counties
from tests.household import in_force
from tests.work import arrival, later, list_in_effect, react, record

from fangxian.cases.models import Case
from fangxian.core import clock
from fangxian.core.audit.models import AuditEvent
from fangxian.core.privacy.queries import subject_reference
from fangxian.core.problems.rules import Refused
from fangxian.files import services
from fangxian.files.models import AccessAlarm
from fangxian.tasks.models import Task


@pytest.fixture
def counties(city, settings):
    settings.CLOCK_OFFSET = city.at - (clock.now() - settings.CLOCK_OFFSET)
    return two_counties(city)


def test_a_person_of_my_area_is_found_by_her_phone_for_my_task(counties):
    found = counties.look_up("wuxing_epi", counties.here.phone)
    assert [person.id for person in found.people] == [counties.here.id]
    event = AuditEvent.objects.get(action="people.saw_by_lookup")
    assert (event.on_kind, event.on_id, event.detail) == (
        "tasks.Task",
        str(counties.task.id),
        {"by": "phone", "for": "task"},
    )
    assert bytes(event.subject_ref) == subject_reference(counties.here.id, programme_id=counties.city.programme.id)


@pytest.mark.parametrize("by, text", [("document", DEQING_DOCUMENT), ("file", None)])
def test_documents_and_file_numbers_find_exactly_one(counties, by, text):
    found = counties.look_up("duty", text or counties.file_there.number, by=by)
    assert [person.id for person in found.people] == [counties.there.id]


def test_a_document_is_found_however_it_is_written(counties):
    found = counties.look_up("duty", " 440524 18800101 0014 ", by="document")
    assert [person.id for person in found.people] == [counties.there.id]


@pytest.mark.invariant("INV-16")
def test_a_lookup_without_open_work_is_refused(counties):
    actor = counties.actor("wuxing_epi")
    with pytest.raises(Refused) as refused:
        services.look_up(sought_by="phone", sought=counties.here.phone, work=None, by=actor, at=counties.city.at)
    assert refused.value.problem.code == "files.no_work"
    assert not AuditEvent.objects.filter(action__contains="lookup").exists()


@pytest.mark.invariant("INV-16")
def test_work_of_another_area_serves_no_lookup(counties):
    assert counties.work(counties.actor("deqing_epi")) is None
    assert counties.work(counties.actor("wuxing_epi")) is not None


@pytest.mark.invariant("INV-16")
def test_work_that_is_finished_serves_no_lookup(counties):
    type(counties.task).objects.filter(id=counties.task.id).update(closed_at=counties.city.at, conclusion="false")
    assert counties.work(counties.actor("wuxing_epi")) is None


@pytest.mark.invariant("INV-16")
@pytest.mark.parametrize("by, text", [("phone", "试验1"), ("document", "试验人员"), ("file", "试验7")])
def test_nobody_is_searched_for_by_name(counties, by, text):
    with pytest.raises(Refused) as refused:
        counties.look_up("duty", text, by=by)
    assert refused.value.problem.code == "files.unreadable_key"


@pytest.mark.invariant("INV-16")
def test_somebody_of_another_area_answers_like_nobody_and_alarms(counties, client):
    client.force_login(counties.city.posts["wuxing_epi"].user)
    asked = {"sought_by": "phone", "serves_kind": "task", "serves_number": counties.task.number}
    elsewhere = client.post(reverse("files:look_up"), asked | {"sought": counties.there.phone})
    nobody = client.post(reverse("files:look_up"), asked | {"sought": "+8616900009999"})
    assert elsewhere.status_code == nobody.status_code == 200
    assert shown(elsewhere) == shown(nobody)
    assert AccessAlarm.objects.get().kind == "elsewhere"
    about = [bool(event.subject_ref) for event in AuditEvent.objects.filter(action="people.saw_nobody_by_lookup")]
    assert sorted(about) == [False, True]


def shown(answer) -> str:
    """What the page says of what was found, without the form that repeats what was typed."""
    page = answer.content.decode()
    return page[page.index('id="found"') : page.index("</section>")]


@pytest.mark.invariant("INV-16")
def test_a_twenty_first_lookup_within_an_hour_waits(counties, settings):
    settings.LOOKUPS_PER_HOUR = 3
    for _ in range(3):
        counties.look_up("wuxing_epi", counties.here.phone)
    with pytest.raises(Refused) as refused:
        counties.look_up("wuxing_epi", counties.here.phone)
    assert (refused.value.problem.code, refused.value.problem.status) == ("files.too_many_lookups", 429)
    assert counties.look_up("wuxing_duty", counties.here.phone).people
    assert counties.look_up("wuxing_epi", counties.here.phone, at=later(counties.city, minutes=61)).people


def test_what_was_typed_stands_in_no_address_and_no_audit(counties, client):
    client.force_login(counties.city.posts["wuxing_epi"].user)
    asked = {"sought_by": "phone", "serves_kind": "task", "serves_number": counties.task.number}
    answer = client.post(reverse("files:look_up"), asked | {"sought": counties.here.phone})
    assert answer.status_code == 200 and reverse("files:file", args=[counties.here.id]) in answer.content.decode()
    assert counties.here.phone[-8:] not in answer.request["PATH_INFO"] + answer.request["QUERY_STRING"]
    assert all(counties.here.phone[-8:] not in str(event.detail) for event in AuditEvent.objects.all())


def test_the_form_says_what_is_wrong(counties, client):
    client.force_login(counties.city.posts["wuxing_epi"].user)
    answer = client.post(reverse("files:look_up"), {"sought_by": "phone", "sought": "张三", "serves_kind": "task"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"sought", "serves_number"}


@pytest.mark.parametrize(
    "username, status", [("wuxing_epi", 200), ("grid", 403), ("supervisor", 403), ("commander", 403)]
)
def test_only_desks_and_health_posts_have_the_page(counties, client, username, status):
    client.force_login(counties.city.posts[username].user)
    assert client.get(reverse("files:look_up")).status_code == status


@pytest.mark.parametrize(
    ("kind", "page"), [("task", "tasks:task"), ("case", "cases:case"), ("measure", "measures:measure")]
)
def test_a_piece_of_work_leads_to_the_lookup_that_it_serves(city, client, settings, kind, page):
    measure = in_force(city)
    settings.CLOCK_OFFSET = city.at - (clock.now() - settings.CLOCK_OFFSET)
    case = Case.objects.get()
    record(city, arrival(5))
    list_in_effect(city)
    react(city)
    task = Task.objects.filter(closed_at=None).first()
    work = {"task": (task, task.number), "case": (case, str(case.serial)), "measure": (measure, measure.number)}
    on, number = work[kind]
    client.force_login(city.posts["epi"].user)
    text = client.get(reverse(page, args=[on.id])).text
    link = f"/files/look-up/?serves_kind={kind}&amp;serves_number={number}"
    assert link in text
    assert f'value="{number}"' in client.get(link.replace("&amp;", "&")).text


def test_whoever_may_look_nobody_up_is_shown_no_way_to_it(city, client, settings):
    record(city, arrival(5))
    list_in_effect(city)
    react(city)
    settings.CLOCK_OFFSET = city.at - (clock.now() - settings.CLOCK_OFFSET)
    client.force_login(city.posts["grid"].user)
    page = client.get(reverse("tasks:task", args=[Task.objects.get().id]))
    assert page.status_code == 200 and "look-up" not in page.text
