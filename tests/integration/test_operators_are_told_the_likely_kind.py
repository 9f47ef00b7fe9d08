"""From what operators sorted the likely kind of a new request is shown to them; nothing is sorted by it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from tests.requests import request

from fangxian.intake.sources.service_request import queries, services
from fangxian.intake.sources.service_request.models import LearnedKinds, ServiceRequest

pytestmark = pytest.mark.django_db
SAID = {
    "gathering": (
        "棋牌室里十几个人围着打麻将",
        "有人打麻将",
        "广场上聚了很多人跳舞",
        "楼下有人聚在一起",
        "聚在一起喝酒",
    ),
    "goods": ("药店口罩涨价", "口罩一只卖到十几元", "买到的口罩太贵", "菜价太贵了", "超市蔬菜涨价"),
}


@pytest.fixture
def history(city):
    """Sixty sorted requests of two kinds."""
    for number in range(6):
        for service, texts in SAID.items():
            for text in texts:
                request(city, service=service, text=text, place=f"{number}号")
    return city


def likely(city, text):
    found = queries.likely_kinds(text, programme=city.programme, at=city.at)
    return [service.code for service, _ in found][:1]


def test_the_likely_kind_is_learned_from_what_was_sorted(history):
    assert services.learn_kinds(at=history.at) == 1
    assert likely(history, "有人聚在一起打麻将") == ["gathering"] and likely(history, "口罩卖得太贵") == ["goods"]
    assert likely(history, "zzz") == []


def test_it_is_shown_while_typing_and_the_request_stays_as_the_operator_left_it(history, client, settings):
    settings.CLOCK_OFFSET = history.at - datetime.now(UTC)
    services.learn_kinds(at=history.at)
    client.force_login(history.posts["duty"].user)
    client.cookies["language"] = "en"
    page = client.post("/requests/alike/", {"text": "楼下有人打麻将"})
    assert 'data-value="gathering"' in page.text and "you decide" in page.text
    one = request(history, service="", text="楼下又有人围着打麻将")
    assert one.service_code == "" and one.classified_at is None


def test_with_little_history_nothing_is_suggested(city):
    request(city, service="goods", text=SAID["goods"][0])
    assert services.learn_kinds(at=city.at) == 0 and likely(city, "口罩") == []


def test_what_is_forgotten_is_unlearned_the_next_day(history):
    services.learn_kinds(at=history.at)
    ServiceRequest.objects.all().delete()
    services.learn_kinds(at=history.at + timedelta(days=1))
    assert not LearnedKinds.objects.exists()


def test_no_word_of_a_caller_stands_readable_in_what_was_learned(history):
    services.learn_kinds(at=history.at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT numbers FROM intake_learnedkinds")
        held = bytes(cursor.fetchone()[0])
    assert "麻将".encode() not in held and "口罩".encode() not in held
