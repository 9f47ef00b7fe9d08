"""Attack: a screen with somebody's data is photographed or printed and passed on. The mark names whose it was."""

import base64
import re

import pytest
from django.urls import reverse

from fangxian.core import clock
from fangxian.core.audit.models import AuditEvent
from tests.household import in_force
from tests.work import one_task


@pytest.fixture
def at_nine(city, settings):
    settings.CLOCK_OFFSET = city.at - (clock.now() - settings.CLOCK_OFFSET)
    return city


def mark_on(page: str) -> str:
    """The text of the mark on a page."""
    image = re.search(
        r'<img class="read-mark" src="data:image/svg\+xml;base64,([^"]+)" alt="" aria-hidden="true">', page
    )
    assert image, "the page carries no mark"
    return re.search(r"<text[^>]*>([^<]+)</text>", base64.b64decode(image[1]).decode())[1]


def pages_with_people(city):
    measure = in_force(city)
    person = measure.person_id
    yield "epi", reverse("files:file", args=[person])
    yield "epi", reverse("measures:measure", args=[measure.id])
    yield "grid", reverse("measures:attend", args=[measure.id])
    yield "grid", reverse("measures:notice", args=[measure.id])
    task = one_task(city)
    yield "grid", reverse("tasks:task", args=[task.id])
    yield "grid", reverse("tasks:slip", args=[task.id])


@pytest.mark.invariant("INV-17")
def test_every_page_that_shows_a_person_names_its_viewer(client, at_nine):
    for username, page in pages_with_people(at_nine):
        client.force_login(at_nine.posts[username].user)
        text = mark_on(client.get(page).content.decode())
        assert text.startswith(f"{username} 2020-03-10 09:0"), page


@pytest.mark.invariant("INV-17", "INV-18")
def test_a_leaked_picture_is_traced_to_whoever_saw_it_and_what_was_shown(client, at_nine):
    measure = in_force(at_nine)
    client.force_login(at_nine.posts["approver"].user)
    code = mark_on(client.get(reverse("measures:measure", args=[measure.id])).content.decode()).split()[-1]
    client.force_login(at_nine.posts["auditor"].user)
    seen = client.post(reverse("files:trace"), {"code": code.lower()}).context["seen"]
    assert seen.user == at_nine.posts["approver"].user
    assert [(event.action, event.on_id) for event in seen.events if ".saw_" in event.action] == [
        ("measures.saw_measure", str(measure.id))
    ]
    assert AuditEvent.objects.filter(action="files.saw_trace", user_id=at_nine.posts["auditor"].user_id).exists()


def test_a_code_of_nobody_says_so(client, at_nine):
    from fangxian.core.screens.rules import read_code

    client.force_login(at_nine.posts["auditor"].user)
    answer = client.post(reverse("files:trace"), {"code": read_code(999_999, at_nine.at)})
    assert answer.status_code == 200 and answer.context["seen"] is None
    assert client.post(reverse("files:trace"), {"code": "ABCDE-FGHJKM"}).status_code == 422


@pytest.mark.parametrize("username", ["epi", "supervisor", "admin", "grid"])
def test_only_the_auditor_traces(client, at_nine, username):
    client.force_login(at_nine.posts[username].user)
    assert client.get(reverse("files:trace")).status_code == 403


def test_a_mark_can_be_neither_read_aloud_nor_clicked(client, at_nine):
    client.force_login(at_nine.posts["epi"].user)
    page = client.get(reverse("files:followed_up")).content.decode()
    assert page.count("read-mark") == 1 and ' style="' not in page.split("read-mark")[1].split(">")[0]
