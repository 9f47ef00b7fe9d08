"""The operator's page and the board: taken down by keyboard, found again by words, read by those who answer."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.city import GRID
from tests.requests import TIP, again, request

from fangxian.core.actors.rules import Role
from fangxian.core.audit.models import AuditEvent
from fangxian.intake.sources.service_request.models import ServiceRequest

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(city, client, settings):
    """Sign somebody in at the city's own present; returns her client."""
    settings.CLOCK_OFFSET = city.at - datetime.now(UTC)
    city.post("desk", Role.HOTLINE_OPERATOR, "", "市热线", "command")
    city.post("desk_b", Role.HOTLINE_OPERATOR, "330521", "德清县热线", "command")

    def sign_in(name="desk"):
        client.force_login(city.posts[name].user)
        client.cookies["language"] = "en"
        return client

    return sign_in


def form(**changes) -> dict:
    return {
        "client_id": str(uuid4()), "text": TIP, "service": "open_venue", "area": GRID, "place": "东街", "contact": "",
        "channel": "phone", "send": "1",
    } | changes  # fmt: skip


def test_a_call_is_recorded_and_its_code_read_out(desk):
    page = desk().post(reverse("requests:take"), form(), follow=True)
    one = ServiceRequest.objects.get()
    assert one.dispatched_at is not None and "Read this code to the caller" in page.text and TIP in page.text
    assert AuditEvent.objects.filter(action="intake.saw_request", on_id=str(one.id)).count() == 1
    other = desk("desk_b").get(reverse("requests:request", args=[one.id]))
    assert other.status_code == 404


def test_a_form_with_a_mistake_keeps_what_was_typed(desk):
    page = desk().post(reverse("requests:take"), form(area="没有的街", wants_callback="on"))
    assert page.status_code == 422 and TIP in page.text and not ServiceRequest.objects.exists()
    page = desk().post(reverse("requests:take"), form(wants_callback="on"))
    assert page.status_code == 422 and "Without a number nobody can call back" in page.text


def test_similar_requests_are_shown_while_typing_and_linked_with_the_record(city, desk):
    first = request(city, send=True)
    shown = desk().post(reverse("requests:alike"), {"text": "东街棋牌室又开门了", "area": GRID})
    assert str(first.id) in shown.text and TIP[:10] in shown.text
    assert "Nothing of the kind" in desk().post(reverse("requests:alike"), {"text": "缺口罩"}).text
    desk().post(reverse("requests:take"), form(text="东街棋牌室又开门了", same_as=str(first.id)))
    assert ServiceRequest.objects.get(duplicate_of=first).dispatched_at is not None


def test_the_board_shows_urgent_help_first_and_finds_words(city, desk):
    late, urgent = request(city), request(city, service="help_medical", text="孕妇要生了", place="西街")
    page = desk().get(reverse("requests:board")).text
    assert page.index(urgent.number) < page.index(late.number)
    only = desk().get(reverse("requests:board"), {"urgent": "1"}).text
    assert urgent.number in only and late.number not in only
    found = desk().get(reverse("requests:board"), {"text": "棋牌室"}).text
    assert late.number in found and urgent.number not in found
    assert "No request fits" in desk().get(reverse("requests:board"), {"state": "closed"}).text


def test_a_request_is_sorted_answered_called_back_and_closed_on_its_page(city, desk):
    one = request(city, contact="13800138000", wants_callback=True)

    def done(act: str, **given) -> str:
        return desk().post(reverse("requests:act", args=[one.id, act]), given, follow=True).text

    assert "Choose one" not in done("classify", service="gathering", area=GRID)
    assert "This field is required" in done("answer", answer="")
    assert "已劝散" in done("answer", answer="已劝散")
    assert "Caller not reached" in done("call_back", is_reached="no")
    assert "Very satisfied" in done("call_back", is_reached="yes", satisfaction="5")
    assert "Closed" in done("close") and again(one).closed_at is not None
    assert "Opened again" in done("reopen", reason="又聚起来了")


@pytest.mark.parametrize("name", ["grid", "next", "supervisor", "checkpoint"])
def test_nobody_else_reads_what_callers_said(city, desk, name):
    one = request(city)
    for address in (
        reverse("requests:take"), reverse("requests:board"), reverse("requests:request", args=[one.id]),
    ):  # fmt: skip
        assert desk(name).get(address).status_code == 403
