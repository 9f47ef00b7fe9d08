"""What the field reports and a department replies is put up as the caller's answer, and sent by an operator alone."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from tests.city import GRID
from tests.letters import issued, market_supervision, replied
from tests.requests import again, operator, request
from tests.work import later

from fangxian.core.actors.rules import Purpose, system
from fangxian.core.audit.models import AuditEvent
from fangxian.intake.sources.service_request import queries, services
from fangxian.letters import services as letters

pytestmark = pytest.mark.django_db


@pytest.fixture
def wrote(city):
    """A request that a letter was begun from."""
    market_supervision(city)
    return request(city, service="goods", text="口罩涨价三倍")


def react(city) -> None:
    """What the worker would do, and each event once more than needed."""
    by = system(city.programme.id, Purpose.COMMAND)
    for event in [*AuditEvent.objects.filter(action="letters.replied").order_by("id")] * 2:
        letters.tell_caller(event, by=by, at=event.at)


def begun(one) -> dict:
    return {"origin": "request", "origin_id": one.id}


def test_a_departments_reply_stands_in_the_answer_box_and_is_sent_to_nobody(city, wrote):
    replied(city, **begun(wrote))
    react(city)
    one = again(wrote)
    assert (one.proposed, one.proposed_from) == ("已增开出口，专人分流。", "department")
    assert (one.answer, one.answered_at) == (None, None)
    assert [step.step for step in queries.history(one)] == ["received", "replied"]


def test_what_has_a_result_comes_up_to_be_answered(city, wrote):
    other = request(city)
    assert not queries.to_answer(operator(city)).exists()
    replied(city, **begun(wrote))
    react(city)
    assert list(queries.to_answer(operator(city))) == [wrote] and other not in queries.to_answer(operator(city))
    services.answer(request=wrote, answer="已处理。", by=operator(city), at=later(city, minutes=1))
    assert not queries.to_answer(operator(city)).exists()


def test_a_dispute_is_no_answer_to_a_caller(city, wrote):
    replied(city, kind="dispute", **begun(wrote))
    react(city)
    assert again(wrote).proposed_at is None


def test_the_reply_to_a_linked_request_is_put_up_at_the_one_that_stands_for_all(city, wrote):
    second = request(city, service="goods", text="口罩涨价三倍")
    assert second.duplicate_of == wrote
    replied(city, **begun(second))
    react(city)
    assert again(wrote).proposed and not again(second).proposed


def test_who_asks_anew_finds_no_old_proposal(city, wrote):
    replied(city, **begun(wrote))
    react(city)
    services.answer(request=wrote, answer="已处理。", by=operator(city), at=city.at)
    services.reopen(request=wrote, reason="还是涨价", by=operator(city), at=later(city, minutes=1))
    assert (again(wrote).proposed, again(wrote).proposed_at, again(wrote).proposed_from) == (None, None, "")


@pytest.mark.invariant("INV-05")
def test_a_name_and_somebodys_health_in_a_workers_report_are_not_put_up(city):
    one = request(city)
    services.classify(request=one, service="open_venue", area_code=GRID, by=operator(city), at=city.at)
    services.dispatch(request=one, by=operator(city), at=city.at)
    task_id = one.id  # any number: the request remembers which work was opened for it
    services.note_task(request_id=one.id, task_id=task_id, programme_id=city.programme.id)
    services.propose_answer(
        task_id=task_id, programme_id=city.programme.id, outcome="handled",
        words="已关门，张建国老板电话13800138000，他发烧了，门口贴了公告",
        by=system(city.programme.id, Purpose.VERIFY_LEAD), at=city.at,
    )  # fmt: skip
    put_up = again(one).proposed
    assert put_up.startswith("已关门") and put_up.endswith("门口贴了公告")
    assert not any(word in put_up for word in ("张建国", "13800138000", "发烧"))


def test_a_reply_without_a_request_behind_it_proposes_nothing(city):
    market_supervision(city)
    replied(city)
    issued(city, **begun(request(city)))
    react(city)
    assert not queries.to_answer(operator(city)).exists()


def test_the_board_and_the_page_show_what_waits_to_be_answered(client, city, settings, wrote):
    settings.CLOCK_OFFSET = city.at - datetime.now(UTC)
    replied(city, **begun(wrote))
    react(city)
    client.force_login(city.posts["duty"].user)
    shown = client.get(reverse("requests:board"), {"to_answer": 1})
    assert [row[0] for row in shown.context["rows"]] == [wrote] and shown.context["counts"]["to_answer"] == 1
    page = client.get(reverse("requests:request", args=[wrote.id]))
    assert page.context["forms"]["answer"].initial == {"answer": "已增开出口，专人分流。"}
