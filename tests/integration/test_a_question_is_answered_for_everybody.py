"""A question is put to a claim, looked into, answered by two bodies, updated; every version stays (F30)."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.clarifications import (
    ANSWER_EN,
    ANSWER_ZH,
    ASKED,
    CLAIM_EN,
    HEARD,
    OFFICIAL,
    at_desk,
    begun,
    proposed,
    published,
    question,
    second,
    wording,
)
from tests.requests import caller

from fangxian.clarification import queries, rules, services
from fangxian.clarification.models import Question
from fangxian.clarification.rules import Source
from fangxian.core.problems.rules import Refused
from fangxian.erasure import services as erasure

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def state(one) -> str:
    one.refresh_from_db()
    return rules.state_of(one)


def refused(call, *args, **kwargs) -> str:
    with pytest.raises(Refused) as caught:
        call(*args, **kwargs)
    return caught.value.problem.code


def test_a_claim_goes_from_questions_to_an_answer_and_its_update(city):
    one = begun(city, question(city), question(city, "水厂停了吗"))
    assert (state(one), one.asked_count, one.due_at) == ("claim_received", 2, city.at + 24 * HOUR)
    answer = proposed(city, one)
    assert state(one) == "answered" and not queries.published(city.programme.id).exists()
    services.confirm_answer(answer=answer, by=second(city), at=city.at + HOUR)
    assert state(one) == "published" and not Question.objects.filter(settled_at=None).exists()
    published(city, one, at=city.at + 2 * HOUR, change_zh="今起恢复。", change_en="Back since today.")
    assert state(one) == "updated" and [a.version for a in queries.public_versions(one)] == [2, 1]


def test_the_second_person_is_of_another_body_and_not_the_first(city):
    answer = proposed(city)
    assert services.why_not_decide(answer, by=second(city, "commander")).code == "staff.same_body"
    assert services.why_not_decide(answer, by=second(city, "grid")).code == "actors.no_power"
    city.post("county_approver", second(city).role, "330502", "吴兴区卫健局")
    assert services.why_not_decide(answer, by=second(city, "county_approver")).code == "clarification.part_of_the_city"
    services.decline_answer(answer=answer, reason="unclear", by=second(city), at=city.at)
    assert state(answer.clarification) == "researching"
    assert refused(services.confirm_answer, answer=answer, by=second(city), at=city.at) == "clarification.decided"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sources": ()}, "clarification.no_official_source"),
        ({"sources": (HEARD,)}, "clarification.no_official_source"),
        ({"sources": (Source("公告", "water.example", date(2020, 3, 9), True),)}, "clarification.source"),
        ({"sources": (Source("公告", OFFICIAL.address, date(2020, 3, 11), True),)}, "clarification.source"),
        ({"answer_en": " "}, "clarification.text"),
        ({"answer_zh": "是张三丰老师说的，电话13912345678"}, "clarification.names_somebody"),
        ({"finding": "rumour"}, "clarification.finding"),
    ],
)
def test_an_answer_needs_both_languages_an_official_source_and_names_nobody(city, changes, code):
    one = begun(city)
    services.research(clarification=one, by=at_desk(city), at=city.at)
    terms = {"clarification": one, "wording": wording(**changes), "by": at_desk(city), "at": city.at}
    assert refused(services.propose_answer, **terms) == code


def test_an_update_says_what_is_new(city):
    one = published(city)
    assert refused(proposed, city, one) == "clarification.text"


def test_what_nobody_asked_is_not_answered_and_a_question_is_put_once(city):
    asked = question(city)
    begun(city, asked)
    assert refused(begun, city, asked) == "clarification.put_already"
    given = {"claim_zh": "甲", "claim_en": "A", "questions": [], "programme": city.programme}
    assert refused(services.begin, **given, by=at_desk(city), at=city.at) == "clarification.nobody_asked"
    assert refused(services.begin, **given, by=at_desk(city, "grid"), at=city.at) == "actors.no_power"


def test_a_late_question_to_a_public_claim_is_answered_at_once(city):
    one = published(city)
    late = question(city, at=city.at + HOUR)
    services.add_questions(clarification=one, questions=[late], by=at_desk(city), at=city.at + 2 * HOUR)
    late.refresh_from_db()
    assert (late.settled_at, state(one)) == (city.at + 2 * HOUR, "published")


def test_a_form_that_is_sent_twice_is_one_question(city):
    given = {"text": ASKED, "client_id": uuid4(), "programme": city.programme, "by": caller(city), "at": city.at}
    assert services.ask(**given).question == services.ask(**given).question


def test_a_question_is_forgotten_ninety_days_after_its_answer_and_the_count_stays(city):
    one = published(city, begun(city, question(city), question(city)))
    waits = question(city)
    erasure.forget(at=city.at + timedelta(days=91))
    one.refresh_from_db()
    assert list(Question.objects.all()) == [waits] and one.asked_count == 2


def test_everybody_reads_searches_and_subscribes(city, client):
    one = published(city)
    page = client.get(reverse("clarification:public"), {"q": "cut water"}).content.decode()
    assert CLAIM_EN in page or "自来水" in page
    assert "自来水" not in client.get(reverse("clarification:public"), {"q": "school"}).content.decode()
    shown = client.get(reverse("clarification:public_one", args=[one.id])).content.decode()
    assert ANSWER_ZH in shown and ANSWER_EN in shown and OFFICIAL.address in shown and "2020-03-09" in shown
    atom = client.get(reverse("clarification:atom"))
    assert atom["Content-Type"].startswith("application/atom+xml") and ANSWER_EN in atom.content.decode()
    assert "<rss" in client.get(reverse("clarification:rss")).content.decode()


def test_an_earlier_version_says_that_it_was_replaced(city, client):
    one = published(city)
    published(city, one, answer_zh="停水一天。", change_zh="有变化。", change_en="It has changed.")
    first = client.get(reverse("clarification:public_one", args=[one.id]), {"version": "1"}).content.decode()
    assert ANSWER_ZH in first and "停水一天。" not in first and ("已被替换" in first or "replaced" in first)
    assert "停水一天。" in client.get(reverse("clarification:public_one", args=[one.id])).content.decode()


def test_what_waits_for_its_second_person_is_read_by_nobody_outside(city, client):
    answer = proposed(city)
    assert client.get(reverse("clarification:public_one", args=[answer.clarification_id])).status_code == 404
    assert ANSWER_ZH not in client.get(reverse("clarification:atom")).content.decode()
