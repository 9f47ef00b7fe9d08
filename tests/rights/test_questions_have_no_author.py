"""Attacks on the desk of questions: who asked, a neighbour told on, an answer that nobody asked for (F30)."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from fangxian.clarification import services
from fangxian.clarification.models import Answer, Campaign, Clarification, Question
from fangxian.core.audit.models import AuditEvent
from fangxian.core.people.models import Person, PersonFile
from fangxian.core.problems.rules import Refused
from tests.clarifications import CLAIM_EN, CLAIM_ZH, at_desk, question
from tests.requests import caller

pytestmark = pytest.mark.django_db
OF_AN_AUTHOR = ("author", "account", "user", "sender", "phone", "contact", "name", "address", "device", "ip", "url")


@pytest.mark.invariant("INV-05")
@pytest.mark.parametrize("model", [Question, Clarification])
def test_there_is_no_column_for_who_asked_or_said_it(model):
    columns = [field.name for field in model._meta.get_fields()]
    assert not [column for column in columns if any(word in column.split("_") for word in OF_AN_AUTHOR)]


@pytest.mark.invariant("INV-05")
def test_a_question_about_a_person_is_refused_with_advice_and_nothing_is_kept(city):
    with pytest.raises(Refused) as refused:
        question(city, "邻居确诊了吗？")
    assert refused.value.problem.code == "clarification.about_a_person"
    assert not Question.objects.exists() and not Person.objects.exists() and not PersonFile.objects.exists()


@pytest.mark.invariant("INV-05")
def test_names_and_numbers_are_left_out_before_a_question_is_kept(city):
    kept = question(city, "王小虎老师说学校不开学，电话13912345678，真的吗？")
    kept.refresh_from_db()
    assert "王小虎" not in kept.text and "139" not in kept.text and kept.left_out == ["name", "number"]
    event = AuditEvent.objects.get(action="clarification.asked")
    assert (event.user_id, event.post_id, event.subject_ref) == (None, None, None)
    assert event.detail == {"left_out": ["name", "number"]}


@pytest.mark.invariant("INV-05")
def test_the_database_itself_begins_no_claim_that_nobody_asked(city):
    post = city.posts["duty"]
    given = {"claim_zh": CLAIM_ZH, "claim_en": CLAIM_EN, "asked_count": 0, "received_by": post}
    times = dict.fromkeys(("first_asked_at", "due_at", "received_at"), city.at)
    with pytest.raises(IntegrityError, match="only_what_somebody_asked"), transaction.atomic():
        Clarification.objects.create(programme=city.programme, **given, **times)


@pytest.mark.invariant("INV-03")
def test_the_database_itself_lets_nobody_publish_her_own_answer(city):
    one = services.begin(claim_zh=CLAIM_ZH, claim_en=CLAIM_EN, questions=[question(city)], programme=city.programme,
                         by=at_desk(city), at=city.at)  # fmt: skip
    post = city.posts["duty"]
    with pytest.raises(IntegrityError, match="by_a_second_post"), transaction.atomic():
        Answer.objects.create(
            programme=city.programme, clarification=one, version=1, claim_zh="甲", claim_en="A", finding="true",
            answer_zh="甲", answer_en="A", sources=[], proposed_at=city.at, proposed_by=post, confirmed_at=city.at,
            confirmed_by=post,
        )  # fmt: skip


@pytest.mark.invariant("INV-05")
def test_the_page_asks_for_nothing_but_the_question(city, client):
    page = client.get(reverse("portal:question"))
    assert set(page.context["form"].fields) == {"client_id", "text"}
    assert caller(city).user_id is None and not Campaign.objects.exists()
