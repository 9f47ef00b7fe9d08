"""Whoever opens a page on which a person stands leaves an entry in the audit, with role and purpose (INV-18).

Every page of the staff is opened as every role, with the ids of what lives in a small city. Where
the name, phone or document number of one of its people stands in the answer, the same request must
have written an audit event of the reader's.
"""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from fangxian.core.audit import queries, services
from fangxian.core.audit.models import AuditEvent
from fangxian.core.people.models import Person
from fangxian.core.privacy.rules import Unreadable
from fangxian.core.privacy.services import destroy_keys
from fangxian.intake.models import Fact
from tests.city import AT
from tests.extent import IS_THOROUGH
from tests.household import in_force
from tests.work import arrival, one_task

# what the parameter of an address may stand for: records by label, the newest few of each
SUBJECTS = {
    "person_id": ["people.Person"],
    "task_id": ["tasks.Task"],
    "measure_id": ["measures.Measure"],
    "case_id": ["cases.Case"],
    "exposure_id": ["cases.Exposure"],
    "classification_id": ["cases.Classification"],
    "verdict_id": ["screening.Verdict"],
    "list_id": ["screening.AreaList", "pushed_list.SourceList"],
    "fact_id": ["intake.Fact"],
    "order_id": ["orders.Order"],
    "area_id": ["areas.Area"],
    "post_id": ["staff.Post"],
    "user_id": ["staff.User"],
}
OWN_PAGES = "portal:"  # a resident's own file, opened by code: tests/rights/test_residents_*
EACH = 2


@pytest.fixture
def lived(city):
    """A case, its contact under a measure at home, a traveller with a verdict and a task."""
    in_force(city)
    one_task(city, arrival(7))
    return city


def marks() -> set[str]:
    """What gives one of the city's people away: names, phones and document numbers."""
    people = list(Person.objects.all())
    given = {text for one in people for text in (one.name, one.document_number, one.phone) if text}
    return given | {phone.removeprefix("+86") for phone in given if phone.startswith("+86")}


def pages() -> Iterator[tuple[str, str]]:
    """Every page of our own with an address of something that is there: (name, address)."""
    for name, parameters in _routes(get_resolver(), ""):
        if name.startswith(OWN_PAGES):
            continue
        if not parameters:
            yield name, reverse(name)
        elif set(parameters) <= SUBJECTS.keys() and len(parameters) == 1:
            (parameter,) = parameters
            for record_id in _ids(parameter):
                yield name, reverse(name, kwargs={parameter: record_id})


def _ids(parameter: str) -> Iterator[object]:
    for label in SUBJECTS[parameter]:
        if label.split(".")[0] in apps.app_configs:
            yield from apps.get_model(label).objects.order_by("-pk").values_list("pk", flat=True)[:EACH]


def _routes(resolver: URLResolver, namespace: str) -> Iterator[tuple[str, list[str]]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _routes(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        elif isinstance(entry, URLPattern) and entry.name and entry.callback.__module__.startswith("fangxian."):
            yield f"{namespace}{entry.name}", list(entry.pattern.converters)


def sign_in(client, city, username):
    client.logout()
    client.force_login(city.posts[username].user, backend="fangxian.core.staff.services.backend.StaffBackend")


def unrecorded(client, city, username) -> tuple[list[str], set[str]]:
    """Pages that showed a person to this reader and left no entry; and all that showed one."""
    sign_in(client, city, username)
    user_id, secrets = city.posts[username].user_id, marks()
    silent, shown = [], set()
    for name, address in list(pages()):
        newest = AuditEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0
        answer = client.get(address)
        if answer.streaming or answer.status_code != 200:
            continue
        text = answer.content.decode(errors="replace")
        if not any(mark in text for mark in secrets):
            continue
        shown.add(name)
        written = AuditEvent.objects.filter(id__gt=newest, user_id=user_id)
        if not any(event.purpose and event.role for event in written):
            silent.append(name)
    return silent, shown


# those who may come by people, and three who should not; each opens some eighty pages
EVERYBODY = ["duty", "epi", "approver", "supervisor", "auditor", "checkpoint", "grid", "next"]
READERS = EVERYBODY if IS_THOROUGH else ["epi", "next"]


@pytest.mark.invariant("INV-18", "INV-08")
@pytest.mark.parametrize("username", READERS)
def test_no_page_shows_a_person_without_an_entry_of_who_looked(client, lived, username):
    silent, shown = unrecorded(client, lived, username)
    assert silent == []
    if username in ("duty", "epi", "grid"):
        assert shown  # the walk does come by people, or it would prove nothing


@pytest.mark.invariant("INV-18")
def test_a_person_s_page_names_her_in_the_entry_by_a_keyed_reference(client, lived):
    sign_in(client, lived, "epi")
    person = Fact.objects.order_by("-id").first().person_id or Person.objects.first().id
    before = len(queries.events_about(person, programme_id=lived.programme.id, limit=100))
    assert client.get(f"/files/{person}/").status_code == 200
    newest = queries.events_about(person, programme_id=lived.programme.id, limit=100)
    assert len(newest) > before and newest[0].user_id == lived.posts["epi"].user_id
    assert str(person) not in str(newest[0].detail)


@pytest.mark.invariant("INV-18")
def test_destroying_the_audit_key_leaves_a_whole_chain_about_nobody(client, lived):
    sign_in(client, lived, "epi")
    people = list(Person.objects.values_list("id", flat=True))
    for person_id in people:
        client.get(f"/files/{person_id}/")
    services.seal(at=AT, through="default")
    assert all(queries.events_about(one, programme_id=lived.programme.id, limit=1) for one in people)
    destroy_keys(programme_id=lived.programme.id, at=AT)
    assert queries.verify().is_whole  # the chain stands
    for one in people:
        with pytest.raises(Unreadable):
            queries.events_about(one, programme_id=lived.programme.id, limit=1)
    written = [f"{event.on_id} {event.detail}" for event in AuditEvent.objects.all()]
    assert not [text for text in written if any(str(one) in text for one in people)]
