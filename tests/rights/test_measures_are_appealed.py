"""An appeal is answered in time by somebody who had no part; a wrong decision is void and all are told (INV-09)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection
from django.urls import reverse

from fangxian.core import clock
from fangxian.core.actors.rules import Purpose, Role
from fangxian.core.audit.models import AuditEvent
from fangxian.core.messages.models import Message
from fangxian.core.problems.rules import Refused
from fangxian.measures import queries, rules, services
from fangxian.measures.models import Appeal, Told
from fangxian.publication.queries import months_until
from tests.household import in_force

REASON = "共同生活的日期记错了，最后一次接触早于规则的期限"
HOUR = timedelta(hours=1)


@pytest.fixture
def at_nine(city, settings):
    settings.CLOCK_OFFSET = city.at - (clock.now() - settings.CLOCK_OFFSET)
    city.at = clock.now()
    return city


def refusal(call, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        call(*args, **kwargs)
    return refused.value.problem.code


def appealed(city, *, told: bool = False):
    """A measure in force against which the grid worker has taken down an appeal."""
    measure = in_force(city)
    by = city.actor("grid", Purpose.SERVE_NOTICE)
    if told:
        for audience, name in (("employer", "试验商行"), ("school", "试验小学")):
            services.tell(measure=measure, audience=audience, channel="phone", body_name=name, by=by, at=city.at)
    services.lodge_appeal(measure=measure, text="我三月八日已经离开家", channel="phone", by=by, at=city.at)
    return queries.by_id(measure.id), Appeal.objects.get()


def answer(city, appeal, *, decision="overturned", username="auditor", reason=REASON, at=None):
    by = city.actor(username, Purpose.DECIDE_APPEAL)
    return services.decide_appeal(appeal=appeal, decision=decision, reason=reason, by=by, at=at or city.at)


def state(measure, at):
    return queries.state_of(queries.by_id(measure.id), at=at)


@pytest.mark.invariant("INV-09")
def test_a_decision_found_wrong_is_void_at_once_and_everybody_who_was_told_is_told(city):
    measure, appeal = appealed(city, told=True)
    answer(city, appeal)
    assert state(measure, city.at) == rules.REVOKED
    assert not queries.measures_in_force(city.programme.id, city.at).exists()
    told = {of: set(Told.objects.filter(of=of).values_list("audience", flat=True)) for of in ("decision", "void")}
    assert told["void"] == told["decision"] == {"subject", "grid", "employer", "school"}
    letters = {m.to: m for m in Message.objects.filter(kind="measures.was_wrong")}
    assert {"试验商行", "试验小学"} < set(letters) and len(letters) == 3
    assert all(measure.number in m.text_zh and "试验配偶" not in m.text_zh + m.text_en for m in letters.values())


@pytest.mark.invariant("INV-09")
def test_an_answer_is_texted_to_the_person_once_in_both_languages(city):
    measure, appeal = appealed(city)
    answer(city, appeal)
    (message,) = Message.objects.filter(person_id=measure.person_id)
    assert message.kind == "measures.appeal_answered" and message.to == "+8613800138000"
    assert measure.number in message.text_zh and "void" in message.text_en


@pytest.mark.invariant("INV-09")
@pytest.mark.parametrize(
    ("username", "role", "body", "code"),
    [
        ("approver", None, "", "measures.involved"),  # who approved it
        ("cdc_second", Role.HEALTH_APPROVER, "疾控中心", "measures.involved_body"),  # a colleague of who proposed it
        ("epi", None, "", "actors.no_power"),
        ("grid", None, "", "actors.no_power"),
        ("commander", None, "", "actors.no_power"),
        ("supervisor", None, "", "actors.no_power"),
        ("signatory", None, "", "actors.no_power"),
    ],
)
def test_an_appeal_is_not_answered_by_who_decided_or_by_who_has_no_say(city, username, role, body, code):
    measure, appeal = appealed(city)
    if role:
        city.post(username, role, "", body)
    assert refusal(answer, city, appeal, username=username) == code
    assert state(measure, city.at) == rules.ACTIVE and Appeal.objects.get().decided_at is None


@pytest.mark.invariant("INV-09")
def test_an_appeal_answered_by_the_decider_is_refused_and_stands_in_the_audit(at_nine, client):
    measure, _ = appealed(at_nine)
    client.force_login(at_nine.posts["approver"].user)
    page = client.post(reverse("measures:answer", args=[measure.id]), {"decision": "upheld", "reason": REASON})
    assert page.status_code == 200 and Appeal.objects.get().decided_at is None
    event = AuditEvent.objects.get(action="audit.refused")
    assert (event.detail["code"], event.role, event.on_id) == ("measures.involved", "health_approver", str(measure.id))


@pytest.mark.invariant("INV-09")
def test_the_server_of_a_notice_who_became_an_auditor_does_not_answer(city):
    _, appeal = appealed(city)
    city.posts["turned"] = city.post("turned", Role.AUDITOR, "", "审计组", "oversight")
    city.posts["turned"].user = city.posts["grid"].user
    city.posts["turned"].save()
    assert refusal(answer, city, appeal, username="turned") == "measures.involved"


def test_a_health_approver_of_a_third_body_or_a_colleague_who_had_no_part_answers(city):
    _, appeal = appealed(city)
    city.post("second", Role.HEALTH_APPROVER, "", "卫生健康委")
    assert answer(city, appeal, decision="upheld", username="second").decision == "upheld"


def test_an_approver_of_the_next_county_does_not_answer(city):
    _, appeal = appealed(city)
    city.post("deqing", Role.HEALTH_APPROVER, "330521", "德清县卫生健康局")
    assert refusal(answer, city, appeal, username="deqing") == "actors.out_of_area"


@pytest.mark.invariant("INV-09")
def test_a_refused_appeal_changes_nothing_and_names_the_next_remedy(at_nine, client):
    measure, appeal = appealed(at_nine)
    client.force_login(at_nine.posts["auditor"].user)
    page = client.get(reverse("measures:answer", args=[measure.id])).content.decode()
    assert "行政复议" in page and "六个月" in page and "我三月八日已经离开家" in page
    end = queries.by_id(measure.id).effective_end_at
    answer(at_nine, appeal, decision="upheld")
    assert queries.by_id(measure.id).effective_end_at == end
    assert "行政复议" in Message.objects.get(kind="measures.appeal_answered").text_zh
    client.force_login(at_nine.posts["grid"].user)
    told_at_the_door = client.get(reverse("measures:attend", args=[measure.id])).content.decode()
    assert REASON in told_at_the_door and "六个月内" in told_at_the_door


def test_a_measure_that_is_no_longer_needed_ends_now_and_is_not_called_wrong(city):
    measure, appeal = appealed(city)
    answer(city, appeal, decision="varied")
    assert state(measure, city.at) == rules.RELEASED_EARLY
    assert queries.end_reason_of(queries.by_id(measure.id)) == "appeal_varied"
    assert not Told.objects.filter(of="void").exists()


def test_an_appeal_against_a_measure_that_has_ended_is_answered_all_the_same(city):
    measure, appeal = appealed(city, told=True)
    later = measure.ends_at + HOUR
    answer(city, appeal, at=later)
    assert state(measure, later) == rules.EXPIRED
    assert Told.objects.filter(of="void").count() == 4


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"decision": "longer"}, "measures.unknown_decision"),
        ({"reason": "不对"}, "measures.no_reason"),
    ],
)
def test_an_answer_is_one_of_three_with_a_reason(city, sent, code):
    _, appeal = appealed(city)
    assert refusal(answer, city, appeal, **sent) == code


def test_an_appeal_is_answered_and_acknowledged_once(city):
    _, appeal = appealed(city)
    by = city.actor("auditor", Purpose.DECIDE_APPEAL)
    services.acknowledge_appeal(appeal=appeal, by=by, at=city.at)
    assert refusal(services.acknowledge_appeal, appeal=appeal, by=by, at=city.at) == "measures.appeal_acknowledged"
    answer(city, appeal)
    city.post("second", Role.HEALTH_APPROVER, "", "卫生健康委")
    assert refusal(answer, city, appeal, decision="upheld", username="second") == "measures.appeal_decided"
    kinds = Message.objects.filter(person_id=appeal.measure.person_id).order_by("queued_at", "id")
    assert [m.kind for m in kinds] == ["measures.appeal_arrived", "measures.appeal_answered"]


@pytest.mark.invariant("INV-09")
def test_what_is_late_alarms_once_for_each_clock_and_no_longer_once_it_is_answered(city):
    _, appeal = appealed(city)
    assert services.alarm_late_appeals(at=city.at + HOUR) == 0
    assert services.alarm_late_appeals(at=city.at + HOUR * 2) == 1
    assert services.alarm_late_appeals(at=city.at + HOUR * 3) == 0
    assert services.alarm_late_appeals(at=city.at + HOUR * 25) == 1
    events = AuditEvent.objects.filter(action="measures.appeal_late").order_by("at")
    assert [event.detail["stage"] for event in events] == ["acknowledge", "decide"]
    answer(city, appeal, at=city.at + HOUR * 26)
    assert services.alarm_late_appeals(at=city.at + HOUR * 50) == 0


def test_the_list_shows_what_waits_with_its_clock_and_no_name(at_nine, client, settings):
    measure, _ = appealed(at_nine)
    settings.CLOCK_OFFSET += HOUR * 2
    client.force_login(at_nine.posts["auditor"].user)
    page = client.get(reverse("measures:appeals") + "?state=late").content.decode()
    assert measure.number in page and "试验配偶" not in page
    assert measure.number not in client.get(reverse("measures:appeals") + "?state=answered").content.decode()
    assert client.get(reverse("measures:appeals") + "?state=nothing").status_code == 404


@pytest.mark.parametrize("username", ["epi", "grid", "next", "commander", "duty", "supervisor"])
def test_others_do_not_open_appeals(at_nine, client, username):
    measure, _ = appealed(at_nine)
    client.force_login(at_nine.posts[username].user)
    assert client.get(reverse("measures:appeals")).status_code == 403
    assert client.get(reverse("measures:answer", args=[measure.id])).status_code == 403
    assert client.post(reverse("measures:acknowledge", args=[measure.id])).status_code == 403


@pytest.mark.invariant("INV-09")
def test_answers_are_counted_by_what_they_were(city):
    _, appeal = appealed(city)
    answer(city, appeal)
    span = {"since": city.at, "until": city.at + HOUR}
    assert queries.appeals_decided_count(city.programme.id, **span) == {"upheld": 0, "overturned": 1, "varied": 0}
    assert queries.appeals_decided_count(city.programme.id, **span, area_code="330521")["overturned"] == 0


@pytest.mark.invariant("INV-09")
def test_answers_are_counted_where_the_public_reads_them(city):
    _, appeal = appealed(city)
    answer(city, appeal)
    (*_, march) = months_until(city.programme, day=date(2020, 3, 10))
    assert (march["month"], march["appeals_answered"], march["appeals_found_wrong"]) == ("2020-03-01", 1, 1)


ANSWERED = (
    "UPDATE measures_appeal SET decided_at = %(at)s, decided_by_id = %(post)s, decision = %(decision)s, "
    "acknowledged_at = %(at)s, decision_reason = %(reason)s"
)


@pytest.mark.invariant("INV-09")
@pytest.mark.parametrize(
    ("username", "decision", "why"),
    [
        ("approver", "upheld", "had no part"),
        ("epi", "upheld", "had no part"),
        ("grid", "upheld", "had no part"),
        ("auditor", "overturned", "found wrong has ended"),
    ],
)
def test_no_statement_answers_an_appeal_for_the_decider_or_leaves_a_wrong_measure_standing(
    city, username, decision, why
):
    appealed(city)
    values = {"at": city.at, "post": city.posts[username].id, "decision": decision, "reason": b"x" * 60}
    with pytest.raises(IntegrityError, match=why), connection.cursor() as cursor:
        cursor.execute(ANSWERED, values)


@pytest.mark.invariant("INV-09")
@pytest.mark.parametrize(
    "change",
    ["decide_by = decide_by + interval '9 days'", "lodged_at = now()", "decision_reason = NULL", "decided_at = NULL"],
)
def test_no_statement_changes_what_was_appealed_or_answered(city, change):
    _, appeal = appealed(city)
    answer(city, appeal)
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(f"UPDATE measures_appeal SET {change}")


@pytest.mark.invariant("INV-09")
def test_no_statement_deletes_an_appeal_before_stand_down(city):
    appealed(city)
    with pytest.raises(IntegrityError, match="kept until"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM measures_appeal")
