"""Whoever was treated badly at a post says so without a name, gets a number, and reads the answer under it (F15)."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.posts import post

from fangxian.core.actors.rules import Purpose
from fangxian.core.audit.models import AuditEvent
from fangxian.core.messages.models import Message
from fangxian.core.staff.models import User
from fangxian.intake.sources.checkpoint import services
from fangxian.intake.sources.checkpoint.models import PostComplaint


@pytest.fixture
def visitor(city, client, settings):
    settings.CLOCK_OFFSET = city.at - datetime.now(UTC)
    client.cookies["language"] = "en"
    return client


def complain(visitor, checkpoint, client_id=None, **told):
    sent = {"client_id": str(client_id or uuid4()), "kind": "charged", "words": "试验：要我交五十元"} | told
    return visitor.post(reverse("portal:complain", args=[checkpoint.id]), sent)


def test_a_complaint_lands_with_whoever_answers_for_the_post_and_names_nobody(city, visitor):
    checkpoint = post(city)
    User.objects.filter(username="duty").update(phone="+8613800000009")
    assert complain(visitor, checkpoint).status_code == 302
    made = PostComplaint.objects.get()
    assert (made.kind, made.channel, made.words) == ("charged", "page", "试验：要我交五十元")
    event = AuditEvent.objects.get(action="intake.complaint_made")
    assert event.user_id is None and event.role == "resident"
    assert Message.objects.filter(kind="checkpoint.complaint").exists()
    assert made.number in visitor.get(reverse("portal:complaint")).content.decode()


def test_the_same_form_sent_twice_is_one_complaint(city, visitor):
    checkpoint, client_id = post(city), uuid4()
    for _ in range(2):
        assert complain(visitor, checkpoint, client_id).status_code == 302
    assert PostComplaint.objects.count() == 1


def test_the_answer_is_read_under_the_number_on_any_phone_and_her_words_are_not(city, visitor):
    complain(visitor, post(city))
    made = PostComplaint.objects.get()
    by = city.actor("duty", Purpose.COMMAND)
    services.answer_complaint(complaint=made, answer="试验：已退还并道歉", by=by, at=city.at)
    visitor.session.flush()
    page = visitor.post(reverse("portal:complaint"), {"number": made.number}).content.decode()
    assert "试验：已退还并道歉" in page and "五十元" not in page


def test_a_number_that_does_not_exist_is_told_in_words(city, visitor):
    number = services.complain(
        checkpoint=post(city), kind="rude", words="", channel="phone", by=city.actor("duty", Purpose.COMMAND),
        at=city.at,
    ).number  # fmt: skip
    PostComplaint.objects.all().delete()
    answer = visitor.post(reverse("portal:complaint"), {"number": number})
    assert answer.status_code == 404 and "Nothing stands under this number" in answer.content.decode()
    assert visitor.post(reverse("portal:complaint"), {"number": "12"}).status_code == 422


def test_nobody_floods_the_desk(city, visitor):
    checkpoint = post(city)
    answers = [complain(visitor, checkpoint).status_code for _ in range(6)]
    assert answers[:5] == [302] * 5 and answers[5] == 429 and PostComplaint.objects.count() == 5


@pytest.mark.parametrize("told", [{"kind": "gossip"}, {"kind": ""}, {"words": "好" * 501}])
def test_what_says_nothing_is_asked_again(city, visitor, told):
    assert complain(visitor, post(city), **told).status_code == 422 and not PostComplaint.objects.exists()


def test_being_turned_back_raises_the_alarm_at_once(city, visitor):
    complain(visitor, post(city), kind="turned_back")
    assert AuditEvent.objects.filter(action="intake.complaint_of_turning_back").exists()


def test_the_poster_of_a_post_leads_there(city, visitor):
    checkpoint = post(city)
    visitor.force_login(city.posts["duty"].user)
    page = visitor.get(reverse("checkpoint:poster", args=[checkpoint.id]))
    assert page.context["address"].endswith(reverse("portal:complain", args=[checkpoint.id]))
    visitor.logout()
    assert checkpoint.phone in visitor.get(reverse("portal:complain", args=[checkpoint.id])).content.decode()
    assert visitor.get(reverse("portal:complain", args=[uuid4()])).status_code == 404
