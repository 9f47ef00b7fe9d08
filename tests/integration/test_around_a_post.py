"""Lanes, coaches, queues, complaints, transits, heads and help: what is around a post (F15, F48)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.entries import phones
from tests.posts import officer, order, post, shift, tap

from fangxian.core.actors.rules import Purpose, Role
from fangxian.core.audit.models import AuditEvent
from fangxian.core.messages.models import Message
from fangxian.core.problems.rules import Refused
from fangxian.intake.sources.checkpoint import rules, services
from fangxian.intake.sources.checkpoint.models import Check, HelpGiven, Passage, PostComplaint, WaitReport
from fangxian.intake.sources.checkpoint.rules import around

pytestmark = pytest.mark.django_db


def refusal(act, **how):
    with pytest.raises(Refused) as refused:
        act(**how)
    return refused.value.problem.code


def test_a_check_tells_its_lane(city):
    on = services.begin_shift(checkpoint=post(city), by=officer(city), at=city.at, lane=3)
    check = services.count_pass(shift=on, tap=tap(city, 2, 1), by=officer(city), at=city.at)
    assert (on.lane, check.lane) == (3, 3)
    assert refusal(
        services.begin_shift, checkpoint=on.checkpoint, by=officer(city), at=city.at, lane=0
    ) == "checkpoint.lane"  # fmt: skip


def test_a_full_coach_is_one_record_and_a_fuller_one_is_two(city):
    on = shift(city)
    assert services.count_pass(shift=on, tap=tap(city, 60, 1), by=officer(city), at=city.at).person_count == 60
    assert refusal(
        services.count_pass, shift=on, tap=tap(city, 61, 1), by=officer(city), at=city.at
    ) == "checkpoint.count"  # fmt: skip


@pytest.mark.parametrize(
    ("plate", "form"), [("浙E12345", "standard"), ("浙ED12345", "nev_small"), ("使 014", "free_text")]
)
def test_a_plate_is_recognised_and_no_writing_of_it_blocks(city, plate, form):
    on = shift(city)
    order(city, "registration", number="2号")
    services.count_pass(shift=on, tap=tap(city, 1, 1), plate=plate, by=officer(city), at=city.at)
    assert Passage.objects.get(shown="plate").plate_form == form


def test_what_a_phone_kept_with_no_network_stays_only_under_an_order_of_then(city):
    on = shift(city)
    check = services.count_pass(shift=on, tap=tap(city, 1, 1), by=officer(city), at=city.at)
    told = {"check": check, "shown": [services.Shown("phone", "+8613800138000")], "plate": "浙E12345"}
    assert services.keep_shown(**told, occurred_at=city.at) is False and not Passage.objects.exists()
    order(city, "registration", number="2号")
    assert services.keep_shown(**told, occurred_at=city.at - timedelta(days=1)) is False
    for _ in range(2):
        assert services.keep_shown(**told, occurred_at=city.at) is True
    assert Passage.objects.count() == 2


def test_nobody_is_handed_over_by_a_receipt_without_its_verdict(city):
    from tests.integration.test_a_declaration_can_be_corrected import declare

    declared, on = declare(city), shift(city)
    check = services.look_at_person(
        shift=on, tap=tap(city), look=rules.Look(declaration=rules.NOT_JUDGED), pack=None, by=officer(city), at=city.at
    )
    for number in (declared.receipt.number, "100000000"):
        assert services.hand_over_receipt(check=check, number=number, by=officer(city), at=city.at) is None
    assert Check.objects.get().handed_over_fact_id is None


def test_a_long_queue_is_told_once_an_hour(city):
    phones(city)
    on = shift(city)
    for wait in (5, 20, 45):
        services.report_wait(shift=on, client_id=uuid4(), wait_minutes=wait, by=officer(city), at=city.at)
    assert list(WaitReport.objects.order_by("wait_minutes").values_list("is_alarm", flat=True)) == [False, True, True]
    assert Message.objects.filter(kind="checkpoint.queue").count() == 2  # two duty officers


def test_a_wait_that_is_sent_twice_is_one(city):
    on, once = shift(city), uuid4()
    for _ in range(2):
        services.report_wait(shift=on, client_id=once, wait_minutes=5, by=officer(city), at=city.at)
    assert WaitReport.objects.count() == 1
    assert refusal(
        services.report_wait, shift=on, client_id=uuid4(), wait_minutes=-1, by=officer(city), at=city.at
    ) == "checkpoint.wait"  # fmt: skip


@pytest.mark.invariant("INV-14")
def test_whoever_was_turned_back_alarms_and_need_not_say_who_she_is(city):
    by = city.actor("duty", Purpose.COMMAND)
    made = services.complain(
        checkpoint=post(city), kind=around.TURNED_BACK, words="让我回去", channel="phone", by=by, at=city.at
    )
    assert AuditEvent.objects.filter(action="intake.complaint_of_turning_back", on_id=str(made.id)).exists()
    assert "让我" not in str(list(AuditEvent.objects.values_list("detail", flat=True)))
    services.answer_complaint(complaint=made, answer="已更正", by=by, at=city.at)
    assert PostComplaint.objects.get().answered_at == city.at
    assert refusal(
        services.answer_complaint, complaint=made, answer="再答", by=by, at=city.at
    ) == "checkpoint.answered"  # fmt: skip


def test_a_transit_leaves_late_or_in_time_and_is_never_held(city):
    on = shift(city)
    slip = services.begin_transit(shift=on, person_count=2, phone="13800138000", by=officer(city), at=city.at)
    assert slip.leave_by - slip.entered_at == timedelta(hours=4)
    late = slip.leave_by + timedelta(hours=1)
    left = services.end_transit(shift=on, number=slip.number, by=officer(city), at=late)
    assert left.left_at == late
    for number in (slip.number, "100000000"):
        assert refusal(services.end_transit, shift=on, number=number, by=officer(city), at=late).startswith(
            "checkpoint."
        )


def test_a_transit_may_leave_its_phone_out_and_a_wrong_one_is_told(city):
    on = shift(city)
    assert services.begin_transit(shift=on, person_count=1, phone="", by=officer(city), at=city.at).phone is None
    assert refusal(
        services.begin_transit, shift=on, person_count=1, phone="12", by=officer(city), at=city.at
    ) == "checkpoint.phone"  # fmt: skip


def test_a_service_station_helps_and_gives_no_verdict(city):
    on = shift(city, at_post=post(city, kind="service_station", approved_level="", road=""))
    services.give_help(shift=on, client_id=uuid4(), kind="water", person_count=4, by=officer(city), at=city.at)
    assert HelpGiven.objects.get().person_count == 4
    assert refusal(
        services.count_pass, shift=on, tap=tap(city), by=officer(city), at=city.at
    ) == "checkpoint.no_verdicts"  # fmt: skip
    assert services.pass_emergency(shift=on, tap=tap(city), by=officer(city), at=city.at).verdict == "EMERGENCY_PASS"


def test_a_head_and_a_deputy_are_a_function_and_a_phone(city):
    checkpoint, by = post(city), city.actor("duty", Purpose.COMMAND)
    terms = services.DutyTerms("head", "交通局", "0572-2398110", city.at, city.at + timedelta(hours=8))
    assert services.name_duty(checkpoint=checkpoint, terms=terms, by=by, at=city.at).function == "head"
    for wrong in (terms.__class__("chief", *list(vars(terms).values())[1:]),
                  services.DutyTerms("head", "交通局", "1", city.at, city.at)):  # fmt: skip
        with pytest.raises(Refused):
            services.name_duty(checkpoint=checkpoint, terms=wrong, by=by, at=city.at)


def test_only_whoever_answers_for_posts_names_a_head_or_answers_a_complaint(city):
    checkpoint = post(city)
    city.post("far", Role.DUTY_OFFICER, "330521", "德清指挥部", "command")
    terms = services.DutyTerms("head", "交通局", "1", city.at, city.at + timedelta(hours=8))
    for name in ("far", "checkpoint", "grid"):
        assert refusal(
            services.name_duty, checkpoint=checkpoint, terms=terms, by=city.actor(name, Purpose.COMMAND), at=city.at
        ).startswith("actors.")  # fmt: skip
