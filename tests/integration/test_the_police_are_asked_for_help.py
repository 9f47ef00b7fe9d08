"""Police assist on a stated request: address, time, what help; it expires in 24 hours (INV-05)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from tests.city import GRID, NEXT_COUNTY_GRID
from tests.help import ADDRESS, by, help_asked, liaisons
from tests.work import later, one_task

from fangxian.assistance import queries, rules, services
from fangxian.assistance.models import AssistanceRequest
from fangxian.core import clock
from fangxian.core.audit.models import AuditEvent
from fangxian.core.messages.models import Message
from fangxian.core.problems.rules import Refused
from fangxian.portal.queries import looks_at


@pytest.fixture
def at_nine(city, settings):
    settings.CLOCK_OFFSET = city.at - (clock.now() - settings.CLOCK_OFFSET)
    return liaisons(city)


def state(request, at) -> str:
    request.refresh_from_db()
    return rules.state_at(request.times, at)


def refusal_of(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.problem.code


def test_a_request_is_taken_on_and_done(at_nine):
    city, asked = at_nine, help_asked(at_nine)
    assert state(asked, city.at) == "open"
    services.accept(request=asked, by=by(city, "liaison"), at=later(city, minutes=2))
    assert state(asked, later(city, minutes=3)) == "accepted"
    services.close(
        request=asked, is_done=True, words="已到场，秩序正常。", by=by(city, "liaison"), at=later(city, hours=1)
    )
    assert state(asked, later(city, hours=25)) == "done"
    actions = (
        AuditEvent.objects.filter(action__startswith="assistance.").order_by("id").values_list("action", flat=True)
    )
    assert list(actions) == ["assistance.asked", "assistance.accepted", "assistance.done"]


@pytest.mark.invariant("INV-05")
@pytest.mark.parametrize("is_accepted", [False, True])
def test_a_request_is_gone_after_24_hours_whatever_became_of_it(at_nine, is_accepted):
    city, asked = at_nine, help_asked(at_nine)
    if is_accepted:
        services.accept(request=asked, by=by(city, "liaison"), at=city.at)
    end = later(city, hours=24)
    assert state(asked, end - timedelta(seconds=1)) in rules.SHOWN
    assert state(asked, end) == "expired"
    assert queries.requests_to_answer(by(city, "liaison"), at=end) == []
    late = lambda: services.close(request=asked, is_done=True, words="晚了一天", by=by(city, "liaison"), at=end)  # noqa: E731
    assert refusal_of(late) == "assistance.moved_on"


@pytest.mark.invariant("INV-05")
def test_no_statement_in_the_database_lets_a_request_last_longer(at_nine):
    asked = help_asked(at_nine)
    rows = AssistanceRequest.objects.filter(id=asked.id)
    with pytest.raises(IntegrityError, match="a_request_for_help_expires_within_a_day"), transaction.atomic():
        rows.update(expires_at=later(at_nine, hours=25))


@pytest.mark.invariant("INV-05")
@pytest.mark.parametrize(
    "words",
    [
        "此人确诊",
        "密接拒绝开门",
        "她在发烧",
        "居家隔离人员",
        "从武汉来",
        "a close contact lives here",
        "Fever, take care",
    ],
)
def test_what_the_police_are_told_speaks_of_nobodys_health(at_nine, words):
    assert refusal_of(lambda: help_asked(at_nine, words=words)) == "assistance.health_words"
    assert not AssistanceRequest.objects.exists()


@pytest.mark.invariant("INV-05")
@pytest.mark.parametrize("words", ["电话138 0013 8000", "证件440524188001010014", "请找 6228-4800-1234"])
def test_no_long_number_of_anybodys_is_passed_on(at_nine, words):
    assert refusal_of(lambda: help_asked(at_nine, words=words)) == "assistance.long_number"


def test_a_street_may_be_called_after_a_province(at_nine):
    assert help_asked(at_nine, address="湖北路5号").address == "湖北路5号"


@pytest.mark.parametrize(
    "changed, code",
    [
        ({"needed_at": None}, "assistance.not_within_a_day"),
        ({"help_kind": "break_door"}, "assistance.unknown_help"),
        ({"address": "  "}, "assistance.no_address"),
        ({"phone": "110"}, "assistance.no_phone"),
    ],
)
def test_a_request_says_where_when_and_what(at_nine, changed, code):
    changed = {"needed_at": later(at_nine, hours=24)} if "needed_at" in changed else changed
    assert refusal_of(lambda: help_asked(at_nine, **changed)) == code


def test_one_asks_for_help_in_ones_own_area(at_nine):
    at_nine.post("wuxing_duty", at_nine.posts["duty"].role, "330502", "吴兴区指挥部", "command")
    assert refusal_of(lambda: help_asked(at_nine, username="wuxing_duty", area_code=NEXT_COUNTY_GRID)) == (
        "actors.out_of_area"
    )


@pytest.mark.parametrize("username", ["grid", "supervisor", "commander", "liaison", "checkpoint"])
def test_only_health_posts_and_desks_ask(at_nine, username):
    assert refusal_of(lambda: help_asked(at_nine, username=username)) == "actors.no_power"


def test_a_liaison_of_the_next_county_sees_and_answers_nothing(at_nine):
    city, asked = at_nine, help_asked(at_nine)
    assert queries.requests_to_answer(by(city, "next_liaison"), at=city.at) == []
    taken = lambda: services.accept(request=asked, by=by(city, "next_liaison"), at=city.at)  # noqa: E731
    assert refusal_of(taken) == "actors.out_of_area"


def test_declining_needs_words_and_they_speak_of_nobodys_health(at_nine):
    city, asked = at_nine, help_asked(at_nine)
    for words, code in (("无", "assistance.no_words"), ("此人已确诊阳性", "assistance.health_words")):
        said = lambda words=words: services.close(  # noqa: E731
            request=asked, is_done=False, words=words, by=by(city, "liaison"), at=city.at
        )
        assert refusal_of(said) == code
    services.close(request=asked, is_done=False, words="警力已全部在岗，无法派出。", by=by(city, "liaison"), at=city.at)
    assert state(asked, city.at) == "declined"


def test_who_asked_takes_it_back_and_the_place_disappears(at_nine, client):
    asked = help_asked(at_nine)
    client.force_login(at_nine.posts["liaison"].user)
    assert ADDRESS in client.get(reverse("assistance:desk")).content.decode()
    services.withdraw(request=asked, by=by(at_nine, "duty"), at=later(at_nine, seconds=1))
    at = later(at_nine, seconds=2)
    assert refusal_of(lambda: services.accept(request=asked, by=by(at_nine, "liaison"), at=at)) == "assistance.moved_on"
    assert queries.requests_to_answer(by(at_nine, "liaison"), at=at) == []


def test_another_body_does_not_take_it_back(at_nine):
    asked = help_asked(at_nine)
    taken_back = lambda: services.withdraw(request=asked, by=by(at_nine, "epi"), at=at_nine.at)  # noqa: E731
    assert refusal_of(taken_back) == "assistance.not_yours"


def test_the_message_to_the_liaison_says_nothing_of_where_and_what(at_nine):
    help_asked(at_nine)
    (message,) = Message.objects.filter(kind="assistance.asked")
    assert message.to == "+8616900030001"
    assert "演练路" not in message.text_zh + message.text_en


def test_whom_it_concerns_sees_that_the_police_were_asked_and_who_read_it(at_nine, client):
    task = one_task(at_nine)
    help_asked(at_nine, task=task)
    client.force_login(at_nine.posts["liaison"].user)
    page = client.get(reverse("assistance:desk")).content.decode()
    assert task.number not in page and "试验1" not in page
    seen = {(look.event.role, look.event.action) for look in looks_at(task.person)}
    assert ("duty_officer", "assistance.asked") in seen
    assert ("police_liaison", "assistance.saw_request") in seen


FORM = {
    "help_kind": "stand_by", "area_code": GRID, "address": ADDRESS, "needed_at": "2020-03-10T10:00",
    "phone": "13800138111", "words": "", "task_number": "",
}  # fmt: skip


def test_by_the_screens_from_the_desk_to_the_liaison(at_nine, client):
    client.force_login(at_nine.posts["duty"].user)
    assert client.post(reverse("assistance:ask"), FORM).status_code == 302
    asked = AssistanceRequest.objects.get()
    page = client.get(reverse("assistance:request", args=[asked.id])).content.decode()
    assert ADDRESS in page and ("第三十九条" in page) and ("第四十四条" in page)
    client.force_login(at_nine.posts["liaison"].user)
    assert client.get("/").headers["location"] == reverse("assistance:desk")
    assert client.post(reverse("assistance:accept", args=[asked.id])).status_code == 302
    answer = reverse("assistance:answer", args=[asked.id])
    assert client.post(answer, {"answer": "done", "words": "他发烧了"}).status_code == 422
    assert client.post(answer, {"answer": "done", "words": "已到场协助。"}).status_code == 302
    assert ADDRESS not in client.get(reverse("assistance:desk")).content.decode()


def test_the_form_says_what_is_wrong(at_nine, client):
    client.force_login(at_nine.posts["duty"].user)
    wrong = FORM | {"area_code": "不存在", "words": "密接", "needed_at": "", "phone": "", "task_number": "00000000"}
    answer = client.post(reverse("assistance:ask"), wrong)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"area_code", "words", "needed_at", "phone"}
    answer = client.post(reverse("assistance:ask"), FORM | {"task_number": "00000000"})
    assert set(answer.context["form"].errors) == {"task_number"}


def test_requests_are_counted_for_publication(at_nine):
    city = at_nine
    done, _open = help_asked(city), help_asked(city)
    services.accept(request=done, by=by(city, "liaison"), at=city.at)
    services.close(request=done, is_done=True, words="已到场协助。", by=by(city, "liaison"), at=city.at)
    span = {"since": later(city, hours=-1), "until": later(city, hours=1)}
    counts = queries.request_counts(city.programme.id, **span, at=later(city, days=2))
    assert counts["asked"] == 2 and counts["done"] == 1 and counts["expired"] == 1 and counts["open"] == 0
    assert queries.request_counts(city.programme.id, **span, at=later(city, days=2), area_code="330521")["asked"] == 0
