"""Asked once more, she corrects what was told free of any penalty; why is said first, nobody judges her (F50)."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.work import arrival, one_task, react, worker

from fangxian.core.problems.rules import Refused
from fangxian.intake.models import Fact
from fangxian.intake.sources.declaration.rules import Stay
from fangxian.measures.models import Measure
from fangxian.screening.models import Verdict
from fangxian.tasks import services
from fangxian.tasks.models import Task, TaskEvent
from fangxian.tasks.rules.words import ANSWERS

HANGZHOU = Stay("330100", "杭州市", date(2020, 2, 20), date(2020, 3, 5))


@pytest.fixture
def task(city):
    found = one_task(city, arrival())
    return services.accept_task(task=found, by=worker(city, "grid"), at=city.at)


def asked(city, task, answer="corrected", *, stays=(HANGZHOU,), in_none=False, client_id=None, by="grid"):
    return services.ask_again(
        task=task, answer=answer, stays=stays, in_none=in_none, client_id=client_id or uuid4(),
        by=worker(city, by), at=city.at,
    )  # fmt: skip


def test_her_correction_is_a_new_fact_that_is_judged_and_closes_the_task(city, task):
    asked(city, task)
    react(city)
    new = Fact.objects.get(supersedes=task.fact_id)
    assert [stay["area_code"] for stay in new.content["stays"]] == ["330100"] and new.content["confirmed_by_person"]
    assert Verdict.objects.get(fact_id=new.id).result == "no_action"
    task.refresh_from_db()
    assert task.conclusion == "corrected" and not Measure.objects.exists()


def test_sent_twice_it_is_one_correction(city, task):
    client_id = uuid4()
    for _ in range(2):
        asked(city, task, client_id=client_id)
    assert Fact.objects.filter(supersedes=task.fact_id).count() == 1


def test_she_was_in_none_of_these_places(city, task):
    asked(city, task, stays=(), in_none=True)
    assert Fact.objects.get(supersedes=task.fact_id).content["stays"] == []


@pytest.mark.parametrize("answer", ["declined", "later"])
def test_who_would_rather_not_say_is_left_as_she_was(city, task, answer):
    asked(city, task, answer, stays=())
    assert not Fact.objects.filter(supersedes=task.fact_id).exists()
    assert TaskEvent.objects.get(action="asked_again").detail == {"answer": answer}
    assert Task.objects.get(id=task.id).closed_at is None


def test_a_correction_that_says_nothing_is_refused(city, task):
    with pytest.raises(Refused) as refused:
        asked(city, task, stays=())
    assert refused.value.problem.code == "tasks.no_stays"


@pytest.mark.parametrize("by", ["grid2", "next", "post_worker"])
def test_only_whoever_works_on_it_asks(city, task, by):
    with pytest.raises(Refused):
        asked(city, task, by=by)


def test_no_answer_and_no_column_says_that_somebody_lied():
    told = " ".join([*ANSWERS, *(field.name for model in (Task, TaskEvent, Fact) for field in model._meta.fields)])
    assert not [word for word in ("liar", "deceit", "decept", "conceal", "honest", "score") if word in told]


def test_the_page_says_why_and_that_it_is_free_before_it_asks(city, task, client, settings):
    settings.CLOCK_OFFSET = city.at - datetime.now(UTC)
    client.force_login(city.posts["grid"].user)
    client.cookies["language"] = "en"
    url = reverse("tasks:ask_again", args=[task.id])
    assert url in client.get(reverse("tasks:task", args=[task.id])).content.decode()
    page = client.get(url).content.decode()
    assert page.index("Why we ask") < page.index("no penalty") < page.index("What she said")
    sent = {
        "answer": "corrected", "client_id": str(uuid4()), "stays-TOTAL_FORMS": "3", "stays-INITIAL_FORMS": "1",
        "stays-0-place": "杭州市", "stays-0-from_on": "2020-02-20", "stays-0-until_on": "2020-03-05",
    }  # fmt: skip
    assert client.post(url, sent).status_code == 302
    assert Fact.objects.get(supersedes=task.fact_id).content["stays"][0]["area_text"].endswith("杭州市")
    assert client.post(url, sent | {"answer": ""}).status_code in (403, 422)
