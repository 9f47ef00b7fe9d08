"""A request goes from the call to the answer: sorted, sent, acted on, answered, called back, closed or opened again."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.city import GRID, NEXT_COUNTY_GRID
from tests.requests import PLACE, TIP, again, caller, operator, received, request, told

from fangxian.core.actors.rules import Purpose, Role, system
from fangxian.core.audit.models import AuditEvent
from fangxian.core.problems.rules import Refused
from fangxian.erasure.services import forget
from fangxian.intake.sources.service_request import queries, rules, services
from fangxian.intake.sources.service_request.models import ServiceRequest
from fangxian.tasks import services as tasks
from fangxian.tasks.models import Task

pytestmark = pytest.mark.django_db
SOON = timedelta(minutes=1)
WOKEN = {
    "intake.request_dispatched": tasks.act_on_request, "tasks.first_report": tasks.tell_request,
    "tasks.reported": tasks.tell_request,
}  # fmt: skip


def react(city) -> None:
    """What the worker would do, and each event once more than needed."""
    by = system(city.programme.id, Purpose.VERIFY_LEAD)
    for event in [*AuditEvent.objects.filter(action__in=WOKEN).order_by("id")] * 2:
        WOKEN[event.action](event, by=by, at=event.at)


def refused(act, **given) -> str:
    with pytest.raises(Refused) as problem:
        act(**given)
    return problem.value.problem.code


def state(one, at) -> str:
    return rules.state_at(again(one), at)


def worked(city, task, *, outcome="handled", note="已劝离并关门，贴了公告", name="grid"):
    by = city.actor(name, Purpose.VERIFY_LEAD)
    tasks.accept_task(task=task, by=by, at=city.at + SOON)
    tasks.first_report_task(task=task, word="on_the_way", by=by, at=city.at + 2 * SOON)
    react(city)
    assert state(ServiceRequest.objects.get(task_id=task.id), city.at + 2 * SOON) == rules.ON_SITE
    tasks.report_task(task=task, outcome=outcome, note=note, by=by, at=city.at + 3 * SOON)
    react(city)


def test_a_call_becomes_work_in_its_grid_and_comes_back_as_an_answer(city):
    one = received(city, send=True, contact="13800138000", wants_callback=True).request
    react(city)
    task = Task.objects.get(kind="answer_request")
    assert (task.area_code, task.person_id, again(one).task_id) == (GRID, None, task.id)
    worked(city, task)
    assert again(one).proposed == "已劝离并关门，贴了公告" and again(one).answer is None
    services.answer(request=one, answer="已关门，三天内复查。", by=operator(city), at=city.at + 5 * SOON)
    services.call_back(
        request=one, is_reached=True, satisfaction=5, by=operator(city), at=city.at + 6 * SOON
    )  # fmt: skip
    assert (state(one, city.at + 7 * SOON), again(one).satisfaction) == (rules.CALLED_BACK, 5)
    assert [step.step for step in queries.history(one)] == [
        "received", "dispatched", "on_site", "proposed", "answered", "called_back", "rated",
    ]  # fmt: skip


def test_urgent_help_has_half_an_hour_and_is_sent_by_itself(city):
    help_, report = request(city, service="help_medicine", text="胰岛素没有了"), request(city)
    slow = request(city, service="goods", text="口罩涨价")
    assert [one.due_at - city.at for one in (help_, report, slow)] == [
        timedelta(minutes=30), timedelta(hours=24), timedelta(hours=72),
    ]  # fmt: skip
    assert (help_.dispatched_at, report.dispatched_at) == (city.at, None)
    assert list(queries.in_order(queries.waiting(operator(city)))) == [help_, report, slow]


def test_a_call_that_hangs_up_after_four_words_is_kept_and_waits_to_be_sorted(city):
    one = request(city, text="楼下好吵", service="", area_code="", place="")
    assert state(one, city.at) == rules.RECEIVED and one.area_code == "3305"
    assert refused(services.dispatch, request=one, by=operator(city), at=city.at) == "requests.not_now"
    services.classify(request=one, service="gathering", area_code="3305", by=operator(city), at=city.at)
    assert refused(services.dispatch, request=one, by=operator(city), at=city.at) == "requests.no_place"
    services.classify(request=one, service="gathering", area_code=GRID, by=operator(city), at=city.at)
    services.dispatch(request=one, by=operator(city), at=city.at)
    assert state(one, city.at) == rules.DISPATCHED


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": "  "}, "requests.text"), ({"text": "长" * 2001}, "requests.text"),
        ({"service": "denounce"}, "requests.service"), ({"area_code": "420102"}, "requests.outside"),
        ({"wants_callback": True}, "requests.no_contact"), ({"place": "长" * 201}, "requests.place"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_down_is_refused_and_nothing_is_written(city, changes, code):
    assert refused(received, city=city, **changes) == code
    assert (
        not ServiceRequest.objects.exists() and not AuditEvent.objects.filter(action__startswith="intake.req").exists()
    )


def test_the_same_form_sent_twice_is_one_request(city):
    given = {
        "told": told(), "channel": "phone", "client_id": uuid4(), "programme": city.programme, "by": operator(city),
        "at": city.at,
    }  # fmt: skip
    first, second = services.receive(**given), services.receive(**given)
    assert first.request == second.request and (first.code != "", second.code) == (True, "")


def test_identical_tips_become_one_task_and_every_caller_is_answered(city):
    many = [received(city, channel="portal", by=caller(city)) for _ in range(30)]
    first = many[0].request
    services.classify(request=first, service="open_venue", area_code=GRID, by=operator(city), at=city.at)
    services.dispatch(request=first, by=operator(city), at=city.at)
    later = received(city)
    react(city)
    task = Task.objects.get(kind="answer_request")
    worked(city, task)
    services.answer(request=first, answer="已关门。", by=operator(city), at=city.at + 5 * SOON)
    assert not queries.waiting(operator(city)).exists()
    told_all = [queries.by_code(one.code, programme_id=city.programme.id) for one in (*many[1:], later)]
    assert {queries.lead_of(one).answer for one in told_all} == {"已关门。"}
    assert AuditEvent.objects.get(action="intake.request_answered").count == 31


def test_urgent_help_without_a_place_is_never_linked_by_a_machine(city):
    for _ in range(2):
        received(city, service="help_alone", text="老人没人管", place="", contact="")
    assert not ServiceRequest.objects.exclude(duplicate_of=None).exists()
    for _ in range(2):
        received(city, service="help_alone", text="老人没人管", place="东街1号")
    assert ServiceRequest.objects.exclude(duplicate_of=None).count() == 1


def test_an_operator_links_what_says_the_same_and_takes_it_back(city):
    first, other = request(city, send=True), request(city, text="棋牌室里好多人打牌", place="东街口")
    found = queries.alike("东街棋牌室又开门了", area_code=GRID, by=operator(city), at=city.at)
    assert found[0][0] == first
    services.link(request=other, to=first, by=operator(city), at=city.at)
    assert state(other, city.at) == rules.DISPATCHED
    assert refused(services.answer, request=other, answer="好", by=operator(city), at=city.at) == "requests.linked"
    services.separate(request=other, by=operator(city), at=city.at)
    assert state(other, city.at) == rules.CLASSIFIED
    assert refused(services.link, request=first, to=other, by=operator(city), at=city.at) == "requests.too_late"


def test_a_caller_follows_her_request_by_its_code_rates_it_and_has_it_opened_again(city):
    made = received(city, channel="portal", by=caller(city), send=True)
    one = queries.by_code(made.code, programme_id=city.programme.id)
    assert one == made.request and queries.by_code("1" * 12, programme_id=city.programme.id) is None
    assert refused(services.rate, request=one, satisfaction=1, by=caller(city), at=city.at) == "requests.not_answered"
    services.classify(request=one, service="open_venue", area_code=GRID, by=operator(city), at=city.at)
    services.answer(request=one, answer="已关门。", by=operator(city), at=city.at)
    services.rate(request=one, satisfaction=1, by=caller(city), at=city.at)
    services.reopen(request=one, reason="晚上又开了", by=caller(city), at=city.at + SOON)
    assert (state(one, city.at + SOON), again(one).reopen_count) == (rules.REOPENED, 1)
    assert queries.history(one)[-1].note == "晚上又开了\n— 已关门。"
    services.dispatch(request=again(one), by=operator(city), at=city.at + SOON)
    react(city)
    assert Task.objects.filter(kind="answer_request").count() == 1 and again(one).task_id is not None


def test_an_answered_request_closes_by_itself_and_is_then_forgotten(city):
    one, waits = request(city), request(city, text="无人来看", contact="0572-1234567", wants_callback=True)
    for each in (one, waits):
        services.answer(request=each, answer="已处理。", by=operator(city), at=city.at)
    week = city.at + timedelta(days=7)
    assert (state(one, week), state(waits, week)) == (rules.CLOSED, rules.ANSWERED)
    assert list(queries.to_call_back(operator(city))) == [waits]
    forget(at=city.at + timedelta(days=99))
    assert list(ServiceRequest.objects.all()) == [waits]


def test_the_code_stands_nowhere_and_the_words_are_sealed(city):
    from django.db import connection

    made = received(city, contact="13800138000")
    with connection.cursor() as cursor:
        cursor.execute("SELECT r::text FROM intake_servicerequest r")
        (row,) = cursor.fetchone()
    for secret in (made.code, TIP, PLACE, "13800138000"):
        assert secret not in row and secret.encode().hex() not in row
    assert made.code not in str(list(AuditEvent.objects.values_list("detail", flat=True)))


@pytest.mark.parametrize("name", ["grid", "checkpoint", "supervisor", "epi"])
def test_only_whoever_takes_calls_takes_them(city, name):
    assert refused(received, city=city, by=city.actor(name, Purpose.RECEIVE_FACTS)) == "actors.no_power"


def test_a_county_desk_sees_and_answers_its_own(city):
    city.post("desk_b", Role.HOTLINE_OPERATOR, "330521", "德清县热线", "command")
    by = operator(city, "desk_b")
    ours, theirs = request(city), request(city, area_code=NEXT_COUNTY_GRID, by=by)
    assert list(queries.requests_of(by)) == [theirs] and queries.request_of(by, ours.id) is None
    assert refused(services.answer, request=ours, answer="好", by=by, at=city.at) == "actors.out_of_area"
