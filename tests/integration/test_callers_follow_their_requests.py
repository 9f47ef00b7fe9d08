"""Without an account: a request is made, followed by its code, rated and opened again on the public pages."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.city import GRID
from tests.requests import TIP, again, operator, received

from fangxian.intake.sources.service_request import services
from fangxian.intake.sources.service_request.models import ServiceRequest
from fangxian.intake.sources.service_request.rules import codes

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(city, client, settings):
    settings.CLOCK_OFFSET = city.at - datetime.now(UTC)
    client.cookies["language"] = "en"
    return client


def asked(visitor, **changes):
    given = {
        "client_id": str(uuid4()), "service": "help_medicine", "text": "胰岛素没有了", "destination": "浮星桥社区",
        "destination_code": "", "place": "3幢", "contact": "",
    }  # fmt: skip
    return visitor.post(reverse("portal:ask"), given | changes)


def say(visitor, act: str, code: str, **given):
    return visitor.post(reverse("portal:say", args=[act]), {"code": code, **given})


def test_help_is_asked_for_without_a_name_and_sent_at_once(city, visitor):
    assert asked(visitor).status_code == 302
    one = ServiceRequest.objects.get()
    assert (one.channel, one.area_code, one.contact) == ("portal", GRID[:12], None) and one.dispatched_at is not None
    assert "Your code" in visitor.get(reverse("portal:asked")).text


def test_the_same_form_sent_twice_makes_one_request(visitor):
    client_id = str(uuid4())
    assert [asked(visitor, client_id=client_id).status_code for _ in range(2)] == [302, 302]
    assert ServiceRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text": ""}, "This field is required"), ({"service": "denounce"}, "Select a valid choice"),
        ({"destination": "没有的街道"}, "We do not know this place"),
        ({"destination": "第一网格"}, "Several places have this name"),
    ],
)  # fmt: skip
def test_a_mistake_is_marked_and_what_was_typed_stays(visitor, changes, words):
    page = asked(visitor, **changes)
    assert page.status_code == 422 and words in page.text and not ServiceRequest.objects.exists()


def test_the_answer_is_read_under_the_code_rated_and_opened_again(city, visitor):
    made = received(city)
    services.answer(request=made.request, answer="已关门。", by=operator(city), at=city.at)
    page = visitor.post(reverse("portal:asked"), {"code": made.code}).text
    assert "已关门。" in page and TIP not in page
    assert "Not satisfied at all" in say(visitor, "rate", made.code, satisfaction="1").text
    assert again(made.request).satisfaction == 1
    assert say(visitor, "rate", made.code, satisfaction="5").status_code == 409
    assert "Opened again" in say(visitor, "reopen", made.code, reason="晚上又开了").text
    assert again(made.request).reopen_count == 1


def test_codes_are_not_guessed(visitor):
    assert visitor.post(reverse("portal:asked"), {"code": "12345"}).status_code == 422
    tries = [visitor.post(reverse("portal:asked"), {"code": codes.new_code()}).status_code for _ in range(31)]
    assert set(tries[:30]) == {404} and tries[30] == 429


def test_who_tells_of_a_neighbour_reads_advice_and_nothing_is_kept(visitor):
    asked(visitor, service="gathering", text="邻居从武汉回来了", place="")
    one = ServiceRequest.objects.get()
    assert one.text is None and "来自哪里" in visitor.get(reverse("portal:asked")).text


def test_a_county_is_chosen_on_the_map_or_beside_it_and_narrows_what_was_typed(city, visitor):
    page = visitor.get(reverse("portal:ask")).text
    assert page.count("<path d=") == 5 and page.count("data-code=") == 2  # five are drawn, the programme has two
    assert 'name="county" value="330521"' in page and "Or choose on the map" in page
    asked(visitor, destination="", county="330521", place="")
    assert asked(visitor, destination="第一网格", county="330502").status_code == 302
    assert set(ServiceRequest.objects.values_list("area_code", flat=True)) == {"330521", GRID}
    wrong = asked(visitor, destination="浮星桥社区", county="330521")
    assert wrong.status_code == 422 and "does not lie in the county that you chose" in wrong.text
    assert asked(visitor, county="110101").status_code == 422


def test_where_we_have_no_borders_the_counties_are_a_list(city, visitor):
    city.programme.area_codes = ["1101"]
    city.programme.save()
    page = visitor.get(reverse("portal:ask")).text
    assert "Or choose from a list" in page and "<svg viewBox" not in page
